"""How a site of somebody's own looks: title, footer and colours from one small TOML file."""

import re
from pathlib import Path
from typing import NamedTuple

from tpcli.errors import TpcliError
from tpcli.text.folding import did_you_mean
from tpcli.text.toml import settings

COLOURS = ("paper", "raised", "ink", "soft", "line", "link", "good", "fair", "bad", "calm", "lane-a", "lane-b")
"""The colours that there are, by the names that the style sheet has for them."""


class Look(NamedTuple):
    """The looks that were asked for; None or empty where nothing was."""

    title: str | None = None
    footer: str | None = None
    style: str = ""
    """A style sheet to put after the usual one."""


def look(path: Path | None) -> Look:
    """Read the file. Raises TpcliError, saying what is wrong with it."""
    if path is None:
        return Look()
    try:
        said = settings(path)
    except FileNotFoundError:
        raise TpcliError(f"{path}: can't be read: there is no such file") from None
    known = ("title", "footer", "light", "dark")
    for name, value in said.items():
        if name not in known:
            raise TpcliError(f"{path}: there is no '{name}'{did_you_mean(name, known)}; it takes {', '.join(known)}")
        if not isinstance(value, dict if name in ("light", "dark") else str):
            raise TpcliError(f"{path}: {name} takes {'colours' if name in ('light', 'dark') else 'a text'}")
    light, dark = (_colours(path, name, said.get(name, {})) for name in ("light", "dark"))
    style = f"\n:root {{ {light} }}\n" if light else ""
    if dark:
        style += f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    return Look(said.get("title"), said.get("footer"), f"@media screen {{{style}}}\n" if style else "")


def _colours(path: Path, scheme: str, colours: dict[str, object]) -> str:
    out = []
    for name, value in colours.items():
        if name not in COLOURS:
            raise TpcliError(f"{path}: there is no colour '{name}'{did_you_mean(name, COLOURS)}")
        if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
            raise TpcliError(f"{path}: {scheme}.{name} takes a colour such as #0a58a5")
        out.append(f"--{name}: {value};")
    return " ".join(out)
