"""CSL-JSON and BibTeX, read with pandoc's citeproc and pybtex."""

import json
import re
from pathlib import Path

import pybtex.database
import pytest
from pybtex.richtext import Text

from tests.conftest import Run
from tests.export.conftest import Whole
from tests.processes import ran
from tpcli.export.authors import authors
from tpcli.export.references import item
from tpcli.record.entries import Source
from tpcli.record.reading.record import Record

HOSTILE = """\
sources:
  - id: odd%key{}é
    title: '{50%} of $5 & "more" \\end{x} <b>bold</b> #1_a ~ ^ é'
    author: Ann Smith and {Evil
    publisher: A & B
    published: 2001-02~
    url: https://example.org/a_b?c=%20{d}&e=~f
    kind: news
events:
  - {date: 2001, title: x, sources: ['odd%key{}é', 'https://example.org/bare']}
"""


def straight(text: str) -> str:
    """A text without what typesetting makes of quotes and spaces."""
    for quote in '’‘“”"':
        text = text.replace(quote, "'")
    return text.replace('<span class="nocase">', "").removesuffix("</span>").replace("\xa0", " ")


def interval(date: str) -> str:
    """The first and the last day of a set as an interval, which is all that references have for it."""
    return re.sub(r"^\[([^,.]+).*?([^,.]+)\]$", r"\1/\2", date)


def pandoc(path: Path, *options: str) -> str:
    """What pandoc makes of a bibliography."""
    done = ran(["pandoc", *options, str(path)], check=True)
    return done.stdout


@pytest.mark.needs_program("pandoc")
@pytest.mark.parametrize(("name", "reader"), [("csl-json", "csljson"), ("bibtex", "biblatex")])
def test_pandoc_reads_every_source(bundled: Record, whole: Whole, name: str, reader: str) -> None:
    read = {item["id"]: item for item in json.loads(pandoc(whole(name), "-f", reader, "-t", "csljson"))}
    assert len(read) == len(bundled.sources)
    for source in bundled.sources:
        found = read[source.id]
        assert straight(found["title"]) == straight(source.title)
        link = source.url or source.seen_at
        assert found.get("URL", "").replace("%27", "'") == (link or "").replace("%27", "'")
        if source.published:
            day = "-".join(f"{part:02d}" for part in found["issued"]["date-parts"][0])
            assert day == interval(source.published.text).rstrip("~?%").partition("/")[0]


@pytest.mark.needs_program("pandoc")
def test_pandoc_cites_them(whole: Whole, bundled: Record) -> None:
    text = pandoc(whole("csl-json"), "-f", "csljson", "--citeproc", "-t", "plain", "--wrap=none")
    assert len([block for block in text.split("\n\n") if block.strip()]) == len(bundled.sources)


def test_pybtex_reads_every_source(bundled: Record, whole: Whole) -> None:
    entries = pybtex.database.parse_file(str(whole("bibtex")), bib_format="bibtex").entries
    assert len(entries) == len(bundled.sources)
    for source in bundled.sources:
        fields = entries[source.id].fields
        # pybtex decodes every escape but that of the dollar.
        assert straight(str(Text.from_latex(fields["title"])).replace("\\$", "$")) == straight(source.title)
        assert fields.get("date") == (source.published and interval(source.published.text))


@pytest.mark.needs_program("pandoc")
def test_nothing_in_a_source_is_markup(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(HOSTILE, encoding="utf-8")
    title = '{50%} of $5 & "more" \\end{x} <b>bold</b> #1_a ~ ^ é'
    for name, reader in (("csl-json", "csljson"), ("bibtex", "biblatex")):
        path = tmp_path / name
        assert run("--data", str(mine), "export", name, "--output", str(path)).returncode == 0
        items = json.loads(pandoc(path, "-f", reader, "-t", "csljson"))
        odd, bare = sorted(items, key=lambda item: item["id"], reverse=True)
        assert straight(odd["title"].replace("\u2060", "")) == straight(title)
        assert odd["issued"]["date-parts"] == [[2001, 2]]
        assert bare["URL"] == "https://example.org/bare"
    text = pandoc(tmp_path / "csl-json", "-f", "csljson", "--citeproc", "-t", "html")
    assert "<strong>" not in text


def test_dates_at_lower_precision_are_counted(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("events: []\nsources: [{id: a, title: A, published: 195X}, {id: b, title: B, published: 1955~}]\n")
    done = run("--data", str(mine), "export", "csl-json")
    assert [item["issued"] for item in json.loads(done.stdout)] == [
        {"date-parts": [[1950], [1959]]}, {"date-parts": [[1955]], "circa": True}
    ]  # fmt: skip
    assert "1 source with a date at lower precision" in done.stderr


@pytest.mark.parametrize(
    ("published", "date"),
    [
        ("2004-06~-11", "2004-06-11~"),
        ("2004-?06-11", "2004-06-11?"),
        ("[2004-06-11]", "2004-06-11"),
        ("[2004-06-11,2004-06-12]", "2004-06-11/2004-06-12"),
    ],
)
def test_bibtex_makes_no_stretch_of_one_day(run: Run, tmp_path: Path, published: str, date: str) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(f"events: []\nsources: [{{id: a, title: A, published: '{published}'}}]\n")
    assert f"  date = {{{date}}},\n" in run("--data", str(mine), "export", "bibtex").stdout


def test_names_of_persons_and_bodies() -> None:
    def names(author: str, *kinds: str) -> list[str]:
        found = authors(author, kinds)
        return [n.family if n.body else "|".join(part or "-" for part in (n.family, n.given, n.suffix)) for n in found]

    assert names("Ann B. Smith, Cem Öz and Ludwig van Beek") == ["Smith|Ann B.|-", "Öz|Cem|-", "van Beek|Ludwig|-"]
    assert names("Smith, Ann; Öz, Cem") == ["Smith|Ann|-", "Öz|Cem|-"]
    for jr in (
        "Martin Luther King Jr.",
        "King, Martin Luther, Jr.",
        "King, Jr., Martin Luther",
        "Martin Luther King, Jr.",
    ):
        assert names(jr) == names(jr, "person") == ["King|Martin Luther|Jr."]
    assert names("van der Berg, Jan") == names("Jan van der Berg", "person") == ["van der Berg|Jan|-"]
    assert names("Robert Service") == ["Service|Robert|-"]
    for body in ("Anadolu Agency", "RFE/RL", "Press Trust of India", "Research and Development", "IHS Jane's Weekly",
                 "European Union", "White House", "Al Jazeera", "Deutscher Bundestag"):  # fmt: skip
        assert names(body) == names(f"{{{body}}}") == names(body, "body") == [body]


def test_what_an_author_is_the_record_says() -> None:
    def names(author: str, *kinds: str) -> list[tuple[str, str | None, bool]]:
        return [(n.family, n.given, n.body) for n in authors(author, kinds)]

    assert names("Robert Service", "body") == [("Robert Service", None, True)]
    assert names("White House", "person") == [("House", "White", False)]
    assert names("Quwa", "person") == [("Quwa", None, False)]
    assert names("Smith, Jones and Company", "body") == [("Smith, Jones and Company", None, True)]
    assert names("Ann Smith and Reuters", "person", "body") == [("Smith", "Ann", False), ("Reuters", None, True)]
    assert names("Reuters; Smith, Ann; Jones, Bob", "body", "person") == [
        ("Reuters", None, True), ("Smith", "Ann", False), ("Jones", "Bob", False)
    ]  # fmt: skip


def test_csl_json_says_the_language() -> None:
    assert item(Source("a", "A", kind="think-tank", publisher="P")) == {
        "id": "a", "type": "report", "title": "A", "publisher": "P"
    }  # fmt: skip


KEPT = """
events: [{date: 2024, title: A thing, sources: [s1]}]
sources:
  - id: s1
    title: The page
    published: 2024-01-03
    url: https://dawn.example.com/a
    seen_at: https://copy.example.com/a
    accessed: 2024-05-01
    archived:
      - {url: "https://web.archive.org/web/2024/https://dawn.example.com/a", at: 2024-05-03}
      - https://perma.cc/A
"""


def test_when_a_source_was_read_and_where_it_is_archived_comes_back(run: Run, tmp_path: Path) -> None:
    record, items, back = tmp_path / "record.yaml", tmp_path / "items.json", tmp_path / "back.yaml"
    record.write_text(KEPT, encoding="utf-8")
    run("--data", str(record), "export", "csl-json", "--output", str(items))
    (item,) = json.loads(items.read_text(encoding="utf-8"))
    assert item["accessed"] == {"date-parts": [[2024, 5, 1]]}
    assert item["archive_location"].startswith("https://web.archive.org/") and item["archive"] == "web.archive.org"
    assert run("import", str(items), "--output", str(back)).returncode == 0
    names = "id,title,published,url,seen_at,accessed,archived"
    asked = [run("--data", str(path), "sources", "--fields", names, "--format", "json") for path in (record, back)]
    assert json.loads(asked[0].stdout) == json.loads(asked[1].stdout)
    assert len(json.loads(asked[0].stdout)[0]["archived"]) == 2


def test_bibtex_has_its_own_fields_for_them(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.yaml"
    record.write_text(KEPT, encoding="utf-8")
    entry = pybtex.database.parse_string(run("--data", str(record), "cite", "s1", "--style", "bibtex").stdout, "bibtex")
    fields = entry.entries["s1"].fields
    assert fields["urldate"] == "2024-05-01"
    assert "Archived at \\url{https://perma.cc/A}" in fields["note"] and "on 3 May 2024" in fields["note"]


def test_every_place_that_shows_a_source_says_where_it_is_archived(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "record.yaml"
    record.write_text(KEPT, encoding="utf-8")
    markdown = tmp_path / "record.md"
    run("--data", str(record), "export", "markdown", "--output", str(markdown))
    shown = [
        run("--data", str(record), *arguments).stdout
        for arguments in (
            ["show", "s1"],
            ["show", "s1", "--format", "markdown"],
            ["show", "2024-a-thing"],
            ["show", "https://perma.cc/A"],
            ["sources", "--format", "csv"],
            ["report", "--output", "-"],
            *(["cite", "s1", "--style", style] for style in ("apa", "mla", "oscola", "chicago-notes")),
        )
    ]
    for text in (*shown, markdown.read_text(encoding="utf-8")):
        assert "https://perma.cc/A" in text and "https://web.archive.org/web/2024/" in text
    assert "accessed 1 May 2024" in shown[-2]
