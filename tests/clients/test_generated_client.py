"""A client that openapi-python-client generates from Kibana's own document."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from mockbana import Mockbana
from tests.official import DATA

PACKAGE = "generated_cases_client"
CASE = {
    "title": "Phishing",
    "description": "Mails.",
    "tags": ["mail"],
    "owner": "cases",
    "settings": {"syncAlerts": True},
    "connector": {"id": "none", "name": "none", "type": ".none", "fields": None},
}
COMMENT = {"type": "user", "comment": "Seen.", "owner": "cases"}

# 9.0 leaves the comments out of a case, and the document, of 8.18, requires them.
pytestmark = pytest.mark.mockbana(kibana_version="8.18.0")


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Generate the client, once a session, and return the name of its package."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "document.json").write_text(json.dumps(digestible()))
    (folder / "config.yaml").write_text("post_hooks: []\n")
    generate = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    given = ["--path", "document.json", "--config", "config.yaml", "--output-path", PACKAGE]
    subprocess.run([*generate, *given, "--fail-on-warning"], cwd=folder, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield PACKAGE


def digestible() -> Any:
    """Return the document, with a reference where the generator loses a schema.

    openapi-python-client 0.29 can't do an object that may be null inside of another one.
    """
    document = json.loads((DATA / "kibana-cases.openapi.json").read_text("utf-8"))
    schemas = document["components"]["schemas"]
    inner = schemas["Cases_external_service"]["properties"]
    assert inner["pushed_by"]["nullable"]
    inner["pushed_by"] = {"$ref": "#/components/schemas/Cases_case_response_pushed_by_properties"}
    return document


class Client:
    """The generated client, with its functions by the id of their operation."""

    def __init__(self, package: str, url: str) -> None:
        self.package = package
        self.client = import_module(package).Client(base_url=url)
        self.models = import_module(f"{package}.models")

    def _operation(self, name: str) -> Any:
        return import_module(f"{self.package}.api.default.{name}_default_space")

    def call(self, name: str, **arguments: Any) -> Any:
        """Return the answer of an operation: ``status_code``, ``content``, ``parsed``."""
        return self._operation(name).sync_detailed(client=self.client, **arguments)

    def write(self, name: str, model: str, body: Any, **arguments: Any) -> Any:
        """Return the parsed answer of an operation that takes a *body*."""
        built = getattr(self.models, model).from_dict(body)
        return self.call(name, body=built, kbn_xsrf="true", **arguments).parsed

    def create(self, **members: Any) -> Any:
        return self.write("create_case", "CasesCreateCaseRequest", {**CASE, **members})

    async def gather(self, name: str, calls: list[dict[str, Any]]) -> list[Any]:
        """Return the parsed answers of several calls of an operation at the same time."""
        call: Callable[..., Any] = self._operation(name).asyncio
        async with self.client as client:
            return await asyncio.gather(*(call(client=client, **each) for each in calls))


@pytest.fixture
def client(package: str, mockbana: Mockbana) -> Iterator[Client]:
    client = Client(package, mockbana.url)
    yield client
    client.client.get_httpx_client().close()


def test_a_case_is_created_and_read(client: Client) -> None:
    made = client.create(severity="high")

    read = client.call("get_case", case_id=made.id).parsed

    assert read == made
    assert (read.title, read.severity.value, read.comments) == ("Phishing", "high", [])
    assert read.created_at.tzinfo is not None


def test_a_case_is_changed(client: Client) -> None:
    made = client.create()
    change = {"id": made.id, "version": made.version, "status": "closed"}

    (changed,) = client.write("update_case", "CasesUpdateCaseRequest", {"cases": [change]})

    assert (changed.status.value, changed.closed_by.username) == ("closed", "elastic")
    assert changed.duration is not None


def test_cases_are_found(client: Client) -> None:
    for number in range(3):
        client.create(title=f"Case {number}", tags=[str(number)])

    page = client.call("find_cases", tags=["1", "2"], per_page=10).parsed

    assert sorted(case.title for case in page.cases) == ["Case 1", "Case 2"]
    assert (page.total, page.per_page, page.count_open_cases) == (2, 10, 2)


def test_a_case_is_commented(client: Client) -> None:
    made = client.create()

    case = client.write(
        "add_case_comment", "CasesAddUserCommentRequestProperties", COMMENT, case_id=made.id
    )

    (comment,) = case.comments
    assert (comment.comment, comment.created_by.username) == ("Seen.", "elastic")
    assert case.total_comment == 1


def test_cases_are_deleted(client: Client, mockbana: Mockbana) -> None:
    ids = [client.create().id for _ in range(2)]

    answer = client.call("delete_case", ids=ids, kbn_xsrf="true")

    assert (answer.status_code, answer.content) == (204, b"")
    assert len(mockbana.cases) == 0


def test_one_case_is_only_deleted_as_a_list(client: Client, mockbana: Mockbana) -> None:
    case_id = client.create().id

    bare = client.call("delete_case", ids=[case_id], kbn_xsrf="true")
    listed = client.call("delete_case", ids=[json.dumps([case_id])], kbn_xsrf="true")

    assert (bare.status_code, listed.status_code) == (400, 204)
    assert len(mockbana.cases) == 0


@pytest.mark.mockbana(require_auth=True)
def test_the_refusal_that_is_documented_is_understood(client: Client) -> None:
    refusal = client.call("get_case_tags").parsed

    assert (refusal.status_code, refusal.error) == (401, "Unauthorized")


def test_several_calls_at_once_are_answered(client: Client) -> None:
    ids = [client.create(title=f"Case {number}").id for number in range(10)]

    cases = asyncio.run(client.gather("get_case", [{"case_id": each} for each in ids]))

    assert [case.id for case in cases] == ids


@pytest.mark.mockbana(kibana_version="9.1.0")
def test_a_case_of_9_x_is_not_what_the_document_of_8_18_says(client: Client) -> None:
    made = client.create()

    with pytest.raises(KeyError, match="comments"):
        client.call("get_case", case_id=made.id)
