"""Who is calling: Basic, ApiKey and Bearer credentials.

Source: kibana x-pack/platform/plugins/shared/security/server/authentication; the reasons are
those of Elasticsearch, to which Kibana hands the header unread.
"""

import base64
import binascii
from functools import lru_cache
from typing import Final

from mockbana.kibana.deployment import ELASTIC, Account, Deployment

from .errors import KibanaError

NOT_AUTHENTICATED: Final = (
    "unable to authenticate with provided credentials and anonymous access is not allowed "
    "for this request"
)


def authenticate(authorization: str | None, deployment: Deployment) -> Account:
    """Return the account behind an ``Authorization`` header.

    Without the header everybody is ``elastic``, unless the settings require authentication.
    Errors: 401 in the words of Kibana (nothing usable came) or of Elasticsearch (it was refused).
    """
    if authorization is None:
        return _nobody(deployment)
    scheme, value = [*authorization.split(None, 1), "", ""][:2]
    match scheme.lower(), value.strip():
        case "basic", credentials if credentials:
            return _basic(credentials, deployment)
        case "apikey", credentials if credentials:
            return _api_key(credentials, deployment)
        case "bearer", token if token:
            return _bearer(token, deployment)
    raise missing("the scheme is none that Kibana knows, or nothing follows it")


def missing(detail: str = "") -> KibanaError:
    """Return the 401 for a request without usable credentials."""
    return KibanaError(401, "Unauthorized", detail=detail)


def refused(reason: str) -> KibanaError:
    """Return the 401 that Elasticsearch gives for *reason*, in Kibana's wrapping."""
    cause = f"security_exception\n\tRoot causes:\n\t\tsecurity_exception: {reason}"
    return KibanaError(401, f"[{cause}]: {reason}")


def _nobody(deployment: Deployment) -> Account:
    if deployment.settings.require_auth:
        raise missing("no Authorization header, and the server requires one")
    return deployment.accounts.get(ELASTIC.username, ELASTIC)


def _basic(credentials: str, deployment: Deployment) -> Account:
    try:
        decoded = _decoded(credentials)
    except binascii.Error:
        raise refused("invalid basic authentication header encoding") from None
    username, colon, password = decoded.partition(":")
    if not colon:
        raise refused("invalid basic authentication header value")
    account = deployment.accounts.get(username)
    if account is None or account.password != password:
        request = "REST request [/_security/_authenticate]"
        raise refused(f"unable to authenticate user [{username}] for {request}")
    return account


@lru_cache(maxsize=64)
def _decoded(credentials: str) -> str:
    """Decode base64 as Java does, to which missing padding is no error.

    It says UTF-8, or the Latin-1 that requests sends.
    """
    plain = base64.b64decode(credentials + "=" * (-len(credentials) % 4), validate=True)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return plain.decode("latin-1")


def _api_key(credentials: str, deployment: Deployment) -> Account:
    try:
        key_id, _, key = _decoded(credentials).partition(":")
    except binascii.Error:
        raise refused(NOT_AUTHENTICATED) from None
    for account in deployment.accounts.values():
        if key and account.api_keys.get(key_id) == key:
            return account
    raise refused(NOT_AUTHENTICATED)


def _bearer(token: str, deployment: Deployment) -> Account:
    for account in deployment.accounts.values():
        if token in account.tokens:
            return account
    raise refused(NOT_AUTHENTICATED)
