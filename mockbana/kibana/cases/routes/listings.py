"""Tags, reporters and alerts: what is known across cases."""

from typing import Final

from mockbana.kibana.http.call import Route

ROUTES: Final[tuple[Route, ...]] = ()
