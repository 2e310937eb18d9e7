"""The words that fake cases are made of, besides the names that Faker knows."""

from typing import Final

from .observability import OBSERVABILITY
from .office import OFFICE
from .security import SECURITY

STORIES: Final = {
    "securitySolution": SECURITY,
    "observability": OBSERVABILITY,
    "cases": OFFICE,
}
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
