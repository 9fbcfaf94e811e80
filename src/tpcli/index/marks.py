"""The tokens for the years that a date touches: build marks entries with them, queries look for them."""

from collections.abc import Iterator

YEAR_TOKENS = (("y", 1), ("d", 10), ("c", 100))
"""A letter for years, decades and centuries, and how many years each is."""

MOST_YEARS = 30
"""A date that touches more years than this is marked `long` instead of with each of them."""

MOST_TOKENS = 40
"""A range is looked for by the smallest unit that it holds fewer of than this."""

_BEFORE_ALL = 10_000
"""Added to years, so that no token has a sign, which the tokenizer would take for a space."""


def year_tokens(letter: str, size: int, first: int, last: int) -> Iterator[str]:
    """The tokens of one unit from one year to another, both included."""
    low, high = (first + _BEFORE_ALL) // size, (last + _BEFORE_ALL) // size
    return (f"{letter}{number}" for number in range(low, high + 1))


def year_expression(first: int, last: int) -> str | None:
    """What any date marked as touching these years matches; None where there are too many to name."""
    for letter, size in YEAR_TOKENS:
        if (last - first) // size < MOST_TOKENS:
            return " OR ".join(["long", *year_tokens(letter, size, first, last)])
    return None
