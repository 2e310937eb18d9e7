"""What tests hold on to: the cases of a space, as plain dictionaries."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

from mockbana.harness.fixtures.json_values import copied
from mockbana.harness.fixtures.loader import load
from mockbana.harness.nearest import MissingError, NamesNearest
from mockbana.harness.text import counted
from mockbana.harness.tracebacks import hide_frames_of
from mockbana.kibana.cases.attachments import schemas
from mockbana.kibana.cases.attachments.add import add
from mockbana.kibana.cases.attachments.schemas import ATTACHMENT
from mockbana.kibana.cases.crud.delete import remove
from mockbana.kibana.cases.crud.schemas import CASES_PATCH
from mockbana.kibana.cases.crud.update import bulk_update
from mockbana.kibana.cases.model import Client, shown
from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.io_ts.decode import decode, decode_whole
from mockbana.kibana.storage import Document

Run: TypeAlias = Callable[[Callable[[], Any]], Any]
"""Runs a function where no request can come in between."""

ANOTHER_USER: Final = Account(
    username="another.user",
    password="",
    full_name="Another User",
    privileges={"cases": "all", "observability": "all", "securitySolution": "all"},
)


@hide_frames_of
class SpaceHandle(NamesNearest):
    """One space of a running server."""

    def __init__(self, deployment: Deployment, name: str, run: Run) -> None:
        self.name = name
        self.cases = Cases(deployment, name, run)

    def __repr__(self) -> str:
        return f'<space "{self.name}" with {self.cases!r}>'


@hide_frames_of
class Cases(NamesNearest):
    """The cases of one space, handed out as Kibana would show them."""

    def __init__(self, deployment: Deployment, space: str, run: Run) -> None:
        self._deployment, self._space, self._run = deployment, space, run

    def __len__(self) -> int:
        return len(self._stored())

    def __repr__(self) -> str:
        number = len(self) if self._space in self._deployment.spaces else 0
        return f'<{counted(number, "case")} of the space "{self._space}">'

    def __iter__(self) -> Iterator[Document]:
        return iter(self._run(lambda: [self._shown(case) for case in self._stored().values()]))

    def __contains__(self, case_id: object) -> bool:
        return case_id in self._stored()

    def __getitem__(self, case_id: str) -> Document:
        """Return a case with its comments, as it is now; ``KeyError`` without one."""
        case: Document = self._run(lambda: self._shown(self._case(case_id)))
        return case

    def add(self, **fields: Any) -> Document:
        """Add a case and return it. Any field of Kibana's case response; the rest gets defaults.

        Errors: ``FixtureError`` for what Kibana would refuse.
        """
        return self.add_all([fields])[0]

    def fake(self, number: int = 1, **fields: Any) -> list[Document]:
        """Add *number* cases from Faker that all have *fields*, and return them."""
        return self.add_all([{**fields, "fake": number}])

    def edit(self, case_id: str, /, **fields: Any) -> Document:
        """Change a case as another user would, with a new version, and return it.

        Errors: ``KibanaError`` as for a ``PATCH``; ``KeyError`` without such a case.
        """
        self._run(lambda: self._edit(case_id, fields))
        return self[case_id]

    def _edit(self, case_id: str, fields: Document) -> None:
        version = self._case(case_id)["version"]
        body = decode(CASES_PATCH, {"cases": [{**fields, "id": case_id, "version": version}]})
        bulk_update(self._client(), body["cases"])

    def _client(self) -> Client:
        return Client(self._deployment, self._deployment.objects(self._space), ANOTHER_USER)

    def delete(self, case_id: str, /) -> None:
        """Delete a case as another user would, with all that belongs to it.

        Errors: ``KeyError`` without such a case.
        """
        self._run(lambda: remove(self._client(), self._case(case_id)["id"]))

    def comment(self, case_id: str, text: str, /) -> Document:
        """Comment on a case as another user would, and return the case with its new version.

        Errors: ``KibanaError`` as for a ``POST``; ``KeyError`` without such a case.
        """
        return self.attach(case_id, {"comment": text})

    def attach(self, case_id: str, attachment: Document, /) -> Document:
        """Do as ``comment`` with what Kibana's API for comments takes; type and owner may lack."""
        self._run(lambda: self._attach(case_id, attachment))
        return self[case_id]

    def _attach(self, case_id: str, attachment: Document) -> None:
        defaults = {"type": "user", "owner": self._case(case_id)["owner"]}
        body = decode_whole(ATTACHMENT, {**defaults, **attachment}, called=schemas.ATTACHMENT_NAME)
        add(self._client(), case_id, body)

    def add_all(self, cases: list[Document]) -> list[Document]:
        """Add all of *cases*, each as ``add`` and a fixture document take it, or none of them."""
        document = {"cases": [{**case, "space": self._space} for case in cases]}
        added: list[Document] = self._run(lambda: self._load(document))
        return added

    def _load(self, document: Document) -> list[Document]:
        before = len(self._stored())
        load(self._deployment, document)
        new = len(self._stored()) - before
        added = list(islice(reversed(self._stored().values()), new))
        return [self._shown(case) for case in reversed(added)]

    def _stored(self) -> Any:
        try:
            return self._deployment.objects(self._space).cases
        except KeyError:
            raise MissingError.of("space", self._space, self._deployment.spaces) from None

    def _case(self, case_id: str) -> Any:
        """Return what is stored of a case; ``MissingError`` without one."""
        cases = self._stored()
        if case_id not in cases:
            raise MissingError.of("case", case_id, cases)
        return cases[case_id]

    def _shown(self, case: Document) -> Document:
        objects = self._deployment.objects(self._space)
        comments = list(objects.attachments.get(case["id"], ()))
        whole: Document = copied({**shown(case, objects), "comments": comments})
        return whole
