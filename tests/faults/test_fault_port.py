"""Faults that strike connections: the port refuses them, or the certificate is a bad one."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from mockbana import Fault, Mockbana
from mockbana.harness.faults import FaultError
from mockbana.harness.fixtures import FixtureError
from tests.faults.clients import get

STATUS = "/api/status"
FAULTS = "/__mockbana__/faults"


def is_refused(kibana: Any) -> bool:
    try:
        socket.create_connection((kibana.host, kibana.port), timeout=2).close()
    except ConnectionRefusedError:
        return True
    return False


def test_the_port_refuses_as_long_as_the_block_lasts(kibana: Mockbana) -> None:
    with kibana.faults.refused() as rule:
        assert is_refused(kibana)
        assert (rule.matched, rule.fired) == (1, 1)
    assert get(kibana, STATUS).status_code == 200


def test_the_port_refuses_for_some_seconds(kibana: Mockbana) -> None:
    kibana.faults.refused(0.3)

    assert is_refused(kibana)
    time.sleep(0.5)
    assert get(kibana, STATUS).status_code == 200


def test_moving_the_clock_on_opens_the_port(kibana: Mockbana) -> None:
    kibana.faults.refused(seconds=600)
    assert is_refused(kibana)

    kibana.clock.advance(600)

    patience = time.monotonic() + 2
    while is_refused(kibana) and time.monotonic() < patience:
        time.sleep(0.01)
    assert get(kibana, STATUS).status_code == 200


def test_the_port_opens_when_the_last_rule_has_gone(kibana: Mockbana) -> None:
    first, second = kibana.faults.refused(), kibana.faults.refused(seconds=60)

    kibana.faults.remove(first)
    assert is_refused(kibana)
    kibana.faults.remove(second)
    assert not is_refused(kibana)
    kibana.faults.refused()
    kibana.faults.clear()
    assert not is_refused(kibana)
    kibana.faults.refused()
    kibana.reset()
    assert not is_refused(kibana)


def test_a_server_that_is_started_with_a_rule_refuses_from_the_first_moment() -> None:
    with Mockbana({"faults": [{"kind": "refused", "seconds": 60}]}) as kibana:
        assert is_refused(kibana)
        kibana.faults.clear()
        assert not is_refused(kibana)


def test_idle_connections_end_and_requests_under_way_get_their_answer(kibana: Mockbana) -> None:
    kibana.faults.delay(0.3, match={"path": STATUS})
    with requests.Session() as session:
        answers: list[int] = []
        client = threading.Thread(
            target=lambda: answers.append(session.get(kibana.url + STATUS, timeout=5).status_code)
        )
        with socket.create_connection((kibana.host, kibana.port), 3) as idle:
            client.start()
            while not len(kibana.requests):
                time.sleep(0.01)
            with kibana.faults.refused():
                assert idle.recv(1) == b""
                client.join()
                with pytest.raises(requests.ConnectionError):
                    session.get(kibana.url + STATUS, timeout=2)
    assert answers == [200]


def test_over_http_the_port_closes_behind_the_answer_and_opens_by_itself(kibana: Mockbana) -> None:
    rule: dict[str, Any] = {"kind": "refused", "seconds": 0.3}
    with requests.Session() as session:
        added = session.post(kibana.url + FAULTS, json=rule, timeout=3)
        assert (added.status_code, added.json()["kind"]) == (201, "refused")
        with pytest.raises(requests.ConnectionError):
            session.get(kibana.url + FAULTS, timeout=3)
        time.sleep(0.5)
        assert session.get(kibana.url + FAULTS, timeout=3).json()[0]["fired"] == 1


def test_a_rule_that_nothing_could_end_is_refused_over_http_and_in_a_document(
    kibana: Mockbana,
) -> None:
    needed = '"refused" needs "seconds" in a document and over HTTP'
    answer = requests.post(kibana.url + FAULTS, json={"kind": "refused"}, timeout=3)
    assert (answer.status_code, answer.json()["path"]) == (400, "seconds")
    assert answer.json()["error"].startswith(needed)

    document = {"cases": [{"title": "x"}], "faults": [{"kind": "refused"}]}
    answer = requests.post(f"{kibana.url}/__mockbana__/load", json=document, timeout=3)
    assert answer.status_code == 400
    with pytest.raises(FixtureError, match=needed):
        kibana.load(document)
    assert (len(kibana.cases), len(kibana.faults)) == (0, 0)
    with Mockbana.connect(kibana.url) as remote, pytest.raises(FaultError, match=needed):
        remote.faults.refused()


def test_a_server_elsewhere_is_waited_for_until_its_port_is_open_again(kibana: Mockbana) -> None:
    with Mockbana.connect(kibana.url) as remote:
        with remote.faults.refused(seconds=0.3) as rule:
            assert is_refused(kibana)
        assert (rule.fired, len(remote.faults)) == (1, 0)
        assert get(kibana, STATUS).status_code == 200


@pytest.mark.parametrize(
    ("given", "place", "sentence"),
    [
        (
            {"match": {"path": "/x"}},
            "match",
            'strikes connections, not requests; leave out "match"',
        ),
        ({"phase": "after"}, "phase", 'strikes connections, not requests; leave out "phase"'),
        ({"times": 2}, "times", 'a closed port has no turns: leave out "times"'),
        ({"ttl": 2}, "ttl", 'leave out "ttl"; it is closed at once, for "seconds"'),
        ({"seconds": 0}, "seconds", "a number of seconds above 0"),
    ],
)
def test_a_closed_port_cannot_pick(given: dict[str, Any], place: str, sentence: str) -> None:
    with pytest.raises(FaultError) as refusal:
        Fault("refused", **given)

    assert (refusal.value.place, sentence in str(refusal.value)) == (place, True)


@pytest.fixture
def secure() -> Iterator[Mockbana]:
    pytest.importorskip("trustme")
    with Mockbana(tls=True) as kibana:
        yield kibana


@pytest.fixture
def authority(secure: Mockbana, tmp_path: Path) -> str:
    assert secure.ca_pem is not None
    (file := tmp_path / "ca.pem").write_text(secure.ca_pem)
    return str(file)


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        ("expired", "certificate has expired"),
        ("self_signed", "self-signed certificate|self signed certificate"),
        ("wrong_host", "not valid for|doesn't match"),
    ],
)
def test_a_client_does_not_trust_a_bad_certificate(
    secure: Mockbana, authority: str, problem: Any, why: str
) -> None:
    for host in ("127.0.0.1", "localhost"):
        url = f"https://{host}:{secure.port}{STATUS}"
        with (
            secure.faults.bad_certificate(problem=problem) as rule,
            pytest.raises(requests.exceptions.SSLError, match=why),
        ):
            requests.get(url, verify=authority, timeout=3)
        assert (rule.matched, rule.fired) == (1, 1)
        assert requests.get(url, verify=authority, timeout=3).status_code == 200


def test_a_schedule_counts_handshakes(secure: Mockbana, authority: str) -> None:
    secure.faults.bad_certificate(after=1, times=1)

    def is_trusted() -> bool:
        try:
            requests.get(secure.url + STATUS, verify=authority, timeout=3)
        except requests.exceptions.SSLError:
            return False
        return True

    assert [is_trusted() for _ in range(4)] == [True, False, True, True]
    assert secure.faults.unused() == []


def test_a_connection_kept_alive_ends_so_that_the_next_request_shakes_hands(
    secure: Mockbana, authority: str
) -> None:
    with requests.Session() as session:
        assert session.get(secure.url + STATUS, verify=authority, timeout=3).status_code == 200
        with secure.faults.bad_certificate(), pytest.raises(requests.exceptions.SSLError):
            session.get(secure.url + STATUS, verify=authority, timeout=3)


def test_a_client_that_checks_nothing_gets_through(secure: Mockbana) -> None:
    with secure.faults.bad_certificate(), pytest.warns(match="Unverified HTTPS request"):
        answer = requests.get(secure.url + STATUS, verify=False, timeout=3)  # noqa: S501
    assert answer.status_code == 200


def test_a_server_elsewhere_can_be_asked_to_show_a_good_certificate_again(
    secure: Mockbana, authority: str
) -> None:
    with Mockbana.connect(secure.url, ca_pem=secure.ca_pem) as remote:
        with remote.faults.bad_certificate(problem="self_signed") as rule:
            remote.close()  # the next request to the control API shakes hands, too
            with pytest.raises(requests.exceptions.SSLError):
                requests.get(secure.url + STATUS, verify=authority, timeout=3)
            assert rule.fired >= 1
        assert requests.get(secure.url + STATUS, verify=authority, timeout=3).status_code == 200
        assert remote.faults.rules == ()


def test_without_tls_there_is_no_certificate(kibana: Mockbana) -> None:
    needed = "needs a server with TLS"
    with pytest.raises(FaultError, match=needed):
        kibana.faults.bad_certificate()
    document = {"cases": [{"title": "x"}], "faults": [{"kind": "bad_certificate"}]}
    with pytest.raises(FixtureError, match=needed):
        kibana.load(document)
    with pytest.raises(FixtureError, match=needed):
        Mockbana(document)
    with pytest.raises(FixtureError, match=needed):
        kibana.reset(document)
    answer = requests.post(kibana.url + FAULTS, json={"kind": "bad_certificate"}, timeout=3)
    assert (answer.status_code, answer.json()["path"]) == (400, "kind")
    assert (len(kibana.cases), len(kibana.faults)) == (0, 0)


def test_a_certificate_that_was_brought_along_can_only_be_self_signed(tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    from mockbana.server.tls import load_certificate as brought

    issued = trustme.CA().issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    with Mockbana(tls=brought(tmp_path / "cert.pem", tmp_path / "key.pem")) as kibana:
        with pytest.raises(FaultError, match='can only be "self_signed"'):
            kibana.faults.bad_certificate(problem="expired")
        with (
            kibana.faults.bad_certificate(problem="self_signed"),
            pytest.raises(requests.exceptions.SSLError, match=r"self.signed certificate"),
        ):
            requests.get(kibana.url + STATUS, timeout=3)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"problem": "late"}, '"expired" or "self_signed" or "wrong_host", not "late"'),
        ({"match": {"path": "/x"}}, 'leave out "match"'),
        ({"phase": "after"}, 'leave out "phase"'),
    ],
)
def test_a_bad_certificate_that_cannot_be(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FaultError, match=sentence):
        Fault("bad_certificate", **given)
