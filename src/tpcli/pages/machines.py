"""A site for machines: schema.org as JSON-LD, tags that reference managers read, a sitemap, a feed."""

import html
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from tpcli.dates import edtf
from tpcli.export.authors import Name, authors
from tpcli.export.references import PUBLISHED, type_of
from tpcli.query.details import FactDetails
from tpcli.record.entries import About, Source
from tpcli.text.json import Json
from tpcli.text.safe import link, plain

RATINGS = {"supported": 5, "partly-supported": 3, "disputed": 1}
"""Verdicts that are a degree of truth, from 1 to 5; the others are words alone."""


ZOTERO = {
    "article-magazine": "magazineArticle",
    "article-newspaper": "newspaperArticle",
    "entry-encyclopedia": "encyclopediaArticle",
    "post": "forumPost",
    "post-weblog": "blogPost",
}
"""Types of CSL as Zotero calls them, where it has another name."""
MOST = 50_000
"""Addresses in one sitemap."""


def tags_of_page(about: About, title: str, path: str) -> Iterator[tuple[str, str]]:
    """`citation_*` tags (Highwire Press), which Zotero and Google Scholar read, of a page of the record.

    Zotero takes the type of an item from `DC.type` and in what it appeared from `prism.publicationName`: without these
    everything is an article of a journal. The first page, whose `path` is empty, is the record.
    """
    yield "DC.type", "webpage" if path else "Dataset"
    yield "citation_title", plain(title)
    for name in about.authors:
        yield from _by(authors(name))
    if about.released:
        yield "citation_publication_date", about.released.replace("-", "/")
    if about.title and path:
        yield "prism.publicationName", plain(about.title)
    if about.address:
        yield "citation_public_url", f"{about.address}/{quote(path)}"
    if about.doi and not path:
        yield "citation_doi", plain(about.doi)


def tags_of_source(source: Source) -> Iterator[tuple[str, str]]:
    """The same of the page of a source, which speaks of that source."""
    type_ = type_of(source)
    yield "DC.type", ZOTERO.get(type_, type_)
    yield "citation_title", plain(source.title)
    yield from _by(authors(source.author, source.author_kind) if source.author else [])
    if source.publisher:
        yield "citation_publisher" if type_ in PUBLISHED else "prism.publicationName", plain(source.publisher)
    if source.published and (known := _known(source.published.text)):
        yield "citation_publication_date", known
    if source.language:
        yield "citation_language", plain(source.language)
    if address := link(source.url or source.seen_at):
        yield "citation_public_url", address


def _by(names: Iterable[Name]) -> Iterator[tuple[str, str]]:
    for name in names:
        given = " ".join(part for part in (name.given, name.suffix) if part)
        yield "citation_author", plain(f"{name.family}, {given}" if given else name.family)


def _known(date: str) -> str:
    """What is known of an EDTF date for sure, as year, month and day with slashes; empty where that is no year."""
    if edtf.parse(date).qualifier:
        return ""
    first, last = edtf.edges(date)
    known = [f"{part:02}" for part, other in zip(first or (), last or (), strict=False) if part == other]
    return "/".join(known) if first and first[:1] == (last or ())[:1] and first[0] > 0 else ""


def dataset(about: About, title: str, fingerprint: str) -> dict[str, Json]:
    """The record as a schema.org Dataset."""
    out: dict[str, Json] = {"@context": "https://schema.org", "@type": "Dataset", "name": plain(title)}
    out["identifier"] = f"sha256:{fingerprint}"
    said = {
        "description": about.description,
        "version": about.version,
        "url": about.address,
        "datePublished": about.released,
    }
    out.update({name: plain(value) for name, value in said.items() if value})
    if about.licence:
        named = about.licence.replace("-", "").replace(".", "").isalnum()
        out["license"] = f"https://spdx.org/licenses/{about.licence}.html" if named else plain(about.licence)
    if about.authors:
        out["creator"] = [agent for name in about.authors for agent in _agents(authors(name))]
    return out


def claim_review(about: About, found: FactDetails, path: str) -> dict[str, Json] | None:
    """A fact that somebody claims and that has a verdict, as a schema.org ClaimReview; None for others."""
    verdict, statement = found.entry.verdict, plain(found.entry.statement)
    if not verdict or not found.claimant:
        return None
    source = found.claimant.source
    claim: dict[str, Json] = {"@type": "Claim", "name": statement}
    if source.author:
        claim["author"] = _agents(authors(source.author, source.author_kind))
    elif source.publisher:
        claim["author"] = {"@type": "Organization", "name": plain(source.publisher)}
    if address := link(source.url):
        claim["appearance"] = {"@type": "CreativeWork", "url": address}
    rating: dict[str, Json] = {"@type": "Rating", "alternateName": verdict}
    if verdict in RATINGS:
        rating.update(ratingValue=RATINGS[verdict], bestRating=5, worstRating=1)
    out: dict[str, Json] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": statement,
        "itemReviewed": claim,
        "reviewRating": rating,
    }
    if about.authors:
        out["author"] = [agent for name in about.authors for agent in _agents(authors(name))]
    if about.released:
        out["datePublished"] = about.released
    if about.address:
        out["url"] = f"{about.address}/{quote(path)}"
    return out


def _agents(names: Iterable[Name]) -> list[Json]:
    """Authors as persons and organisations of schema.org."""
    return [
        {
            "@type": "Organization" if name.body else "Person",
            "name": plain(" ".join(part for part in (name.given, name.family, name.suffix) if part)),
        }
        for name in names
    ]


def sitemaps(address: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """All pages, as sitemaps.org has it, by names of files: of more than 50,000 several, and an index of those."""
    pages = sorted(name.removesuffix("index.html") for name in names if name.endswith("index.html"))
    if len(pages) <= MOST:
        yield "sitemap.xml", _sitemap("urlset", "url", address, pages)
        return
    parts = range(0, len(pages), MOST)
    for n, part in enumerate(parts, 1):
        yield f"sitemap-{n}.xml", _sitemap("urlset", "url", address, pages[part : part + MOST])
    of_parts = [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    yield "sitemap.xml", _sitemap("sitemapindex", "sitemap", address, of_parts)


def _sitemap(kind: str, each: str, address: str, names: Iterable[str]) -> str:
    lines = "".join(f"<{each}><loc>{_text(f'{address}/{quote(name)}')}</loc></{each}>\n" for name in names)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</{kind}>\n'
    )


def _text(text: str) -> str:
    return html.escape(plain(text))
