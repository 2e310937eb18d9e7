"""A fake Kibana that people can trust: the Cases API for tests, in Kibana's own words."""

__version__ = "0.1.0"
