"""The fields that entries are counted by: where each noun has their values, as SQL."""

from collections.abc import Sequence
from typing import NamedTuple

from tpcli.errors import UsageError
from tpcli.query.nouns import NOUNS, happened
from tpcli.text.nearest import Unknown

DIMENSIONS = ("decade", "year", "theme", "country", "kind", "type", "organisation", "verdict", "status", "outcome")
"""The dimensions of `--by`."""

MANY = {
    "events": ("theme", "country", "organisation"),
    "deals": ("theme", "country", "kind", "organisation"),
    "facts": (),
}
"""Multi-valued dimensions: an entry counts once under each value."""


class Dimension(NamedTuple):
    """Where an entry has the values that it is counted by."""

    value: str
    join: str = ""
    """SQL that gives an entry one row for each of its values."""
    texts: str | None = None
    """The entry's own values as a JSON list, where that is where they come from."""
    encoded: str | None = None
    """The encoded field of events that settles the value."""


def _list(texts: str, encoded: str | None = None) -> Dimension:
    return Dimension("{0}.value", f"LEFT JOIN json_each({texts}) AS {{0}}", texts, encoded)


# Only what the date settles: 195X has a decade but no year, 19XX neither. An interval counts where it begins, a set
# where all of its dates are of one year or decade. Most dates begin with their year, and need no function.
_YEAR = Dimension(
    "CASE WHEN e.date GLOB '[0-9][0-9][0-9][0-9]*' THEN substr(e.date, 1, 4) ELSE settled(e.date, 4) END",
    encoded="date",
)
_DECADE = Dimension(
    "CASE WHEN e.date GLOB '[0-9][0-9][0-9]*' THEN substr(e.date, 1, 3) ELSE settled(e.date, 3) END || '0s'",
    encoded="date",
)
_OF_EVENTS = f"LEFT JOIN event AS {{0}}x ON {{0}}x.deal = e.id AND {happened('{0}x')}"

OUTCOMES = ("delivered", "under way", "talks", "ended", "no stage")
"""The outcomes of a deal: delivered; signed and not over; not signed; lapsed or cancelled; nothing known of a stage."""
# By the effect of stages and their order, so that it holds for stages of a record's own.
_OF_STAGES = "FROM term WHERE field = 'stage' AND"
_OUTCOME = (
    "CASE WHEN e.status IS NULL THEN 'no stage' "
    f"WHEN e.status IN (SELECT coalesce(status, value) {_OF_STAGES} effect = 'ends') THEN 'ended' "
    f"WHEN e.status = 'delivered' OR e.status = (SELECT coalesce(status, value) {_OF_STAGES} effect = 'advances' "
    "GROUP BY coalesce(status, value) ORDER BY min(term) DESC LIMIT 1) "
    "THEN 'delivered' "
    f"WHEN (SELECT min(term) {_OF_STAGES} coalesce(status, value) = e.status) "
    f"< (SELECT min(term) {_OF_STAGES} coalesce(status, value) = 'signed') THEN 'talks' ELSE 'under way' END"
)

BY: dict[str, dict[str, Dimension]] = {
    "events": {
        "decade": _DECADE,
        "year": _YEAR,
        "theme": _list("e.themes", "themes"),
        "country": _list("e.countries", "countries"),
        "kind": Dimension("e.kind", encoded="kind"),
        "type": Dimension("e.type"),
        "organisation": _list("e.organisations", "organisations"),
        "place": Dimension("e.place"),
        "deal": Dimension("e.deal"),
        "stage": Dimension("e.stage"),
        "confidence": Dimension("e.confidence"),
        "source": Dimension("json_extract({0}.value, '$.source')", "LEFT JOIN json_each(e.sources) AS {0}"),
    },
    "deals": {
        "decade": _DECADE,
        "year": _YEAR,
        "theme": Dimension("{0}.value", _OF_EVENTS + " LEFT JOIN json_each({0}x.themes) AS {0}"),
        "country": _list("json_array(e.supplier, e.recipient)"),
        "kind": Dimension("{0}x.kind", _OF_EVENTS),
        "type": Dimension("e.type"),
        "organisation": _list("e.organisations"),
        "status": Dimension("e.status"),
        "outcome": Dimension(_OUTCOME),
        "supplier": Dimension("e.supplier"),
        "recipient": Dimension("e.recipient"),
    },
    "facts": {
        "theme": Dimension("e.theme"),
        "verdict": Dimension("e.verdict"),
        "claimed-by": Dimension("e.claimed_by"),
    },
    "sources": {"publisher": Dimension("e.publisher")},
}

_deal = NOUNS["deals"].columns
ENTRIES = {
    "events": "event",
    "deals": f"(SELECT e.*, {_deal['first'].sql} AS date, {_deal['status'].sql} AS status FROM deal AS e)",
    "facts": "fact",
    "sources": "source",
}


def dimension(typed: str) -> str:
    """The dimension that a user means. Raises UsageError, naming the nearest."""
    name = typed.strip().lower()
    if name not in DIMENSIONS:
        raise Unknown("--by", typed, DIMENSIONS, "known")
    return name


class By(NamedTuple):
    """What to count, and by what, as it was asked for."""

    names: Sequence[str] = ()
    """Dimensions, as they were typed."""
    noun: str | None = None
    """events, deals or facts; None for those that the dimensions and filters are of."""


def counted_noun(by: Sequence[str], noun: str | None, *, of_deals: bool) -> str:
    """The noun that is counted: `noun`, else facts by verdict, deals by status or type or where only they can answer.

    Raises UsageError where the noun has no such dimension, or the dimensions have nothing in common.
    """
    if noun:
        others = [name for name in by if name not in BY[noun]]
        if others:
            known = ", ".join(name for name in DIMENSIONS if name in BY[noun])
            raise UsageError(f"{noun} are not counted by {others[0]}: --by takes {known} for them")
        return noun
    if "verdict" in by:
        others = [name for name in by if name not in BY["facts"]]
        if others:
            raise UsageError(f"--by verdict counts facts, and a fact has no {others[0]}: only --by theme goes with it")
        return "facts"
    return "deals" if of_deals or {"status", "outcome", "type"} & {*by} else "events"
