"""The tokens for the years and the days of the year of a date: build marks entries with them, queries look for them."""

from collections.abc import Iterator

YEAR_TOKENS = (("y", 1), ("d", 10), ("c", 100))
"""A letter for years, decades and centuries, and how many years each is."""

MOST_YEARS = 30
"""A date that touches more years than this is marked `long` instead of with each of them."""

MOST_TOKENS = 40
"""A range is looked for by the smallest unit that it holds fewer of than this."""

Day = tuple[int, int, int]
"""A year, a month and a day."""

_BEFORE_ALL = 10_000
"""Added to years, so that no token has a sign, which the tokenizer would take for a space."""


def day_tokens(first: Day | None, last: Day | None) -> str:
    """The tokens of a date's first and last day, `on0224`, and of the months that days between them are in, `in02`;
    `during` instead of those of all twelve. None is an open end, with no days before or after it.
    """
    ends = "".join(f" on{month:02}{day:02}" for _, month, day in dict.fromkeys(end for end in (first, last) if end))
    if first is None or last is None or first == last:
        return ends
    months = 12 * (last[0] - first[0]) + last[1] - first[1] + 1
    if months >= 12:
        return f"{ends} during"
    return ends + "".join(f" in{(first[1] - 1 + n) % 12 + 1:02}" for n in range(months))


def day_expression(month: int, day: int) -> str:
    """An expression for dates that begin, end or may go on that day of some year: of a month not every day need be."""
    return f"on{month:02}{day:02} OR in{month:02} OR during"


def year_tokens(letter: str, size: int, first: int, last: int) -> Iterator[str]:
    """The tokens of one unit from one year to another, both included."""
    low, high = (first + _BEFORE_ALL) // size, (last + _BEFORE_ALL) // size
    return (f"{letter}{number}" for number in range(low, high + 1))


def year_expression(first: int, last: int) -> str | None:
    """The FTS5 expression for dates that touch these years; None where the years are too many to name."""
    for letter, size in YEAR_TOKENS:
        if (last - first) // size < MOST_TOKENS:
            return " OR ".join(["long", *year_tokens(letter, size, first, last)])
    return None
