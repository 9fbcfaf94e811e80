"""tpcli sources: every page, book and paper that the record cites."""

import typer

from tpcli.commandline.asking import listing
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.options import Out

EXAMPLES = (
    "tpcli sources --sort cited --reverse --limit 20",
    "tpcli sources --publisher dawn --theme nuclear",
    "tpcli sources --fields publisher | sort | uniq -c | sort -rn | head",
)


@takes_filters("publisher", "from", "to", "year", "theme", "country", "deal", "claimed-by", "match", words=True)
def run(ctx: typer.Context, asked: Asked, out: Out) -> None:
    """Every source, with how many events, deals and facts cite it.

    --from, --to and --year are about when it was published, --publisher and --match about itself; every other filter
    takes the sources of the events, deals and facts that have what is asked for.
    """
    listing(ctx, "sources", asked, out)
