"""SIPRI's trade register, as its database gives it out: one deal a row, or one delivery year a row.

Layouts of the register generated since 2024 (armstransfers.sipri.org); methods and signs as in "Sources and methods",
sipri.org/databases/armstransfers/sources-and-methods: `?` marks an estimate, `*` a body that is no state, `**` an
international organisation. What is estimated comes out with `~` and a note.
"""

import re
from collections.abc import Mapping

from tpcli.record.importing.cells import country, required, text
from tpcli.record.importing.entries import Reading
from tpcli.record.importing.numbers import number_of
from tpcli.record.importing.presets import Input, Made, has_columns, named
from tpcli.record.importing.tables import Row, Table, csv_table
from tpcli.record.problems import Wrong, quoted
from tpcli.text.folding import slug
from tpcli.text.json import Fields

WHAT = "a trade register of SIPRI"
SECTION = "deals"

_DEALS = ("Recipient", "Supplier", "Year of order", "Number ordered", "Weapon designation", "Weapon description",
          "Number delivered", "Year(s) of delivery", "status", "Comments", "SIPRI TIV per unit",
          "SIPRI TIV for total order", "SIPRI TIV of delivered weapons")  # fmt: skip
_DELIVERIES = ("SIPRI AT Database ID", "Supplier", "Recipient", "Designation", "Description", "Armament category",
               "Order date", "Order date is estimate", "Numbers delivered", "Numbers delivered is estimate",
               "Delivery year", "Delivery year is estimate", "Status", "SIPRI estimate", "TIV deal unit",
               "TIV delivery values", "Local production")  # fmt: skip
_SOURCE = {
    "id": "sipri-arms-transfers",
    "title": "SIPRI Arms Transfers Database",
    "publisher": "Stockholm International Peace Research Institute",
    "url": "https://www.sipri.org/databases/armstransfers",
    "kind": "reference",
}


def suits(file: Input) -> bool:
    """Whether there is one of the two headers."""
    return has_columns(file, _DEALS[:5]) or has_columns(file, ("Supplier", "Recipient", "Designation", "Delivery year"))


def table(file: Input) -> Table:
    """The rows below the header, whatever is above it."""
    names = _DEALS if has_columns(file, _DEALS[:5]) else _DELIVERIES
    return named(csv_table(file.text, file.name, names, file.columns), names)


def reads(table: Table, section: str) -> Mapping[str, tuple[str, ...]]:
    """The columns of either layout."""
    if "Weapon designation" in table.columns:
        return {
            "title": ("Weapon designation", "Weapon description"),
            "supplier": ("Supplier",),
            "recipient": ("Recipient",),
            "items": ("Weapon designation", "Number ordered", "beside Number ordered", "Weapon description"),
            "note": ("Comments", "status", *_DEALS[-3:]),
            "events": (
                "Year of order",
                "beside Year of order",
                "Number delivered",
                "beside Number delivered",
                "Year(s) of delivery",
            ),
        }
    return {
        "id": ("SIPRI AT Database ID",),
        "title": ("Designation", "Description"),
        "supplier": ("Supplier",),
        "recipient": ("Recipient",),
        "items": ("Designation", "Description"),
        "note": ("Armament category", "Status", "SIPRI estimate", "TIV deal unit", "Local production"),
        "events": ("SIPRI AT Database ID", *_DELIVERIES[6:12], "TIV delivery values"),
    }


def entries(row: Row, how: Reading) -> list[Made]:
    """A deal, the event of its order, those of its deliveries, and the register as their source."""
    if row.wrong is not None:
        raise Wrong("unreadable", row.wrong)
    made = _deal(row, how) if "Weapon designation" in row.values else _delivery(row)
    parties = {}
    for field in ("supplier", "recipient"):
        name = required(row, field.capitalize()).strip()
        code = country(name.rstrip("* "), how)
        parties[field] = code or ""
        if code:
            made["deal"][field] = code
            continue
        body = name.rstrip("* ")
        if "*" not in name and not name.lower().startswith("unknown"):
            raise Wrong("unknown-country", f"{field.capitalize()}: {quoted(name)} is no country that is known")
        made["deal"].setdefault("organisations", []).append(body)
        made["notes"].append(f"The {field} is {body}, which is no state")
    deal = made["deal"]
    deal["sources"] = [_SOURCE["id"]]
    if made["notes"]:
        deal["note"] = ". ".join(note.rstrip(".") for note in dict.fromkeys(made["notes"])) + "."
    codes = [code for code in (parties["supplier"], parties["recipient"]) if code]
    for event in made["events"]:
        event |= {"deal": deal["id"], "countries": codes, "sources": [_SOURCE["id"]]}
    return [("sources", dict(_SOURCE)), ("deals", deal), *(("events", event) for event in made["events"])]


def _deal(row: Row, how: Reading) -> Fields:
    name, kind = required(row, "Weapon designation"), text(row, "Weapon description")
    ordered, about_ordered = _number(row, "Number ordered")
    given, about_given = _number(row, "Number delivered")
    year, about_year = _years(row, "Year of order")
    years, about_years = _years(row, "Year(s) of delivery")
    notes = [text(row, "Comments"), text(row, "status")]
    notes += ["The number ordered is an estimate"] * about_ordered
    notes += [f"Number delivered: {given}"] if given is not None and not years else []
    notes += ["The number delivered is an estimate"] * about_given
    notes += ["The year of the order is an estimate"] * about_year
    notes += ["A year of delivery is an estimate"] * about_years
    worth = [
        f"{text(row, column)} {said}"
        for column, said in zip(_DEALS[-3:], ("per unit", "ordered", "delivered"), strict=True)
        if text(row, column)
    ]
    notes += [f"SIPRI TIV (millions): {', '.join(worth)}"] if worth else []
    parties = f"{required(row, 'Supplier')} {required(row, 'Recipient')}"
    id_ = how.ids.fresh(f"{parties} {name} {' '.join(year)}")
    item: Fields = {"designation": name}
    if ordered:
        item["quantity"] = ordered
    if kind:
        item["note"] = kind
    events = []
    if year:
        events.append(
            {
                "id": f"{id_}-order",
                "date": _date(year, about_year),
                "stage": "signed",
                "title": _title(row, "orders", ordered, name),
            }
        )
    if years:
        whole = ordered is not None and given is not None and given >= ordered
        event: Fields = {
            "id": f"{id_}-delivery",
            "date": _date(years, about_years),
            "stage": "delivered" if whole else "delivered-part",
            "title": _title(row, "receives", given, name),
        }
        if given:
            event["quantity"] = given
        events.append(event)
    deal = {"id": id_, "title": f"{name} {kind}".strip(), "items": [item]}
    return {"deal": deal, "events": events, "notes": [note for note in notes if note]}


def _delivery(row: Row) -> Fields:
    name, kind = required(row, "Designation"), text(row, "Description")
    number = text(row, "SIPRI AT Database ID")
    id_ = (
        f"sipri-{slug(number)}"
        if number
        else slug(f"{required(row, 'Supplier')} {required(row, 'Recipient')} {name}", 80)
    )
    given, about_given = _number(row, "Numbers delivered")
    order, about_order = _years(row, "Order date")
    years, about_years = _years(row, "Delivery year")
    about_given |= _yes(row, "Numbers delivered is estimate")
    about_order |= _yes(row, "Order date is estimate")
    about_years |= _yes(row, "Delivery year is estimate")
    notes = [text(row, "Status"), f"Category: {text(row, 'Armament category')}"]
    notes += ["The year of the order is an estimate"] * about_order
    notes += [f"SIPRI TIV per unit: {text(row, 'TIV deal unit')}"] if text(row, "TIV deal unit") else []
    local = ["Made under licence or assembled locally"] * _yes(row, "Local production")
    notes += [] if years else local
    notes += ["Part of it is SIPRI's estimate"] * _yes(row, "SIPRI estimate")
    if (estimate := text(row, "SIPRI estimate")).lower() not in ("", "no", "yes"):
        notes.append(f"SIPRI estimate: {estimate}")
    events = []
    if order:
        events.append(
            {
                "id": f"{id_}-order",
                "date": _date(order, about_order),
                "stage": "signed",
                "title": _title(row, "orders", None, name),
            }
        )
    if years:
        worth = text(row, "TIV delivery values")
        said = ["The number is an estimate"] * about_given + local + [f"SIPRI TIV (millions): {worth}"] * bool(worth)
        event: Fields = {
            "id": f"{id_}-{years[0]}",
            "date": _date(years, about_years),
            "stage": "delivered-part",
            "title": _title(row, "receives", given, name),
        }
        event |= {"quantity": given} if given else {}
        event |= {"summary": ". ".join(said) + "."} if said else {}
        events.append(event)
    item: Fields = {"designation": name, **({"note": kind} if kind else {})}
    deal = {"id": id_, "title": f"{name} {kind}".strip(), "items": [item]}
    return {"deal": deal, "events": events, "notes": [note for note in notes if note and note != "Category: "]}


def _title(row: Row, verb: str, number: int | None, name: str) -> str:
    recipient, supplier = (required(row, column).rstrip("* ") for column in ("Recipient", "Supplier"))
    return f"{recipient} {verb} {f'{number} ' if number else ''}{name} from {supplier}"


def _yes(row: Row, column: str) -> bool:
    return text(row, column).lower() in ("yes", "true", "1")


def _number(row: Row, column: str) -> tuple[int | None, bool]:
    """A number and whether it is an estimate: `?` beside it or in its own cell, or brackets around it."""
    written = text(row, column)
    plain = written.strip("()[]?~ ")
    about = plain != written or "?" in text(row, f"beside {column}")
    if not plain:
        return None, about and "?" in f"{written}{text(row, f'beside {column}')}" and bool(written)
    try:
        found = number_of(plain)
    except Wrong as wrong:
        raise Wrong(wrong.code, f"{column}: {wrong.message}") from None
    if not found.isdecimal():
        raise Wrong("not-a-number", f"{column}: {quoted(written)} is not a whole number")
    return int(found), about


def _years(row: Row, column: str) -> tuple[list[str], bool]:
    """The years in a cell, in order, and whether one of them is an estimate."""
    written = text(row, column)
    parts = [part for part in re.split(r"\s*[;,]\s*", written) if part]
    years = []
    about = "?" in text(row, f"beside {column}")
    for part in parts:
        plain = part.strip("()[]?~ ")
        about |= plain != part
        if span := re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", plain):
            years += [str(year) for year in range(int(span[1]), int(span[2]) + 1)]
        elif re.fullmatch(r"\d{4}(\.0)?|\d{4}-\d\d(-\d\d)?", plain):
            years.append(plain.removesuffix(".0"))
        else:
            raise Wrong("not-a-date", f"{column}: {quoted(part)} is no year")
    return sorted(set(years)), about


def _date(years: list[str], about: bool) -> str:
    """One year, or all of several: deliveries took place in each."""
    mark = "~" if about else ""
    if len(years) == 1:
        return years[0] + mark
    return "{" + ",".join(year + mark for year in years) + "}"
