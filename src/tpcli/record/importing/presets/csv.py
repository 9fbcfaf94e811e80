"""Any table: CSV, JSON or JSON Lines whose columns have names that say what they hold, or a map that does."""

import re
from collections.abc import Callable, Collection, Mapping

from tpcli.errors import UsageError
from tpcli.record.fields import FIELDS
from tpcli.record.importing import entries as by_map
from tpcli.record.importing.dates import looks_like_date
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.mapping import REQUIRED
from tpcli.record.importing.nothing import emptied
from tpcli.record.importing.objects import json_table
from tpcli.record.importing.presets import Input, Made
from tpcli.record.importing.tables import Row, Table, csv_table
from tpcli.text.folding import key

WHAT = "a table"
SECTION = "events"

NAMES: dict[str, tuple[str, ...]] = {
    "date": ("date", "event date", "when", "day", "datum", "year", "fecha", "tarih", "wann", "jahr", "yil",
             "date of event", "time", "published"),
    "title": ("title", "event", "headline", "name", "what", "what happened", "subject", "event title", "label", "titel",
              "ereignis", "was", "olay", "baslik", "evenement", "titre", "evento", "titulo", "titolo"),
    "summary": ("summary", "description", "text", "notes", "note", "details", "abstract", "comment", "comments",
                "beschreibung", "aciklama", "descripcion", "descrizione"),
    "kind": ("kind", "event type", "category"),
    "countries": ("countries", "country", "states", "ulke", "pays", "pais"),
    "organisations": ("organisations", "organizations", "organisation", "organization", "actors", "participants"),
    "place": ("place", "location", "city", "where", "venue", "ort", "yer", "lieu", "lugar", "luogo"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude", "lng", "long"),
    "quantity": ("quantity", "units delivered"),
    "sources": ("sources", "source", "url", "link", "links", "reference", "references", "quelle", "quellen", "kaynak",
                "fuente", "fonte"),
    "themes": ("themes", "theme", "topic", "topics"),
    "supplier": ("supplier", "seller", "exporter", "from"),
    "recipient": ("recipient", "buyer", "importer", "to"),
    "author": ("author", "authors", "creator", "by"),
    "publisher": ("publisher", "publication", "journal", "newspaper"),
    "language": ("language", "lang"),
}  # fmt: skip
"""Names by which columns are known without a map; a column of a field's own name always is."""

SPANS = (("start", "end"), ("start date", "end date"), ("from", "to"), ("begin", "end"), ("first day", "last day"),
         ("date start", "date end"), ("date", "end date"), ("date from", "date to"))  # fmt: skip
TIMES = ("time", "start time", "time of day", "uhrzeit", "saat", "heure", "hora", "ora")
_TIME = re.compile(
    r"\d{1,2}[:.]\d\d([:.]\d\d)?( ?[ap]\.?m\.?)?( ?(z|[+-]\d\d:?\d\d))?|\d{1,2} ?[ap]\.?m\.?", re.IGNORECASE
)
PARTS = (("day", "month", "year"), ("month", "year"))


def suits(file: Input) -> bool:
    """Whatever has columns."""
    return True


def any_table(file: Input, wanted: Collection[str]) -> Table:
    """The table in a CSV or JSON file. Raises TpcliError, UsageError."""
    begin = file.text.lstrip()[:1]
    if begin and begin in "[{" and not file.name.lower().endswith((".csv", ".tsv")):
        if file.columns is not None:
            raise UsageError("--columns names the columns of a CSV without a header: this is JSON, which has names")
        return json_table(file.text, file.name, wanted)
    return emptied(csv_table(file.text, file.name, wanted, file.columns))


def table(file: Input) -> Table:
    """The rows of the file."""
    known = [name for names in NAMES.values() for name in names]
    spans = [name for names in SPANS for name in names]
    return any_table(file, file.wanted or {*known, *spans, *FIELDS["events"]})


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """For each field the columns whose names say that they hold it; for what is needed and has no such name, the only
    column whose cells can be it. Raises UsageError where there is none, or several.
    """
    by_key = {key(column): column for column in reversed(table.columns)}
    date = "published" if section == "sources" else "date"
    out: dict[str, tuple[str, ...]] = {}
    if date in FIELDS[section] and (found := _date_columns(table, by_key)):
        out[date] = found
    used = {column for columns in out.values() for column in columns}
    for field in FIELDS[section]:
        if field in out or field in ("deal", "stage"):
            continue
        for name in (field, *NAMES.get("date" if field == date else field, ())):
            column = by_key.get(key(name))
            if column and column not in used and (field == "id" or not _is_reserved(field, column, table)):
                out[field] = (column,)
                used.add(column)
                break
    dated = (column for column in table.columns if column not in used and _all_dates(table, column))
    if date in REQUIRED[section] and date not in out and (first := next(dated, None)):
        out[date] = (first,)
        used.add(first)
    if len(out.get(date, ())) in (1, 2):
        out[date] = _with_times(table, out[date], by_key, used)
        used.update(out[date])
    if "title" not in out:
        worded = [column for column in table.columns if column not in used and _all_words(table, column)]
        if len(worded) == 1:
            out["title"] = (worded[0],)
    if missing := [field for field in REQUIRED[section] if field not in out]:
        others = [field for field in FIELDS[section] if field in out and field not in REQUIRED[section]]
        said = ",".join(f"{field}={'+'.join(out.get(field, ('COLUMN',)))}" for field in (*REQUIRED[section], *others))
        raise UsageError(
            f"no column is named as one that holds the {' or the '.join(missing)}: say which with --map {said}\n"
            f"columns: {', '.join(table.columns)}"
        )
    return {field: out[field] for field in FIELDS[section] if field in out}


def _date_columns(table: Table, by_key: Mapping[str, str]) -> tuple[str, ...] | None:
    """The columns that are named as the first and the last day, or as the parts of a date."""
    for names in (*SPANS, *PARTS):
        if all(key(name) in by_key for name in names) and _dated(table, names, by_key):
            return tuple(by_key[key(name)] for name in names)
    return None


def _with_times(
    table: Table, dates: tuple[str, ...], by_key: Mapping[str, str], used: Collection[str]
) -> tuple[str, ...]:
    """The columns of dates, each followed by that of the time of day that belongs to it, where there is one."""
    out: list[str] = []
    for n, column in enumerate(dates):
        names = [key(column).replace("date", "time"), *(TIMES if n == 0 else ("end time",))]
        found = [by_key[key(name)] for name in names if key(name) in by_key and by_key[key(name)] not in (*used, *out)]
        out += [
            column,
            *(time for time in found[:1] if _all(table, time, lambda cell: _TIME.fullmatch(cell) is not None)),
        ]
    return tuple(out)


def _is_reserved(field: str, column: str, table: Table) -> bool:
    """Whether a column can't be that field, by its content: citations of events are links alone."""
    if field == "sources":
        cells = [str(row.values.get(column) or "") for row in table.rows[:200]]
        return any("://" not in cell for cell in cells if cell.strip())
    return False


def _dated(table: Table, names: tuple[str, ...], by_key: Mapping[str, str]) -> bool:
    """Whether columns named like a span hold dates: `from` and `to` may be countries."""
    if names in PARTS:
        return True
    return _all_dates(table, by_key[key(names[0])])


def _all_dates(table: Table, column: str) -> bool:
    return _all(table, column, looks_like_date, of_ten=8)


def _all_words(table: Table, column: str) -> bool:
    """Whether a column holds words: no numbers, dates or links."""
    return _all(table, column, lambda cell: any(map(str.isalpha, cell)) and "://" not in cell) and not _all_dates(
        table, column
    )


def _all(table: Table, column: str, holds: Callable[[str], bool], of_ten: int = 10) -> bool:
    """Whether so many of ten cells of a column that are filled hold what is looked for."""
    cells = [str(row.values.get(column) or "").strip() for row in table.rows[:200] if not row.wrong]
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(holds, filled)) * 10 >= len(filled) * of_ten


def entries(row: Row, how: Reading) -> list[Made]:
    """One entry."""
    return [(how.section, by_map.entry(row, how))]
