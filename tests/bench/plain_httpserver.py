"""The same canned answer as the floor's, from pytest-httpserver: extra ``bench``."""

import logging
import re
import sys
from importlib import import_module
from threading import Event

from tests.bench.floor import ANSWER


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = import_module("pytest_httpserver").HTTPServer("127.0.0.1", 0)
    server.expect_request(re.compile("/api/cases.*")).respond_with_json([ANSWER])
    server.start()
    sys.stdout.write(f"{server.url_for('')}\n")
    sys.stdout.flush()
    Event().wait()


if __name__ == "__main__":
    main()
