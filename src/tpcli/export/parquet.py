"""Parquet files, one a table: typed columns, lists as lists; the events in a folder a decade where asked for."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tpcli.dates.edtf import civil
from tpcli.export.picked import Export
from tpcli.export.tables import TABLES, Column, Table, rows, tables_of
from tpcli.query.nouns import AMOUNTS
from tpcli.text.json import Cell, Row
from tpcli.text.numbers import digits, exact

BATCH = 10_000
"""Rows held in memory at once; one row group in a file."""

_START = next(
    n for table in TABLES if table.name == "events" for n, column in enumerate(table.columns) if column.name == "start"
)

UNIX_EPOCH = 2_440_588
"""The Julian day number of 1970-01-01, from which Parquet counts days."""

NO_DECADE = "__HIVE_DEFAULT_PARTITION__"
"""The name that Hive, Spark and DuckDB give the partition of rows without a value: dates with an open beginning."""

_TYPES = {
    "day": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "list": pa.list_(pa.string()),
    "items": pa.list_(
        pa.struct([("designation", pa.string()), ("quantity", pa.int64()), ("note", pa.string())])
    ),
    "citations": pa.list_(pa.struct([("source", pa.string()), ("supports", pa.string())])),
    "copies": pa.list_(pa.struct([("url", pa.string()), ("at", pa.string())])),
}  # fmt: skip

_MAKERS: dict[str, Callable[[Any], Any]] = {
    "day": lambda value: value - UNIX_EPOCH,
    "number": float,
    "amount": lambda value: Decimal(str(value)),
    "boolean": bool,
    "list": json.loads,
    "items": json.loads,
    "citations": json.loads,
    "copies": json.loads,
}


def write(export: Export, path: Path) -> list[str]:
    """Write the files. Nothing is left out."""
    for table in tables_of(export.connection):
        if table.nested_as:
            continue
        found = rows(export, table, table.columns)
        if export.by_decade and table.name == "events":
            for decade, of_decade in groupby(found, _decade):
                folder = path / "events" / f"decade={decade}"
                folder.mkdir(parents=True)
                _file(export, table, of_decade, folder / "events.parquet")
        else:
            _file(export, table, found, path / f"{table.name}.parquet")
    return []


def _decade(row: Row) -> str:
    start = row[_START]
    return NO_DECADE if start is None else str(civil(start)[0] // 10 * 10)


def _file(export: Export, table: Table, found: Iterator[Row], path: Path) -> None:
    schema = pa.schema(
        [_field(export, column) for column in table.columns],
        {"description": table.meaning, "record": f"{export.title}: {export.edition}"},
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        empty = True
        for batch in _batches(found):
            columns = zip(table.columns, schema.types, zip(*batch, strict=True), strict=True)
            arrays = [_array(column, type_, list(values)) for column, type_, values in columns]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            empty = False
        if empty:
            writer.write_table(schema.empty_table())


def _field(export: Export, column: Column) -> Any:
    type_ = _money(export) if column.type == "amount" else _TYPES.get(column.type, pa.string())
    return pa.field(column.name, type_, metadata={"description": column.meaning})


def _money(export: Export) -> Any:
    """Decimals with two digits after the point, or as many as an amount of the record has: 18 at most."""
    found = export.connection.execute(f"SELECT {', '.join(AMOUNTS)} FROM deal")
    amounts = [amount for row in found for amount in row if isinstance(amount, float | str)]
    return pa.decimal128(38, max([2, *(len(digits(exact(str(amount))).partition(".")[2]) for amount in amounts)]))


def _array(column: Column, type_: Any, values: list[Cell]) -> Any:
    make = _MAKERS.get(column.type)
    if make:
        values = [None if value is None else make(value) for value in values]
    # Days beyond Python's own dates are still days: so they are made from numbers.
    return pa.array(values, pa.int32()).cast(type_) if column.type == "day" else pa.array(values, type_)


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in found:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
