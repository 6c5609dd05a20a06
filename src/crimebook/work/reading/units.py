"""Opening units: the tree of bodies, and one body with its claims and the words that look like it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from crimebook.stores.register.queries import incidents as stored_incidents
from crimebook.stores.register.queries import units as stored
from crimebook.stores.register.queries.papers import papers_of_unit
from crimebook.stores.register.rows import Count
from crimebook.stores.register.rows import UnitRow as StoredUnit
from crimebook.terms.ids import Ref
from crimebook.terms.script import fold
from crimebook.work.actors import Actor
from crimebook.work.journal import note_reading, note_search
from crimebook.work.reading.pages import UnitPage, UnitRow
from crimebook.work.reading.views import incident_rows, name_of

_WORD = re.compile(r"\w{3,}")
_COMMON_WORDS = frozenset(
    (  # noqa: SIM905
        "and city committee department detachment directorate district executive for group internal main "
        "ministry municipal police republic special the troops unit belarus minsk affairs"
    ).split()
)
"""Words that many bodies share: one of these alone does not make a mention look like a unit."""


def open_units(actor: Actor, *, at: datetime) -> tuple[UnitRow, ...]:
    """Return every unit below its parent, depth first."""
    note_search(actor, "units", at=at)
    return _tree(stored.all_units(), stored.mentioned_actors())


def open_unit(actor: Actor, ref: str, *, at: datetime) -> UnitPage:
    """Return one unit; raise `NotFoundError` where there is none to see."""
    note_reading(actor, ref, at=at)
    unit = stored.find_unit(Ref.parse(ref))
    mentions = stored.mentioned_actors()
    alike = tuple(each for each in mentions if _looks_like(each.value, unit))
    tree = _tree(stored.all_units(), mentions)
    wanted = set(stored.incidents_mentioning(tuple(each.value for each in alike)))
    by_id = [row for row in stored_incidents.all_incidents() if row.incident_id in wanted] if wanted else []
    parents = {row.ref: row for row in tree}
    own = parents[unit.ref]
    return UnitPage(
        ref=unit.ref,
        name=name_of(unit.names),
        names=unit.names,
        parents=(parents[own.parent_ref],) if own.parent_ref else (),
        children=tuple(row for row in tree if row.parent_ref == unit.ref),
        claims=stored.claims_about(unit.unit_id),
        citations=unit.citations,
        mentions=alike,
        incidents=incident_rows(by_id),
        is_invented=unit.is_invented,
        papers=papers_of_unit(unit.unit_id),
    )


def _tree(units: tuple[StoredUnit, ...], mentions: tuple[Count, ...]) -> tuple[UnitRow, ...]:
    by_id = {unit.unit_id: unit for unit in units}
    roots = [unit for unit in units if unit.parent_id not in by_id]
    children: dict[int, list[StoredUnit]] = {}
    for unit in units:
        if unit.parent_id in by_id and unit.parent_id is not None:
            children.setdefault(unit.parent_id, []).append(unit)
    rows = [row for root in roots for row in _branch(root, 0, children, by_id, mentions)]
    # A circle of parents has no root; what the sources say is shown all the same, at the margin.
    shown = {row.ref for row in rows}
    rows += [_row(unit, 0, by_id, mentions) for unit in units if unit.ref not in shown]
    return tuple(rows)


def _branch(
    unit: StoredUnit,
    depth: int,
    children: Mapping[int, list[StoredUnit]],
    by_id: Mapping[int, StoredUnit],
    mentions: tuple[Count, ...],
) -> Iterator[UnitRow]:
    yield _row(unit, depth, by_id, mentions)
    for child in children.get(unit.unit_id, ()):
        yield from _branch(child, depth + 1, children, by_id, mentions)


def _row(
    unit: StoredUnit, depth: int, by_id: Mapping[int, StoredUnit], mentions: tuple[Count, ...]
) -> UnitRow:
    parent = by_id.get(unit.parent_id) if unit.parent_id is not None else None
    return UnitRow(
        ref=unit.ref,
        name=name_of(unit.names),
        names=unit.names,
        depth=depth,
        parent_ref=parent.ref if parent else "",
        mentions=sum(each.count for each in mentions if _looks_like(each.value, unit)),
        is_invented=unit.is_invented,
    )


def _looks_like(words: str, unit: StoredUnit) -> bool:
    """Whether some telling word of a mention stands in one of the unit's names. A hint, never a decision."""
    named = {word for _, name in unit.names for word in _WORD.findall(fold(name))}
    telling = set(_WORD.findall(fold(words))) - _COMMON_WORDS
    return bool(telling & named)
