"""The options that commands share, each spelled out once; what completes them comes from the record."""

from typing import Annotated

import typer

FILTER = "Filters"
OUTPUT = "Output"


def completer(field: str):  # type: ignore[no-untyped-def]
    """What completes an option whose values are words of the record."""

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        from tpcli.commandline.completion import words

        return words(ctx, field, incomplete)

    return complete


def _fields(ctx: typer.Context, incomplete: str) -> list[str]:
    from tpcli.commandline.completion import fields

    return fields(ctx, incomplete)


def _formats(incomplete: str) -> list[str]:
    from tpcli.output.answer import FORMATS

    return [name for name in FORMATS if name.startswith(incomplete)]


def _ids(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from tpcli.commandline.completion import ids

    return ids(ctx, incomplete)


From = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="From the first day of DATE on.", rich_help_panel=FILTER),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="DATE", help="Up to the last day of DATE.", rich_help_panel=FILTER),
]
Year = Annotated[
    str | None,
    typer.Option("--year", metavar="DATE", help="Within DATE: 1955, 1955-02, 1950s.", rich_help_panel=FILTER),
]


def _words(name: str, field: str, text: str):  # type: ignore[no-untyped-def]
    return typer.Option(
        name, metavar="NAME", help=text, autocompletion=completer(field), rich_help_panel=FILTER, show_default=False
    )


Theme = Annotated[list[str] | None, _words("--theme", "theme", "A theme; A+B for both, repeat for either.")]
Country = Annotated[list[str] | None, _words("--country", "country", "A country, by code or name.")]
Kind = Annotated[list[str] | None, _words("--kind", "kind", "A kind of event, such as contract or visit.")]
Type = Annotated[list[str] | None, _words("--type", "type", "A type of deal, such as naval or drone.")]
Organisation = Annotated[list[str] | None, _words("--organisation", "organisation", "A force, firm or body.")]
DealId = Annotated[list[str] | None, _words("--deal", "deal", "The stages of a deal.")]
SourceId = Annotated[list[str] | None, _words("--source", "source", "What cites a source.")]
Confidence = Annotated[list[str] | None, _words("--confidence", "confidence", "high, medium or low.")]
Match = Annotated[
    str | None,
    typer.Option(
        "--match", metavar="WORDS", help="Holds these words, as in search: a -b OR c.", rich_help_panel=FILTER
    ),
]
Sort = Annotated[
    str | None,
    typer.Option("--sort", metavar="FIELD", help="Order by a field.", autocompletion=_fields, rich_help_panel=OUTPUT),
]
Reverse = Annotated[bool, typer.Option("--reverse", help="Turn the order round.", rich_help_panel=OUTPUT)]
Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=0, help="At most N rows.", rich_help_panel=OUTPUT),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="table, tsv, csv, json, jsonl, markdown or yaml; a table on a terminal, tsv in a pipe if not given.",
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
        help="These fields, in this order.",
        autocompletion=_fields,
        rich_help_panel=OUTPUT,
    ),
]
Header = Annotated[
    bool, typer.Option("--header", help="Begin tsv with the names of the fields.", rich_help_panel=OUTPUT)
]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Ids of events, deals, facts or sources.", autocompletion=_ids)
]
