"""Rules in Python: a method per kind, context managers, and what was never used."""

import inspect
from typing import Any

import pytest

from mockbana import Fault, Mockbana
from mockbana.harness.faults import FaultBook
from mockbana.harness.faults.fault import PARAMETERS
from mockbana.harness.faults.kinds import KINDS
from mockbana.harness.faults.options import Which
from tests.faults.clients import OF_REQUESTS, get


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_method_with_its_parameters(kind: str) -> None:
    method = getattr(FaultBook, kind)

    names = [name for name in inspect.signature(method).parameters if name not in ("self", "which")]

    assert names == list(KINDS[kind].parameters)
    assert method.__doc__


@pytest.mark.parametrize("kind", OF_REQUESTS)
def test_a_method_left_to_itself_makes_the_rule_of_that_kind(kibana: Mockbana, kind: str) -> None:
    needs: dict[str, Any] = {
        "delay": {"seconds": 1},
        "status": {"status": 500},
        "rate_limited": {"requests": 1, "window": 1},
    }
    needed = needs.get(kind, {})

    rule = getattr(kibana.faults, kind)(times=3, match={"path": "/x"}, **needed)

    assert rule.fault == Fault(kind, times=3, match={"path": "/x"}, **needed)


def test_methods_take_the_keys_that_all_rules_have() -> None:
    assert set(Which.__annotations__) == {"match", "phase", *PARAMETERS}


def test_a_rule_is_in_force_for_a_block(kibana: Mockbana) -> None:
    with kibana.faults.unauthorized() as rule:
        inside = get(kibana, "/api/cases/_find").status_code

    assert (inside, get(kibana, "/api/cases/_find").status_code) == (401, 200)
    assert (rule.id, rule.matched, rule.fired) == ("f1", 1, 1)
    assert list(kibana.faults) == []


def test_rules_are_found_by_id_and_removed(kibana: Mockbana) -> None:
    first, second = kibana.faults.hang(), kibana.faults.overloaded()

    assert kibana.faults["f2"] is second
    kibana.faults.remove(first)
    assert list(kibana.faults) == [second]
    kibana.faults.remove("f2")
    assert len(kibana.faults) == 0
    with pytest.raises(KeyError):
        kibana.faults.remove("f2")


def test_the_same_value_may_be_added_twice_and_counts_apart(kibana: Mockbana) -> None:
    fault = Fault("overloaded", times=1)
    rules = [kibana.faults.add(fault), kibana.faults.add(fault)]

    seen = [get(kibana, "/api/cases/_find").status_code for _ in range(3)]

    assert seen == [429, 429, 200]
    assert [rule.fired for rule in rules] == [1, 1]


def test_unused_are_the_rules_with_times_that_never_fired(kibana: Mockbana) -> None:
    kibana.faults.overloaded(match={"method": "GET"}, times=2)
    idle = kibana.faults.hang(match={"method": "PATCH"}, times=1)
    kibana.faults.hang(match={"method": "PATCH"})
    with kibana.faults.hang(match={"method": "POST"}, times=1) as ended:
        get(kibana, "/api/cases/_find")
    kibana.faults.remove(kibana.faults.hang(times=1))

    assert kibana.faults.unused() == [ended, idle]
    assert str(idle) == (
        "f2: Fault('hang', match={'method': 'PATCH'}, times=1), matched 0, fired 0"
    )
    kibana.faults.clear()
    assert kibana.faults.unused() == []


def test_a_reset_starts_from_f1_with_the_rules_of_the_start() -> None:
    with Mockbana({"faults": [{"kind": "overloaded", "times": 1}]}) as kibana:
        kibana.faults.hang(match={"method": "PATCH"})
        before = [get(kibana, "/api/cases/_find").status_code for _ in range(2)]

        kibana.reset()

        assert before == [429, 200]
        assert [rule.as_dict() for rule in kibana.faults] == [
            {"id": "f1", "kind": "overloaded", "times": 1, "matched": 0, "fired": 0}
        ]
        assert get(kibana, "/api/cases/_find").status_code == 429


def test_a_fixture_document_brings_rules() -> None:
    with Mockbana() as kibana:
        kibana.load({"faults": [{"kind": "unauthorized", "reason": "expired"}]})

        assert get(kibana, "/api/cases/_find").status_code == 401


def test_without_rules_nothing_of_them_is_run(
    kibana: Mockbana, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("look_ahead", "apply_plan"):
        monkeypatch.setattr(f"mockbana.app.{name}", never)

    assert get(kibana, "/api/cases/_find").status_code == 200


def test_a_bad_rule_in_a_fixture_document_is_refused_with_its_place_and_nothing_is_loaded(
    kibana: Mockbana,
) -> None:
    document = {
        "cases": [{"title": "x"}],
        "faults": [{"kind": "hang"}, {"kind": "hang", "times": 0}],
    }

    with pytest.raises(ValueError, match=r"faults\[1\]\.times: .* from 1 on"):
        kibana.load(document)

    assert len(kibana.cases) == len(kibana.faults) == 0
