"""The report in a real browser: it draws, the filter filters, nothing is fetched, nothing goes wrong."""

import base64
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.devtools import Browser, chromium
from tests.processes import ran

pytestmark = pytest.mark.needs_program("chromium")

Open = Callable[..., Browser]

CONTRASTS = """
const luminance = (color) => {
  const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((n) => n / 255)
    .map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const color = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)$/.test(color)) return color;
  }
  return 'rgb(255, 255, 255)';
};
const low = [];
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  if (!own || !element.checkVisibility()) continue;
  const style = getComputedStyle(element);
  const ink = element.closest('svg') ? style.fill : style.color;
  const [one, two] = [luminance(ink), luminance(ground(element))];
  const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  if (ratio < 4.5) low.push(`${element.tagName} ${element.className} ${ratio}`);
}
return low.slice(0, 5);
"""


def made(folder: Path, cache: Path, *arguments: str, more: Sequence[str] = ()) -> Path:
    """A report, made by the program as a process."""
    path = folder / "report.html"
    env = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-m", "tpcli", *arguments, "report", *more, "--output", str(path)]
    done = ran(command, env=env)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, cached: Callable[[Path], Path]) -> Path:
    """The report of the whole bundled record."""
    folder = tmp_path_factory.mktemp("report")
    return made(folder, cached(folder / "cache"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, cached: Callable[[Path], Path]) -> Path:
    """The report of a part of it, for what is the same of every entry and takes a browser long."""
    folder = tmp_path_factory.mktemp("small")
    return made(folder, cached(folder / "cache"), more=("--deal", "milgem"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a profile of its own."""
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def opened(browser: Browser) -> Open:
    """Opens a page at a width, in a colour scheme, with scripting or without."""

    def go(path: Path, width: int = 1200, *, dark: bool = False, scripting: bool = True) -> Browser:
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        browser.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=1500, deviceScaleFactor=1, mobile=width < 500
        )
        browser.call("Emulation.setEmulatedMedia", media="", features=scheme)
        browser.call("Emulation.setScriptExecutionDisabled", value=not scripting)
        browser.open(path.as_uri())
        return browser

    return go


def shown(page: Browser, selector: str) -> int:
    script = "return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility()).length"
    number: int = page.run(script, selector)
    return number


def typed(page: Browser, words: str) -> None:
    """Puts words into the filter box as a keyboard does, in place of what stands there."""
    page.run("const box = document.getElementById('words'); box.focus(); box.select()")
    page.call("Input.insertText", text=words)


def test_it_draws_fetches_nothing_and_logs_nothing(report: Path, opened: Open) -> None:
    page = opened(report)
    events = shown(page, "li.entry[id^='event-']")
    assert events > 400
    assert shown(page, ".wide circle") >= events
    box = page.run("return document.querySelector('.wide svg').getBoundingClientRect().toJSON()")
    assert box["width"] > 800
    assert box["height"] > 200
    assert page.run("return document.querySelector('.wide circle').getBoundingClientRect().width") > 3
    assert {url for url in page.requested() if not url.startswith("data:")} == {report.as_uri()}
    assert page.said() == []


def test_the_filter_filters(report: Path, opened: Open) -> None:
    page = opened(report)
    everything = shown(page, ".entry")
    assert shown(page, "#words") == 1
    typed(page, "AKINCI drone")
    some = shown(page, ".entry")
    assert 0 < some < everything
    for text in page.run("return [...document.querySelectorAll('.entry:not([hidden])')].map((e) => e.textContent)"):
        folded = text.replace("ı", "i").lower()
        assert "akinci" in folded
        assert "drone" in folded
    assert page.run("return document.getElementById('found').textContent") == f"{some} of {everything} shown"
    dimmed = page.run("return document.querySelectorAll('svg a.out').length")
    assert 0 < dimmed < shown(page, ".wide svg a")
    assert page.run(
        "return [...document.querySelectorAll('.group:not([hidden])')]"
        ".every((group) => group.querySelector('.entry:not([hidden])'))"
    )
    typed(page, "zzzz")
    assert shown(page, ".entry") == 0
    # A link to what the filter hides shows it again.
    page.run(
        "const changed = new Promise((done) => addEventListener('hashchange', () => setTimeout(done, 0)));"
        "location.hash = document.querySelector('.entry').id; await changed"
    )
    assert shown(page, ".entry") == everything
    assert page.said() == []


def test_it_works_with_scripting_off(small: Path, opened: Open) -> None:
    page = opened(small, scripting=False)
    entries = shown(page, "li.entry[id^='event-']")
    assert entries > 5
    assert shown(page, ".wide circle") >= entries
    assert shown(page, "#filter") == 0
    opened(small)


@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_stands_out_over_the_edge_of_a_small_screen(report: Path, opened: Open, width: int) -> None:
    page = opened(report, width)
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert (shown(page, ".narrow svg"), shown(page, ".wide svg")) == ((1, 0) if width < 700 else (0, 1))
    small = page.run(
        "return Math.min(...[...document.querySelectorAll('p, li, dd')].filter((e) => e.checkVisibility())"
        ".map((e) => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert small >= 14


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_its_ground(small: Path, opened: Open, dark: bool) -> None:
    page = opened(small, dark=dark)
    ground = page.run("return getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is not dark
    assert page.run(CONTRASTS) == []


def test_it_prints_without_what_is_for_the_screen_only(small: Path, opened: Open) -> None:
    page = opened(small, dark=True)
    page.call("Emulation.setEmulatedMedia", media="print")
    assert (shown(page, "nav"), shown(page, "#filter"), shown(page, ".skip")) == (0, 0, 0)
    assert page.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    printed = base64.b64decode(page.call("Page.printToPDF", pageRanges="1")["data"])
    assert printed[:5] == b"%PDF-"


def test_assistive_technology_finds_landmarks_and_names(small: Path, opened: Open) -> None:
    page = opened(small)
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    nodes = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in tree
        if not node.get("ignored") and "role" in node
    ]
    roles = {role for role, _ in nodes}
    assert {"banner", "navigation", "search", "main", "contentinfo", "heading", "list"} <= roles
    assert ("searchbox", "Filter") in nodes
    assert sum(role == "graphics-document" for role, _ in nodes) == 1
    assert all(name for role, name in nodes if role in ("link", "heading", "graphics-document"))


def test_text_of_a_record_runs_nothing(tmp_path: Path, opened: Open) -> None:
    evil = "</style></script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    record = tmp_path / "record.json"
    record.write_text(
        json.dumps({"events": [{"date": "2001", "title": evil, "summary": evil, "themes": [evil], "place": evil}]}),
        encoding="utf-8",
    )
    page = opened(made(tmp_path, tmp_path / "cache", "--data", str(record)))
    assert page.run("return document.title") == "record"
    assert shown(page, "h4") == 1
    assert page.run("return document.querySelector('h4').textContent") == evil
    assert page.said() == []
    assert all(url.startswith(("file:", "data:")) for url in page.requested())
