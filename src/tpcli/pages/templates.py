"""The templates of pages. All text that they are given is text: it is escaped, and no control character gets through.

Jinja2 is loaded here and by nothing else.
"""

import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from tpcli import __version__
from tpcli.dates.readable import human, money
from tpcli.output.looks import of_step
from tpcli.query.details import Details
from tpcli.text.safe import link, plain

LOOKS = {
    "delivered": "good", "partly-delivered": "good", "signed": "fair", "in-production": "fair",
    "lapsed": "bad", "cancelled": "bad", "suspended": "bad",
    "supported": "good", "partly-supported": "fair", "disputed": "bad", "outdated": "soft", "opinion": "calm",
}  # fmt: skip
"""How the badge of a status or a verdict looks; its word is always there too."""


class _Fields(Environment):
    """Looks up the fields of an entry by name alone: `deal.items` is what a deal holds, never a method of Python's."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


@cache
def templates() -> Environment:
    """The environment that all templates of this package are read in; each is compiled once."""
    environment = _Fields(
        loader=PackageLoader("tpcli.pages"),
        autoescape=True,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters.update(
        human=human,
        link=link,
        look=lambda word: LOOKS.get(word, "soft"),
        number=lambda value: f"{value:,}",
        worth=_worth,
    )
    environment.globals.update(tpcli_version=__version__, life_look=_life_look)
    return environment


def rendered(name: str, **values: Any) -> str:
    """A page: a template of that name with these values."""
    return templates().get_template(name).render(**values)


def _clean(value: Any) -> Any:
    """What an expression puts into a page; only markup that a template made is left as it is."""
    if value.__class__ is str:
        return plain(value)
    return value


def _life_look(step: Details) -> str:
    return of_step(step["stage"], step["effect"]).page


def _worth(value: dict[str, Any] | None) -> str:
    """A deal's value in words; empty where there is none."""
    if not value:
        return ""
    return money(json.dumps(value)) + (f": {value['note']}" if value.get("note") else "")


def as_markup(html: str) -> Markup:
    """HTML that was made here, every text of a record in it escaped."""
    return Markup(html)
