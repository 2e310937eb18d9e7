"""Every recorded scenario, against a running server."""

from typing import Any

import pytest

from mockbana import Mockbana
from tests.golden.data import scenarios
from tests.golden.runner import run
from tests.golden.wire import Server


def named(name: str) -> list[Any]:
    return [pytest.param(each, id=each["id"]) for each in scenarios(name)]


@pytest.mark.parametrize("scenario", named("patch_dev.jsonl"))
@pytest.mark.mockbana(allow_unexpected=True)
def test_cases_are_created_changed_and_deleted_as_kibana_does(
    mockbana: Mockbana, scenario: dict[str, Any]
) -> None:
    assert run(Server(mockbana.url), scenario).failures == []


@pytest.mark.parametrize("scenario", named("http_dev.jsonl"))
@pytest.mark.mockbana(allow_unexpected=True)
def test_requests_are_taken_and_refused_as_kibana_does(
    mockbana: Mockbana, scenario: dict[str, Any]
) -> None:
    assert run(Server(mockbana.url), scenario).failures == []


@pytest.mark.parametrize("scenario", named("api_dev.jsonl"))
@pytest.mark.mockbana(allow_unexpected=True)
def test_the_rest_of_the_cases_api_answers_as_kibana_does(
    mockbana: Mockbana, scenario: dict[str, Any]
) -> None:
    assert run(Server(mockbana.url), scenario).failures == []
