"""Requests that a browser might make, and servers below a base path."""

import pytest
import requests

from mockbana import Mockbana


def location(url: str, **headers: str) -> tuple[int, str | None]:
    reply = requests.get(url, headers=headers, allow_redirects=False, timeout=5)
    return reply.status_code, reply.headers.get("location")


@pytest.mark.mockbana(allow_unexpected=True)
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/api/cases/x/", "/api%2Fcases%2Fx"),
        ("/api/cases/_find/?page=2", "/api%2Fcases%2F_find?page=2"),
        ("/s/soc/api/cases/", "/s/soc/api%2Fcases"),
        ("/", "/spaces/enter"),
    ],
)
def test_a_get_with_a_slash_too_many_is_redirected(
    mockbana: Mockbana, path: str, target: str
) -> None:
    assert location(f"{mockbana.url}{path}") == (302, target)


@pytest.mark.mockbana(fixtures={"mockbana": 1, "spaces": [{"id": "soc", "name": "SOC"}]})
def test_who_may_enter_several_spaces_is_asked_which(mockbana: Mockbana) -> None:
    assert location(f"{mockbana.url}/") == (302, "/spaces/space_selector")
    assert location(f"{mockbana.url}/s/soc/") == (302, "/s/soc/spaces/enter")


@pytest.mark.mockbana(allow_unexpected=True)
def test_a_browser_with_wrong_credentials_gets_a_page_that_goes_on(mockbana: Mockbana) -> None:
    page = f"{mockbana.url}/app/cases?tab=1"

    reply = requests.get(page, auth=("elastic", "wrong"), timeout=5)
    plain = requests.get(page, auth=("elastic", "wrong"), headers={"kbn-xsrf": "1"}, timeout=5)

    where = "%2Fapp%2Fcases%3Ftab%3D1"
    assert reply.headers["refresh"] == f"0;url=/login?msg=UNAUTHENTICATED&next={where}"
    assert (reply.status_code, reply.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert (plain.status_code, plain.json()["error"]) == (401, "Unauthorized")


@pytest.mark.mockbana(require_auth=True)
def test_a_redirect_to_the_login_page_ends_there(mockbana: Mockbana) -> None:
    reply = requests.get(mockbana.url, timeout=5)

    assert (reply.status_code, reply.url) == (200, f"{mockbana.url}/login?next=%2F")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    core = requests.get(f"{mockbana.url}/core", auth=("elastic", "changeme"), timeout=5)
    assert core.json() == {"version": "0.0.1"}
    assert not [each for each in (reply, core) if "elastic-api-version" in each.headers]


@pytest.mark.mockbana(require_auth=True, allow_unexpected=True)
def test_a_browser_without_credentials_is_sent_to_the_login_page(mockbana: Mockbana) -> None:
    page = f"{mockbana.url}/app/cases?tab=1"

    assert location(page) == (302, "/login?next=%2Fapp%2Fcases%3Ftab%3D1")
    assert location(page, **{"kbn-xsrf": "1"}) == (401, None)
    assert location(f"{mockbana.url}/api/nope") == (401, None)


def test_below_a_base_path_redirects_stay_below_it() -> None:
    with Mockbana(base_path="/kb") as kibana:
        assert location(f"{kibana.url}/s/soc/api/cases/") == (302, "/kb/s/soc/api%2Fcases")
        assert requests.get(f"{kibana.url}/api/cases/_find", timeout=5).status_code == 200
        outside = kibana.url.removesuffix("/kb")
        assert requests.get(f"{outside}/api/cases/_find", timeout=5).status_code == 404
        assert requests.get(f"{outside}/__mockbana__/health", timeout=5).status_code == 200


def test_a_base_path_must_look_like_one() -> None:
    for wrong in ("kb", "/kb/"):
        with pytest.raises(
            ValueError, match="base_path must be a path that starts with / and does not end"
        ):
            Mockbana(base_path=wrong)
