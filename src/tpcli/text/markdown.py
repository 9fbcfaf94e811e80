"""Text of a record in Markdown: never markup, and only addresses of the web, of mail and DOIs become links."""

import re

from tpcli.text.safe import link, plain

# Any of ASCII's punctuation may be escaped (CommonMark 0.31, 2.4): this is what CommonMark, GitHub or pandoc read.
_ESCAPED = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|~&$@^!"})
_AT_START = re.compile(r"^(\d*)([-+=.)])")
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
# GitHub makes links of `www.` and of any scheme, pandoc dashes and ellipses of hyphens and points.
_FOUND = re.compile(r"(?P<scheme>\b[A-Za-z][\w+.-]*):(?=\S)|\b(?P<www>www)\.|(?P<dashes>--+)|(?P<points>\.\.\.)", re.I)


def text(value: str) -> str:
    """A text as one paragraph, or a part of one, that reads as it was; addresses in it are links, and whole."""
    return _AT_START.sub(r"\1\\\2", cell(value))


def cell(value: str) -> str:
    """Escaped text for a place where no line begins, such as a cell of a table."""
    out, at, line = [], 0, plain(value).strip()
    for match in _ADDRESS.finditer(line):
        address = match.group().rstrip(".,;:!?'\")]}*_")
        out.append(_escaped(line[at : match.start()]) + (autolink(address) or _escaped(address)))
        at = match.start() + len(address)
    return "".join(out) + _escaped(line[at:])


def autolink(address: str) -> str | None:
    """An address as a link that shows it (CommonMark 0.31, 6.5); None where no link may lead there."""
    target = link(address)
    return f"<{target}>" if target else None


def unlinked(value: str) -> str:
    """A text in which nothing is a link, such as an address that no link may lead to."""
    return _AT_START.sub(r"\1\\\2", _escaped(plain(value).strip()))


def _escaped(value: str) -> str:
    return _FOUND.sub(_apart, value.translate(_ESCAPED))


def _apart(match: re.Match[str]) -> str:
    if match["scheme"]:
        return f"{match['scheme']}\\:"
    if match["www"]:
        return f"{match['www']}\\."
    return "".join(f"\\{character}" for character in match.group())
