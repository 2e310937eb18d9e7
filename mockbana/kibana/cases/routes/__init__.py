"""The routes of the Cases API: each handler reads, calls and answers.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api
"""

from typing import Final

from . import attachments, cases, configure, internal, listings

ROUTES: Final = (
    *cases.ROUTES,
    *attachments.ROUTES,
    *configure.ROUTES,
    *listings.ROUTES,
    *internal.ROUTES,
)
