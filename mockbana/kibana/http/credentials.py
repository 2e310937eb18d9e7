"""Who is calling: Basic, ApiKey and Bearer credentials.

Source: kibana x-pack/platform/plugins/shared/security/server/authentication; the reasons are
those of Elasticsearch, to which Kibana hands the header unread.
"""

import base64
import binascii
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from mockbana.kibana.deployment import ELASTIC, Account, Deployment
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.routing import Answer, Call

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
    raise no_credentials("the scheme is none that Kibana knows, or nothing follows it")


def no_credentials(detail: str = "") -> KibanaError:
    """Return the 401 for a request without usable credentials."""
    return KibanaError(401, "Unauthorized", detail=detail)


def bad_credentials(reason: str) -> KibanaError:
    """Return the 401 that Elasticsearch gives for *reason*, in Kibana's wrapping."""
    cause = f"security_exception\n\tRoot causes:\n\t\tsecurity_exception: {reason}"
    return KibanaError(401, f"[{cause}]: {reason}")


def _nobody(deployment: Deployment) -> Account:
    if deployment.settings.require_auth:
        raise no_credentials("no Authorization header, and the server requires one")
    return deployment.accounts.get(ELASTIC.username, ELASTIC)


def _basic(credentials: str, deployment: Deployment) -> Account:
    try:
        decoded = _decoded(credentials)
    except binascii.Error:
        raise bad_credentials("invalid basic authentication header encoding") from None
    username, colon, password = decoded.partition(":")
    if not colon:
        raise bad_credentials("invalid basic authentication header value")
    account = deployment.accounts.get(username)
    if account is None or account.password != password:
        request = "REST request [/_security/_authenticate]"
        raise bad_credentials(f"unable to authenticate user [{username}] for {request}")
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
        raise bad_credentials(NOT_AUTHENTICATED) from None
    for account in deployment.accounts.values():
        if key and account.api_keys.get(key_id) == key:
            return account
    raise bad_credentials(NOT_AUTHENTICATED)


def _bearer(token: str, deployment: Deployment) -> Account:
    for account in deployment.accounts.values():
        if token in account.tokens:
            return account
    raise bad_credentials(NOT_AUTHENTICATED)


def of_credentials(reason: str, call: Call) -> str | None:
    """Return Elasticsearch's *reason* for a 401, ``None`` where Kibana has none.

    It tells little on purpose: only Basic credentials are named, only a token says that it expired.
    """
    scheme, _, value = call.headers.get("Authorization", "").partition(" ")
    if reason == "missing":
        return None
    if reason == "expired" and scheme.lower() == "bearer":
        return "token expired"
    if reason == "bad_credentials" and scheme.lower() == "basic":
        return f"unable to authenticate user [{_user_name(value)}] for {_QUESTION}"
    return NOT_AUTHENTICATED


_QUESTION: Final = "REST request [/_security/_authenticate]"


def _user_name(credentials: str) -> str:
    try:
        decoded = base64.b64decode(credentials).decode("utf-8", "replace")
    except binascii.Error:
        return credentials
    return decoded.partition(":")[0]


HTML: Final = {"content-type": "text/html; charset=utf-8"}


def _page(title: str) -> bytes:
    return f'<!DOCTYPE html><html lang="en"><title>{title}</title></html>'.encode()


def navigates(call: Call) -> bool:
    """Whether the request looks like a browser's: a page, and no header of Kibana's own."""
    own = "kbn-xsrf" in call.headers or "kbn-version" in call.headers
    page = call.segments[0] not in ("api", "internal") or len(call.segments) == 1
    return page and not own


def to_login(call: Call, base_path: str) -> Answer:
    """Send a browser to the login page: at once, or by a page where its credentials are wrong."""
    target = quote(call.target, safe="")
    if "Authorization" not in call.headers:
        return Answer(302, b"", {"location": f"{base_path}/login?next={target}"})
    refresh = f"0;url={base_path}/login?msg=UNAUTHENTICATED&next={target}"
    return Answer(401, _page("Elastic"), {**HTML, "refresh": refresh})
