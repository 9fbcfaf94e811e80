"""tpcli init: a record of one's own to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from tpcli.commandline.prompt import answer
from tpcli.environment import here, is_terminal
from tpcli.errors import FileError, TpcliError, UsageError
from tpcli.output.answer import note, stdout
from tpcli.record.reading.files import FORMATS, record_files, shown
from tpcli.record.writing.starting import example, smallest
from tpcli.text.newfiles import new_file, new_folder
from tpcli.text.safe import plain
from tpcli.text.shell import pasted

EXAMPLES = (
    "tpcli init my-record --title 'Ferries of the north'",
    "tpcli init incidents.yaml --title Incidents && tpcli --data incidents.yaml check",
    "tpcli init ferries --example",
)

FILE = "record.yaml"
"""The file of a record in a folder that holds all of it."""


def run(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help=f"A new .yaml file, or a folder for it, where it is called {FILE}.")
    ],
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="What the record is called.", show_default=False),
    ] = None,
    made_up: Annotated[
        bool,
        typer.Option(
            "--example",
            help="Make a small made-up record in a new folder instead: every field with a comment, and schemas "
            "by which an editor completes and underlines.",
            show_default=False,
        ),
    ] = False,
) -> None:
    """Make a record of your own to begin with: one file that explains itself, without an event yet.

    On a terminal its title is asked for. The file or folder is there whole or not at all, and nothing that is there
    already is changed: a folder that holds a record is refused.
    """
    place = Path(path)
    suffix = place.suffix.lower()
    if made_up and suffix in FORMATS:
        raise UsageError(f"--example makes a folder: name one without '{plain(suffix)}'")
    if not made_up and suffix in FORMATS.keys() - {".yaml", ".yml"}:
        raise UsageError(f"init makes a file whose name ends in .yaml, not in '{plain(suffix)}'")
    is_file = not made_up and suffix in FORMATS
    _refuse(place, is_file, made_up)
    name = shown(place)
    title = _title(title, place, made_up)
    target = place if is_file or made_up else place / FILE
    data = pasted(name)
    if made_up:
        written = _write_example(place, title)
    else:
        _make_folder(target.parent)
        with new_file(target, force=False) as temporary:
            temporary.write_text(smallest(title, data), encoding="utf-8", newline="\n")
        written = [target]
    stdout().write("".join(f"{plain(shown(path_))}\n" for path_ in written))
    note("next:\n" + "\n".join(f"  tpcli --data {data} {command}" for command in ("check", "timeline", "add")))


def _refuse(place: Path, is_file: bool, made_up: bool) -> None:
    """Raise TpcliError where what is there would have to change."""
    name = shown(place)
    if place.is_dir() and is_file:
        raise TpcliError(f"{name} is a folder: name a file in it")
    if is_file:
        if place.exists():
            raise TpcliError(f"{name} is there already: nothing was changed; name another file")
        return
    if place.exists() and not place.is_dir():
        raise TpcliError(f"{name} is a file: name a new one, such as {name}.yaml, or a folder")
    try:
        held = [file.name for file in record_files(str(place))]
    except TpcliError:
        held = []
    if held:
        raise TpcliError(f"{name} holds a record already ({', '.join(held)}): nothing was changed; name another folder")
    if made_up and place.exists():
        raise TpcliError(f"{name} is there already: --example makes a new folder; nothing was changed")


def _title(given: str | None, place: Path, made_up: bool) -> str:
    """The title of the new record: as given, as answered, or after its file or folder."""
    proposal = plain(place.absolute().stem.replace("-", " ").replace("_", " ").strip()).capitalize() or "A record"
    if made_up:
        proposal = "Ferries of the Westfjords (made up)"
    if given is not None:
        if not given.strip():
            raise UsageError("--title is blank: say what the record is called")
        return " ".join(given.split())
    if made_up or not is_terminal(here().stdin, here().stderr):
        if not made_up:
            note(f"it is called '{proposal}' after its name; --title calls it otherwise")
        return proposal
    return " ".join(answer(f"What is the record called? [{proposal}] ").split()) or proposal


def _write_example(place: Path, title: str) -> list[Path]:
    _make_folder(place.absolute().parent)
    contents = example(title)
    with new_folder(place, "events.yaml", force=False) as temporary:
        (temporary / "schema").mkdir()
        for name, text in contents.items():
            (temporary / name).write_text(text, encoding="utf-8", newline="\n")
    return [place / name for name in contents]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(shown(folder), f"can't be made: {error.strerror}") from None
