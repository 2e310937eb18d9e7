"""Every answer that a server gives while the tests run is judged by Kibana's own document."""

from collections import deque
from collections.abc import Generator
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import settings

from mockbana.app import RequestHandler
from mockbana.harness.harness import Harness
from mockbana.harness.journal.exchange import Exchange
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.lifecycle import Lifecycle
from tests.official import official

pytest_plugins = ["pytester"]

Answers: TypeAlias = deque[Exchange]

ANSWERS: Final = pytest.StashKey[Answers]()
WATCH: Final = pytest.StashKey[pytest.MonkeyPatch]()


settings.register_profile("quick", settings(), max_examples=50)
settings.register_profile("thorough", settings(), max_examples=2_000, deadline=None)
settings.load_profile("quick")  # `make test ARGS=--hypothesis-profile=thorough` for a night's run


def pytest_configure(config: pytest.Config) -> None:
    """Listen to every server that starts from now on."""
    answers: Answers = deque()
    enter = RequestHandler.__init__

    def enter_watched(
        entrance: RequestHandler, deployment: Deployment, rig: Harness, lifecycle: Lifecycle
    ) -> None:
        enter(entrance, deployment, rig, lifecycle)
        rig.journal.listeners.add(answers.append)

    official()
    config.stash[ANSWERS] = answers
    config.stash[WATCH] = pytest.MonkeyPatch()
    config.stash[WATCH].setattr(RequestHandler, "__init__", enter_watched)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[WATCH].undo()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    result = yield
    judge(item.config.stash[ANSWERS])
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    result = yield
    judge(item.config.stash[ANSWERS])
    return result


def judge(answers: Answers) -> None:
    """Fail the test if an answer is not as Kibana documents it."""
    found: list[str] = []
    while answers:
        found += official().judge(answers.popleft())
    if found:
        pytest.fail("\n".join(["answers that Kibana does not document:", *found]), pytrace=False)
