"""pytest-randomly shuffles tests; what wider fixtures did is there in any order."""

import pytest

from tests.neighbours.conftest import Run

MODULE = """
    import pytest

    def titles(mockbana):
        return sorted(case["title"] for case in mockbana.cases)

    @pytest.fixture(scope="session")
    def session(mockbana):
        mockbana.cases.add(title="session")

    @pytest.fixture(scope="class")
    def of_class(mockbana, session):
        mockbana.cases.add(title="class")

    SEED = pytest.mark.mockbana(fixtures={"cases": [{"title": "seed"}]})

    class TestClass:
        def test_plain(self, mockbana, of_class):
            mockbana.cases.add(title="x")
            assert titles(mockbana) == ["class", "session", "x"]

        @SEED
        def test_fixtures(self, mockbana, of_class):
            assert titles(mockbana) == ["class", "seed", "session"]

        @pytest.mark.mockbana(license="basic")
        def test_settings(self, mockbana, of_class):
            assert titles(mockbana) == ["class", "session"]

    @SEED
    def test_late(mockbana, request):
        mockbana.cases.add(title="x")
        request.getfixturevalue("session")
        mockbana.reset()
        assert titles(mockbana) == ["seed", "session"]

    def test_session(mockbana, session):
        assert titles(mockbana) == ["session"]
"""


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_in_any_order_the_outcome_is_the_same(run: Run, seed: int) -> None:
    run(MODULE, f"--randomly-seed={seed}").assert_outcomes(passed=5)
