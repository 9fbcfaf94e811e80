"""Deals on a terminal as bars from their first to their latest stage, with a mark for each stage reached."""

from collections.abc import Mapping

from tpcli.charts.axis import Scale
from tpcli.charts.data import Life, Lives, Step
from tpcli.charts.lanes import axis_lines
from tpcli.dates.edtf import OPEN_END, OPEN_START
from tpcli.output.looks import colour_of, marks_of
from tpcli.terminal.cells import Cell
from tpcli.terminal.grid import Ink, Lines, ink, runs
from tpcli.terminal.widths import width_of
from tpcli.text.safe import plain

SIGNS = {
    "talks": "○", "memorandum": "◇", "selected": "◈", "signed": "◆", "in-production": "■", "partly-delivered": "◐",
    "delivered": "●", "suspended": "‖", "lapsed": "✗", "cancelled": "⊗",
}  # fmt: skip
OTHERS = "▲▼★□△▽"
"""The marks of statuses that only a record of one's own knows, in their order."""

OPEN = "╌╌▷"
"""Drawn after the latest stage of a deal that is neither delivered nor ended."""

NARROW = 76
"""Below this width a deal's title is written above its bar."""
STATUS_FROM = 110
"""From this width on the status is written beside the bar."""


def draw(lines: Lines, lives: Lives) -> None:
    """Draw the deals, the axis under them, and what the marks mean."""
    beside = lines.width >= NARROW
    titles = [plain(life.title) for life in lives.lives]
    title = min(max(map(width_of, titles), default=0), lines.width * 2 // 5) if beside else 0
    indent = title + 1 if beside else 0
    states = [plain(life.status or "no stage known") for life in lives.lives]
    after = max(map(len, states), default=0) + 1 if lines.width >= STATUS_FROM else 0
    scale = Scale(lives.first, lives.last, max(lines.width - indent - after - len(OPEN), 1))
    axis, guides = axis_lines(scale, indent)
    signs = marks_of(lives.statuses, lives.effects, SIGNS, OTHERS)
    hidden = 0
    for life, name, state in zip(lives.lives, titles, states, strict=True):
        row, marks = _row(life, scale, guides, signs, lives.effects)
        hidden += len(life.steps) - marks
        colour = colour_of(state, lives.effects, "dim")
        if beside:
            shown = _cut(name, title)
            segments = [ink(shown + " " * (indent - width_of(shown)), "bold"), *row]
            if after:
                segments.append(ink(" " + state, colour))
            lines.lines.append(segments)
        else:
            shown = _cut(name, max(lines.width - width_of(state) - 2, 10))
            lines.lines += [[ink(shown, "bold"), ink(f"  {state}", colour)], row]
    lines.lines += axis
    lines.blank()
    _legend(lines, lives, signs, hidden)


def _cut(text: str, width: int) -> str:
    """The text, with an ellipsis where it is wider than `width`."""
    if width_of(text) <= width:
        return text
    out = text[: width - 1]
    while width_of(out) > width - 1:
        out = out[:-1]
    return out.rstrip() + "…"


def _row(
    life: Life, scale: Scale, guides: set[int], signs: dict[str, str], effects: Mapping[str, str]
) -> tuple[list[Ink], int]:
    """A deal's bar, and the number of marks on it."""
    size = int(scale.size)
    drawn = ["┊" if n in guides else " " for n in range(size)] + [" "] * len(OPEN)
    looks = ["dim"] * len(drawn)
    placed: dict[int, Step] = {}
    if life.before:
        drawn[0], looks[0] = "◁", "blue"
    if life.after:
        drawn[size], looks[size] = "▷", "blue"
    if life.steps or (life.before and life.after):
        first = min([scale.column(step.start) for step in life.steps], default=0)
        ends = [scale.column(step.end if step.end != OPEN_END else step.start) for step in life.steps]
        first, last = 0 if life.before else first, size - 1 if life.after else max(ends, default=0)
        for n in range(first, last + 1):
            drawn[n], looks[n] = "━", "blue"
        if life.before or any(step.start == OPEN_START for step in life.steps):
            drawn[0] = "◁"
        if not life.over and not life.after:
            for n, character in enumerate(OPEN, last + 1):
                drawn[n], looks[n] = character, "blue"
        placed = _placed(life, scale, last)
        for n, step in placed.items():
            drawn[n] = signs[step.status]
            looks[n] = f"bold {colour_of(step.status, effects)}"
    return runs(drawn, looks), len(placed)


def _placed(life: Life, scale: Scale, last: int) -> dict[int, Step]:
    """The column of each stage. Where several fall together the first of its status goes before one more of it."""
    firsts = {step.status: step for step in reversed(life.steps)}  # The earliest wins.
    out = {scale.column(step.place): step for step in life.steps}
    taken: set[int] = set()
    for step in sorted(firsts.values(), key=lambda step: step.start):
        n = scale.column(step.place)
        if n in taken and n < last and n + 1 not in taken:
            n += 1
        out[n] = step
        taken.add(n)
    return out


def _legend(lines: Lines, lives: Lives, signs: dict[str, str], hidden: int) -> None:
    """The key to the marks, as many on a line as fit."""
    shown = [(signs[status], plain(status), colour_of(status, lives.effects)) for status in lives.statuses]
    if any(life.steps and not life.over and not life.after for life in lives.lives):
        shown.append((OPEN, "not over", "blue"))
    line: list[Ink] = []
    used = 0
    for sign, meaning, colour in shown:
        size = width_of(f"{sign} {meaning}  ")
        if line and used + size - 2 > lines.width:
            lines.lines.append(line)
            line, used = [], 0
        line += [ink(sign, f"bold {colour}"), ink(f" {meaning}  ", "dim")]
        used += size
    if line:
        lines.lines.append(line)
    number = len(lives.lives)
    said = f"{number:,} {'deal' if number == 1 else 'deals'}"
    if hidden:
        said += f"; {hidden:,} of {sum(len(life.steps) for life in lives.lives):,} stages stand behind another's mark"
    beyond = sum(life.before + life.after for life in lives.lives)
    if beyond:
        said += f"; {beyond:,} {'lies' if beyond == 1 else 'lie'} beyond the axis"
    lines.text(Cell(said, "dim"))
