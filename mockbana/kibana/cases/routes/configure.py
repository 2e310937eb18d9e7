"""The configuration of the cases of an owner."""

from typing import Final

from mockbana.kibana.http.call import Route

ROUTES: Final[tuple[Route, ...]] = ()
