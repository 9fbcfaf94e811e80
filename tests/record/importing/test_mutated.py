"""Damaged files of every layout end in a record or in a sentence, whatever was done to their bytes, lines and cells."""

import random
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.longer import tries
from tests.record.importing.test_presets import (
    ACLED,
    CALENDAR,
    CLASH,
    DEALS,
    DEALS_HEADER,
    FIGHT,
    GUNS,
    LIST,
    UCDP,
    slides,
    table,
)
from tpcli.record.importing.presets import Input, markdown

MUTATIONS = tries(10)

REFERENCES = (
    '[{"id": "a", "type": "book", "title": "A", "author": [{"family": "B", "given": "C"}, {"literal": "D"}],\n'
    ' "issued": {"date-parts": [["2019", 5, 3], [2020]], "season": 1}, "DOI": "10.1000/x", "language": "en-GB"},\n'
    ' {"id": "b", "type": "webpage", "title": "E", "issued": {"raw": "c. 1955", "circa": true}}]\n'
)
SLIDES = (
    '{"title": {"text": {"headline": "T"}}, "events": [{"start_date": {"year": -44, "month": 3},\n'
    '"end_date": {"year": 1}, "text": {"headline": "<b>A</b>", "text": "<p>B</p>"},\n'
    '"media": {"url": "https://example.org", "caption": "c"},\n'
    '"unique_id": "x", "display_date": "44 BC"}]}\n'
)
NOTE = "---\ndate: 5 July 2018\ntitle: A\ntags: [x, {y: 1}]\ncountries: Norway; Iceland\nsources:\n- https://example.org\n---\nB\n"
FILES = {
    "acled.csv": table(ACLED, CLASH, {**CLASH, "time_precision": "2", "event_id_cnty": "N2"}),
    "ucdp.csv": table(UCDP, FIGHT, {**FIGHT, "date_prec": "5", "id": "8"}),
    "sipri.csv": DEALS + DEALS_HEADER + GUNS * 2,
    "timelinejs.csv": slides(
        {
            "Year": "-44",
            "Month": "3",
            "Day": "15",
            "Time": "2:30 PM",
            "Headline": "<b>A</b>",
            "Text": "<p>x",
            "End Year": "1955",
            "Media": "https://example.org",
            "Display Date": "c. 1955",
        }
    ),
    "timelinejs.json": SLIDES,
    "calendar.ics": CALENDAR,
    "references.json": REFERENCES,
    "list.md": LIST + "\n| Date | Event |\n|---|---|\n| 5 July 2018 | *A* |\n",
    "note.md": NOTE,
    "table.csv": (
        "sep=;\nDate;Event;Country;Quantity;start;end\n16/02/2020;A;Congo, DRC; 1.000;2018;2019\n03/04/2020;B;;2,5;;\n"
    ),
    "rows.json": '{"data": {"rows": [{"date": "1955", "title": "A", "countries": ["TR", "Korea, South"]}]}}\n',
    "lines.jsonl": '{"date": "1955", "title": "A", "quantity": 1e3}\n{"date": 1956, "title": true, "sources": ["x"]}\n',
}
SCRAPS = [
    b"",
    b'"',
    b"'",
    b",",
    b";",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xe2\x80",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b"-",
    b"0",
    b"9999999999",
    b"-1",
    b"null",
    b"?",
    b"..",
    b"/",
    b"\\",
    b"T",
    b":",
    b"|",
    b"1e999",
    b"NaN",
    b"\\ud800",
    b"---\n",
    "\u0663".encode(),
    b"END:VEVENT\n",
    b"BEGIN:VEVENT\n",
    b"DTSTART:99999999\n",
    b"DURATION:P9999999999D\n",
]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with one to three stretches of it replaced, doubled or taken away."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) + 1)
        end = min(len(content), at + chance.choice((0, 1, 1, 2, 5, 30)))
        scrap = chance.choice([*SCRAPS, content[at:end] * 2, content[: chance.randrange(40)]])
        content = content[:at] + scrap + content[end:]
    return content


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_a_record_or_a_sentence(run: Run, tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    preset = name.partition(".")[0]
    known = {"references": "csl-json", "calendar": "ics", "list": "markdown", "note": "markdown"}
    options = (
        ["--preset", known.get(preset, preset)] if preset in (*known, "acled", "ucdp", "sipri", "timelinejs") else []
    )
    for number in range(MUTATIONS):
        content = damaged(FILES[name].encode(), chance)
        (tmp_path / name).write_bytes(content)
        done = run("import", name, *(options if number % 2 else []), cwd=tmp_path)
        for left in tmp_path.glob("*.rejects.*"):
            left.unlink()
        assert done.returncode in (0, 1, 2), (content, done.stderr)
        assert done.returncode == 0 or done.stderr.startswith("tpcli: "), (content, done.stderr)
        assert bool(done.stdout) or done.returncode, content


@pytest.mark.parametrize(
    "content",
    [
        " " * 60_000 + "x\n- 1955: A\n",
        "# a" + " " * 60_000 + "b\n- 1955: A\n",
        "a|b\n|" + " " * 60_000 + "x\n- 1955: A\n",
        "a | b\n--|--\n" * 20_000 + "\n- 1955: A\n",
        "".join("  " * depth + "- 1955\n" for depth in range(1_100)) + "- 1955: A\n",
    ],
    ids=["blanks", "heading", "rule", "tables", "nested"],
)
def test_nothing_in_markdown_takes_for_ever_or_too_deep(content: str) -> None:
    rows = markdown.table(Input("list.md", content)).rows
    assert rows[-1].values["item"] == "1955: A"
