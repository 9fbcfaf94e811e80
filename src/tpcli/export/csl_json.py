"""CSL-JSON: the sources, for Zotero, pandoc and whatever else cites."""

import json
from pathlib import Path

from tpcli.export.picked import Export, cited
from tpcli.export.references import item, loses
from tpcli.output.answer import counted
from tpcli.text.safe import escaped


def write(export: Export, path: Path) -> list[str]:
    """Write a list of items, one a line. Dates that CSL-JSON can't hold whole are noted."""
    less = 0
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        before = "[\n"
        for source in cited(export):
            less += any(date is not None and loses(date.text) for date in (source.published, source.accessed))
            out.write(before + escaped(json.dumps(item(source), ensure_ascii=False)))
            before = ",\n"
        out.write("[]\n" if before == "[\n" else "\n]\n")
    if less:
        what = f"{counted(less, 'sources')} with a date at lower precision"
        return [f"{what}: CSL-JSON knows 'circa', but no uncertain, open or unspecified date"]
    return []
