"""Certificates that clients trust; imported with the server, before a test can patch ``ssl``."""

import ssl
from ssl import create_default_context


def trusting_context(ca_pem: str | None) -> ssl.SSLContext:
    """Return a context for clients that trust the CA *ca_pem*, else those of the machine."""
    return create_default_context(cadata=ca_pem)
