"""What schemathesis makes up from our own document gets no 500 and no answer that is off it.

Beyond what our document says of answers, Kibana's own is checked, as in all tests.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mockbana import Mockbana
from mockbana.kibana.openapi import OPERATIONS
from tests.official import is_quirk

SEED = 20_231_031
HEADERS = {"kbn-xsrf": "true", "x-elastic-internal-origin": "tests"}
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DONE = "2025-01-01T00:00:00.000Z"
VERSION = "WzEsMV0="
NO_CONNECTOR = {"id": "none", "name": "none", "type": ".none", "fields": None}
TICKET = {"key": "ticket", "label": "Ticket", "type": "text", "required": False}
OBSERVABLE = {
    "id": "o1",
    "typeKey": "observable-type-ipv4",
    "value": "192.0.2.1",
    "description": None,
    "createdAt": DONE,
    "updatedAt": None,
}
RULE = {"id": "r1", "name": "Rule one"}
ALERT = {"id": "a", "type": "alert", "alertId": ["a1"], "index": ["i"], "rule": RULE}
COMMENT = {"id": "u1", "version": VERSION, "type": "user", "comment": "Seen."}
STATE = {
    "connectors": [{"id": "j1", "name": "Jira", "connector_type_id": ".jira"}],
    "configurations": [
        {
            "id": "f1",
            "version": VERSION,
            "owner": "cases",
            "closure_type": "close-by-user",
            "connector": NO_CONNECTOR,
            "customFields": [TICKET],
        }
    ],
    "cases": [
        {"id": "c1", "version": VERSION, "observables": [OBSERVABLE], "comments": [COMMENT, ALERT]}
    ],
}
THERE = {
    "case_id": "c1",
    "comment_id": "u1",
    "alert_id": "a1",
    "connector_id": "j1",
    "configuration_id": "f1",
    "observable_id": "o1",
    "key": "ticket",
}
NOWHERE = {name: f"/../ {name}?#%\u00fc\u2028\U0001f600" for name in THERE}
MEANT = {
    "PATCH /api/cases": {"id": "c1", "version": VERSION},
    "POST /api/cases": {"owner": "cases"},
    "POST /api/cases/{case_id}/comments": {"owner": "cases"},
    "PATCH /api/cases/{case_id}/comments": {"id": "u1", "version": VERSION, "owner": "cases"},
    "POST /api/cases/configure": {"owner": "cases"},
    "PATCH /api/cases/configure/{configuration_id}": {"version": VERSION},
    "PUT /internal/cases/{case_id}/custom_fields/{key}": {"caseVersion": VERSION},
}
WITH_BODY_OR_QUERY = [name for name, each in OPERATIONS.items() if each.body or each.query]

pytestmark = pytest.mark.mockbana(fixtures=STATE, allow_unexpected=True)
bounded = partial(
    settings,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def documents() -> Mapping[str, Any]:
    """Return what servers of two versions say of themselves, ready for schemathesis."""
    return {version: document(version) for version in ("9.1.0", "8.18.0")}


def document(version: str) -> Any:
    with Mockbana(kibana_version=version) as kibana:
        served = requests.get(f"{kibana.url}/__mockbana__/openapi.json", timeout=5).json()
    return schemathesis.openapi.from_dict(served)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


class Fuzzer:
    """Sends made-up requests to *kibana*, always from the same state."""

    def __init__(
        self, kibana: Mockbana, documents: Mapping[str, Any], session: requests.Session
    ) -> None:
        self.kibana, self.documents, self.session = kibana, documents, session

    def run(self, name: str, mode: GenerationMode, examples: int) -> None:
        """Call the operation *name* with as many made-up requests."""
        cases = [
            self._operation(name).as_strategy(mode, headers=HEADERS, path_parameters=parameters)
            for parameters in (THERE, NOWHERE)
        ]

        @seed(SEED)
        @bounded(max_examples=examples)
        @given(case=st.one_of(cases), meant=st.booleans())
        def check(case: Case[Any], *, meant: bool) -> None:
            with self.kibana.savepoint():
                self.send(case, MEANT.get(name, {}) if meant else {})

        check()

    def _operation(self, name: str) -> Any:
        method, path = name.split(" ")
        try:
            return self.documents["9.1.0"][path][method]
        except LookupError:
            self.kibana.load({"settings": {"kibana_version": "8.18.0"}})
            return self.documents["8.18.0"][path][method]

    def send(self, case: Case[Any], members: Mapping[str, str]) -> None:
        """Send *case*, about something that is there if *members* say what."""
        if isinstance(case.body, dict) and members:
            changes = case.body.get("cases", [case.body])
            for change in changes if isinstance(changes, list) else []:
                if isinstance(change, dict):
                    change.update(members)
        reply = case.call(base_url=self.kibana.url, session=self.session)
        if not is_quirk(self.kibana.requests[-1]):
            case.validate_response(reply, checks=CHECKS)


@pytest.fixture
def fuzzer(mockbana: Mockbana, documents: Mapping[str, Any], session: requests.Session) -> Fuzzer:
    return Fuzzer(mockbana, documents, session)


@pytest.mark.parametrize("name", OPERATIONS)
def test_good_requests_are_answered_as_the_document_says(fuzzer: Fuzzer, name: str) -> None:
    fuzzer.run(name, GenerationMode.POSITIVE, examples=10)


@pytest.mark.parametrize("name", WITH_BODY_OR_QUERY)
def test_bad_requests_are_answered_as_the_document_says(fuzzer: Fuzzer, name: str) -> None:
    fuzzer.run(name, GenerationMode.NEGATIVE, examples=6)


def test_a_line_feed_in_a_path_is_a_character_like_others(mockbana: Mockbana) -> None:
    reply = requests.get(f"{mockbana.url}/api/cases/a%0Ab", timeout=5)

    assert reply.json()["message"] == "Saved object [cases/a\nb] not found"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/internal/cases/_suggest_user_profiles", {"size": 1.5}, 200),
        ("GET", "/api/cases/c1/comments/_find?page=-1.7e308", None, 400),
    ],
)
def test_what_it_once_found_stays_mended(
    mockbana: Mockbana, method: str, path: str, body: Any, status: int
) -> None:
    whole = body and {"name": "e", "owners": ["cases"], **body}

    reply = requests.request(method, mockbana.url + path, json=whole, headers=HEADERS, timeout=5)

    assert reply.status_code == status
