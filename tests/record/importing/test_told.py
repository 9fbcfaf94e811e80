"""What the exports of others hold in odd ways comes in, or is told: nothing is lost or made up in silence."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.record.importing.test_presets import ACLED, CLASH, FIGHT, UCDP, imported, table

CALENDAR = "BEGIN:VCALENDAR\r\n{}BEGIN:VEVENT\r\nUID:a\r\n{}SUMMARY:Talks\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def test_a_list_below_front_matter_is_a_list(run: Run, tmp_path: Path) -> None:
    content = "---\ntitle: Mine\ntags: [a]\n---\n# 2018\n\n- 5 July: A visit\n- soon: B\n"
    record, said = imported(run, tmp_path, "l.md", content, "--partial")
    assert [(event.date.text, event.title) for event in record.events] == [("2018-07-05", "A visit")]
    assert "left out: the front matter above the list" in said
    assert "l.md:8: no date begins this item" in said


def test_a_note_without_a_date_stays_a_note(run: Run, tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text("---\ntitle: Mine\n---\n- milk\n- bread\n")
    assert "it has no date" in run("import", "n.md", cwd=tmp_path).stderr


@pytest.mark.parametrize("line", ["24 Feb 1955 a pact", "  - 24 Feb 1955: a pact"])
def test_a_date_within_the_text_of_an_item_is_told(run: Run, tmp_path: Path, line: str) -> None:
    _, said = imported(run, tmp_path, "l.md", f"{'' if line[0] == '2' else '- '}1954: Talks\n{line}\n")
    assert "24 Feb 1955" in said
    assert "taken for the text of the item in line 1" in said


def test_an_event_that_ends_before_it_begins_stands_aside(run: Run, tmp_path: Path) -> None:
    days = "DTSTART;VALUE=DATE:20240105\r\nDTEND;VALUE=DATE:20240101\r\n"
    (tmp_path / "c.ics").write_text(CALENDAR.format("", days))
    done = run("import", "c.ics", cwd=tmp_path)
    assert (done.returncode, "ends before it begins" in done.stderr) == (1, True)


def test_a_day_that_is_none_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "c.ics").write_text(CALENDAR.format("", "DTSTART;VALUE=DATE:20241301\r\n"))
    assert "c.ics:2: DTSTART: Wrong date format 20241301" in run("import", "c.ics", cwd=tmp_path).stderr


def test_an_end_on_the_day_of_the_start_is_that_day(run: Run, tmp_path: Path) -> None:
    days = "DTSTART;VALUE=DATE:20240105\r\nDTEND;VALUE=DATE:20240105\r\n"
    record, said = imported(run, tmp_path, "c.ics", CALENDAR.format("X-WR-CALDESC:Mine\r\n", days))
    assert [event.date.text for event in record.events] == ["2024-01-05"]
    assert "left out: the description of the calendar, 'Mine'" in said


def test_mappings_and_lines_of_a_reference_are_kept(run: Run, tmp_path: Path) -> None:
    one = {"id": "a", "type": "book", "title": "A", "note": "one\ntwo", "custom": {"shelf": "3"}}
    imported(run, tmp_path, "r.json", json.dumps([one]))
    shown = json.loads(run("--data", "record.yaml", "sources", "--format", "json", "--fields", "csl_note,custom",
                           cwd=tmp_path).stdout)  # fmt: skip
    assert shown == [{"csl_note": "one\ntwo", "custom": {"shelf": "3"}}]


def test_the_sides_of_acled_can_be_told_apart(run: Run, tmp_path: Path) -> None:
    row = {**CLASH, "assoc_actor_1": "Workers", "assoc_actor_2": "Farmers"}
    imported(run, tmp_path, "a.csv", table(ACLED, row))
    fields = "organisations,assoc_actor_1,assoc_actor_2"
    done = run("--data", "record.yaml", "timeline", "--format", "json", "--fields", fields, cwd=tmp_path)
    (event,) = json.loads(done.stdout)
    assert event["organisations"] == ["Group A", "Workers", "Group B", "Farmers"]
    assert (event["assoc_actor_1"], event["assoc_actor_2"]) == ("Workers", "Farmers")


def test_the_older_sheet_of_timelinejs_is_a_table(run: Run, tmp_path: Path) -> None:
    content = "Start Date,End Date,Headline,Text\n2/24/1955,,Pact,\n1999,2001,Years,\n"
    record, said = imported(run, tmp_path, "t.csv", content)
    assert "taken for csv" in said
    assert [event.date.text for event in record.events] == ["1955-02-24", "1999/2001"]


def test_what_r_writes_for_nothing_is_nothing(run: Run, tmp_path: Path) -> None:
    content = '"","date","event","country","lat","lon"\n"1","1955","A",NA,NA,NA\n"2","1956","B","Norway",59.9,10.7\n'
    record, said = imported(run, tmp_path, "r.csv", content)
    assert [(event.countries, event.lat) for event in record.events] == [((), None), (("NO",), 59.9)]
    assert "NA stands for nothing, as in 'lat': cells taken as empty: 3" in said


@pytest.mark.parametrize(("other", "status"), [("Norway", 1), ("NO", 0)])
def test_na_is_namibia_among_codes_alone(run: Run, tmp_path: Path, other: str, status: int) -> None:
    (tmp_path / "n.csv").write_text(f"date,event,country\n1955,A,NA\n1956,B,{other}\n")
    done = run("import", "n.csv", cwd=tmp_path)
    assert (done.returncode, "countries: [NA]" in done.stdout) == (status, not status)
    assert ("'NA' is the code of Namibia, or stands for nothing" in done.stderr) == bool(status)


def test_a_season_that_reads_like_two_years_is_told(run: Run, tmp_path: Path) -> None:
    _, said = imported(run, tmp_path, "s.csv", "date,event\n2021-22,A\n2022-23,B\n2023,C\n")
    assert "date: 2021-22 is read as summer 2021; where years are meant, write 2021/2022" in said
    assert "2022-23 is read" not in said


def test_a_semicolon_in_a_headline_makes_no_source(run: Run, tmp_path: Path) -> None:
    articles = '"Dawn,2019-05-02,Two killed; one hurt";"BBC,2019-05-03,Clash; later calm"'
    for written in (articles, articles.replace('"', "")):
        record, _ = imported(run, tmp_path, "u.csv", table(UCDP, {**FIGHT, "source_article": written}))
        (tmp_path / "record.yaml").unlink()
        assert [source.title for source in record.sources] == ["Two killed; one hurt", "Clash; later calm"]


@pytest.mark.parametrize(
    "content",
    [
        "**14 March 2019**\nA visit.\nOf note.\n\n**2020**\n\n- April: Talks\n",
        "14 March 2019\n: A visit.\nOf note.\n\n2020\n----\n- April: Talks\n",
        "Ours\n====\n\n14 March 2019\n-----\n\nA visit.\n\nOf note.\n\n2020\n--\n* April – Talks\n",
    ],
)
def test_a_date_alone_is_that_of_what_is_below_it(run: Run, tmp_path: Path, content: str) -> None:
    record, _ = imported(run, tmp_path, "l.md", content)
    assert [(event.date.text, event.title, event.summary) for event in record.events] == [
        ("2019-03-14", "A visit.", "Of note."),
        ("2020-04", "Talks", None),
    ]


@pytest.mark.parametrize("time", ["12:00:00 AM", "00:00:00", "1:30:00 PM"])
def test_a_day_of_ucdp_gets_no_time_of_day(run: Run, tmp_path: Path, time: str) -> None:
    row = {**FIGHT, "date_prec": "1", "date_start": f"5/13/2019 {time}", "date_end": f"5/13/2019 {time}"}
    record, _ = imported(run, tmp_path, "u.csv", table(UCDP, row))
    assert [event.date.text for event in record.events] == ["2019-05-13"]


def test_the_map_that_is_asked_for_names_what_is_known(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("Date,A,B,Latitude,Longitude\n1955,x,y,1,2\n")
    said = run("import", "s.csv", cwd=tmp_path).stderr
    assert "--map date=Date,title=COLUMN,lat=Latitude,lon=Longitude" in said


def test_what_was_put_aside_comes_in_without_the_reason_once_it_is_mended(run: Run, tmp_path: Path) -> None:
    good = CALENDAR.format("", "DTSTART;VALUE=DATE:20240105\r\n").replace("UID:a", "UID:b").partition("BEGIN:VEVENT")[2]
    content = CALENDAR.format("", "DTSTART;VALUE=DATE:20241301\r\n").replace(
        "END:VCALENDAR", f"BEGIN:VEVENT{good.partition('END:VCALENDAR')[0]}END:VCALENDAR"
    )
    imported(run, tmp_path, "c.ics", content, "--partial")
    aside = (tmp_path / "c.rejects.ics").read_text(encoding="utf-8")
    assert "X-TPCLI-REASON:DTSTART" in aside
    (tmp_path / "record.yaml").unlink()
    imported(run, tmp_path, "d.ics", aside.replace("20241301", "20241201"))
    assert "reason" not in (tmp_path / "record.yaml").read_text(encoding="utf-8")


def test_notes_that_can_not_be_read_are_to_be_mended_in_their_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "2018-07-05-a-pact.md").write_text("A\n")
    (tmp_path / "notes" / "b.md").write_text("B\n")
    done = run("import", "notes", cwd=tmp_path)
    assert (done.returncode, "mend those notes and import the folder, or say --partial" in done.stderr) == (1, True)


def test_a_date_that_is_shown_less_exactly_is_told(run: Run, tmp_path: Path) -> None:
    content = "Year,Month,Day,Display Date,Headline,Text\n2018,7,5,Summer 2018,A,\n2019,1,2,2 January 2019,B,\n"
    record, said = imported(run, tmp_path, "t.csv", content)
    assert [event.date.text for event in record.events] == ["2018-22", "2019-01-02"]
    assert "dates are taken as they are shown where their columns are more exact: 2018-22 for 2018-07-05" in said


def test_a_property_that_is_there_twice_is_kept_twice(run: Run, tmp_path: Path) -> None:
    day = "DTSTART;VALUE=DATE:20240105\r\nDESCRIPTION:one\r\nDESCRIPTION:two\r\n"
    imported(run, tmp_path, "c.ics", CALENDAR.format("", day))
    text = (tmp_path / "record.yaml").read_text(encoding="utf-8")
    assert "summary: one\n" in text
    assert "description_again: two\n" in text


def test_two_references_of_one_id_are_told(run: Run, tmp_path: Path) -> None:
    both = [{"id": id_, "type": "book", "title": title} for title, id_ in zip("ABC", ["a", "a", "x/B c"], strict=True)]
    record, said = imported(run, tmp_path, "r.json", json.dumps(both))
    assert [source.id for source in record.sources] == ["a", "a-2", "b-c"]
    assert said.count("several references are called 'a': one of them goes by 'a-2'") == said.count("several") == 1


def test_degrees_in_another_form_are_told_how_to_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("date,title,lat,lon\n1955,A,41° N,2\n", encoding="utf-8")
    assert "lat: '41° N' is no number of degrees: write 41.0136" in run("import", "s.csv", cwd=tmp_path).stderr
