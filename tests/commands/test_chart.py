"""tpcli chart: what is drawn in the terminal, and the files that --save writes."""

import io
import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Run
from tpcli.charts.lives import OPEN, SIGNS
from tpcli.terminal.bars import Bar, bars, show
from tpcli.terminal.grid import Lines

WIDTHS = (40, 80, 120, 200)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(run: Run, *arguments: str, width: int = 100) -> list[str]:
    done = run("chart", *arguments, env={"COLUMNS": str(width)})
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    return done.stdout.splitlines()


def row_of(run: Run, lines: list[str], id_: str) -> str:
    """The line on which a deal stands, by the beginning of its title."""
    title = json.loads(run("show", id_, "--format", "json").stdout)[0]["title"]
    return next(line for line in lines if line.startswith(title[:12]))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("what", ["timeline", "deals", "stats"])
def test_a_chart_fits_its_width(run: Run, what: str, width: int) -> None:
    lines = drawn(run, what, width=width)
    assert max(map(len, lines)) <= width
    # What it shows can be read at any width.
    if what == "deals":
        assert row_of(run, lines, "t129-atak")
    else:
        assert {"timeline": "Nuclear matters", "stats": "1950s"}[what] in "\n".join(lines)


def test_each_lane_of_a_timeline_says_how_many_it_holds(run: Run) -> None:
    events = json.loads(run("timeline", "--deal", "milgem", "--fields", "themes", "--format", "json").stdout)
    lines = drawn(run, "timeline", "--deal", "milgem")
    lane = next(line for line in lines if line.startswith("Defence industry"))
    number = sum("defence-industry" in event["themes"] for event in events)
    assert lane.split()[-1] == str(number)
    marks = re.findall(r"[●2-9]", lane[len("Defence industry") : -len(str(number))])
    assert sum(1 if mark == "●" else int(mark) for mark in marks) == number


def test_an_open_end_shows(run: Run, record: Path) -> None:
    done = run("--data", str(record), "chart", "timeline", env={"COLUMNS": "120"})
    lane = next(line for line in done.stdout.splitlines() if line.startswith("no theme"))
    assert "●" in lane
    assert lane.rstrip(" 1234567890").endswith("▷")
    assert "▷ no known end" in done.stdout


def test_a_deal_shows_each_status_it_has_reached(run: Run) -> None:
    steps = json.loads(run("show", "milgem", "--format", "json").stdout)[0]["lifecycle"]
    stages = {row["value"]: row for row in json.loads(run("list", "statuses", "--format", "json").stdout)}
    of_stage = {stage: status for status, row in stages.items() for stage in row["stages"].split(", ")}
    reached = {of_stage[step["stage"]] for step in steps if step["stage"]}
    line = row_of(run, drawn(run, "deals", "--deal", "milgem", width=200), "milgem")
    assert reached == {status for status in reached if SIGNS[status] in line}
    assert len(reached) >= 4
    assert OPEN in line


def test_a_lapsed_deal_ends_and_a_later_stage_does_not_show_before_it_came(run: Run) -> None:
    now = row_of(run, drawn(run, "deals", "--deal", "t129-atak"), "t129-atak")
    then = row_of(run, drawn(run, "deals", "--deal", "t129-atak", "--as-of", "2019"), "t129-atak")
    assert "✗" in now
    assert OPEN not in now
    assert "✗" not in then
    assert OPEN in then


def test_what_lies_beyond_the_axis_is_not_drawn_on_its_edge(run: Run) -> None:
    lines = drawn(run, "deals", "--deal", "t129-atak", "--from", "2019", width=120)
    line = row_of(run, lines, "t129-atak")
    assert line[line.index("◁") :].startswith("◁━")
    assert SIGNS["talks"] not in line
    assert "beyond the axis" in lines[-1]


def test_counts_along_a_time_axis_have_no_gaps(run: Run) -> None:
    decades = [line.split()[0] for line in drawn(run, "stats", "--by", "year", "--to", "1970") if line[:4].isdecimal()]
    assert decades == [str(year) for year in range(int(decades[0]), int(decades[-1]) + 1)]


def test_a_decade_without_events_has_a_row_in_a_cross_table_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    path.write_text("- {date: 1955, title: A, kind: visit}\n- {date: 1975, title: B, kind: vote}\n", encoding="utf-8")
    done = run("--data", str(path), "chart", "stats", "--by", "decade", "--by", "kind")
    assert [line[:5] for line in done.stdout.splitlines() if line[:4].isdecimal()] == ["1950s", "1960s", "1970s"]


def test_few_events_are_named_under_a_timeline(run: Run) -> None:
    titles = run("timeline", "--deal", "t129-atak", "--fields", "id").stdout.split()
    assert 1 < len(titles) <= 40
    words = set(" ".join(drawn(run, "timeline", "--deal", "t129-atak", width=160)).split())
    assert set(titles) <= words
    assert not any("t129-contract" in line for line in drawn(run, "timeline"))


def test_a_title_and_a_width_are_taken(run: Run) -> None:
    lines = drawn(run, "timeline", "--title", "My own", "--width", "70")
    assert lines[0] == "My own"
    assert max(map(len, lines)) == 70


def test_a_status_of_ones_own_looks_like_what_it_does(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "vocabulary: {stages: [{id: begun, status: begun}, {id: dropped, status: dropped, effect: ends}]}\n"
        "deals: [{id: d, title: Ferries}]\n"
        "events: [{date: 2001, title: A, deal: d, stage: begun}, {date: 2005, title: B, deal: d, stage: dropped}]\n",
        encoding="utf-8",
    )
    line = next(x for x in run("--data", str(path), "chart", "deals").stdout.splitlines() if x.startswith("Ferries"))
    assert SIGNS["lapsed"] in line


def test_a_terminal_without_the_characters_gets_others() -> None:
    drawing = Lines(60)
    bars(drawing, [Bar("one", "1", 1), Bar("two", "2", 2, 1)])
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    show(drawing, out)
    out.flush()
    drawn_ = out.buffer.getvalue().decode("ascii")
    assert "#" in drawn_
    assert ":" in drawn_


@pytest.fixture
def _matplotlib() -> None:
    pytest.importorskip("matplotlib", reason="needs matplotlib")


def _apart(picture: Path) -> tuple[str, list[float]]:
    """The text of a picture without its decimal numbers, and those."""
    text = picture.read_text(encoding="utf-8")
    number = r"-?[0-9]+\.[0-9]+"
    return re.sub(number, "", text), [float(found) for found in re.findall(number, text)]


@pytest.mark.usefixtures("_matplotlib")
@pytest.mark.parametrize(
    ("what", "legend", "axis"),
    [
        (["timeline", "--theme", "nuclear"], "date known to the month or day", "date"),
        (["deals", "--type", "naval"], "partly delivered", "date"),
        (["stats", "--by", "decade", "--by", "theme"], "Nuclear matters", "events"),
        (["stats", "--sum", "value", "--by", "type"], "disputed or a range: lowest", "USD"),
    ],
)
def test_a_saved_picture_has_what_a_picture_needs(
    run: Run, tmp_path: Path, what: list[str], legend: str, axis: str
) -> None:
    path = tmp_path / "picture.svg"
    done = run("chart", *what, "--save", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    root = ElementTree.parse(path).getroot()
    texts = ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text in texts
    assert legend in texts
    assert axis in texts
    assert any(text.startswith("Sources: ") for text in texts)
    assert not [
        e for e in root.iter() for name in e.attrib if name.endswith("href") and not e.attrib[name].startswith("#")
    ]
    again = tmp_path / "again.svg"
    run("chart", *what, "--save", str(again))
    # The last digit of a place is matplotlib's rounding, which may differ from run to run.
    (words, places), (words_again, places_again) = _apart(path), _apart(again)
    assert words_again == words
    assert places_again == pytest.approx(places, abs=1e-4)


@pytest.mark.usefixtures("_matplotlib")
def test_a_bar_that_counts_an_event_under_each_theme_has_no_sum_above_it(run: Run, tmp_path: Path) -> None:
    def texts(*by: str) -> list[str]:
        path = tmp_path / "p.svg"
        done = run("chart", "stats", *(word for name in by for word in ("--by", name)), "--save", str(path), "--force")
        assert done.returncode == 0, done.stderr
        return ["".join(e.itertext()).strip() for e in ElementTree.parse(path).getroot().iter(f"{SVG}text")]

    rows = json.loads(run("stats", "--by", "decade", "--format", "json").stdout)
    numbers = {f"{row['events']:,}" for row in rows}
    assert numbers <= set(texts("decade"))
    assert numbers <= set(texts("decade", "kind"))
    axis = {f"{n}" for n in range(0, 1001, 20)}
    assert not [text for text in texts("decade", "theme") if text.replace(",", "").isdecimal() and text not in axis]


@pytest.mark.usefixtures("_matplotlib")
def test_a_picture_takes_a_title_a_width_and_a_dark_ground(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.svg"
    asked = ("chart", "timeline", "--deal", "t129-atak", "--save", str(path), "--force")
    assert run(*asked, "--title", "My own", "--width", "8", "--dark").returncode == 0
    root = ElementTree.parse(path).getroot()
    assert root.attrib["width"] == "576pt"
    texts = ["".join(e.itertext()).strip() for e in root.iter(f"{SVG}text")]
    assert "My own" in texts
    assert any(text.startswith("Turkey announces") for text in texts)
    svg = path.read_text(encoding="utf-8").lower()
    assert "#1b1b1b" in svg
    assert "#222222" not in svg
    assert run(*asked, "--width", "2").returncode == 2
    assert run("chart", "timeline", "--dark").returncode == 2


@pytest.mark.usefixtures("_matplotlib")
def test_a_narrow_picture_labels_fewer_decades_and_round_years(run: Run, tmp_path: Path) -> None:
    for by, shown, left_out in (("decade", "1960s", "1950s"), ("year", "1960", "1961")):
        path = tmp_path / f"{by}.svg"
        assert run("chart", "stats", "--by", by, "--save", str(path), "--width", "4").returncode == 0
        texts = [element.text for element in ElementTree.parse(path).getroot().iter(f"{SVG}text")]
        assert shown in texts
        assert left_out not in texts


@pytest.mark.usefixtures("_matplotlib")
def test_each_format_is_what_its_name_says(run: Run, tmp_path: Path) -> None:
    for name in ("png", "pdf", "html", "svg"):
        done = run("chart", "stats", "--by", "theme", "--save", str(tmp_path / f"p.{name}"))
        assert done.returncode == 0, done.stderr
    png = (tmp_path / "p.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", png[16:20])[0] >= 1500
    assert (tmp_path / "p.pdf").read_bytes()[:5] == b"%PDF-"
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<svg" in page
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert sorted(path.name for path in tmp_path.glob("*p.*")) == ["p.html", "p.pdf", "p.png", "p.svg"]


@pytest.mark.usefixtures("_matplotlib")
def test_text_of_a_record_is_drawn_as_it_stands(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.yaml"
    record.write_text(
        "deals:\n- {id: d, title: 'Costs $x^2$ & <b>more</b> \\frac'}\n"
        "events:\n- {date: 2001, title: T, deal: d, stage: signed, themes: ['$y_1$']}\n",
        encoding="utf-8",
    )
    for what in ("deals", "timeline"):
        path = tmp_path / f"{what}.svg"
        done = run("--data", str(record), "chart", what, "--save", str(path))
        assert done.returncode == 0, done.stderr
        texts = ["".join(e.itertext()) for e in ElementTree.parse(path).getroot().iter(f"{SVG}text")]
        assert ("Costs $x^2$ & <b>more</b> \\frac" if what == "deals" else "$y_1$ (1)") in texts


@pytest.mark.usefixtures("_matplotlib")
def test_a_file_is_not_replaced_unasked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.svg"
    path.write_text("mine", encoding="utf-8")
    done = run("chart", "stats", "--save", str(path))
    assert (done.returncode, path.read_text(encoding="utf-8")) == (1, "mine")
    assert "--force" in done.stderr
    assert run("chart", "stats", "--save", str(path), "--force").returncode == 0
    assert "<svg" in path.read_text(encoding="utf-8")


def test_without_the_library_the_error_says_what_to_install(process: Run, tmp_path: Path) -> None:
    fake = tmp_path / "fake" / "matplotlib"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    done = process("chart", "deals", "--save", str(tmp_path / "d.svg"), env={"PYTHONPATH": str(fake.parent)})
    assert done.returncode == 1
    assert "pip install 'tpcli[chart]'" in done.stderr
    assert not (tmp_path / "d.svg").exists()
    assert process("chart", "deals", env={"PYTHONPATH": str(fake.parent)}).returncode == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["timelin"], "did you mean 'timeline'?"),
        (["stats", "--save", "p.gif"], "must end in .svg, .png, .pdf or .html"),
        (["deals", "--by", "theme"], "--by and --sum go with tpcli chart stats"),
        (["deals", "--force"], "--force goes with --save"),
    ],
)
def test_what_can_not_be_drawn_is_said(run: Run, asked: list[str], said: str) -> None:
    done = run("chart", *asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_nothing_to_draw_is_no_error(run: Run, tmp_path: Path) -> None:
    done = run("chart", "timeline", "--year", "1890", "--save", str(tmp_path / "p.svg"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "no events match" in done.stderr
    assert not (tmp_path / "p.svg").exists()


def test_many_events_are_drawn_like_few(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of events those of the same dates are counted together, which changes no line."""
    for asked in (("timeline",), ("timeline", "--from", "1970")):
        apart = drawn(run, *asked)
        with monkeypatch.context() as patched:
            patched.setattr("tpcli.charts.data.MOST_APART", 0)
            assert drawn(run, *asked) == apart


def test_a_library_that_finds_no_cache_says_nothing(process: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    folders = dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(file))
    done = process("chart", "timeline", "--save", "a.svg", env=folders, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "tpcli: wrote a.svg\n")
