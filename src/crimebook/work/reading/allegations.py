"""Opening an allegation, what one can be made of, and those of an incident; each reading is told first."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from crimebook.command.involvements import MOVES, STANDARDS, TESTS, Status, needs_second, wanting
from crimebook.stores.register import papers
from crimebook.stores.register.command_rows import InvolvementRow, StepRow
from crimebook.stores.register.queries import command as stored
from crimebook.stores.register.queries import persons as queries
from crimebook.stores.register.queries.incidents import load_incidents
from crimebook.stores.register.queries.persons import PersonMentionRow
from crimebook.stores.register.rows import IncidentRow
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Ref
from crimebook.work.actors import Actor, Right, check_right, find_actor
from crimebook.work.journal import note_readings
from crimebook.work.persons.deciding import chain_of_mention
from crimebook.work.reading.allegation_pages import (
    AllegationPage,
    Asking,
    MoveView,
    NewAllegationPage,
    RecordChoice,
    StepView,
)
from crimebook.work.reading.involvement_views import involvement_view
from crimebook.work.reading.pages import AllegedHere
from crimebook.work.reading.person_views import mention_view, name_of_person


def open_new(actor: Actor, asked: Asking, *, at: datetime) -> NewAllegationPage:
    """Return what an allegation can be made of, as far as ``asked`` says of whom and in what."""
    check_right(actor, Right.JUDGE)
    incident = _incident(asked.incident)
    rows = _mentions(asked, incident)
    read = [chain_of_mention(each.mention_id) for each in rows] + ([incident.ref] if incident else [])
    note_readings(actor, read or ["allegations"], at=at)
    return NewAllegationPage(
        asked=asked,
        mentions=tuple(mention_view(each) for each in rows),
        incident_ref=incident.ref if incident else "",
        incident_title=incident.title if incident else "",
        acts=stored.acts_of(incident.incident_id) if incident else (),
        incidents=_incidents(rows),
        records=_records(rows, incident),
        is_unknown=bool(asked.incident) and incident is None,
    )


def open_allegation(actor: Actor, involvement_id: int, *, at: datetime) -> AllegationPage:
    """Return one allegation; raise `NotFoundError` where there is none."""
    check_right(actor, Right.READ)
    row = stored.find_involvement(involvement_id)
    members = queries.mentions_of(queries.members_of(row.person_id))
    read = (f"involvement:{involvement_id}", row.incident_ref, *(chain_of_mention(each) for each in members))
    note_readings(actor, read, at=at)
    waits = row.standing.pending
    incident = _incident(row.incident_ref)
    return AllegationPage(
        alleged=involvement_view(row),
        person_id=row.person_id,
        name=name_of_person(members.values()),
        mention=mention_view(queries.mentions_of([row.mention_id])[row.mention_id]),
        at=row.at,
        steps=tuple(_step(each) for each in row.steps),
        moves=tuple(_move(row, status) for status in Status if status in MOVES[row.standing.decided]),
        tests=TESTS.get(row.mode, ()),
        records=_records(tuple(members.values()), incident),
        seen=row.last,
        may_judge=actor.may(Right.JUDGE),
        is_own=waits is not None and waits.actor == actor.key,
        proposed_reason=waits.reason if waits else "",
        proposed_standard=waits.standard if waits else "",
        is_invented=row.is_invented,
    )


def alleged_in(actor: Actor, incident_id: int, *, at: datetime) -> tuple[AllegedHere, ...]:
    """Return of whom what is alleged in an incident whose reading was recorded."""
    rows = stored.involvements_in(incident_id)
    if rows:
        note_readings(actor, [f"involvement:{each.involvement_id}" for each in rows], at=at)
    named = queries.mentions_of(each.mention_id for each in rows)
    return tuple(_alleged_here(each, named[each.mention_id].name) for each in rows)


def _incident(ref: str) -> IncidentRow | None:
    try:
        asked = Ref.parse(ref)
    except InvalidValueError:
        return None
    found = papers.find_incidents([asked]).get(asked)
    return next(iter(load_incidents([found])), None) if found is not None else None


def _mentions(asked: Asking, incident: IncidentRow | None) -> tuple[PersonMentionRow, ...]:
    """Return those that somebody may mean: a person's, the one that was chosen, or all of the incident."""
    if asked.mention_id is not None:
        return tuple(queries.mentions_of([asked.mention_id]).values())
    if asked.person_id is not None:
        return tuple(queries.mentions_of(queries.members_of(asked.person_id)).values())
    return queries.mentions_in(incident.incident_id) if incident else ()


def _incidents(rows: Iterable[PersonMentionRow]) -> tuple[RecordChoice, ...]:
    found = {each.incident_ref: each.incident_title for each in rows if each.incident_ref}
    return tuple(RecordChoice(ref, title) for ref, title in found.items())


def _records(rows: Sequence[PersonMentionRow], incident: IncidentRow | None) -> tuple[RecordChoice, ...]:
    """Return the records on which the mentions and the incident stand, the incident's first."""
    found = {incident.ref: incident.title} if incident else {}
    for each in rows:
        found.setdefault(each.citation.ref, each.name or each.ref)
    return tuple(RecordChoice(ref, title) for ref, title in found.items())


def _alleged_here(row: InvolvementRow, name: str) -> AllegedHere:
    stands = row.standing
    return AllegedHere(
        row.involvement_id,
        row.person_id,
        name,
        row.act,
        row.degree,
        stands.status.value,
        stands.standard,
        is_waiting=stands.pending is not None,
    )


def _step(row: StepRow) -> StepView:
    found = find_actor(row.actor)
    answer = row.answer.value if row.answer else ""
    name = found.name if found else row.actor
    return StepView(row.status.value, row.standard, answer, name, row.at, row.reason)


def _move(row: InvolvementRow, status: Status) -> MoveView:
    # What can be said with the proposal, a standard and a reason, is not missing yet.
    missing = wanting(status, row.bases, row.mode, STANDARDS[-1], "-")
    return MoveView(status.value, missing, needs_second(row.standing.decided, status))
