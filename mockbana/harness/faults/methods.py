"""One method per kind of fault."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Unpack

from mockbana.harness.faults.fault import Fault
from mockbana.harness.faults.options import Which
from mockbana.harness.faults.rule import Rule
from mockbana.harness.nearest import NamesNearest
from mockbana.harness.tracebacks import hide_frames_of

if TYPE_CHECKING:
    from mockbana.harness.faults.delays import Distribution
    from mockbana.harness.faults.parameters import CertificateProblem, Headers, Mode, Reason

_KIBANA: Any = object()
"""Stands for the body that Kibana has for a status."""


@hide_frames_of
class KindMethods(NamesNearest, ABC):
    """The rules in force, here or elsewhere, and a method per kind that adds one.

    Each method returns the rule, a context manager that removes it at the end.
    """

    @abstractmethod
    def add(self, fault: Fault | Mapping[str, Any]) -> Rule:
        """Put a rule, or what ``Fault.from_dict`` takes, into force behind the others."""

    @abstractmethod
    def remove(self, rule: Rule | str) -> None:
        """Remove a rule, or the one with an id; ``KeyError`` when it isn't there."""

    @abstractmethod
    def clear(self) -> None:
        """Remove all rules; ids are not used again."""

    @abstractmethod
    def reset(self, faults: Iterable[Fault | Mapping[str, Any]] = ()) -> None:
        """Put *faults* alone into force."""

    @abstractmethod
    def unused(self) -> Sequence[Rule]:
        """Return the rules with ``times`` that never struck, ended blocks included."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def __iter__(self) -> Iterator[Rule]: ...

    @abstractmethod
    def __getitem__(self, rule_id: str) -> Rule:
        """Return the rule with an id; ``KeyError`` without one."""

    def __repr__(self) -> str:
        try:
            rules = ", ".join(f"{rule.id}: {rule.fault!r}" for rule in self) or "none"
        except ConnectionError as error:
            rules = str(error)
        return f"<fault rules: {rules}>"

    def _add(self, kind: str, which: Which, **parameters: Any) -> Rule:
        return self.add(Fault(kind, **which, **parameters))

    def unauthorized(self, *, reason: "Reason" = "missing", **which: Unpack[Which]) -> Rule:
        """401: no credentials, bad ones, or an expired key."""
        return self._add("unauthorized", which, reason=reason)

    def forbidden(self, *, message: str | None = None, **which: Unpack[Which]) -> Rule:
        """403: the user lacks the privilege."""
        return self._add("forbidden", which, message=message)

    def not_found(self, *, message: str | None = None, **which: Unpack[Which]) -> Rule:
        """404: the cases aren't there."""
        return self._add("not_found", which, message=message)

    def version_conflict(
        self,
        *,
        mode: "Mode" = "concurrent_edit",
        user: str | None = None,
        edit: Mapping[str, Any] | None = None,
        **which: Unpack[Which],
    ) -> Rule:
        """409: another *user* makes an *edit* of the case first, or so it is said."""
        given = {"user": user} if user is not None else {}
        return self._add("version_conflict", which, mode=mode, edit=edit, **given)

    def overloaded(self, *, retry_after: int | str | None = None, **which: Unpack[Which]) -> Rule:
        """429 of the rate limiter."""
        return self._add("overloaded", which, retry_after=retry_after)

    def rate_limited(
        self,
        requests: int,
        window: float,
        *,
        per: Literal["user"] | None = None,
        **which: Unpack[Which],
    ) -> Rule:
        """429 once more than *requests* come within *window* seconds, of all or *per* user."""
        return self._add("rate_limited", which, requests=requests, window=window, per=per)

    def internal_error(self, *, message: str | None = None, **which: Unpack[Which]) -> Rule:
        """500 of an exception."""
        return self._add("internal_error", which, message=message)

    def bad_gateway(self, *, message: str | None = None, **which: Unpack[Which]) -> Rule:
        """502 of a proxy, in HTML."""
        return self._add("bad_gateway", which, message=message)

    def not_ready(self, *, retry_after: int | str | None = 30, **which: Unpack[Which]) -> Rule:
        """503 of a Kibana that is starting, in plain text."""
        return self._add("not_ready", which, retry_after=retry_after)

    def license_unavailable(
        self, *, retry_after: int | str | None = 30, **which: Unpack[Which]
    ) -> Rule:
        """503 of a Kibana without Elasticsearch."""
        return self._add("license_unavailable", which, retry_after=retry_after)

    def shutting_down(
        self, *, retry_after: int | str | None = None, **which: Unpack[Which]
    ) -> Rule:
        """503 of a Kibana that is being stopped."""
        return self._add("shutting_down", which, retry_after=retry_after)

    def gateway_timeout(self, *, message: str | None = None, **which: Unpack[Which]) -> Rule:
        """504 of a proxy, in HTML."""
        return self._add("gateway_timeout", which, message=message)

    def status(
        self,
        status: int,
        *,
        body: Any = _KIBANA,
        headers: "Headers | None" = None,
        **which: Unpack[Which],
    ) -> Rule:
        """Any status; a *body* that is text is sent as it is, anything else as JSON."""
        given = {} if body is _KIBANA else {"body": body}
        return self._add("status", which, status=status, headers=headers, **given)

    def delay(
        self,
        seconds: float | None = None,
        *,
        distribution: "str | Mapping[str, Any] | Distribution | None" = None,
        **which: Unpack[Which],
    ) -> Rule:
        """Let the answer come later, by *seconds* or by a random time."""
        return self._add("delay", which, seconds=seconds, distribution=distribution)

    def hang(self, seconds: float | None = None, **which: Unpack[Which]) -> Rule:
        """Give no answer for *seconds*, or for as long as the client waits."""
        return self._add("hang", which, seconds=seconds)

    def connection_reset(self, **which: Unpack[Which]) -> Rule:
        """Reset the TCP connection."""
        return self._add("connection_reset", which)

    def empty_response(self, **which: Unpack[Which]) -> Rule:
        """End the connection without a byte."""
        return self._add("empty_response", which)

    def random_data_then_close(self, *, bytes: int | None = None, **which: Unpack[Which]) -> Rule:
        """Send random bytes that aren't HTTP."""
        return self._add("random_data_then_close", which, bytes=bytes)

    def malformed_response_chunk(self, *, bytes: int | None = None, **which: Unpack[Which]) -> Rule:
        """Send a good chunk of *bytes*, then one that is none."""
        return self._add("malformed_response_chunk", which, bytes=bytes)

    def truncated_body(self, *, bytes: int | None = None, **which: Unpack[Which]) -> Rule:
        """Send only *bytes* of the body that was promised."""
        return self._add("truncated_body", which, bytes=bytes)

    def malformed_json(self, **which: Unpack[Which]) -> Rule:
        """Send whole HTTP, half the JSON."""
        return self._add("malformed_json", which)

    def slow_body(
        self,
        *,
        seconds: float | None = None,
        bytes_per_second: float | None = None,
        **which: Unpack[Which],
    ) -> Rule:
        """Send the body at a snail's pace."""
        return self._add("slow_body", which, seconds=seconds, bytes_per_second=bytes_per_second)

    def refused(self, seconds: float | None = None, **which: Unpack[Which]) -> Rule:
        """Let the port refuse connections for *seconds*, or as long as the block lasts.

        All of them, at once: none of *which* can be given.
        """
        return self._add("refused", which, seconds=seconds)

    def bad_certificate(
        self, *, problem: "CertificateProblem" = "expired", **which: Unpack[Which]
    ) -> Rule:
        """Show a certificate that clients must not trust; *which* counts handshakes."""
        return self._add("bad_certificate", which, problem=problem)
