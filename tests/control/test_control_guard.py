"""Who gets into the control API, and what happens to everybody else."""

import json
import logging
import socket
from typing import Any

import pytest
import requests

from mockbana import Mockbana
from mockbana.harness.control.guard import Guard
from tests.control.api import control

TOKEN = "s3cret-token"
CALLS = [
    ("GET", "snapshot"),
    ("POST", "reset"),
    ("GET", "requests"),
    ("GET", "faults"),
    ("GET", "openapi.json"),
    ("GET", "cases"),
    ("GET", "requests/record"),
    ("GET", "nowhere"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": TOKEN},
        {"Authorization": f"ApiKey {TOKEN}"},
        {"mockbana-admin-token": f"{TOKEN}x"},
        {"Authorization": "Basic bWU6czNjcmV0LXRva2Vu"},
    ],
)
def test_with_a_token_nobody_else_gets_in(method: str, path: str, headers: dict[str, str]) -> None:
    with Mockbana(admin_token=TOKEN) as kibana:
        reply = control(kibana, method, path, headers=headers)

    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert list(reply.json()) == ["error", "path"]
    assert TOKEN not in reply.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {TOKEN}"},
        {"authorization": f"bearer   {TOKEN}"},
        {"mockbana-admin-token": TOKEN},
        {"mockbana-admin-token": TOKEN, "Authorization": "Basic ZWxhc3RpYzpjaGFuZ2VtZQ=="},
        {"Authorization": f"Bearer {TOKEN}", "Host": "kibana.acme.com"},
    ],
)
def test_with_the_token_everybody_gets_in_by_any_name(headers: dict[str, str]) -> None:
    with Mockbana(admin_token=TOKEN) as kibana:
        assert control(kibana, "GET", "snapshot", headers=headers).status_code == 200


def test_health_is_open_to_all_and_so_is_kibana() -> None:
    with Mockbana(admin_token=TOKEN) as kibana:
        assert control(kibana, "GET", "health", headers={"Host": "x.com"}).status_code == 200
        found = requests.get(f"{kibana.url}/api/cases/_find", headers={"Host": "x.com"}, timeout=5)
        assert found.status_code == 200


def test_the_token_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return False

    monkeypatch.setattr("hmac.compare_digest", compare)

    with Mockbana(admin_token=TOKEN) as kibana:
        control(kibana, "GET", "snapshot", headers={"Authorization": "Bearer x"})

    assert compared
    assert {one == other for one, other in compared} == {True}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "mockbana", "mockbana.ns.svc"])
def test_service_names_get_in(kibana: Mockbana, host: str) -> None:
    reply = control(kibana, "POST", "reset", headers={"Host": f"{host}:5601"})

    assert reply.status_code == 200


@pytest.mark.parametrize("host", ["evil.com", "127.0.0.1.nip.io:5601", "evil.com.", "["])
def test_a_name_that_dns_rebinding_could_use_is_refused(kibana: Mockbana, host: str) -> None:
    kibana.cases.add(title="Kept")

    read = control(kibana, "GET", "snapshot", headers={"Host": host})
    write = control(kibana, "POST", "reset", headers={"Host": host})

    assert (read.status_code, write.status_code) == (403, 403)
    assert len(kibana.cases) == 1


def test_the_refusal_of_a_name_says_how_to_allow_it() -> None:
    with Mockbana() as kibana:
        refused = control(kibana, "GET", "clock", headers={"Host": "kibana.acme.com:5601"})
    assert "--allowed-host kibana.acme.com" in refused.json()["error"]

    with Mockbana(allowed_hosts=["kibana.acme.com"]) as kibana:
        allowed = control(kibana, "GET", "clock", headers={"Host": "kibana.acme.com:5601"})
    assert allowed.status_code == 200


def test_two_host_headers_must_both_be_ours(kibana: Mockbana) -> None:
    request = b"GET /__mockbana__/snapshot HTTP/1.1\r\nHost: localhost\r\nHost: evil.com\r\n\r\n"
    with socket.create_connection((kibana.host, kibana.port)) as plain:
        plain.sendall(request)
        status = plain.recv(100).split()[1]

    assert status in (b"400", b"403")


def test_a_client_without_a_host_header_is_no_browser(kibana: Mockbana) -> None:
    with socket.create_connection((kibana.host, kibana.port)) as plain:
        plain.sendall(b"GET /__mockbana__/health HTTP/1.0\r\n\r\n")
        assert plain.recv(100).split()[1] == b"200"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.com"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "https://evil.com", "Content-Type": "text/plain"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
def test_what_another_page_sends_changes_nothing(kibana: Mockbana, headers: dict[str, str]) -> None:
    kibana.cases.add(title="Kept")

    reply = control(kibana, "POST", "reset", data="{}", headers=headers)

    assert reply.status_code == 403
    assert len(kibana.cases) == 1
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_a_preflight_is_not_granted(kibana: Mockbana) -> None:
    headers = {"Origin": "https://evil.com", "Access-Control-Request-Method": "DELETE"}

    reply = control(kibana, "OPTIONS", "faults", headers=headers)

    assert reply.status_code == 403
    assert not [name for name in reply.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)
def test_a_page_of_our_own_and_a_link_may_read(kibana: Mockbana, headers: dict[str, str]) -> None:
    own = {**headers, "Origin": kibana.url} if "origin" in headers["Sec-Fetch-Site"] else headers

    assert control(kibana, "GET", "requests", headers=own).status_code == 200


def test_a_page_of_our_own_may_write(kibana: Mockbana) -> None:
    headers = {"Origin": kibana.url}

    assert control(kibana, "POST", "reset", headers=headers).status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_long_is_refused_and_the_server_goes_on(
    kibana: Mockbana, monkeypatch: pytest.MonkeyPatch, chunked: bool
) -> None:
    body = b'{"cases": [' + b" " * 70_000_000
    data: Any = iter([body[:1_000_000]] * 70) if chunked else body

    try:
        status = control(kibana, "POST", "reset", data=data).status_code
    except requests.ConnectionError:  # it hung up while the rest was still being sent
        status = 413

    assert status == 413
    assert control(kibana, "GET", "health").status_code == 200


def test_a_long_body_that_is_not_too_long_is_read(kibana: Mockbana) -> None:
    case = {"title": "Long", "description": "x" * 30_000}

    reply = control(kibana, "POST", "reset", json={"cases": [case] * 100})

    assert reply.json() == {"cases": 100}


@pytest.mark.parametrize("path", ["reset", "load", "clock", "faults", "cases", "requests/verify"])
@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"\xff\xfe", b'{"a": NaN}', b"nonsense"])
def test_a_body_that_is_no_json_is_a_400_in_one_sentence(
    kibana: Mockbana, path: str, body: bytes
) -> None:
    reply = control(kibana, "POST", path, data=body)

    assert reply.status_code == 400
    assert isinstance(reply.json()["error"], str)


def test_answers_are_json_that_no_page_can_run_and_no_cache_keeps(kibana: Mockbana) -> None:
    attack = "<script>alert(1)</script>"
    requests.post(f"{kibana.url}/api/{attack}?{attack}", data=attack, timeout=5)

    for path in ("requests", "requests/1", "requests.har", f"{attack}", "requests/record"):
        reply = control(kibana, "GET", path)
        assert reply.headers["Content-Type"].startswith("application/json")
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cache-Control"] == "no-store"


def test_a_bug_of_ours_is_told_as_json_and_logged(
    kibana: Mockbana, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("mockbana.harness.control.app.state_chunks", fail)

    with caplog.at_level(logging.ERROR):
        reply = control(kibana, "GET", "snapshot")

    assert reply.status_code == 500
    assert "oops" in reply.json()["error"]
    assert "ZeroDivisionError" in caplog.text


def test_kibanas_own_answers_are_the_same_with_a_guard_and_without() -> None:
    with Mockbana(admin_token=TOKEN) as guarded, Mockbana() as plain:
        names = [
            sorted(requests.get(f"{kibana.url}/api/cases/_find", timeout=5).headers)
            for kibana in (guarded, plain)
        ]

    assert names[0] == names[1]


def test_a_guard_has_no_secret_in_its_repr() -> None:
    assert TOKEN not in repr(Guard(TOKEN))


def test_nothing_here_is_in_the_journal(kibana: Mockbana) -> None:
    for method, path in (*CALLS, ("PUT", ""), ("GET", "")):
        control(kibana, method, path)
    requests.get(f"{kibana.url}/__mockbana__", timeout=5)

    assert len(kibana.requests) == 0


def test_the_calls_are_listed_with_what_they_do(kibana: Mockbana) -> None:
    calls = control(kibana, "GET", "calls").json()["calls"]

    assert "POST /__mockbana__/reset" in [each["call"] for each in calls]
    assert all(each["does"] for each in calls)


def test_an_unknown_call_is_a_404_that_says_where_to_look(kibana: Mockbana) -> None:
    reply = control(kibana, "PUT", "reset")

    assert reply.status_code == 404
    assert "GET /__mockbana__/calls" in reply.json()["error"]
    assert json.loads(reply.text)["path"] is None
