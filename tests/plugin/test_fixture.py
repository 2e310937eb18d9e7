"""The mockbana fixture in the ways in which people write tests."""

import textwrap
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]

ASYNC = """
    import aiohttp, pytest

    {mark}
    async def test_async(mockbana):
        async with aiohttp.ClientSession() as client:
            async with client.get(f"{{mockbana.url}}/api/cases/_find") as answer:
                assert answer.status == 200
        await mockbana.requests.wait_for("GET", "/api/cases/_find")
        mockbana.requests.one("GET")
"""


def test_blocking_clients_and_subprocesses_reach_it(run: Run) -> None:
    module = """
        import subprocess, sys
        import httpx, requests

        def test_requests(mockbana):
            assert requests.get(f"{mockbana.url}/api/cases/_find").json()["total"] == 0

        def test_httpx(mockbana):
            assert httpx.get(f"{mockbana.url}/api/cases/_find").status_code == 200

        def test_subprocess(mockbana):
            code = "import sys, urllib.request as u; u.urlopen(sys.argv[1]).read()"
            url = f"{mockbana.url}/api/cases/_find"
            subprocess.run([sys.executable, "-c", code, url], check=True)
            assert mockbana.requests.one("GET").status == 200
    """

    run(module).assert_outcomes(passed=3)


@pytest.mark.parametrize(("mode", "mark"), [("strict", "@pytest.mark.asyncio"), ("auto", "")])
def test_async_tests_use_it(run: Run, mode: str, mark: str) -> None:
    run(ASYNC.format(mark=mark), mode=mode).assert_outcomes(passed=1)


@pytest.mark.parametrize("scope", ["class", "module", "session"])
def test_async_tests_in_a_wider_loop_use_it(run: Run, scope: str) -> None:
    mark = f'@pytest.mark.asyncio(loop_scope="{scope}")'
    module = textwrap.dedent(ASYNC.format(mark=mark))
    in_class = module.replace("async def test_async(mockbana)", "async def test_async(s, mockbana)")
    head, body = in_class.split("\n\n", 1)
    module = f"{head}\n\nclass TestIt:\n{textwrap.indent(body, '    ')}"

    run(module).assert_outcomes(passed=1)


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_fixtures_of_pytest_aiohttp_go_with_it(run: Run, mode: str) -> None:
    module = """
        import pytest
        from aiohttp import ClientSession, web

        @pytest.mark.asyncio
        async def test_app(mockbana, aiohttp_client):
            async def count(request):
                async with ClientSession() as kibana:
                    async with kibana.get(f"{mockbana.url}/api/cases/_find") as found:
                        return web.json_response({"count": (await found.json())["total"]})

            for title in "abc": mockbana.cases.add(title=title)
            app = web.Application()
            app.router.add_get("/count", count)
            client = await aiohttp_client(app)
            answer = await client.get("/count")
            assert await answer.json() == {"count": 3}
    """

    run(module, mode=mode).assert_outcomes(passed=1)


def test_each_test_starts_where_the_seed_is(run: Run) -> None:
    module = """
        import requests

        def change(mockbana):
            assert len(mockbana.cases) == len(mockbana.requests) == len(mockbana.faults) == 0
            assert not mockbana.clock.frozen
            assert mockbana.deployment.settings.license == "trial"
            mockbana.cases.add(title="left behind")
            mockbana.clock.freeze("2020-01-01T00:00:00Z")
            mockbana.load({"settings": {"license": "basic"}})
            mockbana.faults.unauthorized()
            requests.get(f"{mockbana.url}/api/cases/_find")
            return mockbana.url

        urls = set()

        def test_one(mockbana):
            urls.add(change(mockbana))

        def test_two(request):
            urls.add(change(request.getfixturevalue("mockbana")))

        def test_three(request):
            urls.add(change(request.getfixturevalue("mockbana")))
            assert len(urls) == 1
    """

    run(module).assert_outcomes(passed=3)


def test_classes_use_it(run: Run) -> None:
    module = """
        import unittest
        import pytest, requests

        class TestPlain:
            @pytest.fixture(autouse=True)
            def kibana(self, mockbana):
                self.kibana = mockbana

            def test_one(self):
                self.kibana.cases.add(title="one")
                assert len(self.kibana.cases) == 1

            def test_two(self, mockbana):
                assert self.kibana is mockbana
                assert len(mockbana.cases) == 0

        class TestUnittest(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def kibana(self, mockbana):
                self.kibana = mockbana

            def test_it(self):
                self.assertEqual(requests.get(f"{self.kibana.url}/api/status").status_code, 200)
    """

    run(module).assert_outcomes(passed=3)


@pytest.mark.parametrize("scope", ["class", "module", "package", "session"])
def test_what_a_fixture_of_a_wider_scope_adds_stays_as_long_as_it(run: Run, scope: str) -> None:
    module = f"""
        import pytest

        @pytest.fixture(scope="{scope}")
        def case(mockbana):
            case = mockbana.cases.add(title="kept")
            yield case
            assert mockbana.cases[case["id"]]["title"] == "changed"

        class TestIt:
            def test_one(self, case, mockbana):
                assert mockbana.cases[case["id"]]["title"] == "kept"
                mockbana.cases.edit(case["id"], title="changed by one")
                mockbana.cases.add(title="gone with the test")

            def test_two(self, case, mockbana):
                assert [case["title"] for case in mockbana.cases] == ["kept"]
                mockbana.cases.edit(case["id"], title="changed")
    """

    run(module).assert_outcomes(passed=2)


def test_layers_of_wider_fixtures_come_and_go(run: Run) -> None:
    module = """
        import pytest

        def titles(mockbana):
            return [case["title"] for case in mockbana.cases]

        @pytest.fixture(scope="session")
        def outer(mockbana):
            mockbana.cases.add(title="outer")

        @pytest.fixture(scope="class", params=["a", "b"])
        def inner(request, mockbana):
            mockbana.cases.add(title=request.param)
            mockbana.faults.unauthorized(times=1)
            return request.param

        def test_before(mockbana):
            assert titles(mockbana) == []

        class TestInner:
            @pytest.mark.mockbana(allow_unused_faults=True)
            def test_both(self, outer, inner, mockbana):
                assert titles(mockbana) == ["outer", inner]
                assert len(mockbana.faults) == 1

            @pytest.mark.mockbana(allow_unused_faults=True)
            def test_again(self, inner, mockbana):
                assert titles(mockbana) == ["outer", inner]

        def test_after(mockbana):
            assert titles(mockbana) == ["outer"]
            assert len(mockbana.faults) == 0
    """

    run(module).assert_outcomes(passed=6)


def test_what_a_test_did_before_does_not_become_part_of_a_wider_fixture(run: Run) -> None:
    module = """
        import pytest

        @pytest.fixture(scope="module")
        def late(mockbana):
            return mockbana.cases.add(title="late")

        def test_one(mockbana, request):
            mockbana.cases.add(title="mine")
            request.getfixturevalue("late")
            mockbana.cases.add(title="mine, too")
            mockbana.reset()
            assert [case["title"] for case in mockbana.cases] == ["late"]

        def test_two(mockbana):
            assert [case["title"] for case in mockbana.cases] == ["late"]
    """

    run(module).assert_outcomes(passed=2)


def test_a_wider_async_fixture_keeps_what_it_adds(run: Run) -> None:
    module = """
        import aiohttp, pytest, pytest_asyncio

        @pytest_asyncio.fixture(scope="module", loop_scope="module")
        async def client(mockbana):
            mockbana.cases.add(title="kept")
            async with aiohttp.ClientSession(mockbana.url) as client:
                yield client

        @pytest.mark.asyncio(loop_scope="module")
        @pytest.mark.parametrize("number", [1, 2])
        async def test_it(client, number):
            async with client.get("/api/cases/_find") as answer:
                assert (await answer.json())["total"] == 1
    """

    run(module).assert_outcomes(passed=2)


def test_workers_of_xdist_have_a_server_each(run: Run) -> None:
    module = """
        import json, pytest
        from urllib.request import urlopen

        @pytest.mark.parametrize("number", range(20))
        def test_it(mockbana, number):
            mockbana.cases.add(title=f"case {number}")
            found = json.load(urlopen(f"{mockbana.url}/api/cases/_find"))
            assert [case["title"] for case in found["cases"]] == [f"case {number}"]
            mockbana.requests.assert_sent(times=1)
            assert number != 7
    """

    result = run(module, "-n", "2", alone=True)

    result.assert_outcomes(passed=19, failed=1)
    result.stdout.fnmatch_lines(["*mockbana requests*", "#1 GET /api/cases/_find -> 200 (*"])


def test_further_servers_end_with_the_test(run: Run) -> None:
    module = """
        import pytest, requests

        servers = []

        def test_two(make_mockbana, mockbana):
            servers.extend([make_mockbana(), make_mockbana({"cases": [{"title": "x"}] * 3})])
            assert [len(server.cases) for server in servers] == [0, 3]
            assert len({mockbana.url, *(server.url for server in servers)}) == 3
            assert requests.get(f"{servers[1].url}/api/cases/_find").json()["total"] == 3

        def test_they_are_gone():
            for server in servers:
                with pytest.raises(requests.ConnectionError):
                    requests.get(server.url)
    """

    run(module).assert_outcomes(passed=2)


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_the_client_of_aiohttp_brings_its_kibana_along(run: Run, mode: str) -> None:
    module = """
        import pytest

        @pytest.mark.asyncio
        @pytest.mark.mockbana(fixtures={"cases": [{"title": "seeded"}]})
        async def test_it(mockbana_client):
            kibana = mockbana_client.kibana
            case = kibana.cases.add(title="old")
            body = {"cases": [{"id": case["id"], "version": case["version"], "title": "new"}]}
            answer = await mockbana_client.patch(
                "/api/cases", json=body, headers={"kbn-xsrf": "true"}
            )
            assert answer.status == 200
            assert kibana.cases[case["id"]]["title"] == "new"
            assert [case["title"] for case in kibana.cases] == ["seeded", "new"]
            assert kibana.requests.one("PATCH").json == body
            assert str(answer.url) == f"{kibana.url}/api/cases"
            assert mockbana_client.app is kibana.app
    """

    run(module, mode=mode).assert_outcomes(passed=1)


def test_without_anything_that_runs_async_fixtures_the_client_says_what_is_missing(
    run: Run,
) -> None:
    result = run("def test_it(mockbana_client): ...", "-pno:aiohttp", "-pno:asyncio", mode="")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["mockbana_client needs pytest-aiohttp: pip install mockbana*"])


def test_the_fixtures_explain_themselves(run: Run) -> None:
    result = run("", "--fixtures")

    result.stdout.fnmatch_lines(
        [
            "mockbana *session scope*",
            "    Return the fake Kibana of the session*",
            "make_mockbana *",
        ]
    )
