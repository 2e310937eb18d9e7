"""Numbers of thousands of digits, which Python by default refuses to read."""

import pytest

from mockbana import Mockbana
from mockbana.kibana.cases.observables import is_ipv4, is_url
from mockbana.kibana.javascript import whole
from tests.cases.api import HEADERS, get, send

DIGITS = "1" * 5000


@pytest.mark.parametrize(
    ("digits", "number"),
    [("0", 0), ("", 0), ("007", 7), (str(2**63), 2**63 - 1), (DIGITS, 2**63 - 1)],
)
def test_digits_are_a_whole_number_up_to_a_limit(digits: str, number: int) -> None:
    assert whole(digits) == number


@pytest.mark.parametrize(
    "query",
    [
        f"search=a~{DIGITS}",
        f'search="a b"~{DIGITS}',
        f"from=now-{DIGITS}d",
        f"to={DIGITS}",
        f"page={DIGITS}",
        f"perPage={DIGITS}",
    ],
)
def test_no_query_of_a_search_is_too_long_a_number(mockbana: Mockbana, query: str) -> None:
    mockbana.cases.add(title="a")

    reply = send(mockbana, "GET", f"/api/cases/_find?{query}")

    assert reply.status_code in (200, 400)
    assert get(mockbana, "/__mockbana__/bugs") == []


def test_values_of_observables_are_judged(mockbana: Mockbana) -> None:
    assert not is_ipv4(DIGITS)
    assert not is_url(f"http://example.com:{DIGITS}/")


def test_a_range_past_the_end_is_no_bug(mockbana: Mockbana) -> None:
    import requests

    headers = {**HEADERS, "Range": f"bytes={DIGITS}-"}
    reply = requests.get(f"{mockbana.url}/api/status", headers=headers, timeout=5)

    assert reply.status_code in (200, 206, 416)
    assert get(mockbana, "/__mockbana__/bugs") == []
