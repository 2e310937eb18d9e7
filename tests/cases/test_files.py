"""Uploading files to a case."""

from typing import Any

import pytest
import requests

from mockbana import Mockbana
from mockbana.kibana.cases.attachments.files import MOST_IMAGE_BYTES, split_name
from mockbana.kibana.cases.attachments.mime_types import ALLOWED, mime_type_of
from mockbana.kibana.http.body import read_form
from mockbana.kibana.http.errors import KibanaError
from tests.cases.api import (
    READER,
    WITH_READER,
    attach,
    delete,
    file_reference,
    get,
    good,
    history,
    post,
    refusal,
    send,
    user_comment,
)

HEADERS = {"kbn-xsrf": "true"}


def upload(
    kibana: Mockbana, case_id: str, name: str = "note.txt", content: bytes = b"hello", **more: Any
) -> requests.Response:
    return requests.post(
        f"{kibana.url}/api/cases/{case_id}/files",
        files={"file": (name, content, "application/octet-stream")},
        headers=HEADERS,
        timeout=5,
        **more,
    )


def test_a_file_is_attached_as_an_external_reference(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    mockbana.clock.freeze("2025-05-05T10:00:00.000Z")

    after = good(upload(mockbana, case["id"], "Holiday photo.JPG"))

    (attachment,) = after["comments"]
    assert attachment["externalReferenceMetadata"] == {
        "files": [
            {
                "name": "Holiday photo",
                "extension": "jpeg",
                "mimeType": "image/jpeg",
                "created": "2025-05-05T10:00:00.000Z",
            }
        ]
    }
    assert attachment["externalReferenceStorage"] == {"type": "savedObject", "soType": "file"}
    assert (attachment["externalReferenceAttachmentTypeId"], attachment["owner"]) == (
        ".files",
        "cases",
    )
    assert (after["totalComment"], after["version"] != case["version"]) == (1, True)
    told = history(mockbana, case)[-1]
    assert told["payload"]["comment"]["externalReferenceId"] == attachment["externalReferenceId"]


def test_the_form_may_name_the_file(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    after = good(upload(mockbana, case["id"], data={"filename": "Größe.md"}))

    (file,) = after["comments"][0]["externalReferenceMetadata"]["files"]
    assert (file["name"], file["mimeType"]) == ("Größe.md", "text/plain")


@pytest.mark.parametrize(
    ("name", "form", "message"),
    [
        ("a.gif", {}, "The mime type field value image/gif is not allowed."),
        ("a.dll", {}, "The mime type field value application/x-msdownload is not allowed."),
        ("a.zzzz", {}, 'Invalid value "undefined" supplied to "mimeType"'),
        ("Makefile", {}, 'Invalid value "undefined" supplied to "mimeType"'),
        ("a.txt", {"filename": " "}, "The filename field cannot be an empty string."),
        (
            "a.txt",
            {"filename": "x" * 161},
            "The length of the filename is too long. The maximum length is 160.",
        ),
        (
            "a.gif",
            {"filename": " "},
            (
                "The mime type field value image/gif is not allowed.,"
                "The filename field cannot be an empty string."
            ),
        ),
        ("a.txt", {"filename": ["a", "b"]}, 'Invalid value "["a","b"]" supplied to "filename"'),
    ],
)
def test_type_and_name_are_judged_before_the_case(
    mockbana: Mockbana, name: str, form: dict[str, Any], message: str
) -> None:
    assert refusal(upload(mockbana, "x", name, data=form)) == (400, message)


def test_the_case_must_be_there(mockbana: Mockbana) -> None:
    assert refusal(upload(mockbana, "x")) == (404, "Saved object [cases/x] not found")


@pytest.mark.mockbana(fixtures=WITH_READER)
def test_a_reader_may_not_attach_a_file(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()

    assert refusal(upload(mockbana, case["id"], auth=READER)) == (
        403,
        'Unauthorized to create comments with owners: "cases"',
    )


def test_an_image_may_have_ten_mebibytes(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    content = bytes(MOST_IMAGE_BYTES + 1)

    reply = upload(mockbana, case["id"], "a.png", content)

    assert refusal(reply) == (500, "Maximum of 10485760 bytes exceeded")
    assert upload(mockbana, case["id"], "a.txt", content).status_code == 200


def test_a_hundred_files_fit(mockbana: Mockbana) -> None:
    attached = [file_reference(f"f{n}") for n in range(99)]
    case = mockbana.cases.add(comments=attached)

    assert upload(mockbana, case["id"]).status_code == 200
    assert refusal(upload(mockbana, case["id"])) == (
        400,
        "Case has reached the maximum allowed number (100) of attached files.",
    )


def test_a_form_without_a_file_makes_kibana_stumble(mockbana: Mockbana) -> None:
    reply = requests.post(
        f"{mockbana.url}/api/cases/x/files",
        files={"filename": (None, "a")},
        headers=HEADERS,
        timeout=5,
    )

    assert refusal(reply) == (500, "Cannot read properties of undefined (reading 'hapi')")


def test_a_file_part_without_a_name_is_no_file(mockbana: Mockbana) -> None:
    reply = requests.post(
        f"{mockbana.url}/api/cases/x/files",
        files={"file": (None, "a")},
        headers=HEADERS,
        timeout=5,
    )

    assert refusal(reply) == (
        400,
        (
            'Invalid value "undefined" supplied to "mimeType",'
            "The filename field cannot be an empty string."
        ),
    )


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_nothing_but_a_form_is_taken(mockbana: Mockbana, content_type: str) -> None:
    reply = requests.post(
        f"{mockbana.url}/api/cases/x/files",
        data=b"{}",
        headers={**HEADERS, "Content-Type": content_type},
        timeout=5,
    )

    assert reply.status_code == 415


def test_files_are_deleted_by_their_ids(mockbana: Mockbana) -> None:
    case, other = mockbana.cases.add(), mockbana.cases.add()
    attach(mockbana, case, user_comment())
    file = good(upload(mockbana, case["id"]))["comments"][1]["externalReferenceId"]
    foreign = good(upload(mockbana, other["id"]))["comments"][0]["externalReferenceId"]
    path = f"/internal/cases/{case['id']}/attachments/files/_bulk_delete"

    refused = refusal(post(mockbana, path, {"ids": [foreign]}))
    done = post(mockbana, path, {"ids": [file, "x"]})

    text = "Failed to delete files because filed ids were invalid"
    assert refused == (400, f"{text}: {foreign}")
    assert (done.status_code, done.content) == (204, b"")
    assert get(mockbana, f"/api/cases/{case['id']}")["totalComment"] == 1
    assert history(mockbana, case)[-1]["action"] == "delete"


def test_a_file_goes_when_its_comment_is_deleted(mockbana: Mockbana) -> None:
    case = mockbana.cases.add()
    attachment = good(upload(mockbana, case["id"]))["comments"][0]

    delete(mockbana, f"/api/cases/{case['id']}/comments/{attachment['id']}")

    reply = send(mockbana, "GET", f"/api/cases/{case['id']}/comments/{attachment['id']}")
    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a.txt", ("a", "txt")),
        (".txt", (".txt", "")),
        ("a", ("a", "")),
        ("a.b.c", ("a.b", "c")),
        ("a.", ("a", "")),
        ("..", ("..", "")),
        ("..txt", (".", "txt")),
        ("dir/b.txt", ("b", "txt")),
        ("", ("", "")),
    ],
)
def test_a_name_is_split_as_node_does(path: str, parts: tuple[str, str]) -> None:
    assert split_name(path) == parts


def test_extensions_are_known_in_any_case() -> None:
    assert mime_type_of("PnG") == "image/png"
    assert mime_type_of("png") in ALLOWED
    assert mime_type_of("") is None


def test_content_of_a_form_is_kept_byte_for_byte() -> None:
    content = bytes(range(256)) + b"\r\n--x\r\n\n\r"
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="\xc3\xb6.bin"\r\n\r\n'
        + content
        + b"\r\n--b--\r\n"
    )

    (part,) = read_form("multipart/form-data; boundary=b", body)

    assert part == ("file", content, "ö.bin")


def test_a_form_whose_parts_can_not_be_told_apart_has_none() -> None:
    assert read_form("multipart/form-data; boundary=", b"--b--") == []


def test_what_is_not_called_a_form_is_none() -> None:
    with pytest.raises(KibanaError) as refused:
        read_form(None, b"")

    assert refused.value.status == 415
