"""tpcli report --output DIR/: every page is there, every link holds, text is text, and only what changed is written."""

import json
import os
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.conftest import Run
from tpcli.pages.addresses import folder_of

LINK = re.compile(r'<a [^>]*href="([^"]*)"|<link [^>]*href="([^"]*)"|<script src="([^"]*)"')


def built(run: Run, folder: Path, *arguments: str) -> str:
    """Build a site; what was said of it."""
    done = run("report", "--output", f"{folder}/", "--force", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stderr


def broken(folder: Path) -> list[tuple[str, str]]:
    """The links within a site that lead to no file of it."""
    out = []
    for page in folder.rglob("*.html"):
        for found in LINK.findall(page.read_text(encoding="utf-8")):
            address = unescape(next(filter(None, found), ""))
            if re.match(r"https?:|mailto:|data:|#", address):
                continue
            if not (page.parent / unquote(address.partition("#")[0])).is_file():
                out.append((page.relative_to(folder).as_posix(), address))
    return out


def test_everything_has_its_page_and_every_link_holds(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    built(run, folder)
    for command, noun in (("timeline", "event"), ("deals", "deal"), ("facts", "fact"), ("sources", "source")):
        for line in run(command, "--fields", "id", "--format", "jsonl").stdout.splitlines():
            page = folder / noun / folder_of(json.loads(line)["id"])
            assert (page / "index.html").is_file(), line
            assert json.loads((page / "index.json").read_text(encoding="utf-8"))["id"] == json.loads(line)["id"]
    for name in ("country/TR", "theme/nuclear"):
        noun, _, word = name.partition("/")
        assert (folder / noun / folder_of(word) / "index.html").is_file()
    assert (folder / "deal" / "milgem" / "index.html").is_file()
    assert broken(folder) == []
    for page in folder.rglob("index.html"):
        text = page.read_text(encoding="utf-8")
        assert re.search(r"Cite this page:</strong> .*version [0-9.]+.* Fingerprint sha256:[0-9a-f]{12}\.</p>", text)
        assert 'rel="alternate" type="application/json"' in text
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text):
            assert unknown_to_schema_org(json.loads(data)) == set()


SCHEMA_ORG = {
    "Dataset": {"name", "description", "identifier", "version", "url", "datePublished", "license", "creator"},
    "ClaimReview": {"claimReviewed", "itemReviewed", "reviewRating", "author", "datePublished", "url"},
    "Claim": {"name", "author", "appearance"},
    "CreativeWork": {"name", "url"},
    "Rating": {"alternateName", "ratingValue", "bestRating", "worstRating"},
    "Organization": {"name"},
    "Person": {"name"},
}
"""Properties that schema.org (30.0) has for each type that pages use."""


def unknown_to_schema_org(data: Any) -> set[str]:
    """The properties that their type does not have, and the types that are none of these."""
    if isinstance(data, list):
        return {name for item in data for name in unknown_to_schema_org(item)}
    if not isinstance(data, dict):
        return set()
    mine = {name for name in data if not name.startswith("@")}
    unknown = {f"{data['@type']}.{name}" for name in mine - SCHEMA_ORG.get(data["@type"], set())}
    return unknown.union(*(unknown_to_schema_org(value) for value in data.values()))


def test_a_second_run_writes_only_what_changed(run: Run, record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    data = ("--data", str(record))
    built(run, folder, *data)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert "; 0 of " in built(run, folder, *data)
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    facts = record / "facts.yaml"
    facts.write_text(facts.read_text().replace("the largest export", "the largest export of all"))
    built(run, folder, *data)
    changed = {p.relative_to(folder).as_posix() for p in before if p.stat().st_mtime_ns != before[p]}
    assert "fact/largest-export/index.html" in changed
    assert "event/talks-go-on/index.html" not in changed
    assert "country/tr/index.html" not in changed
    assert "style.css" not in changed


def test_what_else_is_in_the_folder_is_not_lost(run: Run, record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    built(run, folder, "--data", str(record))
    (folder / "CNAME").write_text("example.org")
    done = run("--data", str(record), "report", "--output", f"{folder}/", "--force")
    assert done.returncode == 1
    assert "CNAME" in done.stderr
    assert (folder / "CNAME").read_text() == "example.org"
    other = tmp_path / "precious"
    other.mkdir()
    (other / "thesis.txt").write_text("x")
    assert run("--data", str(record), "report", "--output", f"{other}/", "--force").returncode == 1
    assert os.listdir(other) == ["thesis.txt"]


def test_filters_narrow_and_links_hold(run: Run, tmp_path: Path) -> None:
    done = run("report", "--theme", "nuclear", "--output", f"{tmp_path / 'nuclear'}/")
    assert done.returncode == 0
    narrow = tmp_path / "nuclear"
    ids = run("timeline", "--theme", "nuclear", "--fields", "id").stdout.split()
    assert {path.name for path in (narrow / "event").iterdir()} == {folder_of(id_) for id_ in ids}
    assert 0 < len(ids) < 100
    assert broken(narrow) == []


def test_title_colours_and_footer_are_ones_own(run: Run, record: Path, tmp_path: Path) -> None:
    look = tmp_path / "site.toml"
    look.write_text('title = "My <wars>"\nfooter = "By & for me"\n[light]\nlink = "#123456"\n')
    folder = tmp_path / "site"
    done = run("--data", str(record), "report", "--output", f"{folder}/", "--look", str(look))
    assert done.returncode == 0, done.stderr
    first = (folder / "index.html").read_text()
    assert '<h1 dir="auto">My &lt;wars&gt;</h1>' in first
    assert "By &amp; for me" in first
    assert "--link: #123456;" in (folder / "style.css").read_text()
    for wrong in ("titel = 'x'", "[light]\nlink = 'red;}'", "[light]\nlonk = '#123456'", "title = "):
        look.write_text(wrong)
        done = run("--data", str(record), "report", "--output", f"{folder}/", "--look", str(look), "--force")
        assert done.returncode == 1, wrong
        assert "site.toml" in done.stderr


def test_retired_ids_stay_known(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "mine.yaml"
    record.write_text(
        "record: {title: Mine, address: 'https://example.org/r', version: '2', released: 2026-01-02, retired: ["
        "{id: old, why: entered twice, replaced_by: new}, {id: gone, why: it was a rumour}]}\n"
        "events: [{id: new, date: 2001, title: New}]\n"
    )
    folder = tmp_path / "site"
    built(run, folder, "--data", str(record))
    page = (folder / "event" / "old" / "index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=../../event/new/index.html">' in page
    assert "Retired: entered twice" in page
    assert "Retired: it was a rumour" in (folder / "event" / "gone" / "index.html").read_text()
    assert broken(folder) == []
    assert "<loc>https://example.org/r/event/new/</loc>" in (folder / "sitemap.xml").read_text()
    assert "<id>https://example.org/r/event/new/</id>" in (folder / "feed.xml").read_text()


@pytest.mark.parametrize("id_", ["..", ".", "CON", 'a"b<c', "ünï", "x" * 190, "A", "a%2e", "-", "nul.html", "a."])
def test_an_id_never_leads_out_of_the_site(id_: str) -> None:
    name = folder_of(id_)
    assert re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name)
    assert len(name) <= 110
    assert name not in ("con", "nul.html")


def test_a_list_of_files_that_is_no_text_is_read_all_the_same(run: Run, record: Path, tmp_path: Path) -> None:
    command = ("--data", "record", "report", "--output", "out/", "--force")
    assert run(*command).returncode == 0
    with (tmp_path / "out" / "site.txt").open("ab") as listed:
        listed.write(b"\xff\xfe\n")
    assert run(*command).returncode == 0
