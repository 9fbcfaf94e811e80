"""tpcli init: a small record of one's own to begin with."""

import json
import re
import shlex
from pathlib import Path
from typing import Annotated

import typer

from tpcli.errors import TpcliError
from tpcli.output.answer import note, stdout
from tpcli.record.fields import FIELDS, INNER
from tpcli.record.reading.files import SECTIONS, RecordFile, record_files, shown
from tpcli.record.reading.opened import opened
from tpcli.record.schema import PARTS, schema
from tpcli.text.safe import plain

EXAMPLES = (
    "tpcli init my-record",
    "tpcli init incidents && tpcli --data incidents check",
)

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
  seen_at: https://archive.example.org/two-ferries
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


def run(folder: Annotated[str, typer.Argument(metavar="DIR", help="A new folder, or one without a record.")]) -> None:
    """Make a small record of your own, with a comment on every field, that passes the checks.

    Beside the files it writes the schemas by which an editor completes and underlines. Nothing that is there already is
    changed: a folder that holds a record is refused.
    """
    place = Path(folder)
    name = shown(place)
    if place.exists() and not place.is_dir():
        raise TpcliError(f"{name} is a file: name a folder")
    try:
        held = [file.name for file in record_files(folder)]
    except TpcliError:
        held = []
    if held:
        raise TpcliError(f"{name} holds a record already ({', '.join(held)}): nothing was changed; name another folder")
    _write(place, _contents(folder))
    data = plain(shlex.quote(name))
    note("next:\n" + "\n".join(f"  tpcli --data {data} {command}" for command in ("check", "timeline", "add")))


def _contents(folder: str) -> dict[str, str]:
    """What is written: a text for each path in the folder."""
    files = {}
    for section in reversed(SECTIONS):
        schema_line = f"# yaml-language-server: $schema=schema/{section}.schema.json\n"
        files[f"{section}.yaml"] = schema_line + _commented(section, TEMPLATES[section])
    words = RecordFile("vocabulary.yaml", None, "yaml", "vocabulary", files["vocabulary.yaml"].encode())
    vocabulary = opened(folder, [words]).vocabulary
    for part in PARTS:
        if part != "record":  # That one is for a record in a single file.
            text = json.dumps(schema(part, vocabulary), ensure_ascii=False, indent=2)
            files[f"schema/{part}.schema.json"] = text + "\n"
    return files


def _commented(section: str, text: str) -> str:
    """The text with what a field means beside it, wherever it stands for the first time."""
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


def _write(place: Path, contents: dict[str, str]) -> None:
    """Write the files, all of them or none, over nothing that is there."""
    for path in contents:
        if (place / path).exists():
            raise TpcliError(f"{shown(place / path)} is there already: nothing was changed; name another folder")
    written: list[Path] = []
    try:
        (place / "schema").mkdir(parents=True, exist_ok=True)
        for path, text in contents.items():
            with open(place / path, "x", encoding="utf-8", newline="\n") as out:
                written.append(place / path)
                out.write(text)
    except OSError as error:
        for path_ in written:
            path_.unlink(missing_ok=True)
        raise TpcliError(f"{shown(place)}: can't be written: {error.strerror}") from None
    stdout().write("".join(f"{shown(path_)}\n" for path_ in written))
