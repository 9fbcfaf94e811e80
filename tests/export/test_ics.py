"""The calendar, read with the icalendar library."""

import datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.dates.edtf import OPEN_END, OPEN_START, civil
from tpcli.export.ics import _folded, _text, is_exact
from tpcli.record.reading.record import Record

ONE_DAY = datetime.timedelta(days=1)


def events(path: Path) -> dict[str, Component]:
    """The events of a calendar, by UID."""
    return {str(event["UID"]): event for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


def test_the_whole_record_is_in_it(bundled: Record, whole: Whole) -> None:
    found = events(whole("ics"))
    assert len(found) == len(bundled.events)
    for event in bundled.events:
        read = found[f"{event.id}@tpcli"]
        exact = is_exact(event.date.text)
        assert str(read["SUMMARY"]) == event.title if exact else str(read["SUMMARY"]).endswith(f": {event.title}")
        assert str(read["X-EDTF"]).replace("\\,", ",") == event.date.text
        if event.date.start != OPEN_START and event.date.end != OPEN_END:
            assert read.decoded("DTSTART") == datetime.date(*civil(event.date.start))
            assert read.decoded("DTEND") == datetime.date(*civil(event.date.end)) + ONE_DAY
        assert read.errors == []


def test_what_a_calendar_cannot_hold_is_said(run: Run, tmp_path: Path) -> None:
    mine, path = tmp_path / "mine.yaml", tmp_path / "mine.ics"
    mine.write_text(
        "- {id: a, date: 1955-02-24, title: A}\n- {id: b, date: 1955~, title: B}\n"
        "- {id: c, date: 2024-05/.., title: C}\n- {id: d, date: '-0043-03-15', title: D}\n"
        "- {id: e, date: 1955-02-24/1955-02-26, title: E}\n",
        encoding="utf-8",
    )
    done = run("--data", str(mine), "export", "ics", "--yearly", "--output", str(path))
    assert done.stderr.splitlines()[:4] == [
        "tpcli: 1 event whose day is not known: written over the days that it may be, the date before the title",
        "tpcli: 1 event whose beginning or end is open: written on the end that is known",
        "tpcli: 1 event left out: a calendar holds the years 1 to 9999",
        "tpcli: 3 events not repeated yearly: only what happened on one known day is",
    ]
    found = events(path)
    assert [str(event["SUMMARY"]) for event in found.values()] == ["c. 1955: B", "A", "E", "since May 2024: C"]
    assert [uid for uid, event in found.items() if "RRULE" in event] == ["a@tpcli"]
    assert found["c@tpcli"].decoded("DTSTART") == datetime.date(2024, 5, 1)


@given(st.text())
def test_any_text_survives_folding(text: str) -> None:
    lines = ("BEGIN:VEVENT", f"SUMMARY:{_text(text)}", "END:VEVENT")
    raw = "".join(map(_folded, lines)).encode("utf-8", "replace")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    read = str(Component.from_ical(raw)["SUMMARY"])
    kept = text.encode("utf-8", "replace").decode().replace("\r\n", "\n")
    for character in "\r\x0b\x0c\x85\u2028\u2029":
        kept = kept.replace(character, "\n")
    assert read == "".join(c for c in kept if c == "\n" or c == "\t" or (c > "\x1f" and c != "\x7f"))
