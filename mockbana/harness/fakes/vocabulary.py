"""The words that fake cases are made of, besides the names that Faker knows.

What a fake case is about.

Words in braces are the facts that ``cases`` draws for each case, e.g. ``{server}``. A case may
end after any line of *work*, so every line has to agree with every line of *done*.
"""

from typing import Final, NamedTuple

SITES: Final = ("ams", "fra", "lon", "nyc", "sfo", "sin")
SERVICES: Final = ("billing-api", "cart", "checkout", "identity", "payments", "search", "stock")
CITIES: Final = (
    "Athens",
    "Bogotá",
    "Cape Town",
    "Chicago",
    "Kraków",
    "Lisbon",
    "Lyon",
    "Montréal",
    "Mumbai",
    "Nairobi",
    "Oslo",
    "Santiago",
    "Seoul",
    "Toronto",
    "Vienna",
    "Zürich",
)
STARTS: Final = (
    "Taking this one.",
    "On it. {colleague}, can you have a second look when I have something?",
    "Looking into it, first findings within {minutes} minutes.",
    "Thanks for the report. Starting now.",
    "Picked up; the earlier notes are in {ticket}.",
)
ASIDES: Final = (
    "Timeline is in {ticket}, please add to it instead of starting a new one.",
    "{colleague} agrees with the severity. Next update on the hour.",
    "{colleague} reads along and takes over at the end of my shift.",
    "Told {name} what we know so far.",
)
OFFICE_STARTS: Final = (
    "Taking this one.",
    "Mine. {colleague} stands in for me on Friday.",
    "Thanks, mine from now on.",
)
OFFICE_ASIDES: Final = (
    "{colleague} has the older papers, asked for them.",
    "Waiting for an answer.",
    "Talked to {name}, no objections.",
)

HOURS: Final = (2_700, 5_400, 9_000, 14_400, 28_800)
DAYS: Final = (21_600, 43_200, 86_400, 172_800, 345_600)
WEEKS: Final = (172_800, 604_800, 1_209_600, 2_592_000)


class Story(NamedTuple):
    """One kind of trouble; *work* is the thread in the order of work, *done* how it can end.

    *lives* are usual times from opening to closing, in seconds. *rule* raised the alert that began
    it; without one it is work for office hours.
    """

    titles: tuple[str, ...]
    description: str
    category: str | None
    severities: tuple[str, ...]
    tags: tuple[str, ...]
    work: tuple[str, ...]
    done: tuple[str, ...]
    lives: tuple[int, ...]
    rule: str | None = None
