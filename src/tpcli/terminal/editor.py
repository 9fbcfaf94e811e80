"""The user's editor, at a line of a file."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tpcli.errors import TpcliError, UsageError

_PLUS = ("vi", "vim", "rvim", "nvim", "view", "gvim", "mvim", "ex", "nano", "rnano", "pico", "micro", "emacs",
         "emacsclient", "kak", "joe", "rjoe", "jmacs", "jstar", "jpico", "jed", "mg", "ne", "gedit",
         "gnome-text-editor")  # fmt: skip
_GOTO = ("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf")
_COLON = ("hx", "helix", "subl", "sublime_text", "zed", "zeditor")
WAYS = {
    **dict.fromkeys(_PLUS, ("+{line}", "{file}")),
    **dict.fromkeys(_GOTO, ("--wait", "--goto", "{file}:{line}")),
    **dict.fromkeys(_COLON, ("{file}:{line}",)),
    **dict.fromkeys(("subl", "sublime_text", "zed", "zeditor"), ("--wait", "{file}:{line}")),
    "kate": ("--block", "--line", "{line}", "{file}"),
    "mate": ("--wait", "--line", "{line}", "{file}"),
    "notepad++": ("-multiInst", "-n{line}", "{file}"),
}
"""How editors take a line, by the names of their programs, as their manuals say; those that would return at once are
told to wait. All others are given the file alone."""


def editor_of(variables: Mapping[str, str]) -> str:
    """The command of the user's editor: `VISUAL`, `EDITOR`, or what every system has."""
    named = (variables.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    return next((command for command in named if command), "notepad" if os.name == "nt" else "vi")


def command_of(editor: str, path: Path, line: int) -> list[str]:
    """The words that open a file at a line, from 1. Raises UsageError where the editor's quotes do not close."""
    words = [editor] if shutil.which(editor) else _words(editor)
    name = Path(words[0].replace("\\", "/")).name.lower().removesuffix(".exe").removesuffix(".cmd")
    family = re.split(r"[.\d-]", name)[0]  # Systems call them vim.basic, emacs-nox, emacs28.
    way = [word.format(file=path, line=line) for word in WAYS.get(name) or WAYS.get(family) or ("{file}",)]
    return [*words, *(word for word in way if word != "--wait" or not {"--wait", "-w"} & {*words})]


def _words(editor: str) -> list[str]:
    try:
        if os.name == "nt":
            return [word.strip('"') for word in shlex.split(editor, posix=False)]
        return shlex.split(editor)
    except ValueError:
        raise UsageError(f"the editor's command can't be read, as a quote is left open: {editor}") from None


def edit(editor: str, path: Path, line: int) -> None:
    """Let the user edit a file, until the editor closes. Raises TpcliError where it can't be started, or fails."""
    words = command_of(editor, path, line)
    try:
        with _interrupts_are_the_editors():
            status = subprocess.call(words)
    except OSError as error:
        raise TpcliError(f"the editor '{words[0]}' can't be started: {error.strerror}; set EDITOR to yours") from None
    if status != 0:
        raise TpcliError(f"the editor '{words[0]}' ended with status {status}: the file is as it left it")


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """A context in which Ctrl-C does nothing here: the editor, on the same terminal, gets it too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
