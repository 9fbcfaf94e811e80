"""What is written for other programs, read by them: nothing is lost, added or taken for markup."""

import csv
import json
import re
from pathlib import Path

import bibtexparser
import frictionless
import pybtex.database
import pytest
from markdown_it import MarkdownIt

from tests.conftest import Run
from tests.processes import ran
from tpcli.text.csv import csv_writer

RETURNS = "a\rb", "c\r\nd", "e\nf", '"g"\r'


def pandoc(text: str, reader: str) -> str:
    """The HTML that pandoc makes of a text."""
    command = ["pandoc", "-f", reader, "-t", "html", "--wrap=none"]
    return ran(command, input=text, check=True).stdout


def links(html: str) -> list[str]:
    """Where the links of a page lead, apart from those within it, and what they show."""
    return [pair for found in re.findall(r'<a\s+href="([^#"][^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL) for pair in found]


def record(folder: Path, **parts: object) -> str:
    """A record in a file."""
    path = folder / "mine.json"
    path.write_text(json.dumps(parts), encoding="utf-8")
    return str(path)


def test_a_lone_carriage_return_survives_csv(run: Run, tmp_path: Path) -> None:
    mine, made = record(tmp_path, events=[{"date": "1955", "title": t} for t in RETURNS]), tmp_path / "made"
    assert run("--data", mine, "export", "datapackage", "--output", str(made)).returncode == 0
    for path in (made / "events.csv", tmp_path / "exact.csv"):
        if path.name == "exact.csv":
            with path.open("w", newline="", encoding="utf-8") as out:
                writer = csv_writer(out)
                writer.writerow(("date", "title"))
                for text in RETURNS:
                    writer.writerow(("1955", text))
        with path.open(newline="", encoding="utf-8") as text_:
            assert sorted(row["title"] for row in csv.DictReader(text_)) == sorted(RETURNS)
        again = run("--data", str(path), "timeline", "--format", "json", "--fields", "title")
        if path.name == "exact.csv":
            assert sorted(entry["title"] for entry in json.loads(again.stdout)) == sorted(RETURNS)
    assert frictionless.Package(str(made / "datapackage.json")).validate().valid


BRACES = ["Set {x", "} x {", "{x}", "}", "a\\{b", "x -- y --- z", "''q'' `r` \"s\"", "50% & $5 #1 a_b ~ ^ \\end"]


def test_bibtex_is_read_whole(run: Run, tmp_path: Path) -> None:
    sources = [{"id": f"s{n}", "title": title, "author": f"Smith {title}"} for n, title in enumerate(BRACES)]
    text = run("--data", record(tmp_path, sources=sources), "export", "bibtex").stdout
    assert len(pybtex.database.parse_string(text, "bibtex").entries) == len(BRACES)
    assert len(bibtexparser.loads(text).entries) == len(BRACES)
    assert r"Set \textbraceleft{}x" in text
    made = ran(["pandoc", "-f", "biblatex", "-t", "csljson"], input=text, check=True)
    titles = [re.sub("[‘’]", "'", item["title"].replace("“", "``")) for item in json.loads(made.stdout)]
    assert [titles[n] for n in (2, 5, 7)] == [BRACES[n] for n in (2, 5, 7)]


DEAD = ["javascript:alert(1)//x", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "ftp://e.org/x",
        "https://e.org/\n\n# Heading\n\n![t](https://evil.example/t.png) [pay](https://evil.example/)\n"]  # fmt: skip
LIVE = [
    "https://e.org/a_b_c?d=e&f=g#h",
    "http://e.org/a*b*c",
    "https://e.org/a|b",
    "https://e.org/(a)",
    "mailto:a@e.org",
]


@pytest.mark.needs_program("pandoc")
@pytest.mark.parametrize("reader", ["markdown", "gfm", "commonmark_x"])
def test_only_addresses_that_a_link_may_lead_to_are_links_in_markdown(run: Run, tmp_path: Path, reader: str) -> None:
    sources = [{"id": f"s{n:02}", "title": "T", "url": url} for n, url in enumerate(DEAD + LIVE)]
    mine = record(
        tmp_path, sources=sources,
        events=[{"date": "1955", "title": "-- x ... | y", "summary": "javascript:alert(1) www.e.org/a_b see "
                 "https://e.org/x_y_z. ![i](https://e.org/i.png) <img src=x onerror=alert(1)>",
                 "sources": [source["id"] for source in sources]}],
    )  # fmt: skip
    encoded = [url.replace("|", "%7C").replace("&", "&amp;") for url in LIVE]
    document = pandoc(run("--data", mine, "export", "markdown").stdout, reader)
    table = pandoc(run("--data", mine, "sources", "--format", "markdown", "--fields", "id,url").stdout, reader)
    assert {*links(document)} == {*encoded, "https://e.org/x_y_z", "https://e.org/i.png"} | {"a@e.org"} & {
        *links(document)
    }
    assert {*links(table)} == {*encoded} | {"a@e.org"} & {*links(table)}
    for html in (document, table):
        assert not re.search(r"<img|<script|<h\d[^>]*>Heading", html)
    assert "-- x ... | y" in document


def test_the_headings_of_a_table_are_cells(run: Run, tmp_path: Path) -> None:
    themes = [["a | b\n\x1b]0;X\x07"], ["c"]]
    mine = record(tmp_path, events=[{"date": "1955", "title": "x", "themes": theme} for theme in themes])
    text = run("--data", mine, "stats", "--by", "decade", "--by", "theme", "--format", "markdown").stdout
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert re.findall(r"<th[^>]*>(.*?)</th>", html) == ["decade", "a | b \ufffd]0;X\ufffd", "c"]
    assert len(text.splitlines()) == 3


def test_a_group_of_timelinejs_is_text(run: Run, tmp_path: Path) -> None:
    mine = record(tmp_path, events=[{"date": "1955", "title": "x", "themes": ["<img src=x onerror=alert(1)>"]}])
    (slide,) = json.loads(run("--data", mine, "export", "timelinejs").stdout)["events"]
    assert slide["group"] == "&lt;img src=x onerror=alert(1)&gt;"


@pytest.mark.parametrize("name", ["csl-json", "bibtex", "timelinejs", "report", "datapackage"])
def test_no_export_links_to_another_scheme(run: Run, tmp_path: Path, name: str) -> None:
    sources = [{"id": f"s{n}", "title": "T", "url": url, "seen_at": url} for n, url in enumerate(DEAD)]
    events = [{"date": "1955", "title": "x", "sources": [source["id"] for source in sources]}]
    mine = record(tmp_path, sources=sources, events=events)
    made = tmp_path / "made"
    if name == "datapackage":
        run("--data", mine, "export", name, "--output", str(made))
        text = (made / "datapackage.json").read_text(encoding="utf-8")
    else:
        text = run("--data", mine, *(("report", "--output", "-") if name == "report" else ("export", name))).stdout
    assert not re.search(
        r"""(href="|"URL": "|"path": "|url = \{|\\url\{)(?!https?://e\.org/?["}])(?!data:,"|\w+\.csv")[^#"]*:""", text
    )
