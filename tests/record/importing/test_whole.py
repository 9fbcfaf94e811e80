"""Nothing of what a file holds is lost: what our fields have no place for stays as fields of the record's own.

Headers as the publishers write them (ACLED, UCDP GED), with made-up rows.
"""

# ruff: noqa: E501
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.index.check import check

FILES = {
    "acled.csv": (
        """\
event_id_cnty;event_date;year;time_precision;disorder_type;event_type;sub_event_type;actor1;assoc_actor_1;inter1;actor2;\
assoc_actor_2;inter2;interaction;civilian_targeting;iso;region;country;admin1;admin2;admin3;location;latitude;longitude;\
geo_precision;source;source_scale;notes;fatalities;tags;timestamp
NOR1;14 March 2019;2019;2;Demonstrations;Protests;Peaceful protest;Teachers;;Protesters;;;;Protesters only;;578;Europe;\
Norway;Oslo;Oslo;;Oslo;59.9139;10.7522;1;"Morning Post; Evening Herald";National;Made up;7;crowd size=no report;1552576000
""",
        (
            "Demonstrations|Protests|Teachers|Protesters only|578|Europe|59.9139|10.7522|Morning Post|Evening Herald|National|"
            "fatalities: 7|crowd size=no report|1552576000|geo_precision: '1'|[2019-03-08..2019-03-20]"
        ),
    ),
    "ucdp.csv": (
        """\
id,relid,year,active_year,code_status,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,side_a,side_b,\
number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,\
where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,\
date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob
1,N-1,2019,1,Clear,1,11,Gov vs X,12,Gov - X,Government,X,1,"Agency,2019-05-02,Clash",Agency,2019-05-02,Clash,Witness,1,\
Oslo town,near Oslo,Oslo county,,59.9,10.7,POINT (10.7 59.9),99,Norway,385,Europe,1,3,2019-05-01 00:00:00.000,\
2019-05-07 00:00:00.000,1,2,0,0,3,4,2,385,
""",
        (
            "relid: N-1|Clear|Witness|POINT (10.7 59.9)|priogrid_gid: '99'|deaths_a: '1'|deaths_b: '2'|high: '4'|low: '2'|59.9|"
            "10.7|fatalities: 3|near Oslo|Oslo county|[2019-05-01..2019-05-07]|gwnoa: '385'"
        ),
    ),
    "calendar.ics": (
        """\
BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:a@x
DTSTART;TZID=Europe/Istanbul:20180705T143000
DURATION:PT1H30M
SUMMARY:Talks\\, long
DESCRIPTION:A very long description that is folded over several lines so tha
 t it must be unfolded
GEO:39.92;32.85
ATTENDEE;CN=Ann Smith:mailto:ann@example.org
ORGANIZER;CN="Foreign Ministry":mailto:fm@example.org
STATUS:CONFIRMED
RRULE:FREQ=YEARLY;COUNT=3
END:VEVENT
BEGIN:VEVENT
UID:a@x
RECURRENCE-ID:20190705T113000Z
DTSTART:20190706T113000Z
SUMMARY:Talks moved
END:VEVENT
END:VCALENDAR
""",
        (
            "2018-07-05T14:30+03:00/2018-07-05T16:00+03:00|so that it must|lat: 39.92|lon: 32.85|Ann Smith <ann@example.org>|"
            "Foreign Ministry|organizer_address: fm@example.org|"
            "CONFIRMED|FREQ=YEARLY;COUNT=3|Talks moved|a@x-20190705T113000Z|2019-07-06T11:30Z"
        ),
    ),
    "library.json": (
        """\
[{"id": "a", "type": "article-journal", "title": "Range", "issued": {"date-parts": [[2019, 5], [2019, 6]]}, "volume": "3",
  "author": [{"literal": "Ferry Board"}], "editor": [{"family": "Berg", "given": "Jan"}], "container-title": "Journal",
  "publisher": "Press", "DOI": "10.1/x", "URL": "https://example.org/a", "language": "en-US", "abstract": "Short.",
  "accessed": {"date-parts": [[2020, 1, 2]]}},
 {"id": "b", "type": "book", "title": "Undated", "issued": {"literal": "n.d."}, "language": "English"}]
""",
        (
            "2019-05/2019-06|article-journal|Ferry Board|Jan Berg|Journal|Press|10.1/x|https://example.org/a|en-US|Short.|"
            "2020-01-02|volume: '3'|Undated|English"
        ),
    ),
    "notes.md": (
        """\
# Chronology
- 24 February 1955: a pact ([text](https://example.org/p))

| Date | Event | Link | Casualties |
|---|:---:|---|---|
| 5 Jul 2018 | A con\\|tract | [report](https://example.org/r) | 12 |

1. 1960s – afterwards
""",
        "1955-02-24|https://example.org/p|2018-07-05|A con|tract|https://example.org/r|report|casualties: '12'|196X",
    ),
    "timeline.csv": (
        """\
Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,Media Caption,\
Media Thumbnail,Type,Group,Background
1955,2,,,1959,,,,,Pact,Of <b>five</b>,https://e.org/a.jpg,Cred,Cap,https://e.org/t.jpg,era,Pacts,#fff
""",
        "1955-02/1959|Of five|https://e.org/a.jpg|Cred|Cap|https://e.org/t.jpg|era|Pacts|#fff",
    ),
    "register.csv": (
        """\
Recipient|Supplier|Year of order| |Number ordered| |Weapon designation|Weapon description|Number delivered| |\
Year(s) of delivery|status|Comments|SIPRI TIV per unit|SIPRI TIV for total order|SIPRI TIV of delivered weapons
Norway|Turkiye|(2009)||60|?|Gun-155|towed gun|(48)||||$80 m deal|1.1|66|
""",
        "2009~|quantity: 60|Gun-155|towed gun|Number delivered: 48|$80 m deal|1.1|66|estimate",
    ),
    "sheet.csv": (
        """\
sep=;
Date;Event;Latitude;Longitude;End;Type;Remarks
16.02.2020;Talks;59,91;10,75;evening;round;good
""",
        "2020-02-16|59.91|10.75|evening|round|good",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_holds_is_in_the_record(run: Run, tmp_path: Path, name: str) -> None:
    text, held = FILES[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("import", name, "--output", "made.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = (tmp_path / "made.yaml").read_text(encoding="utf-8")
    lost = [words for words in held.split("|") if words.strip() not in made]
    assert lost == [], made
    assert [problem for problem in check(str(tmp_path / "made.yaml")) if problem.severity == "error"] == []
