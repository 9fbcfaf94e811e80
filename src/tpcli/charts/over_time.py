"""Pictures along an axis of time: events in lanes, and the lives of deals."""

from collections import Counter
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tpcli.charts.axis import Scale, stack
from tpcli.charts.data import Lane, Life, Lives, Moment, Timeline
from tpcli.charts.style import (
    BLACK,
    BLUE,
    DOT,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    RED,
    SKY,
    SOFT,
    WIDTH,
    YELLOW,
    Drawing,
    lines,
    time_axis,
)
from tpcli.dates.edtf import OPEN_END, OPEN_START
from tpcli.output.looks import marks_of
from tpcli.text.safe import plain

LANES = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, "#7F7F7F")
SHAPES = ("o", "s", "^", "D", "v", "p", "h")

Sign = tuple[str, str, str]

SIGNS: dict[str, Sign] = {
    "talks": ("o", "white", INK), "memorandum": ("D", "white", INK), "selected": ("D", SKY, INK),
    "signed": ("D", BLUE, INK), "in-production": ("s", ORANGE, INK), "partly-delivered": ("^", GREEN, INK),
    "delivered": ("o", GREEN, INK), "suspended": ("v", YELLOW, INK), "lapsed": ("X", RED, INK),
    "cancelled": ("P", BLACK, INK),
}  # fmt: skip
"""Shape, fill and edge of each status's mark."""
OTHERS = (("*", PURPLE, INK), ("p", SKY, INK), ("h", YELLOW, INK), ("<", GREEN, INK), ("d", BLUE, INK))
"""The marks of statuses that only a record of one's own knows, in their order."""

LINE = 12.0
"""Points from one event to the next where each is named."""


def timeline_drawing(timeline: Timeline, width: float = WIDTH) -> Drawing:
    """Events along a time axis, a lane a theme, in a picture so many inches wide. Few events are named."""
    scale = Scale(timeline.first, timeline.last, max(width - 2.9, 1) * 72)
    named = bool(timeline.named)
    tops = timeline.counted(lambda moment: int(scale.place(moment.place) / DOT)) if timeline.crowd else []
    stacks = [_levels(lane, scale, named=named) for lane in timeline.lanes]
    tall = [max(top.values()) for top in tops] or [max(levels, default=0) + 1 for levels in stacks]
    tallest = max(tall, default=1)
    step = LINE if named else min(DOT, 130 / tallest)
    heights = [max(marks * step + 10, 20) for marks in tall]

    def draw(figure: SubFigure) -> None:
        axes = figure.subplots()
        base = 0.0
        labels = []
        for n in reversed(range(len(timeline.lanes))):
            lane, colour, shape = timeline.lanes[n], LANES[n % len(LANES)], SHAPES[n % len(SHAPES)]
            axes.axhline(base, color=FAINT, linewidth=0.8, zorder=0)
            if timeline.crowd:
                _heights(axes, tops[n], scale, base, step, colour)
            else:
                _dots(axes, lane.moments, stacks[n], base, step, colour, shape, timeline)
            if named:
                _names(axes, lane.moments, stacks[n], base, timeline, width)
            labels.append((base + heights[n] / 2 - 3, lines(f"{lane.name} ({lane.number:,})", 30)))
            base += heights[n]
        axes.set_ylim(-6, max(base, 20))
        axes.set_yticks([place for place, _ in labels], [label for _, label in labels])
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        time_axis(axes, timeline.first, timeline.last, 10)

    label = f"height: number of events, {tallest:,} at most"
    legend: list[Artist] = [Patch(facecolor=SOFT, label=label)] if timeline.crowd else _date_legend(timeline)
    return Drawing(max(sum(heights) / 72 + 0.7, 1.6), legend, draw)


def _levels(lane: Lane, scale: Scale, *, named: bool) -> list[int]:
    """The row of each mark of a lane, from 0: one each where they are named."""
    if named:
        return list(range(len(lane.moments)))[::-1]
    return stack(moment.columns(scale.place, DOT) for moment in lane.moments)


def _names(
    axes: Axes, moments: Sequence[Moment], levels: Sequence[int], base: float, timeline: Timeline, width: float
) -> None:
    """The title of each event beside its mark, on the side where there is more room, and no longer than that."""
    days = timeline.last - timeline.first
    letters = max(width - 2.9, 1) * 14
    for moment, level in zip(moments, levels, strict=True):
        first, last = max(moment.start, timeline.first), min(moment.end, timeline.last)
        before, after = (first - timeline.first) / days, (timeline.last - last) / days
        right = after >= before
        text = shorten(plain(moment.title), max(int(letters * max(before, after)) - 3, 8), placeholder=" …")
        at, offset = (last if right else first, base + 5 + level * LINE), (5 if right else -5, 0)
        side = "left" if right else "right"
        axes.annotate(text, at, offset, textcoords="offset points", ha=side, va="center", fontsize=7.5)


def _dots(
    axes: Axes,
    moments: Sequence[Moment],
    levels: Sequence[int],
    base: float,
    step: float,
    colour: str,
    shape: str,
    timeline: Timeline,
) -> None:
    for sort, face in (("exact", colour), ("span", colour), ("inexact", "white")):
        mine = [(m, base + 5 + level * step) for m, level in zip(moments, levels, strict=True) if m.sort == sort]
        for moment, y in mine:
            if sort == "exact":
                continue
            first, last = max(moment.start, timeline.first), min(moment.end, timeline.last)
            line = {"span": (2.0, 0.9), "inexact": (0.7, 0.6)}[sort]
            axes.plot([first, last], [y, y], color=colour, linewidth=line[0], alpha=line[1], solid_capstyle="butt")
            if moment.end == OPEN_END or moment.start == OPEN_START:
                end = moment.end == OPEN_END
                axes.plot([last if end else first], [y], marker=">" if end else "<", color=colour, markersize=DOT)
        axes.scatter(
            [min(max(m.place, timeline.first), timeline.last) for m, _ in mine], [y for _, y in mine],
            s=(min(step, DOT) * 0.86) ** 2, marker=shape, facecolor=face, edgecolor=INK,
            linewidth=0.8 if sort == "inexact" else 0.4, zorder=3,
        )  # fmt: skip


def _heights(axes: Axes, tops: Counter[int], scale: Scale, base: float, step: float, colour: str) -> None:
    """A bar for each column, as high as it has events."""
    width = (scale.last - scale.first) * DOT / scale.size
    starts = [scale.first + column * width for column in tops]
    axes.bar(starts, [top * step for top in tops.values()], width, base, align="edge", color=colour)


def _date_legend(timeline: Timeline) -> list[Artist]:
    met = {moment.sort for lane in timeline.lanes for moment in lane.moments}
    common: dict[str, Any] = {"marker": "o", "markersize": 6, "markeredgecolor": INK}
    shown: list[Artist] = []
    if "exact" in met:
        shown.append(
            Line2D([], [], color="none", markerfacecolor=SOFT, label="date known to the month or day", **common)
        )
    if "inexact" in met:
        label = "approximate, uncertain, or known to the year"
        shown.append(Line2D([], [], color=SOFT, linewidth=0.7, markerfacecolor="white", label=label, **common))
    if "span" in met:
        shown.append(
            Line2D([], [], color=SOFT, linewidth=2, markerfacecolor=SOFT, label="goes on for a time", **common)
        )
    if any(m.end == OPEN_END or m.start == OPEN_START for lane in timeline.lanes for m in lane.moments):
        shown.append(Line2D([], [], color=SOFT, linewidth=2, marker=">", label="no known end, or beyond the axis"))
    return shown


def lives_drawing(lives: Lives) -> Drawing:
    """Deals as bars from their first to their latest stage, with a mark for each stage."""
    arrow = (lives.last - lives.first) * 0.02
    signs = marks_of(lives.statuses, lives.effects, SIGNS, OTHERS)
    legend = [_sign(status, *signs[status]) for status in lives.statuses]
    if any(life.before or life.after for life in lives.lives):
        legend.append(Line2D([], [], color="#B8B8B8", linewidth=5, marker="<", markersize=8, label="beyond the axis"))
    if any(life.steps and not life.over and not life.after for life in lives.lives):
        legend.append(Line2D([], [], color=SOFT, linestyle=":", marker=">", label="not over", markerfacecolor="white"))

    def draw(figure: SubFigure) -> None:
        axes = figure.subplots()
        for y, life in enumerate(lives.lives):
            _life(axes, life, y, lives, arrow, signs)
        titles = [lines(life.title, 46) for life in lives.lives]
        axes.set_yticks(range(len(titles)), titles, fontsize=8.5)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(titles) - 0.4, -0.8)
        axes.spines["left"].set_visible(False)
        time_axis(axes, lives.first, lives.last, 8)
        axes.set_xlim(lives.first - arrow, lives.last + 2 * arrow)

    return Drawing(0.34 * len(lives.lives) + 0.9, legend, draw)


def _life(axes: Axes, life: Life, y: int, lives: Lives, arrow: float, signs: dict[str, Sign]) -> None:
    if not life.steps and not life.before and not life.after:
        axes.text(lives.first, y, "no stage known", va="center", fontsize=8.5, color=SOFT, style="italic")
        return
    first = max(min([step.start for step in life.steps], default=lives.first), lives.first)
    ends = [step.start if step.end == OPEN_END else step.end for step in life.steps]
    last = min(max(ends, default=lives.last), lives.last)
    first, last = lives.first if life.before else first, lives.last if life.after else last
    if life.steps or (life.before and life.after):
        axes.plot([first, last], [y, y], color="#B8B8B8", linewidth=5, solid_capstyle="butt", zorder=1)
    if life.before:
        axes.plot([lives.first], [y], marker="<", color="#B8B8B8", markersize=8, zorder=1)
    if life.after:
        axes.plot([lives.last], [y], marker=">", color="#B8B8B8", markersize=8, zorder=1)
    elif life.steps and not life.over:
        axes.plot([last, last + arrow], [y, y], color=SOFT, linewidth=1.2, linestyle=":", zorder=1)
        axes.plot([last + arrow], [y], marker=">", color=SOFT, markerfacecolor="white", markersize=5, zorder=2)
    for n, step in enumerate(life.steps):
        shape, face, edge = signs[step.status]
        place = min(max(step.place, lives.first), lives.last)
        axes.plot([place], [y], marker=shape, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=0.8,
                  markersize=7, linestyle="none", zorder=3 + n)  # fmt: skip


def _sign(status: str, shape: str, face: str, edge: str) -> Line2D:
    return Line2D([], [], linestyle="none", marker=shape, markerfacecolor=face, markeredgecolor=edge, markersize=7,
                  label=plain(status.replace("-", " ")))  # fmt: skip
