"""Asking who commanded a unit at an instant, where a person was, and which units were where a case was.

Each question is recorded before it is answered, and so is whose names the answer shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from crimebook.command.chain import Chain, Holding, chain_at
from crimebook.command.presence import Presence, Whereabouts, presences, where_at
from crimebook.stores.register import papers
from crimebook.stores.register.command_rows import DeploymentRow, PostingRow, RelationRow
from crimebook.stores.register.queries import command as stored
from crimebook.stores.register.queries import units as stored_units
from crimebook.stores.register.rows import UnitRow
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.instants import format_instant
from crimebook.work.actors import Actor
from crimebook.work.journal import note_reading, note_readings


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """A chain with the rows that its numbers stand for."""

    chain: Chain
    units: Mapping[int, UnitRow]
    relations: Mapping[int, RelationRow]
    postings: Mapping[int, PostingRow]


@dataclass(frozen=True, slots=True)
class WhereaboutsAnswer:
    """Whereabouts with the rows that its numbers stand for."""

    whereabouts: Whereabouts
    postings: Mapping[int, PostingRow]
    deployments: Mapping[int, DeploymentRow]

    def row_of(self, holding: Holding) -> PostingRow:
        """Return the row of a post."""
        return self.postings[holding.posting.number]


@dataclass(frozen=True, slots=True)
class PresenceAnswer:
    """The deployments that can have been where a case was, those that count first, and who commanded then.

    ``chains`` are those of the units of deployments that count, by unit, at ``instant``: when the case can
    have begun at the earliest. None where its source gives no time.
    """

    presences: tuple[Presence, ...]
    deployments: Mapping[int, DeploymentRow]
    units: Mapping[int, UnitRow]
    instant: datetime | None
    chains: Mapping[int, ChainAnswer]


def open_chain(actor: Actor, unit_ref: str, instant: datetime, *, at: datetime) -> ChainAnswer:
    """Return who commanded a unit at ``instant``; raise `NotFoundError` where there is no such unit."""
    ref = Ref.parse(unit_ref)
    note_reading(actor, f"{ref} at {format_instant(instant)}", at=at)
    units = stored_units.all_units()
    unit = stored_units.find_unit(ref, units)
    chain = chain_at(stored.history_above(unit.unit_id), unit.unit_id, instant)
    reached = {step.unit for step in chain.steps}
    held = [each for step in chain.steps for each in (*step.holders, *step.uncited)]
    _note_named(actor, held, at)
    return ChainAnswer(
        chain,
        {each.unit_id: each for each in units if each.unit_id in reached},
        stored.relations_by_id(link.relation.number for step in chain.steps for link in step.links),
        stored.postings_by_id(each.posting.number for each in held),
    )


def open_whereabouts(actor: Actor, person: str, instant: datetime, *, at: datetime) -> WhereaboutsAnswer:
    """Return where a person was at ``instant``; ``person`` is their number, or the reference of a mention.

    Raises `NotFoundError` where there is no such person.
    """
    note_reading(actor, f"person {person} at {format_instant(instant)}", at=at)
    person_id = stored.find_person(person)
    found = where_at(stored.history_of(person_id), person_id, instant)
    _note_named(actor, found.holdings, at)
    return WhereaboutsAnswer(
        found,
        stored.postings_by_id(each.posting.number for each in found.holdings),
        stored.deployments_by_id(each.deployment.number for each in found.stays),
    )


def open_presences(actor: Actor, incident_ref: str, *, at: datetime) -> PresenceAnswer:
    """Return which units can have been where an incident was; raise `NotFoundError` where there is none."""
    ref = Ref.parse(incident_ref)
    note_reading(actor, str(ref), at=at)
    incident_id = papers.find_incidents([ref]).get(ref)
    if incident_id is None:
        raise NotFoundError(f"expected an incident of the book, got none called {ref}")
    (case,) = stored.cases_of([incident_id])
    found = presences(stored.deployments_beside(case), case)
    units = {each.unit_id: each for each in stored_units.all_units()}
    starts = [start for each in case.spells if (start := each.time.earliest_start) is not None]
    instant = min(starts, default=None)
    counting = sorted({each.deployment.unit for each in found if each.counts})
    return PresenceAnswer(
        found,
        stored.deployments_by_id(each.deployment.number for each in found),
        {each.deployment.unit: units[each.deployment.unit] for each in found},
        instant,
        {
            each: open_chain(actor, units[each].ref, instant, at=at)
            for each in counting
            if instant is not None
        },
    )


def _note_named(actor: Actor, held: Iterable[Holding], at: datetime) -> None:
    named = sorted({each.posting.mention for each in held})
    if named:
        note_readings(actor, [f"person-mention:{each}" for each in named], at=at)
