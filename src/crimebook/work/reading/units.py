"""Opening units: the tree of bodies, and one body with its claims and the words that look like it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from crimebook.stores.register.queries import incidents as stored_incidents
from crimebook.stores.register.queries import units as stored
from crimebook.stores.register.queries.papers import papers_of_unit
from crimebook.stores.register.rows import Count
from crimebook.stores.register.rows import UnitRow as StoredUnit
from crimebook.terms.ids import Ref
from crimebook.terms.script import fold
from crimebook.work.actors import Actor
from crimebook.work.counting import current_counts
from crimebook.work.journal import note_reading, note_search
from crimebook.work.reading.pages import UnitPage, UnitRow
from crimebook.work.reading.views import PAGE_ROWS, incident_rows, name_of

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
    return _tree(stored.all_units(), _mentioned(at))


def open_unit(actor: Actor, ref: str, *, at: datetime) -> UnitPage:
    """Return one unit; raise `NotFoundError` where there is none to see."""
    note_reading(actor, ref, at=at)
    units = stored.all_units()
    unit = stored.find_unit(Ref.parse(ref), units)
    by_id = {each.unit_id: each for each in units}
    mentions = _mentioned(at)
    alike = mentions.like(unit)
    parents = [each for each in units if each.unit_id == unit.parent_id]
    children = [each for each in units if each.parent_id == unit.unit_id]
    wanted = stored.incidents_mentioning(tuple(each.value for each in alike), most=PAGE_ROWS)
    return UnitPage(
        ref=unit.ref,
        name=name_of(unit.names),
        names=unit.names,
        parents=tuple(_row(each, 0, by_id, mentions) for each in parents),
        children=tuple(_row(each, 0, by_id, mentions) for each in children),
        claims=stored.claims_about(unit.unit_id),
        citations=unit.citations,
        mentions=alike,
        incidents=incident_rows(stored_incidents.load_incidents(wanted)),
        is_invented=unit.is_invented,
        papers=papers_of_unit(unit.unit_id),
    )


def _mentioned(at: datetime) -> "_Mentioned":
    """Return the words that name alleged actors, with how many incidents use them."""
    return _Mentioned(current_counts(at=at).incidents_by_mention)


def _tree(units: tuple[StoredUnit, ...], mentions: "_Mentioned") -> tuple[UnitRow, ...]:
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
    mentions: "_Mentioned",
) -> Iterator[UnitRow]:
    yield _row(unit, depth, by_id, mentions)
    for child in children.get(unit.unit_id, ()):
        yield from _branch(child, depth + 1, children, by_id, mentions)


def _row(unit: StoredUnit, depth: int, by_id: Mapping[int, StoredUnit], mentions: "_Mentioned") -> UnitRow:
    parent = by_id.get(unit.parent_id) if unit.parent_id is not None else None
    return UnitRow(
        ref=unit.ref,
        name=name_of(unit.names),
        names=unit.names,
        depth=depth,
        parent_ref=parent.ref if parent else "",
        mentions=sum(each.count for each in mentions.like(unit)),
        is_invented=unit.is_invented,
    )


class _Mentioned:
    """Words that name alleged actors, found by their telling words: what looks like a unit's name.

    A hint, never a decision.
    """

    def __init__(self, mentions: Sequence[Count]) -> None:
        self._mentions = mentions
        self._by_word: dict[str, list[int]] = {}
        for place, mention in enumerate(mentions):
            for word in set(_WORD.findall(fold(mention.value))) - _COMMON_WORDS:
                self._by_word.setdefault(word, []).append(place)

    def like(self, unit: StoredUnit) -> tuple[Count, ...]:
        """Return the mentions some telling word of which stands in one of the unit's names."""
        named = {word for _, name in unit.names for word in _WORD.findall(fold(name))}
        places = {place for word in named for place in self._by_word.get(word, ())}
        return tuple(self._mentions[place] for place in sorted(places))
