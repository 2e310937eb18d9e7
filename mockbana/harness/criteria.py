"""What an exchange can be asked for, and how each of these is compared."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias, TypedDict

from mockbana.harness.comparison import MISSING, Difference, contains, json_differences, path_fits
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.text import is_secret, masked_value, quoted, shown
from mockbana.kibana.clock import milliseconds


class Criteria(TypedDict, total=False):
    """What an exchange may be asked for beside its method and path.

    Every value may be anything with ``==``. ``json`` wants a subset of the body, ``json_equals``
    all of it; ``query`` and ``headers`` want subsets, a header ``None`` must not be there;
    ``case_id`` is one of the cases that the request is about, ``fault`` the id of a rule that
    struck; ``since`` is the ``seq`` of the last exchange that doesn't count any more, or a time.
    """

    status: Any
    space: Any
    user: Any
    case_id: Any
    route: Any
    fault: Any
    query: Mapping[str, Any]
    headers: Mapping[str, Any]
    json: Any
    json_equals: Any
    since: int | str


Given: TypeAlias = Mapping[str, Any]
Check: TypeAlias = Callable[[Exchange, Any, Given], Iterator[Difference]]


def _plain(name: str) -> Check:
    def check(exchange: Exchange, wanted: Any, _: Given) -> Iterator[Difference]:
        got = getattr(exchange, name)
        if not contains(got, wanted):
            yield Difference(name, wanted, got)

    return check


def _path(exchange: Exchange, wanted: Any, given: Given) -> Iterator[Difference]:
    """Compare the path as sent, that with its query, and the one inside a space that is named."""
    sent = [exchange.path]
    if "?" in str(wanted):
        sent.append(exchange.raw_path)
    if "space" in given:
        sent.append("/" + "/".join(exchange.call.segments))
    fits = path_fits if isinstance(wanted, str) else contains
    if not any(fits(path, wanted) for path in sent):
        yield Difference("path", wanted, exchange.path)


def _case_id(exchange: Exchange, wanted: Any, _: Given) -> Iterator[Difference]:
    if not any(contains(case_id, wanted) for case_id in exchange.case_ids):
        yield Difference("case_id", wanted, exchange.case_ids)


def _fault(exchange: Exchange, wanted: Any, _: Given) -> Iterator[Difference]:
    got: list[str | None] = [*exchange.faults] or [exchange.fault]
    if not any(contains(rule_id, wanted) for rule_id in got):
        yield Difference("fault", wanted, got[0] if len(got) == 1 else got)


def _query(exchange: Exchange, wanted: Mapping[str, Any], _: Given) -> Iterator[Difference]:
    texts = {key: _query_text(value) for key, value in wanted.items()}
    yield from json_differences(exchange.query, texts, "query")


def _query_text(value: Any) -> Any:
    return shown(value) if isinstance(value, bool | int | float) else value


def _headers(exchange: Exchange, wanted: Mapping[str, Any], _: Given) -> Iterator[Difference]:
    for name, value in wanted.items():
        got = exchange.headers.getall(name, [])
        fits = not got if value is None else any(contains(one, value) for one in got)
        if not fits:
            yield _header_difference(name, value, got[0] if got else None)


def _header_difference(name: str, expected: Any, got: Any) -> Difference:
    path = f"headers.{name}"
    shown_expected = MISSING if expected is None else _masked(name, expected)
    shown_got = MISSING if got is None else _masked(name, got)
    if shown_expected == shown_got:
        shown_got = f"{shown_got} (another one)"
    return Difference(path, shown_expected, shown_got)


def _json(exchange: Exchange, wanted: Any, _: Given) -> Iterator[Difference]:
    yield from json_differences(_body(exchange), wanted)


def _json_equals(exchange: Exchange, wanted: Any, _: Given) -> Iterator[Difference]:
    yield from json_differences(_body(exchange), wanted, exact=True)


class _Note:
    """The value of a body that is no JSON: a remark that nothing is equal to."""

    def __init__(self, remark: str) -> None:
        self._remark = remark

    def __repr__(self) -> str:
        return self._remark


def _body(exchange: Exchange) -> Any:
    """Return the JSON of the body, and something that nobody can want where there is none."""
    raw = exchange.body
    if exchange.unread:
        return _Note("a body that was not read")
    if exchange.json is not None or raw.strip() == b"null":
        return exchange.json
    return _Note(f"no JSON: {quoted(exchange.text)}") if raw else MISSING


def _since_check(exchange: Exchange, wanted: int | str, _: Given) -> Iterator[Difference]:
    if isinstance(wanted, int):
        if exchange.seq <= wanted:
            yield Difference("seq", f"more than {wanted}", exchange.seq)
    elif exchange.started_ms < milliseconds(wanted):
        yield Difference("started_at", f"{wanted} or later", exchange.started_at)


def _masked(header: str, value: Any) -> Any:
    return masked_value(header, str(value)) if value is not None and is_secret(header) else value


CHECKS: Final[Mapping[str, Check]] = {
    "method": _plain("method"),
    "path": _path,
    "space": _plain("space"),
    "status": _plain("status"),
    "user": _plain("user"),
    "case_id": _case_id,
    "route": _plain("route"),
    "fault": _fault,
    "query": _query,
    "headers": _headers,
    "json": _json,
    "json_equals": _json_equals,
    "since": _since_check,
}


def without_secrets(name: str, value: Any) -> Any:
    """Return the *value* of the criterion *name* as others may see it."""
    if name != "headers":
        return value
    return {header: _masked(header, wanted) for header, wanted in value.items()}
