"""Text from a record is text: on a terminal it neither styles nor moves anything, and only web and mail are links.

All that reaches a terminal passes `shown` or `plain`, at one of two doors: the streams of `output.answer` and the
segments of `terminal.grid`.
"""

import re

# C0 and C1 controls, line and paragraph separators, the marks that turn the direction of text (UAX #9), deprecated and
# annotation marks, and surrogates, which stand for bytes that are no text.
_UNSAFE = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
_BREAKS = "[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+"
_SCHEMES = ("http", "https", "mailto", "doi")


def plain(text: str) -> str:
    """The text as people may be shown it: on one line, each control character a visible replacement."""
    if text.isprintable():
        return text
    return re.sub(f"[{_UNSAFE}]", "\N{REPLACEMENT CHARACTER}", re.sub(_BREAKS, " ", text))


def shown(text: str) -> str:
    """Whole lines as people may be shown them: line ends and tabs stay, other controls become visible."""
    if text.isprintable():
        return text
    return re.sub(rf"(?![\n\t])[{_UNSAFE}]", "\N{REPLACEMENT CHARACTER}", text)


def escaped(text: str) -> str:
    """A text within the double quotes of JSON or YAML: each control character, but for line ends, as its escape."""
    if text.isprintable():
        return text
    return re.sub(rf"(?!\n)[{_UNSAFE}]", lambda match: f"\\u{ord(match.group()):04x}", text)


def is_clean(text: str) -> bool:
    """Whether there is no control character in a text."""
    return text.isprintable() or re.search(f"[{_UNSAFE}]", text) is None


def link(address: str | None) -> str | None:
    """The address as a link may lead to it, of the web, of mail or a DOI; None for all else.

    What no address holds as it is (blanks, controls, quotes, angle brackets, RFC 3986, 2) is percent-encoded. A DOI
    leads to doi.org.
    """
    scheme, colon, rest = (address or "").strip().partition(":")
    if not colon or not rest or scheme.lower() not in _SCHEMES:
        return None
    if scheme.lower().startswith("http") and not re.match(r"//[^\s/?#]", rest):
        return None
    if not is_clean(rest):
        return None
    start = "https://doi.org/" if scheme.lower() == "doi" else f"{scheme}:"
    return start + re.sub(r'[\s<>"\\^`{|}]', lambda match: _percent(match.group()), rest)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())
