"""tpcli report: a self-contained page to read, print and pass on, or a site of one page for everything."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline.asking import counted, index_of, titled
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.errors import UsageError
from tpcli.output.answer import is_terminal, note, stdout
from tpcli.text.newfiles import new_file

EXAMPLES = (
    "tpcli report --output report.html",
    "tpcli report --theme nuclear --output nuclear.html --force",
    "tpcli report --deal milgem > milgem.html",
    "tpcli report --output site/",
)


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Write the page to a file, or a site into a folder: DIR/. - for stdout.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there already.")] = False,
    looks: Annotated[
        Path | None,
        typer.Option("--look", metavar="FILE", help="Title, footer and colours of a site (TOML).", show_default=False),
    ] = None,
    asked: Asked,
) -> None:
    """One page of HTML that needs nothing else: the timeline as a picture and as a list, deals, and facts.

    Every source is linked. The page fetches nothing, reads well on a phone, in dark and light, on paper and by a screen
    reader, and works without scripting, all but its filter box. Every filter applies: a deal is on the page when it or
    one of its events answers, a fact when it or its evidence does.

    --output DIR/ writes a site: a page for every event, deal, fact, source, organisation, country and theme at a
    lasting address, with lists and a search. Any static host serves it, and it opens from a disk. A second run with
    --force writes only what changed.
    """
    if output is None and is_terminal():
        raise UsageError("say where the page goes: --output report.html, or --output site/ for a site")
    to_stdout = output is None or output == "-"
    if to_stdout and force:
        raise UsageError("--force goes with --output PATH")
    to_folder = output is not None and (output.endswith(("/", os.sep)) or Path(output).is_dir())
    if looks is not None and not to_folder:
        raise UsageError("--look is for a site: --output DIR/")
    if to_folder:
        _to_folder(ctx, Path(output or ""), looks, asked, force=force)
        return
    from tpcli.pages.report import Head, page
    from tpcli.query.about import edition

    connection = index_of(ctx)
    head = Head(titled(ctx, connection), edition(connection), asked.described())
    text, counts = page(connection, asked.question(connection), head)
    if not any(counts.values()):
        note(NOTHING)
        return
    if output is None or to_stdout:
        stdout().write(text)
        return
    with new_file(Path(output), force=force) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    held = ", ".join(counted(number, noun) for noun, number in counts.items() if number)
    note(f"wrote {output}: {held}")


NOTHING = "nothing in the record matches: there is nothing to report"


def _to_folder(ctx: typer.Context, path: Path, looks: Path | None, asked: Asked, *, force: bool) -> None:
    """Write the site, and say how much of it was written anew."""
    from tpcli.pages.look import look
    from tpcli.pages.site import any_of, site
    from tpcli.pages.written import new_site

    connection = index_of(ctx)
    question = asked.question(connection)
    said = look(looks)
    if not any_of(connection, question):
        note(NOTHING)
        return
    with new_site(path, force=force) as out:
        counts = site(connection, question, titled(ctx, connection), asked.described(), said, out)
    held = ", ".join(counted(number, noun) for noun, number in counts.items() if number)
    note(f"wrote {path}: {held}; {out.changed:,} of {counted(len(out.names), 'files')} are new or changed")
