"""UCDP's Georeferenced Event Dataset (GED), as downloaded from ucdp.uu.se.

Columns and codes as in the UCDP GED codebook, version 23.1 and later: `date_prec` 1 is the day, 2 a range of two to six
days, 3 the week, 4 the month, 5 more than a month; the event lies between `date_start` and `date_end`.
"""

import re
from collections.abc import Mapping

from tpcli.record.importing.cells import country, date, listed, required, text, whole
from tpcli.record.importing.dates import days_around, month_of, one_of, span, week_around, year_of
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.presets import Input, Made, has_columns, named
from tpcli.record.importing.presets.acled import degrees
from tpcli.record.importing.presets.csv import any_table
from tpcli.record.importing.tables import Row, Table
from tpcli.record.problems import Wrong, quoted
from tpcli.text.json import Fields

WHAT = "event data of UCDP GED"
SECTION = "events"

_NAMES = ("id", "type_of_violence", "conflict_name", "dyad_name", "side_a", "side_b", "source_article", "source_office",
          "source_date", "source_headline", "source_original", "where_coordinates", "where_description", "adm_1",
          "adm_2", "latitude", "longitude", "country", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
          "deaths_civilians", "deaths_unknown", "best", "high", "low")  # fmt: skip
_VIOLENCE = {"1": "state-based", "2": "non-state", "3": "one-sided"}

_ARTICLE = re.compile(r"([^,]+), *(\d{4}(?:-\d\d){0,2}), *(.+)")
"""Its office, its date and its headline."""
_SIDES = (
    ("deaths_a", "of side A"),
    ("deaths_b", "of side B"),
    ("deaths_civilians", "civilians"),
    ("deaths_unknown", "unknown"),
)
"""Columns of deaths, and how each is said."""


def suits(file: Input) -> bool:
    """Whether there are the columns that no other data has together."""
    return has_columns(file, ("date_prec", "date_start", "date_end"))


def table(file: Input) -> Table:
    """The rows, from CSV or JSON."""
    return named(any_table(file, _NAMES), _NAMES)


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """The columns as UCDP names them."""
    return {
        "id": ("id",),
        "date": ("date_start", "date_end", "date_prec"),
        "title": ("dyad_name", "where_coordinates"),
        "summary": ("conflict_name", "where_description", "source_headline"),
        "kind": ("type_of_violence",),
        "countries": ("country",),
        "organisations": ("side_a", "side_b"),
        "place": ("where_coordinates", "adm_2", "adm_1"),
        "sources": ("source_article",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "fatalities": ("best",),
    }


def entries(row: Row, how: Reading) -> list[Made]:
    """An event, and a source for each article."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    name = text(row, "country")
    code = country(name, how) if name else None
    if name and not code:
        raise Wrong("unknown-country", f"country: {quoted(name)} is no country that is known")
    sources = [_source(article, how) for article in _articles(text(row, "source_article"))]
    place = dict.fromkeys(text(row, column) for column in ("where_coordinates", "adm_2", "adm_1"))
    event = {
        "id": f"ucdp-{text(row, 'id')}" if text(row, "id") else "",
        "date": _date(row, how),
        "title": f"{required(row, 'dyad_name')}, {text(row, 'where_coordinates') or name}".rstrip(", "),
        "summary": _summary(row, how),
        "kind": _VIOLENCE.get(text(row, "type_of_violence"), text(row, "type_of_violence")),
        "countries": [code] if code else [],
        "organisations": listed(row, "side_a", "side_b"),
        "place": ", ".join(part for part in place if part),
        "sources": [source["id"] for source in sources],
        "lat": degrees(row, "latitude", how),
        "lon": degrees(row, "longitude", how),
        "fatalities": whole(row, "best", how),
    }
    return [*(("sources", source) for source in sources), ("events", event)]


def _articles(written: str) -> list[str]:
    """The articles in a cell, with `;` between them; before an office and a date alone, as headlines have it, too."""
    out: list[str] = []
    for part in re.split(r"(?<=\")\s*;\s*(?=\")" if written.startswith('"') else ";", written):
        if out and _ARTICLE.fullmatch(out[-1].strip()) and not _ARTICLE.fullmatch(part.strip()):
            out[-1] += f";{part}"
        else:
            out.append(part)
    return list(dict.fromkeys(part.strip() for part in out if part.strip()))


def _source(article: str, how: Reading) -> Fields:
    """The source of an article, which is its office, date and headline between quotes, or else the whole text."""
    plain = " ".join(article.strip('"\u201c\u201d').split())
    source = how.ids.source(plain)
    if match := _ARTICLE.fullmatch(plain):
        source |= {"publisher": match[1], "published": match[2], "title": match[3]}
    return source


def _date(row: Row, how: Reading) -> str:
    start, end = date(row, "date_start", how), date(row, "date_end", how)
    if not start:
        raise Wrong("missing-field", "date_start: it holds nothing")
    whole_span = span(start, end or start)
    days = one_of(start, end or start)
    precision = text(row, "date_prec") or "1"
    if precision == "1":
        return whole_span
    if precision == "2":
        return days if days != start else days_around(start, 5)
    if precision == "3":
        return week_around(start, end or start)
    if precision == "4":
        return month_of(start, end or start)
    if precision == "5":
        return year_of(start, end or start)
    raise Wrong("not-a-date", f"date_prec: {quoted(precision)} is none of 1 to 5")


def _summary(row: Row, how: Reading) -> str:
    best, low, high = (whole(row, column, how) for column in ("best", "low", "high"))
    said = [text(row, "conflict_name"), text(row, "where_description")]
    if best is not None:
        said.append(f"Deaths: {best}" + (f" ({low} to {high})" if low != high and low is not None else ""))
    sides = [f"{text(row, column)} {of}" for column, of in _SIDES if text(row, column) not in ("", "0")]
    said += [f"Of them {', '.join(sides)}"] if sides else []
    said += [f"Reported as: {text(row, 'source_headline')}"] if text(row, "source_headline") else []
    return ". ".join(part.rstrip(".") for part in said if part) + ("." if any(said) else "")
