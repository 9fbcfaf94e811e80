"""What is mended says the same as before but for what was wrong, and nothing else of the file changes."""

import csv
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tpcli.index.check import looked_through
from tpcli.index.load import load
from tpcli.record.reading.files import RecordFile
from tpcli.record.writing.as_text import whole_file
from tpcli.record.writing.mending import mended

SPELT = {"turkey": "TR", "Türkiye": "TR", "pakistan": "PK", "Norway": "NO", "IQ": "IQ", "Iraq": "IQ"}
DATED = {"5 Jul 2018": "2018-07-05", "1955-02-24": "1955-02-24", "c. 1990": "1990~", "1960s": "196X", "1921": "1921"}
TITLES = st.text(st.sampled_from("ab é\u0301,;:\"'#-|\n{}[]Gö"), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and not text.startswith("\u0301") and "\n\u0301" not in text
)

EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.sampled_from(list(DATED)),
            "title": TITLES,
            "countries": st.lists(st.sampled_from(list(SPELT)), min_size=1, max_size=3),
        },
        optional={"confidence": st.sampled_from(["High", "low"]), "summary": TITLES},
    ),
    min_size=1,
    max_size=6,
)


def _said(path: Path) -> list[Any]:
    return [event._replace(id="") for event in load(str(path)).events]


@settings(max_examples=25)
@given(EVENTS, st.sampled_from(["yaml", "json", "jsonl", "csv"]), st.booleans())
def test_it_reads_as_if_it_had_been_written_right(
    tmp_path_factory: Any, events: list[dict[str, Any]], format_: str, windows: bool
) -> None:
    folder = tmp_path_factory.mktemp("mended")
    path, right = folder / f"mine.{format_}", folder / "right.json"
    text = whole_file(format_, events)
    content = (text.replace("\n", "\r\n") if windows and format_ != "csv" else text).encode()
    path.write_bytes(content)
    meant = [
        {
            **event,
            "date": DATED[event["date"]],
            "countries": [SPELT[name] for name in event["countries"]],
            **({"confidence": event["confidence"].lower()} if "confidence" in event else {}),
        }
        for event in events
    ]
    right.write_text(unicodedata.normalize("NFC", json.dumps(meant, ensure_ascii=False)), encoding="utf-8")
    for found in mended(str(path), looked_through):
        assert found.old == content
        path.write_bytes(found.new)
    assert mended(str(path), looked_through) == []
    expected = mended(str(right), looked_through)
    if expected:
        right.write_bytes(expected[0].new)
    assert _said(path) == _said(right)


def test_only_the_cells_that_are_mended_change(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = 'date,"title",countries,note\r\n1955,"A, b",turkey;"PK",x\r\n"1956",B,"Norway; Iraq","two\nlines"\r\n'
    path.write_bytes(rows.replace(';"PK"', ";PK").encode())
    (found,) = mended(str(path), looked_through)
    assert found.new == b'date,"title",countries,note\r\n1955,"A, b",TR;PK,x\r\n"1956",B,NO;IQ,"two\nlines"\r\n'
    assert list(csv.reader(io.StringIO(found.new.decode())))[1][2] == "TR;PK"


def test_what_could_mean_two_things_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("- {date: 03/04/1955, title: A, countries: [Korea, Atlantis]}\n", encoding="utf-8")
    assert mended(str(path), looked_through) == []


def test_an_anchor_is_left_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = "- {date: 1955, title: B, countries: &both [TR, PK]}\n- {date: 1950, title: A, countries: *both}\n"
    path.write_text(text, encoding="utf-8")
    assert mended(str(path), looked_through) == []
    assert RecordFile("x", path, "yaml", None).read() == text.encode()
