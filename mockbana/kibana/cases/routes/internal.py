"""Routes that Kibana's own user interface calls."""

from typing import Final

from mockbana.kibana.http.call import Route

ROUTES: Final[tuple[Route, ...]] = ()
