"""FAMD and MFA against FactoMineR: every figure of every case."""

from factor_reference import agree, case_of, needs_reference, table_of

from evalkit.stats.factor import famd, mfa

pytestmark = needs_reference


def test_famd_of_the_communes_of_gironde_is_factominer_s() -> None:
    _, expected = case_of("famd_gironde")
    result = famd(table_of("gironde"))
    # FactoMineR's FAMD lists the axes kept only.
    agree(result.eigenvalues.iloc[:5], expected["eig"], signs=False)
    agree(result.individuals.distance, expected["ind"]["dist"], signs=False)
    for part in ("coord", "cos2", "contrib"):
        agree(getattr(result.individuals, part), expected["ind"][part])
        agree(getattr(result.variables, part), expected["quanti_var"][part])
        agree(getattr(result.categories, part), expected["quali_var"][part])
        agree(getattr(result.links, part).loc[expected["var"][part]["rows"]], expected["var"][part])
    assert result.categories is not None and result.categories.v_test is not None
    agree(result.categories.v_test, expected["quali_var"]["v.test"])


def test_mfa_of_the_wines_is_factominer_s() -> None:
    params, expected = case_of("mfa_wine")
    result = mfa(table_of("wine"), params["groups"], supplementary_groups=params["group_sup"])
    agree(result.eigenvalues, expected["eig"], signs=False)
    for part in ("coord", "cos2", "contrib"):
        agree(getattr(result.individuals, part), expected["ind"][part])
        agree(getattr(result.variables, part), expected["quanti_var"][part])
    assert result.variables is not None and result.supplementary_variables is not None
    agree(result.variables.correlation, expected["quanti_var"]["cor"])
    for mine, part in (("coord", "coord"), ("cos2", "cos2"), ("correlation", "cor")):
        agree(getattr(result.supplementary_variables, mine), expected["quanti_var_sup"][part])
    for name in ("quali_var", "quali_var_sup"):
        for mine, part in (("coord", "coord"), ("cos2", "cos2"), ("v_test", "v.test")):
            agree(getattr(result.supplementary_categories, mine), expected[name][part])


def test_individuals_and_categories_as_groups_see_them_are_factominer_s() -> None:
    params, expected = case_of("mfa_wine")
    groups = mfa(table_of("wine"), params["groups"], supplementary_groups=params["group_sup"]).groups
    seen = (("ind", groups.partial_individuals), ("quali_var", groups.partial_categories))
    for name, partial in (*seen, ("quali_var_sup", groups.partial_categories)):
        assert partial is not None
        agree(partial.coord, expected[name]["coord.partiel"])
        agree(partial.within, expected[name]["within.inertia"], signs=False)
        agree(partial.within_partial, expected[name]["within.partial.inertia"], signs=False)
    agree(groups.inertia_ratio, expected["inertia_ratio"], signs=False)


def test_relations_of_the_groups_are_factominer_s() -> None:
    params, expected = case_of("mfa_wine")
    groups = mfa(table_of("wine"), params["groups"], supplementary_groups=params["group_sup"]).groups
    theirs, order = expected["group"], [*params["groups"], "MFA"]
    agree(groups.lg.loc[order, order], theirs["Lg"], signs=False)
    agree(groups.rv.loc[order, order], theirs["RV"], signs=False)
    active = theirs["coord"]["rows"]
    for part in ("coord", "cos2", "contrib", "correlation"):
        agree(getattr(groups, part).loc[active], theirs[part], signs=False)
    agree(groups.coord.loc[params["group_sup"]], theirs["coord.sup"], signs=False)
    agree(groups.distance.loc[active] ** 2, theirs["dist2"], signs=False)


def test_axes_of_each_group_alone_are_factominer_s() -> None:
    params, expected = case_of("mfa_wine")
    groups = mfa(table_of("wine"), params["groups"], supplementary_groups=params["group_sup"]).groups
    order = [(group, axis) for group in params["groups"] for axis in range(1, 6)]
    order = [pair for pair in order if pair in groups.partial_axes.index]
    theirs = expected["partial_axes"]
    agree(groups.partial_axes.loc[order].abs(), absolute(theirs["coord"]), signs=False)
    agree(groups.partial_axes.loc[order].abs(), absolute(theirs["cor"]), signs=False)
    agree(groups.partial_axes_contrib.loc[order], theirs["contrib"], signs=False)
    agree(groups.between_axes.loc[order, order].abs(), absolute(theirs["cor.between"]), signs=False)
    for name, values in expected["group_eig"].items():
        agree(groups.eigenvalues.loc[name, "eigenvalue"], values, signs=False)


def absolute(part: dict[str, list[list[float]]]) -> dict[str, object]:
    """Drop the signs: those of a group's own axes and of the analysis both are free."""
    return {**part, "values": [[abs(value) for value in row] for row in part["values"]]}


def test_no_figure_of_the_mfa_case_is_left_out() -> None:
    _, expected = case_of("mfa_wine")
    compared = {"eig", "ind", "quanti_var", "quanti_var_sup", "quali_var", "quali_var_sup", "group", "inertia_ratio"}
    left = set(expected) - compared - {"partial_axes", "group_eig"}
    assert all(expected[name] is None for name in left)
