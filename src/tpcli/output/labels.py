"""Short words for parts of an entry, on a terminal and in a note alike."""

from tpcli.dates.readable import human
from tpcli.query.details import Citing, Claim, Line


def item_said(designation: str, quantity: int | None, note: str | None = None) -> str:
    """One line of a deal: `4 × corvette (the first ship)`."""
    return (f"{quantity:,} × " if quantity is not None else "") + designation + (f" ({note})" if note else "")


def label_of(line: Line | Claim | Citing) -> str:
    """The label before an entry in a list: its date or verdict, else its noun."""
    said = line.verdict if isinstance(line, Claim) else human(line.date)
    return said or line.noun
