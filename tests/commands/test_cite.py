"""References in the styles that people ask for, by the citation processor."""

import sys
from pathlib import Path

from tests.conftest import Run
from tests.processes import ran

SOURCES = """\
sources:
  - {id: report, title: Ships for Pakistan, author: 'Ann B. Smith and Cem Öz', publisher: Institute, published: 2018~,
     kind: think-tank, url: 'https://example.org/ships'}
  - {id: news, title: 'Four <b>ships</b> *ordered*', publisher: Gazette, published: 2018-07-06, kind: news,
     url: 'https://example.org/a?b=c_d_e'}
events:
  - {id: signed, date: 2018-07-05, title: Signed, deal: ships, stage: signed,
     sources: [report, news, 'https://example.org/bare']}
deals: [{id: ships, title: Ships, sources: [news]}]
facts: [{id: first, statement: First, claimed_by: report, sources: [news]}]
"""


def test_styles(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(SOURCES, encoding="utf-8")

    def cite(*arguments: str) -> list[str]:
        done = run("--data", str(mine), "cite", *arguments)
        assert done.returncode == 0
        return done.stdout.replace("\u2060", "").splitlines()

    assert cite("signed", "ships", "first") == [
        "Four <b>ships</b> *ordered*. (2018, July 6). Gazette. https://example.org/a?b=c_d_e",
        "https://example.org/bare. (n.d.). https://example.org/bare",
        "Smith, A. B., & Öz, C. (ca. 2018). Ships for Pakistan. Institute. https://example.org/ships",
    ]
    assert cite("first", "--style", "chicago-notes") == [
        "Gazette. “Four <b>ships</b> *ordered*.” July 6, 2018. https://example.org/a?b=c_d_e.",
        "Smith, Ann B., and Cem Öz. Ships for Pakistan. Institute, [2018?]. https://example.org/ships.",
    ]
    assert cite("ships", "--style", "MLA") == [
        "“Four <b>ships</b> *ordered*.” Gazette, 6 July 2018, https://example.org/a?b=c_d_e."
    ]
    assert cite("news", "--style", "american-political-science-association")[0].startswith("“Four <b>ships</b>")


def test_titles_and_names_keep_their_capitals(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "sources: [{id: tr, title: Türkiye ve Pakistan arasında imzalanan anlaşma, author: Ann Turk, kind: news,\n"
        " publisher: Le Monde diplomatique en français}, {id: en, title: Two ships sail, kind: news, language: en}]\n"
    )
    for style in ("chicago", "apa", "mla", "harvard", "ieee"):
        text = run("--data", str(mine), "cite", "tr", "en", "--style", style).stdout
        assert "Türkiye ve Pakistan arasında imzalanan anlaşma" in text
        assert "Le Monde diplomatique en français" in text
        assert ("Two Ships Sail" in text) == (style in ("chicago", "mla"))


def test_bibtex_is_what_the_export_writes(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(SOURCES, encoding="utf-8")
    cited = run("--data", str(mine), "cite", "news", "report", "--style", "bibtex").stdout
    exported = run("--data", str(mine), "export", "bibtex").stdout.partition("\n@misc{example-org-bare")[0]
    assert cited == exported[exported.index("@") :]  # Before that is what record it is of.


def test_what_is_wrong_is_said(run: Run, record: Path) -> None:
    unknown = run("--data", str(record), "cite", "atlas", "--style", "harvrd")
    assert (unknown.returncode, unknown.stderr.splitlines()[0]) == (
        2, "tpcli: there is no style 'harvrd'; did you mean 'harvard'?"
    )  # fmt: skip
    assert run("--data", str(record), "cite", "atlas", "--style", "../../apa").returncode == 2
    assert run("--data", str(record), "cite", "nothing").returncode == 2
    notes = run("--data", str(record), "cite", "atlas", "--style", "chicago-notes-no-url")
    assert (notes.returncode, "makes no list of references" in notes.stderr) == (2, True)
    assert run("--data", str(record), "cite", "about-1958").stderr == "tpcli: no sources are cited\n"


def test_without_the_extra_the_error_says_what_to_install(environment: dict[str, str]) -> None:
    program = "import sys; sys.modules['pypandoc'] = None; from tpcli.cli import main; main()"
    command = [sys.executable, "-c", program, "cite", "milgem"]
    done = ran(command, env=environment)
    assert done.stderr == "tpcli: this needs pypandoc, which is not installed: pip install 'tpcli[cite]'\n"
