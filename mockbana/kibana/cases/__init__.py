"""Kibana's Cases plugin."""
