"""The version of the API that a request asks for; most routes don't look at it.

Source: kibana src/core/packages/http/router-server-internal/src/versioned_router
"""

import re
from datetime import date
from typing import Final

from .call import Call, Route
from .errors import bad_request

_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile("[1-9][0-9]*")


def check_api_version(call: Call, route: Route) -> None:
    """Refuse a version that a *versioned* route doesn't have (400); none is the oldest."""
    if "apiVersion" in call.query:
        raise bad_request(
            'Use of query parameter "apiVersion" is not allowed. '
            'Please specify the API version using the "elastic-api-version" header.'
        )
    asked = call.headers.get("elastic-api-version", route.api_version)
    if asked == route.api_version:
        return
    if complaint := _badly_written(asked, route):
        raise bad_request(complaint)
    place = f"[{route.method.lower()}] [{route.path}]"
    known = f"Available versions are: [{route.api_version}]"
    raise bad_request(f'No version "{asked}" available for {place}. {known}')


def _badly_written(asked: str, route: Route) -> str:
    if route.access == "public":
        expected = "expected a valid date string formatted as YYYY-MM-DD."
        return "" if _is_date(asked) else f'Invalid version. Received "{asked}", {expected}'
    expected = "expected a string containing _only_ a finite, whole number greater than 0."
    number = _NUMBER.fullmatch(asked)
    return "" if number else f'Invalid version number. Received "{asked}", {expected}'


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None
