"""The document, read with a CommonMark parser and its footnotes."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from tests.conftest import Run
from tests.export.conftest import Whole
from tpcli.dates.readable import human
from tpcli.record.reading.record import Record
from tpcli.text.markdown import text
from tpcli.text.safe import plain


def read(path: Path) -> tuple[list[Token], list[str]]:
    """The tokens of a document, and the text of each of its paragraphs and headings."""
    tokens = MarkdownIt("commonmark").use(footnote_plugin).parse(path.read_text(encoding="utf-8"))
    return tokens, [_text(token) for token in tokens if token.type == "inline"]


def _text(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "text_special"))


def test_the_whole_record_is_in_it(bundled: Record, whole: Whole) -> None:
    tokens, texts = read(whole("markdown"))
    for event in bundled.events:
        assert any(t.startswith(f"{human(event.date.text)}: {plain(event.title)}") for t in texts)
    assert all(any(t.startswith(plain(fact.statement)) for t in texts) for fact in bundled.facts)
    assert all(plain(deal.title) in texts for deal in bundled.deals)
    lists = [entry.sources for name in ("events", "deals", "facts") for entry in getattr(bundled, name)]
    cited = {citation.source for sources in lists for citation in sources}
    cited |= {fact.claimed_by for fact in bundled.facts if fact.claimed_by}
    assert sum(token.type == "footnote_open" for token in tokens) == len(cited)


def test_nothing_in_a_record_is_markup(run: Run, record: Path, tmp_path: Path) -> None:
    path = tmp_path / "record.md"
    assert run("--data", str(record), "export", "markdown", "--output", str(path)).returncode == 0
    tokens, texts = read(path)
    kinds = {token.type for token in tokens} | {c.type for token in tokens for c in token.children or ()}
    assert not kinds & {"html_block", "html_inline", "code_inline", "fence", "code_block", "image", "bullet_list_open"}
    assert "1960: [bold red]Markup[/] �[31mescape�[0m �reversed and broken ; line. tab here" in texts
    assert sum(token.type == "footnote_open" for token in tokens) == 2


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda t: t.strip() == t))
def test_any_text_is_one_paragraph_of_itself(value: str) -> None:
    tokens = MarkdownIt("commonmark").parse(text(value))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert _text(tokens[1]) == plain(value)
