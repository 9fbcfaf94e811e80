"""Completion put into the shell's own start-up file, which keeps all that is in it.

Typer reads and writes that file as text: bytes that are none end in a traceback, and a full disk leaves it empty.
"""

from collections.abc import Sequence
from pathlib import Path

from typer import _completion_shared as shared

from tpcli.errors import TpcliError
from tpcli.text.newfiles import replace_files


def in_bash(*, prog_name: str, complete_var: str, shell: str) -> Path:
    """Install completion for bash; the path of its script. Raises TpcliError."""
    script = _home() / ".bash_completions" / f"{prog_name}.sh"
    quoted = str(script).replace("'", "'\\''")
    _install(script, prog_name, complete_var, shell, _home() / ".bashrc", [f"source '{quoted}'"])
    return script


def in_zsh(*, prog_name: str, complete_var: str, shell: str) -> Path:
    """Install completion for zsh; the path of its script. Raises TpcliError."""
    script, rc = _home() / ".zfunc" / f"_{prog_name}", _home() / ".zshrc"
    lines = ["fpath+=~/.zfunc; autoload -Uz compinit; compinit"]
    if b"zstyle" not in _held(rc):
        lines.append("zstyle ':completion:*' menu select")
    _install(script, prog_name, complete_var, shell, rc, lines)
    return script


def _install(script: Path, prog_name: str, complete_var: str, shell: str, rc: Path, lines: Sequence[str]) -> None:
    """Write a shell's script, and those of the lines that are not in its start-up file to the end of that."""
    text = shared.get_completion_script(prog_name=prog_name, complete_var=complete_var, shell=shell)
    held = _held(rc)
    new = [line for line in (line.encode("utf-8", "surrogateescape") for line in lines) if line not in held]
    script.parent.mkdir(parents=True, exist_ok=True)
    changes: dict[Path, tuple[bytes | None, bytes]] = {script: (_held(script), text.encode())}
    if new:
        end = b"" if not held or held.endswith(b"\n") else b"\n"
        changes[rc] = (held, held + end + b"".join(line + b"\n" for line in new))
    replace_files(changes)


def _held(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise TpcliError("there is no home folder to install completion in: set HOME to yours") from None
