"""Comments, alerts and files of a case, and its push to a connector."""

from typing import Final

from mockbana.kibana.http.call import Route

ROUTES: Final[tuple[Route, ...]] = ()
