"""Opening who commanded a unit at an instant, and its deployments beside cases, as its page shows them."""

from collections.abc import Iterable
from datetime import datetime

from crimebook.command.chain import Holding, Link, Step
from crimebook.command.history import Deployment
from crimebook.command.presence import Case, Presence, presences
from crimebook.stores.register.command_rows import PostingRow
from crimebook.stores.register.queries import command as stored
from crimebook.stores.register.queries.deployments import windows_of_deployments
from crimebook.stores.register.queries.incidents import load_incidents
from crimebook.stores.register.queries.units import all_units, find_unit
from crimebook.terms.ids import Ref
from crimebook.work.actors import Actor
from crimebook.work.commanding.asking import ChainAnswer, open_chain, open_whereabouts
from crimebook.work.journal import note_reading, note_readings
from crimebook.work.persons.deciding import chain_of_mention
from crimebook.work.reading.command_pages import (
    CommandOfUnit,
    HolderView,
    LinkView,
    PresenceView,
    StayView,
    StepView,
    WhereaboutsView,
)
from crimebook.work.reading.views import name_of, window_view

MOST_DEPLOYMENTS, MOST_CASES = 12, 150
"""How many deployments of a unit a page holds against how many cases each: the first ones."""

MOST_PRESENCES = 30
MOST_MOMENTS = 6


def open_command(actor: Actor, ref: str, instant: datetime | None, *, at: datetime) -> CommandOfUnit:
    """Return who commanded a unit, and whom, at an instant; raise `NotFoundError` where there is no unit.

    Without an instant it is when the first deployment that is known began; without any, ``at``.
    """
    note_reading(actor, f"deployments of {ref}", at=at)
    unit = find_unit(Ref.parse(ref), all_units())
    deployments = stored.deployments_of([unit.unit_id])
    moments = _moments(deployments)
    answer = open_chain(actor, ref, instant or (moments[0] if moments else at), at=at)
    beside = [(each, stored.cases_beside(each, most=MOST_CASES)) for each in deployments[:MOST_DEPLOYMENTS]]
    found = _presences(beside)
    named = {chain_of_mention(row.mention_id) for row in answer.postings.values()}
    # Whose names are on the page is read as well.
    note_readings(actor, sorted(named), at=at)
    return CommandOfUnit(
        unit_ref=ref,
        instant=answer.chain.instant,
        steps=tuple(_step(answer, each) for each in answer.chain.steps),
        moments=moments,
        presences=_presence_views(found[:MOST_PRESENCES]),
        presences_in_all=len(found),
        is_whole=len(beside) == len(deployments) and all(len(cases) < MOST_CASES for _, cases in beside),
    )


def open_where(actor: Actor, person_id: int, instant: datetime, *, at: datetime) -> WhereaboutsView:
    """Return where a person was at an instant, as far as posts and deployments tell."""
    answer = open_whereabouts(actor, str(person_id), instant, at=at)
    found = answer.whereabouts
    windows = windows_of_deployments(stay.deployment.number for stay in found.stays)
    return WhereaboutsView(
        instant=found.instant,
        holdings=tuple(_holder(answer.row_of(each), each) for each in found.holdings),
        stays=tuple(
            StayView(
                unit_words=_unit_words(answer.row_of(stay.holding)),
                windows=tuple(window_view(record) for record in windows[stay.deployment.number]),
                certainty=stay.certainty,
                reasons=stay.reasons,
                citation=answer.deployments[stay.deployment.number].citation,
            )
            for stay in found.stays
        ),
        gaps=found.gaps,
    )


def _unit_words(row: PostingRow) -> str:
    return name_of(row.unit_names).original if row.unit_names else row.unit_words


def _moments(deployments: Iterable[Deployment]) -> tuple[datetime, ...]:
    """Return when deployments had begun at the latest, in order, the first few."""
    begun = {
        moment
        for each in deployments
        for spell in each.spells
        if (moment := spell.time.latest_start or spell.time.earliest_start) is not None
    }
    return tuple(sorted(begun)[:MOST_MOMENTS])


def _presences(beside: Iterable[tuple[Deployment, Iterable[Case]]]) -> list[Presence]:
    found = [presence for each, cases in beside for case in cases for presence in presences((each,), case)]
    return sorted(
        found,
        key=lambda each: (
            not each.counts,
            not each.is_placed,
            each.certainty.rank,
            each.case,
            each.deployment.number,
        ),
    )


def _presence_views(found: Iterable[Presence]) -> tuple[PresenceView, ...]:
    shown = tuple(found)
    incidents = {row.incident_id: row for row in load_incidents({each.case for each in shown})}
    numbers = {each.deployment.number for each in shown}
    rows = stored.deployments_by_id(numbers)
    windows = windows_of_deployments(numbers)
    return tuple(
        PresenceView(
            incident_ref=incidents[each.case].ref,
            incident_title=incidents[each.case].title,
            windows=tuple(window_view(record) for record in windows[each.deployment.number]),
            certainty=each.certainty,
            is_placed=each.is_placed,
            counts=each.counts,
            reasons=each.reasons,
            citation=rows[each.deployment.number].citation,
        )
        for each in shown
    )


def _step(answer: ChainAnswer, step: Step) -> StepView:
    unit = answer.units[step.unit]
    return StepView(
        name=name_of(unit.names),
        unit_ref=unit.ref,
        depth=step.depth,
        certainty=step.certainty,
        links=tuple(_link(answer, each) for each in step.links),
        holders=tuple(_holder(answer.postings[each.posting.number], each) for each in step.holders),
        uncited=tuple(_holder(answer.postings[each.posting.number], each) for each in step.uncited),
        gaps=step.gaps,
    )


def _link(answer: ChainAnswer, link: Link) -> LinkView:
    relation = link.relation
    child = answer.units[relation.child]
    return LinkView(
        child=name_of(child.names),
        child_ref=child.ref,
        kind=relation.kind.value,
        time=relation.time,
        certainty=link.certainty,
        reasons=link.reasons,
        citation=answer.relations[relation.number].citation,
    )


def _holder(row: PostingRow, holding: Holding) -> HolderView:
    return HolderView(
        person_id=row.person_id,
        name=row.name,
        title=row.title,
        rank=row.rank,
        time=row.time,
        certainty=holding.certainty,
        reasons=holding.reasons,
        citation=row.citation,
        is_invented=row.is_invented,
    )
