"""What pages say to machines: tags for Zotero, schema.org for claims, a sitemap of any size."""

from xml.etree import ElementTree

import pytest

from tpcli.dates import edtf
from tpcli.pages import machines
from tpcli.query.details import Cited, FactDetails
from tpcli.record.entries import About, Fact, Source

ABOUT = About(
    "Mine", version="2", released="2026-01-02", authors=("Ann Smith", "The authors"), address="https://e.org/r"
)


def test_a_page_is_to_zotero_a_page_of_the_record_and_the_first_the_record() -> None:
    assert list(machines.tags_of_page(ABOUT._replace(doi="10.5/x"), "A pact", "event/a/")) == [
        ("DC.type", "webpage"), ("citation_title", "A pact"), ("citation_author", "Smith, Ann"),
        ("citation_author", "The authors"), ("citation_publication_date", "2026/01/02"),
        ("prism.publicationName", "Mine"), ("citation_public_url", "https://e.org/r/event/a/"),
    ]  # fmt: skip
    first = dict(machines.tags_of_page(ABOUT._replace(doi="10.5/x"), "Mine", ""))
    assert (first["DC.type"], first["citation_doi"]) == ("Dataset", "10.5/x")
    assert "prism.publicationName" not in first


def test_the_page_of_a_source_is_to_zotero_the_source() -> None:
    source = Source("s", "T", "Dawn", "Smith, Ann Jr.; {White House}", (), edtf.parse("1955-02-24"), "http://d.pk/1",
                    kind="news", language="en")  # fmt: skip
    assert list(machines.tags_of_source(source)) == [
        ("DC.type", "newspaperArticle"), ("citation_title", "T"), ("citation_author", "Smith, Ann Jr."),
        ("citation_author", "White House"), ("prism.publicationName", "Dawn"),
        ("citation_publication_date", "1955/02/24"), ("citation_language", "en"),
        ("citation_public_url", "http://d.pk/1"),
    ]  # fmt: skip
    paper = dict(machines.tags_of_source(source._replace(kind="think-tank", url="javascript:x", seen_at="http://m/")))
    assert (paper["DC.type"], paper["citation_publisher"]) == ("report", "Dawn")
    assert "citation_public_url" not in paper


@pytest.mark.parametrize(
    ("date", "known"),
    [("1955-02", "1955/02"), ("1955-02-24/1955-03-01", "1955"), ("1955/1957", None), ("1955~", None), ("-0043", None),
     ("195X", None), ("../1955", None)],
)  # fmt: skip
def test_a_reference_is_told_what_is_known_of_a_date_alone(date: str, known: str | None) -> None:
    tags = dict(machines.tags_of_source(Source("s", "T", published=edtf.parse(date))))
    assert tags.get("citation_publication_date") == known


def test_a_claim_review_has_all_that_search_engines_ask_for() -> None:
    claimant = Cited(Source("s", "T", author="Ann Smith; Bob Jones", url="http://d.pk/1"))
    fact = FactDetails("fact", Fact("f", "It is so.", verdict="disputed"), {}, (), claimant=claimant)
    review = machines.claim_review(ABOUT, fact, "fact/f/")
    assert review == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "It is so.",
        "itemReviewed": {
            "@type": "Claim",
            "name": "It is so.",
            "author": [{"@type": "Person", "name": "Ann Smith"}, {"@type": "Person", "name": "Bob Jones"}],
            "appearance": {"@type": "CreativeWork", "url": "http://d.pk/1"},
        },
        "reviewRating": {
            "@type": "Rating", "alternateName": "disputed", "ratingValue": 1, "bestRating": 5, "worstRating": 1,
        },
        "author": [{"@type": "Person", "name": "Ann Smith"}, {"@type": "Organization", "name": "The authors"}],
        "datePublished": "2026-01-02",
        "url": "https://e.org/r/fact/f/",
    }  # fmt: skip
    assert machines.claim_review(ABOUT, fact._replace(claimant=None), "fact/f/") is None


def test_a_sitemap_has_as_many_pages_as_its_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "MOST", 2)
    names = ["index.html", "style.css", "event/a/index.html", "event/a/index.json", "event/b&c/index.html"]
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {}
    for name, text in machines.sitemaps("https://e.org/r", names):
        root = ElementTree.fromstring(text)
        found[name] = (root.tag.removeprefix(space), [place.text for place in root.iter(f"{space}loc")])
    assert found == {
        "sitemap-1.xml": ("urlset", ["https://e.org/r/", "https://e.org/r/event/a/"]),
        "sitemap-2.xml": ("urlset", ["https://e.org/r/event/b%26c/"]),
        "sitemap.xml": ("sitemapindex", ["https://e.org/r/sitemap-1.xml", "https://e.org/r/sitemap-2.xml"]),
    }
