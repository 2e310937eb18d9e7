"""Bodies of PATCH and POST, and the sentence that Kibana has for each."""

import pytest

from mockbana import Mockbana
from mockbana.kibana.cases.crud.schemas import CASE_POST, CASES_PATCH
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.io_ts.decode import decode
from tests.golden.data import Body, bodies
from tests.golden.wire import Server

PATCHES = bodies("patch_validation_dev.jsonl")
POSTS = bodies("post_validation_dev.jsonl")


def decodable(body: Body) -> bool:
    """Whether the body gets as far as the codec."""
    return body.expect["status"] != 500 and isinstance(body.value, dict)


def verdict(schema: object, body: Body) -> str | None:
    try:
        decode(schema, body.value)  # type: ignore[arg-type]
    except KibanaError as refusal:
        return refusal.message
    return None


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        *(pytest.param(CASES_PATCH, body, id=body.id) for body in filter(decodable, PATCHES)),
        *(pytest.param(CASE_POST, body, id=body.id) for body in filter(decodable, POSTS)),
    ],
)
def test_a_body_is_judged_in_kibanas_words(schema: object, body: Body) -> None:
    assert verdict(schema, body) == body.expect["message"]


@pytest.mark.parametrize(("method", "samples"), [("PATCH", PATCHES), ("POST", POSTS)])
def test_a_refused_body_is_answered_in_kibanas_words(
    mockbana: Mockbana, method: str, samples: list[Body]
) -> None:
    server = Server(mockbana.url)

    wrong = []
    for body in samples:
        if not body.expect["ok"]:
            reply = server.once({"method": method, "path": "/api/cases", "raw": body.text})
            expected = (body.expect["status"], body.expect["message"])
            if (reply.status, reply.json.get("message")) != expected:
                wrong.append((body.id, reply.status, reply.json))

    assert wrong == []
