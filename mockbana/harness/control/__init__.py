"""The control API, everything under ``/__mockbana__/``: a module per subject."""
