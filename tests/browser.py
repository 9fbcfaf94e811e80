"""A page in a real, headless Chromium: what it draws, what it says, what it asks for."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.processes import ran

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


def installed(package: str, version: str, folder: Path) -> Path:
    """The folder of a package of npm, from npm's cache where it is there; skips the test where it can't be had."""
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("needs npm")
    options = ("--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1")
    done = ran([npm, "install", *options, f"{package}@{version}"], cwd=folder)
    if done.returncode:
        pytest.skip(f"needs {package} from the npm registry: {done.stderr.strip()[-200:]}")
    return folder / "node_modules" / package


def drawn(url: str, profile: Path, *options: str) -> Page:
    """The page at an address, after its scripts have had ten seconds of the page's own time."""
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--enable-logging=stderr", f"--user-data-dir={profile}", "--virtual-time-budget=10000", *options,
        "--dump-dom", url,
    ]  # fmt: skip
    done = ran(command, check=True)
    return Page(done.stdout, re.findall(r'CONSOLE[^"]*"(.*)", source', done.stderr))
