"""What goes out as a timeline, a calendar or references comes in again as it was, but for what is said to be lost."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Run
from tests.dates.anydate import level_1
from tests.longer import tries
from tpcli.dates import edtf
from tpcli.index.load import load


def _years(text: str) -> tuple[int, int]:
    date = edtf.parse(text)
    return edtf.civil(date.start)[0], edtf.civil(date.end)[0]


WORDS = st.lists(
    st.text(st.sampled_from("abcXYZ019éğ<>&;,:\"'()#*[]|~"), min_size=1, max_size=8), min_size=1, max_size=5
).map(" ".join)
IDS = st.from_regex("[a-zA-Z][a-z0-9-]{1,12}", fullmatch=True)
LINKS = st.from_regex(r"https://example\.org/[a-z0-9/]{1,8}[a-z0-9]", fullmatch=True)
DATES = level_1().filter(lambda text: _years(text)[0] >= 1 and _years(text)[1] < 9999 and text[0] != "-")

EVENTS = st.lists(
    st.fixed_dictionaries(
        {"id": IDS, "date": DATES, "title": WORDS},
        optional={
            "summary": WORDS,
            "themes": st.lists(IDS.map(str.lower), min_size=1, max_size=2, unique=True),
            "place": WORDS,
            "kind": WORDS,
            "countries": st.just(["TR"]),
            "lat": st.floats(-90, 90).map(lambda n: round(n, 4)),
            "lon": st.floats(-180, 180).map(lambda n: round(n, 4)),
            "sources": st.lists(LINKS, min_size=1, max_size=2, unique=True),
        },
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda event: str(event["id"]).lower(),
)
SOURCES = st.lists(
    st.fixed_dictionaries(
        {"id": IDS, "title": WORDS},
        optional={
            "publisher": WORDS,
            "published": DATES,
            "url": LINKS,
            "language": st.sampled_from(["tr", "en-GB", "zh-Hant"]),
            "kind": st.sampled_from(["news", "official", "scholarly", "blog", "reference"]),
        },
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda source: str(source["id"]).lower(),
)


def _round(run: Run, folder: Path, format_: str, name: str, record: dict[str, Any]) -> tuple[Any, str]:
    """What comes in again, and what the export says."""
    (folder / "mine.json").write_text(json.dumps(record), encoding="utf-8")
    gone = run("--data", "mine.json", "export", format_, "--output", name, cwd=folder)
    assert gone.returncode == 0, gone.stderr
    come = run("import", name, "--output", "again.yaml", "--partial", cwd=folder)
    assert come.returncode == 0, come.stderr
    assert "could not be read" not in come.stderr, come.stderr
    return load(str(folder / "again.yaml")), gone.stderr


def _held(entry: Any, lost: set[str]) -> dict[str, Any]:
    """The fields of an entry but for those that are lost."""
    return {name: value for name, value in entry._asdict().items() if name not in lost and value not in (None, ())}


def _said(stderr: str) -> set[str]:
    match = re.search(r"has no place for (.*): left out", stderr)
    return set(match[1].split(", ")) if match else set()


def _key(theme: str) -> str:
    return theme.replace("-", " ").lower()


@pytest.mark.parametrize(
    ("format_", "name", "possible"),
    [
        ("timelinejs", "made.json", {"place", "kind", "countries", "lat", "lon", "themes after the first"}),
        ("ics", "made.ics", {"kind", "countries"}),
    ],
)
def test_events_come_back(
    run: Run, tmp_path_factory: pytest.TempPathFactory, format_: str, name: str, possible: set[str]
) -> None:
    @settings(max_examples=tries(10))
    @given(EVENTS)
    def law(events: list[dict[str, Any]]) -> None:
        for event in events:
            if "lat" not in event or "lon" not in event:
                event.pop("lat", None)
                event.pop("lon", None)
        folder = tmp_path_factory.mktemp("round")
        again, stderr = _round(run, folder, format_, name, {"events": events})
        lost = _said(stderr)
        assert lost <= possible
        there = {event.id: event for event in load(str(folder / "mine.json")).events}
        back = {event.id: event for event in again.events}
        assert there.keys() == back.keys()
        for id_, gone in there.items():
            # A lane has the name of its theme.
            if format_ == "timelinejs" and gone.themes:
                assert [_key(theme) for theme in back[id_].themes] == [_key(gone.themes[0])]
            unlike = lost | ({"themes"} if format_ == "timelinejs" else set())
            assert _held(back[id_], unlike) == _held(gone, unlike)

    law()


def test_sources_come_back(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    @settings(max_examples=tries(10))
    @given(SOURCES)
    def law(sources: list[dict[str, Any]]) -> None:
        folder = tmp_path_factory.mktemp("round")
        again, stderr = _round(run, folder, "csl-json", "made.json", {"sources": sources, "events": []})
        lost = _said(stderr) | ({"published"} if "with a date at lower precision" in stderr else set())
        assert lost <= {"kind", "published"}
        there = {source.id: source for source in load(str(folder / "mine.json")).sources}
        back = {source.id: source for source in again.sources}
        assert there.keys() == back.keys()
        for id_, source in there.items():
            assert _held(back[id_], lost) == _held(source, lost)

    law()
