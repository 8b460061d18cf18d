"""The sample that is shipped: what its package says of it."""

import pytest
from samples import ROOT

from evalkit.multivariate.reading import read_study

MEANS = [
    19754.4069767441870, 7843.0581395348836, 39.2558139534884, 7075.5465116279074, 19049.9069767441870,
    36522.6046511627937,
]  # fmt: skip
STUDIES = ROOT / "data" / "studies"


def test_guerry_counts_86_departements_and_six_moral_variables() -> None:
    table, plan = read_study(STUDIES / "guerry.csv", STUDIES / "guerry.yaml")
    assert len(table.frame) == 86 and table.identifiers and table.supplementary_rows == ("Corse",)
    assert len(table.named("active", "quantitative")) == 6 and plan.method is None
    assert set(table.named("supplementary", "qualitative")) == {"Region", "MainCity"}


def test_its_figures_are_those_of_the_package() -> None:
    """Means by ``Rscript -e 'library(Guerry); data(Guerry); colMeans(Guerry[4:9])'`` (Guerry 1.8.0)."""
    frame = read_study(STUDIES / "guerry.csv", STUDIES / "guerry.yaml")[0].frame
    means = frame[["Crime_pers", "Crime_prop", "Literacy", "Donations", "Infants", "Suicides"]].mean()
    assert means.tolist() == pytest.approx(MEANS, rel=1e-12)
