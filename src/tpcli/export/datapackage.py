"""A Frictionless Data package: a CSV file a table, and datapackage.json with types, keys, licence and sources.

Follows Data Package 2.0 and Table Schema 2.0 (datapackage.org).
"""

import json
import re
from pathlib import Path

from tpcli.dates.edtf import day_number, iso_day
from tpcli.export.picked import Export, cited
from tpcli.export.tables import Column, Table, evidence_left_out, rows, single, tables_of
from tpcli.output.answer import counted
from tpcli.text.csv import csv_writer
from tpcli.text.json import Json, Object
from tpcli.text.safe import link

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"day": "date", "integer": "integer", "number": "number", "amount": "number", "boolean": "boolean"}

# Table Schema's dates are those of XML Schema within four digits: there is no year before 1.
_FIRST, _LAST = day_number(1, 1, 1), day_number(9999, 12, 31)


def write(export: Export, path: Path) -> list[str]:
    """Write the files. Days before the year 1 stay in the EDTF text alone, which a note says."""
    beyond = 0
    for table in tables_of(export.connection):
        columns = single(table)
        makers = [{"day": _day, "boolean": _boolean}.get(column.type) for column in columns]
        days = [n for n, column in enumerate(columns) if column.type == "day"]
        with open(path / f"{table.name}.csv", "w", encoding="utf-8", newline="") as out:
            writer = csv_writer(out)
            writer.writerow([column.name for column in columns])
            for row in rows(export, table, columns):
                writer.writerow([v if make is None else make(v) for make, v in zip(makers, row, strict=True)])
                beyond += any(row[n] is not None and not _FIRST <= row[n] <= _LAST for n in days)
    with open(path / "datapackage.json", "w", encoding="utf-8", newline="\n") as out:
        json.dump(_package(export), out, ensure_ascii=False, indent=1)
        out.write("\n")
    notes = evidence_left_out(export)
    if beyond:
        notes.append(f"{counted(beyond, 'rows')} without a day where it lies outside the years 1 to 9999: see its date")
    return notes


def _day(value: int | None) -> str:
    return iso_day(value) if value is not None and _FIRST <= value <= _LAST else ""


def _boolean(value: int | None) -> str:
    return "" if value is None else "true" if value else "false"


def _package(export: Export) -> Object:
    package: Object = {"$schema": _PROFILE, "name": "tpcli-record", "title": export.title}
    package["description"] = "A dated, sourced record. Dates are EDTF (ISO 8601-2:2019), levels 0 to 2."
    about = export.about
    if about.description:
        package["description"] = f"{about.description} {package['description']}"
    if about.version:
        package["version"] = about.version
    package["hash"] = f"sha256:{export.fingerprint}"
    if about.licence:
        package["licenses"] = [licence(about.licence)]
    sources: list[Json] = []
    for source in cited(export):
        named: Object = {"title": source.title}
        if path := link(source.url):
            named["path"] = path
        sources.append(named)
    if sources:
        package["sources"] = sources
    package["resources"] = [_resource(table) for table in tables_of(export.connection)]
    return package


def licence(said: str) -> Object:
    """A licence by its SPDX identifier, or by an address or words of its own."""
    if link(said):
        return {"path": said}
    if re.fullmatch(r"[A-Za-z0-9.+-]+", said):
        return {"name": said, "path": f"https://spdx.org/licenses/{said}.html"}
    return {"title": said, "name": "other"}


def _resource(table: Table) -> Object:
    columns = single(table)
    schema: Object = {"fields": [_field(table, column) for column in columns], "primaryKey": list(table.key)}
    foreign: list[Json] = [
        {"fields": [column.name], "reference": {"resource": column.references, "fields": ["id"]}}
        for column in columns
        if column.references
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(table: Table, column: Column) -> Object:
    field: Object = {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "description": column.meaning,
    }
    if column.name in table.key:
        field["constraints"] = {"required": True}
    return field
