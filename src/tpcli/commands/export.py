"""tpcli export: the record, or a part of it, in a format of somebody else's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, index_of, titled
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.errors import UsageError
from tpcli.export.formats import FORMATS, Write, writer
from tpcli.export.picked import Export, choose, ids_picked
from tpcli.output.answer import note, stdout
from tpcli.query.about import edition, fingerprint
from tpcli.text.nearest import Unknown
from tpcli.text.newfiles import new_file, new_folder, temporary_folder
from tpcli.text.progress import progress_bar
from tpcli.text.safe import plain

EXAMPLES = (
    "tpcli export sqlite --output record.sqlite",
    "tpcli export bibtex --theme nuclear > nuclear.bib",
    "tpcli export ics --kind treaty --yearly --output treaties.ics",
    "tpcli export parquet --by-decade --output record-parquet",
)


def _formats(incomplete: str) -> list[tuple[str, str]]:
    return [(name, format_.meaning) for name, format_ in FORMATS.items() if name.startswith(incomplete)]


ProblemFormat = Annotated[
    str,
    typer.Argument(metavar="FORMAT", help=f"{', '.join(FORMATS)}.", autocompletion=_formats, show_default=False),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="PATH", help="Where to write; - for stdout.", rich_help_panel=o.OUTPUT),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.", rich_help_panel=o.OUTPUT)]
Yearly = Annotated[
    bool, typer.Option("--yearly", help="ics: repeat what has a day every year.", rich_help_panel=o.OUTPUT)
]
ByDecade = Annotated[
    bool, typer.Option("--by-decade", help="parquet: events in a folder a decade.", rich_help_panel=o.OUTPUT)
]


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    format_: ProblemFormat,
    asked: Asked,
    output: Output = None,
    force: Force = False,
    yearly: Yearly = False,
    by_decade: ByDecade = False,
    cite: o.Cite = False,
) -> None:
    """The record, whole or filtered, as a file of another program.

    Filters choose events, as in timeline; the deals, facts and sources that hang together with them come along. Formats
    that are text go to stdout where --output is not given, the others to record.sqlite, record.xlsx and so on. What a
    format can't hold is said on stderr. docs/exports.md describes each format.
    """
    name = format_.lower()
    if name in ("csv", "tsv", "json", "jsonl", "yaml"):
        raise UsageError(
            f"{name} holds one list: tpcli timeline --format {name}, or deals, facts or sources in its place; "
            "tpcli export datapackage writes all of them as CSV"
        )
    if name not in FORMATS:
        from tpcli.commandline.advice import no_export

        raise Unknown("format", format_, FORMATS, "formats", where=no_export(name))
    if yearly and name != "ics":
        raise UsageError("--yearly is for calendars: tpcli export ics --yearly")
    if by_decade and name != "parquet":
        raise UsageError("--by-decade is for Parquet: tpcli export parquet --by-decade")
    chosen = FORMATS[name]
    if output == "-" and chosen.name:
        raise UsageError(f"{name} can't go to stdout: give --output a name")
    write = writer(name)
    connection = index_of(ctx)
    counts = choose(connection, asked.question(connection))
    picked = counts["events"]
    target = output or chosen.name
    path = Path(target) if target and target != "-" else None
    with _progress(name) as progress:
        about = titled(ctx, connection)
        title = about.title or ""
        mark = fingerprint(connection)
        said = edition(about, mark)
        export = Export(connection, counts, title, about, mark, said, progress, yearly, by_decade)
        notes = _to_stdout(write, export) if path is None else _to_path(write, export, path, chosen.folder, force)
    for text in notes:
        note(text)
    if path is not None:
        held = [counted(counts[name], name) for name in chosen.holds if counts[name] or name != "bare links"]
        note(f"wrote {path}: {', '.join(held)}")
    if not picked:
        note("no events match" if asked else "the record has no events")
    if cite:
        from tpcli.commandline.citing import cite as cited

        cited(connection, "entries", ids_picked(connection))


def _to_path(write: Write, export: Export, path: Path, known_by: str | None, force: bool) -> list[str]:
    new = new_folder(path, known_by, force=force) if known_by else new_file(path, force=force)
    with new as temporary:
        return write(export, temporary)


def _to_stdout(write: Write, export: Export) -> list[str]:
    """Write to a temporary file and that to stdout, so that stdout gets nothing or the whole."""
    with temporary_folder() as folder:
        path = folder / "export"
        notes = write(export, path)
        out = stdout()
        with open(path, encoding="utf-8", newline="") as written:
            for line in written:
                out.write(plain(line.rstrip("\r\n")) + "\n" if out.isatty() else line)
    return notes


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int], None]]:
    """A function to tell how many more rows are written."""
    done = 0
    with progress_bar(name, "rows", quiet=False) as bar:

        def more(rows: int) -> None:
            nonlocal done
            done += rows
            bar(done, None)

        yield more
