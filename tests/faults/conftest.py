from collections.abc import Iterator
from typing import Any

import pytest

from mockbana import Mockbana


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana() as server:
        yield server
        assert server.bugs == []


@pytest.fixture
def case(kibana: Mockbana) -> dict[str, Any]:
    return kibana.cases.add(title="old")
