"""Saving records with their windows. What changed is superseded by a new row; nothing is rewritten.

Every function takes (citation id, record) pairs of one source and runs inside `transactions.writing`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from crimebook.stores.register.derived import incident_facts, recording_facts
from crimebook.stores.register.models import (
    Act,
    Claim,
    ClaimCitation,
    Communication,
    Incident,
    Injury,
    Mention,
    Recording,
    Unit,
    UnitRelation,
    Window,
)
from crimebook.stores.register.records import NewClaim, NewCommunication, NewIncident, NewRecording, NewUnit
from crimebook.stores.register.window_rows import KEY_CHARACTERS, WindowRecord, window_columns
from crimebook.stores.register.zone import book_zone
from crimebook.terms.errors import NotFoundError

R = TypeVar("R")
M = TypeVar("M", bound=Model)
BATCH = 500


def save_incidents(source_id: int, cited: Sequence[tuple[int, NewIncident]], *, change: int) -> None:
    """Store incidents with their mentions, acts, injuries and windows."""
    ids = _upsert(Incident, source_id, cited, _incident_columns)
    for citation_id, record in cited:
        # Words that come back after others were coded when they first came; coding is not doubled.
        if not Mention.objects.filter(citation_id=citation_id).exists() and not _has_acts(citation_id):
            _save_coding(ids[record.external_id], citation_id, record)
    save_windows(
        "incident", ((ids[each.external_id], cite, each.windows) for cite, each in cited), change=change
    )


def save_recordings(source_id: int, cited: Sequence[tuple[int, NewRecording]], *, change: int) -> None:
    """Store recordings with their windows."""
    ids = _upsert(Recording, source_id, cited, _recording_columns)
    _take_over(Communication, "communication", source_id, ids, change=change)
    save_windows(
        "recording", ((ids[each.external_id], cite, each.windows) for cite, each in cited), change=change
    )


def save_communications(
    source_id: int, cited: Sequence[tuple[int, NewCommunication]], *, change: int
) -> None:
    """Store communications with their windows."""
    ids = _upsert(Communication, source_id, cited, _communication_columns)
    _take_over(Recording, "recording", source_id, ids, change=change)
    save_windows(
        "communication", ((ids[each.external_id], cite, each.windows) for cite, each in cited), change=change
    )


def save_units(
    source_id: int, cited: Sequence[tuple[int, NewUnit]], *, coder: str, at: datetime, change: int
) -> None:
    """Store units, then their relations (a parent may stand below its child in the file), then the claims."""
    ids = _upsert(Unit, source_id, cited, _unit_columns)
    stored = dict(Unit.objects.filter(source_id=source_id).values_list("external_id", "pk"))
    for citation_id, unit in cited:
        unit_id = ids[unit.external_id]
        parent_id = stored.get(unit.parent) if unit.parent else None
        if parent_id is not None:
            UnitRelation.objects.get_or_create(child_id=unit_id, parent_id=parent_id, citation_id=citation_id)
        _end_claims(source_id, unit.external_id, change=change)
        for field, value in unit.claims:
            _add_claim(citation_id, coder=coder, at=at, unit_id=unit_id, field=field, value=value)


def save_claims(
    source_id: int, cited: Sequence[tuple[int, NewClaim]], *, coder: str, at: datetime, change: int
) -> None:
    """Store claims that stand for themselves, each about a unit of the register or about words."""
    for citation_id, claim in cited:
        unit = Unit.objects.filter(external_id=claim.unit).order_by("id").first() if claim.unit else None
        if claim.unit and unit is None:
            raise NotFoundError(
                f"{claim.external_id}: expected a unit of the register, got none called {claim.unit}"
            )
        _end_claims(source_id, claim.external_id, change=change)
        _add_claim(
            citation_id,
            coder=coder,
            at=at,
            unit_id=unit and unit.pk,
            subject=claim.subject,
            field=claim.field,
            value=claim.value,
        )


def save_windows(
    subject: str, owned: Iterable[tuple[int, int, tuple[WindowRecord, ...]]], *, change: int
) -> int:
    """Store the windows of (subject id, citation id, windows), superseding the live ones; return how many."""
    items = list(owned)
    owners = [subject_id for subject_id, _, _ in items]
    for start in range(0, len(owners), BATCH):
        Window.objects.filter(
            **{f"{subject}_id__in": owners[start : start + BATCH]}, superseded_at_change__isnull=True
        ).update(superseded_at_change=change)
    rows = [
        Window(**{f"{subject}_id": subject_id}, citation_id=cite, change=change, **window_columns(record))
        for subject_id, cite, windows in items
        for record in windows
    ]
    Window.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _upsert(
    model: type[M], source_id: int, cited: Sequence[tuple[int, R]], columns: Callable[[R], dict[str, Any]]
) -> dict[str, int]:
    """Insert new records, point the known ones at their latest words; return the ids by external id."""
    manager = model._default_manager  # noqa: SLF001
    stored: dict[str, int] = dict(manager.filter(source_id=source_id).values_list("external_id", "pk"))
    fresh = []
    for citation_id, record in cited:
        facts = columns(record)
        if facts["external_id"] in stored:
            manager.filter(pk=stored[facts["external_id"]]).update(citation_id=citation_id, **facts)
        else:
            fresh.append(model(source_id=source_id, citation_id=citation_id, **facts))
    manager.bulk_create(fresh, batch_size=BATCH)
    wanted = {columns(record)["external_id"] for _, record in cited}
    kept = {external_id: pk for external_id, pk in stored.items() if external_id in wanted}
    return kept | {row.external_id: row.pk for row in fresh}  # type: ignore[attr-defined]


def _save_coding(incident_id: int, citation_id: int, record: NewIncident) -> None:
    victims = _save_mentions(incident_id, citation_id, record)
    Act.objects.bulk_create(
        Act(
            incident_id=incident_id,
            citation_id=citation_id,
            victim=victims[0] if victims else None,
            code=act.code,
            source_label=act.source_label,
        )
        for act in record.acts
    )
    Injury.objects.bulk_create(
        Injury(
            incident_id=incident_id,
            citation_id=citation_id,
            region=injury.region,
            nature=injury.nature,
            method=injury.method,
            source_label=injury.source_label,
        )
        for injury in record.injuries
    )


def _save_mentions(incident_id: int, citation_id: int, record: NewIncident) -> list[Mention]:
    rows = Mention.objects.bulk_create(
        Mention(
            incident_id=incident_id,
            citation_id=citation_id,
            role=mention.role,
            words=mention.words,
            words_key=mention.key[:KEY_CHARACTERS],
        )
        for mention in record.mentions
    )
    return [row for row in rows if row.role == "victim"]


def _has_acts(citation_id: int) -> bool:
    return Act.objects.filter(citation_id=citation_id).exists()


def _take_over(
    other: type[Recording] | type[Communication],
    subject: str,
    source_id: int,
    ids: dict[str, int],
    *,
    change: int,
) -> None:
    """End what the same source called the other kind of thing before: one post is not two records."""
    gone = list(
        other.objects.filter(
            source_id=source_id, external_id__in=ids, superseded_at_change__isnull=True
        ).values_list("pk", flat=True)
    )
    other.objects.filter(pk__in=gone).update(superseded_at_change=change)
    save_windows(subject, ((pk, 0, ()) for pk in gone), change=change)


def _end_claims(source_id: int, external_id: str, *, change: int) -> None:
    """End the claims that earlier words of the same record made."""
    Claim.objects.filter(
        cited__citation__source_id=source_id,
        cited__citation__external_id=external_id,
        superseded_at_change__isnull=True,
    ).update(superseded_at_change=change)


def _add_claim(citation_id: int, *, coder: str, at: datetime, field: str, value: str, **about: Any) -> None:
    claim = Claim.objects.create(field=field, value=value, coder=coder, made_at=at, **about)
    ClaimCitation.objects.create(claim=claim, citation_id=citation_id)


def _incident_columns(record: NewIncident) -> dict[str, Any]:
    return {
        **incident_facts(record.windows, book_zone()),
        "external_id": record.external_id,
        "title": record.title,
        "evidence_kind": record.evidence_kind,
        "is_invented": record.is_invented,
    }


def _recording_columns(record: NewRecording) -> dict[str, Any]:
    return {
        "external_id": record.external_id,
        "title": record.title,
        "kind": record.kind,
        "superseded_at_change": None,
        **recording_facts(record.windows),
        "duration_s": record.duration_s,
        "width_px": record.width_px,
        "height_px": record.height_px,
        "is_invented": record.is_invented,
    }


def _communication_columns(record: NewCommunication) -> dict[str, Any]:
    return {
        "external_id": record.external_id,
        "title": record.title,
        "kind": record.kind,
        "superseded_at_change": None,
        "channel": record.channel,
        "sender": record.sender,
        "receiver": record.receiver,
        "text": record.text,
        "at": record.at,
        "is_invented": record.is_invented,
    }


def _unit_columns(record: NewUnit) -> dict[str, Any]:
    return {
        "external_id": record.external_id,
        "names": [list(pair) for pair in record.names],
        "is_invented": record.is_invented,
    }
