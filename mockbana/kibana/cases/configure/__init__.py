"""The configuration of Cases: connector, closing, custom fields, templates."""
