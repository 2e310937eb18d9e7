"""What is refused of attachments, in Kibana's words and in its order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from mockbana import Mockbana
from mockbana.kibana.cases.attachments import schemas
from mockbana.kibana.cases.attachments.add import check_attachable
from mockbana.kibana.cases.attachments.schemas import ATTACHMENT
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.io_ts.containers import nests_deeper
from mockbana.kibana.io_ts.decode import decode_whole
from mockbana.kibana.io_ts.fields import MimeType, PatternText
from tests.cases.api import (
    alert,
    attach,
    comments_of,
    file_reference,
    get,
    post,
    reference,
    refusal,
    state,
    user_comment,
)

OTHER_KINDS = (
    'Invalid value "user" supplied to "type",Invalid value "undefined" supplied to "alertId",'
    'Invalid value "undefined" supplied to "index",Invalid value "undefined" supplied to "rule",'
    'Invalid value "undefined" supplied to "actions",'
    'Invalid value "undefined" supplied to "externalReferenceAttachmentTypeId",'
    'Invalid value "undefined" supplied to "externalReferenceMetadata",'
    'Invalid value "undefined" supplied to "externalReferenceId",'
    'Invalid value "undefined" supplied to "externalReferenceStorage",'
    'Invalid value "undefined" supplied to "persistableStateAttachmentTypeId",'
    'Invalid value "undefined" supplied to "persistableStateAttachmentState"'
)
REACHED = "Case has reached the maximum allowed number"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (user_comment(" "), f"The comment field cannot be an empty string.,{OTHER_KINDS}"),
        (
            user_comment("x" * 30_001),
            "The length of the comment is too long. The maximum length is 30000.," + OTHER_KINDS,
        ),
        ({**user_comment(), "alertId": "x"}, 'invalid keys "alertId"'),
        ({**alert("a"), "rule": {"id": None, "name": None, "x": 1}}, 'invalid keys "x"'),
        (
            reference(externalReferenceStorage={"type": "elasticSearchDoc", "soType": "file"}),
            'invalid keys "soType"',
        ),
        (None, f'Invalid value "null" supplied to "{schemas.ATTACHMENT_NAME}"'),
        (
            alert(["1"], ["i1", "i2"]),
            (
                "Received an alert comment with ids and indices arrays of different lengths "
                'ids: ["1"] indices: ["i1","i2"]'
            ),
        ),
        (file_reference(), "Only a single file can be stored in an attachment"),
        (file_reference("a", "b"), "Only a single file can be stored in an attachment"),
        (
            reference(".files", externalReferenceMetadata={}),
            'Invalid value "undefined" supplied to "files"',
        ),
        (
            reference(".files"),
            f'Invalid value "null" supplied to "{schemas.FILES_METADATA_NAME}"',
        ),
        (
            reference(".files", externalReferenceMetadata={"files": [], "x": 1}),
            'invalid keys "x"',
        ),
        (reference("unheard-of"), "Attachment type unheard-of is not registered."),
        (state("unheard-of"), "Attachment type unheard-of is not registered."),
        (
            user_comment(owner="observability"),
            "The owner field of the comment must match the case",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_bad_body_is_refused_in_kibanas_words(
    mockbana: Mockbana, body: Any, message: str
) -> None:
    case = mockbana.cases.add()

    reply = post(mockbana, comments_of(case), body)

    assert refusal(reply) == (400, message)
    assert get(mockbana, f"/api/cases/{case['id']}")["version"] == case["version"]


def test_the_union_names_the_list_before_the_text() -> None:
    with pytest.raises(KibanaError) as refused:
        decode_whole(ATTACHMENT, alert([1], ["i"]))

    first, second = 'Invalid value "1" supplied', 'Invalid value "[1]" supplied'
    assert refused.value.message.index(first) < refused.value.message.index(second)


def accepts(text: str) -> bool:
    try:
        decode_whole(ATTACHMENT, user_comment(text))
    except KibanaError:
        return False
    return True


@given(st.text(max_size=40))
def test_a_comment_is_refused_only_when_nothing_is_left_of_it(text: str) -> None:
    spaces = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
    more_spaces = "".join(map(chr, range(0x2000, 0x200B)))

    assert accepts(text) == bool(text.strip(spaces + more_spaces))


def test_checks_come_in_kibanas_order(mockbana: Mockbana) -> None:
    path = "/api/cases/x/comments"

    replies = [
        post(mockbana, path, body)
        for body in (
            {**state("unheard-of"), "owner": 1},
            {**alert(["1"], []), "owner": "nobody"},
            {**state("unheard-of"), "owner": "nobody"},
            state("unheard-of"),
            user_comment(),
        )
    ]

    assert [reply.status_code for reply in replies] == [400, 400, 403, 400, 404]
    assert refusal(replies[-1]) == (404, "Saved object [cases/x] not found")


def test_a_closed_case_takes_comments_and_no_alerts(mockbana: Mockbana) -> None:
    case = mockbana.cases.add(status="closed")

    attach(mockbana, case, user_comment())
    reply = post(mockbana, comments_of(case), alert("a1", owner="observability"))

    assert refusal(reply) == (400, "Alert cannot be attached to a closed case")


@pytest.mark.parametrize(
    ("attached", "request_", "noun"),
    [
        ([alert([f"a{n}" for n in range(1000)])], alert("a1"), "(1000) of attached alerts."),
        ([file_reference("a")] * 100, file_reference("b"), "(100) of attached files."),
        (
            [*[file_reference("a")] * 100, state(), *[reference()] * 99],
            state(),
            "(100) of attached persistable state and external reference attachments.",
        ),
    ],
)
def test_limits_count_what_is_attached_and_what_is_asked(
    attached: list[Any], request_: Any, noun: str
) -> None:
    case = {"status": "open", "owner": "cases"}

    with pytest.raises(KibanaError) as refused:
        check_attachable(case, [request_], attached)

    assert refused.value.message == f"{REACHED} {noun}"
    check_attachable(case, [request_], attached[:-1])
    check_attachable(case, [user_comment()], attached)


def test_a_thousand_alerts_fit_and_one_more_does_not(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attach(mockbana, case, alert([f"a{n}" for n in range(1000)]))

    reply = post(mockbana, comments_of(case), alert("a1"))

    assert refusal(reply) == (400, f"{REACHED} (1000) of attached alerts.")


def test_a_full_history_is_judged_before_the_owner(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    actions = mockbana.deployment.objects("default").user_actions
    actions[case["id"]] = list(actions[case["id"]]) * 10_000

    reply = post(mockbana, comments_of(case), user_comment(owner="nobody"))

    limit = "has reached the limit of 10000 user actions."
    assert refusal(reply) == (400, f"The case with id {case['id']} {limit}")


@pytest.mark.parametrize(("levels", "status"), [(190, 200), (300, 500), (900, 500)])
def test_what_nests_too_deeply_is_not_taken(mockbana: Mockbana, levels: int, status: int) -> None:
    case = mockbana.cases.add()
    nested: dict[str, Any] = {}
    for _ in range(levels):
        nested = {"a": nested}
    body = {**state(), "persistableStateAttachmentState": nested}

    assert post(mockbana, comments_of(case), body).status_code == status


@pytest.mark.parametrize(
    ("value", "levels", "deeper"),
    [(1, 0, False), ([], 0, True), ([], 1, False), ({"a": [{}]}, 2, True), ([1, {}], 2, False)],
)
def test_levels_are_those_of_objects_and_arrays(value: Any, levels: int, deeper: bool) -> None:
    assert nests_deeper(value, levels) is deeper


def test_a_key_and_a_mime_type_are_strings() -> None:
    for codec in (PatternText("key", most=36, pattern="a", hint="no"), MimeType({"text/plain"})):
        with pytest.raises(ValidationError) as refused:
            codec.deserialize(5)
        assert refused.value.messages == [codec.mismatch]
