"""The words that fake cases are made of, besides the names that Faker knows."""

from typing import Final

from mockbana.harness.fakes.stories.observability import OBSERVABILITY
from mockbana.harness.fakes.stories.office import OFFICE
from mockbana.harness.fakes.stories.security import SECURITY

STORIES: Final = {
    "securitySolution": SECURITY,
    "observability": OBSERVABILITY,
    "cases": OFFICE,
}
