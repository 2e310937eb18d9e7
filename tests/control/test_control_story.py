"""A client that isn't Python needs nothing but HTTP: a story told by Node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mockbana import Mockbana

NODE = shutil.which("node")
HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"

needs_node = pytest.mark.skipif(NODE is None, reason="there is no node on this machine")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(NODE), *arguments], capture_output=True, text=True, check=False, timeout=30
    )


@needs_node
@pytest.mark.parametrize("token", [None, "s3cret"])
def test_a_whole_story_in_javascript(token: str | None) -> None:
    with Mockbana(admin_token=token) as kibana:
        told = run(str(HERE / "story.mjs"), kibana.url, *([token] if token else []))

    assert told.stderr == ""
    assert (told.returncode, told.stdout) == (0, "done\n")


@needs_node
def test_the_javascript_of_the_documentation_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```js\n(.*?)```", (DOCS / "control-api.md").read_text(), re.DOTALL)
    with Mockbana() as kibana:
        file = tmp_path / "documented.mjs"
        file.write_text(block.replace("http://localhost:5601", kibana.url))

        told = run(str(file))

    assert told.stderr == ""
    assert told.returncode == 0
