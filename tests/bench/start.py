"""Starts a server in this process, all imports included, and prints the steps that it takes."""

import json
import sys

from tests.bench.steps import Steps


def main() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "mockbana"]:
        del sys.modules[name]
    steps = Steps()
    with steps.counting():
        from mockbana.serve.run import run  # noqa: F401
        from mockbana.server.mockbana import Mockbana

        Mockbana()
    json.dump([steps.calls, steps.lines, steps.marshmallow], sys.stdout)


if __name__ == "__main__":
    main()
