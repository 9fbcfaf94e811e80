"""How stages, statuses and verdicts look. A stage or a status looks like what it does to a deal (its effect), whatever
a record calls it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

_Mark = TypeVar("_Mark")


class Look(NamedTuple):
    """The mark of a stage on a terminal and its colour there, and on a page the class of its line and of a badge."""

    mark: str
    colour: str
    page: str
    badge: str


BESIDE = Look("·", "", "beside", "soft")
"""An event of a deal that is no stage."""

EFFECTS = {
    "advances": Look("●", "yellow", "reached", "fair"),
    "completes": Look("●", "green", "reached", "good"),
    "pauses": Look("✗", "red", "ended", "bad"),
    "ends": Look("✗", "red", "ended", "bad"),
}

WORDS = {
    "supported": "green", "partly-supported": "yellow", "disputed": "red", "outdated": "dim", "opinion": "blue",
    "new": "green", "gone": "red", "retired": "dim", "renamed": "cyan", "changed": "yellow",
    "high": "green", "low": "red", "error": "red", "warning": "yellow",
}  # fmt: skip
"""The colours of words of our own: verdicts, confidence, severities, what became of an entry."""
BADGES = {"green": "good", "yellow": "fair", "red": "bad", "blue": "calm"}
"""The class of a badge by the colour of its word on a terminal."""


def of_step(stage: str | None, effect: str | None) -> Look:
    """The look of a step in a deal's life; a stage that the vocabulary does not know moves a deal on."""
    return EFFECTS[effect or "advances"] if stage else BESIDE


def colour_of(word: str, effects: Mapping[str, str], other: str = "") -> str:
    """The colour of a status, a verdict or the like, `other` for any other word.

    `effects` says what each status does to a deal, as `tpcli.query.effects` has it. A status may be followed by when it
    was last heard of.
    """
    status = word if word in effects else word.partition(", last heard of ")[0]
    return EFFECTS[effects[status]].colour if status in effects else WORDS.get(word, other)


def badge_of(word: str, effects: Mapping[str, str]) -> str:
    """The class of the badge of a status or a verdict; its word is always there too."""
    return BADGES.get(colour_of(word, effects), "soft")


USUAL = {"suspended": "pauses", "lapsed": "ends", "cancelled": "ends"}
"""What the statuses that every record has do to a deal, where they do not move it on."""


def marks_of(
    statuses: Sequence[str], effects: Mapping[str, str], own: Mapping[str, _Mark], others: Sequence[_Mark]
) -> dict[str, _Mark]:
    """The mark of each status in a picture: the one in `own` as long as the status does to a deal what it usually does.

    Else that of another with its effect, if it ends a deal or pauses it, or the next of `others`.
    """
    stopped = {effect: own[status] for status, effect in reversed(USUAL.items())}
    marks: dict[str, _Mark] = {}
    for status in statuses:
        effect = effects.get(status)
        if effect in stopped:
            marks[status] = own[status] if USUAL.get(status) == effect else stopped[effect]
        elif status in own and status not in USUAL:
            marks[status] = own[status]
        else:
            marks[status] = others[sum(mark in others for mark in marks.values()) % len(others)]
    return marks
