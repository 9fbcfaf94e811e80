"""A site for machines: schema.org as JSON-LD, tags that reference managers read, a sitemap, a feed."""

import html
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from tpcli.query.details import Details, FactDetails, title_of
from tpcli.record.entries import About, Source
from tpcli.text.json import Json
from tpcli.text.safe import plain

RATINGS = {"supported": 5, "partly-supported": 3, "disputed": 1}
"""Verdicts that are a degree of truth, from 1 to 5; the others are words alone."""


def meta_tags(about: About, found: Details | None, path: str) -> list[tuple[str, str]]:
    """`citation_*` tags (Highwire Press), which Zotero and Google Scholar read.

    A page of a source speaks of that source, every other page of itself as a part of the record; None is the first
    page.
    """
    if found and found.noun == "source":
        return list(_of_source(found.entry))
    out = [("citation_title", plain((title_of(found) if found else about.title) or "A record"))]
    out += [("citation_author", plain(name)) for name in about.authors]
    if about.released:
        out.append(("citation_publication_date", about.released.replace("-", "/")))
    if about.address:
        out.append(("citation_public_url", f"{about.address}/{quote(path)}"))
    if about.doi and not path:
        out.append(("citation_doi", plain(about.doi)))
    return out


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    yield "citation_title", plain(source.title)
    for name in (source.author or "").split(";"):
        if name.strip():
            yield "citation_author", plain(name.strip())
    if source.publisher:
        yield "citation_publisher", plain(source.publisher)
    if source.published:
        yield "citation_publication_date", source.published.text.replace("-", "/")
    if source.language:
        yield "citation_language", plain(source.language)
    if source.url:
        yield "citation_public_url", plain(source.url)


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
        out["creator"] = [{"@type": "Organization", "name": plain(name)} for name in about.authors]
    return out


def claim_review(about: About, found: FactDetails, path: str) -> dict[str, Json] | None:
    """A fact that somebody claims and that has a verdict, as a schema.org ClaimReview; None for others."""
    verdict, statement = found.entry.verdict, plain(found.entry.statement)
    if not verdict or not found.claimant:
        return None
    source = found.claimant.source
    claim: dict[str, Json] = {"@type": "Claim", "name": statement}
    who = source.author or source.publisher
    if who:
        claim["author"] = {"@type": "Person" if source.author else "Organization", "name": plain(who)}
    if source.url:
        claim["appearance"] = {"@type": "CreativeWork", "url": plain(source.url)}
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
        out["author"] = {"@type": "Organization", "name": plain(about.authors[0])}
    if about.released:
        out["datePublished"] = about.released
    if about.address:
        out["url"] = f"{about.address}/{quote(path)}"
    return out


def sitemap(address: str, names: Iterable[str]) -> str:
    """All pages, as sitemaps.org has it."""
    pages = sorted(name.removesuffix("index.html") for name in names if name.endswith("index.html"))
    urls = "".join(f"<url><loc>{_text(f'{address}/{quote(page)}')}</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _text(text: str) -> str:
    return html.escape(plain(text))
