"""Kibana's own OpenAPI document of the Cases API, as a judge of answers.

The document is read strictly: a member that it doesn't name is an error. Where real Kibana differs
from it, ``data/kibana-cases.exceptions.yaml`` says how, why, and who says so.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import yaml
from jsonschema import Draft4Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

from mockbana.rig.exchange import Exchange

Json: TypeAlias = Any

DATA: Final = Path(__file__).parent / "data"
DOCUMENT: Final = DATA / "kibana-cases.openapi.json"
EXCEPTIONS: Final = DATA / "kibana-cases.exceptions.yaml"
FORMATS: Final = FormatChecker(formats=())
PARAMETER: Final = re.compile(r"\{[^}]*\}")
DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Operation(NamedTuple):
    """A method and a path whose parameters are all called ``{}``."""

    method: str
    path: str

    @classmethod
    def of(cls, method: str, path: str) -> "Operation":
        return cls("GET" if method == "HEAD" else method.upper(), PARAMETER.sub("{}", path))


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    """Whether *value* is a time as Kibana writes it, in milliseconds and UTC."""
    if not isinstance(value, str):
        return True
    return bool(DATE_TIME.fullmatch(value)) and datetime.fromisoformat(value) is not None


class Official:
    """The document with the *exceptions*, ready to judge. Schemas are compiled on first use."""

    def __init__(self, document: Json, exceptions: Json) -> None:
        self.document = amended(document, exceptions)
        self.refusals = {row["status"]: row for row in exceptions["refusals"]}
        self._operations = {
            Operation.of(method, path): operation["responses"]
            for path, operations in self.document["paths"].items()
            for method, operation in operations.items()
            if method != "parameters"
        }
        self._components = json_schema(self.document["components"])
        self._validators: dict[tuple[Operation, int], Draft4Validator] = {}

    def knows(self, method: str, path: str) -> bool:
        """Whether the document has this operation; *path* is a template."""
        return Operation.of(method, path) in self._operations

    def complaints(self, method: str, path: str, status: int, body: Json) -> Iterator[str]:
        """Yield what is wrong with an answer to an operation of the document."""
        operation = Operation.of(method, path)
        response = self._response(operation, status)
        if response is None:
            yield f"the status {status} is not documented"
        elif "content" not in response:
            if body is not None:
                yield f"a {status} has no body"
        else:
            for error in self._validator(operation, status, response).iter_errors(body):
                yield worded(error)
    def _response(self, operation: Operation, status: int) -> Json:
        responses = self._operations[operation]
        if status in self.refusals:
            return responses["401"]
        return responses.get(str(status))

    def _validator(self, operation: Operation, status: int, response: Json) -> Draft4Validator:
        key = operation, status
        if key not in self._validators:
            schema = json_schema(response["content"]["application/json"]["schema"])
            whole = {**schema, "components": self._components}
            self._validators[key] = Draft4Validator(whole, format_checker=FORMATS)
        return self._validators[key]


@cache
def official() -> Official:
    """Return the judge that all tests share."""
    document = json.loads(DOCUMENT.read_text("utf-8"))
    return Official(document, yaml.safe_load(EXCEPTIONS.read_text("utf-8")))


def amended(document: Json, exceptions: Json) -> Json:
    return document


def json_schema(schema: Json) -> Json:
    """Return *schema* of OpenAPI 3.0 as JSON Schema, draft 4, with its objects closed."""
    if isinstance(schema, list):
        return [json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: json_schema(value) for key, value in schema.items() if key != "nullable"}
    if isinstance(schema.get("properties"), dict):
        result.setdefault("additionalProperties", False)
    if schema.get("nullable") is True and "type" in schema:
        result["type"] = [schema["type"], "null"]
    return result


def worded(error: ValidationError) -> str:
    best = best_match([error])
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in best.absolute_path)
    return f"${where}: {best.message[:300]} ({best.validator})"
