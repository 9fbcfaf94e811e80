"""The content of a new record: one file that explains itself, or a small made-up one with every field."""

import json
import re

from tpcli.record.fields import FIELDS, INNER
from tpcli.record.reading.files import SECTIONS, RecordFile
from tpcli.record.reading.opened import opened
from tpcli.record.schema import PARTS, schema
from tpcli.record.writing.as_text import yaml_lines

SMALLEST = """\
# A record: what happened, when, and who says so. tpcli reads the lines without a # before them.
# `tpcli --data {place} check` names every mistake with its line; `tpcli init DIR --example` shows all that can be said.

record:
  {title}
  version: 0.1.0
  # description: what the record is about, in one or two sentences
  # licence: CC-BY-4.0
  # authors: [Your name]

# An event needs a date and a title. `tpcli --data {place} add` asks for its fields, and puts it here by its date.
# Dates are EDTF: 1955, 1955-02, 1955-02-24, 1955~ (about), 1955? (uncertain), 2010/2014 (from, to), 2018-07/.. (since).
#
#   - date: 1955-02-24
#     title: One line that says what happened
#     summary: One to three sentences.
#     countries: [TR, IQ]
#     place: Baghdad
#     sources: [https://example.org/a-page-that-says-so]
#
# The parts deals, facts, sources and vocabulary may stand beside the events.

events:
"""

COLUMN = 46
"""Where the comments begin, beside lines that are shorter."""

# The first entry of each file shows every field; what each means is put beside it from the model.
TEMPLATES = {
    "events": """\
# What happened, in the order of its dates. This is an example and made up: put your own in its place.
# An event needs a date and a title, all else may be left out. Dates are EDTF: 1955, 1955-02, 1955-02-24, 1955~ (about),
# 1955? (uncertain), 195X (some time in the 1950s), 2010/2014 (from, to), 2018-07/.. (since), ../1979 (until).

- id: ferries-signed
  date: 2021-03-15
  title: Iceland orders two ferries from Denmark
  summary: The two governments sign the contract for two electric ferries.
  kind: contract
  themes: [transport]
  countries: [IS, DK]
  organisations: [Westfjord Ferries, Nordhavn Shipyard]
  place: Reykjavík
  lat: 64.147
  lon: -21.942
  deal: ferries
  stage: signed
  quantity: 0
  sources:
    - source: gazette-2021-03-16
      supports: day, place and number of ships
  conflicts: The yard's own report dates the signing one day later.
  confidence: high

- id: ferries-first-delivered
  date: 2023-05
  title: The first ferry arrives
  summary: The first of the two ferries is handed over at Ísafjörður.
  kind: delivery
  themes: [transport]
  countries: [IS, DK]
  deal: ferries
  stage: delivered-part
  quantity: 1
  sources:
    - source: yard-report-2023
      supports: the month, and that one ship was handed over
  confidence: medium
""",
    "deals": """\
# What is supplied by one country to another. How far a deal has come is said by the events that name it.

- id: ferries
  title: Two electric ferries
  type: ship
  supplier: DK
  recipient: IS
  items:
    - designation: electric car ferry
      quantity: 2
      note: 40 cars each
  value:
    amount: 40000000
    currency: EUR
    amount_max: 45000000
    disputed: true
    note: with five years of maintenance
  note: A third ship was an option, and was not taken.
  organisations: [Westfjord Ferries, Nordhavn Shipyard]
  sources:
    - source: gazette-2021-03-16
      supports: type, number and price
  conflicts: The yard reports 45 million, the gazette 40.
""",
    "facts": """\
# What is claimed, and what became of the claim: supported, partly-supported, disputed, outdated or opinion.

- id: ferries-on-time
  theme: transport
  statement: Both ferries were delivered on time.
  claimed_by: yard-report-2023
  verdict: disputed
  note: One had arrived when the report came out; the contract named 2022 for both.
  evidence: [ferries-first-delivered, ferries]
  sources:
    - source: gazette-2021-03-16
      supports: the date in the contract
  conflicts: The yard counts from the day on which the first payment came in.
""",
    "sources": """\
# What the entries cite, once each. An entry may also cite a bare link, without an entry here.

- id: gazette-2021-03-16
  title: Two ferries for the Westfjords
  publisher: The Example Gazette
  author: A. Writer
  author_kind: person
  published: 2021-03-16
  url: https://example.org/two-ferries
  seen_at: https://copies.example.org/two-ferries
  accessed: 2024-01-15
  archived:
    - url: https://archive.example.org/two-ferries
      at: 2021-03-17
  kind: news

- id: yard-report-2023
  title: Annual report 2023
  publisher: Nordhavn Shipyard
  published: 2023
  url: https://example.org/annual-report-2023
  kind: company
  language: da
""",
    "vocabulary": """\
# The words that the record may use. A part that is left out is open: then any word may stand there.
# Countries (ISO 3166-1 alpha-2) and the stages of deals are built in; here more can be named.

record:
  title: TITLE
  version: 0.1.0

themes:
  - id: transport
    name: Transport
    meaning: ships, roads and railways
    aliases: [traffic]

kinds:
  - {id: contract, name: Contract, meaning: a contract is signed}
  - {id: delivery, name: Delivery, meaning: something ordered is handed over}

types:
  - {id: ship, name: Ship, aliases: [boat, vessel]}

stages:
  - id: accepted
    name: Accepted
    meaning: the buyer has tried what was delivered and takes it
    aliases: [taken over]
    status: delivered
    needs: [signed]
    effect: advances
""",
}


def smallest(title: str, place: str) -> str:
    """A record without events in one YAML file. `place` is what `--data` takes for it, as a shell does."""
    return SMALLEST.format(title=_titled(title), place=place)


def example(title: str) -> dict[str, str]:
    """A made-up record in several files, with a comment on every field: a text for each path in its folder."""
    files = {}
    for section in reversed(SECTIONS):
        schema_line = f"# yaml-language-server: $schema=schema/{section}.schema.json\n"
        files[f"{section}.yaml"] = schema_line + _commented(section, TEMPLATES[section])
    files["vocabulary.yaml"] = files["vocabulary.yaml"].replace("title: TITLE", _titled(title))
    words = RecordFile("vocabulary.yaml", None, "yaml", "vocabulary", files["vocabulary.yaml"].encode())
    vocabulary = opened("", [words]).vocabulary
    for part in PARTS:
        if part != "record":  # That one is for a record in a single file.
            text = json.dumps(schema(part, vocabulary), ensure_ascii=False, indent=2)
            files[f"schema/{part}.schema.json"] = text + "\n"
    return files


def _titled(title: str) -> str:
    """The line that says what the record is called."""
    (line,) = yaml_lines({"title": title})[:1] if len(title) < 90 else [f"title: {json.dumps(title)}"]
    return line


def _commented(section: str, text: str) -> str:
    """The text with the meaning of each field beside its first occurrence."""
    out = []
    said = set()
    above = ""
    for line in text.splitlines():
        key = re.match(r"( *)(- )?(\w+):", line)
        meaning = None
        if key:
            indent = len(key[1]) + len(key[2] or "")
            if section == "vocabulary":
                field = INNER["term"].get(key[3]) if indent else None
            elif indent == 2:
                field = FIELDS[section][key[3]]
                above = field.shape
            else:
                field = INNER[above][key[3]]
            if field and (above, indent, field.name) not in said:
                said.add((above, indent, field.name))
                meaning = field.meaning
        out.append(f"{line:<{COLUMN}}  # {meaning}" if meaning else line)
    return "\n".join(out) + "\n"
