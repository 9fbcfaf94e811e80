"""The timeline as a picture in a page: one drawing for a desk, one for a phone, and what they show in words."""

import html
import sqlite3
from collections.abc import Callable

from markupsafe import Markup

from tpcli.charts.data import MOST_APART, timeline
from tpcli.charts.svg import NARROW, WIDE, svg
from tpcli.dates import edtf
from tpcli.query.question import Question
from tpcli.text.safe import plain

_MARKS = (
    "Each mark is an event, in the lane of each of its themes: filled where its date is known to the month or day, "
    "hollow where it is approximate, uncertain or known to the year, with a line where it goes on for a time."
)
_HEIGHTS = "The height is the number of events, in the lane of each of their themes."


def picture(connection: sqlite3.Connection, question: Question, address: Callable[[str], str | None]) -> Markup:
    """The figure; `address` says where the page of an event is."""
    shown = timeline(connection, question)
    first, last = edtf.civil(shown.first)[0], edtf.civil(shown.last)[0]
    lanes = ", ".join(f"{lane.name} {lane.number:,}" for lane in shown.lanes)
    name = text(f"{shown.events:,} events from {first} to {last}, by theme: {lanes}")

    def link(id_: str) -> str:
        return html.escape(address(id_) or "")

    return Markup(
        f'<figure>\n<div class="wide">{svg(shown, WIDE, name, text, link)}</div>\n'
        f'<div class="narrow">{svg(shown, NARROW, name, text, link)}</div>\n'
        f"<figcaption>{_MARKS if shown.events <= MOST_APART else _HEIGHTS}</figcaption>\n</figure>"
    )


def text(value: object) -> str:
    """Text of a record as text of HTML: no markup, no control characters, nothing that turns the direction."""
    return html.escape(plain(str(value)))
