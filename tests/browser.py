"""A page in a real, headless Chromium: what it draws, what it says, what it asks for."""

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""An option of the browser that lets it find nothing but what is served here."""


class Page(NamedTuple):
    """A page once it stands still."""

    dom: str
    """Its document as HTML, after its scripts."""
    console: list[str]
    """What the console says."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder served on the loopback interface."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def drawn(url: str, profile: Path, *options: str) -> Page:
    """The page at an address, after its scripts have had ten seconds of the page's own time."""
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--enable-logging=stderr", f"--user-data-dir={profile}", "--virtual-time-budget=10000", *options,
        "--dump-dom", url,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=120)
    return Page(done.stdout, re.findall(r'CONSOLE[^"]*"(.*)", source', done.stderr))
