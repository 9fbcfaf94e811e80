"""The options that commands share, each spelled out once; what completes them comes from the record."""

from collections.abc import Callable, Iterable
from typing import Annotated, NamedTuple

import typer

FILTER = "Filters"
OUTPUT = "Output"


def completer(name: str):  # type: ignore[no-untyped-def]
    """A function that completes the values of a filter from the words of the record."""

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        from tpcli.commandline.completion import words

        return words(ctx, name, incomplete)

    return complete


def one_of(words: Iterable[str]) -> Callable[[str], list[str]]:
    """A function that completes one of a few words."""
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]


def _fields(ctx: typer.Context, incomplete: str) -> list[str]:
    from tpcli.commandline.completion import fields

    return fields(ctx, incomplete)


def _formats(incomplete: str) -> list[str]:
    from tpcli.output.answer import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def ids(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from tpcli.commandline import completion

    return completion.ids(ctx, incomplete)


Sort = Annotated[
    str | None,
    typer.Option(
        "--sort",
        metavar="FIELD",
        help="Order by a field; -FIELD turns it round.",
        autocompletion=_fields,
        rich_help_panel=OUTPUT,
    ),
]
Reverse = Annotated[bool, typer.Option("--reverse", help="Turn the order round.", rich_help_panel=OUTPUT)]
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-n", metavar="N", min=0, max=2**63 - 1, help="At most N rows.", rich_help_panel=OUTPUT),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="table, list, tsv, csv, json, jsonl, markdown or yaml; a table on a terminal, tsv in a pipe if not given.",
        autocompletion=_formats,
        rich_help_panel=OUTPUT,
        show_default=False,
    ),
]
Fields = Annotated[
    str | None,
    typer.Option(
        "--fields",
        metavar="A,B,C",
        help="These fields, in this order; all, or +A,-B for the usual ones with A and without B.",
        autocompletion=_fields,
        rich_help_panel=OUTPUT,
    ),
]
Bom = Annotated[
    bool, typer.Option("--bom", help="Begin csv with a byte order mark, as Excel asks for.", rich_help_panel=OUTPUT)
]
Header = Annotated[
    bool, typer.Option("--header", help="Begin tsv with the names of the fields.", rich_help_panel=OUTPUT)
]
Cite = Annotated[
    bool,
    typer.Option(
        "--cite", help="Say below how to cite the answer, so that it can be asked again.", rich_help_panel=OUTPUT
    ),
]


class Out(NamedTuple):
    """How a listing leaves; a command that takes it as `out` has these options."""

    sort: Sort = None
    reverse: Reverse = False
    limit: Limit = None
    fields: Fields = None
    format_: Format = None
    bom: Bom = False
    header: Header = False
    cite: Cite = False


Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID...", help="Ids of events, deals, facts or sources.", autocompletion=ids),
]


def _dimensions(incomplete: str) -> list[str]:
    from tpcli.query.dimensions import DIMENSIONS

    return [name for name in DIMENSIONS if name.startswith(incomplete)]


By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="FIELD",
        help=f"{', '.join(_dimensions(''))}; two make a cross-table.",
        autocompletion=_dimensions,
        show_default=False,
    ),
]
SumOf = Annotated[
    str | None,
    typer.Option(
        "--sum",
        metavar="FIELD",
        help="Add up what the deals are worth, a currency at a time (value), or a number of the record's own.",
    ),
]
