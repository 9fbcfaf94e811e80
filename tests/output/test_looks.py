"""A stage looks like what it does to a deal, whatever its name is."""

import re
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.output.looks import EFFECTS, USUAL, marks_of

OWN = """\
vocabulary:
  stages:
    - {id: ordered, status: ordered}
    - {id: afloat, status: afloat}
    - {id: scrapped, status: scrapped, effect: ends}
    - {id: moored, status: moored, effect: pauses}
deals:
  - {id: ferry, title: A ferry, value: {amount: 1, currency: EUR}}
  - {id: tug, title: A tug, value: {amount: 1, currency: EUR}}
  - {id: raft, title: A raft, value: {amount: 1, currency: EUR}}
  - {id: boat, title: A boat, value: {amount: 1, currency: EUR}}
events:
  - {date: 1955, title: Ordered, deal: ferry, stage: ordered}
  - {date: 1956, title: Given up, deal: ferry, stage: scrapped}
  - {date: 1957, title: Ordered too, deal: tug, stage: ordered}
  - {date: 1958, title: Launched, deal: raft, stage: afloat}
  - {date: 1959, title: Laid up, deal: boat, stage: moored}
"""
DOES = {"scrapped": "ends", "ordered": "advances", "afloat": "completes", "moored": "pauses"}
CODES = {"red": "31", "yellow": "33", "green": "32"}


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A record whose stages and statuses have no name that ours have."""
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    return str(path)


def test_a_stage_of_ones_own_that_ends_a_deal_is_drawn_as_an_end(run: Run, mine: str) -> None:
    page = run("--data", mine, "show", "ferry", "--format", "table").stdout
    assert "\u2717 1956" in page
    assert "\u25cf 1955" in page


@pytest.mark.parametrize(
    "asked",
    [["deals"], ["list", "statuses"], ["chart", "deals"]]
    + [[*command, "--by", "status"] for command in (["stats"], ["stats", "--sum", "value"], ["chart", "stats"])],
    ids=" ".join,
)
def test_a_status_has_the_colour_of_its_effect(run: Run, mine: str, asked: list[str]) -> None:
    env = {"TERM": "xterm-256color", "COLUMNS": "120", "PAGER": "cat"}
    lines = run("--data", mine, *asked, env=env, terminal=True).stdout.splitlines()
    for status, effect in DOES.items():
        line = next(line for line in lines if status in line)
        # The word, or the bar behind it.
        assert re.search(rf"\x1b\[{CODES[EFFECTS[effect].colour]}m[^\x1b]*({status}|[█▏▎▍▌▋▊▉])", line), line


def test_a_badge_looks_like_the_effect(run: Run, mine: str, tmp_path: Path) -> None:
    report = run("--data", mine, "report", "--output", "-").stdout
    assert run("--data", mine, "report", "--output", f"{tmp_path / 'site'}/").returncode == 0
    pages = [report, "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "deal").rglob("*.html"))]
    for status, effect in DOES.items():
        assert all(f'<span class="badge {EFFECTS[effect].badge}">{status}</span>' in page for page in pages)
    assert report.count('<li class="ended">') == 2


def test_a_usual_name_has_its_mark_as_long_as_it_does_what_is_usual() -> None:
    own = {"signed": "s", "suspended": "p", "lapsed": "e", "cancelled": "c"}
    assert marks_of(list(own), {**USUAL, "signed": "advances"}, own, "12") == own
    effects = {"signed": "ends", "suspended": "ends", "lapsed": "advances", "cancelled": "pauses", "new": "advances"}
    assert marks_of(list(effects), effects, own, "12") == {
        "signed": "e", "suspended": "e", "lapsed": "1", "cancelled": "p", "new": "2",
    }  # fmt: skip
