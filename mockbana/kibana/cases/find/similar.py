"""``POST /internal/cases/{id}/_similar``: cases that share observables.

Source: kibana x-pack/platform/plugins/shared/cases/server/client/cases/similar.ts
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, TypeAlias

from mockbana.kibana.cases.authorization import allowed_owners
from mockbana.kibana.cases.find.index import index_of
from mockbana.kibana.cases.find.query import Filter, number, window
from mockbana.kibana.cases.model import Client, find_case, without_attachments
from mockbana.kibana.cases.observables import types_of
from mockbana.kibana.cases.request import client
from mockbana.kibana.http.errors import forbidden
from mockbana.kibana.http.routing import Answer, Call
from mockbana.kibana.io_ts import NumberText
from mockbana.kibana.io_ts.decode import decode
from mockbana.kibana.io_ts.query import Paged
from mockbana.kibana.storage import Document

Pair: TypeAlias = tuple[str, str]
"""The type and the value of an observable."""


def similar(client: Client, case_id: str, query: Document) -> Document:
    """Return one page of the cases of the same owner that share an observable with the case.

    Errors: 403 for the licence, 400 for the query, 404, 403 when no owner may be read.
    """
    _check_license(client)
    decode(SIMILAR_CASES, query)
    case = find_case(client, case_id)
    types = types_of(client, case["owner"])
    owners = frozenset(allowed_owners(client.account, "access cases")) & {case["owner"]}
    pairs = [pair for pair in _pairs(case) if pair[0] in types]
    if not pairs:
        per_page = number(query, "perPage", 0)
        return {"cases": [], "page": 1, "per_page": per_page, "total": 0}
    page, per_page, first, last = window(query)
    index = index_of(client.objects.cases)
    others = Filter({"observables": frozenset(pairs), "owner": owners})
    found = index.narrow(index.find(others), lambda other: other["id"] != case_id)
    return {
        "cases": [
            {
                **without_attachments(other),
                "similarities": {"observables": _similarities(pairs, other, types)},
            }
            for other in islice(index.cases(found), first, last)
        ],
        "page": page,
        "per_page": per_page,
        "total": found.bit_count(),
    }


def _check_license(client: Client) -> None:
    if client.deployment.settings.license == "basic":
        raise forbidden(
            "In order to use the similar cases feature, "
            "you must be subscribed to an Elastic Platinum license"
        )


def _pairs(case: Document) -> dict[Pair, None]:
    return dict.fromkeys((seen["typeKey"], seen["value"]) for seen in case["observables"])


def _similarities(
    pairs: Iterable[Pair], other: Document, types: Mapping[str, str]
) -> list[Document]:
    """Return the observables *pairs* that *other* has; Kibana cuts a value at its first comma."""
    shared = _pairs(other)
    return [
        {"typeKey": key, "typeLabel": types[key], "value": value.partition(",")[0]}
        for key, value in pairs
        if (key, value) in shared
    ]


class SimilarCases(Paged):
    """Body of ``POST /internal/cases/{id}/_similar``."""

    page = NumberText()
    perPage = NumberText()


SIMILAR_CASES: Final = SimilarCases()


def find_similar(call: Call) -> Answer:
    """``POST /internal/cases/{case_id}/_similar``."""
    return Answer(body=similar(client(call), call.params["case_id"], call.body or {}))
