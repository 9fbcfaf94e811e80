"""tpcli alone: what this is, how much the record holds, and what to try."""

import typer

from tpcli.commandline.asking import index_of, titled
from tpcli.habits import advised
from tpcli.output.answer import is_terminal, stdout
from tpcli.query.extent import extent
from tpcli.text.safe import plain

TRY = (
    ("tpcli timeline --from 1955 --to 1979", "the Baghdad Pact and CENTO years"),
    ("tpcli deals --type naval", "ships, from contract to commissioning"),
    ("tpcli facts --verdict disputed", "what is claimed, and what became of it"),
    ("tpcli search milgem", "full text over all of it"),
    ("tpcli show t129-atak", "one deal with its whole life and its sources"),
)
TRY_OWN = (
    ("tpcli timeline", "all events in order"),
    ("tpcli list themes", "what there is to ask for"),
    ("tpcli search WORDS", "full text over all of it"),
    ("tpcli timeline --format csv", "the same for a spreadsheet"),
    ("tpcli --help", "everything else"),
)


def run(ctx: typer.Context) -> None:
    """Say what this is and how much the record holds."""
    connection = index_of(ctx)
    counts, span = extent(connection)
    years = f", {span[0]} to {span[1]}" if span else ""
    out = stdout()
    held = ", ".join(f"{n:,} {name}{'' if n == 1 else 's'}" for name, n in counts.items())
    own = ctx.find_root().params.get("data")
    said = titled(ctx, connection)
    title = plain(said.title or "") + (f", version {plain(said.version)}" if said.version else "")
    commands = [(advised(command), meaning) for command, meaning in (TRY_OWN if own else TRY)]
    width = max(len(command) for command, _ in commands)
    lines = [f"tpcli: {title}", f"{held}{years}", "", "Try:"]
    lines += [f"  {command:<{width}}  {meaning}" for command, meaning in commands]
    lines += ["", "tpcli --help names every command; each command's --help ends with examples."]
    if not is_terminal():
        out.write("\n".join(lines) + "\n")
        return
    from tpcli.terminal.cells import Cell
    from tpcli.terminal.grid import Grid, console
    from tpcli.terminal.widths import Column

    screen = console(out)
    screen.print(lines[0], style="bold")
    screen.print(lines[1])
    screen.print()
    rows = [[Cell(command, "cyan"), Cell(meaning)] for command, meaning in commands]
    grid = Grid([Column("Try", 60), Column("", 60, flexible=True)], rows, screen.width)
    screen.print(grid)
    screen.print(lines[-1], style="dim")
