"""Paging: output longer than the screen goes through a pager, which has the terminal until it ends."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console

from tpcli.environment import here, is_terminal
from tpcli.output.answer import note
from tpcli.signals import ended_by_signals

OPTIONS = "-FRXi"
"""Options of less where `LESS` does not name any: end if all fits the screen, show colours, leave the text on the
screen, and search without regard to case."""

KEEPS_HEADINGS = 608
"""The first version of less whose `--header` goes well with these options."""

LEFT = (0, 2, 130)
"""The statuses of a pager that its user has left: less gives 2 where an interrupt ended it."""


@contextmanager
def paged(screen: Console, height: int, headings: int = 0) -> Iterator[None]:
    """A context in which what a console prints goes through the user's pager, where it is longer than the screen.

    `PAGER` names the pager; an empty one, `cat`, or a missing program means none. The first `headings` lines stay at
    the top where less is the pager and can do that.
    """
    command = _command() if _interactive(screen) and height > screen.height else None
    if command is None:
        yield
        return
    with screen.capture() as captured:
        yield
    said = _ended(command, captured.get(), headings)
    if said is not None:
        screen.file.write(captured.get())
        note(f"the pager {said}: PAGER names another")


def _interactive(screen: Console) -> bool:
    return is_terminal(screen.file, here().stdin) and here().variables.get("TERM") != "dumb"


def _command() -> list[str] | None:
    named = here().variables.get("PAGER")
    if named is None:
        found = shutil.which("less") or shutil.which("more")
        return [found] if found else None
    import shlex

    try:
        command = shlex.split(named)
    except ValueError:
        return None
    return command if command and command != ["cat"] and shutil.which(command[0]) else None


def _ended(command: list[str], text: str, headings: int) -> str | None:
    """Run the pager to its end. None where its user has left it, otherwise how it failed."""
    with ended_by_signals(), _terminal_kept():
        # An interrupt is for the pager. A handler that does nothing, as what is ignored stays ignored in the pager.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            with subprocess.Popen(command, stdin=subprocess.PIPE, env=_variables(command, headings)) as pager:
                try:
                    pager.communicate(text.encode("utf-8", "replace"))
                except BaseException:
                    pager.terminate()
                    raise
        except OSError as error:
            return f"'{command[0]}' can't be run: {error.strerror}"
        finally:
            signal.signal(signal.SIGINT, before)
    if pager.returncode in LEFT:
        return None
    if pager.returncode < 0:
        return f"'{command[0]}' was ended by signal {-pager.returncode}"
    return f"'{command[0]}' ended with status {pager.returncode}"


def _variables(command: list[str], headings: int) -> dict[str, str]:
    variables = here().variables
    if "LESS" in variables:
        return {"LESSCHARSET": "utf-8", **variables}
    keeps = headings and Path(command[0]).stem == "less" and _version(command[0]) >= KEEPS_HEADINGS
    options = f"{OPTIONS} --header={headings}" if keeps else OPTIONS
    return {"LESSCHARSET": "utf-8", **variables, "LESS": options}


def _version(less: str) -> int:
    """The version of less, a number such as 590; 0 where it does not say."""
    try:
        said = subprocess.run([less, "--version"], capture_output=True, encoding="utf-8", errors="replace", check=False)
    except OSError:
        return 0
    match = re.match(r"less (\d+)", said.stdout)
    return int(match[1]) if match else 0


@contextmanager
def _terminal_kept() -> Iterator[None]:
    """Give the terminal its settings back, such as the echo of what is typed: a pager that was killed does not."""
    stdin = here().stdin
    try:
        import termios
    except ImportError:  # Windows.
        yield
        return
    try:
        number = stdin.fileno() if stdin else -1
        settings = termios.tcgetattr(number)
    except (OSError, ValueError, termios.error):
        yield
        return
    try:
        yield
    finally:
        with suppress(OSError, termios.error):
            if os.tcgetpgrp(number) == os.getpgrp():  # In the background a change would stop this process.
                termios.tcsetattr(number, termios.TCSADRAIN, settings)
