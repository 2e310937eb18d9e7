"""What a test's server starts with: the marker, the ini and the option."""

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., pytest.RunResult]

TITLES = """
    import pytest

    def titles(mockbana):
        return [case["title"] for case in mockbana.cases]
"""


def fixture_file(folder: Path, title: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{title}.yaml").write_text(f"mockbana: 1\ncases: [{{title: {title}}}]\n")


def test_the_marker_says_what_the_server_starts_with(run: Run, pytester: pytest.Pytester) -> None:
    fixture_file(pytester.path / "fixtures", "one")
    fixture_file(pytester.path / "fixtures", "two")
    module = """
        @pytest.mark.parametrize("number", [1, 2])
        @pytest.mark.mockbana(fixtures={"cases": [{"title": "inline"}]})
        def test_a_document(mockbana, number):
            assert titles(mockbana) == ["inline"]
            mockbana.cases.add(title="gone with the test")

        @pytest.mark.mockbana(fixtures="fixtures/one.yaml")
        def test_a_file(mockbana):
            assert titles(mockbana) == ["one"]

        @pytest.mark.mockbana(fixtures="fixtures/*.yaml")
        def test_a_glob(mockbana):
            assert titles(mockbana) == ["one", "two"]

        @pytest.mark.mockbana(fixtures=["fixtures/two.yaml", {"cases": [{"title": "inline"}]}])
        def test_a_list(mockbana):
            assert titles(mockbana) == ["two", "inline"]

        def test_without(mockbana):
            assert titles(mockbana) == []
    """

    run(module, head=TITLES).assert_outcomes(passed=6)


def test_files_of_the_marker_lie_beside_the_test_or_in_the_root(
    run: Run, pytester: pytest.Pytester
) -> None:
    fixture_file(pytester.path, "root")
    fixture_file(pytester.path, "beside")
    fixture_file(pytester.path / "deep", "beside")
    (pytester.path / "deep" / "beside.yaml").write_text("cases: [{title: nearer}]")
    (pytester.path / "deep" / "test_deep.py").write_text(
        "import pytest\n"
        "@pytest.mark.mockbana(fixtures=['root.yaml', 'beside.yaml'])\n"
        "def test_it(mockbana):\n"
        "    assert [case['title'] for case in mockbana.cases] == ['root', 'nearer']\n"
    )

    run("", "deep").assert_outcomes(passed=1)


def test_the_marker_sets_kibana_up(run: Run) -> None:
    module = """
        import pytest, requests

        @pytest.mark.mockbana(require_auth=True)
        def test_auth(mockbana):
            assert requests.get(f"{mockbana.url}/api/cases/_find").status_code == 401
            found = requests.get(f"{mockbana.url}/api/cases/_find", auth=mockbana.auth)
            assert found.status_code == 200

        @pytest.mark.mockbana(license="basic", kibana_version="9.1.1")
        def test_settings(mockbana):
            settings = mockbana.deployment.settings
            assert (settings.license, settings.kibana_version) == ("basic", "9.1.1")

        def test_without(mockbana):
            assert mockbana.deployment.settings.license == "trial"
            assert requests.get(f"{mockbana.url}/api/cases/_find").status_code == 200
    """

    run(module).assert_outcomes(passed=3)


def test_markers_of_module_class_and_test_add_up_and_the_nearest_counts(run: Run) -> None:
    module = """
        import pytest

        pytestmark = pytest.mark.mockbana(license="basic", kibana_version="9.1.1")

        @pytest.mark.mockbana(fixtures={"cases": [{"title": "x"}]})
        class TestIt:
            @pytest.mark.mockbana(license="platinum")
            def test_it(self, mockbana):
                settings = mockbana.deployment.settings
                assert (settings.license, settings.kibana_version) == ("platinum", "9.1.1")
                assert len(mockbana.cases) == 1
    """

    run(module).assert_outcomes(passed=1)


def test_a_wider_fixture_serves_tests_with_other_markers_too(run: Run) -> None:
    module = """
        @pytest.fixture(scope="module")
        def case(mockbana):
            mockbana.cases.add(title="kept")

        @pytest.mark.mockbana(fixtures={"cases": [{"title": "seed"}]})
        @pytest.mark.parametrize("number", [1, 2])
        def test_with(case, mockbana, number):
            assert titles(mockbana) == ["seed", "kept"]

        def test_without(case, mockbana):
            assert titles(mockbana) == ["kept"]
    """

    run(module, head=TITLES).assert_outcomes(passed=3)


FAULTS = """
    import pytest, requests
    from mockbana import Fault

    EXPIRED = {"kind": "unauthorized", "reason": "expired", "times": 1}

    def statuses(mockbana, number):
        url = f"{mockbana.url}/api/cases/_find"
        return [requests.get(url).status_code for _ in range(number)]
"""


def test_faults_of_the_marker_strike_the_test_and_its_own_fixtures(run: Run) -> None:
    module = """
        @pytest.mark.mockbana(faults=[EXPIRED, Fault("overloaded", times=1)])
        def test_list(mockbana):
            assert statuses(mockbana, 3) == [401, 429, 200]

        def test_without(mockbana):
            assert statuses(mockbana, 1) == [200]

        @pytest.mark.mockbana(faults=EXPIRED)
        class TestOne:
            @pytest.fixture
            def login(self, mockbana):
                return statuses(mockbana, 1)

            def test_fixture(self, login, mockbana):
                assert [*login, *statuses(mockbana, 1)] == [401, 200]

            @pytest.mark.mockbana(faults=Fault("overloaded", times=1), require_auth=True)
            def test_nearest(self, mockbana):
                assert statuses(mockbana, 2) == [429, 401]

            @pytest.mark.asyncio
            async def test_client(self, mockbana_client):
                for status in (401, 200):
                    assert (await mockbana_client.get("/api/cases/_find")).status == status

        @pytest.mark.mockbana(faults=EXPIRED, fixtures={"faults": [{"kind": "not_found"}]})
        def test_both(request):
            mockbana = request.getfixturevalue("mockbana")
            mockbana.faults.remove("f1")
            assert statuses(mockbana, 2) == [401, 200]
    """

    run(module, head=FAULTS).assert_outcomes(passed=6)


def test_the_first_server_of_all_has_the_faults_of_the_marker(run: Run) -> None:
    module = """
        @pytest.fixture
        def late(request):
            return request.getfixturevalue("mockbana")

        @pytest.mark.mockbana(faults=EXPIRED)
        def test_late(late):
            assert statuses(late, 2) == [401, 200]

        def test_after(mockbana):
            assert len(mockbana.faults) == 0
    """

    run(module, head=FAULTS).assert_outcomes(passed=2)


def test_faults_of_the_marker_spare_wider_fixtures_which_keep_what_they_add(run: Run) -> None:
    module = """
        @pytest.fixture(scope="module")
        def case(mockbana):
            assert statuses(mockbana, 1) == [200]
            return mockbana.cases.add(title="kept")

        @pytest.mark.mockbana(faults=EXPIRED)
        def test_one(case, mockbana):
            assert statuses(mockbana, 2) == [401, 200]

        @pytest.mark.mockbana(faults=EXPIRED)
        def test_two(case, mockbana):
            assert statuses(mockbana, 2) == [401, 200]

        def test_three(case, mockbana):
            assert statuses(mockbana, 1) == [200]
            assert [case["title"] for case in mockbana.cases] == ["kept"]
    """

    run(module, head=FAULTS).assert_outcomes(passed=3)


def test_a_fault_of_the_marker_that_never_struck_fails_the_test(run: Run) -> None:
    module = """
        @pytest.mark.mockbana(faults=EXPIRED)
        def test_it(mockbana): ...
    """

    result = run(module, head=FAULTS)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["1 fault that never struck; *"])


@pytest.mark.parametrize(
    ("marker", "line"),
    [
        (
            "fixture='x.yaml'",
            "@pytest.mark.mockbana has no fixture, only fixtures, faults, license, *",
        ),
        ("'x.yaml'", "@pytest.mark.mockbana takes keyword arguments only"),
        ("fixtures='no.yaml'", "test_it.py::test_it: @*.mockbana: *no.yaml*"),
        ("fixtures={'cases': [{'titel': 'x'}]}", "test_it.py::test_it: @*: cases?0?.titel: *"),
        ("license='gold'", "test_it.py::test_it: @pytest.mark.mockbana: settings.license: *"),
        (
            "faults={'kind': 'unauthorised'}",
            "test_it.py::test_it: @*.mockbana: faults.kind: unknown kind *; did you mean *",
        ),
        (
            "faults=[{'kind': 'delay', 'seconds': 1}, {'kind': 'hang', 'match': {'method': 'GE'}}]",
            "test_it.py::test_it: *: faults?1?.match.method: unknown method *; did you mean *",
        ),
        ("faults='hang'", "test_it.py::test_it: *: faults: a rule is an object such as *"),
    ],
)
def test_a_marker_that_cannot_be_meant_fails_the_test_in_one_line(
    run: Run, marker: str, line: str
) -> None:
    module = f"""
        import pytest

        def test_first(mockbana): ...

        @pytest.mark.mockbana({marker})
        def test_it(mockbana): ...

        def test_other(mockbana):
            assert len(mockbana.cases) == 0
    """

    result = run(module)

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines([line])
    for noise in ("*bench.py*", "*above exception*", "*direct cause*"):
        result.stdout.no_fnmatch_line(noise)


def test_the_ini_names_fixtures_for_all_tests(run: Run, pytester: pytest.Pytester) -> None:
    fixture_file(pytester.path / "fixtures", "one")
    module = """
        def test_it(mockbana):
            assert titles(mockbana) == ["one"]

        @pytest.mark.mockbana(fixtures={})
        def test_empty(mockbana):
            assert titles(mockbana) == []

        @pytest.mark.asyncio
        async def test_client(mockbana_client):
            assert titles(mockbana_client.kibana) == ["one"]
    """

    run(module, head=TITLES, ini="mockbana_fixtures = fixtures/*.yaml").assert_outcomes(passed=3)


def test_the_option_beats_the_ini(run: Run, pytester: pytest.Pytester) -> None:
    for title in ("one", "two", "three"):
        fixture_file(pytester.path, title)
    module = """
        def test_it(mockbana):
            assert titles(mockbana) == ["two", "three"]
    """

    run(
        module,
        "--mockbana-fixtures=two.yaml",
        "--mockbana-fixtures=three.yaml",
        head=TITLES,
        ini="mockbana_fixtures = one.yaml",
    ).assert_outcomes(passed=1)


def test_a_bad_fixture_of_the_session_fails_the_tests_that_need_it(
    run: Run, pytester: pytest.Pytester
) -> None:
    (pytester.path / "bad.yaml").write_text("cases:\n  - title: ''\n")

    result = run("def test_it(mockbana): ...", ini="mockbana_fixtures = bad.yaml")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["mockbana: *bad.yaml:2: cases?0?.title: *"])


def test_the_marker_is_registered(run: Run) -> None:
    run("", "--markers").stdout.fnmatch_lines(["@pytest.mark.mockbana(fixtures=..., *"])
