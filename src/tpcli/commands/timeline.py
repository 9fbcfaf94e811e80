"""tpcli timeline: dated events, in order."""

import typer

from tpcli.commandline.asking import listing
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.options import Out

EXAMPLES = (
    "tpcli timeline --from 1955 --to 1979 --theme alliance",
    "tpcli timeline --country turkey+india --kind statement",
    "tpcli timeline --deal milgem --fields date,stage,title",
    "tpcli timeline --type naval --format csv > naval.csv",
    "tpcli timeline --conflicts --not theme=rivals",
)


@takes_filters(words=True)
def run(ctx: typer.Context, asked: Asked, out: Out) -> None:
    """Dated events, in order.

    Both ends of a range are inclusive, at the precision given: --to 1959 runs to the last day of 1959. An event
    answers when its date, however exact, and the range overlap. Repeating an option widens, A+B asks for both,
    different options narrow.
    """
    listing(ctx, "events", asked, out)
