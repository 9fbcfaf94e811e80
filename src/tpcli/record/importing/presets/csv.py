"""Any table: CSV, JSON or JSON Lines whose columns have names that say what they hold, or a map that does."""

from collections.abc import Collection, Mapping

from tpcli.errors import UsageError
from tpcli.record.fields import FIELDS
from tpcli.record.importing import entries as by_map
from tpcli.record.importing.dates import looks_like_date
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.mapping import REQUIRED
from tpcli.record.importing.objects import json_table
from tpcli.record.importing.presets import Input, Made
from tpcli.record.importing.tables import Row, Table, csv_table
from tpcli.text.folding import key

WHAT = "a table"
SECTION = "events"

NAMES: dict[str, tuple[str, ...]] = {
    "date": (
        "date",
        "event date",
        "when",
        "day",
        "datum",
        "year",
        "fecha",
        "tarih",
        "date of event",
        "time",
        "published",
    ),
    "title": ("title", "event", "headline", "name", "what", "subject", "event title", "label", "titel"),
    "summary": ("summary", "description", "text", "notes", "note", "details", "abstract", "comment", "comments"),
    "kind": ("kind", "event type", "category"),
    "countries": ("countries", "country", "states"),
    "organisations": ("organisations", "organizations", "organisation", "organization", "actors", "participants"),
    "place": ("place", "location", "city", "where", "venue"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude", "lng", "long"),
    "quantity": ("quantity", "units delivered"),
    "sources": ("sources", "source", "url", "link", "links", "reference"),
    "themes": ("themes", "theme", "topic", "topics"),
    "supplier": ("supplier", "seller", "exporter", "from"),
    "recipient": ("recipient", "buyer", "importer", "to"),
    "author": ("author", "authors", "creator", "by"),
    "publisher": ("publisher", "publication", "journal", "newspaper"),
    "language": ("language", "lang"),
}
"""Names by which columns are known without a map; a column of a field's own name always is."""

SPANS = (("start", "end"), ("start date", "end date"), ("from", "to"), ("begin", "end"), ("first day", "last day"),
         ("date start", "date end"), ("date", "end date"), ("date from", "date to"))  # fmt: skip
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
    return csv_table(file.text, file.name, wanted, file.columns)


def table(file: Input) -> Table:
    """The rows of the file."""
    known = [name for names in NAMES.values() for name in names]
    spans = [name for names in SPANS for name in names]
    return any_table(file, file.wanted or {*known, *spans, *FIELDS["events"]})


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """For each field the columns whose names say that they hold it. Raises UsageError where what is needed is not
    found.
    """
    by_key = {key(column): column for column in reversed(table.columns)}
    out: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()

    def take(field: str, columns: tuple[str, ...]) -> None:
        out[field] = columns
        used.update(columns)

    date = "published" if section == "sources" else "date"
    if date in FIELDS[section]:
        for names in (*SPANS, *PARTS):
            if all(key(name) in by_key for name in names) and _dated(table, names, by_key):
                take(date, tuple(by_key[key(name)] for name in names))
                break
    for field in FIELDS[section]:
        if field in out or field in ("deal", "stage"):
            continue
        for name in (field, *NAMES.get("date" if field == date else field, ())):
            column = by_key.get(key(name))
            if column and column not in used and (field == "id" or not _is_reserved(field, column, table)):
                take(field, (column,))
                break
    if date in REQUIRED[section] and date not in out:
        found = next((c for c in table.columns if c not in used and _all_dates(table, c)), None)
        if found:
            take(date, (found,))
    missing = [field for field in REQUIRED[section] if field not in out]
    if missing:
        shown = ", ".join(table.columns)
        raise UsageError(
            f"no column is named as one that holds the {' or the '.join(missing)}: "
            f"say which with --map date=COLUMN,title=COLUMN\ncolumns: {shown}"
        )
    return {field: out[field] for field in FIELDS[section] if field in out}


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
    cells = [str(row.values.get(column) or "").strip() for row in table.rows[:200] if not row.wrong]
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(looks_like_date, filled)) * 10 >= len(filled) * 8


def entries(row: Row, how: Reading) -> list[Made]:
    """One entry."""
    return [(how.section, by_map.entry(row, how))]
