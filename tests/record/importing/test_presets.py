"""Each layout that people bring: recognised by itself, nothing in it lost, no date more exact than it was."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tpcli.index.load import load
from tpcli.record.importing.repeats import MOST_IN_VAIN
from tpcli.record.reading.record import Record


def imported(run: Run, folder: Path, name: str, content: str, *options: str, status: int = 0) -> tuple[Record, str]:
    """The record that a file becomes, and what was said on the way."""
    (folder / name).write_text(content, encoding="utf-8", newline="")
    done = run("import", name, "--output", "record.yaml", *options, cwd=folder)
    assert done.returncode == status, done.stderr
    return load(str(folder / "record.yaml")), done.stderr


def table(header: str, *rows: dict[str, str], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header.split(","), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# ACLED

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)
CLASH = {
    "event_id_cnty": "NOR1", "event_date": "14 March 2019", "year": "2019", "time_precision": "1",
    "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "Group A", "assoc_actor_1": "Workers; Farmers",
    "actor2": "Group B", "country": "Norway", "admin1": "North", "location": "Porttown", "latitude": "-59.8333",
    "longitude": "10.4392", "source": "Morning Post; Evening Herald", "notes": "A made-up clash.", "fatalities": "3",
}  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_acled_comes_in_whole(run: Run, tmp_path: Path, delimiter: str) -> None:
    record, said = imported(run, tmp_path, "a.csv", table(ACLED, CLASH, delimiter=delimiter))
    assert "taken for acled" in said
    (event,) = record.events
    assert (event.id, event.date.text, event.title, event.kind) == (
        "NOR1",
        "2019-03-14",
        "Armed clash in Porttown",
        "Battles",
    )
    assert event.organisations == ("Group A", "Workers", "Farmers", "Group B")
    assert (event.countries, event.place, event.summary) == (("NO",), "Porttown, North", "A made-up clash.")
    titles = {source.id: source.title for source in record.sources}
    assert [titles[citation.source] for citation in event.sources] == ["Morning Post", "Evening Herald"]


@pytest.mark.parametrize(
    ("day", "precision", "means"),
    [
        ("2019-03-14", "1", "2019-03-14"),
        ("14 March 2019", "2", "[2019-03-08..2019-03-20]"),
        ("2019-03-14", "3", "2019-03"),
    ],
)
def test_acled_dates_are_as_exact_as_their_code(run: Run, tmp_path: Path, day: str, precision: str, means: str) -> None:
    row = {**CLASH, "event_date": day, "time_precision": precision}
    record, _ = imported(run, tmp_path, "a.csv", table(ACLED, row))
    assert [event.date.text for event in record.events] == [means]


def test_a_row_of_acled_that_can_not_be_read_stands_aside(run: Run, tmp_path: Path) -> None:
    rows = [CLASH, {**CLASH, "event_id_cnty": "NOR2", "time_precision": "7"}, {**CLASH, "notes": "Another."}]
    rows += [{**CLASH, "event_id_cnty": "NOR4", "country": "Atlantis"}]
    record, said = imported(run, tmp_path, "a.csv", table(ACLED, *rows), status=1)
    assert len(record.events) == 1
    assert "a.csv:3: time_precision: '7' is none of 1 (day)" in said
    assert "a.csv:4: id: 'NOR1' is already the id of line 2" in said
    assert "a.csv:5: country: 'Atlantis'" in said
    aside = list(csv.reader((tmp_path / "a.rejects.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[1] for row in aside] == ["event_id_cnty", "NOR2", "NOR1", "NOR4"]


# UCDP

UCDP = (
    "id,relid,year,type_of_violence,conflict_name,dyad_name,side_a,side_b,number_of_sources,source_article,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,country,country_id,region,date_prec,date_start,"
    "date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low"
)
FIGHT = {
    "id": "7", "type_of_violence": "1", "conflict_name": "Aland: Government", "dyad_name": "Aland - Front X",
    "side_a": "Government of Aland", "side_b": "Front X", "where_coordinates": "Porttown",
    "country": "Yemen (North Yemen)",
    "source_article": '"Agency A,2019-05-02,Two die";"Agency B,2019-05-03,Clash"', "date_prec": "1",
    "date_start": "2019-05-06 00:00:00.000", "date_end": "2019-05-06 00:00:00.000", "deaths_civilians": "2",
    "best": "3", "high": "5", "low": "3",
}  # fmt: skip


def test_ucdp_comes_in_whole(run: Run, tmp_path: Path) -> None:
    record, said = imported(run, tmp_path, "u.csv", table(UCDP, FIGHT))
    assert "taken for ucdp" in said
    (event,) = record.events
    assert (event.id, event.date.text, event.title) == ("ucdp-7", "2019-05-06", "Aland - Front X, Porttown")
    assert (event.countries, event.organisations) == (("YE",), ("Government of Aland", "Front X"))
    assert event.summary is not None
    assert "Deaths: 3 (3 to 5). Of them 2 civilians" in event.summary
    assert [(source.title, source.publisher) for source in record.sources] == [
        ("Two die", "Agency A"),
        ("Clash", "Agency B"),
    ]


@pytest.mark.parametrize(
    ("precision", "start", "end", "means"),
    [
        ("1", "2019-05-06", "2019-05-06", "2019-05-06"),
        ("1", "2019-05-06", "2019-05-09", "2019-05-06/2019-05-09"),
        ("2", "2019-05-06", "2019-05-09", "[2019-05-06..2019-05-09]"),
        ("2", "2019-05-06", "2019-05-06", "[2019-05-01..2019-05-11]"),
        ("3", "2019-05-06", "2019-05-12", "[2019-05-06..2019-05-12]"),
        ("3", "2019-05-06", "2019-05-06", "[2019-04-30..2019-05-12]"),
        ("4", "2019-05-01 00:00:00.000", "2019-05-31 00:00:00.000", "2019-05"),
        ("4", "2019-05-14", "2019-05-14", "2019-05"),
        ("5", "2019-02-01", "2019-05-31", "[2019-02-01..2019-05-31]"),
        ("5", "2019-02-01", "2019-02-01", "2019"),
    ],
)
def test_ucdp_dates_are_as_exact_as_their_code(
    run: Run, tmp_path: Path, precision: str, start: str, end: str, means: str
) -> None:
    row = {**FIGHT, "date_prec": precision, "date_start": start, "date_end": end}
    record, _ = imported(run, tmp_path, "u.csv", table(UCDP, row))
    assert [event.date.text for event in record.events] == [means]


# SIPRI

DEALS = """\
"Transfers of major conventional arms: deals with deliveries or orders made for 2000 to 2020"
"Note: ""?"" is an estimate, see <https://example.org/notes>, as made up here."
The register, with all its parts

Source: SIPRI Arms Transfers Database (c) SIPRI.
Data generated: 18 May 2026 2:29:20 PM

"""
DEALS_HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,"
    "Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons\n"
)
GUNS = 'Norway,Turkiye,2009,?,60,?,Gun-155,towed gun,60,,2011; 2012;2013,New,"$80 m deal, made up",1.1,66,66\n'


@pytest.mark.parametrize("above", [DEALS, "\ufeff" + DEALS, ""])
def test_a_row_of_a_sipri_register_is_a_deal(run: Run, tmp_path: Path, above: str) -> None:
    record, said = imported(run, tmp_path, "register.csv", above + DEALS_HEADER + GUNS)
    assert "taken for sipri" in said
    assert "; supplier: TR; recipient: NO; sources: sipri-arms-transfers; note: $80 m deal, made up. New." in said
    (deal,) = record.deals
    assert (deal.supplier, deal.recipient, deal.title) == ("TR", "NO", "Gun-155 towed gun")
    assert [(item.designation, item.quantity, item.note) for item in deal.items] == [("Gun-155", 60, "towed gun")]
    assert deal.note is not None
    assert "$80 m deal" in deal.note
    assert "New." in deal.note
    assert "The year of the order is an estimate" in deal.note
    assert "The number ordered is an estimate" in deal.note
    assert "1.1 per unit, 66 ordered, 66 delivered" in deal.note
    assert [(event.date.text, event.stage, event.quantity, event.deal) for event in record.events] == [
        ("2009~", "signed", None, deal.id),
        ("{2011,2012,2013}", "delivered", 60, deal.id),
    ]
    assert [source.title for source in record.sources] == ["SIPRI Arms Transfers Database"]


@pytest.mark.parametrize(
    ("row", "dates"),
    [
        ("Norway,Turkiye,(2009),,,,Gun,gun,,,2011?,New,,,,\n", [("2009~", None), ("2011~", None)]),
        ("Norway,Turkiye,2009,,4,,Gun,gun,(2),,2011,New,,,,\n", [("2009", None), ("2011", 2)]),
        ("Norway,Turkiye,2009,,4,,Gun,gun,0,,,New,,,,\n", [("2009", None)]),
        ("Norway,Turkiye,,,4,,Gun,gun,4,?,2011,New,,,,\n", [("2011", 4)]),
    ],
)
def test_estimates_of_a_sipri_register_stay_estimates(
    run: Run, tmp_path: Path, row: str, dates: list[tuple[str, int | None]]
) -> None:
    record, _ = imported(run, tmp_path, "register.csv", DEALS_HEADER + row)
    assert [(event.date.text, event.quantity) for event in record.events] == dates
    if "(" in row or "?" in row:
        assert "estimate" in (record.deals[0].note or "")


def test_a_party_of_a_sipri_register_that_is_no_state_is_a_body(run: Run, tmp_path: Path) -> None:
    rows = (
        "NATO**,UAE,2009,,1,,Plane,aircraft,,,,New,,,,\n"
        "unknown rebel group*,Bosnia-Herzegovina,2009,,1,,Gun,gun,,,,New,,,,\n"
        "Norwya,Turkiye,2009,,1,,Gun,gun,,,,New,,,,\n"
    )
    record, said = imported(run, tmp_path, "register.csv", DEALS_HEADER + rows, status=1)
    assert "Recipient: 'Norwya' is no country" in said
    found = {deal.supplier: (deal.recipient, deal.organisations, deal.note) for deal in record.deals}
    assert found["AE"] == (None, ("NATO",), "New. The recipient is NATO, which is no state.")
    assert found["BA"][1] == ("unknown rebel group",)


def test_two_deals_that_read_alike_are_two(run: Run, tmp_path: Path) -> None:
    record, _ = imported(run, tmp_path, "register.csv", DEALS_HEADER + GUNS + GUNS.replace("made up", "another"))
    assert len({deal.id for deal in record.deals}) == 2
    assert {event.deal for event in record.events} == {deal.id for deal in record.deals}


def test_rows_of_sipri_deliveries_share_their_deal(run: Run, tmp_path: Path) -> None:
    header = (
        "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,Order date is "
        "estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,Delivery year is estimate,Status,SIPRI "
        "estimate,TIV deal unit,TIV delivery values,Local production\n"
    )
    rows = "".join(
        f"123,Turkiye,Norway,Gun-155,{gun},Artillery,2009,Yes,{number},{about},{year},No,New,2.2,1.1,{number},{local}\n"
        for gun, number, about, year, local in (("towed", 10, "No", 2011, "No"), ("tracked", 20, "Yes", 2012, "Yes"))
    )
    record, _ = imported(run, tmp_path, "deliveries.csv", DEALS + header + rows)
    (deal,) = record.deals
    assert (deal.id, deal.supplier, deal.recipient) == ("sipri-123", "TR", "NO")
    assert deal.note == (
        "New. Category: Artillery. The year of the order is an estimate. SIPRI TIV per unit: 1.1. SIPRI estimate: 2.2."
    )
    assert [item.note for item in deal.items] == ["towed", "tracked"]
    assert [(event.date.text, event.stage, event.quantity) for event in record.events] == [
        ("2009~", "signed", None), ("2011", "delivered-part", 10), ("2012", "delivered-part", 20),
    ]  # fmt: skip
    first, second = (event.summary or "" for event in record.events[1:])
    said = ("The number is an estimate", "Made under licence or assembled locally")
    assert [part in first for part in said] + [part in second for part in said] == [False, False, True, True]


# TimelineJS

SHEET = (
    "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,"
    "Media Caption,Media Thumbnail,Type,Group,Background"
)


def slides(*rows: dict[str, str]) -> str:
    return table(SHEET, *rows)


def test_a_timelinejs_sheet_comes_in_whole(run: Run, tmp_path: Path) -> None:
    content = slides(
        {"Headline": "All of it", "Type": "title"},
        {
            "Year": "2018", "Month": "7", "Day": "5", "End Year": "2018", "End Month": "7", "End Day": "9",
            "Headline": "Talks in <b>Porttown</b> &amp; Bay", "Group": "diplomacy", "Media Caption": "The hall",
            "Text": '<p>Two sides.</p><p>See <a href="https://example.org/t">the report</a>.</p>',
            "Media": "https://example.org/a.jpg",
        },
    )  # fmt: skip
    record, said = imported(run, tmp_path, "t.csv", content)
    assert "taken for timelinejs" in said
    (event,) = record.events
    assert (event.date.text, event.title) == ("2018-07-05/2018-07-09", "Talks in Porttown & Bay")
    assert event.summary == "Two sides.\nSee the report."
    assert event.themes == ("diplomacy",)
    assert [tuple(citation) for citation in event.sources] == [
        ("https://example.org/a.jpg", "The hall"), ("https://example.org/t", None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "means"),
    [
        ({"Year": "-44", "Month": "3", "Day": "15"}, "-0043-03-15"),
        ({"Year": "-1"}, "0000"),
        ({"Year": "1950", "End Year": "1959", "Type": "era"}, "1950/1959"),
        ({"Year": "2021", "Month": "8", "Day": "15", "Time": "2:30 PM"}, "2021-08-15T14:30"),
        ({"Year": "1955", "Display Date": "c. 1955"}, "1955~"),
        ({"Year": "1955", "Display Date": "A long time ago"}, "1955"),
        ({"Year": "1955", "Display Date": "5 July 1955"}, "1955"),
        ({"Year": "2018.0", "Month": "7.0"}, "2018-07"),
    ],
)
def test_a_date_of_timelinejs_is_as_exact_as_its_cells(
    run: Run, tmp_path: Path, cells: dict[str, str], means: str
) -> None:
    record, _ = imported(run, tmp_path, "t.csv", slides({"Headline": "A", **cells}))
    assert [event.date.text for event in record.events] == [means]


@pytest.mark.parametrize(
    "cells",
    [
        {"Year": "0"},
        {"Month": "3"},
        {"Year": "1955", "Day": "3"},
        {"Year": "1955", "Month": "13"},
        {"Year": "1956", "End Year": "1955"},
    ],
)
def test_a_slide_that_can_not_be_read_stands_aside(run: Run, tmp_path: Path, cells: dict[str, str]) -> None:
    content = slides({"Year": "1955", "Headline": "Good"}, {"Headline": "Bad", **cells})
    record, said = imported(run, tmp_path, "t.csv", content, status=1)
    assert [event.title for event in record.events] == ["Good"]
    assert "t.csv:3: " in said


def test_all_of_a_json_timeline_comes_in_or_is_said_to_be_left_out(run: Run, tmp_path: Path) -> None:
    content = json.dumps(
        {
            "title": {"text": {"headline": "Ours"}},
            "events": [
                {
                    "start_date": {"year": "-44"}, "text": {"headline": "A"}, "autolink": False,
                    "media": {"url": "https://example.org", "alt": "a bust"},
                }
            ],
            "eras": [{"start_date": {"year": 1950}, "end_date": {"year": 1959}, "text": {"headline": "B"}}],
        }
    )  # fmt: skip
    record, said = imported(run, tmp_path, "t.json", content)
    assert [(event.date.text, event.title) for event in record.events] == [("-0043", "A"), ("1950/1959", "B")]
    written = (tmp_path / "record.yaml").read_text(encoding="utf-8")
    assert all(kept in written for kept in ("media_alt: a bust", "type_given: era", "autolink: 'false'"))
    assert "the slide of the title, 'Ours'" in said


# Calendars

CALENDAR = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//made up//EN\r
BEGIN:VEVENT\r
UID:one@example.org\r
DTSTART;VALUE=DATE:20180705\r
DTEND;VALUE=DATE:20180707\r
SUMMARY:Two days\\, in Porttown\r
DESCRIPTION:First line\\nhttps://example.org/one\r
LOCATION:Porttown\r
CATEGORIES:talks,visits\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:a b/c\r
DTSTART;TZID=Europe/Oslo:20210815T143000\r
DURATION:PT1H\r
SUMMARY:Timed\r
URL:https://example.org/two\r
RRULE:FREQ=YEARLY\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:three\r
DTSTART;VALUE=DATE:20200229\r
SUMMARY:A day\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:four\r
SUMMARY:No day\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_comes_in_whole(run: Run, tmp_path: Path) -> None:
    record, said = imported(run, tmp_path, "c.ics", CALENDAR, status=1)
    assert "taken for ics" in said
    assert "'Timed' repeats without end, or too often: it comes in once (FREQ=YEARLY)" in said
    two, leap, timed = record.events
    assert (two.id, two.date.text, two.title) == ("one@example.org", "2018-07-05/2018-07-06", "Two days, in Porttown")
    assert (two.summary, two.place, two.themes) == ("First line", "Porttown", ("talks", "visits"))
    assert [citation.source for citation in two.sources] == ["https://example.org/one"]
    assert (leap.id, leap.date.text) == ("three", "2020-02-29")
    assert (timed.id, timed.date.text) == ("a-b-c", "2021-08-15T14:30+02:00/2021-08-15T15:30+02:00")
    again = (tmp_path / "c.rejects.ics").read_text(encoding="utf-8")
    assert again.startswith("BEGIN:VCALENDAR")
    assert "UID:four" in again
    assert "UID:three" not in again


def calendar(*events: str, zones: str = "") -> str:
    """A calendar of events that are given as their lines with blanks between them."""
    lines = [f"BEGIN:VEVENT {event} END:VEVENT".replace(" ", "\r\n") for event in events]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *([zones] if zones else []), *lines, "END:VCALENDAR", ""])


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=YEARLY;COUNT=3", ["2018-07-05", "2019-07-05", "2020-07-05"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20190705", ["2018-07-05", "2019-07-05"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20190705T120000Z", ["2018-07-05", "2019-07-05"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1FR;COUNT=2", ["2018-07-05", "2018-07-06", "2018-08-03"]),
        ("RRULE:FREQ=WEEKLY;COUNT=3 EXDATE;VALUE=DATE:20180712", ["2018-07-05", "2018-07-19"]),
        ("RDATE;VALUE=DATE:20190101,20200101", ["2018-07-05", "2019-01-01", "2020-01-01"]),
        ("RRULE:FREQ=YEARLY", ["2018-07-05"]),
        ("RRULE:FREQ=DAILY;COUNT=1001", ["2018-07-05"]),
        ("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", ["2018-07-05"]),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", ["2018-07-05"]),
        ("RRULE:FREQ=YEARLY;COUNT=99999999999", ["2018-07-05"]),
    ],
)
def test_an_event_comes_in_as_often_as_it_repeats(run: Run, tmp_path: Path, rule: str, days: list[str]) -> None:
    content = calendar(f"UID:a DTSTART;VALUE=DATE:20180705 SUMMARY:A {rule}")
    record, said = imported(run, tmp_path, "c.ics", content)
    assert [event.date.text for event in record.events] == days
    assert [event.id for event in record.events] == ["a", *(f"a-{day.replace('-', '')}" for day in days[1:])]
    assert f"comes in {len(days)} times" in said if len(days) > 1 else "comes in once" in said
    assert "rrule" in (tmp_path / "record.yaml").read_text(encoding="utf-8") or "RDATE" in rule


def test_what_repeats_is_bounded_for_the_whole_of_a_calendar(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = []

    def follow(days: Iterable[object], most: int) -> Iterable[object]:
        followed.append(most)
        return islice(days, most)

    monkeypatch.setattr("tpcli.record.importing.repeats.islice", follow)
    events = [f"UID:{n} DTSTART;VALUE=DATE:20180705 SUMMARY:A RRULE:" for n in range(300)]
    never = calendar(*(f"{event}FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3" for event in events))
    record, _ = imported(run, tmp_path, "never.ics", never)
    assert (len(record.events), len(followed)) == (300, MOST_IN_VAIN)
    monkeypatch.setattr("tpcli.record.importing.repeats.MOST_IN_ALL", 10)
    often = calendar(*(f"{event}FREQ=DAILY;COUNT=4" for event in events[:5]))
    (tmp_path / "record.yaml").unlink()
    record, said = imported(run, tmp_path, "often.ics", often)
    assert len(record.events) == 4 + 4 + 3
    assert said.count("comes in once") == 3


def test_one_time_of_several_may_be_told_of_otherwise(run: Run, tmp_path: Path) -> None:
    content = calendar(
        "UID:a DTSTART;TZID=Europe/Oslo:20180705T100000 DTEND;TZID=Europe/Oslo:20180705T110000 SUMMARY:A "
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "UID:a RECURRENCE-ID:20180712T080000Z DTSTART;TZID=Europe/Oslo:20180713T100000 SUMMARY:Moved",
    )
    record, _ = imported(run, tmp_path, "c.ics", content)
    assert [(event.date.text, event.title) for event in record.events] == [
        ("2018-07-05T10:00+02:00/2018-07-05T11:00+02:00", "A"),
        ("2018-07-13T10:00+02:00", "Moved"),
        ("2018-07-19T10:00+02:00/2018-07-19T11:00+02:00", "A"),
    ]


def test_zones_of_a_calendar_itself_are_known_and_unknown_ones_kept(run: Run, tmp_path: Path) -> None:
    zones = (
        "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\n"
        "TZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    events = [f"UID:{zone} DTSTART;TZID={zone}:20180705T100000 SUMMARY:A" for zone in ("Ours", "Theirs")]
    record, _ = imported(run, tmp_path, "c.ics", calendar(*events, zones=zones))
    assert {event.id: event.date.text for event in record.events} == {
        "Ours": "2018-07-05T10:00+05:00",
        "Theirs": "2018-07-05T10:00",
    }
    assert "tzid: Theirs" in (tmp_path / "record.yaml").read_text(encoding="utf-8")


def test_what_a_calendar_holds_beside_events_is_told(run: Run, tmp_path: Path) -> None:
    content = (
        "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Ours\r\nBEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n"
        "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20180705T100000Z\r\nSUMMARY:A\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:b\r\n"
    )
    record, said = imported(run, tmp_path, "c.ics", content, status=1)
    assert [event.id for event in record.events] == ["a"]
    for told in (
        "the name of the calendar, 'Ours'",
        "1 VTODO",
        "c.ics:11: this is no event of a calendar: it has no end",
    ):
        assert told in said


# References


def test_references_become_sources(run: Run, tmp_path: Path) -> None:
    references: Sequence[dict[str, Any]] = [
        {
            "id": "http://zotero.org/users/1/items/ABC", "type": "article-journal", "title": "On Ferries",
            "container-title": "Journal of Ferries", "DOI": "10.1000/xyz", "language": "en-GB",
            "author": [{"family": "Smith", "given": "Ann"}, {"literal": "Ferry Board"},
                       {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr."}],
            "issued": {"date-parts": [["2019", 5, 3]]},
        },
        {"id": "b", "type": "webpage", "title": "B", "issued": {"date-parts": [[2018], [2019]]}},
        {"id": "c", "type": "book", "title": "C", "issued": {"date-parts": [[1955]], "circa": True}},
        {"id": "d", "type": "book", "title": "D", "issued": {"raw": "July 1955"}},
        {"id": "e", "type": "book", "title": "E", "issued": {"date-parts": [[-44]]}},
        {"id": "f", "type": "book", "title": "F", "issued": {"date-parts": [[1956]], "season": 1}},
        {"id": "b", "type": "webpage", "title": "Another B"},
        {"id": "g", "type": "book"},
        {"id": "h", "type": "book", "title": "On <i>Ferries</i> < <span class=\"nocase\">H2</span>O"},
    ]  # fmt: skip
    record, said = imported(run, tmp_path, "library.json", json.dumps(references), "--into", "sources", status=1)
    assert "taken for csl-json" in said
    first, *rest = record.sources
    assert (first.id, first.title, first.publisher, first.kind) == (
        "abc",
        "On Ferries",
        "Journal of Ferries",
        "scholarly",
    )
    assert first.author == "Ann Smith; Ferry Board; Jan van den Berg, Jr."
    assert first.author_kind == ("person", "body", "person")
    assert (first.published and first.published.text, first.url) == ("2019-05-03", "https://doi.org/10.1000/xyz")
    dates = [source.published.text if source.published else None for source in rest]
    assert dates == ["2018/2019", "1955~", "1955-07", "-0043", "1956-21", None, None]
    assert [source.id for source in rest][-2:] == ["b-2", "h"]
    assert rest[-1].title == "On Ferries < H2O"
    assert "csl_title: On <i>Ferries</i>" in (tmp_path / "record.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("type_", ["report", "article-magazine", "book", "webpage", "article-newspaper", "post"])
def test_the_type_of_a_reference_is_kept_or_what_its_kind_is_exported_as(run: Run, tmp_path: Path, type_: str) -> None:
    reference = {"id": "a", "type": type_, "title": "A", "URL": "https://example.org/a", "publisher": "B"}
    imported(run, tmp_path, "library.json", json.dumps([reference]), "--into", "sources")
    record = tmp_path / "record.yaml"
    again = json.loads(run("--data", str(record), "export", "csl-json").stdout)
    assert (again[0]["type"] == type_) != (f"csl_type: {type_}" in record.read_text(encoding="utf-8"))


# Markdown

LIST = """\
# A chronology

Words before it.

- 5 July 2018: Contract for four ships, see [the report](https://example.org/r).
* 1955 – **Baghdad Pact** signed
+ 24 Feb 1955 - Pact

## 1957

1. 3 March: a visit
   that goes on https://example.org/more.
2. Nothing that is dated
"""


def test_a_list_in_markdown_comes_in_whole(run: Run, tmp_path: Path) -> None:
    record, said = imported(run, tmp_path, "list.md", LIST, status=1)
    assert "taken for markdown" in said
    assert "list.md:13: no date begins this item" in said
    found = [(event.date.text, event.title, [tuple(citation) for citation in event.sources]) for event in record.events]
    assert found == [
        ("1955", "Baghdad Pact signed", []),
        ("1955-02-24", "Pact", []),
        ("1957-03-03", "a visit", [("https://example.org/more", None)]),
        ("2018-07-05", "Contract for four ships, see the report.", [("https://example.org/r", "the report")]),
    ]
    assert "2. Nothing that is dated" in (tmp_path / "list.rejects.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "events"),
    [
        ("1955 – A pact\n5 July 2018: A ship\n\n**1960**: Talks\nin Oslo\n",
         ["1955 A pact", "1960 Talks", "2018-07-05 A ship"]),
        ("# 2018\n## July\n- 5: A\n- 6: B\n", ["2018-07-05 A", "2018-07-06 B"]),
        ("# The year 2018\n## Trade\n- 5 July: A\n", ["2018-07-05 A"]),
        ("- 2018\n  - 5 July: A\n  - 6 July: B\n- 1955\n  1. February - D\n",
         ["1955-02 D", "2018-07-05 A", "2018-07-06 B"]),
        ("## 5 July 2018\nA in Oslo.\n\n- more\n\n## 1955: B\nText.\n", ["1955 B", "2018-07-05 A in Oslo."]),
        ("- 03/04/2018 A\n- 25/04/2018 B\n", ["2018-04-03 A", "2018-04-25 B"]),
        ("- 1955: A ([one](https://example.org/1), [two](https://example.org/2)).\n", ["1955 A."]),
        ("```\n1955: code\n```\n- 1956: A\n", ["1956 A"]),
    ],
)  # fmt: skip
def test_dates_in_markdown_are_found_as_many_hands_write_them(
    run: Run, tmp_path: Path, content: str, events: list[str]
) -> None:
    record, said = imported(run, tmp_path, "list.md", content)
    assert [f"{event.date.text} {event.title}" for event in record.events] == events
    assert ("left out: what belongs to no date" in said) == ("code" in content)
    if "](" in content:
        assert [(c.source, c.supports) for c in record.events[0].sources] == [
            ("https://example.org/1", "one"),
            ("https://example.org/2", "two"),
        ]


def test_a_day_of_markdown_that_can_be_two_is_asked_about(run: Run, tmp_path: Path) -> None:
    content = "- 03/04/2018 A\n- 5 July 2018: B\n"
    _, said = imported(run, tmp_path, "list.md", content, status=1)
    assert "list.md:1: it is day/month/year or month/day/year: --date-order says which: '03/04/2018 A'" in said
    assert run("import", "list.md", "--date-order", "dmy", "--output", "more.yaml", cwd=tmp_path).returncode == 0
    assert load(str(tmp_path / "more.yaml")).events[0].date.text == "2018-04-03"


def test_a_note_may_have_its_date_and_title_in_its_name(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name, text in {
        "2018-07-05-a-pact-signed.markdown": "---\nlayout: post\n---\nText with https://example.org/1 in it.\n",
        "2018-07-06.md": "# A visit\nin Oslo\n",
        "2018-07-07 Talks.md": "Text\n",
        "2018-07-08.md": "---\ntags: x\ntags: y\n---\nOf equal keys one would be lost\n",
    }.items():
        (notes / name).write_text(text, encoding="utf-8")
    done = run("import", "notes", "--output", "record.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "2018-07-08.md: its front matter can't be read:" in done.stderr
    assert [(e.date.text, e.title, e.summary) for e in load(str(tmp_path / "record.yaml")).events] == [
        ("2018-07-05", "a pact signed", "Text with https://example.org/1 in it."),
        ("2018-07-06", "A visit", "in Oslo"),
        ("2018-07-07", "Talks", "Text"),
    ]


def test_a_table_in_markdown_is_a_table(run: Run, tmp_path: Path) -> None:
    content = "# T\n\n| Date | Event | Link |\n|---|:-:|---|\n"
    content += "| 5 July 2018 | A \\| `B` | <https://example.org> |\n| 1955 | *C* | |\n"
    record, _ = imported(run, tmp_path, "t.md", content)
    assert [(event.date.text, event.title) for event in record.events] == [("1955", "C"), ("2018-07-05", "A | B")]
    assert record.events[1].sources[0].source == "https://example.org"


def test_a_footnote_becomes_the_source_of_what_it_stands_at(run: Run, tmp_path: Path) -> None:
    content = (
        "- 5 July 2018: A pact is signed.[^1]\n- 1956 – Talks[^b] in [[Oslo]][^2]\n\n| Date | Event |\n|---|---|\n"
        "| 1957 | A visit[^1] |\n\n[^1]: [A paper, 6 July 2018](https://example.org/1), p. 3.\n"
        "[^b]: At https://example.org/2,\n    whole\n[^2]: 7 July 2018: as officials said\n[^3]: https://example.org/3\n"
    )
    record, said = imported(run, tmp_path, "f.md", content)
    paper = ("https://example.org/1", "A paper, 6 July 2018, p. 3")
    assert [(event.title, [(c.source, c.supports) for c in event.sources]) for event in record.events] == [
        ("Talks in Oslo", [("https://example.org/2", "At https://example.org/2, whole")]),
        ("A visit", [paper]),
        ("A pact is signed.", [paper]),
    ]
    assert "left out: what belongs to no date (line 11 and 1 more line)" in said


def test_a_folder_of_notes_is_a_record(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    (notes / "deep").mkdir(parents=True)
    (notes / "a.md").write_text(
        "---\ndate: 2018-07-05\nend: 2018-07-06\ntitle: 'A: note'\ntags: [x, y]\nplace: Oslo\n---\n"
        "Body with a [link](https://example.org/l).\n",
        encoding="utf-8",
    )
    (notes / "deep" / "Pact signed.md").write_text("---\ndate: 5 July 1955\n---\n", encoding="utf-8")
    (notes / "c.md").write_text("No front matter\n", encoding="utf-8")
    done = run("import", "notes", "--output", "record.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "c.md: it has no date, neither in front matter nor" in done.stderr
    old, new = load(str(tmp_path / "record.yaml")).events
    assert (old.date.text, old.title) == ("1955-07-05", "Pact signed")
    assert (new.date.text, new.title, new.themes, new.place) == ("2018-07-05/2018-07-06", "A: note", ("x", "y"), "Oslo")
    assert (new.summary, new.sources[0].source) == ("Body with a link.", "https://example.org/l")


# Any table


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("Date;Event\n1955;A\n", {"date": "1955", "title": "A"}),
        ("start,end,title\n1955,1956,A\n", {"date": "1955/1956", "title": "A"}),
        ("Day,Month,Year,What,Where\n5,7,2018,A,Oslo\n", {"date": "2018-07-05", "title": "A", "place": "Oslo"}),
        ("from,to,date,title\nNorway,Iceland,1955,A\n", {"date": "1955", "title": "A"}),
        (
            "Tag;Headline;Description\n05.07.2018;A;B\n25.12.2018;C;D\n",
            {"date": "2018-07-05", "title": "A", "summary": "B"},
        ),
        ('[{"when": "1955", "name": "A"}]', {"date": "1955", "title": "A"}),
        ("Wann;Sache\n1955;A\n", {"date": "1955", "title": "A"}),
        ("Tarih;Olay;Yer\n5 Temmuz 2018;Sözleşme;Oslo\n", {"date": "2018-07-05", "title": "Sözleşme", "place": "Oslo"}),
        ("Date,Time,Event\n5 Jul 2018,2:30 PM,A\n6 Jul 2018,,B\n", {"date": "2018-07-05T14:30"}),
        ("Date,Time,Event\n5 Jul 2018,in the morning,A\n", {"date": "2018-07-05"}),
        (
            "Subject,Start Date,Start Time,End Date,End Time\nA,05/30/2020,10:00 AM,05/30/2020,1:00 PM\n",
            {"date": "2020-05-30T10:00/2020-05-30T13:00", "title": "A"},
        ),
    ],
)
def test_columns_are_known_by_their_names(run: Run, tmp_path: Path, content: str, fields: dict[str, str]) -> None:
    record, said = imported(run, tmp_path, "t.csv" if content[0] != "[" else "t.json", content)
    assert "taken for csv" in said
    event = record.events[0]
    assert {name: event.date.text if name == "date" else getattr(event, name) for name in fields} == fields


def test_a_table_without_names_that_say_what_they_hold_is_asked_about(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("Wann;Wer;Wen\n1955;A;B\n", encoding="utf-8")
    done = run("import", "t.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--map date=Wann,title=COLUMN\ncolumns: Wann, Wer, Wen" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "a spreadsheet, a document or an archive: save it as CSV"),
        (b"%PDF-1.4\n%\xe2\xe3\n", "a PDF"),
        (b"\n<!DOCTYPE html><html>", "HTML or XML"),
        (b"@article{x, title = {A}}", "BibTeX"),
        ("Date;Event\n1955;Görüşme\n".encode("cp1254"), "'Görüþme', as Turkish (Windows-1254) 'Görüşme'"),
        ("Date;Event\n1955;Gespräch\n".encode("cp1252"), "the word there is 'Gespräch'"),
    ],
)
def test_a_file_of_another_kind_or_encoding_is_named(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    done = run("import", "t.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize("into", ["deals", "sources"])
def test_a_table_becomes_what_it_is_said_to_be(run: Run, tmp_path: Path, into: str) -> None:
    content = "Title,Supplier,Recipient,Url\nGuns,Turkey,Norway,https://example.org/1\nShips,Norway,UAE,\n"
    record, _ = imported(run, tmp_path, "t.csv", content, "--into", into)
    assert [entry.title for entry in getattr(record, into)] == ["Guns", "Ships"]
    if into == "deals":
        assert [(deal.supplier, deal.recipient) for deal in record.deals] == [("TR", "NO"), ("NO", "AE")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--preset", "acles"), "did you mean 'acled'"),
        (("--into", "facts"), "parts: events, deals, sources"),
        (("--preset", "sipri", "--into", "events"), "a trade register of SIPRI makes deals"),
        (("--date-order", "ymd"), "say dmy"),
        (("--encoding", "rot13"), "no encoding 'rot13'"),
    ],
)
def test_what_can_not_be_followed_is_refused(run: Run, tmp_path: Path, options: Sequence[str], said: str) -> None:
    (tmp_path / "t.csv").write_text("Date;Event\n1955;A\n", encoding="utf-8")
    done = run("import", "t.csv", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


# Rules


def test_what_was_decided_is_followed_next_time(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("Wann;Was\n03/04/1955;Grüße\n".encode("cp1252"))
    options = ("--map", "date=Wann,title=Was", "--date-order", "dmy", "--encoding", "cp1252", "--save-rules")
    first = run("import", "t.csv", *options, cwd=tmp_path)
    again = run("import", "t.csv", cwd=tmp_path)
    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout == again.stdout == "- date: 1955-04-03\n  title: Grüße\n"
    assert "read by the rules in t.csv.rules.toml" in again.stderr
    other = run("import", "t.csv", "--date-order", "mdy", cwd=tmp_path)
    assert other.stdout.startswith("- date: 1955-03-04\n")


def test_what_a_column_settled_is_kept_with_the_rules(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Date;Event\n03/04/1955;A\n16/04/1955;B\n", encoding="utf-8")
    run("import", "t.csv", "--save-rules", cwd=tmp_path)
    path.write_text("Date;Event\n03/04/1955;A\n", encoding="utf-8")
    assert run("import", "t.csv", cwd=tmp_path).stdout.startswith("- date: 1955-04-03\n")


@pytest.mark.parametrize(
    "text", ["preset = ", "presets = 'csv'", "map = 'x'", "columns = [1]", "preset = 'none'", "\xff"]
)
def test_rules_that_can_not_be_followed_are_refused(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text("Date;Event\n1955;A\n", encoding="utf-8")
    (tmp_path / "t.csv.rules.toml").write_bytes(text.encode("latin-1"))
    done = run("import", "t.csv", cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith(("tpcli: t.csv.rules.toml: ", "tpcli: t.csv: read by"))
    assert not done.stdout


def test_a_folder_of_notes_may_be_the_one_where_one_is(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    (notes / "deep").mkdir(parents=True)
    (notes / "a.md").write_text("---\ndate: 1955-07-05\ntitle: A pact\n---\n", encoding="utf-8")
    for name, where in ((".", notes), ("..", notes / "deep"), ("./", notes)):
        done = run("import", name, cwd=where)
        assert (done.returncode, done.stdout) == (0, "- date: 1955-07-05\n  title: A pact\n")


def test_a_table_of_more_columns_than_a_record_can_keep_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(501)]
    (tmp_path / "wide.csv").write_text(
        f"date,title,{','.join(names)}\n1955,A pact,{','.join('x' for _ in names)}\n", encoding="utf-8"
    )
    done = run("import", "wide.csv", "--output", "wide.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "of 501 columns no field is made, and a record can keep 500" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "wide.yaml").exists()
