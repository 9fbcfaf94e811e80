"""The report as a site: a page for everything at a lasting address, lists that lead there, and a search over all."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from tpcli.charts.data import sources_line
from tpcli.dates.readable import human
from tpcli.pages import gathered
from tpcli.pages.addresses import Addresses, folder_of
from tpcli.pages.citing import citation
from tpcli.pages.feed import Since, feed
from tpcli.pages.folded import folding
from tpcli.pages.gathered import Linked
from tpcli.pages.here import Here, names_of
from tpcli.pages.look import Look
from tpcli.pages.machines import claim_review, dataset, sitemaps, tags_of_page, tags_of_source
from tpcli.pages.picture import picture
from tpcli.pages.report import part
from tpcli.pages.templates import macros, module, rendered
from tpcli.pages.written import Site
from tpcli.query.about import entry_fingerprint, fingerprint
from tpcli.query.details import Claimed, Details, as_object, title_of
from tpcli.query.effects import effects_of
from tpcli.query.nouns import NOUNS as COLUMNS
from tpcli.query.question import Question
from tpcli.query.sql import rows
from tpcli.record.about import in_the_end
from tpcli.record.entries import About
from tpcli.text.folding import tokens
from tpcli.text.numbers import dumped

NOUNS = {"event": "events", "deal": "deals", "fact": "facts", "source": "sources"}
LISTS = {"organisation": "organisations", "country": "countries", "theme": "themes"}


class Frame(NamedTuple):
    """The heading, menu and footer of all pages of a site."""

    title: str
    about: About
    menu: Sequence[tuple[str, str]]
    footer: str | None
    asked: str
    """The filters in words; may be empty."""


class Group(NamedTuple):
    """A list under a heading."""

    rows: Sequence[Linked | Details | Claimed]
    title: str = ""
    kind: str = "lines"
    """The kind of its rows: lines, deals or claims."""


class Making(NamedTuple):
    """A site in the making."""

    connection: sqlite3.Connection
    question: Question
    frame: Frame
    addresses: Addresses
    here: Sequence[Here]
    """Names and addresses, by how many folders down a page is."""
    entries: Sequence[object]
    """How entries are shown on pages, likewise."""
    shared: Sequence[object]
    """What all pages share, likewise."""
    out: Site

    def page(self, template: str, path: str, title: str, **values: Any) -> None:
        """Write the page of a folder; `path` ends in a slash, or is empty for the first page."""
        depth = path.count("/")
        tags = tags_of_page(self.frame.about, title, path)
        defaults: dict[str, Any] = {"json_file": "", "meta": tags, "ld": None, "citation": "", "to": ""}
        text = rendered(
            template, site=self.frame, entries=self.entries[depth], shared=self.shared[depth], root="../" * depth,
            path=path, title=title, **{**defaults, **values},
        )  # fmt: skip
        self.out.write(f"{path}index.html", text)

    def listing(self, path: str, title: str, groups: Sequence[Group], **values: Any) -> None:
        """Write the page of a list, and the same as JSON, under a fingerprint of what is listed."""
        about, said = self.frame.about, [_said(group) for group in groups]
        mark = sha256(dumped(said).encode()).hexdigest()
        self.json(f"{path}index.json", mark, title=title, groups=said)
        usual = {"above": "", "lead": "", "picture": "", "json_file": "index.json"}
        cited = citation(about, mark, title, path)
        self.page("site_list.html", path, title, groups=groups, **{**usual, "citation": cited, **values})

    def json(self, name: str, mark: str, **values: Any) -> None:
        """Write what a page says as JSON, with the record's title and version and a fingerprint."""
        about = self.frame.about
        said = {"record": about.title, "version": about.version, "fingerprint": f"sha256:{mark}", **values}
        self.out.write(name, dumped(said) + "\n")


def _said(group: Group) -> dict[str, Any]:
    """A list as JSON."""
    rows = [row._asdict() if isinstance(row, Linked | Claimed) else as_object(row) for row in group.rows]
    said = [{name: value for name, value in row.items() if value not in (None, "")} for row in rows]
    return {"title": group.title, "rows": said}


def any_of(connection: sqlite3.Connection, question: Question) -> bool:
    """Whether there is an event, deal or fact to make a site of."""
    return any(
        next(rows(connection, noun, question._replace(limit=1), [COLUMNS[noun].columns["id"]]), None)
        for noun in ("events", "deals", "facts")
    )


def site(
    connection: sqlite3.Connection,
    question: Question,
    about: About,
    asked: Sequence[tuple[str, str]],
    look: Look,
    out: Site,
    since: Since | None = None,
) -> dict[str, int]:
    """Write a site; how many events, deals, facts and sources it has. Its feed tells what changed `since`, if given."""
    counts = gathered.gather(connection, question)
    addresses = Addresses()
    for noun in NOUNS:
        addresses.add(noun, gathered.ids(connection, noun))
    for word in gathered.WORDS:
        addresses.add(word, [value for value, _ in gathered.words(connection, word)])
    decades = [decade for decade, _ in gathered.decades(connection)]
    addresses.add("decade", dict.fromkeys(decades))
    names = names_of(connection)
    effects = effects_of(connection)
    here = [Here(names, partial(addresses.seen_from, depth), effects) for depth in range(3)]
    menu = [("Events", "events"), ("Deals", "deals"), ("Facts", "facts"), ("Claims", "claims"), ("Sources", "sources"),
            ("Organisations", "organisations"), ("Countries", "countries"), ("Themes", "themes")]  # fmt: skip
    links = [(name, f"{place}/index.html") for name, place in menu]
    narrowed = "; ".join(f"{name}: {value}" for name, value in asked)
    title = look.title or about.title or "A record"
    said = f"Narrowed to {narrowed}." if narrowed else ""
    frame = Frame(title, about, links, look.footer, said)
    entries = [macros(one) for one in here]
    shared = [module("site_shared.html", site=frame, root="../" * depth) for depth in range(3)]
    making = Making(connection, question, frame, addresses, here, entries, shared, out)
    for noun in NOUNS:
        for id_ in list(gathered.ids(connection, noun)):
            _entry(making, noun, id_)
    _words(making)
    _lists(making)
    _first(making, counts, decades)
    _beside(making, look, since)
    _retired(making)  # After the sitemap, where no page belongs that leads elsewhere.
    return counts


def _entry(making: Making, noun: str, id_: str) -> None:
    """The page of an entry, and the same as JSON."""
    connection, about = making.connection, making.frame.about
    entry = gathered.entry(connection, noun, id_, making.question)
    path = making.addresses.paths[noun, id_]
    mark = entry_fingerprint(connection, NOUNS[noun], id_)
    title = title_of(entry)
    making.json(f"{path}index.json", mark, **as_object(entry))
    making.page(
        "site_entry.html", path, title, found=entry, json_file="index.json",
        citation=citation(about, mark, title, path, f"{noun} {id_}"),
        ld=claim_review(about, entry, path) if entry.noun == "fact" else None,
        **({"meta": tags_of_source(entry.entry)} if entry.noun == "source" else {}),
    )  # fmt: skip


def _words(making: Making) -> None:
    """The pages of organisations, countries and themes, and the list of each."""
    connection, here = making.connection, making.here[0]
    for word, plural in LISTS.items():
        listed = []
        for value, uses in gathered.words(connection, word):
            name = here.name(word, value)
            lines = gathered.hanging(connection, word, value)
            groups = [Group([line for line in lines if line.noun == table], noun) for table, noun in NOUNS.items()]
            shown = [group._replace(title=group.title.capitalize()) for group in groups if group.rows]
            making.listing(making.addresses.paths[word, value], name, shown, above=word)
            listed.append(Linked(word, value, name, more=f"{uses:,}"))
        if word == "theme":
            rank = {value: n for n, (field, value) in enumerate(here.names) if field == "theme"}
            listed.sort(key=lambda row: rank.get(row.id, len(rank)))
        making.listing(f"{plural}/", plural.capitalize(), [Group(listed)])


def _lists(making: Making) -> None:
    """The lists of events, deals, facts, claims and sources."""
    connection, here = making.connection, making.here[1]
    decades = []
    for decade, lines in gathered.decades(connection):
        path = making.addresses.paths["decade", decade]
        making.listing(path, decade, [Group(lines)], above="events of")
        decades.append(Linked("decade", decade, decade, more=f"{len(lines):,} events"))
    making.listing("events/", "Events", [Group(decades)])
    deals = [gathered.entry(connection, "deal", id_, making.question) for id_ in gathered.ids(connection, "deal")]
    making.listing("deals/", "Deals", [Group(deals, kind="deals")])
    facts = gathered.facts(connection).items()
    groups = [Group(found, here.name("theme", theme) if theme else "No theme") for theme, found in facts]
    making.listing("facts/", "Facts and verdicts", groups)
    claims = [
        Group(gathered.claims(connection, id_), title, "claims") for id_, title, _ in gathered.claimants(connection)
    ]
    lead = "What sources claim, each claim beside what the record says of it."
    making.listing("claims/", "Claims", claims, lead=lead)
    groups = [Group(found, name or "No publisher") for name, found in gathered.sources(connection).items()]
    making.listing("sources/", "Sources", groups)


def _first(making: Making, counts: dict[str, int], decades: Sequence[str]) -> None:
    """The first page: what the record is, the picture, and where to go from there."""
    connection, about = making.connection, making.frame.about
    held = ", ".join(f"{n:,} {noun[:-1] if n == 1 else noun}" for noun, n in counts.items())
    drawn = ""
    if counts["events"]:
        drawn = picture(connection, making.question, lambda id_: making.here[0].href("event", id_))
    themes = [
        Linked("theme", value, making.here[0].name("theme", value), more=f"{uses:,}")
        for value, uses in gathered.words(connection, "theme")
    ]
    groups = [
        Group([Linked("decade", name, name) for name in dict.fromkeys(decades)], "By decade"),
        Group(themes, "By theme"),
    ]
    lead = " ".join(text for text in (about.description, f"{held}.") if text)
    mark = fingerprint(connection)
    making.listing(
        "",
        making.frame.title,
        [group for group in groups if group.rows],
        lead=lead,
        picture=drawn,
        json_file="record.json",
        citation=citation(about, mark),
        ld=dataset(about, making.frame.title, mark),
    )
    noun = next((name for name in ("events", "deals", "facts") if counts[name]), "events")
    said = {**about._asdict(), "retired": [one._asdict() for one in about.retired], **counts}
    making.json("record.json", mark, **said, sources_line=sources_line(connection, making.question, noun))


def _retired(making: Making) -> None:
    """A page for every retired id: why it is no more, and the way to what took its place.

    What it was is not known where nothing took its place: so it is looked for as an event, a deal and a fact.
    """
    ends = in_the_end(making.frame.about.retired)
    for old in making.frame.about.retired:
        instead = ends[old.id]
        nouns = [noun for noun in NOUNS if (noun, instead) in making.addresses.paths]
        for noun in nouns or ("event", "deal", "fact"):
            path = f"{noun}/{folder_of(old.id)}/"
            if path in making.addresses.taken:
                continue
            new = making.here[2].href(noun, instead) if nouns and instead else None
            groups = [Group([Linked(noun, instead, instead)], "See instead")] if instead and new else []
            making.listing(path, old.id, groups, to=new or "", lead=f"Retired: {old.why}")


def _beside(making: Making, look: Look, since: Since | None) -> None:
    """Style, script, the index of the search, and what is for machines."""
    making.out.write("style.css", part("style.css") + part("site.css") + look.style)
    making.out.write("site.js", part("site.js"))
    making.out.write_parts("search-index.js", _index(making))
    if making.frame.about.address:
        for name, text in sitemaps(making.frame.about.address, list(making.out.names)):
            making.out.write(name, text)
        told = feed(making.connection, making.frame.about, making.addresses, since, all_=not making.frame.asked)
        making.out.write("feed.xml", told)


def _index(making: Making) -> Iterator[str]:
    """All that the search knows, as a script: from a disk a page may load nothing else."""
    dumps = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
    yield f"tpcliSearch({dumps(folding())},[\n"
    for noun, id_, date, title, text in gathered.texts(making.connection):
        path = making.addresses.paths[noun, id_]
        yield dumps([noun, path, title, human(date), " ".join(tokens(title)), " ".join(tokens(text))]) + ",\n"
    for word in gathered.WORDS:
        for value, _ in gathered.words(making.connection, word):
            name = making.here[0].name(word, value)
            yield dumps([word, making.addresses.paths[word, value], name, "", " ".join(tokens(name)), ""]) + ",\n"
    yield "]);\n"  # A comma before the bracket ends a list in JavaScript as well.
