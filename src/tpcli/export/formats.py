"""The formats of an export: a line each, and the module that writes it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from tpcli.errors import TpcliError
from tpcli.export.picked import Export

Write = Callable[[Export, Path], list[str]]
"""Writes a file, or a folder's files, at a path where nothing is yet; what it could not hold, a sentence each."""


class Format(NamedTuple):
    """One format."""

    meaning: str
    name: str | None = None
    """The name of the file or folder where no path is given; None for text, which goes to stdout then."""
    folder: str | None = None
    """For those that are a folder: the file by which such a folder is known for one that was written by this."""
    holds: tuple[str, ...] = ("events", "deals", "facts", "sources")
    """The parts of the record that it holds."""
    extra: str | None = None
    """The extra to install, `pip install 'tpcli[...]'`, and the module that comes with it, joined by a blank."""


_SOURCES = ("sources", "bare links")

FORMATS = {
    "sqlite": Format("a database: tables with keys, full-text search, views", "record.sqlite"),
    "datapackage": Format("Frictionless Data: CSV files and datapackage.json", "record-datapackage",
                          folder="datapackage.json"),
    "parquet": Format("Parquet files for DuckDB, pandas and Spark", "record-parquet", folder="deal_history.parquet",
                      extra="parquet pyarrow"),
    "csl-json": Format("the sources, for Zotero and pandoc", holds=_SOURCES),
    "bibtex": Format("the sources, for LaTeX", holds=_SOURCES),
    "ics": Format("the events, for calendars", holds=("events",)),
    "timelinejs": Format("the events, for TimelineJS", holds=("events",)),
    "geojson": Format("the events that have coordinates, for maps", holds=("events",)),
    "markdown": Format("one document with footnotes"),
    "xlsx": Format("a workbook, one sheet a table", "record.xlsx", extra="xlsx xlsxwriter"),
}  # fmt: skip
"""By the name that a user types; the module is called the same, with `_` for `-`."""


def writer(name: str) -> Write:
    """The function that writes a format. Raises TpcliError, naming the extra to install, for a missing library."""
    extra = FORMATS[name].extra
    if extra:
        need(*extra.split())
    write: Write = import_module(f"tpcli.export.{name.replace('-', '_')}").write
    return write


def need(extra: str, *modules: str) -> None:
    """Load the modules of an optional extra. Raises TpcliError where one is not installed."""
    import logging

    for module in modules:
        logging.getLogger(module).setLevel(logging.ERROR)  # As they are loaded they warn of fonts, and of their caches.
        try:
            import_module(module)
        except ImportError:
            raise TpcliError(f"this needs {module}, which is not installed: pip install 'tpcli[{extra}]'") from None
