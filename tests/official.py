"""Kibana's own OpenAPI document of the Cases API, as a judge of answers.

The document is read strictly: a member that it doesn't name is an error. Where real Kibana differs
from it, ``data/kibana-cases.exceptions.yaml`` says how, why, and who says so; see ``amendments``.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import jsonschema_rs
import yaml
from jsonschema import Draft4Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

from mockbana.harness.journal.exchange import Exchange
from tests.amendments import amended

Json: TypeAlias = Any

DATA: Final = Path(__file__).parent / "data"
REFUSAL: Final = {"$ref": "#/components/schemas/Cases_4xx_response"}
FORMATS: Final = FormatChecker(formats=())
PARAMETER: Final = re.compile(r"\{[^}]*\}")
DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
MOST: Final = 300


@FORMATS.checks("date-time")
def is_date_time(value: object) -> bool:
    """Whether *value* is a time as Kibana writes it: in UTC, with milliseconds."""
    if not isinstance(value, str):
        return True
    with suppress(ValueError):
        return bool(DATE_TIME.fullmatch(value)) and bool(datetime.fromisoformat(value))
    return False


class Schema:
    """A compiled schema: one validator that is quick, and one that finds words."""

    def __init__(self, schema: Json) -> None:
        formats = {"date-time": is_date_time}
        self.quick = jsonschema_rs.Draft4Validator(schema, formats=formats, validate_formats=True)
        self.wordy = Draft4Validator(schema, format_checker=FORMATS)

    def complaints(self, body: Json) -> list[str]:
        """Return what is wrong with *body*."""
        if self.quick.is_valid(body):
            return []
        return [worded(error) for error in self.wordy.iter_errors(body)] or ["$: it is invalid"]


class Operation(NamedTuple):
    """A method and a path; all parameters of the path are called ``{}``."""

    method: str
    path: str

    @classmethod
    def of(cls, method: str, path: str) -> "Operation":
        return cls("GET" if method == "HEAD" else method.upper(), PARAMETER.sub("{}", path))


class Official:
    """The document with the *exceptions*, ready to judge. Schemas are compiled once."""

    def __init__(self, document: Json, exceptions: Json) -> None:
        self.document = amended(document, exceptions)
        self.refusals = frozenset(row["status"] for row in exceptions["refusals"])
        self.operations = {
            Operation.of(method, path): operation["responses"]
            for path, operations in self.document["paths"].items()
            for method, operation in operations.items()
            if method != "parameters"
        }
        self._components = json_schema(self.document["components"])
        self._compiled: dict[str, Schema] = {}

    def complaints(self, method: str, path: str | None, status: int, body: Json) -> Iterator[str]:
        """Yield what is wrong with an answer; *path* is that of a route, ``None`` without one.

        Of what the document doesn't have, only refusals are judged: they all look alike.
        """
        documented = self.operations.get(Operation.of(method, path or ""))
        schema = self._schema(documented, status)
        if isinstance(schema, str):
            yield schema
        elif schema is not None:
            yield from self._compile(schema).complaints(body)
        elif documented and body is not None:
            yield f"a {status} has no body"

    def _schema(self, responses: Json, status: int) -> Json:
        """Return the schema of a body, ``None`` if there is none, a text if it is unheard of."""
        if status in self.refusals:
            return REFUSAL
        if responses is None:
            return f"nobody answers {status}" if status >= 400 else None
        if str(status) not in responses:
            return f"the document knows no {status}"
        content = responses[str(status)].get("content")
        return content and content["application/json"]["schema"]

    def _compile(self, schema: Json) -> Schema:
        key = json.dumps(schema)
        if key not in self._compiled:
            self._compiled[key] = Schema({**json_schema(schema), "components": self._components})
        return self._compiled[key]

    def judge(self, exchange: Exchange) -> list[str]:
        """Return what is wrong with the answer that was sent in *exchange*."""
        if beyond_judgement(exchange) or exchange.status is None:
            return []
        if exchange.status >= 500 and not is_quirk(exchange):
            return [f"{exchange}: Kibana has no such {exchange.status}"]
        body = exchange.response_json if exchange.response_body else None
        found = self.complaints(exchange.method, exchange.route, exchange.status, body)
        return [f"{exchange}: {complaint}" for complaint in found]


def is_quirk(exchange: Exchange) -> bool:
    """Whether the answer is a 500 that Kibana itself gives."""
    error = exchange.call.error
    return error is not None and error.quirk != ""


def beyond_judgement(exchange: Exchange) -> bool:
    """Whether no document can know it: a fault, a bug, a parser, a redirect, a part, a page."""
    headers = exchange.response_headers
    return (
        exchange.fault is not None
        or "a bug in mockbana" in (exchange.rejected or "")
        or (exchange.route is None and not exchange.response_body)
        or "location" in headers
        or "content-range" in headers
        or "refresh" in headers
    )


@cache
def official() -> Official:
    """Return the judge that all tests share."""
    document = json.loads((DATA / "kibana-cases.openapi.json").read_text("utf-8"))
    exceptions = yaml.safe_load((DATA / "kibana-cases.exceptions.yaml").read_text("utf-8"))
    return Official(document, exceptions)


def json_schema(schema: Json) -> Json:
    """Return *schema* of OpenAPI 3.0 as JSON Schema, draft 4, with its objects closed."""
    if isinstance(schema, list):
        return [json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: json_schema(value) for key, value in schema.items() if key != "nullable"}
    if isinstance(schema.get("properties"), dict):
        result.setdefault("additionalProperties", False)
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        result["type"] = [schema["type"], "null"]
    return result


def worded(error: ValidationError) -> str:
    """Return where *error* is and what it says, as far as one can read it."""
    closest = best_match([error])
    where = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in closest.absolute_path
    )
    return f"${where}: {closest.message[:MOST]}"
