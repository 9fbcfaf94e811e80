"""CSV with a header (RFC 4180, with plain newlines), flat: for spreadsheets, csvkit, Miller and pandas."""

from typing import TextIO

from tpcli.output.answer import Answer
from tpcli.output.cells import flat_columns
from tpcli.text.csv import csv_writer
from tpcli.text.safe import plain


def write(answer: Answer, out: TextIO) -> int:
    """Write the header and the rows. Values are exact; only a terminal gets no control characters."""
    writer = csv_writer(out)
    columns = flat_columns(answer.columns)
    writer.writerow([column.name for column in columns])
    terminal = out.isatty()
    n = 0
    for row in answer.rows():
        cells = [row[c.place] if c.make is None else c.make(row[c.place]) for c in columns]
        writer.writerow([plain(c) if isinstance(c, str) else c for c in cells] if terminal else cells)
        n += 1
    return n
