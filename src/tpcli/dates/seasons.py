"""The parts of a year that EDTF writes in the place of a month: seasons, quarters, thirds and halves."""

from typing import NamedTuple


class Season(NamedTuple):
    """A part of a year that has a code in the place of a month (ISO 8601-2, 4.8)."""

    name: str
    first: int
    """Its first month. A season that begins in December runs into the next year."""
    months: int


SEASONS = {
    code: Season(*season)
    for code, season in enumerate(
        [
            *[("spring", 3, 3), ("summer", 6, 3), ("autumn", 9, 3), ("winter", 12, 3)],
            *[("northern spring", 3, 3), ("northern summer", 6, 3), ("northern autumn", 9, 3)],
            *[("northern winter", 12, 3), ("southern spring", 9, 3), ("southern summer", 12, 3)],
            *[("southern autumn", 3, 3), ("southern winter", 6, 3)],
            *[("Q1", 1, 3), ("Q2", 4, 3), ("Q3", 7, 3), ("Q4", 10, 3)],
            *[("Jan–Apr", 1, 4), ("May–Aug", 5, 4), ("Sep–Dec", 9, 4), ("H1", 1, 6), ("H2", 7, 6)],
        ],
        21,
    )
}
"""21 to 24 seasons (as the northern hemisphere has them), 25 to 28 northern and 29 to 32 southern ones, 33 to 36
quarters, 37 to 39 thirds and 40 and 41 halves of a year."""
