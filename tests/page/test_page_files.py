import re
from pathlib import Path

import httpx
import pytest

from mockbana import Mockbana
from mockbana.harness.faults.kinds import KINDS
from mockbana.serve.log import greeting

STATIC = Path(__file__).parents[2] / "mockbana" / "harness" / "page" / "static"
FILES = sorted(STATIC.iterdir())
SCRIPTS = [file for file in FILES if file.suffix == ".js"]
DIRECTIVES = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
}


def names(files: list[Path]) -> list[str]:
    return [file.name for file in files]


def test_the_page_is_html_with_a_strict_policy(control: httpx.Client) -> None:
    page = control.get("")

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert set(page.headers["content-security-policy"].split("; ")) >= DIRECTIVES
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"


def test_without_a_slash_the_page_is_one_step_away(kibana: Mockbana) -> None:
    answer = httpx.get(f"{kibana.url}/__mockbana__", follow_redirects=True)

    assert str(answer.url) == f"{kibana.url}/__mockbana__/"
    assert "<title>Mockbana</title>" in answer.text


@pytest.mark.parametrize("file", FILES, ids=names(FILES))
def test_each_file_is_served_as_what_it_is(control: httpx.Client, file: Path) -> None:
    answer = control.get(f"page/{file.name}")
    types = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}

    assert answer.content == file.read_bytes()
    assert answer.headers["content-type"].startswith(types.get(file.suffix, "image/svg+xml"))
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2f__init__.py", "%2e%2e%2ffiles.py", "files.py", ".", "app.js%00"]
)
def test_no_other_file_is_served(control: httpx.Client, name: str) -> None:
    answer = control.get(f"page/{name}")

    assert answer.status_code == 404
    assert "error" in answer.json()


def test_the_page_names_no_other_place() -> None:
    for file in FILES:
        addresses = re.findall(r"https?://[^\s\"'`)]+", file.read_text("utf-8"))
        assert addresses in ([], ["http://www.w3.org/2000/svg"]), file.name


def test_nothing_is_inline() -> None:
    page = (STATIC / "index.html").read_text("utf-8")

    assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("file", SCRIPTS, ids=names(SCRIPTS))
def test_no_script_makes_code_or_html_of_text(file: Path) -> None:
    script = file.read_text("utf-8")
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(|srcdoc"

    assert not re.search(sinks, script)
    assert not re.search(r"\"(?:style|on\w+)\":|setAttribute\(\"style", script)


@pytest.mark.parametrize("file", SCRIPTS, ids=names(SCRIPTS))
def test_scripts_are_small_and_import_what_is_there(file: Path) -> None:
    script = file.read_text("utf-8")

    assert len(script.splitlines()) <= 250
    for imported in re.findall(r"from \"\./([^\"]+)\"", script):
        assert (STATIC / imported).is_file()


def test_the_form_has_a_word_on_every_kind_of_fault() -> None:
    script = (STATIC / "fault_form.js").read_text("utf-8")
    explained = re.findall(r"^  (\w+): \"", script.partition("};")[0], re.MULTILINE)

    assert set(explained) == set(KINDS)


@pytest.mark.parametrize("base_path", ["", "/kb"])
def test_the_server_says_at_its_start_where_the_page_is(base_path: str) -> None:
    said = greeting(f"http://localhost:5601{base_path}", "9.1.0", 3, "text")

    assert said.endswith(" http://localhost:5601/__mockbana__/\n")
