"""``PATCH /api/cases``: change up to 100 cases, all or none.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/bulk_update.ts
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mockbana.kibana.cases import user_actions
from mockbana.kibana.cases.authorization import ensure
from mockbana.kibana.cases.configure import custom_fields
from mockbana.kibana.cases.crud.schemas import CASES_PATCH
from mockbana.kibana.cases.model import (
    Client,
    in_order,
    normalized,
    shown,
    stored_connector,
    without_empty_assignees,
)
from mockbana.kibana.cases.request import client
from mockbana.kibana.cases.timing import closing, timings
from mockbana.kibana.http.errors import KibanaError, bad_request, forbidden, kibana_crash
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.storage import Document

Found: TypeAlias = Mapping[str, Document]


@dataclass(slots=True)
class Change:
    """What one entry of the request does to a case: *sent* holds only keys that differ."""

    before: Document
    sent: Document


@dataclass(slots=True)
class Update:
    """A case as it will be, and the user actions that tell of it."""

    case: Document
    history: Sequence[Document]


def bulk_update(client: Client, patches: Sequence[Document]) -> list[Document]:
    """Apply *patches* (the ``cases`` of a valid body) and return the changed cases as shown.

    The order of checks is Kibana's; nothing is written unless all of them pass, except where two
    entries change one case, which Kibana itself does by halves (500, see ``_write``).
    Errors: 400, 403, 404, 406, 409 and 500 with Kibana's texts.
    """
    patches = [without_empty_assignees(patch) for patch in patches]
    found = client.objects.cases.rows()
    _check_assignable(patches, found)
    owners = [found[patch["id"]]["owner"] for patch in patches if patch["id"] in found]
    ensure(client.account, "update case", owners)
    _check_existence(patches, found)
    _check_versions(patches, found)
    changes = _changes(patches, found)
    _check_owners(changes)
    _check_license(client, changes)
    _check_custom_fields(client, changes)
    now = client.now()
    updates = [_update(client, change, now) for change in changes]
    for update in updates:
        user_actions.check_limit(client, update.case["id"], len(update.history))
    return _write(client, updates, now)


def _check_assignable(patches: Iterable[Document], found: Found) -> None:
    """Kibana compares assignees before it knows whether the case exists, and stumbles."""
    for patch in patches:
        if "assignees" in patch and patch["id"] not in found:
            raise kibana_crash(
                "Cannot read properties of undefined (reading 'assignees')",
                quirk="assignees of an unknown case",
            )


def _check_existence(patches: Iterable[Document], found: Found) -> None:
    missing = [patch["id"] for patch in patches if patch["id"] not in found]
    if missing:
        hint = "Please check you have the correct ids."
        raise KibanaError(404, f"These cases {', '.join(missing)} do not exist. {hint}")


def _check_versions(patches: Iterable[Document], found: Found) -> None:
    stale = [patch for patch in patches if found[patch["id"]]["version"] != patch["version"]]
    if stale:
        raise conflict(
            [patch["id"] for patch in stale],
            detail="; ".join(
                f"{patch['id']}: sent {patch['version']}, current {found[patch['id']]['version']}"
                for patch in stale
            ),
        )


def conflict(ids: Sequence[str], *, detail: str = "") -> KibanaError:
    """Return the 409 for cases that changed after the client read them."""
    hint = "Please refresh before saving additional updates."
    return KibanaError(409, f"These cases {', '.join(ids)} has been updated. {hint}", detail=detail)


def _changes(patches: Iterable[Document], found: Found) -> list[Change]:
    """Reduce each entry to what differs, drop those that change nothing (406 if all do)."""
    changes = [_change(found[patch["id"]], patch) for patch in patches]
    changes = [change for change in changes if change.sent]
    if not changes:
        raise KibanaError(406, "All update fields are identical to current version.")
    return changes


def _change(case: Document, patch: Document) -> Change:
    sent = {
        key: value
        for key, value in patch.items()
        if key not in ("id", "version") and differs(value, case[key])
    }
    return Change(case, sent)


def differs(sent: Any, stored: Any) -> bool:
    """Whether Kibana counts *sent* as a change: lists are compared as sets."""
    if isinstance(sent, list) and isinstance(stored, list):
        return any(item not in stored for item in sent) or any(item not in sent for item in stored)
    return bool(sent != stored)


def _check_owners(changes: Iterable[Change]) -> None:
    moved = [change.before["id"] for change in changes if "owner" in change.sent]
    if moved:
        raise bad_request(f"Updating the owner of a case is not allowed ids: [{', '.join(moved)}]")


def _check_license(client: Client, changes: Iterable[Change]) -> None:
    assigned = [change.before["id"] for change in changes if "assignees" in change.sent]
    if assigned and client.deployment.settings.license == "basic":
        raise forbidden(
            "In order to assign users to cases, you must be subscribed to an Elastic Platinum "
            f"license, ids: [{', '.join(assigned)}]"
        )


def _check_custom_fields(client: Client, changes: Iterable[Change]) -> None:
    for change in changes:
        if "customFields" in change.sent:
            custom_fields.check(change.sent["customFields"], _configured(client, change))


def _configured(client: Client, change: Change) -> Sequence[Document] | None:
    configuration = client.configuration(change.before["owner"])
    return None if configuration is None else configuration["customFields"]


def _update(client: Client, change: Change, now: str) -> Update:
    before, sent = change.before, change.sent
    values = normalized(sent)
    if "customFields" in sent:
        values["customFields"] = custom_fields.fill(
            sent["customFields"], _configured(client, change)
        )
    if "connector" in sent:
        values["connector"] = stored_connector(sent["connector"], before["connector"]["id"])
    if "status" in sent:
        values |= closing(client, before, sent["status"], now)
        values |= timings(client, before, sent["status"], now)
    after = {**before, **values, "updated_at": now, "updated_by": client.account.user()}
    if len(after) > len(before):
        after = in_order(after)
    return Update(after, user_actions.of_update(before, after, sent))


def _write(client: Client, updates: Sequence[Update], now: str) -> list[Document]:
    """Write cases, then user actions.

    The second of two entries for one case fails inside Elasticsearch, after the first is stored.
    User actions are collected per case, so those of the last are stored. Then Kibana stumbles.
    """
    written: dict[str, Document] = {}
    history: dict[str, Sequence[Document]] = {}
    for update in updates:
        history[update.case["id"]] = update.history
        if update.case["id"] not in written:
            written[update.case["id"]] = _store(client, update.case)
    for case_id, drafts in history.items():
        user_actions.record(client, written[case_id], drafts, now=now)
    if len(written) < len(updates):
        raise kibana_crash(
            "Cannot read properties of undefined (reading 'assignees')",
            quirk="two changes of one case: the first is stored, with the history of the last",
        )
    return [shown(case, client.objects) for case in written.values()]


def _store(client: Client, case: Document) -> Document:
    """Write *case* and return it as Kibana answers.

    Elasticsearch merges objects: in what is stored, though not in the answer, who updated last
    keeps members of the user before (``profile_uid``).
    """
    case = {**case, "version": client.deployment.new_version()}
    before = client.objects.cases[case["id"]]["updated_by"] or {}
    client.objects.cases[case["id"]] = {**case, "updated_by": {**before, **case["updated_by"]}}
    return case


def patch_cases(call: Call) -> Answer:
    """``PATCH /api/cases``."""
    refuse_unreadable(call.body)
    body = decode(CASES_PATCH, call.body)
    return Answer(body=bulk_update(client(call), body["cases"]))


def refuse_unreadable(body: Any) -> None:
    """Stumble over bodies for which Kibana can't even word its complaint (500).

    The complaint of ``bulk_update.ts`` lists ids and versions of the request, whatever it is.
    """
    cases = body.get("cases", _ABSENT) if body is not None else _ABSENT
    if body is None:
        raise _unreadable("null (reading 'cases')")
    if cases is _ABSENT or cases is None:
        raise _unreadable(f"{'null' if cases is None else 'undefined'} (reading 'map')")
    if not isinstance(cases, list):
        raise kibana_crash("cases.cases.map is not a function", quirk="cases is not a list")
    if None in cases:
        raise _unreadable("null (reading 'id')")


_ABSENT: Final = object()


def _unreadable(what: str) -> Exception:
    return kibana_crash(
        f"Cannot read properties of {what}", quirk="a body that Kibana can't report on"
    )
