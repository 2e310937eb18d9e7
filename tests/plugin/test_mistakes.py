"""A mistake of a test shows the test's own lines, and none of ours."""

import re
from collections.abc import Callable

import pytest

from mockbana import Mockbana

Run = Callable[..., pytest.RunResult]
OURS = re.compile(r"(mockbana[\\/][\w\\/]+|threads|concurrent[\\/]\w+[\\/]\w+)\.py:\d+")
LINES = {
    'mockbana.cases["nope"]': 'there is no case "nope"',
    'mockbana.cases.edit("nope", title="x")': 'there is no case "nope"',
    'mockbana.cases.delete("nope")': 'there is no case "nope"',
    'mockbana.cases.add(titel="x")': "titel",
    'mockbana.cases.fake(1, locale="xx")': "locale",
    'mockbana.space("nope").cases.add(title="x")': "nope",
    'mockbana.faults.delay("slow")': "seconds",
    "mockbana.faults.unauthorised(times=1)": 'did you mean "unauthorized"',
    'mockbana.faults.add({"kind": "hangs"})': "hangs",
    'mockbana.faults.remove("f9")': 'there is no rule "f9"',
    'mockbana.requests.filter(status="200")': "status",
    'mockbana.requests.assert_sent("PATCH")': "no request was recorded",
    "mockbana.requests[4]": "there is no requests[4]",
    'mockbana.reset("no-such.yaml")': "no-such.yaml",
    'mockbana.load({"casez": []})': "casez",
    "mockbana.reset(fixture={})": 'did you mean "fixtures"',
    'mockbana.clock.freeze("noon")': "noon",
    "Fault('hang', secs=1)": "secs",
    "Mockbana(licence='basic')": 'did you mean "license"',
    "Mockbana({'casez': []})": "casez",
    "make_mockbana(licence='basic')": 'did you mean "license"',
    "make_mockbana(port=70000)": "port must be",
    "Mockbana(host='192.0.2.1').__enter__()": "192.0.2.1",
    "Mockbana.connect('localhost:1')": "no http://",
    "Mockbana.connect('http://127.0.0.1:1', timeout=0)": "no Mockbana answers",
}
MODULE = """
    import pytest
    from mockbana import Fault, Mockbana

    LINES = {lines!r}

    @pytest.mark.parametrize("number", range(len(LINES)))
    def test_it(mockbana, make_mockbana, number):
        eval(LINES[number])
"""


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "elsewhere"])
def test_a_mistake_shows_the_test_only(
    run: Run, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    with Mockbana() as server:
        if elsewhere:
            monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
            monkeypatch.setenv("MOCKBANA_URL", server.url)
        result = run(MODULE.format(lines=list(LINES)), "--tb=short", "-rN")

    result.assert_outcomes(failed=len(LINES))
    words = result.stdout.str()
    for number, (line, sentence) in enumerate(LINES.items()):
        part = words.partition(f"_ test_it[{number}] _")[2].partition("_ test_it[")[0]
        assert sentence in part, line
        assert OURS.findall(part) == [], line
        assert "During handling" not in part, line


def test_lines_of_a_matcher_that_fails_are_shown(run: Run) -> None:
    result = run(
        """
        import requests

        class Broken:
            def __eq__(self, other):
                raise ValueError("broken by itself")
            __hash__ = None

        def test_it(mockbana):
            requests.get(f"{mockbana.url}/api/cases/x", timeout=5)
            mockbana.requests.filter(user=Broken())
        """
    )

    result.assert_outcomes(failed=1)
    words = result.stdout.str()
    assert 'raise ValueError("broken by itself")' in words
    assert OURS.findall(words) == []


def test_a_bug_of_ours_keeps_its_frames(run: Run) -> None:
    result = run(
        """
        def test_it(mockbana, monkeypatch):
            monkeypatch.setattr(mockbana.rig, "load", lambda fixtures: {}["a bug"])
            mockbana.load({})
        """
    )

    result.assert_outcomes(failed=1)
    assert OURS.findall(result.stdout.str())


def test_a_server_that_can_not_start_breaks_no_report(run: Run) -> None:
    result = run("def test_it(make_mockbana):\n    make_mockbana(host='192.0.2.1')")

    result.assert_outcomes(failed=1)
    assert "INTERNALERROR" not in result.stdout.str()
