"""Searches: `_find`, `_search`, lists of values, similar cases."""
