"""The cases of a server elsewhere."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from mockbana.harness.fixtures.problems import FixtureError, Problem
from mockbana.harness.nearest import MissingError, NamesNearest
from mockbana.harness.text import counted
from mockbana.harness.tracebacks import hide_frames_of
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.storage import Document
from mockbana.remote.connection import Connection, ControlError


@hide_frames_of
class RemoteSpace(NamesNearest):
    """One space of a server elsewhere."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.name = name
        self.cases = RemoteCases(connection, name)

    def __repr__(self) -> str:
        return f'<space "{self.name}" with {self.cases!r}>'


@hide_frames_of
class RemoteCases(NamesNearest):
    """What ``Cases`` offers to tests, over *connection*."""

    def __init__(self, connection: Connection, space: str) -> None:
        self._connection, self._query = connection, {"space": space}

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        try:
            return self._connection.ask(method, path, body, query=self._query)
        except ControlError as error:
            raise mended(error) from None

    def __len__(self) -> int:
        query = {**self._query, "limit": 0}
        try:
            reply = self._connection.send("GET", "cases", query=query)
        except ControlError as error:
            raise mended(error) from None
        return int(reply.headers["mockbana-total"])

    def __iter__(self) -> Iterator[Document]:
        return iter(self._ask("GET", "cases"))

    def __contains__(self, case_id: object) -> bool:
        try:
            self[str(case_id)]
        except KeyError:
            return False
        return isinstance(case_id, str)

    def __getitem__(self, case_id: str) -> Document:
        """Return a case with its comments, as it is now; ``KeyError`` without one."""
        case: Document = self._ask("GET", _path(case_id))
        return case

    def __repr__(self) -> str:
        where = f'of the space "{self._query["space"]}" at {self._connection.url}'
        try:
            return f"<{counted(len(self), 'case')} {where}>"
        except (ConnectionError, ControlError, KeyError):
            return f"<cases {where}>"

    def add(self, **fields: Any) -> Document:
        """Add a case and return it. Any field of Kibana's case response; the rest gets defaults.

        Errors: ``FixtureError`` for what Kibana would refuse.
        """
        return self.add_all([fields])[0]

    def fake(self, number: int = 1, **fields: Any) -> list[Document]:
        """Add *number* cases from Faker that all have *fields*, and return them."""
        return self.add_all([{**fields, "fake": number}])

    def add_all(self, cases: list[Document]) -> list[Document]:
        """Add all of *cases*, each as ``add`` and a fixture document take it, or none of them."""
        added: list[Document] = self._ask("POST", "cases", cases)
        return added

    def edit(self, case_id: str, /, **fields: Any) -> Document:
        """Change a case as another user would, with a new version, and return it.

        Errors: ``KibanaError`` as for a ``PATCH``; ``KeyError`` without such a case.
        """
        case: Document = self._ask("PATCH", _path(case_id), fields)
        return case

    def delete(self, case_id: str, /) -> None:
        """Delete a case as another user would, with all that belongs to it.

        Errors: ``KeyError`` without such a case.
        """
        self._ask("DELETE", _path(case_id))

    def comment(self, case_id: str, text: str, /) -> Document:
        """Comment on a case as another user would, and return the case with its new version.

        Errors: ``KibanaError`` as for a ``POST``; ``KeyError`` without such a case.
        """
        return self.attach(case_id, {"comment": text})

    def attach(self, case_id: str, attachment: Document, /) -> Document:
        """Do as ``comment`` with what Kibana's API for comments takes; type and owner may lack."""
        case: Document = self._ask("POST", f"{_path(case_id)}/comments", attachment)
        return case


def _path(case_id: str) -> str:
    return f"cases/{quote(case_id, safe='')}"


def mended(error: ControlError) -> Exception:
    """Return what the same mistake raises when the server is in this process."""
    body = error.body if isinstance(error.body, dict) else {}
    if refused := body.get("kibana"):
        attributes = refused.get("attributes")
        return KibanaError(refused["statusCode"], refused["message"], attributes=attributes)
    if problems := body.get("problems"):
        return FixtureError(Problem(tuple(each["path"]), each["error"]) for each in problems)
    return MissingError(str(error)) if error.status == 404 else error
