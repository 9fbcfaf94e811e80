"""The records that are measured, made from a seed so that anyone gets the same bytes.

Of every 25 events of a year two belong to naval deals, and three in five of one more to helicopter deals. With a
million events over 80 years that makes 1,000 naval and 300 helicopter events in 2018. As in the bundled record a
quarter of the events names a deal, and a fifth a stage. Every date lies within one year and begins with it, so that a
peer which knows nothing of EDTF can answer the same question by the text of the date.
"""

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

SEED = 1947
FIRST_YEAR, YEARS = 1947, 80
WORD = "zephyrine"
"""The word that is searched for: it stands in 1,000 events, or in all where there are fewer."""

TYPES = ("naval", "helicopter", "drone", "aircraft", "land", "missile")
KINDS = ("contract", "delivery", "visit", "dialogue", "exercise", "statement", "milestone", "test", "agreement", "mou")
THEMES = ("alliance", "defence-industry", "training", "nuclear", "rivals", "world-order", "leadership", "challenges")
STAGES = ("talks", "mou", "selected", "signed")
BODIES = tuple(f"Body {n}" for n in range(200))
COUNTRIES = ("IN", "US", "CN", "SA", "AZ", "GB", "IR")


class Made(NamedTuple):
    """One record: its folder, and the two files in it."""

    folder: Path
    events: Path
    deals: Path
    size: int
    """How many events it has."""


def _words() -> list[str]:
    """Five thousand made-up words."""
    chance = random.Random(SEED)
    syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    return ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(5000)]


def _date(chance: random.Random, year: int) -> str:
    """A date in EDTF: mostly a day, sometimes a month, a year, or a span of days."""
    kind, month, day = chance.random(), chance.randint(1, 12), chance.randint(1, 28)
    if kind < 0.85:
        return f"{year}-{month:02}-{day:02}"
    if kind < 0.95:
        return f"{year}-{month:02}"
    return f"{year}~" if kind < 0.98 else f"{year}-{month:02}-{day:02}/{year}-12-31"


def events(count: int, alike: bool = False) -> Iterator[dict[str, Any]]:
    """The events of a record; with `alike` all are naval, of 2018, and hold the word."""
    chance, words = random.Random(SEED + count), _words()
    weights = [1 / (n + 10) for n in range(len(words))]
    totals = [sum(weights[: n + 1]) for n in range(len(weights))]
    per_type = deals_of(count) // len(TYPES)
    every = max(count // 1000, 1)
    for n in range(count):
        year, place = FIRST_YEAR + n % YEARS, n // YEARS
        slot = place % 25
        type_: str | None = None
        if slot < 2:
            type_ = "naval"
        elif slot == 2:
            type_ = "helicopter" if place // 25 % 5 < 3 else "drone"
        elif slot < 6:
            type_ = TYPES[slot]
        if alike:
            year, type_ = 2018, "naval"
        text = chance.choices(words, cum_weights=totals, k=13)
        if alike or n % every == every // 2:
            text[9] = WORD
        event: dict[str, Any] = {
            "id": f"e{n:07}",
            "date": _date(chance, year),
            "title": " ".join(text[:5]).capitalize(),
            "summary": " ".join(text[5:]).capitalize() + ".",
            "kind": chance.choice(KINDS),
            "themes": chance.sample(THEMES, chance.choice((1, 1, 2))),
            "countries": ["PK", "TR"] if chance.random() < 0.8 else ["PK", "TR", chance.choice(COUNTRIES)],
            "organisations": [chance.choice(BODIES)],
        }
        if type_:
            event["deal"] = f"{type_}-{chance.randrange(per_type)}"
            if chance.random() < 0.8:
                event["stage"] = chance.choice(STAGES)
        event["sources"] = [f"https://example.org/{chance.randrange(5000)}"]
        event["confidence"] = chance.choice(("high", "medium", "low"))
        yield event


def deals_of(count: int) -> int:
    """How many deals a record of that many events has."""
    return len(TYPES) * max(count // 3000, 1)


def make(folder: Path, count: int, alike: bool = False) -> Made:
    """Write a record as JSON Lines into a folder of its own."""
    folder.mkdir(parents=True)
    made = Made(folder, folder / "events.jsonl", folder / "deals.jsonl", count)
    with made.deals.open("w", encoding="utf-8", newline="\n") as out:
        for n in range(deals_of(count)):
            type_, number = TYPES[n % len(TYPES)], n // len(TYPES)
            deal = {
                "id": f"{type_}-{number}",
                "title": f"Deal {number}",
                "type": type_,
                "supplier": "TR",
                "recipient": "PK",
            }
            out.write(json.dumps(deal) + "\n")
    with made.events.open("w", encoding="utf-8", newline="\n") as out:
        for event in events(count, alike):
            out.write(json.dumps(event) + "\n")
    return made


def as_csv(made: Made, folder: Path) -> Made:
    """The same record with its events as CSV, lists joined by semicolons."""
    folder.mkdir(parents=True)
    deals = folder / "deals.jsonl"
    deals.write_bytes(made.deals.read_bytes())
    path = folder / "events.csv"
    names = ["id", "date", "title", "summary", "kind", "themes", "countries", "organisations", "deal", "stage",
             "sources", "confidence"]  # fmt: skip
    with made.events.open(encoding="utf-8") as lines, path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        for line in lines:
            event = json.loads(line)
            cells = [event.get(name, "") for name in names]
            writer.writerow([";".join(cell) if isinstance(cell, list) else cell for cell in cells])
    return Made(folder, path, deals, made.size)
