"""Version conflicts: somebody else was quicker, or so it seems.

Source: kibana x-pack/platform/plugins/shared/cases/server/client
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mockbana.harness.criteria import is_wanted_id
from mockbana.harness.faults.answers import of_route
from mockbana.kibana.cases.crud.update import bulk_update, differs
from mockbana.kibana.cases.crud.update import conflict as cases_conflict
from mockbana.kibana.cases.model import Client
from mockbana.kibana.cases.request import case_ids
from mockbana.kibana.deployment import ELASTIC, Account, Deployment
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.storage import Document

if TYPE_CHECKING:
    from mockbana.harness.faults.engine import ActiveFault

USER: Final = "another.user"
MOST_TAGS: Final = 200
MOST_WORDS: Final = 30_000
CLOSURE: Final = {"close-by-user": "close-by-pushing", "close-by-pushing": "close-by-user"}
_REFRESH: Final = "has been updated. Please refresh before saving additional updates."


def concerns(rule: "ActiveFault", call: Call) -> bool:
    """Whether *call* carries a version of something that is there and that the rule is for."""
    return bool(cases_of(rule, call) or _other(call))


def act(rule: "ActiveFault", call: Call) -> Answer | None:
    """Change what *call* is about first, or just say so (mode ``stale``).

    By now it may be gone; then Kibana answers.
    """
    if not concerns(rule, call):
        return None
    if rule.parameters["mode"] == "stale":
        return of_route(_refusal(rule, call))
    try:
        _edit(rule, call, _account(call.deployment, rule.parameters["user"]))
    except KibanaError as refusal:
        raise RuntimeError(f"the edit of fault {rule.id} was refused: {refusal.why}") from refusal
    return None


def _edit(rule: "ActiveFault", call: Call, account: Account) -> None:
    for case_id in cases_of(rule, call):
        _edit_case(rule, Client(call.deployment, call.objects, account), case_id)
    if call.route is not None and (body := _other(call)):
        call.route.handler(replace(call, user=account, body=body))


def cases_of(rule: "ActiveFault", call: Call) -> list[str]:
    """Return the ids of the existing cases that *call* would change and that the rule is for."""
    if not _is_patch_of(call, "/api/cases"):
        return []
    stored, wanted = call.objects.cases, rule.fault.match.wanted
    return [
        case_id
        for case_id in dict.fromkeys(case_ids(call))
        if case_id in stored
        and ("case_id" not in wanted or is_wanted_id(case_id, wanted["case_id"]))
        and ("owner" not in wanted or wanted["owner"] == stored[case_id]["owner"])
    ]


def _is_patch_of(call: Call, path: str) -> bool:
    route = call.route
    found = route is not None and (route.method, route.path) == ("PATCH", path)
    return found and call.space in call.deployment.spaces


def _edit_case(rule: "ActiveFault", client: Client, case_id: str) -> None:
    case = client.objects.cases[case_id]
    wanted: Document = rule.parameters["edit"] or {}
    change = {key: value for key, value in wanted.items() if differs(value, case[key])}
    change = change or {"tags": _marked(case["tags"], client.account.username)}
    bulk_update(client, [{"id": case_id, "version": case["version"], **change}])


def _marked(tags: list[str], user: str) -> list[str]:
    """Return *tags* with one that names *user* and counts: a new one each time, never two."""
    mark = f"edited by {user} "
    counts = [int(tag[len(mark) :]) for tag in tags if _is_mark(tag, mark)]
    kept = [tag for tag in tags if not _is_mark(tag, mark)][: MOST_TAGS - 1]
    return [*kept, f"{mark}{max(counts, default=0) + 1}"]


def _is_mark(tag: str, mark: str) -> bool:
    number = tag.removeprefix(mark)
    return number != tag and number.isascii() and number.isdigit()


def _account(deployment: Deployment, username: str) -> Account:
    """Return the account of the other user, who may do everything."""
    made_up = Account(username, "", full_name=username.replace(".", " ").title())
    known = deployment.accounts.get(username, made_up)
    return replace(known, privileges=ELASTIC.privileges)


def _refusal(rule: "ActiveFault", call: Call) -> KibanaError:
    if cases := cases_of(rule, call):
        return cases_conflict(cases)
    what = "configuration" if "configuration_id" in call.params else "case"
    return KibanaError(409, f"This {what} {_REFRESH}")


def _other(call: Call) -> Document | None:
    """Return the body with which another user would change the comment or configuration of *call*.

    ``None`` when the call is about neither, or about something that isn't there.
    """
    body: Any = call.body
    if not isinstance(body, dict) or "version" not in body:
        return None
    if _is_patch_of(call, "/api/cases/configure/{configuration_id}"):
        return _other_closure(call)
    if _is_patch_of(call, "/api/cases/{case_id}/comments"):
        return _other_words(call, body.get("id"))
    return None


def _other_closure(call: Call) -> Document | None:
    stored = call.objects.configurations.get(call.params["configuration_id"])
    if stored is None:
        return None
    return {"version": stored["version"], "closure_type": CLOSURE[stored["closure_type"]]}


def _other_words(call: Call, comment_id: Any) -> Document | None:
    for stored in call.objects.attachments.get(call.params["case_id"], ()):
        if stored["id"] == comment_id and stored["type"] in _WORDS:
            keys = ("id", "version", "owner", "type", *_WORDS[stored["type"]])
            return {**{key: stored[key] for key in keys}, **_reworded(stored)}
    return None


_WORDS: Final = {"user": ("comment",), "alert": ("alertId", "index", "rule")}
_EDITED: Final = " (edited)"


def _reworded(stored: Document) -> Document:
    if stored["type"] == "user":
        return {"comment": _toggled(stored["comment"])}
    return {"rule": {**stored["rule"], "name": _toggled(stored["rule"]["name"] or "")}}


def _toggled(words: str) -> str:
    if words.endswith(_EDITED):
        return words.removesuffix(_EDITED)
    return words[: MOST_WORDS - len(_EDITED)] + _EDITED
