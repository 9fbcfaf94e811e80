"""Addresses of the web that are not likely to last, by their hosts."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

_ARCHIVE_TODAY = re.compile(r"(.*\.)?archive\.(today|ph|is|li|md|vn|fo)")
"""archive.today and its other names."""
_NUMBER = re.compile("[0-9]+|0x[0-9a-f]*")
"""How the last part of an IPv4 address may be written, and that of no name (WHATWG URL Standard, 3.5)."""
_STAGING = frozenset({
    "beta", "dev", "devel", "development", "localhost", "preprod", "preview", "qa", "sandbox", "stage", "staging",
    "stg", "test", "testing", "uat",
})  # fmt: skip
_LOCAL = ("internal", "lan", "local", "localhost", "onion", "test")
"""Top-level names that the public web does not have (RFC 2606, RFC 6761, RFC 7686)."""
_SECOND = frozenset({"ac", "co", "com", "edu", "gen", "gob", "gov", "go", "mil", "net", "or", "org"})
"""Second-level domains of countries: the name in `test.co.uk` is `test`."""
_ARCHIVES = re.compile(r"(.*\.)?(archive\.org|perma\.cc|webcitation\.org|webarchive\.[a-z.]+|archive-it\.org)")


def host_of(address: str) -> str:
    """The host of an address in lower case; empty where it has none."""
    try:
        return (urlsplit(address.strip()).hostname or "").rstrip(".")
    except ValueError:  # Half of an IPv6 address.
        return ""


def unstable(address: str) -> str | None:
    """Why the host of an address will not last, for `HOST is ...`; None where nothing speaks against it."""
    return _unstable(host_of(address))


@lru_cache(maxsize=4096)  # Many addresses are of few hosts.
def _unstable(host: str) -> str | None:
    if not host:
        return None
    if ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]):
        return "a bare IP address, which is somebody else's tomorrow"
    if _ARCHIVE_TODAY.fullmatch(host):
        return "archive.today, whose copies major reference works no longer accept"
    labels = host.split(".")
    if len(labels) == 1 or labels[-1] in _LOCAL:
        return "no host of the public web"
    named = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND else 2
    for label in labels[:-named]:
        parts = [part.rstrip("0123456789") for part in label.split("-")]
        if parts[0] in _STAGING or parts[-1] in _STAGING:
            return "a staging or test host, which is taken down without notice"
    return None


def is_archive(address: str) -> bool:
    """Whether an address is a copy in a web archive already."""
    return _ARCHIVES.fullmatch(host_of(address)) is not None
