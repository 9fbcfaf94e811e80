"""tpcli chart: the timeline, the deals or counts as a picture, in the terminal or in a file."""

import sqlite3
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from tpcli.charts.data import Caption, Lives, Timeline, lives, sources_line, timeline
from tpcli.charts.gaps import without_gaps
from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, titled
from tpcli.commandline.counting import counting
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.errors import UsageError
from tpcli.export.formats import need
from tpcli.output.answer import note, stdout
from tpcli.query.about import edition, fingerprint
from tpcli.query.counts import Counted, counted_by, footer, names
from tpcli.query.dimensions import By
from tpcli.query.effects import effects_of
from tpcli.query.question import Question
from tpcli.text.nearest import Unknown
from tpcli.text.newfiles import new_file

EXAMPLES = (
    "tpcli chart timeline --from 1990",
    "tpcli chart deals --type naval",
    "tpcli chart stats --by decade --by theme --save themes.svg",
    "tpcli chart deals --supplier turkey --save deals.pdf --force",
)

CHARTS = ("timeline", "deals", "stats")
FILES = ("svg", "png", "pdf", "html")


@takes_filters(words=True)
def run(
    ctx: typer.Context,
    *,
    what: Annotated[str, typer.Argument(metavar="|".join(CHARTS), autocompletion=o.one_of(CHARTS), show_default=False)],
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Write it to FILE.svg, .png, .pdf or .html.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there already.")] = False,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What stands above it.")] = None,
    width: Annotated[
        int | None,
        typer.Option(
            "--width", metavar="N", min=1, help="How wide: characters on a terminal, inches (4 to 60) of FILE."
        ),
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Light ink on a dark ground, in FILE.")] = False,
    by: o.By = None,
    sum_: o.SumOf = None,
    cite: o.Cite = False,
    asked: Asked,
) -> None:
    """A picture of the timeline, the deals or the counts.

    timeline: events along a time axis, a lane a theme. deals: a bar from the first stage to the latest, with a mark for
    each stage reached; a deal that is neither delivered nor ended has an open end. stats: bars, counted as tpcli stats
    counts, by --by and --sum. Every filter applies to each.

    --save draws with matplotlib, which comes with the extra named chart.
    """
    _check(what, save, force=force, width=width, dark=dark, summed=bool(by or sum_))
    format_ = _format(save) if save else None
    connection = index_of(ctx)
    counted_as = By()
    if what == "stats":
        asked, counted_as = counting(asked, by)
    asked = asked.sorted_out(connection)
    question = asked.question(connection)
    chart = _chart(connection, what, question, counted_as, sum_)
    if chart is None:
        return
    noun = chart.noun if isinstance(chart, Counted) else "deals" if isinstance(chart, Lives) else "events"
    if save is None or format_ is None:
        _show(connection, chart, title, width)
    else:
        asked_for = [f"{name}: {value}" for name, value in asked.described()]
        said = "; ".join([*asked_for, *([footer(chart)] if isinstance(chart, Counted) else [])])
        rests_on = _sources(ctx, connection, question, noun)
        looks = Looks(width or DEFAULT_INCHES, dark)
        _save(connection, chart, save, format_, force, Caption(title or _title(chart), said, rests_on), looks)
    if cite:
        from tpcli.commandline.citing import cite_question

        cite_question(connection, noun, question)


def _check(what: str, save: Path | None, *, force: bool, width: int | None, dark: bool, summed: bool) -> None:
    """Raises UsageError for options that do not go together."""
    if what not in CHARTS:
        raise Unknown("chart of", what, CHARTS, "charts")
    if save is None and force:
        raise UsageError("--force goes with --save FILE")
    if what != "stats" and summed:
        raise UsageError(f"--by and --sum go with tpcli chart stats, not with {what}")
    if dark and save is None:
        raise UsageError("--dark goes with --save FILE: a terminal has a ground of its own")
    if save is not None and width is not None and not 4 <= width <= MOST_INCHES:
        raise UsageError(f"--width {width}: a picture is 4 to {MOST_INCHES} inches wide")


Chart = Timeline | Lives | Counted
MOST_INCHES = 60
DEFAULT_INCHES = 11


class Looks(NamedTuple):
    """How a saved picture looks: its width in inches, and whether its ground is dark."""

    width: float
    dark: bool


def _chart(connection: sqlite3.Connection, what: str, question: Question, by: By, sum_: str | None) -> Chart | None:
    """The data to draw; None, and a note to the user, where nothing answers."""
    chart: Chart
    if what == "timeline":
        chart = timeline(connection, question)
        empty, noun = not chart.events, "events"
    elif what == "deals":
        chart = lives(connection, question)
        empty, noun = not chart.lives, "deals"
    else:
        chart = counted_by(connection, question, by, sum_)
        empty, noun = not chart.number, chart.noun
        if chart.by and chart.sums is None:
            first, *rest = chart.edges if len(chart.by) == 2 else [chart.counts]
            filled = without_gaps(first, chart.by[0])
            chart = chart._replace(edges=[filled, *rest], counts=chart.counts if rest else filled)
    if empty:
        note(f"no {noun} match: there is nothing to draw")
        return None
    return chart


def _show(connection: sqlite3.Connection, chart: Chart, title: str | None, width: int | None) -> None:
    from tpcli.charts import lanes
    from tpcli.charts import lives as bars_of_deals
    from tpcli.terminal import counts
    from tpcli.terminal.bars import show
    from tpcli.terminal.cells import Cell
    from tpcli.terminal.grid import Lines, console

    lines = Lines(width or console(stdout()).width)
    if title:
        lines.text(Cell(title, "bold"))
        lines.blank()
    if isinstance(chart, Timeline):
        lanes.draw(lines, chart)
    elif isinstance(chart, Lives):
        bars_of_deals.draw(lines, chart)
    else:
        counts.draw(lines, chart, effects_of(connection))
    show(lines, stdout())


def _save(
    connection: sqlite3.Connection, chart: Chart, path: Path, format_: str, force: bool, caption: Caption, looks: Looks
) -> None:
    with new_file(path, force=force) as temporary:
        need("chart", "matplotlib")
        from tpcli.charts import in_bars, over_time, picture

        if isinstance(chart, Timeline):
            drawing = over_time.timeline_drawing(chart, looks.width)
        elif isinstance(chart, Lives):
            drawing = over_time.lives_drawing(chart)
        else:
            drawing = in_bars.counts_drawing(chart, [names(connection, name) for name in chart.by])
        picture.write(temporary, format_, caption, drawing, width=looks.width, dark=looks.dark)
    note(f"wrote {path}")


def _format(path: Path) -> str:
    """The format that a file's name asks for. Raises UsageError."""
    name = path.suffix.lower().removeprefix(".")
    if name not in FILES:
        raise UsageError(
            f"--save {path}: the name must end in {', '.join('.' + f for f in FILES[:-1])} or .{FILES[-1]}"
        )
    return name


def _title(chart: Chart) -> str:
    if isinstance(chart, Timeline):
        return f"{counted(chart.events, 'events')} by theme"
    if isinstance(chart, Lives):
        return f"{counted(len(chart.lives), 'deals')} from first to latest stage"
    what = "Value of deals" if chart.sums is not None else chart.noun.capitalize()
    return what + (f" by {' and '.join(chart.by)}" if chart.by else "")


def _sources(ctx: typer.Context, connection: sqlite3.Connection, question: Question, noun: str) -> str:
    said = titled(ctx, connection)
    licence = f", {said.licence}" if said.licence else ""
    held = f"{said.title}{licence}, {edition(said, fingerprint(connection))}"
    return f"{sources_line(connection, question, noun)}. Record: {held}."
