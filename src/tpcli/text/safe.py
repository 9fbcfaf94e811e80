"""Text from a record is text: on a terminal it neither styles nor moves anything."""

import re

# C0 and C1 controls, line and paragraph separators, and the marks that turn the direction of text (UAX #9).
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
_BREAKS = "[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+"


def one_line(text: str) -> str:
    """The text with tabs and line breaks turned to spaces, else unchanged."""
    return re.sub(_BREAKS, " ", text)


def plain(text: str) -> str:
    """The text as a terminal may show it: on one line, each control character a visible replacement."""
    if text.isprintable() and text.isascii():
        return text
    return re.sub(_UNSAFE, "\N{REPLACEMENT CHARACTER}", one_line(text))
