"""Events along a time axis on a terminal, a lane a theme."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from tpcli.charts.axis import Scale, ticks
from tpcli.charts.data import Moment, Timeline
from tpcli.dates.edtf import OPEN_END, OPEN_START
from tpcli.dates.readable import human
from tpcli.terminal.cells import Cell, Span
from tpcli.terminal.grid import Ink, Lines, ink, runs
from tpcli.terminal.widths import width_of
from tpcli.text.safe import plain

HEIGHTS = "▁▂▃▄▅▆▇█"
STYLES = ("cyan", "magenta")
NARROW = 60
"""Below this width a lane's name is written above it."""


def draw(lines: Lines, timeline: Timeline) -> None:
    """Draw the lanes, the axis under them, and what the marks mean."""
    names = [plain(lane.name) for lane in timeline.lanes]
    counts = [f"{lane.number:,}" for lane in timeline.lanes]
    beside = lines.width >= NARROW
    indent = max(map(width_of, names), default=0) + 1 if beside else 0
    indent = min(indent, lines.width // 3)
    after = max(map(len, counts), default=0) + 1 if beside else 0
    scale = Scale(timeline.first, timeline.last, max(lines.width - indent - after, 1))
    axis, guides = axis_lines(scale, indent)
    marks = timeline.counted(lambda moment: _mark(moment, scale))
    columns = [_columns(of_lane, scale) for of_lane in marks]
    most = max((max(column) for column in columns), default=0)
    for n, (name, count) in enumerate(zip(names, counts, strict=True)):
        style = STYLES[n % len(STYLES)]
        row = _lane(marks[n], columns[n], most, guides, style)
        if beside:
            shown = name if width_of(name) < indent else name[: indent - 2] + "…"
            lines.lines.append([ink(shown + " " * (indent - width_of(shown))), *row, _dim(count.rjust(after))])
        else:
            lines.lines += [[ink(name), _dim(f"  {count}")], row]
    lines.lines += axis
    lines.blank()
    for text in _legend(timeline, {mark for of_lane in marks for mark in of_lane}, scale, most):
        lines.text(Cell(text, "dim"))
    _names(lines, timeline)


def _names(lines: Lines, timeline: Timeline) -> None:
    """Under the drawing: the date, title and id of each event, where they are few."""
    named = timeline.named
    if not named:
        return
    lines.blank()
    dates = [human(moment.date) for moment in named]
    width = max(map(width_of, dates)) + 2
    for date, moment in zip(dates, named, strict=True):
        title, id_ = plain(moment.title), plain(moment.id)
        spans = [Span(len(title), len(title) + 2 + len(id_), "dim")]
        lines.labelled(Cell(date, "cyan"), Cell(f"{title}  {id_}", "", spans), width)


class Mark(NamedTuple):
    """What a lane shows of an event."""

    column: int
    line: tuple[int, int] | None
    """The first and last column of an interval."""
    opens: bool
    """Whether it has no known end, or has it beyond the axis."""
    closes: bool
    """Whether it has no known beginning, or has it before the axis."""


def _mark(moment: Moment, scale: Scale) -> Mark:
    line = (scale.column(moment.start), scale.column(moment.end)) if moment.sort == "span" else None
    return Mark(scale.column(moment.place), line, moment.end == OPEN_END, moment.start == OPEN_START)


def _columns(marks: Counter[Mark], scale: Scale) -> list[int]:
    """How many marks fall into each column."""
    out = [0] * int(scale.size)
    for mark, number in marks.items():
        out[mark.column] += number
    return out


def _lane(marks: Iterable[Mark], counts: list[int], most: int, guides: set[int], style: str) -> list[Ink]:
    drawn = ["┊" if n in guides else " " for n in range(len(counts))]
    spans = [(mark, mark.line) for mark in marks if mark.line]
    for _, (first, last) in spans:
        drawn[first : last + 1] = "─" * (last + 1 - first)
    if any(mark.opens for mark, _ in spans):
        drawn[-1] = "▷"
    if any(mark.closes for mark, _ in spans):
        drawn[0] = "◁"
    for n, count in enumerate(counts):
        if count:
            drawn[n] = _height(count, most)
    return runs(drawn, ["dim" if character == "┊" else style for character in drawn])


def _height(count: int, most: int) -> str:
    """One event as a dot; several as their number, or where some column holds ten or more as a height."""
    if most < 10:
        return "●" if count == 1 else str(count)
    return HEIGHTS[min(round((len(HEIGHTS) - 1) * (count - 1) / (most - 1)), len(HEIGHTS) - 1)]


def _legend(timeline: Timeline, shown: Collection[Mark], scale: Scale, most: int) -> list[str]:
    days = (timeline.last - timeline.first + 1) / scale.size
    column = (
        f"{days / 365.25:.1f} years"
        if days > 400
        else f"{days / 30.44:.0f} months"
        if days > 45
        else f"{days:.0f} days"
    )
    signs = "● one event, 2 to 9 so many" if most < 10 else f"▁ one event to █ {most}"
    said = [f"a column is {column}", signs]
    if any(mark.line and mark.line[0] < mark.line[1] for mark in shown):
        said.append("─ goes on")
    if any(mark.line and (mark.opens or mark.closes) for mark in shown):
        said.append("▷ no known end, or beyond the axis")
    number = f"{timeline.events:,} {'event' if timeline.events == 1 else 'events'}"
    return [f"{number}; {', '.join(said)}"]


def axis_lines(scale: Scale, indent: int) -> tuple[list[list[Ink]], set[int]]:
    """The axis under a drawing as two lines, a rule with its ticks and their labels, and the columns of the ticks."""
    size = int(scale.size)
    marks: set[int] = set()
    labels = [" "] * size
    free = 0
    for tick in ticks(scale.first, scale.last, size // 7):
        column = scale.column(tick.day)
        at = min(max(column - len(tick.label) // 2, 0), size - len(tick.label))
        if at < free:
            continue
        labels[at : at + len(tick.label)] = tick.label
        free = at + len(tick.label) + 1
        marks.add(column)
    rule = "".join("┬" if n in marks else "─" for n in range(size))
    pad = ink(" " * indent)
    return [[pad, ink(rule, "dim")], [pad, ink("".join(labels).rstrip(), "bold")]], marks


def _dim(text: str) -> Ink:
    return ink(text, "dim")
