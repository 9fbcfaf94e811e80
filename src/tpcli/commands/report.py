"""tpcli report: a self-contained page to read, print and pass on."""

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
)


@takes_filters()
def run(
    ctx: typer.Context,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the page to FILE; - for stdout.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there already.")] = False,
    asked: Asked,
) -> None:
    """One page of HTML that needs nothing else: the timeline as a picture and as a list, deals, and facts.

    Every source is linked. The page fetches nothing, reads well on a phone, in dark and light, on paper and by a screen
    reader, and works without scripting, all but its filter box. Every filter applies: a deal is on the page when it or
    one of its events answers, a fact when it or its evidence does.
    """
    if output is None and is_terminal():
        raise UsageError("say where the page goes: --output report.html")
    to_stdout = output is None or str(output) == "-"
    if to_stdout and force:
        raise UsageError("--force goes with --output FILE")
    from tpcli.pages.report import Head, page
    from tpcli.query.about import edition

    connection = index_of(ctx)
    head = Head(titled(ctx, connection), edition(connection), asked.described())
    text, counts = page(connection, asked.question(connection), head)
    if not any(counts.values()):
        note("nothing in the record matches: there is nothing to report")
        return
    if output is None or to_stdout:
        stdout().write(text)
        return
    with new_file(output, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    held = ", ".join(counted(number, noun) for noun, number in counts.items() if number)
    note(f"wrote {output}: {held}")
