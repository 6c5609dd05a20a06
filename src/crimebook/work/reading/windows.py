"""Opening the windows and the matches of any record by its reference."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.queries import incidents, media
from crimebook.stores.register.rows import MediumRow
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor
from crimebook.work.journal import note_reading
from crimebook.work.reading.match_views import MatchView
from crimebook.work.reading.views import best_matches


@dataclass(frozen=True, slots=True)
class Found:
    """A record that has windows, whatever it is."""

    subject: SubjectKind
    record_id: int
    windows: tuple[WindowRecord, ...]


def open_windows(actor: Actor, ref: str, *, at: datetime) -> tuple[WindowRecord, ...]:
    """Return the live windows of an incident, a recording or a communication."""
    note_reading(actor, ref, at=at)
    return _find(Ref.parse(ref)).windows


def open_matches(
    actor: Actor, ref: str, *, top: int, at: datetime, kind: SubjectKind | None = None
) -> tuple[MatchView, ...]:
    """Return the best matches of a record: first those with a place, then those without."""
    note_reading(actor, ref, at=at)
    found = _find(Ref.parse(ref))
    return best_matches(found.subject, found.record_id, top, kind)


def _find(ref: Ref) -> Found:
    try:
        incident = incidents.find_incident(ref)
    except NotFoundError:
        medium = _find_medium(ref)
        return Found(medium.subject, medium.medium_id, medium.windows)
    return Found(SubjectKind.INCIDENT, incident.incident_id, incident.windows)


def _find_medium(ref: Ref) -> MediumRow:
    try:
        return media.find_recording(ref)
    except NotFoundError:
        try:
            return media.find_message(ref)
        except NotFoundError:
            raise NotFoundError(
                f"expected an incident, a recording or a message, got none called {ref}"
            ) from None
