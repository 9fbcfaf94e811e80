"""Fields that are encoded for counting, and those that have too many values to be."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from tpcli.index import encoded
from tpcli.index.cache import open_index
from tpcli.query.counts import counts
from tpcli.query.functions import add_functions
from tpcli.query.question import Question


@pytest.mark.parametrize(("most", "known"), [(0, []), (5, ["kind"]), (100, ["date", "kind"])])
def test_what_is_not_encoded_is_counted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, known: list[str]
) -> None:
    monkeypatch.setattr(encoded, "MOST_VALUES", most)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    dates = ["1955-02", "1955-02", "1956", *(f"196{n}" for n in range(10))]
    events = [{"date": date, "title": f"Visit {n}", "kind": "visit"} for n, date in enumerate(dates)]
    record = tmp_path / "events.json"
    record.write_text(json.dumps(events), "utf-8")
    with closing(open_index(str(record))) as connection:
        held = {field for (field,) in connection.execute("SELECT field FROM encoded")}
        assert [field for field in ("date", "kind") if field in held] == known
        add_functions(connection)
        found = counts(connection, Question(), "events", ["decade", "kind"])
    assert dict(found) == {("1950s", "visit"): 3, ("1960s", "visit"): 10}
