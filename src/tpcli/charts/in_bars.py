"""Pictures of counts and sums: bars, upright along an axis of time, else lying, with series on end or a panel each."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from tpcli.charts.style import BLUE, FAINT, GREEN, ORANGE, PURPLE, RED, SKY, YELLOW, Drawing, lines
from tpcli.dates.readable import amount
from tpcli.query.counts import Counted, Sum
from tpcli.text.json import Fields

PALETTE = (BLUE, ORANGE, GREEN, PURPLE, SKY, RED, YELLOW, "#7F7F7F")
HATCHES = ("", "//", "..", "\\\\", "xx", "--", "++", "oo", "||", "**")
ROUND_STEPS = [1, 2, 5, 10]
"""Steps of the numbers along an axis, times a power of ten."""
MOST_FIGURES = 40
"""Beyond this many bars their numbers are left to the axis."""
MOST_SERIES = 10
"""A second dimension with more values than this keeps the largest, the others as one."""


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
        # Where an entry counts under several values of the second dimension, a bar is longer than what it counts.
        once = [row.number for row in answer.edges[0]] == reach
        for place, number in enumerate(reach if once and len(labels) <= MOST_FIGURES else ()):
            at, offset = ((place, number), (0, 3)) if upright else ((number, place), (4, 0))
            axes.annotate(
                f"{number:,}",
                at,
                offset,
                textcoords="offset points",
                fontsize=9,
                ha="center" if upright else "left",
                va="bottom" if upright else "center",
            )
        _bar_axes(axes, labels, answer.noun, upright=upright)
        if upright:
            axes.set_xlabel(answer.by[0])

    return Drawing(4.2 if upright else 0.32 * len(labels) + 0.8, legend, draw)


def _series(answer: Counted, names: Sequence[dict[str, str]]) -> list[tuple[str, Fields, list[int]]]:
    """The name, look and sizes of each series: one for each value of the second dimension, the smallest as one."""
    down = [row.keys[0] for row in answer.edges[0]]
    numbers = {row.keys: row.number for row in answer.counts}
    if len(answer.by) == 1:
        return [("", {"facecolor": BLUE, "edgecolor": "white"}, [numbers.get((name,), 0) for name in down])]
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


_ROUND = {
    2: ("0", "2", "4", "6", "8"),
    5: ("0", "5"),
    10: ("0",),
    20: ("00", "20", "40", "60", "80"),
    50: ("00", "50"),
    100: ("00",),
    1000: ("000",),
}
"""Endings of the years that label an axis too long to label every year."""


YEARS_AN_INCH = 2.3
DECADES_AN_INCH = 1.8
"""How many labels stand beside each other on an inch of a picture."""


def _bar_axes(axes: Axes, labels: Sequence[str], measure: str, *, upright: bool) -> None:
    """Labels along the bars, round numbers along their length, and a grid to read them by."""
    if upright:
        years = not any(label.endswith("0s") for label in labels)
        room = axes.figure.bbox.width / axes.figure.dpi * (YEARS_AN_INCH if years else DECADES_AN_INCH)
        every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(labels) <= max(room, 2) * step)
        shown = [
            n
            for n, label in enumerate(labels)
            if every == 1 or (label.endswith(_ROUND[every]) if years else n % every == 0)
        ]
        axes.set_xticks(shown, [labels[n] for n in shown])
        axes.set_xlim(-0.7, len(labels) - 0.3)
        axes.set_ylabel(measure)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, steps=ROUND_STEPS))
    else:
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.set_xlabel(measure)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=ROUND_STEPS))
    axes.tick_params(axis="x" if upright else "y", length=0)
    axes.grid(axis="y" if upright else "x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)


def _label(value: str | None, names: dict[str, str]) -> str:
    return "(none)" if value is None else lines(names.get(value, value), 46)
