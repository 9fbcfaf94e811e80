"""CSV on its way out: a line break of any kind within a cell is quoted, whichever Python writes it."""

import csv
from collections.abc import Iterable
from typing import Protocol, TextIO


class Writer(Protocol):
    """The interface of the csv module's writers, as far as it is used here."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""


class _EndedPlainly:
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, row: str) -> int:
        """Write a row that ends in CR LF with LF alone."""
        return self._out.write(row[:-2] + "\n")


def csv_writer(out: TextIO) -> Writer:
    """A writer of rows that end in LF. Python 3.11 quotes of all line breaks only those that end the rows it writes."""
    return csv.writer(_EndedPlainly(out), lineterminator="\r\n")
