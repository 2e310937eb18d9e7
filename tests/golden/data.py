"""The recorded truth: bodies and scenarios with Kibana's exact answers, one JSON object a line."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from mockbana.kibana.http.json import parse_json

DATA = Path(__file__).parent.parent / "data"


class Body(NamedTuple):
    """A request body, byte for byte as it stands in the file, and what becomes of it."""

    id: str
    text: str
    expect: dict[str, Any]

    @property
    def value(self) -> Any:
        return parse_json(self.text.encode())


def lines(name: str) -> list[str]:
    """Return the lines of a file; U+2028 and its like don't end one."""
    return [line for line in (DATA / name).read_text("utf-8").split("\n") if line]


def scenarios(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(name)]


def bodies(name: str) -> list[Body]:
    found = []
    for line in lines(name):
        record = json.loads(line)
        start = line.index('"body":') + len('"body":')
        _, end = json.JSONDecoder().raw_decode(line, start)
        found.append(Body(record["id"], line[start:end], record["expect"]))
    return found
