"""What a failed test tells about its requests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mockbana.pytest_plugin.notes  # noqa: F401 - pytester drops what the inner run imports

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


def test_a_har_that_can_not_be_written_is_said_and_named_nowhere(
    run: Run, pytester: pytest.Pytester
) -> None:
    (pytester.path / "taken").write_text("a file")

    result = run(FAILS, "--mockbana-har=taken")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*- mockbana HAR -*", "no HAR was written to *taken: *"])
    result.stdout.no_fnmatch_line("*.har")


NO_REQUEST = """
    def test_it(mockbana):
        mockbana.requests.assert_sent("GET")
"""


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_in_the_environment_is_named_when_nothing_arrived(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")

    result = run(NO_REQUEST)

    result.stdout.fnmatch_lines(
        ["*- mockbana hint -*", f"no request arrived, and *{name.lower()}=http://127.0.0.1:9*"]
    )


@pytest.mark.parametrize(
    ("variables", "module"),
    [
        ({"HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "localhost,127.0.0.1"}, NO_REQUEST),
        ({"HTTP_PROXY": "http://127.0.0.1:9", "no_proxy": "*"}, NO_REQUEST),
        ({"HTTPS_PROXY": "http://127.0.0.1:9"}, NO_REQUEST),
        ({"HTTP_PROXY": ""}, NO_REQUEST),
        ({}, NO_REQUEST),
        (
            {"HTTP_PROXY": "http://127.0.0.1:9"},
            """
                import requests

                def test_it(mockbana):
                    with requests.Session() as client:
                        client.trust_env = False
                        client.get(f"{mockbana.url}/api/status")
                    assert 0
            """,
        ),
    ],
)
def test_a_proxy_that_is_not_to_blame_is_not_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], module: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    result = run(module)

    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*mockbana hint*")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep those of the machine out."""
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)


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
