"""What a fake case is about.

Words in braces are the facts that ``cases`` draws for each case, e.g. ``{server}``. A case may
end after any line of *work*, so every line has to agree with every line of *done*.
"""

from typing import Final, NamedTuple

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
