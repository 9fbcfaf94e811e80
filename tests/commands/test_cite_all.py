"""References of the bundled record's sources in every style: each is there, and none is malformed."""

import re

import pytest

from tests.longer import LONGER
from tpcli.commands.cite import STYLES, _style_file, rendered
from tpcli.export.authors import authors
from tpcli.record.entries import Source
from tpcli.record.reading.record import Record

WRONG = re.compile(
    r"\b(None|null|nan|undefined)\b"  # What is no text.
    r"|\(\s*\)|\[\s*\]|<\s*>|“\W*”|‘\s*’"  # Nothing between brackets or quotes.
    r"|(?<!\.)\.\.(?!\.)|[,;:]\s*[,.;:]|[?!]\.(?!\w)|\.\s\.(?!\.)|\.,\s*\."  # Doubled punctuation.
    r"|\s[,.;](?!\.)|[(\[]\s|\s[)\]]|^\W*$|^[,.;:]"  # A part that is empty.
)
"""What no reference holds, addresses aside; titles with an ellipsis do hold that."""


def shape(source: Source) -> tuple[object, ...]:
    """What a style may tell apart: which fields there are and of what form, and how their texts end."""
    fields = source._asdict()
    published = source.published
    return (
        source.kind, *(bool(fields[name]) for name in ("author", "publisher", "url", "seen_at")),
        len(authors(source.author)) if source.author else 0,
        published and (published.precision, published.qualifier),
        source.title[-1] in ".?!…”’\"')", source.title[0] in "[(\"“‘'", bool(re.search(r"\d{4}", source.title)),
    )  # fmt: skip


def folded(text: str) -> str:
    """The letters and numbers of a text, since styles put capitals and quotes of their own into titles."""
    return re.sub(r"[\W_]+", "", text).casefold()


@pytest.fixture(scope="module")
def sources(bundled: Record) -> list[Source]:
    """A source of each shape that the bundled record has; in a longer run all."""
    each = {shape(source): source for source in reversed(bundled.sources)}
    return list(bundled.sources if LONGER > 1 else each.values())


@pytest.mark.parametrize("style", STYLES)
def test_no_reference_is_malformed(sources: list[Source], style: str) -> None:
    found = rendered(sources, _style_file(style))
    assert len(found) == len(sources)
    for text in found:
        assert not re.search(r"(?<=\. )Retrieved \u2060?https?:", text)
        assert not WRONG.search(re.sub(r"(https?|doi):\S+", "x", text.replace("\u2060", ""))), text
    whole = folded(" ".join(found))
    assert [source.title for source in sources if folded(source.title) not in whole] == []
