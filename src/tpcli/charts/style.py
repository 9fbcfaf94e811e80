"""How pictures look: colours, marks, sizes, and what several of them have in common.

Colours are those of Okabe and Ito (Color Universal Design, 2008), which people with any form of colour blindness can
tell apart; shapes or hatches say the same once more.
"""

import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from tpcli.charts.axis import ticks
from tpcli.text.safe import plain

BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000",
)  # fmt: skip
INK, SOFT, FAINT = "#222222", "#555555", "#DDDDDD"
GROUND = "#1B1B1B"
"""The background of a dark picture."""

WIDTH = 11.0
"""Inches, where none are asked for."""
DOT = 5.0
"""The width of a mark in points."""


class Drawing(NamedTuple):
    """A picture before it is drawn: how high it is in inches, its legend, and what draws it."""

    height: float
    legend: Sequence[Artist]
    draw: Callable[[SubFigure], None]


def lines(text: str, width: int) -> str:
    """A label on at most two lines, with an ellipsis where it is longer."""
    return "\n".join(textwrap.wrap(plain(text), width, max_lines=2, placeholder=" …"))


def time_axis(axes: Axes, first: int, last: int, most: int) -> None:
    marks = ticks(first, last, most)
    axes.set_xticks([tick.day for tick in marks], [tick.label for tick in marks])
    axes.set_xlim(first - (last - first) * 0.01, last + (last - first) * 0.01)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("date")
