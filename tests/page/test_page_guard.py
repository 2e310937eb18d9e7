import httpx
import pytest

from mockbana import Mockbana

FILES = ["", "page/app.js", "page/style.css"]
VIEWS = ["events", "view/requests/1", "view/cases", "view/cases/default/c1", "view/faults"]
TOKEN = {"Authorization": "Bearer sesame"}


def status(client: httpx.Client, path: str, headers: dict[str, str]) -> int:
    with client.stream("GET", path, headers=headers) as answer:
        return answer.status_code


@pytest.mark.parametrize("path", VIEWS)
def test_with_a_token_only_who_has_it_sees_anything(path: str) -> None:
    with (
        Mockbana({"cases": [{"id": "c1"}]}, admin_token="sesame") as kibana,
        httpx.Client(base_url=f"{kibana.url}/__mockbana__/") as control,
    ):
        httpx.get(f"{kibana.url}/api/status")

        assert status(control, path, {}) == 401
        assert status(control, path, {"Authorization": "Bearer other"}) == 401
        assert status(control, path, TOKEN) == 200


@pytest.mark.parametrize("path", FILES)
def test_the_files_open_without_the_token_and_by_any_name(path: str) -> None:
    with (
        Mockbana(admin_token="sesame") as kibana,
        httpx.Client(base_url=f"{kibana.url}/__mockbana__/") as control,
    ):
        assert status(control, path, {}) == 200
        assert status(control, path, {"Host": "mockbana.example.com"}) == 200


@pytest.mark.parametrize("path", [*FILES, *VIEWS])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    ],
)
def test_other_origins_get_nothing(
    control: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    assert status(control, path, headers) == 403


def test_a_link_from_elsewhere_leads_to_the_page(control: httpx.Client) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert status(control, "", headers) == 200


def test_other_origins_load_nothing(control: httpx.Client) -> None:
    answer = control.post("view/load", content="{}", headers={"Origin": "http://evil.example"})

    assert answer.status_code == 403
