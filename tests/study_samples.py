"""Tables of the reference data as studies."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from evalkit.multivariate.table import StudyPlan, StudyTable, Variable

FOLDER = Path(__file__).parents[2] / "shared" / "reference" / "multivariate" / "data"
WINE = {"orig": 2, "olf": 5, "vis": 3, "olfag": 10, "gust": 9, "ens": 2}


def frame_of(name: str) -> pd.DataFrame:
    """Read a table; categories keep the order of their levels."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    kinds = {column: each["type"] for column, each in schema["columns"].items()}
    text = {column: str for column, kind in kinds.items() if kind == "categorical"}
    file = FOLDER / f"{name}.csv"
    table = pd.read_csv(file, index_col=schema["index"], keep_default_na=False, na_values=[""], dtype=text)
    table.index = table.index.astype(str)
    for column in text:
        table[column] = pd.Categorical(table[column], categories=schema["columns"][column]["levels"])
    return table.astype({column: float for column, kind in kinds.items() if kind != "categorical"})


def study(
    frame: pd.DataFrame,
    rows: str = "lignes",
    aside: tuple[str, ...] = (),
    groups: dict[str, str] | None = None,
    **more: object,
) -> StudyTable:
    """Return a frame as a study: numbers are quantities, the rest categories."""
    kinds = {name: "quantitative" if column.dtype.kind == "f" else "qualitative" for name, column in frame.items()}
    variables = tuple(
        Variable(
            str(name),
            str(name).replace(".", " "),
            kinds[name],  # type: ignore[arg-type]
            "supplementary" if name in aside else "active",
            (groups or {}).get(str(name), ""),
        )
        for name in frame.columns
    )
    labels = {each: each for each in dict.fromkeys((groups or {}).values())}
    return StudyTable("sample", "Échantillon", rows, frame, variables, groups=labels, **more)  # type: ignore[arg-type]


def sample(name: str) -> tuple[StudyTable, StudyPlan]:
    """Return one of the reference tables with the roles of its reference case, and the plan."""
    if name == "guerry":
        from evalkit.multivariate.reading import read_study

        folder = Path(__file__).parents[1] / "data" / "studies"
        return read_study(folder / "guerry.csv", folder / "guerry.yaml")
    frame, plan = frame_of({"elec88": "elec88_departements", "gironde_mfa": "gironde"}.get(name, name)), StudyPlan()
    columns = list(frame.columns)
    if name == "decathlon":
        return study(frame, "athlètes", ("Rank", "Points", "Competition"), identifiers=True), plan
    if name == "tea":
        return study(frame, "personnes", tuple(columns[18:])), plan
    if name == "poison":
        return study(frame, "personnes", tuple(columns[:4])), plan
    if name == "children":
        table = study(
            frame, "raisons", tuple(columns[5:]), identifiers=True, supplementary_rows=tuple(frame.index[14:])
        )
        return table, StudyPlan(method="ca")
    if name == "gironde":
        return study(frame, "communes", identifiers=True), plan
    if name == "gironde_mfa":
        cuts = {"emploi": 9, "logement": 4, "services": 9, "environnement": 5}
        return study(frame, "communes", groups=_groups(columns, cuts), identifiers=True), plan
    if name == "wine":
        aside = (*columns[:2], *columns[-2:])
        return study(frame, "vins", aside, groups=_groups(columns, WINE), identifiers=True), plan
    if name == "vnf":
        return study(frame, "personnes"), StudyPlan(missing="category")
    return study(frame, "départements", identifiers=True), plan


def _groups(columns: list[str], sizes: dict[str, int]) -> dict[str, str]:
    names = [name for name, size in sizes.items() for _ in range(size)]
    return dict(zip(columns, names, strict=True))


SAMPLES = ("guerry", "decathlon", "tea", "poison", "children", "gironde", "gironde_mfa", "wine", "elec88", "vnf")
