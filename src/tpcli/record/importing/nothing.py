"""Words by which programs say that a cell holds nothing: `NA` of R, `NULL` of databases, `nan` of Python."""

import re

from tpcli.record.importing.tables import Table

_WORDS = {"NA", "N/A", "#N/A", "NaN", "NaT", "nan", "NULL", "null", r"\N"}
_FIGURES = re.compile(r"[-+−]?\d[\d.,:/ TZ+-]*")


def emptied(table: Table) -> Table:
    """The table without these words, of those that stand in a column of numbers or dates; a note says so.

    Elsewhere they may be words like any other, or Namibia.
    """
    where: dict[str, str] = {}
    for column in table.columns:
        cells = {str(row.values.get(column) or "").strip() for row in table.rows}
        words = cells & _WORDS
        others = cells - words - {""}
        if words and others and all(map(_FIGURES.fullmatch, others)):
            where = dict.fromkeys(words, column) | where
    if not where:
        return table
    rows = []
    count = 0
    for row in table.rows:
        empty = {name: "" for name, value in row.values.items() if isinstance(value, str) and value.strip() in where}
        count += len(empty)
        rows.append(row._replace(values={**row.values, **empty}) if empty else row)
    said = f"{', '.join(where)} stands for nothing, as in '{where[min(where)]}': cells taken as empty: {count}"
    namibia = " (where it is Namibia, write its name)" if "NA" in where else ""
    return table._replace(rows=rows, notes=(*table.notes, said + namibia))
