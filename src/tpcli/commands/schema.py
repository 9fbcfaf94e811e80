"""tpcli schema: JSON Schema of a record's files, by which editors complete and underline."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline import options as o
from tpcli.commandline.asking import record_of
from tpcli.errors import TpcliError
from tpcli.output.answer import note, stdout
from tpcli.text.nearest import Unknown

EXAMPLES = (
    "tpcli schema events",
    "tpcli schema > record.schema.json",
    "tpcli schema --output schema",
)


def _parts(incomplete: str) -> list[str]:
    from tpcli.record.schema import PARTS

    return [name for name in PARTS if name.startswith(incomplete)]


def run(
    ctx: typer.Context,
    part: Annotated[
        str | None,
        typer.Argument(
            metavar="[events|deals|facts|sources|vocabulary|record]",
            help="Which file; record, a whole record in one file, if left out.",
            autocompletion=_parts,
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Write PART.schema.json there, for every part if none is named.",
            rich_help_panel=o.OUTPUT,
        ),
    ] = None,
) -> None:
    """JSON Schema of a record's files, made from the model and the words of the record that is asked.

    An editor that knows JSON Schema completes fields and words by it, and underlines what is wrong. A YAML file names
    its schema in the first line: # yaml-language-server: $schema=events.schema.json
    """
    from tpcli.record.reading.opened import opened
    from tpcli.record.schema import PARTS, schema

    if part is not None and part not in PARTS:
        raise Unknown("schema of", part, PARTS, "parts")
    vocabulary = opened(record_of(ctx)).vocabulary
    texts = {
        name: json.dumps(schema(name, vocabulary), ensure_ascii=False, indent=2) + "\n"
        for name in ([part] if part else PARTS if output is not None else ["record"])
    }
    if output is None:
        from tpcli.output.json import shown

        out = stdout()
        out.writelines(shown(text, out) for text in texts.values())
        return
    from tpcli.text.newfiles import new_file

    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TpcliError(f"{output}: can't be made a folder: {error.strerror}") from None
    for name, text in texts.items():
        with new_file(folder / f"{name}.schema.json", force=True) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    note(f"{len(texts)} schema{'s' if len(texts) > 1 else ''} in {output}")
