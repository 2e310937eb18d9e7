"""Corners of io-ts that only a few requests reach; the answers are those of io-ts 2.2."""

from typing import Any

import pytest

from mockbana import Mockbana
from mockbana.kibana.cases.find.cases import CASES_FIND
from mockbana.kibana.cases.find.similar import SIMILAR_CASES
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.io_ts.decode import decode
from tests.golden.wire import Server

TOO_HIGH = "The number of documents is too high. "
TOO_HIGH += "Paginating through more than 10000 documents is not possible."


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("a", "customFields,a"),
        ("1", "customFields"),
        ("1e3", "customFields"),
        ("0x10", "customFields"),
        (" ", "customFields"),
        ("", "customFields"),
        ("1.5", "customFields,1.5"),
        ("Infinity", "customFields,Infinity"),
    ],
)
def test_a_key_that_reads_as_an_integer_is_left_out_of_the_path(key: str, place: str) -> None:
    with pytest.raises(KibanaError) as refusal:
        decode(CASES_FIND, {"customFields": {key: 5}})

    assert refusal.value.message == f'Invalid value "5" supplied to "{place}"'


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"page": "Infinity"}, ""),
        ({"page": "Infinity", "perPage": "1"}, TOO_HIGH),
        ({"page": "-1", "perPage": "-Infinity"}, TOO_HIGH),
        ({"page": -1, "perPage": float("-inf")}, TOO_HIGH),
        ({"page": 1e21}, TOO_HIGH),
        ({"page": "100", "perPage": "100"}, ""),
        ({"page": "100.01", "perPage": "100"}, TOO_HIGH),
    ],
)
def test_a_page_is_judged_with_javascripts_numbers(query: dict[str, Any], message: str) -> None:
    refusals = []
    try:
        decode(SIMILAR_CASES, query)
    except KibanaError as refusal:
        refusals.append(refusal.message)

    assert refusals == ([message] if message else [])


@pytest.mark.parametrize(
    ("method", "path", "beginning", "end"),
    [
        (
            "POST",
            "",
            "({| connector: ({| id: string |} & ",
            " & Partial<{| templates: LimitedArray |}>",
        ),
        ("PATCH", "/x", "(Partial<{| closure_type: ", " & {| version: string |})"),
    ],
)
def test_a_missing_configuration_is_told_by_the_name_of_its_codec(
    mockbana: Mockbana, method: str, path: str, beginning: str, end: str
) -> None:
    request = {"method": method, "path": f"/api/cases/configure{path}", "raw": "null"}

    message = Server(mockbana.url).once(request).json["message"]

    assert message.startswith(f'Invalid value "null" supplied to "{beginning}')
    assert end in message
