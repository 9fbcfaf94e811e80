"""The events before and after one, within its deal or its first theme, are those that a plain loop finds."""

import json
import random
from pathlib import Path

import pytest

from tests.conftest import Run
from tpcli.query.details import BESIDE


@pytest.mark.parametrize("rare", [0, 20, 1000])
def test_the_events_beside_one_are_those_of_its_theme(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr("tpcli.query.details.RARE", rare)
    chance = random.Random(5)
    events = [
        {"id": f"e{n:02}", "date": str(chance.randrange(1950, 1990)), "title": "A", "themes": chance.sample("abc", 2)}
        | ({"deal": "d"} if n % 5 == 0 else {})
        | ({"themes": []} if n % 7 == 0 else {})
        for n in range(60)
    ]
    deals = [{"id": "d", "title": "D", "supplier": "TR", "recipient": "PK"}]
    path = tmp_path / "record.json"
    path.write_text(json.dumps({"events": events, "deals": deals}), encoding="utf-8")
    shown = json.loads(run("--data", str(path), "show", *(str(e["id"]) for e in events), "--format", "json").stdout)
    for event, found in zip(events, shown, strict=True):
        if "deal" in event:
            among = [other for other in events if "deal" in other]
        elif not event["themes"]:
            among = [event]
        else:
            among = [other for other in events if event["themes"][0] in other["themes"]]
        ids = [other["id"] for other in sorted(among, key=lambda other: (other["date"], other["id"]))]
        at = ids.index(event["id"])
        beside = ids[max(at - BESIDE, 0) : at] + ids[at + 1 : at + 1 + BESIDE]
        assert [line["id"] for line in found["neighbours"]] == beside
