"""tpcli report: one page that holds everything, links only to the web, and runs nothing but its own script."""

import base64
import hashlib
import io
import itertools
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.conftest import Run
from tpcli import cli
from tpcli.environment import Environment


class Page(HTMLParser):
    """What a page holds: its elements in order, and the text within each of them."""

    VOID = ("meta", "link", "br", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.pieces: list[list[str]] = []
        self.open: list[int] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.pieces.append([])
        if tag not in self.VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.pieces.append([])

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for n in self.open:
            self.pieces[n].append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> list[str]:
        return ["".join(pieces) for (name, _), pieces in zip(self.elements, self.pieces, strict=True) if name == tag]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, bundled_stamp: Path) -> str:
    """The report of the whole bundled record."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(bundled_stamp.parent.parent))
        errors = io.StringIO()
        status = cli.run(Environment(["report", "--output", str(path)], None, io.StringIO(), errors, dict(os.environ)))
    assert status == 0, errors.getvalue()
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(whole: str) -> Page:
    """What that report holds."""
    return Page(whole)


def rows(run: Run, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(*arguments, "--format", "json").stdout)
    return found


def test_it_holds_every_event_deal_and_fact_with_every_source(run: Run, page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    addresses = {a["href"] for a in page.all("a")}
    for command, noun in (("timeline", "event"), ("deals", "deal"), ("facts", "fact")):
        entries = rows(run, command, "--fields", "id,source_ids")
        assert {f"{noun}-{entry['id']}" for entry in entries} <= set(ids)
        cited = {source for entry in entries for source in entry["source_ids"] or ()}  # type: ignore[attr-defined]
        for source in rows(run, "sources", "--fields", "id,url"):
            if source["id"] in cited and source["url"]:
                assert source["url"] in addresses
    events = len(rows(run, "timeline", "--fields", "id"))
    assert len([e for e in page.all("li") if e.get("id", "").startswith("event-")]) == events


def test_links_lead_somewhere_and_nothing_is_fetched(page: Page) -> None:
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    for link in page.all("a"):
        if link["href"].startswith("#"):
            assert unquote(link["href"][1:]) in ids
        else:
            assert link["href"].startswith(("http://", "https://"))
            assert link["rel"] == "noopener"
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    assert not [attributes for _, attributes in page.elements if "src" in attributes or "style" in attributes]
    assert "url(" not in page.text("style")[0]
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_the_policy_allows_its_own_style_and_script_only(page: Page) -> None:
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    for kind in ("style", "script"):
        (content,) = page.text(kind)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[f"{kind}-src"] == [f"'sha256-{digest}'"]


def test_a_screen_reader_finds_its_way(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.all("html")[0]["lang"] == "en"
    assert [len(page.all(landmark)) for landmark in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    skip = page.all("a")[0]
    assert skip["href"] == "#main"
    (box,) = page.all("input")
    assert box["id"] in {label["for"] for label in page.all("label")}
    assert all(
        picture["role"] == "graphics-document" and "events from" in picture["aria-label"] for picture in page.all("svg")
    )
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {section["aria-labelledby"] for section in page.all("section")} <= ids


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, glossary)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, glossary)."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_stands_out_from_its_ground_in_light_dark_and_print(page: Page) -> None:
    style = page.text("style")[0]
    schemes = [colours(block) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)]
    assert len(schemes) == 3
    for scheme in schemes:
        for ground in ("paper", "raised"):
            for ink in ("ink", "soft", "link", "good", "fair", "bad", "calm"):
                assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)
        for lane in ("lane-a", "lane-b"):
            assert contrast(scheme[lane], scheme["paper"]) >= 3, lane


def test_text_of_a_record_is_text(run: Run, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> ${title} $title \u202eback \x1b[31m"
    record: dict[str, list[dict[str, object]]] = {
        "events": [
            {"id": "a\"b<c", "date": "2001", "title": evil, "summary": evil, "place": evil, "themes": [evil],
             "kind": evil, "countries": ["TR"], "organisations": [evil], "deal": "d'>", "stage": "signed",
             "conflicts": evil, "sources": [{"source": "s<", "supports": evil}, "https://example.org/?a=1&b=\"2\""]},
        ],
        "deals": [{"id": "d'>", "title": evil, "type": evil, "note": evil, "items": [{"designation": evil}]}],
        "facts": [{"id": "f&", "statement": evil, "theme": evil, "note": evil, "evidence": ["a\"b<c", "d'>"]}],
        "sources": [{"id": "s<", "title": evil, "publisher": evil, "url": "javascript:alert(1)"}],
    }  # fmt: skip
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    done = run("--data", str(path), "report")
    if "url" in done.stderr:  # An address that is none of the web may be refused when the record is read.
        record["sources"][0]["url"] = "https://example.org/"
        path.write_text(json.dumps(record), encoding="utf-8")
        done = run("--data", str(path), "report")
    assert done.returncode == 0, done.stderr
    page = Page(done.stdout)
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert not [attributes for _, attributes in page.elements if any(name.startswith("on") for name in attributes)]
    assert all(link["href"].startswith(("#", "http://", "https://")) for link in page.all("a"))
    assert "\u202e" not in done.stdout
    assert "\x1b" not in done.stdout
    assert "<script>alert(1)</script>" in " ".join(page.text("h4"))
    anchors = {unquote(link["href"][1:]) for link in page.all("a") if link["href"].startswith("#")}
    assert {'event-a"b<c', "deal-d'>"} <= anchors


def test_filters_narrow_all_parts(run: Run) -> None:
    page = Page(run("report", "--deal", "milgem").stdout)
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {i for i in ids if i.startswith("deal-")} == {"deal-milgem"}
    events = {f"event-{row['id']}" for row in rows(run, "timeline", "--deal", "milgem", "--fields", "id")}
    assert {i for i in ids if i.startswith("event-")} == events
    facts = [set(row["evidence"] or ()) for row in rows(run, "facts", "--fields", "evidence")]  # type: ignore[call-overload]
    on_it = sum(bool(evidence & {"milgem", *(e.removeprefix("event-") for e in events)}) for evidence in facts)
    assert len([i for i in ids if re.match(r"fact-", i)]) == on_it > 0


def test_a_deal_stands_as_it_stood(run: Run) -> None:
    page = run("report", "--deal", "t129-atak", "--as-of", "2019").stdout
    assert ">lapsed<" not in page
    assert ">lapsed<" in run("report", "--deal", "t129-atak").stdout


def test_a_file_is_not_replaced_unasked_and_nothing_is_left_behind(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out" / "report.html"
    path.parent.mkdir()
    assert run("report", "--theme", "nuclear", "--output", str(path)).returncode == 0
    before = path.read_bytes()
    done = run("report", "--output", str(path))
    assert done.returncode == 1
    assert "--force" in done.stderr
    assert path.read_bytes() == before
    assert run("report", "--output", str(path), "--force").returncode == 0
    assert path.read_bytes() != before
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]


def test_nothing_to_report_is_no_error(run: Run, tmp_path: Path) -> None:
    done = run("report", "--year", "1890", "--output", str(tmp_path / "r.html"))
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing in the record matches" in done.stderr
    assert not (tmp_path / "r.html").exists()


def test_a_page_says_what_it_is_called_what_of_and_how_it_is_made_again(run: Run) -> None:
    done = run("report", "milgem", "--title", "Ships & <b>more</b>")
    made = Page(done.stdout)
    assert made.text("title")[0] == made.text("h1")[0] == "Ships & <b>more</b>"
    assert made.text("h2")[0] == "The deal"
    foot = "".join(made.text("footer"))
    assert "version 0." in foot
    assert re.search(r"fingerprint [0-9a-f]{12}, \d{1,2} \w{3} 20\d\d\. Made with", foot)
    assert foot.strip().endswith("tpcli report milgem --title 'Ships & <b>more</b>'")
    assert Page(run("report", "--theme", "nuclear").stdout).text("h2")[0] == "The timeline as a picture"
