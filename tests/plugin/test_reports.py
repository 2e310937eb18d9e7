"""What a failed test tells about its requests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]

FAILS = """
    import pytest, requests

    def test_it(mockbana):
        answer = requests.patch(
            f"{mockbana.url}/api/cases",
            json={"cases": [{"id": "c1", "version": "v", "title": "x" * 171}]},
            headers={"kbn-xsrf": "true"},
            auth=("elastic", "changeme"),
        )
        requests.get(f"{mockbana.url}/api/cases/c1")
        assert answer.status_code == 200
"""


def test_a_failed_test_shows_each_exchange_and_how_to_repeat_it(run: Run) -> None:
    result = run(FAILS)

    result.assert_outcomes(failed=1)
    long = "x" * 171
    result.stdout.fnmatch_lines(
        [
            "*- mockbana requests -*",
            "#1 PATCH /api/cases -> 400 because title is 171 long (* ms)",
            f'   sent {{"cases": ??"id": "c1", "version": "v", "title": "{long}"}}]}}',
            '   got  {"statusCode":400,"error":"Bad Request","message":"The length of the title *',
            "   curl -X PATCH http://127.0.0.1:*/api/cases * --data-raw '*'",
            "#2 GET /api/cases/c1 -> 404: *",
            '   got  {"statusCode":404,*',
            "   curl http://127.0.0.1:*/api/cases/c1",
        ]
    )
    result.stdout.fnmatch_lines(['*-H "Authorization: Basic $SECRET"*'])
    result.stdout.no_fnmatch_line("*ZWxhc3RpYzpjaGFuZ2VtZQ==*")


def test_an_assertion_points_at_the_line_of_the_test(run: Run) -> None:
    module = """
        def test_it(mockbana):
            mockbana.requests.assert_sent("PATCH", "/api/cases", json={"title": "new"})
    """

    result = run(module)

    result.stdout.fnmatch_lines(
        [
            '>       mockbana.requests.assert_sent("PATCH", "/api/cases", json={"title": "new"})',
            "E       AssertionError: expected at least 1 PATCH /api/cases with json *, got 0",
            "E       no request was recorded",
            "test_it.py:4: AssertionError",
        ],
        consecutive=False,
    )
    result.stdout.no_fnmatch_line("*rig/requests/*")


def test_of_very_many_exchanges_the_first_and_the_last_are_shown(run: Run) -> None:
    module = """
        import requests

        def test_it(mockbana):
            with requests.Session() as client:
                for number in range(60):
                    client.get(f"{mockbana.url}/api/cases/c{number}")
            assert 0
    """

    result = run(module)

    result.stdout.fnmatch_lines(["#10 GET *", "… 10 more …", "#21 GET *", "#60 GET *"])
    result.stdout.no_fnmatch_line("#11 GET *")


SEND = """
    import execnet

    def pytest_runtest_logreport(report):
        data = config.hook.pytest_report_to_serializable(config=config, report=report)
        execnet.loads(execnet.dumps(data))

    def pytest_configure(config):
        globals()["config"] = config
"""


def test_odd_bytes_do_not_break_the_report_also_on_its_way_from_a_worker(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeconftest(SEND)
    module = r"""
        import socket

        def test_it(mockbana):
            with socket.create_connection((mockbana.host, mockbana.port)) as client:
                client.sendall(
                    b"POST /api/cases HTTP/1.1\r\nHost: x\r\nX-Odd: caf\xe9\r\nkbn-xsrf: 1\r\n"
                    b"Content-Type: application/json\r\nContent-Length: 4\r\n\r\n\x1b\xff\0{"
                )
                client.recv(1000)
            assert 0
    """

    result = run(module)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "#1 POST /api/cases -> 400: *",
            "   sent ?u001b?*?u0000{",
            r"   printf '\033\377\000\173' | curl -X POST *-H $'X-Odd: caf?xe9' * --data-binary @-",
        ]
    )


def test_a_test_without_a_server_has_no_section(run: Run) -> None:
    module = """
        def test_one(mockbana): ...

        def test_two():
            assert 0
    """

    run(module).stdout.no_fnmatch_line("*mockbana requests*")


def test_a_har_of_each_failed_test_is_kept(run: Run, pytester: pytest.Pytester) -> None:
    more = """
    @pytest.mark.parametrize("odd", ["a/b", "a:b"])
    def test_odd(mockbana, odd):
        requests.get(f"{mockbana.url}/api/cases/c1")
        assert 0

    def test_passes(mockbana):
        requests.get(f"{mockbana.url}/api/cases/c1")

    def test_sends_nothing(mockbana):
        assert 0
    """

    result = run(more, "--mockbana-har=deep/hars", head=FAILS)

    files = sorted((pytester.path / "deep" / "hars").iterdir())
    assert [file.name.rpartition("-")[0] for file in files] == [
        "test_it.py-test_it",
        "test_it.py-test_odd-a-b",
        "test_it.py-test_odd-a-b",
    ]
    assert {file.suffix for file in files} == {".har"}
    result.stdout.fnmatch_lines(["*- mockbana HAR -*", f"*{files[0].name}"])
    entries = har_of(files[0])["log"]["entries"]
    assert [entry["response"]["status"] for entry in entries] == [400, 404]
    assert {"name": "Authorization", "value": "Basic ***"} in entries[0]["request"]["headers"]


def test_several_servers_have_a_har_each(run: Run, pytester: pytest.Pytester) -> None:
    module = """
        import requests

        def test_it(make_mockbana):
            for _ in range(2):
                requests.get(f"{make_mockbana().url}/api/cases/c1")
            assert 0
    """

    run(module, "--mockbana-har=.")

    names = [file.name for file in pytester.path.glob("*.har")]
    assert {name[-6:] for name in names} == {".1.har", ".2.har"}


def har_of(file: Path) -> Any:
    return json.loads(file.read_text())
