"""A question as a value: what the user asked, whichever command answers it."""

from typing import NamedTuple

Words = tuple[tuple[str, ...], ...]
"""Alternatives; of one alternative all words must hold."""

CONFLICTS = ("conflicts", (("yes",),))
"""Asks for entries that say where sources disagree."""

STALE = ("stale", (("yes",),))
"""Asks for deals that are not over and of which nothing was heard for years."""


class Period(NamedTuple):
    """A stretch of time as Julian day numbers, both ends inclusive; None where it is open."""

    start: int | None
    end: int | None


class Question(NamedTuple):
    """A question; an empty one asks for everything. `tpcli.query.filters` says what it means for each noun."""

    periods: tuple[Period, ...] = ()
    """Any of them, overlapped by the entry's own time."""
    words: tuple[tuple[str, Words], ...] = ()
    """By the names of `FILTERS`, each with alternatives; `status` and `conflicts` too."""
    match: str | None = None
    """A full-text expression made by `full_text`."""
    as_of: int | None = None
    """The last day that counts for deals: what they were then, and the stages they had by then."""
    left_out: "tuple[Question, ...]" = ()
    """Whatever answers one of these does not answer this question."""
    sort: str | None = None
    reverse: bool = False
    limit: int | None = None

    @property
    def start(self) -> int | None:
        """The first day asked for; None where there is none."""
        starts = [period.start for period in self.periods if period.start is not None]
        return min(starts) if starts and len(starts) == len(self.periods) else None

    @property
    def end(self) -> int | None:
        """The last day asked for; None where there is none."""
        ends = [period.end for period in self.periods if period.end is not None]
        return max(ends) if ends and len(ends) == len(self.periods) else None

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for beside order and number."""
        return self._replace(sort=None, reverse=False, limit=None) != Question()

    @property
    def asks_deals(self) -> bool:
        """Whether something is asked that only deals have."""
        return self.as_of is not None or any(
            name in ("status", "stale", "supplier", "recipient") for name, _ in self.words
        )

    def only(self, *names: str) -> "tuple[tuple[str, Words], ...]":
        """The words asked for under those names."""
        return tuple(words for words in self.words if words[0] in names)
