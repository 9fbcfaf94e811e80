"""ACLED's event data, as exported from acleddata.com.

Columns and codes as in the ACLED codebook (2023 and later): `time_precision` 1 is the day, 2 the week or weekend, 3 the
month. Of a week any day of which may stand in `event_date`, so all days are meant that may share one with it.
"""

from collections.abc import Mapping

from tpcli.record.importing.cells import country, date, listed, required, text, whole
from tpcli.record.importing.dates import month_of, week_around
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.numbers import number_of
from tpcli.record.importing.presets import Input, Made, has_columns, named
from tpcli.record.importing.presets.csv import any_table
from tpcli.record.importing.tables import Row, Table
from tpcli.record.problems import Wrong, quoted

WHAT = "event data of ACLED"
SECTION = "events"

_NAMES = ("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
          "actor1", "assoc_actor_1", "actor2", "assoc_actor_2", "country", "admin1", "admin2", "admin3", "location",
          "latitude", "longitude", "geo_precision", "source", "notes", "fatalities", "tags")  # fmt: skip


def suits(file: Input) -> bool:
    """Whether there are the columns that no other data has together."""
    return has_columns(file, ("event_date", "event_type", "actor1"))


def table(file: Input) -> Table:
    """The rows, from CSV or JSON."""
    return named(any_table(file, _NAMES), _NAMES)


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """The columns as ACLED names them.

    Those who are associated with an actor are organisations, too; their columns stay beside, as they tell the side.
    """
    return {
        "id": ("event_id_cnty",),
        "date": ("event_date", "time_precision"),
        "title": ("sub_event_type", "event_type", "location"),
        "summary": ("notes",),
        "kind": ("event_type",),
        "countries": ("country",),
        "organisations": ("actor1", "actor2"),
        "place": ("location", "admin2", "admin1"),
        "sources": ("source",),
        "lat": ("latitude",),
        "lon": ("longitude",),
        "fatalities": ("fatalities",),
        "tags": ("tags",),
    }


def entries(row: Row, how: Reading) -> list[Made]:
    """An event, and a source for each name in `source`."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    kind = text(row, "sub_event_type") or required(row, "event_type")
    place = ", ".join(dict.fromkeys(part for part in (text(row, n) for n in ("location", "admin2", "admin1")) if part))
    sources = [how.ids.source(name) for name in listed(row, "source")]
    event = {
        "id": text(row, "event_id_cnty"),
        "date": _date(row, how),
        "title": f"{kind}{' in ' + text(row, 'location') if text(row, 'location') else ''}",
        "summary": text(row, "notes"),
        "kind": text(row, "event_type"),
        "countries": _countries(row, how),
        "organisations": listed(row, "actor1", "assoc_actor_1", "actor2", "assoc_actor_2"),
        "place": place,
        "sources": [source["id"] for source in sources],
        "lat": degrees(row, "latitude", how),
        "lon": degrees(row, "longitude", how),
        "fatalities": whole(row, "fatalities", how),
        "tags": text(row, "tags"),
    }
    return [*(("sources", source) for source in sources), ("events", event)]


def _date(row: Row, how: Reading) -> str:
    day = date(row, "event_date", how)
    precision = text(row, "time_precision") or "1"
    if not day:
        raise Wrong("missing-field", "event_date: it holds nothing")
    if precision == "1":
        return day
    if precision == "2":
        return week_around(day)
    if precision == "3":
        return month_of(day)
    raise Wrong("not-a-date", f"time_precision: {quoted(precision)} is none of 1 (day), 2 (week) and 3 (month)")


def _countries(row: Row, how: Reading) -> list[str]:
    name = text(row, "country")
    code = country(name, how) if name else None
    if name and not code:
        raise Wrong("unknown-country", f"country: {quoted(name)} is no country that is known")
    return [code] if code else []


def degrees(row: Row, column: str, how: Reading) -> float | None:
    """A coordinate in degrees; None where there is none."""
    written = text(row, column)
    if not written:
        return None
    negative = written[0] in "-−"
    try:
        # Degrees have at most three digits before the mark, so that one mark is always that of the fraction.
        found = float(number_of(written.lstrip("-−"), "," if "," in written else "."))
    except Wrong:
        found = 999
    if found > 180:
        raise Wrong("not-a-number", f"{column}: {quoted(written)} is no number of degrees")
    return -found if negative else found
