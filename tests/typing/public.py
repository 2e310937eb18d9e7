"""What type checkers know of the public names: checked by mypy, never run."""

from typing import Any, assert_type

from mockbana import (
    ControlError,
    Exchange,
    FakeKibana,
    Fault,
    FaultError,
    FixtureError,
    Mockbana,
    RemoteMockbana,
    Rule,
)
from mockbana.pytest_plugin.factory import MakeMockbana


def use_anywhere(kibana: FakeKibana) -> None:
    assert_type(kibana.url, str)
    assert_type(kibana.auth, tuple[str, str])
    assert_type(kibana.cases.add(title="x"), dict[str, Any])
    assert_type(kibana.space("soc").cases["id"], dict[str, Any])
    assert_type(kibana.requests[0], Exchange)
    assert_type(kibana.requests.one("PATCH", "/api/cases"), Exchange)
    assert_type(kibana.clock.now(), int)
    assert_type(kibana.faults["f1"], Rule)
    with kibana.savepoint(), kibana.faults.unauthorized(reason="expired", times=1) as rule:
        assert_type(rule, Rule)
        assert_type(rule.fired, int)
        assert_type(rule.fault, Fault)


def use_here_and_elsewhere(make: MakeMockbana) -> None:
    here = make({"cases": []}, license="basic", port=0)
    assert_type(here, Mockbana)
    use_anywhere(here)
    elsewhere = Mockbana.connect("http://localhost:5601", timeout=1)
    assert_type(elsewhere, RemoteMockbana)
    use_anywhere(elsewhere)
    rule = elsewhere.faults.add(Fault("delay", seconds=1, match={"method": "PATCH"}, times=2))
    assert_type(rule.matched, int)
    with Mockbana(require_auth=True, kibana_version="8.19.0", tls=True) as kibana:
        assert_type(kibana, Mockbana)


def read_errors(kibana: FakeKibana) -> tuple[str, ...]:
    try:
        kibana.load("seed.yaml")
    except FixtureError as error:
        return tuple(str(problem) for problem in error.problems)
    except FaultError as error:
        return error.path
    except ControlError as error:
        assert_type(error.status, int)
    return ()
