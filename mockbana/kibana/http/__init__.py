"""Kibana's HTTP layer."""
