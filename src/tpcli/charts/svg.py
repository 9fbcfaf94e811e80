"""The timeline as an inline SVG, made by hand so that a report needs no plotting library."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tpcli.charts.axis import Scale, stack, ticks
from tpcli.charts.data import Lane, Timeline
from tpcli.dates.edtf import OPEN_END, OPEN_START
from tpcli.dates.readable import human

TALLEST = 130.0
"""The height of the marks of one lane, unless they would be too small to see."""
LEAST = 4.0
"""The least distance from one mark to the next above it."""


class Size(NamedTuple):
    """How large a drawing is: for a desk or a phone."""

    width: float
    label: float
    """The room left of the axis; 0 puts each lane's name above it."""
    dot: float
    linked: bool
    """Whether each mark leads to its event."""


WIDE = Size(960, 200, 6.5, True)
NARROW = Size(360, 0, 4.5, False)

Text = Callable[[str], str]
"""Escapes text of a record for HTML."""
Link = Callable[[str], str]
"""The address of an event within the page."""


def svg(timeline: Timeline, size: Size, name: str, text: Text, link: Link) -> str:
    """The drawing as one `svg` element with a name.

    Its role, of the WAI-ARIA Graphics Module, lets a screen reader tell the links in it too, unlike that of an image.
    """
    scale = Scale(timeline.first, timeline.last, size.width - size.label - 2 * size.dot)
    left = size.label + size.dot
    tops = timeline.counted(lambda moment: int(scale.place(moment.place) / size.dot)) if timeline.crowd else []
    stacks = [stack(moment.columns(scale.place, size.dot) for moment in lane.moments) for lane in timeline.lanes]
    tall = [max(top.values()) for top in tops] or [max(levels, default=0) + 1 for levels in stacks]
    most = max(tall, default=1)
    step = min(size.dot, TALLEST / most if tops else max(LEAST, TALLEST / most))
    out: list[str] = []
    y = 4.0
    for n, (lane, levels) in enumerate(zip(timeline.lanes, stacks, strict=True)):
        label = f'{text(lane.name)} <tspan class="count">{lane.number:,}</tspan></text>'
        height = max(tall[n] * step + size.dot, 24)
        if size.label:
            out.append(f'<text x="{size.label - 14:.0f}" y="{y + height / 2 + 5:.1f}" text-anchor="end">{label}')
        else:
            out.append(f'<text x="0" y="{y + 14:.1f}">{label}')
            y += 18
        y += height
        out.append(f'<line class="tick" x1="{left:.1f}" x2="{size.width:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
        ground = Ground(scale, left, y, step, size)
        marks = _heights(tops[n], ground) if tops else _marks(lane, levels, ground, text, link)
        out.append(f'<g class="{"ab"[n % 2]}">{marks}</g>')
        y += 4
    axis, grid = _axis(scale, left, y, size)
    return (
        f'<svg viewBox="0 0 {size.width:.0f} {y + 22:.0f}" role="graphics-document" aria-label="{name}">'
        f"{grid}{''.join(out)}{axis}</svg>"
    )


class Ground(NamedTuple):
    """The ground of one lane, in the units of the drawing."""

    scale: Scale
    left: float
    base: float
    """The lower edge."""
    step: float
    """The height of one mark."""
    size: Size


def _marks(lane: Lane, levels: Sequence[int], ground: Ground, text: Text, link: Link) -> str:
    """A mark for each event."""
    scale, left, base, step, size = ground
    out = []
    for moment, level in zip(lane.moments, levels, strict=True):
        x, y = left + scale.place(moment.place), base - step * (level + 0.5) - 1
        drawn = ""
        if moment.sort != "exact":
            first, last = left + scale.place(moment.start), left + scale.place(moment.end)
            look = "bar" if moment.sort == "span" else "haze"
            if last - first > 1:
                drawn = f'<line class="{look}" x1="{first:.1f}" x2="{last:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        if moment.end == OPEN_END or moment.start == OPEN_START:
            tip, back = (size.width - 1, -7) if moment.end == OPEN_END else (left - size.dot + 1, 7)
            drawn += f'<path class="dot" d="M{tip:.1f} {y:.1f}l{back} -4v8z"/>'
        look = "ring" if moment.sort == "inexact" else "dot"
        drawn += f'<circle class="{look}" cx="{x:.1f}" cy="{y:.1f}" r="{step * 0.42:.2f}"'
        if size.linked:
            title = f"{human(moment.date)}: {moment.title}"
            out.append(f'<a href="{link(moment.id)}" tabindex="-1">{drawn}><title>{text(title)}</title></circle></a>')
        else:
            out.append(drawn + "/>")
    return "".join(out)


def _heights(tops: Counter[int], ground: Ground) -> str:
    """A bar for each column, as high as it has events."""
    _, left, base, step, size = ground
    return "".join(
        f'<rect class="dot" x="{left + column * size.dot:.1f}" y="{base - top * step:.1f}" '
        f'width="{size.dot * 0.8:.1f}" height="{top * step:.1f}"/>'
        for column, top in sorted(tops.items())
    )


def _axis(scale: Scale, left: float, y: float, size: Size) -> tuple[str, str]:
    """The labels under the lanes, and the lines that lead up from them."""
    labels, lines = [], []
    for tick in ticks(scale.first, scale.last, int(scale.size / 62)):
        x = left + scale.place(tick.day)
        at = min(max(x, 20), size.width - 20)
        labels.append(f'<text class="year" x="{at:.1f}" y="{y + 15:.1f}" text-anchor="middle">{tick.label}</text>')
        lines.append(f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{y:.1f}"/>')
    return "".join(labels), "".join(lines)
