"""Believable fake cases. Importing this module imports Faker, which takes a while."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

from mockbana.harness.fakes.stories import STORIES
from mockbana.harness.fakes.team import Dice, Facts, User, World, draw_facts
from mockbana.harness.fakes.timeline import Case, history
from mockbana.harness.fakes.vocabulary import CITIES, Story


class CaseFaker:
    """The cases of one team: few people, many cases.

    Times lie in 2025 whatever the clock says; names are those that the installed Faker knows in
    *locale*.
    Errors: ``ValueError`` for a locale that Faker doesn't know.
    """

    def __init__(self, seed: int, locale: str = "en_US") -> None:
        self._seed = seed
        self._world = World(seed, locale)

    def case(self, index: int, /, **given: Any) -> Case:
        """Return fake case number *index*; the same seed and index always give the same case.

        Keys in *given* are kept as given, right or wrong, and the rest is made to fit:
        ``closed_at`` makes a closed case, ``updated_at=None`` one that nobody has touched.
        What needn't differ from the case without *given* doesn't.
        """
        key = f"{self._seed}/{index}"
        dice, digest = Dice(key), blake2b(key.encode(), digest_size=48).digest()
        *cast, affected = self._people(dice)
        facts = draw_facts(self._world, dice, affected, cast[2]) | {"sha": digest[16:].hex()}
        given = {"owner": dice.pick(tuple(STORIES)), **given}
        story = dice.pick(STORIES.get(str(given["owner"]), STORIES["cases"]))
        return {
            "id": str(UUID(bytes=digest[:16], version=4)),
            "owner": given["owner"],
            **_subject(story, facts, dice),
            "settings": {"syncAlerts": given["owner"] == "securitySolution"},
            "connector": {"id": "none", "name": "none", "type": ".none", "fields": None},
            "customFields": [],
            **history(given, story, facts, cast, dice),
            **given,
        }

    def cast(self, indices: Iterable[int]) -> list[User]:
        """Return those who work on the cases with these *indices*, by name."""
        found: dict[str, User] = {}
        for index in indices:
            *cast, _ = self._people(Dice(f"{self._seed}/{index}"))
            found |= {user["username"]: user for user in cast}
            if len(found) == len(self._world.people):
                break
        return [found[name] for name in sorted(found)]

    def _people(self, dice: Dice) -> list[User]:
        """Return the reporter, the two of the team, and whom it is about: the first draw."""
        return dice.few(self._world.people, 4)

    def custom_fields(self, index: int, configured: Sequence[Case]) -> list[Case]:
        """Return the custom fields that case number *index* has where these are *configured*."""
        dice = Dice(f"{self._seed}/{index}/custom fields")
        return [
            {"key": field["key"], "type": field["type"], "value": self._custom_value(field, dice)}
            for field in configured
        ]

    def _custom_value(self, field: Case, dice: Dice) -> Any:
        """Return a value; sometimes the default, or none where none is needed."""
        default, chance = field.get("defaultValue"), dice.random()
        if default is not None and chance < 0.4:
            return default
        if not field["required"] and chance > 0.8:
            return None
        match field["type"]:
            case "toggle":
                return dice.below(2) == 1
            case "number":
                return dice.below(1_000)
            case _:
                texts = (f"REF-{dice.below(90_000) + 10_000}", dice.pick(CITIES))
                return dice.pick((*texts, dice.pick(self._world.companies)))


def _subject(story: Story, facts: Facts, dice: Dice) -> Case:
    return {
        "title": dice.pick(story.titles).format_map(facts),
        "description": story.description.format_map(facts),
        "tags": [*story.tags, *dice.pick(((), (facts["site"],), (facts["ticket"],)))],
        "severity": dice.pick(story.severities),
        "category": story.category,
    }
