"""How a stage of a deal looks, by what it does to the deal (`effect`), whatever a record calls it."""

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """The mark of a stage on a terminal, its colour there, and the class of its line on a page."""

    mark: str
    colour: str
    page: str


BESIDE = Look("·", "", "beside")
"""An event of a deal that is no stage."""

EFFECTS = {
    "advances": Look("●", "bold", "reached"),
    "pauses": Look("✗", "red", "ended"),
    "ends": Look("✗", "red", "ended"),
}


def of_step(stage: str | None, effect: str | None) -> Look:
    """The look of a step in a deal's life; a stage that the vocabulary does not know moves a deal on."""
    return EFFECTS[effect or "advances"] if stage else BESIDE


COLOURS = {
    "delivered": "green", "partly-delivered": "green", "in-production": "yellow", "signed": "yellow",
    "lapsed": "red", "cancelled": "red", "suspended": "red",
    "supported": "green", "partly-supported": "yellow", "disputed": "red", "outdated": "dim", "opinion": "blue",
    "new": "green", "gone": "red", "retired": "dim", "renamed": "cyan", "changed": "yellow",
    "high": "green", "low": "red", "error": "red", "warning": "yellow",
}  # fmt: skip
"""The colours of words that say how something is: statuses, verdicts, confidence, severities."""


def colour_of(status: str, effects: Mapping[str, str], other: str = "cyan") -> str:
    """The colour of a status: its own, or that of what it does to a deal."""
    return COLOURS.get(status) or ("red" if effects.get(status) in ("ends", "pauses") else other)
