"""GeoJSON: points with longitude first, and what has no coordinates told."""

import json
from pathlib import Path

from tests.conftest import Run


def test_events_with_coordinates_are_points(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.csv"
    rows = (
        "date,title,place,lat,lon\n1955,A,Ankara,39.92,32.85\n1956,B,,-0.5,-180\n1957,C,,,\n1958,D,,1,\n1959,E,,-1,-1\n"
    )
    record.write_text(rows, encoding="utf-8")
    done = run("--data", str(record), "export", "geojson")
    assert (done.returncode, done.stderr) == (0, "tpcli: 2 events without coordinates: not written\n")
    written = run("--data", str(record), "export", "geojson", "--output", str(tmp_path / "mine.geojson"))
    assert written.stderr.endswith("mine.geojson: 3 events\n")
    features = json.loads(done.stdout)["features"]
    assert [(f["id"], f["geometry"]["coordinates"]) for f in features] == [
        ("1955-a", [32.85, 39.92]),
        ("1956-b", [-180, -0.5]),
        ("1959-e", [-1, -1]),  # Once the sign of no value.
    ]
    assert features[0]["properties"] == {"id": "1955-a", "date": "1955", "title": "A", "place": "Ankara"}


def test_an_event_is_at_its_own_coordinates_or_at_those_of_its_place(run: Run) -> None:
    record = """\
vocabulary: {places: {Oslo: {lat: 59.91, lon: 10.75, geonames: 3143244}, Go\u0308lcu\u0308k: {lat: 40.7, lon: 29.8}}}
events:
- {date: 1955, title: A, place: Oslo}
- {date: 1956, title: B, place: Oslo, lat: 1, lon: 2}
- {date: 1957, title: C, place: Gölcük}
- {date: 1958, title: D, place: Bergen}
"""
    done = run("--data", "-", "export", "geojson", input=record)
    assert done.stderr == (
        "tpcli: 2 events at the coordinates of their place\ntpcli: 1 event without coordinates: not written\n"
    )
    features = json.loads(done.stdout)["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[10.75, 59.91], [2, 1], [29.8, 40.7]]
    assert [feature["properties"].get("geonames") for feature in features] == [3143244, None, None]


def test_what_is_said_of_a_place_is_checked(run: Run) -> None:
    for place, said in (
        ("{lat: 91, lon: 0}", "'91' is beyond 90 degrees"),
        ("{lat: 1}", "'Oslo' has no lon"),
        ("{lat: 1, long: 2}", "'long' is no field here; did you mean 'lon'?"),
        ("here", "'Oslo' must be {lat: ..., lon: ...}"),
    ):
        done = run("check", "-", input=f"vocabulary: {{places: {{Oslo: {place}}}}}\nevents: []\n")
        assert done.returncode == 1
        assert said in done.stdout


def test_beyond_the_poles_is_an_error(run: Run) -> None:
    done = run("--data", "-", "timeline", input="- {date: 1955, title: A, lat: 90.5, lon: 1}\n")
    assert done.returncode == 1
    assert "'90.5' is beyond 90 degrees" in done.stderr


def test_a_table_under_other_headers_is_one_to_import(run: Run, tmp_path: Path) -> None:
    for header in ("Date;Event", "Date,Event", "Date\tEvent"):
        record = tmp_path / "sheet.csv"
        record.write_text(f"{header}\n1955{header[4]}x\n", encoding="utf-8")
        done = run("--data", str(record), "timeline")
        assert done.returncode == 1
        assert "`tpcli import` reads" in done.stderr or "let `tpcli import` read it" in done.stderr
