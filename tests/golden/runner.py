"""Run black-box acceptance scenarios (format: FORMAT.md) against a Kibana Cases server.

    python runner.py URL FILE.jsonl... [--only ID] [--json] [-v] [--timeout SECONDS]

One line per failed check, then `N of M scenarios hold (P steps)`. Exit status 0 only when every
scenario of every file was executed and holds.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.golden.wire import MISSING, Connection, NoReply, Reply, Server, Unusable

Json = Any
SCENARIO_KEYS = {"id", "title", "tags", "fixture", "steps"}
STEP_KEYS = {"note", "request", "expect", "save", "sleep_ms", "repeat", "steps"}
REQUEST_KEYS = {
    "method",
    "path",
    "headers",
    "json",
    "raw",
    "raw_b64",
    "auth",
    "xsrf",
    "chunked",
    "conn",
}
EXPECT_KEYS = {
    "status", "reason", "message", "message_prefix", "body", "body_text", "body_contains", "body_absent",
    "headers", "headers_absent", "connection_closed", "no_response", "compare", "user_actions",
}  # fmt: skip
TITLES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 406: "Not Acceptable",
    409: "Conflict", 413: "Request Entity Too Large", 415: "Unsupported Media Type",
    416: "Requested Range Not Satisfiable", 424: "Failed Dependency", 500: "Internal Server Error",
}  # fmt: skip


class BadScenario(Exception):
    """The data cannot be executed, or would check nothing."""


# --------------------------------------------------------------------------- references, macros, paths

REFERENCE = re.compile(r"\$(i\b|[A-Za-z_]\w*\.[A-Za-z_]\w*)")


def expand(value: Json, names: dict[str, Json]) -> Json:
    """Replace `$A.id` references and the macros $repeat, $range and $concat."""

    def lookup(match: re.Match[str]) -> Json:
        if match[1] not in names:
            raise BadScenario(f"unresolved reference ${match[1]}")
        return names[match[1]]

    if isinstance(value, str):
        whole = REFERENCE.fullmatch(value)
        return lookup(whole) if whole else REFERENCE.sub(lambda m: str(lookup(m)), value)
    if isinstance(value, list):
        return [expand(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    match list(value.items()):
        case [("$repeat", [item, int(count)])]:
            item = expand(item, names)
            return item * count if isinstance(item, str) else [item] * count
        case [("$range", [prefix, int(first), int(last)])]:
            return [f"{prefix}{n}" for n in range(first, last + 1)]
        case [("$concat", list(parts))]:
            done = expand(parts, names)
            return (
                "".join(done)
                if all(isinstance(p, str) for p in done)
                else [x for p in done for x in p]
            )
    return {key: expand(item, names) for key, item in value.items()}


def at(document: Json, path: str) -> Json:
    """Value at a dotted path; numbers index lists (negative from the end); "" is the document."""
    for part in path.split(".") if path else []:
        if isinstance(document, list) and re.fullmatch(r"-?\d+", part):
            index = int(part)
            document = document[index] if -len(document) <= index < len(document) else MISSING
        else:
            document = document.get(part, MISSING) if isinstance(document, dict) else MISSING
    return document


# --------------------------------------------------------------------------- comparisons


def same(a: Json, b: Json) -> bool:
    """JSON equality: 1 equals 1.0, but true is not 1."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return isinstance(a, bool) == isinstance(b, bool) and bool(a == b)


def contains(actual: Json, wanted: Json) -> bool:
    """Dicts: `wanted` is a subset. Lists: same length, element by element."""
    if isinstance(actual, dict) and isinstance(wanted, dict):
        return all(key in actual and contains(actual[key], value) for key, value in wanted.items())
    if isinstance(actual, list) and isinstance(wanted, list):
        return len(actual) == len(wanted) and all(
            contains(a, w) for a, w in zip(actual, wanted, strict=True)
        )
    return same(actual, wanted)


def is_version(value: Json) -> bool:
    pair = json.loads(base64.b64decode(value, validate=True))
    return isinstance(pair, list) and [type(n) for n in pair] == [int, int]


def seconds_between(value: Json, ref: list[str]) -> bool:
    start, end = (datetime.fromisoformat(stamp) for stamp in ref)
    return type(value) is int and value == (end - start).total_seconds() // 1


def canonical(items: list[Json]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in items)


ISO_MS = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
OPERATORS: dict[str, Callable[[Json, Json], bool]] = {
    "eq": same,
    "ne": lambda value, ref: value is not MISSING and not same(value, ref),
    "gt": lambda value, ref: bool(value > ref),
    "ge": lambda value, ref: bool(value >= ref),
    "lt": lambda value, ref: bool(value < ref),
    "len": lambda value, ref: len(value) == ref,
    "matches": lambda value, ref: re.search(ref, value) is not None,
    "has": lambda value, ref: any(same(item, ref) for item in value),
    "one_of": lambda value, ref: any(same(value, item) for item in ref),
    "set_eq": lambda value, ref: canonical(value) == canonical(ref),
    "keys": lambda value, ref: value.keys() == set(ref),
    "has_keys": lambda value, ref: value.keys() >= set(ref),
    "subset_of": lambda value, ref: contains(ref, value),
    "is_iso_ms_utc": lambda value, _: re.fullmatch(ISO_MS, value) is not None,
    "is_uuid": lambda value, _: re.fullmatch(UUID, value) is not None,
    "is_version": lambda value, _: is_version(value),
    "seconds_between": seconds_between,
}


def mismatches(
    expect: dict[str, Json], reply: Reply, connection: Connection
) -> Iterable[tuple[Json, Json]]:
    """Yield (expected, got) for everything that does not hold."""
    body = reply.json

    def value_at(path: str) -> Json:
        if path.startswith("header:"):
            return reply.headers.get(path[7:].lower(), MISSING)
        return reply.text if path == "raw:" else at(body, path)

    if "status" in expect and reply.status != expect["status"]:
        yield f"status {expect['status']}", f"{reply.status} {reply.text}"
        return
    if "reason" in expect and reply.reason != expect["reason"]:
        yield f"reason {expect['reason']}", reply.reason
    envelope = {"statusCode": expect.get("status"), "error": TITLES.get(expect.get("status", 0))}
    if expect.get("message") is not None:
        wanted = envelope | {"message": expect["message"]}
        if not same(body, wanted):
            yield wanted, reply.text
    if "message_prefix" in expect:
        message = at(body, "message")
        starts = isinstance(message, str) and message.startswith(expect["message_prefix"])
        if not starts or not same(body, envelope | {"message": message}):
            yield f"{envelope} and a message starting {expect['message_prefix']!r}", reply.text
    if "body" in expect and not same(body, expect["body"]):
        yield expect["body"], reply.text
    if "body_text" in expect and reply.text != expect["body_text"]:
        yield f"the text {expect['body_text']!r}", reply.text
    if "body_contains" in expect and not contains(body, expect["body_contains"]):
        yield {"body_contains": expect["body_contains"]}, reply.text
    for path in expect.get("body_absent", []):
        if at(body, path) is not MISSING:
            yield f"no {path}", at(body, path)
    for name, wanted in expect.get("headers", {}).items():
        header = value_at(f"header:{name}")
        if header is MISSING or not (
            re.search(wanted["matches"], header) if isinstance(wanted, dict) else header == wanted
        ):
            yield f"header {name}: {wanted}", header
    for name in expect.get("headers_absent", []):
        if name.lower() in reply.headers:
            yield f"no header {name}", reply.headers[name.lower()]
    for item in expect.get("compare", []):
        value, ref = value_at(item["path"]), item.get("ref")
        if "ref_path" in item:
            paths = item["ref_path"]
            ref = [value_at(path) for path in paths] if isinstance(paths, list) else value_at(paths)
        if "pluck" in item:
            value = (
                [at(each, item["pluck"]) for each in value] if isinstance(value, list) else MISSING
            )
        try:
            holds = ref is not MISSING and OPERATORS[item["op"]](value, ref)
        except (TypeError, ValueError, AttributeError):  # a value of another type does not hold
            holds = False
        if not holds:
            yield (
                f"{item['path'] or 'body'} {item['op']} {'' if ref is None else brief(ref)}".rstrip(),
                value,
            )
    if "user_actions" in expect:
        listed, wanted = at(body, "userActions"), expect["user_actions"]
        entries = (
            [entry for entry in listed if at(entry, "type") != "create_case"]
            if isinstance(listed, list)
            else None
        )
        got = [{key: at(entry, key) for key in (wanted[n] if n < len(wanted) else ("type", "action"))}
               for n, entry in enumerate(entries or [])]  # fmt: skip
        if entries is None or not same(got, wanted):
            yield {"user_actions": wanted}, got if entries is not None else reply.text
    if "connection_closed" in expect:
        closed = connection.closed_by_peer(3.0 if expect["connection_closed"] else 0.25)
        if closed != expect["connection_closed"]:
            yield f"connection_closed {expect['connection_closed']}", closed


# --------------------------------------------------------------------------- scenarios


@dataclass
class Result:
    id: str
    title: str
    steps: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)

    def fail(self, step: str, expected: Json, got: Json) -> None:
        self.failures.append({"step": step, "expected": brief(expected), "got": brief(got)})


def brief(value: Json, limit: int = 600) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=repr)
    line = (
        text.replace("\n", "\\n").replace("\r", "\\r").encode("utf-8", "backslashreplace").decode()
    )
    return line if len(line) <= limit else f"{line[:limit]}... ({len(line)} characters)"


def validate(scenario: Json) -> None:
    """Refuse misspelt keys and data that would pass without checking anything."""
    if not isinstance(scenario, dict) or set(scenario) != SCENARIO_KEYS:
        raise BadScenario(f"keys must be {sorted(SCENARIO_KEYS)}")

    def visit(steps: list[dict[str, Json]]) -> None:
        if not steps:
            raise BadScenario("no steps")
        for step in steps:
            request, expect = step.get("request", {}), step.get("expect", {})
            unknown = (
                (set(step) - STEP_KEYS)
                | (set(request) - REQUEST_KEYS)
                | (set(expect) - EXPECT_KEYS)
            )
            unknown |= {item["op"] for item in expect.get("compare", [])} - set(OPERATORS)
            if unknown:
                raise BadScenario(f"unknown keys {sorted(unknown)}")
            if "steps" in step:
                visit(step["steps"] if step.get("repeat", 0) > 0 else [])
            elif "request" not in step or not ("status" in expect or expect.get("no_response")):
                raise BadScenario("a step without a request or without an expectation")

    visit(scenario["steps"])


class Run:
    """One execution of one scenario."""

    def __init__(self, server: Server, result: Result) -> None:
        self.server, self.result = server, result
        self.names: dict[str, Json] = {}
        self.kept: dict[str, Connection] = {}  # connections named by a step's "conn"

    def steps(self, steps: list[Json], label: str = "") -> bool:
        """Execute until the first failing step; False when one failed."""
        for number, step in enumerate(steps, 1):
            where = f"{label}{number}"
            if "steps" in step:
                for n in range(1, step["repeat"] + 1):
                    self.names["i"] = n
                    if not self.steps(step["steps"], f"{where}[{n}]."):
                        return False
            elif not self.step(step, where):
                return False
        return True

    def step(self, step: Json, where: str) -> bool:
        self.result.steps += 1
        time.sleep(step.get("sleep_ms", 0) / 1000)
        request, expect = expand(step["request"], self.names), expand(step["expect"], self.names)
        name = request.get("conn")
        connection = self.kept.get(name) or self.server.connect()
        if name:
            self.kept[name] = connection
        try:
            reply = connection.exchange(request["method"], self.server.encode(request))
            if expect.get("no_response"):
                self.result.fail(where, "no response", f"{reply.status} {reply.text}")
                return False
            for expected, got in mismatches(expect, reply, connection):
                self.result.fail(where, expected, got)
        except NoReply as error:
            if expect.get("no_response") and error.closed:
                return True
            self.result.fail(where, f"status {expect.get('status', 'none')}", str(error))
            return False
        finally:
            if not name:
                connection.close()
        for variable, path in step.get("save", {}).items():
            value = (
                reply.headers.get(path[7:], MISSING)
                if path.startswith("header:")
                else at(reply.json, path)
            )
            self.names[variable] = value
            if value is MISSING and not self.result.failures:
                self.result.fail(where, f"a value at {path or 'body'}", reply.text)
        return not self.result.failures


def run(server: Server, scenario: Json) -> Result:
    known = scenario if isinstance(scenario, dict) else {}
    result = Result(str(known.get("id", "?")), str(known.get("title", "?")))
    execution = Run(server, result)
    try:
        validate(scenario)
        server.reset(scenario["fixture"])
        execution.steps(scenario["steps"])
    except (BadScenario, Unusable) as error:
        result.fail(str(result.steps), "a scenario that can be executed", str(error))
    finally:
        for connection in execution.kept.values():
            connection.close()
    return result


def load(files: list[Path]) -> list[Json]:
    scenarios: list[Json] = []
    for file in files:
        lines = [line for line in file.read_text("utf-8").split("\n") if line.strip()]
        if not lines:
            raise SystemExit(f"{file}: no scenarios")
        scenarios += [json.loads(line) for line in lines]
    ids = [str(at(scenario, "id")) for scenario in scenarios]
    if twice := {i for i in ids if ids.count(i) > 1}:
        raise SystemExit(f"duplicate scenario ids: {', '.join(sorted(twice))}")
    return scenarios


def main() -> int:
    parser = argparse.ArgumentParser(description="Run acceptance scenarios against a server.")
    parser.add_argument("url")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument(
        "--only", action="append", metavar="ID", help="only this scenario (repeatable)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="also name the scenarios that hold"
    )
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds to wait for an answer")
    args = parser.parse_args()

    scenarios = load(args.files)
    if args.only:
        if missing := set(args.only) - {at(scenario, "id") for scenario in scenarios}:
            raise SystemExit(f"no such scenario: {', '.join(sorted(missing))}")
        scenarios = [scenario for scenario in scenarios if at(scenario, "id") in args.only]
    server, results = Server(args.url, args.timeout), []
    for scenario in scenarios:
        result = run(server, scenario)
        results.append(result)
        if not args.json:
            for each in result.failures:
                print(
                    f"{result.id} {result.title}: step {each['step']}: expected {each['expected']} got {each['got']}"
                )
            if args.verbose and not result.failures:
                print(f"ok {result.id} {result.title} ({result.steps} steps)", flush=True)
    held, steps = (
        sum(not result.failures for result in results),
        sum(result.steps for result in results),
    )
    if args.json:
        print(
            json.dumps(
                {
                    "hold": held,
                    "total": len(results),
                    "steps": steps,
                    "results": [vars(r) for r in results],
                }
            )
        )
    else:
        print(f"{held} of {len(results)} scenarios hold ({steps} steps)")
    return 0 if results and held == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
