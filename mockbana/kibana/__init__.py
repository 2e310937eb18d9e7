"""The pretended product, in Kibana's own words. Nothing in here knows that it is in a test."""
