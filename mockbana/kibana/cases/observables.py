"""Observables of a case: addresses, hashes and the like that were seen.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/{cases/observables,validators}.ts
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from mockbana.kibana.http.errors import KibanaError, bad_request, forbidden
from mockbana.kibana.storage import Document

from .authorization import ensure
from .client import Client
from .codec.special import decode_whole
from .configure import OBSERVABLE_TYPES
from .flat import flat
from .get import load
from .observable_values import is_valid
from .schemas.internal import (
    OBSERVABLE_PATCH,
    OBSERVABLE_PATCH_NAME,
    OBSERVABLE_POST,
    OBSERVABLE_POST_NAME,
)

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
    case = load(client, case_id)
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
    return flat(after)
