"""Foreign tables: what their cells mean, and that no row gets lost between the events and the rows put aside."""

import csv
import io
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpcli.dates import edtf
from tpcli.errors import TpcliError, UsageError
from tpcli.record.model import Term, Vocabulary
from tpcli.record.problems import Wrong
from tpcli.record.writing.foreign import columns_of, date_of, event, parse_map, read, reading

COUNTRIES = {
    "TR": Term("TR", "Turkey", aliases=("Türkiye", "TUR")),
    "PK": Term("PK", "Pakistan"),
    "BA": Term("BA", "Bosnia and Herzegovina"),
    "US": Term("US", "United States", aliases=("USA",)),
}


def made(text: str, said: str, name: str = "table.csv") -> tuple[list[dict[str, Any]], list[tuple[int, str, str]]]:
    """The events of a table, and the rows put aside with their lines, reasons and texts."""
    fields = parse_map([said])
    table = read(text.encode(), name, list(fields.values()))
    how = reading(columns_of(fields, table.columns), Vocabulary(countries=COUNTRIES))
    events, aside = [], []
    for row in table.rows:
        try:
            events.append(event(row, how))
        except Wrong as wrong:
            aside.append((row.line, wrong.message, row.stood))
    return events, aside


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2018", "2018"),
        ("2018.0", "2018"),
        ("2018,0", "2018"),
        ("2018-07", "2018-07"),
        ("07/2018", "2018-07"),
        ("2018/7", "2018-07"),
        ("20180705", "2018-07-05"),
        ("2018-7-5", "2018-07-05"),
        ("2018-07-05 00:00:00", "2018-07-05"),
        ("5 Jul 2018", "2018-07-05"),
        ("July 5th, 2018", "2018-07-05"),
        ("5-Jul-2018 14:30", "2018-07-05"),
        ("Sept. 2018", "2018-09"),
        ("13/04/1955", "1955-04-13"),
        ("04.13.1955", "1955-04-13"),
        ("04/04/1955", "1955-04-04"),
        ("c. 1955", "1955~"),
        ("1950s", "195X"),
        ("2010–2014", "2010/2014"),
        ("1955?", "1955?"),
    ],
)
def test_a_date_becomes_as_exact_as_it_is(written: str, means: str) -> None:
    assert date_of(written) == means


@pytest.mark.parametrize(
    ("written", "reasons"),
    [
        ("03/04/1955", ["1955-04-03", "1955-03-04"]),
        ("3.4.1955 10:00", ["1955-04-03", "1955-03-04"]),
        ("2010/11", ["2010-11", "2010/2011"]),
        ("05/07/18", []),
        ("5 Jul", []),
        ("5 Jul 18", []),
        ("2018-02-30", ["28 days"]),
        ("30 Feb 2018", []),
        ("2018.5", []),
        ("43286", []),
        ("today", []),
        ("10 years ago", []),
        ("no date", []),
    ],
)
def test_what_is_no_date_or_two_is_not_guessed(written: str, reasons: list[str]) -> None:
    with pytest.raises(Wrong) as wrong:
        date_of(written)
    assert all(reason in wrong.value.message for reason in reasons)


@given(st.dates())
def test_every_way_of_writing_a_day_is_that_day_or_refused(day: Any) -> None:
    if day.year < 1000:
        return
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    month, iso = names[day.month - 1], day.isoformat()
    for written in (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert date_of(written) == iso
    for one, other in ((day.day, day.month), (day.month, day.day)):
        try:
            assert date_of(f"{one:02}/{other:02}/{day.year}") == iso
        except Wrong:
            assert day.day <= 12
            assert day.day != day.month


@settings(max_examples=300)
@given(st.text(st.sampled_from("0123456789-/. XJulMay~?cT:"), max_size=14))
def test_what_comes_out_is_always_a_date(text: str) -> None:
    with suppress(Wrong):
        assert edtf.parse(date_of(text)).text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_the_table(delimiter: str) -> None:
    rows = [["Year", "Name, of it", "Supplier"], ["2018", "A; b\tc, d", "Turkey"], ["2019", 'Two\n"lines"', "TUR"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    events, aside = made(out.getvalue(), "date=Year,title=Name, of it,countries=Supplier")
    assert not aside
    assert [e["title"] for e in events] == ["A; b\tc, d", 'Two\n"lines"']
    assert [e["countries"] for e in events] == [["TR"], ["TR"]]


def test_columns_are_joined_and_countries_known_by_any_name() -> None:
    text = (
        "Day,Month,Year,Name,Type,From,To\n"
        "5,Jul,2018,Ada,class,türkiye,PAKISTAN; usa\n"
        ",,2019,Milgem,,Bosnia and Herzegovina,USA and Turkey\n"
    )
    events, aside = made(text, "date=Day+Month+Year,title=Name+Type,countries=From+To")
    assert not aside
    assert events == [
        {"date": "2018-07-05", "title": "Ada class", "countries": ["TR", "PK", "US"]},
        {"date": "2019", "title": "Milgem", "countries": ["BA", "US", "TR"]},
    ]


def test_a_row_that_can_not_be_read_stands_aside_as_it_stood() -> None:
    text = (
        'When,"What"\n'
        "2018,fine\n"
        '03/04/1955,"two, readings"\n'
        "2019\n"
        ",no date\n"
        '2020,"a "b" c"\n'
        "\n"
        '2021,"also\nfine"\n'
        '2022,"never closed\n2023,swallowed\n'
    )
    events, aside = made(text, "date=When,title=What")
    assert [e["title"] for e in events] == ["fine", "also\nfine"]
    assert [line for line, _, _ in aside] == [3, 4, 5, 6, 10]
    assert "1955-04-03 or as 1955-03-04" in aside[0][1]
    assert [stood for _, _, stood in aside] == [
        '03/04/1955,"two, readings"\n',
        "2019\n",
        ",no date\n",
        '2020,"a "b" c"\n',
        '2022,"never closed\n2023,swallowed\n',
    ]


CELLS = st.text(st.sampled_from("a\",;\n\t|'é1\r"), max_size=5)


@settings(max_examples=200)
@given(st.lists(st.text(st.sampled_from('18a",;\n\t\r'), max_size=12), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_no_line_of_a_csv_is_lost(lines: list[str], newline: str) -> None:
    head = "when,what" + newline
    text = head + newline.join(lines)
    fields = parse_map(["date=when,title=what"])
    table = read(text.encode(), "t.csv", fields.values())
    rows = list(table.rows)
    body = table.head.encode() + "".join(row.stood for row in rows).encode()
    # Rows without a cell are empty lines; everything else is in a row, in order.
    assert [line for line in body.splitlines() if line.strip(b"\r")] == [
        line for line in text.encode().splitlines() if line.strip(b"\r")
    ]


def test_json_of_any_layout_is_read_and_put_aside_on_a_line() -> None:
    text = '[{"when": 2018,\n  "what": "A", "who": ["x", "y"], "n": {}},\n "text",\n {"when": "?",\n "what":  "a  b"}]'
    events, aside = made(text, "date=when,title=what,organisations=who", "t.json")
    assert events == [{"date": "2018", "title": "A", "organisations": ["x", "y"]}]
    assert [(line, stood) for line, _, stood in aside] == [(3, '"text"\n'), (4, '{"when": "?", "what": "a  b"}\n')]
    lines = '{"when": 1e3, "what": true}\n\n{"when": 1955, "what": false}\n{"when"\n'
    events, aside = made(lines, "date=when,title=what", "t.jsonl")
    assert events == [{"date": "1955", "title": "false"}]
    assert [(line, stood) for line, _, stood in aside] == [(1, '{"when": 1e3, "what": true}\n'), (4, '{"when"\n')]


@pytest.mark.parametrize("cell", ["Atlantis", "Turkey; Atlantis", "Turkey and Atlantis"])
def test_an_unknown_country_is_named(cell: str) -> None:
    events, aside = made(json.dumps([{"d": "1955", "t": "T", "c": cell}]), "date=d,title=t,countries=c", "t.json")
    assert not events
    assert "'Atlantis' is not known" in aside[0][1]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("date=Year", "no column for the title"),
        ("date=Year,titel=Name", "did you mean 'title'"),
        ("date=Year,title=Nam", "did you mean 'Name'"),
        ("date=Year,title=Name,date=Name", "twice"),
        ("date=Year,title=Name,stage=Name", "stage can't be imported"),
        ("Year", "says no column"),
    ],
)
def test_a_map_that_can_not_be_followed_is_refused(said: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        made("Year,Name\n1955,A\n", said)


@pytest.mark.parametrize("text", ["", "[1, ", "[{}] x", "\ufeff  \n", "[" * 100_000])
def test_a_file_without_a_table_is_refused(text: str) -> None:
    with pytest.raises(TpcliError):
        made(text, "date=a,title=b")
