"""Pictures as files: SVG, PNG, PDF, or a page with the SVG in it, through matplotlib (the extra `chart`).

Text of a record is drawn as it stands, never read as a formula.
"""

import html
import io
import re
import textwrap
import warnings
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.collections import Collection
from matplotlib.colors import is_color_like, to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from tpcli.charts.data import Caption
from tpcli.charts.style import FAINT, GROUND, INK, SOFT, WIDTH, Drawing
from tpcli.text.safe import plain

LEGEND_COLUMNS = 5


def write(
    path: Path, format_: str, caption: Caption, drawing: Drawing, *, width: float = WIDTH, dark: bool = False
) -> None:
    """Draw a picture and write it to `path` as svg, png, pdf or html. The same record gives the same SVG.

    `width` is in inches; a `dark` picture has light ink on a dark ground.
    """
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A character that no font here has is drawn as an empty box.
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        figure = _figure(caption, drawing, width)
        if dark:
            _darken(figure)
        path.write_bytes(_bytes(figure, format_, caption))


def _figure(caption: Caption, drawing: Drawing, width: float) -> Figure:
    """The title above, the drawing, and under it the legend and the sources line."""
    title = textwrap.wrap(plain(caption.title), max(int(width * 8), 10))
    asked = "\n".join(textwrap.wrap(plain(caption.asked), max(int(width * 11), 10)))
    sources = textwrap.wrap(plain(caption.sources), max(int(width * 14), 10))
    more = 0.24 * (len(title) - 1)
    head = 0.42 + more + (0.2 * (asked.count("\n") + 1) if asked else 0)
    across = max(int(LEGEND_COLUMNS * width / WIDTH), 1)
    legend_rows = -(-len(drawing.legend) // across)
    foot = 0.12 + 0.24 * legend_rows + 0.17 * len(sources) + 0.1
    figure = Figure(figsize=(width, head + drawing.height + foot), layout="constrained")
    rooms: Any = figure.subfigures(3, 1, height_ratios=[head, drawing.height, foot])
    top, body, bottom = rooms
    top.text(0.01, 1 - 0.12 / head, "\n".join(title), va="top", fontsize=14, fontweight="bold")
    top.text(0.01, 1 - (0.4 + more) / head, asked, va="top", fontsize=10, color=SOFT)
    drawing.draw(body)
    if drawing.legend:
        bottom.legend(handles=list(drawing.legend), loc="upper left", ncols=across, fontsize=9)
    bottom.text(0.01, 0.06 / foot, "\n".join(sources), va="bottom", fontsize=8.5, color=SOFT)
    return figure


_DARK = {INK: "#E8E8E8", SOFT: "#B4B4B4", FAINT: "#444444", "#ffffff": GROUND, "#000000": "#FFFFFF"}


def _darken(figure: Figure) -> None:
    """Turn ink and ground of all that is drawn, and leave the colours that mean something."""
    turned = {to_hex(old): to_rgba(new) for old, new in _DARK.items()}

    def of(colour: Any) -> Any:
        return turned.get(to_hex(colour), colour) if to_rgba(colour)[3] else colour

    for artist in figure.findobj():
        for name in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
            held = getattr(artist, f"get_{name}", None)
            if held is None or (name == "color" and isinstance(artist, Patch | Collection)):
                continue
            value = held()
            if isinstance(artist, Collection):
                artist.set(**{name: [of(colour) for colour in value]})
            elif is_color_like(value):
                artist.set(**{name: of(value)})


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


def _bytes(figure: Figure, format_: str, caption: Caption) -> bytes:
    out = io.BytesIO()
    if format_ == "png":
        said = {"Title": caption.title, "Description": caption.sources, "Software": None}
        figure.savefig(out, format="png", dpi=150, metadata=said)
        return out.getvalue()
    if format_ == "pdf":
        figure.savefig(
            out, format="pdf", metadata={"Title": caption.title, "Subject": caption.sources, "CreationDate": None}
        )
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
