"""Which requests a rule is for."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from mockbana.harness.comparison import contains, path_fits
from mockbana.harness.faults.parameters import FaultError, is_header_name, unknown, wrong
from mockbana.kibana.cases.request import case_ids, owners
from mockbana.kibana.http.routing import Call

Test: TypeAlias = Callable[[Call, Any], bool]
CONTROL: Final = "/__mockbana__"
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WITHOUT_BODY: Final = ("GET", "HEAD", "OPTIONS")
_SPACE: Final = re.compile("[a-z0-9_-]+")
_PREFIX: Final = re.compile("/s/([a-z0-9_-]+)(?:/|$)")


def _method(call: Call, wanted: Any) -> bool:
    return bool(wanted == call.method)


def _path(call: Call, pattern: str) -> bool:
    return path_fits(call.path, pattern)


def _path_in_space(call: Call, pattern: str) -> bool:
    """Compare with the path as sent and without its space, which is matched on its own."""
    return path_fits(call.path, pattern) or path_fits("/" + "/".join(call.segments), pattern)


def _space(call: Call, wanted: Any) -> bool:
    return bool(wanted == call.space)


def _user(call: Call, wanted: Any) -> bool:
    return call.user is not None and bool(wanted == call.user.username)


def _header(call: Call, wanted: Mapping[str, Any]) -> bool:
    return all(_one_header(call, name, value) for name, value in wanted.items())


def _one_header(call: Call, name: str, wanted: Any) -> bool:
    sent = call.headers.getall(name, [])
    return any(wanted == value for value in sent) if wanted is not None else not sent


def _owner(call: Call, wanted: Any) -> bool:
    return any(wanted == owner for owner in owners(call))


def _case_id(call: Call, wanted: Any) -> bool:
    return any(is_wanted_id(case_id, wanted) for case_id in case_ids(call))


def is_wanted_id(case_id: str, wanted: Any) -> bool:
    """Whether *case_id* is *wanted*, which may be a list of ids."""
    return case_id in wanted if isinstance(wanted, list) else bool(wanted == case_id)


def _json(call: Call, wanted: Any) -> bool:
    return contains(call.body, wanted)


TESTS: Final[Mapping[str, Test]] = {
    "method": _method,
    "path": _path,
    "space": _space,
    "user": _user,
    "header": _header,
    "case_id": _case_id,
    "owner": _owner,
    "json": _json,
}
"""The keys of a match, the cheap ones first."""
OF_BODY: Final = ("case_id", "owner", "json")


class Match:
    """A description of requests; ``wanted`` has what was given, all of which must hold.

    Texts are compared with ``==``, so any object that compares will do.
    Errors: ``FaultError`` for a match that can't hold.
    """

    __slots__ = ("_of_body", "_of_head", "needs_body", "wanted")

    def __init__(self, wanted: Mapping[str, Any]) -> None:
        if not isinstance(wanted, Mapping):
            raise wrong("an object", wanted, "match")
        check(wanted)
        self.wanted: Mapping[str, Any] = MappingProxyType(_upper(dict(wanted)))
        tests: dict[str, Test] = {**TESTS, "path": _path_in_space if "space" in wanted else _path}
        given = [key for key in TESTS if key in wanted]
        self._of_head = [(tests[key], self.wanted[key]) for key in given if key not in OF_BODY]
        self._of_body = [(tests[key], self.wanted[key]) for key in given if key in OF_BODY]
        self.needs_body = bool(self._of_body)

    def fits(self, call: Call) -> bool:
        """Whether *call* is such a request."""
        return self.may_fit(call) and all(test(call, wanted) for test, wanted in self._of_body)

    def may_fit(self, call: Call) -> bool:
        """Whether *call* is such a request, as far as can be told ahead of its body."""
        return all(test(call, wanted) for test, wanted in self._of_head)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Match) and self.wanted == other.wanted

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.wanted)))

    def __repr__(self) -> str:
        return f"Match({dict(self.wanted)!r})"


def _upper(wanted: dict[str, Any]) -> dict[str, Any]:
    method = wanted.get("method")
    return {**wanted, "method": method.upper()} if isinstance(method, str) else wanted


def check(wanted: Mapping[str, Any]) -> None:
    """Refuse a match that no request to Kibana can meet (``FaultError``)."""
    for key, value in wanted.items():
        if key not in TESTS:
            raise unknown("key", key, TESTS, "match", str(key))
        _CHECKS.get(key, _check_text)(key, value)
    _check_together(wanted)


def _check_text(key: str, value: Any) -> None:
    nothing = isinstance(value, str) and not value
    if nothing or isinstance(value, bool | int | float | list | Mapping | None):
        raise wrong("text", value, "match", key)


def _check_method(key: str, value: Any) -> None:
    _check_text(key, value)
    if isinstance(value, str) and value.upper() not in METHODS:
        raise unknown("method", value, METHODS, "match", key)


def _check_path(key: str, value: Any) -> None:
    if not isinstance(value, str) or not value.startswith(("/", "*")):
        raise wrong('text that starts with "/" (or "*")', value, "match", key)
    if re.search(r"\?[^/]*=", value):
        raise FaultError("a path is matched without its query: leave that out", "match", key)
    if value.startswith(CONTROL):
        raise FaultError(f"no fault applies to {CONTROL}/: match a path of Kibana", "match", key)


def _check_space(key: str, value: Any) -> None:
    _check_text(key, value)
    if isinstance(value, str) and not _SPACE.fullmatch(value):
        raise wrong("the id of a space, of a-z, 0-9, _ and -", value, "match", key)


def _check_case_id(key: str, value: Any) -> None:
    if not isinstance(value, list):
        _check_text(key, value)
    elif not value:
        raise wrong("an id, or a list of ids", value, "match", key)
    else:
        for case_id in value:
            _check_text(key, case_id)


def _check_header(key: str, value: Any) -> None:
    if not isinstance(value, Mapping) or not value:
        raise wrong('an object such as {"x-tenant": "a"}, null for "absent"', value, "match", key)
    for name, text in value.items():
        if not is_header_name(name):
            raise wrong("named like a header", name, "match", key)
        if text is not None and text != "":
            _check_text(str(name), text)


def _check_json(_: str, __: Any) -> None:
    """Anything can stand in a body."""


_CHECKS: Final[Mapping[str, Callable[[str, Any], None]]] = {
    "method": _check_method,
    "path": _check_path,
    "space": _check_space,
    "case_id": _check_case_id,
    "header": _check_header,
    "json": _check_json,
}


def _check_together(wanted: Mapping[str, Any]) -> None:
    method, path = wanted.get("method"), wanted.get("path", "")
    if "json" in wanted and isinstance(method, str) and method.upper() in WITHOUT_BODY:
        hint = 'leave out "json", or match another method'
        raise FaultError(
            f"a {method.upper()} has no body that could match: {hint}", "match", "json"
        )
    prefix = _PREFIX.match(path)
    if prefix and isinstance(wanted.get("space", object()), str) and prefix[1] != wanted["space"]:
        hint = f'"{wanted["space"]}" and a path in "{prefix[1]}" never go together'
        raise FaultError(f"the space {hint}: leave one of them out", "match", "space")
