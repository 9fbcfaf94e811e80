"""CSV as it leaves: every reader of it finds the cells that went in."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from tpcli.text.csv import csv_writer


@given(st.lists(st.lists(st.text(st.sampled_from('a\r\n",; é')), min_size=2, max_size=2)))
def test_cells_with_line_breaks_of_any_kind_come_back(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv_writer(out)
    for row in rows:
        writer.writerow(row)
    assert list(csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)) == rows
