"""Which column names the rows and which are studied, each with its role; what cannot be used is told or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evalkit.errors import Place, problem
from evalkit.multivariate.reading.columns import MOST_LEVELS, Column, left_out, names_rows
from evalkit.multivariate.reading.desk import MOST_NAMES, MOST_SHOWN, Desk
from evalkit.multivariate.reading.raw import RawColumn
from evalkit.multivariate.reading.roles import ALL, Named
from evalkit.multivariate.table import Role, Variable
from evalkit.sources.shown import short

ROLES: tuple[Role, ...] = ("active", "supplementary")


def identifier_of(desk: Desk) -> Column | None:
    """Return the column that names the rows: the one that is asked, or the first that obviously does; or None."""
    if desk.roles.identifier is not None:
        raw = desk.named(desk.roles.identifier, ("identifier",))
        return desk.reader.read(raw, "qualitative") if raw else None
    taken = {desk.roles.weights, *(each.name for role in ROLES for each in desk.file.columns(role))}
    for raw in desk.table.columns:
        if raw.heading not in taken and names_rows(desk.column(raw)):
            desk.notes.append(problem(raw.place, "", "study.identifier", name=short(raw.heading)))
            return desk.reader.read(raw, "qualitative")
    return None


def variables_of(desk: Desk, identifier: Column | None) -> tuple[Variable, ...]:
    """Return the variables by the roles, in the order of the table; ``*`` and no roles take what can be used."""
    taken = {each for each in (identifier and identifier.name, desk.roles.weights) if each}
    found: dict[str, Variable] = {}
    for role in ROLES:
        for named in desk.file.columns(role):
            raw = desk.named(named.name, named.path)
            if raw and _is_free(desk, named, {*taken, *found}):
                found[raw.heading] = _variable(desk, desk.column(raw), role, named.group)
    rest = [each for each in desk.table.columns if each.heading not in {*taken, *found}]
    found |= _rest(desk, rest)
    active = list(desk.file.columns("active"))
    if not active and not any(each.role == "active" for each in found.values()):
        desk.add(("active",), "study.no_active")
    _check_groups(desk, active)
    _check_labels(desk, found.values())
    return tuple(found[name] for name in desk.headings if name in found)


def _check_groups(desk: Desk, named: Sequence[Named]) -> None:
    """Refuse a single group of columns: groups ask for a comparison of groups."""
    groups = {each.group for each in named}
    if isinstance(desk.roles.active, dict) and len(groups) < 2 and desk.roles.method in (None, "mfa"):
        desk.add(("active",), "study.one_group")


def _check_labels(desk: Desk, variables: Iterable[Variable]) -> None:
    """Refuse labels that stand for two columns: no figure could tell them apart."""
    seen: dict[str, str] = {}
    for each in variables:
        if seen.setdefault(each.label, each.name) != each.name:
            name = each.name if each.name in desk.roles.labels else seen[each.label]
            desk.add(("labels", name), "study.label_twice", found=short(each.label))


def _is_free(desk: Desk, named: Named, taken: set[str]) -> bool:
    if named.name in taken:
        desk.add(named.path, "study.two_roles", found=short(named.name))
    return named.name not in taken


def _rest(desk: Desk, rest: Sequence[RawColumn]) -> Mapping[str, Variable]:
    """Return the variables that nobody named, where some role takes them; else say that they are not studied."""
    takers = [role for role in ROLES if desk.file.takes_rest(role)]
    if len(takers) > 1 and desk.roles.active:
        desk.add(("supplementary",), "study.two_rests", sign=ALL)
    if takers:
        useful = [column for column in map(desk.column, rest) if _is_useful(desk, column)]
        return {each.name: _variable(desk, each, takers[0], "") for each in useful}
    if rest:
        names = tuple(short(each.heading) for each in rest[:MOST_NAMES])
        desk.notes.append(problem(Place(desk.table.file), "", "study.unused", n=len(rest), names=names))
    return {}


def _is_useful(desk: Desk, column: Column) -> bool:
    """Tell whether a column that nobody named can take part; told where it cannot."""
    useless = left_out(column) if column.unreadable or useless_in(desk, column) else ""
    if useless:
        desk.notes.append(problem(column.raw.place, short(column.name), f"study.left_out.{useless}", **_sizes(column)))
    return not useless


def useless_in(desk: Desk, column: Column) -> str:
    """Return why a column cannot take part; of a table of counts, one that repeats its number can."""
    return "" if column.useless == "constant" and desk.roles.method == "ca" else column.useless


def _variable(desk: Desk, column: Column, role: Role, group: str) -> Variable:
    desk.notes += column.notes
    label = desk.roles.labels.get(column.name, column.name)
    return Variable(column.name, label, column.kind, role, group)


def check_values(desk: Desk, variables: Sequence[Variable]) -> None:
    """Refuse cells that cannot be used, infinite numbers, and columns that say nothing."""
    for column in (desk.column(desk.headings[each.name]) for each in variables):
        check_cells(desk, column)
        useless = useless_in(desk, column)
        if useless and not (useless == "empty" and column.raw.faults):
            key = f"study.useless.{useless}"
            desk.problems.append(problem(column.raw.place, short(column.name), key, **_sizes(column)))


def check_cells(desk: Desk, column: Column) -> None:
    """Refuse cells that show an error, that are no numbers or no finite ones."""
    faults = column.raw.faults
    desk.problems += [desk.at(column, row, key) for row, key in list(faults.items())[:MOST_SHOWN]]
    strange = {row: text for row, text in (column.unreadable or {}).items() if row not in faults}
    infinite = {row: "∞" for row, each in enumerate(column.numbers) if each in (float("inf"), float("-inf"))}
    for key, cells in (("study.not_numbers", strange), ("study.infinite", infinite)):
        if cells:
            desk.problems.append(desk.at(column, min(cells), key, n=len(cells), found=desk.cells(column, cells)))


def _sizes(column: Column) -> dict[str, int]:
    return {"n": len({each for each in column.values if each is not None}), "limit": MOST_LEVELS}
