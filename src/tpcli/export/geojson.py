"""GeoJSON (RFC 7946): a point for each event that has coordinates or whose place has, its fields as properties."""

import json
from pathlib import Path

from tpcli.export.picked import Export, entries
from tpcli.output.answer import counted
from tpcli.query.about import places


def write(export: Export, path: Path) -> list[str]:
    """Write one FeatureCollection. Events without coordinates are left out, which a note says."""
    without = by_place = 0
    known = places(export.connection)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        # What is beside the features are foreign members (RFC 7946, 6.1).
        said = json.dumps({"title": export.title, "edition": export.edition}, ensure_ascii=False)[1:-1]
        out.write(f'{{"type":"FeatureCollection",{said},"features":[')
        between = "\n"
        for event in entries(export, "events"):
            lat, lon = event.pop("lat", None), event.pop("lon", None)
            if lat is None or lon is None:
                place = known.get(event.get("place", ""))
                if place is None:
                    without += 1
                    continue
                by_place += 1
                lat, lon = place.lat, place.lon
                event |= {"geonames": place.geonames} if place.geonames is not None else {}
            # Longitude comes first (RFC 7946, 3.1.1).
            point = {"type": "Point", "coordinates": [lon, lat]}
            feature = {"type": "Feature", "id": event["id"], "geometry": point, "properties": event}
            out.write(between + json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
            between = ",\n"
        out.write("\n]}\n")
    export.counts["events"] -= without
    notes = [f"{counted(by_place, 'events')} at the coordinates of their place"] if by_place else []
    return notes + ([f"{counted(without, 'events')} without coordinates: not written"] if without else [])
