"""One language to describe requests: fault rules match by it, filters and assertions ask by it.

Each criterion knows what may be wanted of it, whether a request fits, and where it differs.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias, TypedDict

from mockbana.harness.comparison import MISSING, Difference, contains, json_differences, path_fits
from mockbana.harness.described import Described
from mockbana.harness.expectation import (
    CriterionError,
    expected_json,
    is_matcher,
    neighbour,
    unknown,
    why_never_equal,
    wrong,
)
from mockbana.harness.text import is_secret, masked_value, shown
from mockbana.kibana.cases import ROUTES
from mockbana.kibana.cases.model import OWNERS
from mockbana.kibana.clock import milliseconds

CONTROL: Final = "/__mockbana__"
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
WITHOUT_BODY: Final = ("GET", "HEAD")
_SPACE: Final = re.compile("[a-z0-9_-]+")
_PREFIX: Final = re.compile("/s/([a-z0-9_-]+)(?:/|$)")
_ORIGIN: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/]*", re.IGNORECASE)
_QUERY: Final = re.compile(r"\?[^/]*=")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CASES: Final = re.compile("/(?:api|internal)/cases(?:/|$)")
_MOST_DIGITS: Final = 15  # of a seq
_JSON_TEXT: Final = re.compile(r"\s*[\[{]")


class Criteria(TypedDict, total=False):
    """What an exchange may be asked for beside its method and path.

    Every value may be anything with ``==``. ``json`` wants a subset of the body, ``json_equals``
    all of it; ``query`` and ``headers`` want subsets, ``None`` wants that there is none;
    ``case_id`` is one of the cases that the request is about (a list: any of these), ``owner`` one
    of their owners, ``fault`` the id of a rule that struck; ``since`` is the ``seq`` of the last
    exchange that doesn't count any more, or a time.
    """

    status: Any
    space: Any
    user: Any
    case_id: Any
    owner: Any
    route: Any
    fault: Any
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    json: Any
    json_equals: Any
    since: int | str


class Context(NamedTuple):
    """What is known where criteria are given: the server's address and the paths of its routes."""

    origin: str = ""
    routes: Collection[str] = ()


NO_CONTEXT: Final = Context()
Given: TypeAlias = Mapping[str, Any]
Read: TypeAlias = Callable[[Any, str, Context], Any]
Fits: TypeAlias = Callable[[Any, Any, Given], bool]
Differ: TypeAlias = Callable[[Any, Any, Given], Iterator[Difference]]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to ask for.

    *read* returns a wanted value in its normal form, or refuses it; *fits* says whether a request
    has it; *differ* yields where a request differs, by default the whole value. *of_body* needs the
    body, *of_answer* the answer.
    """

    read: Read
    fits: Fits
    differ: Differ | None = None
    of_body: bool = False
    of_answer: bool = False


def read_criteria(
    given: Given, names: Collection[str], context: Context = NO_CONTEXT
) -> dict[str, Any]:
    """Return *given* in normal form.

    Errors: ``CriterionError`` for a name that isn't one of *names*, for a value that no request can
    have, and for criteria that exclude each other.
    """
    for name in given:
        if name not in names:
            raise unknown("criterion", name, names, str(name))
    wanted = {name: CRITERIA[name].read(value, name, context) for name, value in given.items()}
    _check_together(wanted)
    return wanted


def differences(subject: Any, wanted: Given) -> Iterator[Difference]:
    """Yield where *subject* is not as *wanted* (in normal form)."""
    for name, value in wanted.items():
        criterion = CRITERIA[name]
        if criterion.differ is not None:
            yield from criterion.differ(subject, value, wanted)
        elif not criterion.fits(subject, value, wanted):
            yield Difference(name, value, getattr(subject, _ATTRIBUTES.get(name, name)))


def fits(subject: Any, wanted: Given) -> bool:
    """Whether *subject* is as *wanted* (in normal form)."""
    return all(CRITERIA[name].fits(subject, value, wanted) for name, value in wanted.items())


_ATTRIBUTES: Final = {"case_id": "case_ids", "owner": "owners"}


def _check_together(wanted: Given) -> None:
    method, path, space = (wanted.get(name) for name in ("method", "path", "space"))
    for name in ("json", "json_equals"):
        if name in wanted and method in WITHOUT_BODY:
            hint = f'leave out "{name}", or match another method'
            raise CriterionError(f"a {method} has no body that could match: {hint}", name)
    prefix = _PREFIX.match(path) if isinstance(path, str) else None
    if prefix and isinstance(space, str) and prefix[1] != space:
        hint = f'"{space}" and a path in "{prefix[1]}" never go together'
        raise CriterionError(f"the space {hint}: leave one of them out", "space")


def _refuse_never(value: Any, name: str) -> None:
    if why := why_never_equal(value):
        raise CriterionError(f'"{name}" is {why}', name)


def _read_text(expected: str, *, nullable: bool = False) -> Read:
    def read(value: Any, name: str, _: Context) -> Any:
        if (value is None and nullable) or is_matcher(value):
            return value
        if not isinstance(value, str) or not value:
            if not isinstance(value, str | int | float | list | tuple | Mapping | None):
                _refuse_never(value, name)
            raise wrong(expected, value, name)
        return value

    return read


_text: Final = _read_text("text")


def _read_method(value: Any, name: str, context: Context) -> Any:
    if isinstance(value, str) and value.startswith("/"):
        raise CriterionError(f'"{value}" is a path: the method comes first, then the path', name)
    if isinstance(value, list | tuple | set | frozenset):
        raise wrong("one method, or left out for any", _listed(value), name)
    value = _text(value, name, context)
    if isinstance(value, str) and value.upper() not in METHODS:
        raise unknown("method", value, METHODS, name)
    return value.upper() if isinstance(value, str) else value


def _read_path(value: Any, name: str, context: Context) -> Any:
    if is_matcher(value):
        return value
    if not isinstance(value, str):
        raise wrong('text that starts with "/" (or "*")', _listed(value), name)
    if context.origin and value.startswith(context.origin):
        value = value[len(context.origin) :] or "/"
    elif found := _ORIGIN.match(value):
        hint = f"leave out {found[0]}"
        raise CriterionError(f"a path has no scheme and host, or those of the server: {hint}", name)
    if not value.startswith(("/", "*")):
        raise wrong(f'text that starts with "/" (or "*"), such as "/{value}"', value, name)
    if _QUERY.search(value):
        hint = 'leave that out, and give query={"name": "value"} instead'
        raise CriterionError(f"a path is matched without its query: {hint}", name)
    if "#" in value:
        raise CriterionError("a path is sent without its fragment: leave out the #", name)
    if "{" in value:
        raise CriterionError(f"{value} is the path of a route: give route={value!r}", name)
    if value.startswith(CONTROL):
        hint = "no fault applies to it and the journal doesn't have it"
        raise CriterionError(f"{CONTROL}/ is the control API: {hint}", name)
    return value


def _read_space(value: Any, name: str, context: Context) -> Any:
    value = _text(value, name, context)
    if isinstance(value, str) and not _SPACE.fullmatch(value):
        raise wrong("the id of a space, of a-z, 0-9, _ and -", value, name)
    return value


def _read_case_id(value: Any, name: str, context: Context) -> Any:
    if not isinstance(value, list | tuple):
        return _text(value, name, context)
    if not value:
        raise wrong("an id, or a list of ids", value, name)
    return [_text(each, name, context) for each in value]


def _read_owner(value: Any, name: str, context: Context) -> Any:
    value = _text(value, name, context)
    if isinstance(value, str) and value not in OWNERS:
        raise unknown("owner", value, OWNERS, name)
    return value


def _read_route(value: Any, name: str, context: Context) -> Any:
    value = _read_text('the path of a route, such as "/api/cases/{case_id}"', nullable=True)(
        value, name, context
    )
    if isinstance(value, str) and not value.startswith("/"):
        raise wrong(f'the path of a route, such as "/{value}"', value, name)
    if isinstance(value, str) and value not in (context.routes or _known_routes(value)):
        hint = neighbour(value, context.routes)
        hint = hint if hint.startswith("did") else "requests name theirs in exchange.route"
        raise CriterionError(f'there is no route "{value}"; {hint}', name)
    return value


def _known_routes(route: str) -> Collection[str]:
    """Return the routes that *route* has to be one of, if it is one of the Cases API."""
    known = {each.path for each in ROUTES}
    return known if _CASES.match(route) else {route}


def _read_status(value: Any, name: str, _: Context) -> Any:
    if value is None or is_matcher(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not 100 <= value <= 599:
        raise wrong("a number such as 409", _listed(value), name)
    return int(value)


def _read_fault(value: Any, name: str, context: Context) -> Any:
    if isinstance(getattr(value, "id", None), str):
        return value.id
    return _read_text('the id of a rule, such as "f1"', nullable=True)(value, name, context)


def _read_query(value: Any, name: str, _: Context) -> Any:
    if is_matcher(value):
        return value
    if not isinstance(value, Mapping):
        raise wrong('an object such as {"page": "2"}, null for "absent"', _listed(value), name)
    return {key: _query_value(item, name, key) for key, item in expected_json(value, name).items()}


def _query_value(value: Any, name: str, key: str) -> Any:
    if isinstance(value, list):
        return [_query_value(item, name, key) for item in value]
    if isinstance(value, Mapping):
        raise wrong("text, or a list of texts", value, name, key)
    return shown(value) if isinstance(value, bool | int | float) else value


def _read_headers(value: Any, name: str, _: Context) -> Any:
    if not isinstance(value, Mapping) or not value:
        hint = 'an object such as {"x-tenant": "a"}, null for "absent"'
        raise wrong(hint, _listed(value), name)
    for header in value:
        if not isinstance(header, str) or not _TOKEN.fullmatch(header):
            raise wrong("named like a header", header, name)
    return {header: _header_value(item, header, name) for header, item in value.items()}


def _header_value(value: Any, header: str, name: str) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, str) or is_matcher(value):
        return value
    if not isinstance(value, bool | list | tuple | Mapping):
        _refuse_never(value, f"{name}.{header}")
    raise wrong('text, or null for "absent"', _listed(value), name, header)


def _read_json(value: Any, name: str, _: Context) -> Any:
    if isinstance(value, str) and _JSON_TEXT.match(value):
        raise CriterionError(f'"{name}" is the value, not its text: use json.loads(...)', name)
    return expected_json(value, name)


def _read_since(value: Any, name: str, _: Context) -> int | str:
    if isinstance(value, str) and value.isdecimal() and len(value) <= _MOST_DIGITS:
        return int(value)
    try:
        if isinstance(value, str) and not value.isdecimal():
            milliseconds(value)
            return value
    except ValueError:
        pass
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        hint = "the seq of a request or an ISO time such as 2026-01-01T00:00:00Z"
        raise wrong(hint, _listed(value), name)
    return value


def _listed(value: Any) -> Any:
    """Return *value* so that a message can show it."""
    return list(value) if isinstance(value, tuple) else value


def _fits_plain(name: str) -> Fits:
    def fits(subject: Any, wanted: Any, _: Given) -> bool:
        return contains(getattr(subject, name), wanted)

    return fits


def _fits_method(subject: Described, wanted: Any, _: Given) -> bool:
    return bool(wanted == subject.method) or contains(subject.method, wanted)


def _fits_path(subject: Described, wanted: Any, given: Given) -> bool:
    """Compare the path as sent and, where a space is named, the one inside the space."""
    if not isinstance(wanted, str):
        return contains(subject.path, wanted)
    if path_fits(subject.path, wanted):
        return True
    return "space" in given and path_fits(subject.inner_path, wanted)


def is_wanted_id(case_id: str, wanted: Any) -> bool:
    """Whether *case_id* is *wanted*, which may be a list of ids."""
    if isinstance(wanted, list):
        return any(contains(case_id, each) for each in wanted)
    return contains(case_id, wanted)


def _fits_case_id(subject: Described, wanted: Any, _: Given) -> bool:
    return any(is_wanted_id(case_id, wanted) for case_id in subject.case_ids)


def _fits_owner(subject: Described, wanted: Any, _: Given) -> bool:
    return any(contains(owner, wanted) for owner in subject.owners)


def _differ_owner(subject: Described, wanted: Any, given: Given) -> Iterator[Difference]:
    if not _fits_owner(subject, wanted, given):
        yield Difference("owner", wanted, sorted(subject.owners))


def _faults(subject: Any) -> list[str | None]:
    return [*subject.faults] or [subject.fault]


def _fits_fault(subject: Any, wanted: Any, _: Given) -> bool:
    return any(contains(rule_id, wanted) for rule_id in _faults(subject))


def _differ_fault(subject: Any, wanted: Any, given: Given) -> Iterator[Difference]:
    if not _fits_fault(subject, wanted, given):
        got = _faults(subject)
        yield Difference("fault", wanted, got[0] if len(got) == 1 else got)


def _fits_query(subject: Described, wanted: Any, given: Given) -> bool:
    return next(_differ_query(subject, wanted, given), None) is None


def _differ_query(subject: Described, wanted: Any, _: Given) -> Iterator[Difference]:
    if not isinstance(wanted, Mapping):
        yield from json_differences(subject.query, wanted, "query")
        return
    there = {key: value for key, value in wanted.items() if value is not None}
    yield from json_differences(subject.query, there, "query")
    for key in wanted.keys() - there.keys():
        if key in subject.query:
            yield Difference(f"query.{key}", MISSING, subject.query[key])


def _fits_headers(subject: Described, wanted: Mapping[str, Any], _: Given) -> bool:
    return all(_fits_header(subject, name, value) for name, value in wanted.items())


def _fits_header(subject: Described, name: str, wanted: Any) -> bool:
    got = subject.headers.getall(name, ())
    return not got if wanted is None else any(contains(one, wanted) for one in got)


def _differ_headers(
    subject: Described, wanted: Mapping[str, Any], _: Given
) -> Iterator[Difference]:
    for name, value in wanted.items():
        if not _fits_header(subject, name, value):
            yield _header_difference(name, value, subject.headers.get(name))


def _header_difference(name: str, expected: Any, got: Any) -> Difference:
    shown_expected = MISSING if expected is None else _masked(name, expected)
    shown_got = MISSING if got is None else _masked(name, got)
    if shown_expected == shown_got:
        shown_got = f"{shown_got} (another one)"
    return Difference(f"headers.{name}", shown_expected, shown_got)


def _masked(header: str, value: Any) -> Any:
    return masked_value(header, str(value)) if value is not None and is_secret(header) else value


def _fits_json(subject: Described, wanted: Any, _: Given) -> bool:
    return contains(subject.body_value, wanted)


def _differ_json(subject: Described, wanted: Any, _: Given) -> Iterator[Difference]:
    yield from json_differences(subject.body_value, wanted)


def _fits_json_equals(subject: Described, wanted: Any, given: Given) -> bool:
    return next(_differ_json_equals(subject, wanted, given), None) is None


def _differ_json_equals(subject: Described, wanted: Any, _: Given) -> Iterator[Difference]:
    yield from json_differences(subject.body_value, wanted, exact=True)


def _fits_since(subject: Any, wanted: int | str, given: Given) -> bool:
    return next(_differ_since(subject, wanted, given), None) is None


def _differ_since(subject: Any, wanted: int | str, _: Given) -> Iterator[Difference]:
    if isinstance(wanted, int):
        if subject.seq <= wanted:
            yield Difference("seq", f"more than {wanted}", subject.seq)
    elif subject.started_ms < milliseconds(wanted):
        yield Difference("started_at", f"{wanted} or later", subject.started_at)


CRITERIA: Final[Mapping[str, Criterion]] = {
    "method": Criterion(_read_method, _fits_method),
    "path": Criterion(_read_path, _fits_path),
    "space": Criterion(_read_space, _fits_plain("space")),
    "status": Criterion(_read_status, _fits_plain("status"), of_answer=True),
    "user": Criterion(_read_text("text", nullable=True), _fits_plain("user")),
    "route": Criterion(_read_route, _fits_plain("route")),
    "fault": Criterion(_read_fault, _fits_fault, _differ_fault, of_answer=True),
    "since": Criterion(_read_since, _fits_since, _differ_since, of_answer=True),
    "query": Criterion(_read_query, _fits_query, _differ_query),
    "headers": Criterion(_read_headers, _fits_headers, _differ_headers),
    "case_id": Criterion(_read_case_id, _fits_case_id, of_body=True),
    "owner": Criterion(_read_owner, _fits_owner, _differ_owner, of_body=True),
    "json": Criterion(_read_json, _fits_json, _differ_json, of_body=True),
    "json_equals": Criterion(_read_json, _fits_json_equals, _differ_json_equals, of_body=True),
}
"""All criteria, the cheap ones first."""
OF_REQUEST: Final = tuple(name for name, row in CRITERIA.items() if not row.of_answer)
"""What can be known of a request before it is answered."""


def without_secrets(name: str, value: Any) -> Any:
    """Return the *value* of the criterion *name* as others may see it."""
    if name != "headers":
        return value
    return {header: _masked(header, wanted) for header, wanted in value.items()}
