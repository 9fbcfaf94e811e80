"""The text of a file that comes from elsewhere: how large it may be, and in which encoding it is."""

import re
from typing import BinaryIO

from tpcli.errors import TpcliError, UsageError

MOST_BYTES = 2**28
"""The largest file to import in bytes: all of it is kept in memory."""

_FOREIGN = (
    (rb"PK\x03\x04", "a spreadsheet, a document or an archive: save it as CSV (UTF-8) in the program that made it"),
    (rb"\xd0\xcf\x11\xe0", "an old spreadsheet or document: save it as CSV (UTF-8) in the program that made it"),
    (rb"%PDF", "a PDF: copy its text into a list or a table"),
    (rb"\{\\rtf", "a text in RTF: save it as plain text or CSV (UTF-8)"),
    (rb"SQLite format 3", "a database of SQLite: write a table of it as CSV"),
    (rb"\x1f\x8b", "compressed by gzip: unpack it first"),
    (rb"(?i)<(\?xml|!doctype|html|table|rss|feed)\b", "HTML or XML: save it as CSV or JSON"),
    (rb"@\w+\{", "BibTeX: save it as CSL-JSON in a reference manager, or by pandoc -f bibtex -t csljson"),
    (rb"TY  - ", "RIS: save it as CSL-JSON in a reference manager"),
)
"""What begins a file of a kind that is not read, and what to do with it."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def content_of(stream: BinaryIO, name: str) -> bytes:
    """All bytes of a file. Raises TpcliError where it is larger than MOST_BYTES, or never ends."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TpcliError(f"{name}: it holds more than {MOST_BYTES >> 20} MB, or never ends: import it in parts")
    return content


def text_of(content: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the encoding that it is in: the one that is given, or UTF-8, or UTF-16 with its mark.

    No other encoding is guessed. Raises TpcliError, which names the one that it could be; UsageError where there is no
    encoding of the given name.
    """
    begin = content[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, kind in _FOREIGN:
        if re.match(pattern, begin):
            raise TpcliError(f"{name}: this is {kind}")
    told = encoding or next((found for mark, found in _MARKS if content.startswith(mark)), "utf-8")
    if told == "utf-8" and not encoding and (guess := _wide(content)):
        raise TpcliError(f"{name}: this looks like UTF-16 without its mark: say --encoding {guess}")
    try:
        text = content.decode(told)
        if encoding:
            text.encode()  # What is no letter, but half of one, comes of codecs such as utf-7 alone.
    except UnicodeDecodeError as error:
        raise TpcliError(_undecoded(content, name, told, error)) from None
    except (LookupError, ValueError):  # The latter of names that are no text, and of codecs that say no more.
        raise UsageError(
            f"--encoding: no encoding '{told}' reads {name}: utf-8, utf-16, cp1252 and latin-1 are some"
        ) from None
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise TpcliError(f"{name}:{line}: a NUL character stands here: this is no text")
    return text.removeprefix("\ufeff"), told


def _wide(content: bytes) -> str | None:
    """The UTF-16 variant of bytes of which every other one is mostly zero."""
    head = content[:1000]
    zeros = [head[start::2].count(0) for start in (0, 1)]
    if sum(zeros) < 2 or max(zeros) * 4 < len(head) // 2 * 3 or min(zeros) * 4 > len(head) // 2:
        return None
    return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"


def _undecoded(content: bytes, name: str, told: str, error: UnicodeDecodeError) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    what = f"{name}:{line}: byte 0x{content[error.start]:02x} is not {told.upper().removesuffix('-SIG')}"
    if told.startswith("utf-16"):
        return f"{name}: the file is not whole, or not UTF-16"
    if told != "utf-8":
        return f"{what}: name the encoding that the file is in with --encoding"
    if turkish := re.search(rb"[\xd0\xdd\xde\xf0\xfd\xfe]", content):
        held = _word_at(content, turkish.start())
        one, other = (held.decode(name, "replace") for name in ("cp1252", "cp1254"))
        return (
            f"{what}. As Latin-1 (Windows-1252) a word there is '{one}', as Turkish (Windows-1254) '{other}': "
            "say --encoding cp1252 or --encoding cp1254, whichever is right"
        )
    word = _word_at(content, error.start).decode("cp1252", "replace")
    return f"{what}. As Latin-1 (Windows-1252) the word there is '{word}': if that is right, say --encoding cp1252"


def _word_at(content: bytes, at: int) -> bytes:
    """The word that a byte is in."""
    start = max(content.rfind(end, 0, at) for end in b' ,;\t\n\r"|') + 1
    match = re.match(rb"[^ ,;\t\n\r\"|]*", content[start : start + 80])
    return match[0] if match else b""
