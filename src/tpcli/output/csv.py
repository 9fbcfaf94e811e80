"""CSV with a header (RFC 4180, with plain newlines), for spreadsheets, csvkit, Miller and pandas."""

from typing import TextIO

from tpcli.output.answer import Answer
from tpcli.output.cells import cell_makers
from tpcli.text.csv import csv_writer
from tpcli.text.safe import plain


def write(answer: Answer, out: TextIO) -> int:
    """Write the header and the rows. Values are exact; only a terminal gets no control characters."""
    writer = csv_writer(out)
    writer.writerow([column.name for column in answer.columns])
    makers = cell_makers(answer.columns)
    terminal = out.isatty()
    n = 0
    for row in answer.rows():
        cells = [value if make is None else make(value) for make, value in zip(makers, row, strict=True)]
        writer.writerow([plain(c) if isinstance(c, str) else c for c in cells] if terminal else cells)
        n += 1
    return n
