"""The feed of a site: what changed since a revision of the record."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Run
from tests.processes import ran

ATOM = "{http://www.w3.org/2005/Atom}"
SAID = "title: Mine, authors: [Ann, Bob], address: 'https://example.org/r', released: 2026-01-02"


@pytest.mark.needs_program("git")
def test_a_feed_tells_what_changed_since_a_revision(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    record = folder / "mine.yaml"
    event = "- {id: %s, date: %s, title: %s}\n"
    before = (("a", "1955", "A pact"), ("b", "1956", "B"), ("c", "1957", "C"), ("d", "1958", "D"))
    record.write_text(f"record: {{{SAID}}}\nevents:\n" + "".join(event % one for one in before))
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@e.org", "commit", "-qm", "x"],
    ):
        ran(["git", *words], cwd=folder, check=True)
    after = (("a", "1955-02-24", "A <pact>"), ("b2", "1956", "B"), ("e", "1959", "E"))
    retired = "retired: [{id: c, why: a rumour}]"
    record.write_text(f"record: {{{SAID}, {retired}}}\nevents:\n" + "".join(event % one for one in after))
    done = run("--data", str(record), "report", "--output", "site/", "--rev", "HEAD", cwd=folder)
    assert done.returncode == 0, done.stderr
    feed = ElementTree.parse(folder / "site" / "feed.xml").getroot()
    assert feed.findtext(f"{ATOM}title") == "Mine: changes since HEAD"
    told = [(e.findtext(f"{ATOM}title"), e.findtext(f"{ATOM}summary")) for e in feed.iter(f"{ATOM}entry")]
    assert told == [
        ("Changed event: A <pact>", "date: 1955 → 24 Feb 1955; title: A pact → A <pact>"),
        ("Renamed event: B", "id: b → b2"),
        ("Retired event: C", "a rumour"),
        ("Gone event: D", "1958: D"),
        ("New event: E", "1959: E"),
    ]
    # What a feed and each entry must have (RFC 4287, 4.1.1 and 4.1.2).
    assert feed.findtext(f"{ATOM}id") == "https://example.org/r/"
    assert [author.findtext(f"{ATOM}name") for author in feed.iter(f"{ATOM}author")] == ["Ann", "Bob"]
    assert {e.findtext(f"{ATOM}updated") for e in (feed, *feed.iter(f"{ATOM}entry"))} == {"2026-01-02T00:00:00Z"}
    assert all(e.find(f"{ATOM}link") is not None for e in feed.iter(f"{ATOM}entry"))
    ids = [e.findtext(f"{ATOM}id") or "" for e in feed.iter(f"{ATOM}entry")]
    pages = [id_.partition("#")[0].removeprefix("https://example.org/r/") for id_ in ids]
    assert pages == ["event/a/", "event/b2/", "event/c/", "", "event/e/"]
    assert all((folder / "site" / page / "index.html").exists() for page in pages) and len(set(ids)) == len(ids)


def test_a_feed_needs_an_address_and_a_site(run: Run, record: Path) -> None:
    for words, said in ((["--output", "site/"], "record: address"), (["--output", "x.html"], "--output DIR/")):
        done = run("--data", str(record), "report", *words, "--rev", "HEAD")
        assert said in done.stderr and done.returncode in (1, 2)
