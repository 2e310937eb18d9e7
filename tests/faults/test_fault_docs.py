"""docs/faults.md: all kinds are there, and every recipe works for a client that does it right."""

import json
import re
import time
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import requests

from mockbana import Fault, Mockbana
from mockbana.harness.criteria import OF_REQUEST
from mockbana.harness.faults.fault import PARAMETERS
from mockbana.harness.faults.kinds import KINDS
from tests.faults.clients import XSRF

PAGE = (Path(__file__).parents[2] / "docs" / "faults.md").read_text("utf-8")
RECIPES = re.findall(r"\*\*(.+?)\*\*\n\n```python\n(.+?)```", PAGE, re.DOTALL)
NONE = {"id": "none", "name": "none", "type": ".none", "fields": None}


class RefusedError(Exception):
    """Kibana said no, and trying again won't help."""


class CarefulClient:
    """Reads again before it writes again, waits when told to, and gives up in the end."""

    def __init__(self, kibana: Mockbana) -> None:
        self.url = f"{kibana.url}/api/cases"

    def ask(self, method: str, path: str = "", body: Any = None) -> Any:
        """Return the JSON of a good answer, ``None`` for anything else that may pass."""
        with suppress(requests.RequestException, ValueError):
            with requests.request(
                method, self.url + path, json=body, headers=XSRF, timeout=0.2, stream=True
            ) as reply:
                answer = json.loads(whole(reply))
            sleep(float(reply.headers.get("retry-after", 0)))
            if reply.status_code in (403, 404):
                raise RefusedError(answer["message"])
            return answer if reply.ok else None
        return None

    def rename(self, case_id: str, title: str) -> None:
        for _ in range(6):
            case = self.ask("GET", f"/{case_id}")
            if case is None:
                continue
            if case["title"] == title:
                return
            change = {"id": case_id, "version": case["version"], "title": title}
            if self.ask("PATCH", body={"cases": [change]}):
                return
        raise RefusedError("conflict without end")

    def create(self, title: str) -> None:
        body = {"title": title, "description": "-", "tags": [], "owner": "cases"}
        for _ in range(3):
            found = self.ask("GET", "/_find")
            if found and title in [case["title"] for case in found["cases"]]:
                return
            if self.ask("POST", body={**body, "connector": NONE, "settings": {"syncAlerts": True}}):
                return
        raise RefusedError("no answer")


def whole(reply: requests.Response) -> bytes:
    """Return the body; the patience is for all of it, not for each byte."""
    deadline, body = monotonic() + 1, b""
    for piece in reply.iter_content(64):
        body += piece
        if monotonic() > deadline:
            raise requests.Timeout
    return body


@pytest.mark.parametrize(("question", "code"), RECIPES, ids=[question for question, _ in RECIPES])
def test_a_recipe_works(kibana: Mockbana, case: dict[str, Any], question: str, code: str) -> None:
    client = CarefulClient(kibana)
    names = {"mockbana": kibana, "case": case, "pytest": pytest, "Fault": Fault, "time": time}
    names["requests"] = requests

    exec(code, {**names, "rename": client.rename, "create": client.create})  # noqa: S102

    assert sum(rule.fired for rule in kibana.faults) >= 1
    assert kibana.faults.unused() == []


def test_every_kind_key_and_parameter_is_on_the_page() -> None:
    parameters = {name for kind in KINDS.values() for name in kind.parameters}

    missing = [
        word for word in (*KINDS, *OF_REQUEST, *PARAMETERS, *parameters) if f"`{word}`" not in PAGE
    ]

    assert missing == []


def test_every_kind_has_a_recipe() -> None:
    recipes = "".join(code for _, code in RECIPES)

    of_tls = {"bad_certificate"}  # a recipe of docs/testing.md, whose server has TLS
    assert [kind for kind in KINDS if kind not in recipes and kind not in of_tls] == []
