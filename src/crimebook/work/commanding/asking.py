"""Asking who commanded a unit at an instant, and where a person was: recorded, then answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crimebook.command.chain import Chain, Holding, chain_at
from crimebook.command.presence import Whereabouts, where_at
from crimebook.stores.register.command_rows import DeploymentRow, PostingRow, RelationRow
from crimebook.stores.register.queries import command as stored
from crimebook.stores.register.queries import units as stored_units
from crimebook.stores.register.rows import UnitRow
from crimebook.terms.ids import Ref
from crimebook.terms.instants import format_instant
from crimebook.work.actors import Actor
from crimebook.work.journal import note_reading


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


def open_chain(actor: Actor, unit_ref: str, instant: datetime, *, at: datetime) -> ChainAnswer:
    """Return who commanded a unit at ``instant``; raise `NotFoundError` where there is no such unit."""
    ref = Ref.parse(unit_ref)
    note_reading(actor, f"{ref} at {format_instant(instant)}", at=at)
    units = stored_units.all_units()
    unit = stored_units.find_unit(ref, units)
    chain = chain_at(stored.history_above(unit.unit_id), unit.unit_id, instant)
    reached = {step.unit for step in chain.steps}
    held = [each for step in chain.steps for each in (*step.holders, *step.uncited)]
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
    return WhereaboutsAnswer(
        found,
        stored.postings_by_id(each.posting.number for each in found.holdings),
        stored.deployments_by_id(each.deployment.number for each in found.stays),
    )
