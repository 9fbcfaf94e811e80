"""A stage looks like what it does to a deal, whatever its name is."""

from pathlib import Path

from tests.conftest import Run

OWN = """\
vocabulary: {stages: [{id: scrapped, status: scrapped, effect: ends}]}
deals: [{id: ferry, title: A ferry}]
events:
  - {date: 1955, title: Signed, deal: ferry, stage: signed}
  - {date: 1956, title: Given up, deal: ferry, stage: scrapped}
"""


def test_a_stage_of_ones_own_that_ends_a_deal_is_drawn_as_an_end(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(OWN, encoding="utf-8")
    page = run("--data", str(mine), "show", "ferry", "--format", "table").stdout
    assert "\u2717 1956" in page
    assert "\u25cf 1955" in page
    report = run("--data", str(mine), "report", "--output", "-").stdout
    assert report.count('<li class="ended">') == 1
