"""The templates of pages. All text that they are given is text: it is escaped, and no control character gets through.

Jinja2 is loaded here and by nothing else.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader

from tpcli import __version__
from tpcli.dates.edtf import Date
from tpcli.dates.readable import human, worth
from tpcli.output.looks import of_step
from tpcli.pages.here import Here
from tpcli.query.details import Step
from tpcli.record.entries import Money
from tpcli.text.safe import link, plain


@cache
def templates() -> Environment:
    """The environment that all templates of this package are read in; each is compiled once."""
    environment = Environment(
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
        number=lambda value: f"{value:,}",
        worth=_worth,
    )
    environment.globals.update(tpcli_version=__version__, life_look=_life_look, is_exact=_is_exact)
    return environment


def macros(here: Here) -> object:
    """How entries are shown on pages from where all addresses are as `here` has them; templates call it `entries`."""
    return module("entries.html", here=here)


def module(name: str, **values: Any) -> object:
    """The macros and parts that a template defines, made with these values."""
    return templates().get_template(name).make_module(values)


def rendered(name: str, **values: Any) -> str:
    """A page: a template of that name with these values."""
    return templates().get_template(name).render(**values)


def _clean(value: Any) -> Any:
    """The value of an expression for a page: text cleaned of control characters, markup as it is."""
    if value.__class__ is str:
        return plain(value)
    return value


def _is_exact(date: Date) -> bool:
    """Whether a date is one that the `datetime` of HTML can hold."""
    known = date.precision in ("day", "month", "year") and "X" not in date.text
    return known and not date.qualifier and date.text[0] != "-"


def _life_look(step: Step) -> str:
    return of_step(step.stage, step.effect).page


def _worth(value: Money | None) -> str:
    """A deal's value in words; empty where there is none."""
    return "" if value is None else worth(*value[:4]) + (f": {value.note}" if value.note else "")
