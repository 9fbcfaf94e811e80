"""tpcli facts: what is claimed, by whom, and the verdict."""

import typer

from tpcli.commandline.asking import listing
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.commandline.options import Out

EXAMPLES = (
    "tpcli facts --theme nuclear",
    "tpcli facts --verdict disputed --verdict outdated",
    "tpcli facts --match milgem --not verdict=supported",
    "tpcli facts --claimed-by gsdn-article --format csv > claims.csv",
)


@takes_filters("theme", "verdict", "claimed-by", "match", "from", "to", "year", "country", "deal", words=True)
def run(ctx: typer.Context, asked: Asked, out: Out) -> None:
    """Claims: what is said, by whom, and what became of it.

    Verdicts are supported, partly-supported, disputed, outdated and opinion; `tpcli show ID` gives the reasons.
    """
    listing(ctx, "facts", asked, out)
