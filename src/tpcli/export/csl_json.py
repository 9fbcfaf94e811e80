"""CSL-JSON: the sources, for Zotero, pandoc and whatever else cites."""

import json
from pathlib import Path

from tpcli.export.picked import Export, cited, left_out
from tpcli.export.references import item, loses
from tpcli.output.answer import counted
from tpcli.text.safe import escaped

KINDS = ("news", "blog", "forum", "reference")
"""The kinds of sources that a type of CSL says by itself."""


def write(export: Export, path: Path) -> list[str]:
    """Write a list of items, one a line. Dates that CSL-JSON can't hold whole are noted."""
    less = 0
    # What CSL has no place for goes there (csl-data.json 1.0.2): a list has none for what is true of all of it.
    custom = {"record": f"{export.title}, {export.edition}"}
    lost: set[str] = set()
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        before = "[\n"
        for source in cited(export):
            less += any(date is not None and loses(date.text) for date in (source.published, source.accessed))
            lost |= {"kind"} if source.kind not in (None, *KINDS) else set()
            out.write(before + escaped(json.dumps({**item(source), "custom": custom}, ensure_ascii=False)))
            before = ",\n"
        out.write("[]\n" if before == "[\n" else "\n]\n")
    notes = left_out("CSL-JSON", lost)
    if less:
        what = f"{counted(less, 'sources')} with a date at lower precision"
        notes.append(f"{what}: CSL-JSON knows 'circa', but no uncertain, open or unspecified date")
    return notes
