"""The lines of a text, by the places of its characters: where they begin and end, and what breaks them."""

import re

BREAK = re.compile("\r\n|\n|\r")


def line_break(text: str) -> str:
    """The line break that a text uses."""
    breaks = text.count("\n")
    if breaks:
        return "\r\n" if 2 * text.count("\r\n") > breaks else "\n"
    return "\r" if "\r" in text else "\n"


def line_start(text: str, at: int) -> int:
    """Where the line begins that holds the character at `at`, a line's break being part of it."""
    if at > 0 and text[at - 1 : at + 1] == "\r\n":
        at -= 1
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    match = BREAK.search(text, at)
    return match.start() if match else len(text)


def next_line(text: str, at: int) -> int:
    match = BREAK.search(text, at)
    return match.end() if match else len(text)


def below(text: str, end: int) -> int:
    """Where the line after a value begins that ends at `end`, perhaps with a line break."""
    return end if end > 0 and text[end - 1] in "\r\n" else next_line(text, end)


def own_lines(text: str, spot: int, lines: str) -> str:
    """The lines with the break that sets them apart from what is there: before them at the end of an unended line."""
    newline = line_break(text)
    return newline + lines if spot > 0 and text[spot - 1] not in "\r\n" else lines + newline
