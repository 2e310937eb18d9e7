from collections.abc import Iterator

import pytest

from mockbana import Mockbana


@pytest.fixture
def kibana() -> Iterator[Mockbana]:
    with Mockbana() as server:
        yield server
        assert server.bugs == []
