"""Comments, alerts and files of a case, its history of 8.x, and its push to a connector.

Source: kibana x-pack/platform/plugins/shared/cases/server/routes/api/{comments,files,internal}
"""


def is_8(kibana_version: str) -> bool:
    """Whether endpoints that 9.0 removed are still there."""
    return kibana_version.startswith("8.")


def has_history(kibana_version: str) -> bool:
    """Whether the history can be had together with attachments."""
    return not kibana_version.startswith(("8.", "9.0."))


def touches_case(kibana_version: str) -> bool:
    """Whether deleting an attachment writes the case again.

    Source: elastic/kibana pull request 223992, merged when main was 9.1.0, then taken to 8.19
    """
    release = tuple(map(int, kibana_version.split(".")[:2]))
    return release >= (9, 1) or (8, 19) <= release < (9, 0)
