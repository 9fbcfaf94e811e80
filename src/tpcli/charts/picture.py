"""Charts as files: SVG, PNG, PDF, or a page with the SVG in it, through matplotlib (the extra `chart`).

Colours are those of Okabe and Ito (Color Universal Design, 2008), which people with any form of colour blindness can
tell apart; shapes or hatches say the same once more. Text of a record is drawn as it stands, never read as a formula.
"""

import html
import io
import logging
import re
import textwrap
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from tpcli.charts.axis import Scale, stack, ticks
from tpcli.charts.data import Caption, Life, Lives, Moment, Timeline
from tpcli.dates.edtf import OPEN_END, OPEN_START
from tpcli.dates.readable import amount
from tpcli.query.counts import Counted, Sum
from tpcli.text.safe import plain

BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000",
)  # fmt: skip
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, "#7F7F7F")
HATCHES = ("", "//", "..", "\\\\", "xx", "--", "++", "oo", "||", "**")
LANES = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, "#7F7F7F")
SHAPES = ("o", "s", "^", "D", "v", "p", "h")
INK, SOFT, FAINT = "#222222", "#555555", "#DDDDDD"

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

WIDTH = 11.0
"""Inches."""
DOT = 5.0
"""The width of a mark in points."""
MOST_DOTS = 4000
"""Beyond this many events a lane is drawn as heights."""
LEGEND_COLUMNS = 5
MOST_FIGURES = 40
"""Beyond this many bars their numbers are left to the axis."""
MOST_SERIES = 10
"""A second dimension with more values than this keeps the largest, the others as one."""


class Drawing(NamedTuple):
    """A picture before it is drawn: how high it is in inches, its legend, and what draws it."""

    height: float
    legend: Sequence[Artist]
    draw: Callable[[SubFigure], None]


def write(path: Path, format_: str, caption: Caption, drawing: Drawing) -> None:
    """Draw a picture and write it to `path` as svg, png, pdf or html. The same record gives the same SVG."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A character that no font here has is drawn as an empty box.
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        path.write_bytes(_bytes(_figure(caption, drawing), format_, caption))


def _figure(caption: Caption, drawing: Drawing) -> Figure:
    """The title above, the drawing, and under it the legend and the sources line."""
    asked = "\n".join(textwrap.wrap(plain(caption.asked), 130))
    sources = textwrap.wrap(plain(caption.sources), 155)
    head = 0.42 + (0.2 * (asked.count("\n") + 1) if asked else 0)
    legend_rows = -(-len(drawing.legend) // LEGEND_COLUMNS)
    foot = 0.12 + 0.24 * legend_rows + 0.17 * len(sources) + 0.1
    figure = Figure(figsize=(WIDTH, head + drawing.height + foot), layout="constrained")
    rooms: Any = figure.subfigures(3, 1, height_ratios=[head, drawing.height, foot])
    top, body, bottom = rooms
    top.text(0.01, 1 - 0.12 / head, plain(caption.title), va="top", fontsize=14, fontweight="bold")
    top.text(0.01, 1 - 0.4 / head, asked, va="top", fontsize=10, color=SOFT)
    drawing.draw(body)
    if drawing.legend:
        bottom.legend(handles=list(drawing.legend), loc="upper left", ncols=LEGEND_COLUMNS, fontsize=9)
    bottom.text(0.01, 0.06 / foot, "\n".join(sources), va="bottom", fontsize=8.5, color=SOFT)
    return figure


_SETTINGS: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Noto Sans", "Arial", "sans-serif"],
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "tpcli",
    "pdf.fonttype": 42,
}


def timeline_drawing(timeline: Timeline) -> Drawing:
    """Events along a time axis, a lane a theme."""
    scale = Scale(timeline.first, timeline.last, (WIDTH - 2.9) * 72)
    stacks = [stack(moment.columns(scale.place, DOT) for moment in lane.moments) for lane in timeline.lanes]
    tallest = max((max(levels, default=0) for levels in stacks), default=0)
    step = min(DOT, 130 / (tallest + 1))
    heights = [max((max(levels, default=0) + 1) * step + 10, 20) for levels in stacks]

    def draw(figure: SubFigure) -> None:
        axes = figure.subplots()
        base = 0.0
        labels = []
        for n in reversed(range(len(timeline.lanes))):
            lane, colour, shape = timeline.lanes[n], LANES[n % len(LANES)], SHAPES[n % len(SHAPES)]
            axes.axhline(base, color=FAINT, linewidth=0.8, zorder=0)
            if timeline.events > MOST_DOTS:
                _heights(axes, stacks[n], lane.moments, scale, base, step, colour)
            else:
                _dots(axes, lane.moments, stacks[n], base, step, colour, shape, timeline)
            labels.append((base + heights[n] / 2 - 3, _lines(f"{lane.name} ({len(lane.moments):,})", 30)))
            base += heights[n]
        axes.set_ylim(-6, max(base, 20))
        axes.set_yticks([place for place, _ in labels], [label for _, label in labels])
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        _time_axis(axes, timeline.first, timeline.last, 10)

    label = f"height: number of events, {tallest + 1:,} at most"
    legend = _date_legend(timeline)
    if timeline.events > MOST_DOTS:
        legend = [Patch(facecolor=SOFT, label=label)]
    return Drawing(max(sum(heights) / 72 + 0.7, 1.6), legend, draw)


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
            s=(step * 0.86) ** 2, marker=shape, facecolor=face, edgecolor=INK,
            linewidth=0.8 if sort == "inexact" else 0.4, zorder=3,
        )  # fmt: skip


def _heights(
    axes: Axes, levels: Sequence[int], moments: Sequence[Moment], scale: Scale, base: float, step: float, colour: str
) -> None:
    tops: dict[int, int] = {}
    for moment, level in zip(moments, levels, strict=True):
        column = int(scale.place(moment.place) / DOT)
        tops[column] = max(tops.get(column, 0), level + 1)
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
    signs = _signs(lives.statuses)
    legend = [_sign(status, *signs[status]) for status in lives.statuses]
    if any(life.before or life.after for life in lives.lives):
        legend.append(Line2D([], [], color="#B8B8B8", linewidth=5, marker="<", markersize=8, label="beyond the axis"))
    if any(life.steps and not life.over and not life.after for life in lives.lives):
        legend.append(Line2D([], [], color=SOFT, linestyle=":", marker=">", label="not over", markerfacecolor="white"))

    def draw(figure: SubFigure) -> None:
        axes = figure.subplots()
        for y, life in enumerate(lives.lives):
            _life(axes, life, y, lives, arrow, signs)
        titles = [_lines(life.title, 46) for life in lives.lives]
        axes.set_yticks(range(len(titles)), titles, fontsize=8.5)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(titles) - 0.4, -0.8)
        axes.spines["left"].set_visible(False)
        _time_axis(axes, lives.first, lives.last, 8)
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


def _signs(statuses: Sequence[str]) -> dict[str, Sign]:
    """The mark of each status."""
    unknown = [status for status in statuses if status not in SIGNS]
    return {**SIGNS, **{status: OTHERS[n % len(OTHERS)] for n, status in enumerate(unknown)}}


def _sign(status: str, shape: str, face: str, edge: str) -> Line2D:
    return Line2D([], [], linestyle="none", marker=shape, markerfacecolor=face, markeredgecolor=edge, markersize=7,
                  label=plain(status.replace("-", " ")))  # fmt: skip


def counts_drawing(answer: Counted, names: Sequence[dict[str, str]]) -> Drawing:
    """Counts or sums as bars. `names` are what the values of each dimension are called in full."""
    return _counts(answer, names) if answer.sums is None else _sums(answer.sums, names)


def _counts(answer: Counted, names: Sequence[dict[str, str]]) -> Drawing:
    """One bar for each value, upright along a time axis; with two dimensions, of series on end."""
    labels = [_label(row.keys[0], names[0]) for row in answer.edges[0]]
    upright = answer.by[0] in ("decade", "year")
    series = _series(answer, names)
    legend = [Patch(label=label, **look) for label, look, _ in series] if len(answer.by) == 2 else []

    def draw(figure: SubFigure) -> None:
        axes = figure.subplots()
        reach = [0] * len(labels)
        for _, look, sizes in series:
            if upright:
                axes.bar(range(len(labels)), sizes, bottom=reach, width=0.78, linewidth=0.5, **look)
            else:
                axes.barh(range(len(labels)), sizes, left=reach, height=0.72, linewidth=0.5, **look)
            reach = [before + size for before, size in zip(reach, sizes, strict=True)]
        for place, number in enumerate(reach if len(labels) <= MOST_FIGURES else ()):
            at, offset = ((place, number), (0, 3)) if upright else ((number, place), (4, 0))
            axes.annotate(f"{number:,}", at, offset, textcoords="offset points", fontsize=9,
                          ha="center" if upright else "left", va="bottom" if upright else "center")  # fmt: skip
        _bar_axes(axes, labels, answer.noun, upright=upright)
        if upright:
            axes.set_xlabel(answer.by[0])

    return Drawing(4.2 if upright else 0.32 * len(labels) + 0.8, legend, draw)


def _series(answer: Counted, names: Sequence[dict[str, str]]) -> list[tuple[str, dict[str, Any], list[int]]]:
    """The name, look and sizes of each series: one for each value of the second dimension, the smallest as one."""
    down = [row.keys[0] for row in answer.edges[0]]
    numbers = {row.keys: row.number for row in answer.counts}
    if len(answer.by) == 1:
        return [("", {"facecolor": BLUE, "edgecolor": "white"}, [numbers[name,] for name in down])]
    largest = sorted(answer.edges[1], key=lambda row: -row.number)[:MOST_SERIES]
    groups = [(_label(row.keys[0], names[1]), [row.keys[0]]) for row in answer.edges[1] if row in largest]
    rest = [row.keys[0] for row in answer.edges[1] if row not in largest]
    if rest:
        groups.append((f"{len(rest)} others", rest))
    out = []
    for n, (label, values) in enumerate(groups):
        look = {"facecolor": PALETTE[n % len(PALETTE)], "hatch": HATCHES[n % len(HATCHES)], "edgecolor": "white"}
        out.append((label, look, [sum(numbers.get((name, value), 0) for value in values) for name in down]))
    return out


def _sums(rows: Sequence[Sum], names: Sequence[dict[str, str]]) -> Drawing:
    """A panel a currency: what is settled filled; what is disputed or a range hatched, lowest to highest."""
    currencies = sorted({row.currency for row in rows if row.currency is not None})
    panels = [[row for row in rows if row.currency == currency] for currency in currencies]
    heights = [0.36 * len(panel) + 0.75 for panel in panels]
    legend = [
        Patch(facecolor=BLUE, label="settled"),
        Patch(facecolor="#CFE3F1", hatch="///", edgecolor=BLUE, label="disputed or a range: lowest"),
        Patch(facecolor="white", hatch="...", edgecolor=BLUE, label="up to the highest"),
    ]

    def draw(figure: SubFigure) -> None:
        if not panels:
            figure.text(0.01, 0.5, "no value of any of these deals is known")
            return
        rooms = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)
        for axes, currency, panel in zip(rooms[:, 0], currencies, panels, strict=True):
            _panel(axes, currency, panel, names)

    return Drawing(max(sum(heights), 1.0), legend, draw)


def _panel(axes: Axes, currency: str, rows: Sequence[Sum], names: Sequence[dict[str, str]]) -> None:
    labels = [", ".join(_label(key, name) for key, name in zip(row.keys, names, strict=True)) or "all" for row in rows]
    settled = [float(row.value or 0) for row in rows]
    low = [float(row.apart_low or 0) for row in rows]
    more = [float(row.apart_high or 0) - one for row, one in zip(rows, low, strict=True)]
    middle = [one + two for one, two in zip(settled, low, strict=True)]
    places = range(len(rows))
    axes.barh(places, settled, color=BLUE, height=0.66)
    axes.barh(places, low, left=settled, facecolor="#CFE3F1", hatch="///", edgecolor=BLUE, height=0.66)
    axes.barh(places, more, left=middle, facecolor="white", hatch="...", edgecolor=BLUE, height=0.66)
    for y, row in enumerate(rows):
        parts = [amount(row.value)] if row.value is not None else []
        if row.apart:
            same = row.apart_low == row.apart_high
            text = (
                amount(row.apart_low or 0) if same else f"{amount(row.apart_low or 0)} to {amount(row.apart_high or 0)}"
            )
            parts.append(f"{text} disputed or a range")
        end = middle[y] + more[y]
        axes.annotate("; ".join(parts), (end, y), (4, 0), textcoords="offset points", va="center", fontsize=9)
    _bar_axes(axes, labels, currency, upright=False)
    axes.xaxis.set_major_formatter(lambda value, _: amount(value))
    axes.set_xlim(0, max((one + two for one, two in zip(middle, more, strict=True)), default=0) * 1.02 or 1)


_ROUND = {5: ("0", "5"), 10: ("0",), 20: ("00", "20", "40", "60", "80"), 50: ("00", "50"), 100: ("00",), 1000: ("000",)}
"""How the years end that stand under an axis too long for each."""


def _bar_axes(axes: Axes, labels: Sequence[str], measure: str, *, upright: bool) -> None:
    """Labels along the bars, round numbers along their length, and a grid to read them by."""
    if upright:
        every = next(step for step in (1, 5, 10, 20, 50, 100, 1000) if len(labels) <= 25 * step)
        shown = [n for n, label in enumerate(labels) if every == 1 or label.endswith(_ROUND[every])]
        axes.set_xticks(shown, [labels[n] for n in shown])
        axes.set_xlim(-0.7, len(labels) - 0.3)
        axes.set_ylabel(measure)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    else:
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.set_xlabel(measure)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(axis="x" if upright else "y", length=0)
    axes.grid(axis="y" if upright else "x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def _label(value: str | None, names: dict[str, str]) -> str:
    return "(none)" if value is None else _lines(names.get(value, value), 46)


def _lines(text: str, width: int) -> str:
    """A label on at most two lines, with an ellipsis where it is longer."""
    return "\n".join(textwrap.wrap(plain(text), width, max_lines=2, placeholder=" …"))


def _time_axis(axes: Axes, first: int, last: int, most: int) -> None:
    marks = ticks(first, last, most)
    axes.set_xticks([tick.day for tick in marks], [tick.label for tick in marks])
    axes.set_xlim(first - (last - first) * 0.01, last + (last - first) * 0.01)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("date")


def _bytes(figure: Figure, format_: str, caption: Caption) -> bytes:
    out = io.BytesIO()
    if format_ == "png":
        figure.savefig(out, format="png", dpi=150, metadata={"Title": caption.title, "Software": None})
        return out.getvalue()
    if format_ == "pdf":
        figure.savefig(out, format="pdf", metadata={"Title": caption.title, "CreationDate": None})
        return out.getvalue()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = _named(_steady(out.getvalue().decode()), caption)
    if format_ == "svg":
        return svg.encode()
    return _PAGE.format(
        title=html.escape(plain(caption.title)), svg=svg[svg.index("<svg") :], asked=html.escape(plain(caption.asked))
    ).encode()


def _steady(svg: str) -> str:
    """The SVG with its clip paths numbered: matplotlib names them by figures that differ in the last bit of a float."""
    for n, name in enumerate(dict.fromkeys(re.findall(r'clipPath id="(p[0-9a-f]+)"', svg))):
        svg = svg.replace(f'"{name}"', f'"clip{n}"').replace(f"#{name})", f"#clip{n})")
    return svg


def _named(svg: str, caption: Caption) -> str:
    """The SVG with a title and a description that a screen reader reads."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    said = html.escape(plain(f"{caption.asked}. {caption.sources}".lstrip(". ")))
    inside = f"<title>{html.escape(plain(caption.title))}</title><desc>{said}</desc>"
    return f'{svg[:end]} role="img">{inside}{svg[end + 1 :]}'


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>body {{ margin: 1rem auto; max-width: 72rem; background: #fff }} svg {{ width: 100%; height: auto }}</style>
</head>
<body>
<main aria-label="{title}">
{svg}
</main>
</body>
</html>
"""
