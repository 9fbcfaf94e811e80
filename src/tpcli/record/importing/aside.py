"""Rows that could not be read, in a file of their own: each as it was, with the reason before it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from tpcli.record.importing.tables import REASON, Row, Table

_GIVEN = re.compile(r'\{"' + REASON + r'": "(?:[^"\\]|\\.)*"(?:, )?')


def text_of(table: Table, rejected: Sequence[tuple[Row, str]]) -> str:
    """The file: the table's head and the rows, each with its reason. It can be imported once the rows are mended."""
    if table.suffix == ".csv":
        head = f"{REASON}{table.delimiter}{table.head}" if table.head else ""
        rows = (_quoted(reason) + table.delimiter + row.stood for row, reason in rejected)
    elif table.suffix == ".jsonl":
        head, rows = "", (_object(row, reason) for row, reason in rejected)
    elif table.suffix == ".ics":
        head = table.head + f"X-TPCLI-REASON:{REASON}\r\n"
        rows = (_in_event(row.stood, reason) for row, reason in rejected)
    else:
        head, rows = (
            _comment(REASON) + table.head,
            (_comment(reason) + row.stood for row, reason in rejected),
        )
    return head + "".join(rows) + table.tail


def is_such(path: Path) -> bool:
    """Whether a file is one of rejected rows, which the next import may replace."""
    try:
        with open(path, "rb") as stream:
            return REASON.encode() in stream.read(200) or not path.stat().st_size
    except OSError:
        return False


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""').replace("\n", " ") + '"'


def _object(row: Row, reason: str) -> str:
    told = f'{{"{REASON}": {json.dumps(reason, ensure_ascii=False)}'
    stood = _GIVEN.sub("{", row.stood)
    if stood.startswith("{") and row.wrong is None:
        return f"{told}{'' if stood.strip() == '{}' else ', '}{stood[1:].lstrip()}"
    return f'{told}, "row": {json.dumps(row.stood.rstrip(chr(10)), ensure_ascii=False)}}}\n'


def _in_event(stood: str, reason: str) -> str:
    begin, _, rest = re.sub(r"(?m)^X-TPCLI-REASON:.*\n", "", stood).partition("\n")
    return f"{begin}\nX-TPCLI-REASON:{' '.join(reason.split())}\r\n{rest}"


def _comment(text: str) -> str:
    return f"<!-- {text.replace('--', '- -')} -->\n"
