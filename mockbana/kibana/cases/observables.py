"""Observables of a case: addresses, hashes and the like that were seen.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/{cases/observables,validators}.ts

Which values an observable of a type can have.

Source: kibana x-pack/platform/plugins/shared/cases/common/observables/validators.ts, which leaves
the work to ipaddr.js, the WHATWG URL parser and email-addresses.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.configure.configure import OBSERVABLE_TYPES
from mockbana.kibana.cases.model import Client, find_case, without_attachments
from mockbana.kibana.cases.request import client
from mockbana.kibana.http.errors import KibanaError, bad_request, forbidden
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import Object, Strict, Text
from mockbana.kibana.io_ts.decode import decode_whole
from mockbana.kibana.javascript import whole
from mockbana.kibana.storage import Document

MOST: Final = 50


def add(client: Client, case_id: str, body: Any) -> Document:
    """Add the observable in *body* to a case and return the case.

    Errors: 403 for the licence, 400 for everything else.
    """
    _check_license(client, "assign observables to cases")
    with _refusals("Failed to add observable"):
        sent = decode_whole(OBSERVABLE_POST, body, called=OBSERVABLE_POST_NAME)["observable"]
        case = _load(client, case_id)
        if sent["typeKey"] not in types_of(client, case["owner"]):
            complaint = "Invalid observable type, key does not exist"
            raise bad_request(f"{complaint}: {sent['typeKey']}")
        _check_value(sent["typeKey"], sent["value"])
        if len(case["observables"]) >= MOST:
            raise bad_request(f"Max {MOST} observables per case is allowed.")
        stamps = {"id": client.deployment.new_id(), "createdAt": client.now(), "updatedAt": None}
        return _write(client, case, [*case["observables"], {**sent, **stamps}])


def update(client: Client, case_id: str, observable_id: str, body: Any) -> Document:
    """Change an observable as *body* says and return the case; errors as for ``add``."""
    _check_license(client, "update observables in cases")
    with _refusals("Failed to update observable"):
        sent = decode_whole(OBSERVABLE_PATCH, body, called=OBSERVABLE_PATCH_NAME)["observable"]
        case = _load(client, case_id)
        before = {observable["id"]: observable for observable in case["observables"]}
        if observable_id not in before:
            complaint = "Failed to update observable: observable id"
            raise bad_request(f"{complaint} {observable_id} not found")
        _check_value(before[observable_id]["typeKey"], sent["value"])
        after = {**before[observable_id], **sent, "updatedAt": client.now()}
        return _write(client, case, list({**before, observable_id: after}.values()))


def delete(client: Client, case_id: str, observable_id: str) -> None:
    """Take an observable away from a case; errors as for ``add``."""
    _check_license(client, "delete observables from cases")
    with _refusals(f"Failed to delete observable id: {observable_id}"):
        case = _load(client, case_id)
        left = [seen for seen in case["observables"] if seen["id"] != observable_id]
        if len(left) == len(case["observables"]):
            complaint = "Failed to delete observable: observable id"
            raise bad_request(f"{complaint} {observable_id} not found")
        _write(client, case, left)


def types_of(client: Client, owner: str) -> Mapping[str, str]:
    """Return the types that observables of *owner* can have: labels by key."""
    configuration = client.configuration(owner)
    custom = [] if configuration is None else configuration["observableTypes"]
    return {**OBSERVABLE_TYPES, **{kind["key"]: kind["label"] for kind in custom}}


def _check_license(client: Client, what: str) -> None:
    if client.deployment.settings.license == "basic":
        required = "you must be subscribed to an Elastic Platinum license"
        raise forbidden(f"In order to {what}, {required}")


@contextmanager
def _refusals(prefix: str) -> Iterator[None]:
    """Turn every refusal into a 400 that says *prefix* first, as Kibana does."""
    try:
        yield
    except KibanaError as error:
        raise bad_request(f"{prefix}: Error: {error.message}", detail=error.detail) from None


def _load(client: Client, case_id: str) -> Document:
    case = find_case(client, case_id)
    ensure(client.account, "update case", [case["owner"]])
    return case


def _check_value(type_key: str, value: str) -> None:
    if not is_valid(type_key, value):
        raise bad_request("Observable value is not valid for selected observable type.")


def _write(client: Client, case: Document, observables: Sequence[Document]) -> Document:
    """Store *case* with *observables*, none of them twice, but not as updated."""
    if len({(seen["typeKey"], seen["value"]) for seen in observables}) < len(observables):
        raise bad_request("Invalid duplicated observables in request.")
    version = client.deployment.new_version()
    after = {**case, "observables": list(observables), "version": version}
    client.objects.cases[case["id"]] = after
    return without_attachments(after)


_DOMAIN: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)\.[A-Za-z]{2,}")
_PLAIN: Final = re.compile(r"[a-zA-Z0-9._:/\\]+")
_OCTET: Final = re.compile(r"0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*+"'
_ADDRESS: Final = rf"(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@(?:{_ATOM}(?:\.{_ATOM})*|\[[^\[\]\\]*\])"
_MAILBOX: Final = rf"\s*+(?:{_ADDRESS}|(?:{_ATOM}|{_QUOTED}|[.\s])*+<\s*+{_ADDRESS}\s*+>)\s*+"
_MAILBOXES: Final = re.compile(rf"{_MAILBOX}(?:,{_MAILBOX})*")
_URL: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
_SPECIAL: Final = frozenset({"http", "https", "ws", "wss", "ftp"})
_AUTHORITY: Final = re.compile(
    r"[/\\]*(?:[^/\\?#]*@)?(?P<host>\[[^\]]*\]|[^:/\\?#]*)(?P<port>:[^/\\?#]*)?"
)
_BAD_HOST: Final = re.compile(r"[\x00-\x20#%/<>?@\[\\\]^|\x7f]")
_LAST_PORT: Final = 65_535


def is_valid(type_key: str, value: str) -> bool:
    """Whether *value* can be an observable of the type *type_key*, whoever has defined the type."""
    return VALIDATORS.get(type_key, is_plain)(value)


def is_plain(value: str) -> bool:
    """Whether *value* has only letters, digits and a few signs."""
    return _PLAIN.fullmatch(value) is not None


def is_domain(value: str) -> bool:
    """Whether *value* is a domain of exactly two labels."""
    return _DOMAIN.fullmatch(value) is not None


def is_email(value: str) -> bool:
    """Whether *value* is an address or a list of some, with or without names."""
    return _MAILBOXES.fullmatch(value) is not None


def is_ipv4(value: str) -> bool:
    """Whether *value* is an address of one to four parts, decimal, octal or hexadecimal."""
    parts = value.split(".")
    if len(parts) > 4 or not all(map(_OCTET.fullmatch, parts)):
        return False
    *first, last = map(_number, parts)
    return all(number < 256 for number in first) and last < 256 ** (4 - len(first))


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return int(part, 16)
    return int(part, 8) if part.startswith("0") else whole(part)


def is_ipv6(value: str) -> bool:
    """Whether *value* is an IPv6 address."""
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return True


def is_url(value: str) -> bool:
    """Whether *value* is an absolute URL."""
    text = re.sub(r"[\t\r\n]", "", value.strip("".join(map(chr, range(33)))))
    found = _URL.fullmatch(text)
    if found is None:
        return False
    if found["scheme"].lower() in _SPECIAL:
        return _is_authority(found["rest"])
    return True


def _is_authority(rest: str) -> bool:
    found = _AUTHORITY.match(rest)
    if found is None:
        return False
    port = (found["port"] or "")[1:]
    if port and not (port.isascii() and port.isdecimal() and whole(port) <= _LAST_PORT):
        return False
    return _is_host(found["host"])


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return is_ipv6(host[1:-1]) and "%" not in host
    last = host.removesuffix(".").rpartition(".")[2]
    if last.isascii() and last.isdecimal():
        return is_ipv4(host.removesuffix("."))
    return bool(host) and not _BAD_HOST.search(host)


VALIDATORS: Final[dict[str, Callable[[str], bool]]] = {
    "observable-type-ipv4": is_ipv4,
    "observable-type-ipv6": is_ipv6,
    "observable-type-url": is_url,
    "observable-type-email": is_email,
    "observable-type-domain": is_domain,
}


class NewObservable(Strict):
    """An observable that is to be added to a case."""

    typeKey = Text(required=True)
    value = Text(required=True)
    description = Text(required=True, nullable=True)


class ObservablePost(Strict):
    """Body of ``POST /internal/cases/{id}/observables``."""

    observable = Object(NewObservable, required=True)


class ChangedObservable(Strict):
    """What an observable of a case is to be."""

    value = Text(required=True)
    description = Text(required=True, nullable=True)


class ObservablePatch(Strict):
    """Body of ``PATCH /internal/cases/{id}/observables/{id}``."""

    observable = Object(ChangedObservable, required=True)


OBSERVABLE_POST: Final = Object(ObservablePost)
OBSERVABLE_PATCH: Final = Object(ObservablePatch)

# What io-ts calls the codecs: an error says so where the whole body is wrong.
OBSERVABLE_POST_NAME: Final = (
    "{| observable: {| typeKey: string, value: string, description: (string | null) |} |}"
)
OBSERVABLE_PATCH_NAME: Final = "{| observable: {| value: string, description: (string | null) |} |}"


def post_observable(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/observables``."""
    return Answer(body=add(client(call), call.params["case_id"], call.body))


def patch_observable(call: Call) -> Answer:
    """``PATCH /internal/cases/{case_id}/observables/{observable_id}``."""
    case_id, observable_id = call.params["case_id"], call.params["observable_id"]
    return Answer(body=update(client(call), case_id, observable_id, call.body))


def delete_observable(call: Call) -> Answer:
    """``DELETE /internal/cases/{case_id}/observables/{observable_id}``."""
    delete(client(call), call.params["case_id"], call.params["observable_id"])
    return Answer(204)
