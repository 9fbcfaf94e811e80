"""The JSON for TimelineJS, drawn by TimelineJS itself in Chromium."""

import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from tests.browser import OFFLINE, drawn, installed, served
from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.dates.readable import human
from tpcli.record.reading.record import Record

PACKAGE = "@knight-lab/timelinejs"
VERSION = "3.9.11"

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="dist/css/timeline.css">
<link rel="icon" href="data:,"></head>
<body><div id="timeline" style="width: 1200px; height: 800px"></div><script src="dist/js/timeline.js"></script>
<script>
fetch("record.json").then(r => r.json()).then(data => {
  window.timeline = new TL.Timeline("timeline", data, {hash_bookmark: false, duration: 0, font: null, lang: "en"})
})
</script></body></html>
"""


@pytest.fixture(scope="session")
def timelinejs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of TimelineJS, installed from the npm registry."""
    return installed(PACKAGE, VERSION, tmp_path_factory.mktemp("npm"))


@pytest.mark.needs_program("chromium", "npm")
def test_timelinejs_draws_the_whole_record(bundled: Record, whole: Whole, timelinejs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "page"
    shutil.copytree(timelinejs / "dist", folder / "dist")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(whole("timelinejs"), folder / "record.json")
    with served(folder) as address:
        page = drawn(f"{address}/index.html", tmp_path / "profile", OFFLINE)
    assert not [line for line in page.console if "rror" in line]
    assert len(re.findall(r'class="tl-timemarker(?: [^"]*)?"', page.dom)) == len(bundled.events)
    text = unescape(page.dom)
    first = min(bundled.events, key=lambda event: event.date.start)
    for event in (first, next(e for e in bundled.events if e.id == "baghdad-pact-signed")):
        assert event.title in text
    assert human(first.date.text) in text


def test_every_event_has_its_dates(bundled: Record, whole: Whole) -> None:
    slides = {slide["unique_id"]: slide for slide in json.loads(whole("timelinejs").read_bytes())["events"]}
    assert slides.keys() == {event.id for event in bundled.events}
    for event in bundled.events:
        slide = slides[event.id]
        assert unescape(slide["display_date"]) == human(event.date.text)
        assert ("end_date" in slide) == ("/" in event.date.text or event.date.precision == "set")
        if event.date.precision == "day":
            assert "-".join(f"{n:02d}" for n in slide["start_date"].values()) == event.date.text.rstrip("~?%")


def test_nothing_in_a_record_is_markup(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "sources: [{id: a, title: <b>A</b>, url: 'javascript:alert(1)'}]\n"
        "events: [{date: 195X, title: <script>alert(1)</script>, summary: '<img src=x onerror=alert(1)>', sources: a}, "
        "{date: ../1979, title: Until}]\n"
    )
    done = run("--data", str(mine), "export", "timelinejs")
    until, slide = json.loads(done.stdout)["events"]
    assert "<script" not in done.stdout
    assert slide["text"]["text"] == "<p>&lt;img src=x onerror=alert(1)&gt;</p><p>&lt;b&gt;A&lt;/b&gt;</p>"
    assert (slide["start_date"], slide["end_date"], slide["display_date"]) == ({"year": 1950}, {"year": 1959}, "1950s")
    assert (until["start_date"], until["display_date"]) == ({"year": 1979}, "until 1979")
    assert "1 event whose beginning or end is open: drawn at the end that is known" in done.stderr
