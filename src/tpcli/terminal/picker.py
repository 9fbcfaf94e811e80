"""Drives fzf: a list beside the page of the entry in it that is looked at.

fzf runs commands by a shell, for what is typed, looked at and pressed. They are this program with the arguments quoted
here; fzf itself quotes the typed words and the id, and nothing else of the record is in them.
"""

import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tpcli.errors import TpcliError
from tpcli.signals import ended_by_signals

OLDEST = (0, 35)
"""The first version of fzf that asks for the list when it starts."""
INSTALL = "pip install 'tpcli[browse]', or install fzf from your system's packages"

KEYS = (
    ("ctrl-a", "all", "list all"),
    ("ctrl-e", "events", "list events"),
    ("ctrl-d", "deals", "list deals"),
    ("ctrl-f", "facts", "list facts"),
    ("ctrl-s", "sources", "list sources"),
    ("right", "follow", "what hangs together with it"),
    ("left", "back", "back"),
)
"""The keys that change what is listed: the key, the step that it takes, and what it does."""
HEADER = (
    "enter choose · tab mark · esc leave\n"
    "→ follow · ← back · ctrl-o address · ctrl-a all\n"
    "ctrl-e events · -d deals · -f facts · -s sources"
)
"""The keys, in lines that have room beside the preview at 120 columns."""


class Program(NamedTuple):
    """An fzf that is installed."""

    path: str
    version: tuple[int, ...]


def program() -> str:
    """The path of fzf, the system's own first. Raises TpcliError, saying how to get it, where there is none."""
    scripts = sysconfig.get_path("scripts")
    found = [_version(path) for path in (shutil.which("fzf"), shutil.which("fzf", path=scripts)) if path]
    for candidate in found:
        if candidate.version >= OLDEST:
            return candidate.path
    if found:
        raise TpcliError(f"{found[0].path} is older than fzf {'.'.join(map(str, OLDEST))}: {INSTALL}")
    raise TpcliError(f"this needs fzf, which is not installed: {INSTALL}")


def _version(path: str) -> Program:
    try:
        said = subprocess.check_output([path, "--version"], text=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        said = ""
    number = re.match(r"(\d+)\.(\d+)", said)
    return Program(path, tuple(map(int, number.groups())) if number else ())


def quoted(command: Sequence[str]) -> str:
    """A command for the shell that fzf runs."""
    return subprocess.list2cmdline(command) if os.name == "nt" else shlex.join(command)


def pick(inside: Sequence[str], variables: Mapping[str, str]) -> list[str]:
    """The ids that somebody chose, in the order of the list; none where they left.

    `inside` is the command that answers fzf: followed by `rows` and the typed words, by `page`, `open` or a step of
    `KEYS` and an id.
    """

    def command(step: str, argument: str) -> str:
        return f"{quoted([*inside, step, '--'])} {argument}"

    listing = f"reload({command('rows', '{q}')})"
    binds = [f"start:{listing}", f"change:{listing}", f"ctrl-o:execute-silent({command('open', '{1}')})"]
    binds += [f"{key}:execute-silent({command(step, '{1}')})+clear-query+{listing}+first" for key, step, _ in KEYS]
    options = [
        "--disabled",
        "--multi",
        "--no-sort",
        "--layout=reverse",
        "--delimiter=\t",
        "--with-nth=2..",
        "--prompt=search: ",
        f"--header={HEADER}",
        f"--preview={command('page', '{1}')}",
        "--preview-window=right,55%,wrap,<66(down,60%,wrap)",
    ]
    options += [f"--bind={bind}" for bind in binds]
    # The quoting is that of a POSIX shell, whatever shell the user has.
    shell = {} if os.name == "nt" else {"SHELL": "/bin/sh"}
    with (
        ended_by_signals(),
        subprocess.Popen(
            [program(), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env={**variables, **shell},
            encoding="utf-8",
            errors="surrogateescape",
        ) as fzf,
    ):
        chosen, _ = fzf.communicate()
    if fzf.returncode not in (0, 1, 130):
        raise TpcliError(f"fzf ended with status {fzf.returncode}")
    return [line.partition("\t")[0] for line in chosen.splitlines()] if fzf.returncode == 0 else []
