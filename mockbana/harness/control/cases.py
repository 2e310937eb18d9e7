"""The part of the control API that is about cases, as ``kibana.cases`` is in Python.

What is done here needs no credentials, meets no fault, and is not recorded.
"""

from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from mockbana.harness.cases import Cases
from mockbana.harness.control.queries import BadQueryError, QueryParser, parse_int
from mockbana.harness.control.responses import bad_fixture, json_body, refusal
from mockbana.harness.fixtures import FixtureError
from mockbana.harness.nearest import MissingError
from mockbana.kibana.http.errors import KibanaError

if TYPE_CHECKING:
    from mockbana.harness.harness import Harness

PATH: Final = "/__mockbana__/cases"
COMMENT: Final = 'the body must be an object such as {"comment": "Looked at it."}'
EDITED: Final = "the body must be an object with fields of a case"


def case_routes(rig: "Harness") -> list[web.RouteDef]:
    """Return the routes for the cases of *rig*."""
    control = CaseControl(rig)
    return [
        web.get(PATH, control.show),
        web.post(PATH, control.add),
        web.get(f"{PATH}/{{id}}", control.show_one),
        web.patch(f"{PATH}/{{id}}", control.edit),
        web.delete(f"{PATH}/{{id}}", control.delete),
        web.post(f"{PATH}/{{id}}/comments", control.comment),
    ]


class CaseControl:
    """Handlers: cases of the space in the query (``default`` if none is named), with comments."""

    def __init__(self, rig: "Harness") -> None:
        self.deployment = rig.deployment

    def _cases(self, request: web.Request) -> Cases:
        """Return the cases that *request* is about; ``MissingError`` without such a space."""
        space = request.query.get("space", "default")
        if space not in self.deployment.spaces:
            raise MissingError.of("space", space, self.deployment.spaces)
        return Cases(self.deployment, space, lambda function: function())

    async def show(self, request: web.Request) -> web.Response:
        """``GET cases``: all cases of a space, in the order of their making; *limit* takes some."""
        try:
            options = QueryParser(request.query)
            limit = options.take("limit", parse_int, None)
            options.end(["space"])
            cases = self._cases(request)
        except BadQueryError as error:
            return refusal(400, str(error), error.path)
        except MissingError as error:
            return refusal(404, str(error), "space")
        shown = [] if limit == 0 else list(cases)[:limit]
        return web.json_response(shown, headers={"mockbana-total": str(len(cases))})

    async def show_one(self, request: web.Request) -> web.Response:
        """``GET cases/{id}``: a case as it is now."""
        return await self._answer(request, lambda cases, case_id: cases[case_id])

    async def add(self, request: web.Request) -> web.Response:
        """``POST cases``: add a case, or a list of them, as in a fixture document."""
        try:
            body, cases = await json_body(request, deepest=0), self._cases(request)
            given = body if isinstance(body, list) else [body]
            if not all(isinstance(case, dict) for case in given):
                return refusal(400, "the body must be a case, a JSON object, or a list of them")
            return web.json_response(cases.add_all(given), status=201)
        except FixtureError as error:
            return bad_fixture(error)
        except ValueError as error:
            return refusal(400, str(error))
        except MissingError as error:
            return refusal(404, str(error), "space")

    async def edit(self, request: web.Request) -> web.Response:
        """``PATCH cases/{id}``: change a case as another user would, with a new version."""
        try:
            fields = await json_body(request)
        except ValueError as error:
            return refusal(400, str(error))
        if not isinstance(fields, dict) or {"id", "version"} & fields.keys():
            return refusal(400, f"{EDITED}, its id and version not among them")
        return await self._answer(request, lambda cases, case_id: cases.edit(case_id, **fields))

    async def delete(self, request: web.Request) -> web.Response:
        """``DELETE cases/{id}``: delete a case as another user would, with its comments."""

        def delete(cases: Cases, case_id: str) -> Any:
            cases.delete(case_id)
            return {"id": case_id}

        return await self._answer(request, delete)

    async def comment(self, request: web.Request) -> web.Response:
        """``POST cases/{id}/comments``: comment on a case as another user would.

        The body is that of Kibana's API; ``type`` and ``owner`` may be left out.
        """
        try:
            body = await json_body(request)
        except ValueError as error:
            return refusal(400, str(error))
        if not isinstance(body, dict):
            return refusal(400, COMMENT)
        answer = await self._answer(request, lambda cases, case_id: cases.attach(case_id, body))
        if answer.status == 200:
            answer.set_status(201)
        return answer

    async def _answer(self, request: web.Request, ask: Any) -> web.Response:
        case_id = request.match_info["id"]
        try:
            cases = self._cases(request)
        except MissingError as error:
            return refusal(404, str(error), "space")
        try:
            return web.json_response(ask(cases, case_id))
        except MissingError as error:
            return refusal(404, str(error))
        except KibanaError as error:
            status = 400 if error.status == 500 else error.status  # Kibana stumbles, we don't
            return refusal(status, error.message, kibana=error.envelope())
