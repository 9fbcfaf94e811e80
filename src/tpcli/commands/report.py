"""tpcli report: a self-contained page to read, print and pass on, or a site of one page for everything."""

import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tpcli.commandline.asking import counted, index_of, record_of, titled
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.environment import here
from tpcli.errors import TpcliError, UsageError
from tpcli.output.answer import is_terminal, note, stdout
from tpcli.record.reading.files import STDIN, state_of, watched_files
from tpcli.text.newfiles import new_file

if TYPE_CHECKING:
    from tpcli.pages.feed import Since

EXAMPLES = (
    "tpcli report --output report.html",
    "tpcli report --theme nuclear --output nuclear.html --force",
    "tpcli report --deal milgem > milgem.html",
    "tpcli report --output site/",
)


Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="Write the page to a file, or a site into a folder: DIR/. - for stdout.",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]
LookFile = Annotated[
    Path | None,
    typer.Option("--look", metavar="FILE", help="Title, footer and colours of a site (TOML).", show_default=False),
]
Rev = Annotated[
    str | None,
    typer.Option(
        "--rev",
        metavar="REV",
        help="Let the feed of a site tell what changed since a tag, branch or commit of git.",
        show_default=False,
    ),
]
Serve = Annotated[
    bool,
    typer.Option("--serve", help="Show the site on this machine, and build it again when the record changes."),
]
Port = Annotated[
    int | None,
    typer.Option("--port", metavar="N", min=1, max=65535, help="Where --serve shows it; 8000 if that is free."),
]


@takes_filters(words=True)
def run(
    ctx: typer.Context,
    *,
    output: Output = None,
    force: Force = False,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The heading of the page.")] = None,
    looks: LookFile = None,
    rev: Rev = None,
    serve: Serve = False,
    port: Port = None,
    asked: Asked,
) -> None:
    """One page of HTML that needs nothing else: the timeline as a picture and as a list, deals, and facts.

    Every source is linked. The page fetches nothing, reads well on a phone, in dark and light, on paper and by a screen
    reader, and works without scripting, all but its filter box. Every filter applies: a deal is on the page when it or
    one of its events answers, a fact when it or its evidence does.

    With --deal the page begins with that deal. Its foot says the version of the record, its day, and the command that
    makes the page again.

    --output DIR/ writes a site: a page for every event, deal, fact, source, organisation, country and theme at a
    lasting address, with lists and a search. Any static host serves it, and it opens from a disk. A second run with
    --force writes only what changed. --serve shows it at an address of this machine until Ctrl-C, which ends the
    program with status 130; while the record has errors they are said, and the pages stay as they were.
    """
    if output is None and is_terminal():
        raise UsageError("say where the page goes: --output report.html, or --output site/ for a site")
    to_stdout = output is None or output == "-"
    to_folder = output is not None and (output.endswith(("/", os.sep)) or Path(output).is_dir())
    if to_stdout and force:
        raise UsageError("--force goes with --output PATH")
    if serve and record_of(ctx) == STDIN:
        raise UsageError("--serve shows a site of a record in files: --output DIR/ --serve")
    _check(to_folder, {"--look": looks, "--rev": rev, "--serve": serve or None}, title, port)
    if asked.words:
        asked = asked.sorted_out(index_of(ctx))
    if to_folder:
        path = Path(output or "")
        build = partial(_to_folder, ctx, path, looks, asked, rev)
        watched = _state(ctx, looks) if serve else ()
        if build(force=force) and serve:
            _serve(ctx, path, port, looks, build, watched)
        return
    from tpcli.commandline.citing import command
    from tpcli.pages.report import Head, page
    from tpcli.query.about import edition, fingerprint

    connection = index_of(ctx)
    about = titled(ctx, connection)
    said = edition(about, fingerprint(connection))
    head = Head(title or about.title or "", about, said, asked.described(), command(here().arguments))
    text, counts = page(connection, asked.question(connection), head)
    if not any(counts.values()):
        note(NOTHING)
        return
    if output is None or to_stdout:
        stdout().write(text)
        return
    _to_file(Path(output), text, counts, force=force)


def _to_file(path: Path, text: str, counts: Mapping[str, int], *, force: bool) -> None:
    with new_file(path, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    held = ", ".join(counted(number, noun) for noun, number in counts.items() if number)
    note(f"wrote {path}: {held}")


def _check(to_folder: bool, of_site: Mapping[str, object], title: str | None, port: int | None) -> None:
    """Raises UsageError for options that do not go together; `of_site` are those of a site, as given."""
    what = {
        "--look": "is for a site",
        "--rev": "is for the feed of a site",
        "--serve": "shows a site of a record in files",
    }
    for option, value in of_site.items():
        if value is not None and not to_folder:
            raise UsageError(f"{option} {what[option]}: --output DIR/{' --serve' if option == '--serve' else ''}")
    if title is not None and to_folder:
        raise UsageError("--title is for a page; --look gives a site its title")
    if port is not None and of_site["--serve"] is None:
        raise UsageError("--port goes with --serve")


NOTHING = "nothing in the record matches: there is nothing to report"


EVERY = 0.5
"""Seconds between two looks at the files of a record that is shown."""


def _state(ctx: typer.Context, looks: Path | None) -> tuple[object, ...]:
    """What the files of the record and of the looks are now; where one can't be looked at, that."""
    state: list[object] = []
    try:
        state += [state_of(file) for file in watched_files(record_of(ctx))]
        state += [looks.stat().st_mtime_ns] if looks else []
    except (OSError, TpcliError) as error:
        state.append(str(error))
    return tuple(state)


def _serve(
    ctx: typer.Context,
    path: Path,
    port: int | None,
    looks: Path | None,
    build: Callable[..., bool],
    built: tuple[object, ...],
) -> None:
    """Show the site, and build it again whenever the files have changed and are at rest, until somebody ends it."""
    from tpcli.pages.serving import serve

    serve(path, port, note)
    seen = built
    while True:
        time.sleep(EVERY)
        before, seen = seen, _state(ctx, looks)
        if seen == before and seen != built:
            built = seen
            try:
                build(force=True)
            except (TpcliError, OSError, sqlite3.Error) as error:
                note(f"{error}\nthe pages stay as they were")


def _to_folder(
    ctx: typer.Context, path: Path, looks: Path | None, asked: Asked, rev: str | None, *, force: bool
) -> bool:
    """Write the site, and say how much of it was written anew; whether there was anything to write."""
    from tpcli.pages.look import look
    from tpcli.pages.site import any_of, site
    from tpcli.pages.written import new_site

    connection = index_of(ctx)
    question = asked.question(connection)
    said = look(looks)
    since = _since(ctx, connection, rev) if rev is not None else None
    if not any_of(connection, question):
        note(NOTHING)
        return False
    with new_site(path, force=force) as out:
        counts = site(connection, question, titled(ctx, connection), asked.described(), said, out, since)
    held = ", ".join(counted(number, noun) for noun, number in counts.items() if number)
    note(f"wrote {path}: {held}; {out.changed:,} of {counted(len(out.names), 'files')} are new or changed")
    return True


def _since(ctx: typer.Context, connection: sqlite3.Connection, rev: str) -> "Since":
    """What changed in the record since a revision. Raises TpcliError where no feed can tell of it."""
    from tpcli.commandline.comparing import State, as_it_was, between
    from tpcli.pages.feed import Since
    from tpcli.query.about import about

    if not about(connection).address:
        raise TpcliError("a feed names where the site is published: write that to record: address")
    with ExitStack() as stack:
        return Since(rev, between(as_it_was(stack, record_of(ctx), rev), State("now", connection)))
