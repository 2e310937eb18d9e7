"""Kinds that strike connections, not requests: refused ones, and bad certificates."""

from typing import TYPE_CHECKING, Final

from mockbana.harness.faults.parameters import FaultError
from mockbana.kibana.http.routing import Call

if TYPE_CHECKING:
    from mockbana.harness.faults.engine import ActiveFault, FaultBook
    from mockbana.harness.faults.fault import Fault

PROBLEMS: Final = ("expired", "self_signed", "wrong_host")
ENDLESS: Final = (
    '"refused" needs "seconds" in a document and over HTTP: while the port is closed, no request '
    "could end it"
)
NO_TLS: Final = '"bad_certificate" needs a server with TLS: Mockbana(tls=True) or serve --tls'
NO_KEY: Final = (
    '"problem" can only be "self_signed" with a certificate that was brought along; the others '
    "need the key of its CA"
)


def no_request(_: "ActiveFault", __: Call) -> bool:
    """Leave requests alone."""
    return False


def check_refused(fault: "Fault") -> None:
    """Refuse what picks requests or connections: the port is closed to all of them."""
    check_connection(fault)
    for key in fault.schedule.given():
        hint = 'it is closed at once, for "seconds" or as long as the block lasts'
        raise FaultError(f'a closed port has no turns: leave out "{key}"; {hint}', key)


def check_connection(fault: "Fault") -> None:
    """Refuse what picks requests, which a connection has none of yet."""
    given = {"match": bool(fault.match.wanted), "phase": fault.phase != "before"}
    for key, is_given in given.items():
        if is_given:
            hint = f'leave out "{key}"'
            raise FaultError(f'"{fault.kind}" strikes connections, not requests; {hint}', key)


def check_end(fault: "Fault") -> None:
    """Refuse a rule out of a document that nothing could end."""
    if fault.behaviour.closes_port and fault.parameters["seconds"] is None:
        raise FaultError(ENDLESS, "seconds")


def check_certificate(fault: "Fault", book: "FaultBook") -> None:
    """Refuse a certificate that the server of *book* can't show; make it, if it can."""
    if not fault.behaviour.shows_certificate:
        return
    if not book.certificates:
        raise FaultError(NO_TLS, "kind")
    make = book.certificates.get(fault.parameters["problem"])
    if make is None:
        raise FaultError(NO_KEY, "problem")
    try:
        make()
    except RuntimeError as error:
        raise FaultError(str(error), "kind") from None
