"""The lines under a table of deals: how many there are, and what they are worth."""

import sqlite3
from collections.abc import Sequence

from tpcli.commandline.asking import counted
from tpcli.query.question import Question

SAID = {"ended": "lapsed or cancelled", "talks": "only talked about", "no stage": "no stage known"}
"""How what became of deals is said, where not as it is called."""


def totals(connection: sqlite3.Connection, question: Question, number: int) -> Sequence[str]:
    """How many deals, and the sums of their values by what became of them, a currency at a time.

    What is disputed is never summed.
    """
    from tpcli.dates.readable import amount
    from tpcli.query.counts import sums
    from tpcli.query.dimensions import OUTCOMES

    found = sums(connection, question, ["outcome"])
    known = [row for row in found if row.currency is not None]
    lines = [counted(number, "deals")]
    for outcome in OUTCOMES:
        settled = [f"{r.currency} {amount(r.value)}" for r in known if r.keys == (outcome,) and r.value is not None]
        if settled:
            lines.append(f"known values, {SAID.get(outcome, outcome)}: {', '.join(settled)}")
    for row in known:
        if row.apart_low is not None and row.apart_high is not None:
            low, high = amount(row.apart_low), amount(row.apart_high)
            between = low if low == high else f"{low} to {high}"
            apart = counted(row.apart, "deals")
            said = SAID.get(row.keys[0] or "", row.keys[0])
            lines.append(f"disputed or a range, not summed above, {said}: {row.currency} {between} ({apart})")
    unknown = sum(row.deals for row in found if row.currency is None)
    if unknown:
        lines.append(f"no known value: {counted(unknown, 'deals')}")
    return lines
