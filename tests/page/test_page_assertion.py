import ast
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.harness.page.exchanges import assertion, literal

TEXT = st.text(st.characters(codec="utf-8"))
NUMBERS = st.integers() | st.floats(allow_nan=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(JSON)
def test_json_as_python_is_the_same_value(value: Any) -> None:
    assert ast.literal_eval(literal(value)) == value


def test_long_values_are_laid_out_in_lines() -> None:
    value = {"cases": [{"id": "c1", "title": "x" * 70, "tags": ["one", "two"]}]}

    assert literal(value) == "\n".join(
        [
            "{",
            '    "cases": [',
            "        {",
            '            "id": "c1",',
            f'            "title": "{"x" * 70}",',
            '            "tags": ["one", "two"],',
            "        },",
            "    ],",
            "}",
        ]
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/cases/_find?tags=a&tags=b&search=%5B%2A%5D", None),
        ("PATCH", "/api/cases", {"cases": [{"id": "x", "version": "v", "title": 'it"s'}]}),
        ("PATCH", "/s/soc/api/cases", {"cases": []}),
        ("GET", "/api/nothing/*[x]", None),
        ("POST", "/api/cases", [1.5, None, True]),
    ],
)
def test_the_assertion_holds_for_the_request_it_was_made_of(
    kibana: Mockbana, client: httpx.Client, method: str, path: str, body: Any
) -> None:
    client.request(method, path, json=body)
    [exchange] = kibana.requests

    code = assertion(exchange)
    exec(code, {"mockbana": kibana})  # noqa: S102 - that is what it is for

    assert code.startswith("mockbana.requests.assert_sent(")
    other = code.replace(f'"{method}"', '"PUT"')
    with pytest.raises(AssertionError):
        exec(other, {"mockbana": kibana})  # noqa: S102 - the same
