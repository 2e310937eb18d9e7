import gzip
import json
from collections.abc import Callable

import pytest
from multidict import CIMultiDict

from mockbana.harness.journal.exchange import Exchange
from mockbana.kibana.http.errors import KibanaError, bad_request

Make = Callable[..., Exchange]


def test_an_exchange_tells_all_that_the_contract_names(send: Make) -> None:
    body = {"cases": [{"id": "c1", "version": "WzEsMV0="}, {"id": "c2"}]}

    exchange = send("PATCH", "/s/soc/api/cases?a=1&b=2&b=3", body, answer=b"[]")

    assert (exchange.method, exchange.path) == ("PATCH", "/s/soc/api/cases")
    assert exchange.raw_path == "/s/soc/api/cases?a=1&b=2&b=3"
    assert exchange.query == {"a": "1", "b": ["2", "3"]}
    assert (exchange.space, exchange.route, exchange.user) == ("soc", "/api/cases", "elastic")
    assert exchange.case_ids == ["c1", "c2"]
    assert (exchange.json, json.loads(exchange.body)) == (body, body)
    assert (exchange.status, exchange.response_json, exchange.response_body) == (200, [], b"[]")
    assert (exchange.fault, exchange.rejected, exchange.client) == (None, None, "127.0.0.1")
    assert exchange.started_at.endswith("Z")
    assert exchange.duration_ms is not None


@pytest.mark.parametrize("raw", [b"", b"{", b"NaN", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_is_none(send: Make, raw: bytes) -> None:
    assert send("POST", "/api/cases", raw=raw).json is None


def test_a_packed_body_is_kept_as_it_came_and_understood(send: Make) -> None:
    packed = gzip.compress(b'{"title":"new"}')

    exchange = send("POST", "/api/cases", raw=packed, headers={"Content-Encoding": "gzip"})

    assert exchange.body == packed
    assert exchange.json == {"title": "new"}
    assert exchange.text == '{"title":"new"}'


def test_a_packed_answer_is_understood_even_if_it_was_cut_off(send: Make) -> None:
    exchange = send("GET", "/api/cases/c1")
    packed = gzip.compress(json.dumps({"a": list(range(1000))}).encode())

    exchange.answer(200, CIMultiDict({"content-encoding": "gzip"}), packed[:200])

    assert exchange.response_text.startswith('{"a": [0, 1, 2')
    assert exchange.response_json is None


def test_the_body_is_parsed_once_and_not_before_somebody_looks(send: Make) -> None:
    exchange = send("POST", "/api/cases", {"title": "new"})

    assert exchange.call.body is None
    assert exchange.json is exchange.json


def test_a_body_that_comes_later_is_seen(begin: Make) -> None:
    exchange = begin("POST", "/api/cases", headers={"Content-Length": "2"})
    before = exchange.json, exchange.case_ids, exchange.unread

    exchange.call.raw_body = b'{"cases": [{"id": "c1"}]}'

    assert before == (None, [], True)
    assert (exchange.case_ids, exchange.unread) == (["c1"], False)


def test_the_case_ids_of_a_deletion_come_from_its_query(send: Make) -> None:
    exchange = send("DELETE", "/api/cases?ids=%5B%22c1%22%5D")
    exchange.call.query = {"ids": ["c1"]}

    assert exchange.query == {"ids": '["c1"]'}
    assert exchange.case_ids == ["c1"]


def test_a_text_says_what_became_of_it(send: Make, begin: Make) -> None:
    stale = KibanaError(409, "Conflict!", detail="sent WzEsMV0=, current WzMsMV0=")
    quirk = KibanaError(500, "Oh", quirk="cases is not a list")
    long = bad_request("The length of the title is too long. The maximum length is 160.")
    case = {"cases": [{"title": "ok"}, {"title": "x" * 171}]}

    assert str(begin("GET", "/api/cases/c1")) == "GET /api/cases/c1 -> not answered yet"
    assert str(send("GET", "/api/cases/c1")) == "GET /api/cases/c1 -> 200"
    assert str(send("GET", "/api/cases/c1", status=None)) == "GET /api/cases/c1 -> no answer"
    assert str(send("PATCH", "/api/cases", error=stale)) == (
        "PATCH /api/cases -> 409: sent WzEsMV0=, current WzMsMV0="
    )
    assert str(send("PATCH", "/api/cases", case, error=long)) == (
        "PATCH /api/cases -> 400 because title is 171 long"
    )
    assert str(send("PATCH", "/api/cases", error=quirk)) == (
        "PATCH /api/cases -> 500: cases is not a list"
    )
    assert str(send("PATCH", "/api/cases", error=bad_request("Bad"))) == (
        "PATCH /api/cases -> 400: Bad"
    )
    assert str(send("PATCH", "/api/cases", status=401, fault="f2")) == (
        "PATCH /api/cases -> 401: fault f2"
    )
    assert str(send("PATCH", "/api/cases", status=None, fault="f2")) == (
        "PATCH /api/cases -> no answer: fault f2"
    )


def test_a_conflict_names_the_case_only_where_there_are_several(send: Make) -> None:
    stale = KibanaError(409, "Conflict!", detail="c1: sent a, current b")
    one, two = ({"cases": [{"id": f"c{number}"} for number in range(1, n)]} for n in (2, 3))

    assert str(send("PATCH", "/api/cases", one, error=stale)).endswith("409: sent a, current b")
    assert str(send("PATCH", "/api/cases", two, error=stale)).endswith("409: c1: sent a, current b")


def test_the_length_that_was_too_long_may_stand_in_a_list_and_is_javascripts(send: Make) -> None:
    long = bad_request("The length of the tag is too long. The maximum length is 256.")

    exchange = send("POST", "/api/cases", {"tags": ["ok", "🙂" * 200]}, error=long)

    assert str(exchange) == "POST /api/cases -> 400 because tag is 400 long"


@pytest.mark.parametrize(
    ("method", "target", "hint"),
    [
        ("PATCH", "/api/case", ", the nearest is PATCH /api/cases"),
        ("GET", "/s/soc/api/case/abc", ", the nearest is GET /api/cases/{case_id}"),
        ("PUT", "/api/cases", ", the nearest is PATCH /api/cases"),
        ("PATCH", "/", ""),
        ("POST", "/completely/different/things", ""),
    ],
)
def test_an_unknown_path_names_the_nearest_that_is_known(
    send: Make, method: str, target: str, hint: str
) -> None:
    exchange = send(method, target, error=KibanaError(404, "Not Found"))

    assert exchange.unexpected
    assert str(exchange) == f"{method} {target} -> 404: unknown route{hint}"


def test_a_known_path_a_redirect_and_a_path_that_is_no_path_are_not_unexpected(send: Make) -> None:
    known = send("GET", "/api/cases/c1", error=KibanaError(404, "Saved object not found"))
    redirect = send("GET", "/", status=302)
    undecodable = send("GET", "/%zz", error=bad_request("Bad Request", detail="bad escape"))

    assert not known.unexpected
    assert not redirect.unexpected
    assert not undecodable.unexpected
    assert str(undecodable) == "GET /%zz -> 400: bad escape"


def test_secrets_are_masked_outside_python(send: Make) -> None:
    headers = CIMultiDict(
        {
            "Authorization": "Basic ZWxhc3RpYzpjaGFuZ2VtZQ==",
            "Cookie": "sid=abc; theme=dark",
            "Proxy-Authorization": "opaquetoken",
            "X-Api-Key": "abc",
            "kbn-xsrf": "true",
        }
    )

    exchange = send("GET", "/api/cases/c1", headers=headers)

    assert exchange.headers["Authorization"] == "Basic ZWxhc3RpYzpjaGFuZ2VtZQ=="
    assert exchange.as_dict()["headers"] == {
        "Host": "kibana:5601",
        "Authorization": "Basic ***",
        "Cookie": "***",
        "Proxy-Authorization": "***",
        "X-Api-Key": "***",
        "kbn-xsrf": "true",
    }


def test_the_values_of_a_header_that_is_there_twice_are_joined(send: Make) -> None:
    headers = CIMultiDict([("X-Seen", "a"), ("X-Seen", "b")])

    assert send("GET", "/", headers=headers).as_dict()["headers"]["X-Seen"] == "a, b"


def test_what_would_play_with_a_terminal_is_escaped(send: Make) -> None:
    exchange = send("GET", "/\x1b[2J", error=KibanaError(404, "gone\x07", detail="gone\x07"))

    assert str(exchange) == "GET /\\u001b[2J -> 404: gone\\u0007"
