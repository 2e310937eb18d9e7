"""``Mockbana.connect``: the same API, whether the server is in this process or elsewhere."""

import inspect
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import ANY

import pytest
import requests

from mockbana import Mockbana
from mockbana.harness.faults import FaultError
from mockbana.harness.fixtures import FixtureError
from mockbana.kibana.http.errors import KibanaError
from mockbana.remote import ControlError, RemoteMockbana
from mockbana.remote.cases import RemoteCases, RemoteSpace
from mockbana.remote.connection import Connection
from mockbana.remote.faults import RemoteFaults
from mockbana.remote.mockbana import RemoteClock
from tests.control.api import control

Kibana: TypeAlias = Mockbana | RemoteMockbana
SEED = {
    "users": [{"username": "elastic", "api_keys": [{"id": "k", "key": "s"}]}],
    "spaces": [{"id": "soc", "name": "SOC"}],
    "cases": [{"id": "seed", "title": "Seed"}],
}


@pytest.fixture(params=["here", "elsewhere"])
def any_kibana(request: pytest.FixtureRequest) -> Iterator[Kibana]:
    with Mockbana(SEED) as server:
        if request.param == "here":
            yield server
        else:
            with Mockbana.connect(server.url) as remote:
                yield remote
        assert server.bugs == []


def patch(kibana: Kibana, case: dict[str, Any], **changes: Any) -> requests.Response:
    stamp = {"id": case["id"], "version": case["version"]}
    return requests.patch(
        f"{kibana.url}/api/cases",
        json={"cases": [{**stamp, **changes}]},
        headers={"kbn-xsrf": "1"},
        auth=kibana.auth,
        timeout=5,
    )


BOOK_ONLY = {"deployment", "expects", "hold", "let_go", "need_body", "pick"}
HERE_ONLY = {"app", "call", "connect", "deployment", "rig", "start", "stop"}
PAIRS = [
    (Mockbana, lambda _: RemoteMockbana("http://localhost:1"), HERE_ONLY),
    (lambda: Mockbana().cases, lambda way: RemoteCases(way, "default"), set()),
    (lambda: Mockbana().space("default"), lambda way: RemoteSpace(way, "default"), set()),
    (lambda: Mockbana().clock, RemoteClock, set()),
    (lambda: Mockbana().faults, RemoteFaults, BOOK_ONLY),
]


@pytest.mark.parametrize(("here", "elsewhere", "left_out"), PAIRS)
def test_what_is_there_here_is_there_elsewhere_with_the_same_arguments(
    here: Callable[[], Any], elsewhere: Callable[[Connection], Any], left_out: set[str]
) -> None:
    ours, theirs = here(), elsewhere(Connection("http://localhost:1"))
    names = {name for name in dir(ours) if not name.startswith("_")} - left_out

    assert names <= set(dir(theirs))
    for name in names:
        method = getattr(type(ours), name, None)
        if inspect.isfunction(method):
            parameters = inspect.signature(getattr(type(theirs), name)).parameters
            assert list(parameters.values()) == list(inspect.signature(method).parameters.values())


def test_a_test_reads_the_same_here_and_elsewhere(any_kibana: Kibana) -> None:
    kibana = any_kibana
    case = kibana.cases.add(title="Phishing wave")

    with kibana.faults.version_conflict(times=1) as conflict:
        refused = patch(kibana, case, status="closed")
        assert (refused.status_code, conflict.fired) == (409, 1)
    again = patch(kibana, kibana.cases[case["id"]], status="closed")

    assert again.status_code == 200
    assert kibana.cases[case["id"]]["status"] == "closed"
    assert kibana.faults.unused() == []
    sent = kibana.requests.assert_sent("PATCH", "/api/cases", times=2, case_id=case["id"])
    assert [exchange.status for exchange in sent] == [409, 200]
    assert kibana.requests.one(status=409).fault == conflict.id
    kibana.requests.assert_sent(json={"cases": [{"version": ANY, "status": "closed"}]}, times=2)
    kibana.requests.assert_order(("PATCH", "/api/cases"), {"status": 200})
    kibana.requests.assert_not_sent("DELETE")
    with pytest.raises(AssertionError, match="closest of 2"):
        kibana.requests.assert_sent("DELETE", "/api/cases")


def test_credentials_can_be_asked_for(any_kibana: Kibana) -> None:
    authorization = f"ApiKey {any_kibana.api_key}"
    requests.get(
        f"{any_kibana.url}/api/cases/tags", headers={"Authorization": authorization}, timeout=5
    )

    any_kibana.requests.assert_sent(headers={"authorization": authorization})
    any_kibana.requests.assert_not_sent(headers={"authorization": "ApiKey other"})


def test_cases_are_a_collection(any_kibana: Kibana) -> None:
    cases = any_kibana.cases

    faked = cases.fake(3, tags=["x"])
    edited = cases.edit("seed", severity="high")

    assert len(cases) == 4
    assert [case["id"] for case in cases] == ["seed", *(case["id"] for case in faked)]
    assert ("seed" in cases, "other" in cases, 1 in cases) == (True, False, False)
    assert cases["seed"] == edited
    with pytest.raises(KeyError):
        cases["other"]
    with pytest.raises(KeyError):
        cases.edit("other", title="x")
    with pytest.raises(KibanaError, match="cannot be an empty string"):
        cases.edit("seed", title="")
    with pytest.raises(FixtureError, match="did you mean"):
        cases.add(titel="x")


def test_spaces_are_apart(any_kibana: Kibana) -> None:
    any_kibana.space("soc").cases.add(title="There")

    assert (len(any_kibana.cases), len(any_kibana.space("soc").cases)) == (1, 1)
    assert any_kibana.space("soc").name == "soc"


def test_state_is_loaded_reset_and_kept(any_kibana: Kibana, tmp_path: Path) -> None:
    file = tmp_path / "more.yaml"
    file.write_text("cases: [{title: From a file}]")

    any_kibana.load(file)
    any_kibana.load([{"cases": [{"title": "A"}]}, {"cases": [{"title": "B"}]}])
    assert len(any_kibana.cases) == 4
    snapshot = any_kibana.snapshot()
    any_kibana.reset({})
    assert len(any_kibana.cases) == 0
    any_kibana.reset(snapshot)
    assert any_kibana.snapshot() == snapshot
    any_kibana.reset()
    assert [case["id"] for case in any_kibana.cases] == ["seed"]


def test_a_mistake_in_a_file_is_named_with_its_line(any_kibana: Kibana, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("cases:\n  - {id: seed, title: Again}\n")

    with pytest.raises(FixtureError, match=r"bad\.yaml:2: cases\[0\]\.id"):
        any_kibana.load(file)
    file.write_text("cases:\n\n  - {titel: x}\n")
    with pytest.raises(FixtureError, match=r"bad\.yaml:3: cases\[0\]\.titel"):
        any_kibana.load(file)


def test_a_savepoint_undoes_the_block(any_kibana: Kibana) -> None:
    with any_kibana.savepoint():
        any_kibana.cases.edit("seed", title="Changed")
        any_kibana.cases.add(title="Added")

    assert [case["title"] for case in any_kibana.cases] == ["Seed"]


def test_the_clock_is_the_servers(any_kibana: Kibana) -> None:
    clock = any_kibana.clock

    clock.freeze("2024-01-01T00:00:00Z")
    clock.advance(60)
    assert (clock.now(), clock.frozen) == (1_704_067_260_000, True)
    assert any_kibana.cases.add(title="x")["created_at"] == "2024-01-01T00:01:00.000Z"
    with pytest.raises(ValueError, match="nonsense"):
        clock.freeze("nonsense")


def test_the_clock_stops_where_it_stands_and_goes_on(any_kibana: Kibana) -> None:
    any_kibana.clock.freeze()
    stopped = any_kibana.clock.frozen
    any_kibana.clock.unfreeze()

    assert (stopped, any_kibana.clock.frozen) == (True, False)


def test_faults_are_a_book(any_kibana: Kibana) -> None:
    faults = any_kibana.faults
    one = faults.add({"kind": "overloaded", "retry_after": 3})
    two = faults.delay(0.01, match={"method": "GET"}, times=2)

    assert ([rule.id for rule in faults], len(faults)) == (["f1", "f2"], 2)
    assert faults["f2"].fault == two.fault
    assert faults.unused()[0].id == "f2"
    requests.get(f"{any_kibana.url}/api/cases/tags", timeout=5)
    assert (one.matched, one.fired, two.fired) == (1, 1, 1)
    faults.remove("f1")
    faults.remove(two)
    with pytest.raises(KeyError):
        faults.remove("f1")
    with pytest.raises(KeyError):
        faults["a/b"]
    with pytest.raises(FaultError) as refusal:
        faults.add({"kind": "hang", "seconds": "long"})
    assert refusal.value.place == "seconds"
    faults.hang()
    faults.clear()
    assert list(faults) == []
    faults.reset([{"kind": "hang"}])
    assert len(faults) == 1


def test_a_rule_that_left_with_its_block_is_still_missed(any_kibana: Kibana) -> None:
    with any_kibana.faults.unauthorized(times=1) as rule:
        pass

    assert [left.id for left in any_kibana.faults.unused()] == [rule.id]
    assert rule.fired == 0
    any_kibana.reset()
    assert any_kibana.faults.unused() == []


def test_a_rule_for_a_server_elsewhere_must_be_json(kibana: Mockbana) -> None:
    remote = Mockbana.connect(kibana.url)

    with pytest.raises(FaultError, match="must be JSON"):
        remote.faults.hang(match={"user": ANY})


def test_har_is_the_same(any_kibana: Kibana) -> None:
    requests.get(f"{any_kibana.url}/api/cases/tags", timeout=5)

    (entry,) = any_kibana.requests.to_har()["log"]["entries"]
    assert entry["request"]["url"] == f"{any_kibana.url}/api/cases/tags"


def test_below_a_base_path_the_control_api_is_still_at_the_root() -> None:
    with Mockbana(base_path="/kb") as kibana:
        remote = Mockbana.connect(f"{kibana.url}/")
        requests.get(f"{remote.url}/api/cases/tags", timeout=5)

        assert (remote.url, remote.base_path, remote.port) == (kibana.url, "/kb", kibana.port)
        assert remote.requests.one().route == "/api/cases/tags"
        assert control(kibana, "GET", "health").status_code == 200


def test_the_admin_token_is_shown() -> None:
    with Mockbana(admin_token="hush") as kibana:
        assert len(Mockbana.connect(kibana.url, "hush").cases) == 0
        with pytest.raises(ControlError, match="wants the admin token"):
            Mockbana.connect(kibana.url, "wrong")


def test_https_is_trusted_by_its_ca() -> None:
    with Mockbana(tls=True) as kibana:
        remote = Mockbana.connect(kibana.url, ca_pem=kibana.ca_pem)
        assert (len(remote.cases), remote.ca_pem) == (0, kibana.ca_pem)
        assert remote.ssl is not None
        with pytest.raises(ConnectionError, match=r"isn't trusted .*; ca_pem= or SSL_CERT_FILE"):
            Mockbana.connect(kibana.url, timeout=40)


def test_who_is_not_there_yet_is_waited_for(unused_tcp_port: int) -> None:
    began = time.monotonic()
    with pytest.raises(ConnectionError, match=f"no Mockbana answers at .*:{unused_tcp_port}"):
        Mockbana.connect(f"http://127.0.0.1:{unused_tcp_port}", timeout=0.2)
    assert 0.2 <= time.monotonic() - began < 20


def test_something_else_at_the_address_is_no_mockbana() -> None:
    with Mockbana() as kibana, pytest.raises(ValueError, match="no http://"):
        Mockbana.connect(kibana.url.removeprefix("http://"))


def test_a_connection_that_the_server_closed_is_opened_again(
    kibana: Mockbana, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = Mockbana.connect(kibana.url)
    monkeypatch.setattr("mockbana.remote.connection._IDLE", 0.0)

    assert (len(remote.cases), len(remote.cases)) == (0, 0)


PROGRAM = """
import sys
from unittest.mock import patch
{imports}

refuse = patch("http.client.HTTPConnection", side_effect=OSError("no network in unit tests"))
with {guard}:
    from mockbana import Mockbana
    with Mockbana.connect(sys.argv[1], timeout=2) as kibana:
        kibana.cases.add(title="x")
        assert len(kibana.cases) == 1
with Mockbana.connect(sys.argv[1], timeout=2) as kibana:
    assert len(kibana.cases) == 1
"""


@pytest.mark.parametrize(
    ("imports", "guard"),
    [
        ("", "refuse"),
        ("import mockbana.remote", "refuse"),
        ("import vcr", "vcr.use_cassette('none.yaml', record_mode='none')"),
        ("import vcr; import mockbana.remote", "vcr.use_cassette('none.yaml', record_mode='none')"),
    ],
)
def test_patches_of_a_test_neither_reach_control_calls_nor_stay_in_them(
    tmp_path: Path, imports: str, guard: str
) -> None:
    program = PROGRAM.format(imports=imports, guard=guard)
    with Mockbana() as kibana:
        done = subprocess.run(
            [sys.executable, "-c", program, kibana.url],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stderr


def test_a_connection_that_a_restarted_server_left_is_opened_again() -> None:
    with Mockbana() as first:
        remote = Mockbana.connect(first.url)
        assert len(remote.cases) == 0
    with remote, Mockbana({"cases": [{}]}, port=first.port):
        assert len(remote.cases) == 1
