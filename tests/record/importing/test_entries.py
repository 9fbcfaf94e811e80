"""Foreign tables: what their cells mean, and that no row gets lost between the events and the rows put aside."""

import csv
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Run
from tpcli.dates import edtf
from tpcli.errors import TpcliError, UsageError
from tpcli.record.entries import Term, Vocabulary
from tpcli.record.importing import aside
from tpcli.record.importing.columns import Columns
from tpcli.record.importing.dates import date_of
from tpcli.record.importing.entries import entry, reading
from tpcli.record.importing.mapping import columns_of, parse_map
from tpcli.record.importing.objects import json_table
from tpcli.record.importing.tables import Table, csv_table
from tpcli.record.problems import Wrong
from tpcli.record.vocabulary import default_vocabulary

COUNTRIES = {
    "TR": Term("TR", "Turkey", aliases=("Türkiye", "TUR")),
    "PK": Term("PK", "Pakistan"),
    "BA": Term("BA", "Bosnia and Herzegovina"),
    "US": Term("US", "United States", aliases=("USA",)),
}


def table_of(text: str, wanted: Any, name: str = "table.csv") -> Table:
    """The table in a text."""
    return csv_table(text, name, wanted) if name.endswith(".csv") else json_table(text, name, wanted)


def made(
    text: str, said: str, name: str = "table.csv", *, order: str | None = None, countries: Any = None
) -> tuple[list[dict[str, Any]], list[tuple[int, str, str]]]:
    """The events of a table, and the rows put aside with their lines, reasons and texts."""
    fields = parse_map([said])
    table = table_of(text, [column for said in fields.values() for column in (said, *said.split("+"))], name)
    how = reading(columns_of(fields, table), Columns(table.rows, order), Vocabulary(countries=countries or COUNTRIES))
    events, rejected = [], []
    for row in table.rows:
        try:
            events.append(entry(row, how))
        except Wrong as wrong:
            rejected.append((row.line, wrong.message, row.stood))
    return events, rejected


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
        ("5-Jul-2018 14:30", "2018-07-05T14:30"),
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


@given(st.lists(st.text(st.sampled_from('18a",;\n\t\r'), max_size=12), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_no_line_of_a_csv_is_lost(lines: list[str], newline: str) -> None:
    head = "when,what" + newline
    text = head + newline.join(lines)
    table = csv_table(text, "t.csv", ["when", "what"])
    body = table.head.encode() + "".join(row.stood for row in table.rows).encode()
    # Rows in which nothing stands are left out; everything else is in a row, in order.
    blank = b'\r,;\t" '
    assert [line for line in body.splitlines() if line.strip(blank)] == [
        line for line in text.encode().splitlines() if line.strip(blank)
    ]


def test_what_else_a_json_object_holds_is_said_to_be_left_out() -> None:
    text = '{"meta": {}, "deals": [{"title": "X"}], "events": [{"date": "1955", "title": "A"}]}'
    (note,) = json_table(text, "t.json", ("date", "title")).notes
    assert note.endswith("; its other lists are left out: deals")


def test_cells_that_a_spreadsheet_leaves_out_at_the_end_of_a_row_are_empty() -> None:
    table = table_of("Date,Event,Place,Note\n1955,A,Oslo,x\n1956,B\n1957,C,Oslo\nTotal\n1958,D,,,E\n", ["Date"])
    assert [(row.values.get("Place"), row.wrong) for row in table.rows] == [
        ("Oslo", None),
        ("", None),
        ("Oslo", None),
        (None, "the row has 1 cell, the header 4"),
        ("", "the row has 5 cells, the header 4"),
    ]
    assert table.notes == ("rows with fewer cells than the header: the last are taken as empty (line 3 and 1 more)",)


@pytest.mark.parametrize("header", ["Date,Note,Note 2,Note", "Date,Note,Note,Note"])
def test_columns_of_one_name_are_several(header: str) -> None:
    table = table_of(f"{header}\n1955,a,b,c\n", ["Date"])
    assert len(set(table.columns)) == 4
    assert [table.rows[0].values[column] for column in table.columns] == ["1955", "a", "b", "c"]
    assert "several columns are called 'Note'" in table.notes[0]


def test_of_equal_keys_of_json_none_is_lost() -> None:
    events, aside = made('[{"a": "1955", "b": "A", "b": "B"}, {"a": "1956", "b": "C"}]', "date=a,title=b", "t.json")
    assert [event["title"] for event in events] == ["C"]
    assert "the key 'b' stands in it twice" in aside[0][1]
    # Among very many keys one that comes again is found in one pass: a look at all before each took hours.
    many = ", ".join(f'"k{n}": 1' for n in range(100_000))
    _, aside = made(
        f'[{{"a": "1955", "b": "A", {many}, "k99999": 2}}, {{"a": "1956", "b": "C"}}]', "date=a,title=b", "t.json"
    )
    assert "the key 'k99999' stands in it twice" in aside[0][1]


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


@pytest.mark.parametrize("text", ["[1, ", "[{}] x", "[" * 100_000, '{"x": [{}], "y": [{}]}'])
def test_a_file_without_a_table_is_refused(text: str) -> None:
    with pytest.raises(TpcliError):
        made(text, "date=a,title=b", "t.json")


# What a file says of itself


def dates(text: str, said: str = "date=date,title=title", **options: Any) -> list[str]:
    return [event["date"] for event in made(text, said, **options)[0]]


def test_a_column_settles_the_order_of_day_and_month() -> None:
    text = "date,title\n16/02/2020,A\n03/04/2020,C\n"
    assert dates(text) == ["2020-02-16", "2020-04-03"]
    assert dates(text.replace("16/02", "02/16")) == ["2020-02-16", "2020-03-04"]
    assert dates("date,title\n03/04/2020,C\n", order="dmy") == ["2020-04-03"]
    assert dates("date,title\n03/04/2020,C\n", order="mdy") == ["2020-03-04"]
    # One row each way settles nothing, and each of them is still what alone it can be.
    assert dates("date,title\n16/02/2020,A\n02/16/2020,B\n03/04/2020,C\n") == ["2020-02-16", "2020-02-16"]
    # A given order is kept to: 16/02 has no sixteenth month.
    assert dates(text, order="mdy") == ["2020-03-04"]


def test_two_columns_are_the_first_and_the_last_day() -> None:
    text = "start,end,title\n2018-07-05,2018-07-09,A\n2018-07-05,,B\n2018,2019,C\n,2018,D\n2019,2018,E\n2018,2018,F\n"
    events, rejected = made(text, "date=start+end,title=title")
    assert [event["date"] for event in events] == ["2018-07-05/2018-07-09", "2018-07-05", "2018/2019", "2018"]
    assert ["no first one" in rejected[0][1], "ends before it begins" in rejected[1][1]] == [True, True]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1.000", "12.000.000", "1,000"], [None, None, None]),
        (["1.000"], [None]),
        (["1,000"], [None]),
        (["1.000", "12.000.000"], [1000, 12_000_000]),
        (["1,000", "4.0"], [1000, 4]),
        (["1.000", "4.0"], [1, 4]),
        (["1.000", "2,00"], [1000, 2]),
        (["1,00,000", "2,000"], [100_000, 2000]),
        (["1 000", "1\u202f000\u00a0000", "1'000", "1’000"], [1000, 1_000_000, 1000, 1000]),
        (["1.234,0"], [1234]),
        (["1,234.0"], [1234]),
        (["0.000"], [0]),
        (["12,34"], [None]),
        (["1.2.3", "1,0000,000", "10 00", "ten", "1,000.000,0", ".", "-4", "٣"], [None] * 7 + [3]),
        (["4.0", "4,0", "7"], [None, None, 7]),
    ],
)
def test_what_groups_digits_is_told_by_the_number_or_its_column(cells: list[str], numbers: list[int | None]) -> None:
    rows = [{"d": "1955", "t": str(n), "q": cell} for n, cell in enumerate(cells)]
    events, _ = made(json.dumps(rows), "date=d,title=t,quantity=q", "t.json")
    assert [next((e["quantity"] for e in events if e["title"] == str(n)), None) for n in range(len(cells))] == numbers


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Congo, DRC", ["CD"]),
        ("Congo, DRC; Kenya", ["CD", "KE"]),
        ("Congo, Democratic Republic of the", ["CD"]),
        ("Congo (the)", ["CG"]),
        ("Congo, Republic of", ["CG"]),
        ("DR Congo (Zaire)", ["CD"]),
        ("Korea, South", ["KR"]),
        ("Congo, Dem. Rep.", ["CD"]),
        ("Iran, Islamic Rep.", ["IR"]),
        ("China, P.R.", ["CN"]),
        ("China, Hong Kong SAR", ["HK"]),
        ("Micronesia, Fed. Sts.", ["FM"]),
        ("Islamic Republic of Pakistan", ["PK"]),
        ("Korea (Republic of)", ["KR"]),
        ("Turkey, Korea, Republic of, Pakistan", ["TR", "KR", "PK"]),
        ("Korea (Democratic People's Republic of)", ["KP"]),
        ("Iran (Islamic Republic of)", ["IR"]),
        ("Bosnia-Herzegovina", ["BA"]),
        ("Bosnia and Herzegovina and Serbia", ["BA", "RS"]),
        ("East Germany (GDR)", ["DD"]),
        ("Germany, West", ["DE"]),
        ("Brunei Darussalam", ["BN"]),
        ("Republic of Moldova", ["MD"]),
        ("Gambia, The", ["GM"]),
        ("Macau", ["MO"]),
        ("Lao People's Democratic Republic", ["LA"]),
        ("St. Lucia", ["LC"]),
        ("St.Lucia", ["LC"]),
        ("Trinidad & Tobago", ["TT"]),
        ("Russia (Soviet Union)", ["RU"]),
        ("Myanmar (Burma)", ["MM"]),
        ("Cote dIvoire", ["CI"]),
        ("Virgin Islands (British)", ["VG"]),
        ("Guinea, Equatorial / Guinea", ["GQ", "GN"]),
        ("Turkiye", ["TR"]),
        ("UAE", ["AE"]),
    ],
)
def test_a_name_with_commas_or_brackets_is_one_country(cell: str, codes: list[str]) -> None:
    rows = json.dumps([{"d": "1955", "t": "T", "c": cell}])
    events, rejected = made(rows, "date=d,title=t,countries=c", "t.json", countries=default_vocabulary().countries)
    assert [event["countries"] for event in events] == [codes], rejected


@pytest.mark.parametrize("cell", ["Korea", "China (Japan)", "NATO**", "Virgin Islands", "Turkey (exporter)"])
def test_a_country_that_can_not_be_told_is_not_guessed(cell: str) -> None:
    rows = json.dumps([{"d": "1955", "t": "T", "c": cell}])
    assert not made(rows, "date=d,title=t,countries=c", "t.json", countries=default_vocabulary().countries)[0]


@pytest.mark.parametrize(
    "text",
    [
        'Register of things, "as of" today\n\n"Source: x; y\n\nYear;Name\n1955;A\n1956;B\n',
        "sep=;\nYear;Name\n1955;A\n1956;B\n",
        '"sep=|"\nYear|Name\n1955|A\n1956|B\n',
        "Year;Name;\n1955;A;\n1956;B;\n",
        "Year;Name\n1955;A;;\n;\n ; \n1956;B;\n;\n",
        "\n\nYear|Name\n1955|A\n1956|B",
    ],
)
def test_what_surrounds_a_table_is_no_row(text: str) -> None:
    events, rejected = made(text, "date=Year,title=Name")
    assert ([event["title"] for event in events], rejected) == (["A", "B"], [])


@pytest.mark.parametrize("said", ["date=2,title=3", "date=20190101,title=TUR"])
def test_a_table_without_a_header_has_columns_by_number(said: str) -> None:
    events, rejected = made("1\t20190101\tTUR\n2\t20190102\tUSA\n", said)
    assert [(event["date"], event["title"]) for event in events] == [("2019-01-01", "TUR"), ("2019-01-02", "USA")]
    assert not rejected


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "1", "events": [\n {"d": "1955", "t": "A"},\n {"d": "1956", "t": "B"}\n]}',
        '{"data": {"meta": {"n": 2}, "rows": [{"d": "1955", "t": "A"}, {"d": "1956", "t": "B"}]}}',
        '{"d": "1955", "t": "A"}\n{"d": "1956", "t": "B"}\n',
        '{\n "d": "1955", "t": "A"}\n{\n"d": "1956", "t": "B"\n}',
        '{"d": "1955", "t": "A", "more": [{"x": 1}]}\n\n{"d": "1956", "t": "B"}',
        ' [{"d": "1955", "t": "A"}, {"d": "1956", "t": "B"}]',
    ],
)
def test_json_is_told_from_json_lines_by_what_it_holds(text: str) -> None:
    events, rejected = made(text, "date=d,title=t", "t.json")
    assert ([event["title"] for event in events], rejected) == (["A", "B"], [])


def test_one_object_that_is_a_row_is_a_row() -> None:
    assert made('{"d": "1955", "t": "A", "more": [{"d": "1", "t": "x"}]}', "date=d,title=t", "t.json")[0] == [
        {"date": "1955", "title": "A"}
    ]


@pytest.mark.parametrize("name", ["t.csv", "t.json"])
def test_rows_put_aside_are_read_again_once_they_are_mended(name: str) -> None:
    text = 'when,"what"\n03/04/1955,"two, ""readings"""\n1956\n'
    rows = [{"when": "03/04/1955", "what": 'two, "readings"'}, {"when": "1956"}]
    text = text if name == "t.csv" else json.dumps(rows)

    def put_aside(text: str) -> str:
        table = table_of(text, ["when", "what"], name)
        return aside.text_of(table, [(row, 'why, "so"') for row in table.rows])

    once = put_aside(text)
    assert once.count("why") == 2
    assert put_aside(once) == once
    events, rejected = made(once.replace("03/04/1955", "1955"), "date=when,title=what", name)
    assert events == [{"date": "1955", "title": 'two, "readings"'}]
    assert len(rejected) == 1


def test_lists_and_mappings_of_any_shape_are_kept(run: Run, tmp_path: Path) -> None:
    row = {"date": "1955", "title": "A", "grid": [["1", "2"], ["3", "4"]], "meta": {"date": ["x", "y"], "a: b": "c"}}
    (tmp_path / "t.json").write_text(json.dumps([row]), encoding="utf-8")
    done = run("import", "t.json", "--output", "r.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run("--data", "r.yaml", "timeline", "--fields", "all", "--format", "json", cwd=tmp_path)
    (kept,) = json.loads(done.stdout)
    assert {name: kept[name] for name in ("grid", "meta")} == {name: row[name] for name in ("grid", "meta")}
