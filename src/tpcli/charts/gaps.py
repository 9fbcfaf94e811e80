"""The years and decades of which there is nothing to count, which a time axis shows all the same."""

from collections.abc import Sequence

from tpcli.query.counts import Count

LONGEST_AXIS = 120
"""From how many steps on a time axis is not filled up."""


def without_gaps(rows: Sequence[Count], by: str) -> list[Count]:
    """The counts by decade or year with those between that have none, as a time axis needs them."""
    step = {"decade": 10, "year": 1}.get(by)
    if step is None:
        return list(rows)
    known = {int(row.keys[0].rstrip("s")): row for row in rows if row.keys[0] is not None}
    if not known or (max(known) - min(known)) // step > LONGEST_AXIS:
        return list(rows)
    made = (Count((f"{year:04d}{'s' if step > 1 else ''}",), 0) for year in range(min(known), max(known) + 1, step))
    filled = [known.get(int((row.keys[0] or "").rstrip("s")), row) for row in made]
    return filled + [row for row in rows if row.keys[0] is None]
