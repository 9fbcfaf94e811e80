"""tpcli stats against a plain count in Python over the record."""

import csv
import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Run
from tpcli.dates.edtf import civil
from tpcli.query.money import add_sums
from tpcli.record.entries import Deal, Event
from tpcli.record.lifecycle import Step, standings
from tpcli.record.problems import Wrong
from tpcli.record.reading.record import Record
from tpcli.record.values import amount


def of_deal(record: Record, deal: Deal) -> list[Event]:
    return sorted((e for e in record.events if e.deal == deal.id), key=lambda e: (e.date.start, e.date.end, e.id))


def status(record: Record, deal: Deal) -> str | None:
    steps = [Step(e.date.start, e.date.end, e.id, e.stage, e.quantity) for e in of_deal(record, deal) if e.stage]
    found = standings(steps, record.vocabulary.stages or {})
    return found[-1].status if found else None


def counted(run: Run, *arguments: str) -> dict[object, int]:
    """What `tpcli stats` says, by its values."""
    done = run("stats", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    out: dict[object, int] = {}
    for row in json.loads(done.stdout):
        *keys, number = row.values()
        out[keys[0] if len(keys) == 1 else tuple(keys)] = number
    return out


def _year(event: Event) -> str | None:
    """An interval counts where it begins, a set where all of its dates fall into one year."""
    first, last = (civil(day)[0] for day in (event.date.start, event.date.end))
    return str(first) if first == last or event.date.precision != "set" else None


def _decade(event: Event) -> str | None:
    first, last = (civil(day)[0] // 10 for day in (event.date.start, event.date.end))
    return f"{first}0s" if first == last or event.date.precision != "set" else None


@pytest.mark.parametrize("by", ["decade", "year", "theme", "country", "kind", "organisation"])
def test_events_are_counted_by_each_field(run: Run, bundled: Record, by: str) -> None:
    fields: dict[str, Callable[[Event], Iterable[str | None]]] = {
        "decade": lambda e: [_decade(e)],
        "year": lambda e: [_year(e)],
        "theme": lambda e: e.themes,
        "country": lambda e: e.countries,
        "kind": lambda e: [e.kind],
        "organisation": lambda e: e.organisations or [None],
    }
    assert counted(run, "--by", by) == Counter(value for event in bundled.events for value in set(fields[by](event)))


def test_deals_are_counted_by_type_and_status(run: Run, bundled: Record) -> None:
    assert counted(run, "--by", "type") == Counter(deal.type for deal in bundled.deals)
    assert counted(run, "--by", "status") == Counter(status(bundled, deal) for deal in bundled.deals)
    pairs = Counter((status(bundled, deal), deal.type) for deal in bundled.deals)
    assert counted(run, "--by", "status", "--by", "type") == pairs


def test_facts_are_counted_by_verdict(run: Run, bundled: Record) -> None:
    assert counted(run, "--by", "verdict") == Counter(fact.verdict for fact in bundled.facts)
    nuclear = Counter(fact.verdict for fact in bundled.facts if fact.theme == "nuclear")
    assert counted(run, "--by", "verdict", "--theme", "nuclear") == nuclear


def test_a_cross_table_has_every_pair(run: Run, bundled: Record) -> None:
    pairs = Counter((_decade(e), theme) for e in bundled.events for theme in set(e.themes))
    assert counted(run, "--by", "decade", "--by", "theme") == pairs
    lines = run("stats", "--by", "decade", "--by", "theme", "--format", "markdown").stdout.splitlines()
    heads = [cell.strip() for cell in lines[0].strip("|").split("|")]
    wide = {}
    for line in lines[2:]:
        decade, *numbers = [cell.strip() for cell in line.strip("|").split("|")]
        wide.update({(decade, theme): int(n) for theme, n in zip(heads[1:], numbers, strict=True) if n != "0"})
    assert wide == pairs


def test_filters_of_deals_narrow_events_and_the_reverse(run: Run, bundled: Record) -> None:
    lapsed = {deal.id for deal in bundled.deals if status(bundled, deal) == "lapsed"}
    assert lapsed
    # --status counts deals, so what is counted by kind are the kinds of their events, each once a deal.
    kinds = Counter(kind for id_ in lapsed for kind in {e.kind for e in bundled.events if e.deal == id_})
    assert counted(run, "--by", "kind", "--status", "lapsed") == kinds
    strained = {e.deal for e in bundled.events if "challenges" in e.themes and e.deal}
    assert strained
    types = Counter(deal.type for deal in bundled.deals if deal.id in strained)
    assert counted(run, "--by", "type", "--theme", "challenges") == types
    on_milgem = {e.id for e in bundled.events if e.deal == "milgem"} | {"milgem"}
    verdicts = Counter(fact.verdict for fact in bundled.facts if on_milgem & set(fact.evidence))
    assert verdicts
    assert counted(run, "--by", "verdict", "--deal", "milgem") == verdicts


def test_a_range_and_a_day_to_look_from(run: Run, bundled: Record) -> None:
    years = counted(run, "--by", "year", "--from", "1954", "--to", "1955")
    assert set(years) - {None} <= {str(year) for year in range(1900, 1956)}
    assert years["1954"] == sum(_year(e) == "1954" for e in bundled.events)
    early = sum(counted(run, "--by", "status", "--as-of", "2010").values())
    assert 0 < early < len(bundled.deals)


def test_values_are_summed_a_currency_at_a_time_and_disputes_apart(run: Run, bundled: Record) -> None:
    rows = json.loads(run("stats", "--sum", "value", "--format", "json").stdout)
    for currency in {row["currency"] for row in rows}:
        summed = {
            name: sum(row[name] or 0 for row in rows if row["currency"] == currency)
            for name in ("deals", "value", "apart", "apart_low", "apart_high")
        }
        mine = [d.value for d in bundled.deals if (d.value.currency if d.value else None) == currency]
        known = [value for value in mine if value]
        apart = [v for v in known if v.disputed or v.amount_max is not None]
        assert summed == {
            "deals": len(mine),
            "value": sum(v.amount for v in known if v not in apart),
            "apart": len(apart),
            "apart_low": sum(v.amount for v in apart),
            "apart_high": sum(v.amount_max or v.amount for v in apart),
        }
    assert sum(row["deals"] for row in rows) == len(bundled.deals)
    by_type = json.loads(run("stats", "--sum", "value", "--by", "type", "--format", "json").stdout)
    assert sum(row["deals"] for row in by_type) == len(bundled.deals)


def test_sums_are_crossed_by_two_fields(run: Run, bundled: Record) -> None:
    rows = json.loads(run("stats", "--sum", "value", "--by", "type", "--by", "status", "--format", "json").stdout)
    wanted: dict[tuple[str | None, ...], list[Deal]] = {}
    for deal in bundled.deals:
        currency = deal.value.currency if deal.value else None
        wanted.setdefault((deal.type, status(bundled, deal), currency), []).append(deal)
    assert len(rows) == len(wanted) > 10
    for row in rows:
        deals = wanted[row["type"], row["status"], row["currency"]]
        values = [deal.value for deal in deals if deal.value]
        settled = [v.amount for v in values if not v.disputed and v.amount_max is None]
        apart = [(v.amount, v.amount_max or v.amount) for v in values if v.disputed or v.amount_max is not None]
        assert (row["deals"], row["apart"]) == (len(deals), len(apart))
        assert row["value"] == (sum(settled) if settled else None)
        assert row["apart_low"] == (sum(low for low, _ in apart) if apart else None)
        assert row["apart_high"] == (sum(high for _, high in apart) if apart else None)


def test_crossed_sums_are_drawn_a_currency_and_a_certainty_at_a_time(run: Run, tmp_path: Path) -> None:
    def deal(id_: str, type_: str, recipient: str, value: object) -> dict[str, object]:
        parties = {"supplier": "TR", "recipient": recipient}
        return {"id": id_, "title": id_, "type": type_, **parties, **({"value": value} if value else {})}

    deals = [
        deal("a", "naval", "PK", {"amount": 1500000, "currency": "USD"}),
        deal("b", "naval", "PK", {"amount": 500000, "currency": "USD"}),
        deal("c", "land", "PK", {"amount": 3000000, "amount_max": 4000000, "currency": "USD"}),
        deal("d", "land", "AZ", {"amount": 250000, "currency": "EUR"}),
        deal("e", "land", "AZ", None),
    ]
    (tmp_path / "deals.json").write_text(json.dumps(deals), encoding="utf-8")
    (tmp_path / "events.json").write_text("[]", encoding="utf-8")
    asked = ("--data", str(tmp_path), "stats", "--sum", "value", "--by", "type", "--by", "country")
    lines = [line.split() for line in run(*asked, "--format", "table", env={"COLUMNS": "100"}).stdout.splitlines()]
    drawn = [[word for word in line if word not in "█▇▆▅▄▃▂▁"] for line in lines if line]
    # Both parties count, so that each deal stands in two columns.
    assert ["EUR:", "settled", "values"] in drawn
    assert drawn[drawn.index(["USD:", "settled", "values"]) + 2][:4] == ["naval", "2", "million", "2"]
    assert drawn[drawn.index(["USD:", "disputed", "or", "a", "range"]) + 2][:5] == ["land", "3", "million", "to", "4"]
    heads = drawn[drawn.index(["no", "known", "value:", "deals"]) + 1]
    assert set(heads) == {"type", "TR", "AZ"}
    assert drawn[-1][:2] == ["5", "deals;"]


def test_dates_count_only_where_they_settle_it(run: Run, tmp_path: Path) -> None:
    dates = ["195X", "19XX", "1950/1963", "../1979", "-0044-03-15", "1955-02~", "1955", "[1964,1969]", "[1969,1970]"]
    path = tmp_path / "dates.jsonl"
    path.write_text("".join(json.dumps({"date": d, "title": d}) + "\n" for d in dates), encoding="utf-8")
    done = run("--data", str(path), "stats", "--by", "decade").stdout
    assert done == "-0040s\t1\n1950s\t4\n1960s\t1\n\t3\n"
    assert run("--data", str(path), "stats", "--by", "year").stdout == "-0044\t1\n1950\t1\n1955\t2\n\t5\n"


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("asked", [["--by", "theme"], ["--by", "decade", "--by", "theme"], ["--sum", "value"]])
def test_a_drawing_fits_its_width(run: Run, width: int, asked: list[str]) -> None:
    done = run("stats", *asked, "--format", "table", env={"COLUMNS": str(width)})
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= width
    assert "\x1b" not in done.stdout
    if asked == ["--by", "theme"]:
        assert any(line.count("█") > width * 0.4 for line in lines)
        assert any("defence-industry" in line for line in lines)


def test_a_terminal_gets_bars_in_colour(environment: dict[str, str]) -> None:
    pexpect = pytest.importorskip("pexpect", reason="needs a pseudo-terminal")
    env = {**environment, "TERM": "xterm-256color", "PAGER": ""}
    for no_color in ({}, {"NO_COLOR": "1"}):
        command = [sys.executable, ["-m", "tpcli", "stats", "--by", "theme"]]
        child = pexpect.spawn(*command, env={**env, **no_color}, dimensions=(40, 64), encoding="utf-8", timeout=60)
        seen = child.read()
        child.close()
        assert child.exitstatus == 0
        assert "█" in seen
        # The colour of the bars.
        assert ("\x1b[36m" in seen) is not bool(no_color)
        assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in seen.splitlines()) <= 64


def test_a_pipe_gets_plain_lines_in_the_order_of_the_vocabulary(run: Run) -> None:
    lines = run("stats", "--by", "theme").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines][:3] == ["alliance", "defence-industry", "training"]
    assert run("stats", "--by", "theme", "--fields", "events", "--limit", "1").stdout == lines[0].split("\t")[1] + "\n"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--by", "decad"], "there is no --by 'decad'; did you mean 'decade'?"),
        (["--by", "verdict", "--by", "kind"], "a fact has no kind"),
        (["--by", "theme", "--by", "kind", "--by", "year"], "--by stands 3 times"),
        (["--by", "theme", "--by", "theme"], "--by theme stands twice"),
        (["facts", "--by", "country"], "--by takes theme, verdict for them"),
        (["deals", "facts"], "tpcli stats deals, or tpcli stats facts"),
        (["events", "--sum", "value"], "only deals have a value to sum"),
        (["--sum", "quantity"], "--sum takes value"),
        (["--sum", "value", "--by", "verdict"], "only deals have a value to sum"),
        (["--by", "theme", "--fields", "them"], "there is no field 'them'; did you mean 'theme'?"),
        (["--type", "navel"], "did you mean 'naval'"),
    ],
)
def test_what_can_not_be_counted_is_said(run: Run, asked: list[str], said: str) -> None:
    done = run("stats", *asked)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr


def test_nothing_found_is_an_answer(run: Run) -> None:
    done = run("stats", "--by", "theme", "--year", "1890")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no events match" in done.stderr


def test_money_is_added_in_decimals(run: Run, tmp_path: Path) -> None:
    amounts = {"USD": ("0.1", "0.2"), "EUR": ("19.99", "75000000.10")}
    deals = [
        f"{{id: d{currency}{n}, title: D, value: {{amount: {amount}, currency: {currency}}}}}"
        for currency, several in amounts.items()
        for n, amount in enumerate(several)
    ]
    mine = tmp_path / "mine.yaml"
    mine.write_text(f"deals: [{', '.join(deals)}]\n")
    done = run("--data", str(mine), "stats", "--sum", "value", "--format", "json")
    assert {row["currency"]: row["value"] for row in json.loads(done.stdout)} == {"USD": 0.3, "EUR": 75000020.09}
    assert '"value":75000020.09' in done.stdout
    assert '"value":0.3' in done.stdout
    shown = run("--data", str(mine), "deals", "--format", "json").stdout
    assert '"amount":75000000.1,' in shown
    mine.write_text(f"deals: [{', '.join(deals)}]\nevents: [{{date: 2001, title: x, deal: dUSD0, stage: signed}}]\n")
    apart = run("--data", str(mine), "stats", "--sum", "value")
    assert "under way\tUSD\t1\t0.1\t" in apart.stdout
    assert "settled values of all outcomes together: EUR 75000020.09, USD 0.3" in apart.stderr


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=30))
def test_a_sum_is_that_of_its_decimals(amounts: list[Decimal]) -> None:
    connection = sqlite3.connect(":memory:")
    add_sums(connection)
    connection.execute("CREATE TABLE deal (amount NUMERIC)")
    connection.executemany("INSERT INTO deal VALUES (?)", [(amount(str(one)),) for one in amounts])
    (total,) = connection.execute("SELECT decimal_sum(amount) FROM deal").fetchone()
    assert Decimal(total) == sum(amounts)


_AMOUNTS = st.decimals(0, 10**16, places=2) | st.decimals(0, 10, places=18) | st.integers(0, 10**18).map(Decimal)


@given(st.lists(_AMOUNTS, min_size=1, max_size=8))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_amount_keeps_its_digits_from_file_to_sum(run: Run, tmp_path: Path, amounts: list[Decimal]) -> None:
    deals = [f"{{id: d{n}, title: D, value: {{amount: {x:f}, currency: USD}}}}" for n, x in enumerate(amounts)]
    mine = tmp_path / "mine.yaml"
    mine.write_text(f"deals: [{', '.join(deals)}]\n")

    def said(*line: str) -> str:
        return run("--data", str(mine), *line).stdout

    def loaded(text: str) -> Any:
        return json.loads(text, parse_float=Decimal)

    rows = loaded(said("deals", "--sort", "value_amount", "--fields", "value_amount,value", "--format", "json"))
    assert [row["value_amount"] for row in rows] == [row["value"]["amount"] for row in rows] == sorted(amounts)
    cells = csv.DictReader(said("deals", "--format", "csv").splitlines())
    assert sorted(Decimal(row["value_amount"]) for row in cells) == sorted(amounts)
    assert loaded(said("show", "d0", "--format", "json"))[0]["value"]["amount"] == amounts[0]
    written = yaml.load(said("deals", "--format", "yaml"), yaml.BaseLoader)
    assert sorted(Decimal(deal["value"]["amount"]) for deal in written) == sorted(amounts)
    with localcontext(prec=100):
        total = sum(amounts)
    assert loaded(said("stats", "--sum", "value", "--format", "json"))[0]["value"] == total
    assert Decimal(said("sql", "select sum(value_amount) from deals").strip()) == total


@pytest.mark.parametrize("word", ["1000000000000000001", "1e19", "9" * 5000, "0." + "1" * 19])
def test_no_sum_of_money_is_so_long(word: str) -> None:
    with pytest.raises(Wrong, match=r"larger than any sum|18 decimals"):
        amount(word)
