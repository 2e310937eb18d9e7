import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from mockbana.harness.assertions.requests import Requests
from mockbana.harness.journal.describe import RouteMap
from mockbana.harness.journal.exchange import Exchange
from mockbana.harness.journal.journal import Journal
from mockbana.kibana.cases import ROUTES
from mockbana.kibana.deployment import ELASTIC, Deployment
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.request import read_target
from mockbana.kibana.http.routing import Call, Router

Begin: TypeAlias = Callable[..., Exchange]
Send: TypeAlias = Callable[..., Exchange]

ROUTER = Router(ROUTES)


@pytest.fixture
def journal() -> Journal:
    journal = Journal()
    journal.routes = RouteMap(ROUTER)
    return journal


@pytest.fixture
def requests(journal: Journal) -> Requests:
    return Requests(journal, lambda: "http://kibana:5601")


@pytest.fixture
def begin(journal: Journal) -> Begin:
    deployment = Deployment()

    def begin(
        method: str,
        target: str,
        json_body: Any = None,
        *,
        raw: bytes | None = None,
        headers: dict[str, str] | CIMultiDict[str] | None = None,
    ) -> Exchange:
        sent = CIMultiDict({"Host": "kibana:5601"})
        sent.extend(headers or {})
        call = Call(deployment, method, target, CIMultiDictProxy(sent), user=ELASTIC)
        exchange = journal.open(call, "127.0.0.1")
        with suppress(KibanaError):
            read_target(call, "")
        call.raw_body = raw if json_body is None else json.dumps(json_body).encode()
        if found := ROUTER.find(method, call.segments):
            call.route, call.params = found
        return exchange

    return begin


@pytest.fixture
def send(journal: Journal, begin: Begin) -> Send:
    def send(
        method: str,
        target: str,
        json_body: Any = None,
        *,
        status: int | None = 200,
        answer: bytes = b"{}",
        error: KibanaError | None = None,
        fault: str | None = None,
        **rest: Any,
    ) -> Exchange:
        exchange = begin(method, target, json_body, **rest)
        exchange.call.error, exchange.fault = error, fault
        if error:
            status, answer = error.status, json.dumps(error.envelope()).encode()
            exchange.rejected = error.why
        if status:
            exchange.answer(status, CIMultiDict({"content-type": "application/json"}), answer)
        journal.close(exchange)
        return exchange

    return send
