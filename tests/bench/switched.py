"""``mockbana serve`` with switches, to see what a part of it costs within one process.

SIGUSR1 turns recording off and on again, SIGUSR2 takes the question for fault rules out of the way
of a request and puts it back.
"""

import ast
import inspect
import signal
import sys
import textwrap
from collections.abc import Callable
from types import CodeType, SimpleNamespace
from typing import Any

from mockbana import app
from mockbana.cli import main
from mockbana.harness.journal.journal import Journal

RECORDING = ("open", "close")


class NoRecording:
    """Stands in for what records a request."""

    @staticmethod
    def open(*_: object) -> Any:
        return SimpleNamespace(rejected=None)

    @staticmethod
    def close(*_: object) -> None:
        pass

    @staticmethod
    def noted(_: object, __: object, response: Any) -> Any:
        return response


def recording_switch() -> Callable[[], None]:
    places = [*((Journal, name) for name in RECORDING), (app, "record_answer")]
    other = [getattr(NoRecording, name) for _, name in places]

    def switch() -> None:
        for at, (owner, name) in enumerate(places):
            now = getattr(owner, name)
            setattr(owner, name, other[at])
            other[at] = now

    return switch


def fault_switch() -> Callable[[], None]:
    other = [_without_faults()]

    def switch() -> None:
        serve: Any = app.RequestHandler.serve
        serve.__code__, other[0] = other[0], serve.__code__

    return switch


class _Cut(ast.NodeTransformer):
    """Cuts out each ``if`` that asks for faults."""

    cuts = 0

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if "faults" not in ast.unparse(node.test):
            return self.generic_visit(node)
        self.cuts += 1
        return None


def _without_faults() -> CodeType:
    """Return the code of ``RequestHandler.serve`` without its question for fault rules."""
    cut = _Cut()
    tree = cut.visit(ast.parse(textwrap.dedent(inspect.getsource(app.RequestHandler.serve))))
    if cut.cuts != 1:
        raise LookupError(f"RequestHandler.serve asks for faults in {cut.cuts} places, not in one")
    scope: dict[str, Any] = {}
    exec(compile(tree, app.__file__, "exec"), vars(app), scope)  # noqa: S102
    code: CodeType = scope["serve"].__code__
    return code


def switched_by(number: int, switch: Callable[[], None]) -> None:
    signal.signal(number, lambda _, __: switch())


if __name__ == "__main__":
    switched_by(signal.SIGUSR1, recording_switch())
    switched_by(signal.SIGUSR2, fault_switch())
    main(["serve", *sys.argv[1:]])
