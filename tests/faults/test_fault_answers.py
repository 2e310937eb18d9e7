"""What a client sees of the kinds that answer in Kibana's place."""

from typing import Any

import httpx
import pytest
import requests

from mockbana import Fault, Mockbana
from tests.faults.clients import XSRF, change, get, patch, retitle

MISSING = "Unauthorized"
LICENSE = (
    "License information could not be obtained from Elasticsearch. "
    "Please check the logs for further details."
)
NOBODY = (
    "unable to authenticate with provided credentials and anonymous access is not allowed "
    "for this request"
)


def wrapped(reason: str) -> str:
    return f"[security_exception\n\tRoot causes:\n\t\tsecurity_exception: {reason}]: {reason}"


KIBANAS: list[tuple[Fault, int, str, str]] = [
    (Fault("unauthorized"), 401, "Unauthorized", MISSING),
    (Fault("forbidden", message="no"), 403, "Forbidden", "no"),
    (Fault("not_found", message="gone"), 404, "Not Found", "gone"),
    (Fault("overloaded"), 429, "Too Many Requests", "Server is overloaded"),
    (
        Fault("internal_error"),
        500,
        "Internal Server Error",
        "An internal server error occurred. Check Kibana server logs for details.",
    ),
    (Fault("internal_error", message="boom"), 500, "Internal Server Error", "boom"),
    (
        Fault("license_unavailable"),
        503,
        "Service Unavailable",
        LICENSE,
    ),
    (
        Fault("shutting_down"),
        503,
        "Service Unavailable",
        "Kibana is shutting down and not accepting new incoming requests",
    ),
    (Fault("status", status=413), 413, "Request Entity Too Large", "Request Entity Too Large"),
]


@pytest.mark.parametrize(("fault", "status", "error", "message"), KIBANAS, ids=str)
def test_kibanas_own_refusals_have_its_envelope_and_its_headers(
    kibana: Mockbana, fault: Fault, status: int, error: str, message: str
) -> None:
    kibana.faults.add(fault)

    reply = get(kibana, "/api/cases/_find")

    assert reply.status_code == status
    assert list(reply.json().items()) == [
        ("statusCode", status),
        ("error", error),
        ("message", message),
    ]
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["kbn-name"] == "kibana"
    assert "kbn-license-sig" in reply.headers


@pytest.mark.parametrize(
    ("reason", "credentials", "message"),
    [
        ("missing", "Basic ZWxhc3RpYzpjaGFuZ2VtZQ==", MISSING),
        (
            "bad_credentials",
            "Basic ZWxhc3RpYzpjaGFuZ2VtZQ==",
            wrapped(
                "unable to authenticate user [elastic] for REST request [/_security/_authenticate]"
            ),
        ),
        ("bad_credentials", "ApiKey azE6c2VjcmV0", wrapped(NOBODY)),
        ("expired", "ApiKey azE6c2VjcmV0", wrapped(NOBODY)),
        ("expired", "Bearer abc", wrapped("token expired")),
    ],
)
def test_a_401_has_the_words_that_elasticsearch_has_for_these_credentials(
    kibana: Mockbana, reason: Any, credentials: str, message: str
) -> None:
    kibana.faults.unauthorized(reason=reason)

    reply = get(kibana, "/api/cases/_find", headers={"Authorization": credentials})

    assert (reply.status_code, reply.json()["message"]) == (401, message)
    assert "www-authenticate" not in reply.headers


def test_a_401_ends_the_connection_of_a_request_with_a_body_only(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.unauthorized()

    with_body, without = retitle(kibana, case, "new"), get(kibana, "/api/cases/_find")

    assert with_body.headers["connection"] == "close"
    assert without.headers["connection"] == "keep-alive"


def test_a_starting_kibana_says_so_in_plain_words(kibana: Mockbana) -> None:
    kibana.faults.not_ready()

    reply = httpx.get(f"{kibana.url}/api/cases/_find")

    assert (reply.status_code, reply.content) == (503, b"Kibana server is not ready yet")
    assert reply.headers["retry-after"] == "30"
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["kbn-name"] == "kibana"
    assert "kbn-license-sig" not in reply.headers


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Fault("not_ready"), "30"),
        (Fault("not_ready", retry_after=None), None),
        (Fault("license_unavailable"), "30"),
        (Fault("license_unavailable", retry_after=5), "5"),
        (Fault("shutting_down"), None),
        (Fault("shutting_down", retry_after=0), "0"),
        (Fault("overloaded"), None),
        (
            Fault("overloaded", retry_after="Wed, 21 Oct 2026 07:28:00 GMT"),
            "Wed, 21 Oct 2026 07:28:00 GMT",
        ),
    ],
    ids=str,
)
def test_retry_after_is_kibanas_unless_the_rule_says_otherwise(
    kibana: Mockbana, fault: Fault, seconds: str | None
) -> None:
    kibana.faults.add(fault)

    assert get(kibana, "/api/cases/_find").headers.get("retry-after") == seconds


@pytest.mark.parametrize(("kind", "status"), [("bad_gateway", 502), ("gateway_timeout", 504)])
def test_a_proxy_answers_in_html_and_knows_nothing_of_kibana(
    kibana: Mockbana, kind: str, status: int
) -> None:
    kibana.faults.add(Fault(kind, message="upstream <1> is away"))

    reply = get(kibana, "/api/cases/_find")

    assert reply.status_code == status
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "upstream &lt;1&gt; is away" in reply.text
    assert not [name for name in reply.headers if name.lower().startswith(("kbn-", "elastic-"))]
    with pytest.raises(requests.JSONDecodeError):
        reply.json()


def test_a_404_names_what_the_request_asked_for(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.not_found()

    patched, read = retitle(kibana, case, "new"), get(kibana, f"/api/cases/{case['id']}")

    hint = "Please check you have the correct ids."
    assert patched.json()["message"] == f"These cases {case['id']} do not exist. {hint}"
    assert read.json()["message"] == f"Saved object [cases/{case['id']}] not found"
    assert read.headers["elastic-api-version"] == "2023-10-31"


def test_a_403_names_what_may_not_be_done_and_whose_cases_they_are(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.forbidden()

    patched, listed = patch(kibana, change(case, title="new")), get(kibana, "/api/cases/_find")

    assert patched.json()["message"] == 'Unauthorized to update case with owners: "cases"'
    assert listed.json()["message"] == "Unauthorized to access cases of any owner"


@pytest.mark.parametrize(
    ("body", "sent", "content_type"),
    [
        ({"ok": False}, b'{"ok":false}', "application/json; charset=utf-8"),
        ([], b"[]", "application/json; charset=utf-8"),
        ("<h1>no</h1>", b"<h1>no</h1>", "text/plain; charset=utf-8"),
        ("", b"", "text/plain; charset=utf-8"),
    ],
)
def test_any_status_with_any_body(
    kibana: Mockbana, body: Any, sent: bytes, content_type: str
) -> None:
    kibana.faults.status(418, body=body)

    reply = get(kibana, "/api/cases/_find")

    assert (reply.status_code, reply.content) == (418, sent)
    assert reply.headers["content-type"] == content_type


def test_any_header_may_be_set_and_beats_kibanas_own(kibana: Mockbana) -> None:
    kibana.faults.status(302, headers={"Location": "/login", "Cache-Control": "no-store"})

    reply = get(kibana, "/api/cases/_find", allow_redirects=False)

    assert (reply.status_code, reply.headers["location"]) == (302, "/login")
    assert reply.headers["cache-control"] == "no-store"


def test_a_409_that_nobody_caused_names_the_cases_of_the_request(
    kibana: Mockbana, case: dict[str, Any]
) -> None:
    kibana.faults.version_conflict(mode="stale")

    reply = requests.patch(
        f"{kibana.url}/api/cases",
        json={"cases": [change(case, title="new")]},
        headers=XSRF,
        timeout=5,
    )

    hint = "Please refresh before saving additional updates."
    assert reply.status_code == 409
    assert reply.json()["message"] == f"These cases {case['id']} has been updated. {hint}"
    assert kibana.cases[case["id"]]["version"] == case["version"]
