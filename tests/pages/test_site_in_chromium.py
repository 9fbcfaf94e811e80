"""The site in a real browser: it is searched, read without scripts, read aloud, and runs nothing of a record."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.browser import installed, served
from tests.conftest import Run
from tests.devtools import Browser, chromium
from tests.longer import tries
from tests.pages.test_site import built
from tests.processes import ran
from tpcli.text.folding import tokens

pytestmark = pytest.mark.needs_program("chromium")

AXE = "4.10.2"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser with a profile of its own."""
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, cached: Callable[[Path], Path]) -> Path:
    """The site of a part of the bundled record that has pages of every kind: a page of all sources takes axe long."""
    import os
    import sys

    folder = tmp_path_factory.mktemp("built")
    env = {**os.environ, "XDG_CACHE_HOME": str(cached(folder / "cache"))}
    some = 'milgem OR t129 OR "baghdad pact"'
    page = folder / "site" / "report.html"
    for asked in (
        ["--match", some, "--output", f"{page.parent}/"],
        ["--match", '"baghdad pact"', "--output", str(page)],
    ):
        ran([sys.executable, "-m", "tpcli", "report", *asked], env=env, check=True)
    return page.parent


PAGES = (
    "index.html", "deal/milgem/index.html", "event/baghdad-pact-signed/index.html", "claims/index.html",
    "deals/index.html", "facts/index.html", "theme/nuclear/index.html",
    "source/gsdn-article/index.html", "decade/1950s/index.html", "organisation/asfat/index.html",
    "country/iq/index.html", "fact/milgem-design-rights/index.html", "countries/index.html", "report.html",
)  # fmt: skip


def looked_at(browser: Browser, url: str, *, width: int = 1200, dark: bool = False, scripting: bool = True) -> Browser:
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    browser.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=1500, deviceScaleFactor=1, mobile=width < 500
    )
    browser.call("Emulation.setEmulatedMedia", media="", features=scheme)
    browser.call("Emulation.setScriptExecutionDisabled", value=not scripting)
    browser.open(url)
    return browser


def found(page: Browser, words: str) -> list[str]:
    """What the search finds for words typed into its box, by their addresses."""
    page.run("const box = document.getElementById('words'); box.focus(); box.select()")
    page.call("Input.insertText", text=words)
    script = """
    for (let n = 0; n < 100 && !window.tpcliTokens; n++) await new Promise((done) => setTimeout(done, 50));
    const until = Date.now() + 5000;
    while (!document.getElementById('found').textContent && Date.now() < until)
      await new Promise((done) => setTimeout(done, 50));
    return [...document.querySelectorAll('#results a')].map((a) => a.getAttribute('href'));
    """
    links: list[str] = page.run(script)
    return links


def test_it_is_searched_from_a_disk_and_from_a_subfolder_of_a_server(site: Path, browser: Browser) -> None:
    with served(site.parent) as address:
        for start in (site.as_uri(), f"{address}/site"):
            page = looked_at(browser, f"{start}/deal/milgem/index.html")
            assert "../../deal/t129-atak/index.html" in found(page, "t129 ATAK")[:3]
            assert any("golcuk" in link or "event/" in link for link in found(page, "gölcük"))
            assert all(url.startswith((start, "data:")) for url in page.requested())
            assert page.said() == []


def test_all_of_it_is_read_without_scripts(site: Path, browser: Browser) -> None:
    page = looked_at(browser, f"{site.as_uri()}/deal/milgem/index.html", scripting=False)
    text = page.run("return document.body.innerText")
    assert "Lifecycle" in text
    assert "Sources" in text
    assert not page.run("return document.getElementById('search').checkVisibility()")
    looked_at(browser, f"{site.as_uri()}/index.html")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_stands_out_over_the_edge_of_a_phone(site: Path, browser: Browser, name: str) -> None:
    page = looked_at(browser, f"{site.as_uri()}/{name}", width=320)
    assert page.run("return document.documentElement.scrollWidth") <= 320
    assert page.said() == []


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, installed from the npm registry."""
    folder = installed("axe-core", AXE, tmp_path_factory.mktemp("npm"))
    return (folder / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (390, True)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(site: Path, browser: Browser, axe: str, name: str, width: int, dark: bool) -> None:
    page = looked_at(browser, f"{site.as_uri()}/{name}", width=width, dark=dark)
    page.call("Runtime.evaluate", expression=axe)
    wrong: list[Any] = page.run(
        "const found = await axe.run(document, {preload: false, resultTypes: ['violations']});"
        "return found.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html)])"
    )
    assert wrong == []


FOCUS = """
const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
return [at.getAttribute("href") ?? at.id, look.outlineStyle === "solid" && box.left >= 0 && box.width > 0];
"""
"""What has the focus, and whether that is seen."""


def press_tab(page: Browser) -> Any:
    """Press Tab; what has the focus then."""
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    return page.run(FOCUS)


def press_enter(page: Browser) -> None:
    page.call("Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")


def test_the_keyboard_alone_suffices(site: Path, browser: Browser) -> None:
    page = looked_at(browser, f"{site.as_uri()}/fact/milgem-design-rights/index.html")
    links = page.run("return [...document.querySelectorAll('a, input')].map((e) => e.getAttribute('href') ?? e.id)")
    assert [press_tab(page) for _ in links] == [[link, True] for link in links]
    page = looked_at(browser, page.run("return location.href"))
    assert press_tab(page)[0] == "#main"
    press_enter(page)
    assert press_tab(page)[0] == page.run("return document.querySelector('main a').getAttribute('href')")
    first = found(page, "milgem corvettes")[0]
    assert press_tab(page) == [first, True]
    page.events.clear()
    press_enter(page)
    page.loaded()
    assert page.run("return location.href").endswith(first.removeprefix("../../"))


EVIL = (
    "</title></style></script><script>top.owned=1</script>", "<img src=x onerror=top.owned=1>",
    "\"' onload=top.owned=1 x",
    "javascript:top.owned=1", "data:text/html,<script>top.owned=1</script>", "vbscript:x", "//evil.example/x.js",
    "http://evil.example/\" onmouseover=\"top.owned=1", "file:///etc/passwd", "{{ 7 * 7 }}", "{% raw %}", "]]>", "<!--",
    "\u202e\u0000\x1b[31m", "&lt;script&gt;", "<svg/onload=top.owned=1>", "JaVaScRiPt:top.owned=1", "</dl></main>",
)  # fmt: skip


LINK = 'https://e.example/"><script>top.owned=1</script>'


def evil_record(first: int) -> dict[str, Any]:
    """A record with all of EVIL in every field of every kind; `first` says which the first text begins with."""
    turn = first

    def t() -> str:
        nonlocal turn
        turn = (turn + 1) % len(EVIL)
        return " ".join((*EVIL[turn:], *EVIL[:turn])).replace("\x00", "")

    theme, body, place = t(), t(), t()
    cited = [{"source": f"s<{n}", "supports": t()} for n in range(len(EVIL))]
    sources = [
        {"id": f"s<{n}", "title": t(), "publisher": t(), "author": t(), "url": address, "seen_at": t(), "kind": "news",
         "archived": [{"url": LINK, "at": "2001"}], "accessed": "2002", "published": "2003"}
        for n, address in enumerate(text.replace("\x00", "") for text in EVIL)
    ]  # fmt: skip
    return {
        "record": {"title": t(), "description": t(), "licence": t(), "version": t(), "authors": [t(), t()],
                   "address": LINK, "doi": '10.1234/"><script>',
                   "retired": [{"id": 'old"<', "why": t(), "replaced_by": "f&"}, {"id": "gone'<b>", "why": t()}]},
        "vocabulary": {
            "kinds": [{"id": "kind", "name": t(), "meaning": t()}], "types": [{"id": "type", "name": t()}],
            "countries": [{"id": "TR", "name": t()}],
            "stages": [{"id": "signed", "name": t(), "status": t(), "effect": "advances"}],
            "fields": {"weather": {"kind": "text", "meaning": t()}}, "places": {place: {"lat": 1, "lon": 2}},
        },
        "events": [{"id": 'ev"<x>', "date": "2001", "title": t(), "summary": t(), "place": place, "kind": "kind",
                    "themes": [theme], "countries": ["TR"], "organisations": [body, t()], "deal": "d'>",
                    "stage": "signed", "conflicts": t(), "weather": t(), "sources": [*cited, LINK]}],
        "deals": [{"id": "d'>", "title": t(), "type": "type", "note": t(), "organisations": [body], "conflicts": t(),
                   "supplier": "TR", "items": [{"designation": t(), "note": t()}],
                   "value": {"amount": 1, "currency": "USD", "note": t()}, "sources": cited[:1]}],
        "facts": [{"id": "f&", "statement": t(), "theme": theme, "note": t(), "evidence": ['ev"<x>', "d'>"],
                   "claimed_by": "s<1", "verdict": "disputed", "conflicts": t(), "sources": ["s<0"]}],
        "sources": sources,
    }  # fmt: skip


@settings(max_examples=tries(1))
@given(first=st.integers(0, len(EVIL) - 1))
def test_text_of_a_record_runs_nothing_and_fetches_nothing(
    run: Run, tmp_path: Path, browser: Browser, first: int
) -> None:
    record = evil_record(first)
    path, look = tmp_path / 'a"><script>.json', tmp_path / "look.toml"
    path.write_text(json.dumps(record), encoding="utf-8")
    look.write_text(f"title = '''{EVIL[0]}'''\nfooter = '''{EVIL[1]}'''\n")
    folder = tmp_path / "site"
    built(run, folder, "--look", str(look), "--data", str(path))
    pages = list(folder.rglob("*.html"))
    assert len(pages) > 30
    for name in pages:
        page = looked_at(browser, name.as_uri())
        assert page.run("return top.owned === undefined")
        assert page.run("return document.querySelectorAll('img, svg:not([role])').length") == 0
        assert all(url.startswith((folder.as_uri(), "data:")) for url in page.requested())
        schemes = page.run("return [...document.querySelectorAll('a:not(svg a)')].map((a) => a.protocol)")
        assert set(schemes) <= {"file:", "http:", "https:"}
        assert page.said() == []


FOLDED = (
    "Gölcük", "İSTANBUL ıĞ", "ﬁn Æsir", "F-16 ١٢٣", "日本 のごみ", "ไทย", "Straße ẞ", "ΣΊΣΥΦΟΣ", "ہندی ي ى", "Đà Nẵng",
    "क्या",
    "e\u0301te\u0301", "①Ⅷ", "Ǆ ŉ", "𝒜𝟙", "x\u200dy", "’s", "Ἀθῆναι", "ᲐᲑ", "ɐⱯ", "한국", "ក្មែរ",
)  # fmt: skip


def test_words_are_folded_as_everywhere(site: Path, browser: Browser) -> None:
    page = looked_at(browser, f"{site.as_uri()}/index.html")
    assert found(page, "milgem")
    letters = [chr(code) for code in range(0x20, 0x3000) if chr(code).isprintable()]
    texts = [*FOLDED, *("".join(letters[n : n + 7]) for n in range(0, len(letters), 7))]
    folded = page.run("return arguments[0].map(tpcliTokens)", texts)
    assert [(text, words) for text, words in zip(texts, folded, strict=True) if words != tokens(text)] == []
