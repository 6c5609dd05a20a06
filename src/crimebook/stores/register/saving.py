"""Saving records with their windows. What changed is superseded by a new row; nothing is rewritten.

Every function takes (citation id, record) pairs of one source and runs inside `transactions.writing`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.derived import incident_facts, recording_facts
from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models import (
    Act,
    Communication,
    Consent,
    FileFact,
    Incident,
    Injury,
    Link,
    Mention,
    Recording,
    Window,
)
from crimebook.stores.register.records import NewCommunication, NewIncident, NewRecording, Traces
from crimebook.stores.register.window_rows import WindowRecord, window_columns
from crimebook.stores.register.zone import book_zone

R = TypeVar("R", NewIncident, NewRecording, NewCommunication)
M = TypeVar("M", bound=Model)
BATCH = 2_000
"""Ids named in one statement."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What saving needs beside the records: the source, the change, who codes, when, the writer of rows.

    ``returned`` are citations whose words were stored before: what they say was coded then, and is not again.
    With ``is_first`` the source has told no such record before: none needs to be looked for.
    """

    source_id: int
    change: int
    coder: str
    at: datetime
    writer: Writer
    returned: frozenset[int] = frozenset()
    is_first: bool = False


def save_incidents(cited: Sequence[tuple[int, NewIncident]], saving: Saving) -> dict[str, int]:
    """Store incidents with mentions, acts, injuries, traces and windows; return their ids by external id."""
    ids, fresh = upsert(Incident, cited, _incident_columns, saving)
    for citation_id, record in cited:
        if citation_id not in saving.returned:
            _save_coding(ids[record.external_id], citation_id, record, saving)
            _save_traces("incident", ids[record.external_id], citation_id, record.traces, saving)
    _save_windows_of("incident", ids, cited, saving, fresh)
    return ids


def save_recordings(cited: Sequence[tuple[int, NewRecording]], saving: Saving) -> dict[str, int]:
    """Store recordings with their traces and windows; return their ids by external id."""
    ids, fresh = upsert(Recording, cited, _recording_columns, saving)
    _take_over(Communication, "communication", ids, saving)
    for citation_id, record in cited:
        if citation_id not in saving.returned:
            _save_traces("recording", ids[record.external_id], citation_id, record.traces, saving)
    _save_windows_of("recording", ids, cited, saving, fresh)
    return ids


def save_communications(cited: Sequence[tuple[int, NewCommunication]], saving: Saving) -> dict[str, int]:
    """Store communications with their traces and windows; return their ids by external id."""
    ids, fresh = upsert(Communication, cited, _communication_columns, saving)
    _take_over(Recording, "recording", ids, saving)
    for citation_id, record in cited:
        if citation_id not in saving.returned:
            _save_traces("communication", ids[record.external_id], citation_id, record.traces, saving)
    _save_windows_of("communication", ids, cited, saving, fresh)
    return ids


def save_windows(
    subject: str,
    owned: Iterable[tuple[int, int, tuple[WindowRecord, ...]]],
    *,
    change: int,
    writer: Writer | None = None,
    fresh: frozenset[int] = frozenset(),
) -> int:
    """Store the windows of (subject id, citation id, windows), superseding the live ones; return how many.

    Subjects in ``fresh`` are new and have none yet. Without a ``writer`` the rows are written at once.
    """
    items = list(owned)
    owners = [subject_id for subject_id, _, _ in items if subject_id not in fresh]
    for start in range(0, len(owners), BATCH):
        Window.objects.filter(
            **{f"{subject}_id__within": owners[start : start + BATCH]}, superseded_at_change__isnull=True
        ).update(superseded_at_change=change)
    rows = writer or Writer()
    count = 0
    for subject_id, cite, windows in items:
        for record in windows:
            columns = window_columns(record)
            rows.add(Window, **{f"{subject}_id": subject_id}, citation_id=cite, change=change, **columns)
            count += 1
    if writer is None:
        rows.close()
    return count


def upsert(
    model: type[M],
    cited: Sequence[tuple[int, Any]],
    columns: Callable[[Any], dict[str, Any]],
    saving: Saving,
) -> tuple[dict[str, int], frozenset[int]]:
    """Take new records to the writer, point the known ones at their latest words.

    Return the ids by external id, and which of them are new.
    """
    manager = model._default_manager  # noqa: SLF001
    names = [] if saving.is_first else [record.external_id for _, record in cited]
    ids = stored_ids(model, saving.source_id, names)
    fresh = set()
    for citation_id, record in cited:
        facts = columns(record)
        if record.external_id in ids:
            manager.filter(pk=ids[record.external_id]).update(citation_id=citation_id, **facts)
        else:
            record_id = saving.writer.add(model, source_id=saving.source_id, citation_id=citation_id, **facts)
            ids[record.external_id] = record_id
            fresh.add(record_id)
    return ids, frozenset(fresh)


def stored_ids(model: type[M], source_id: int, external_ids: Sequence[str]) -> dict[str, int]:
    """Return the ids of those records of a source that are stored already."""
    manager = model._default_manager  # noqa: SLF001
    ids: dict[str, int] = {}
    for start in range(0, len(external_ids), BATCH):
        part = external_ids[start : start + BATCH]
        ids |= dict(
            manager.filter(source_id=source_id, external_id__within=part).values_list("external_id", "pk")
        )
    return ids


def _save_windows_of(
    subject: str,
    ids: dict[str, int],
    cited: Sequence[tuple[int, R]],
    saving: Saving,
    fresh: frozenset[int],
) -> None:
    owned = ((ids[each.external_id], cite, each.windows) for cite, each in cited)
    save_windows(subject, owned, change=saving.change, writer=saving.writer, fresh=fresh)


def _save_coding(incident_id: int, citation_id: int, record: NewIncident, saving: Saving) -> None:
    about = {"incident_id": incident_id, "citation_id": citation_id}
    victims = [
        mention_id
        for mention, mention_id in [
            (
                mention,
                saving.writer.add(
                    Mention,
                    **about,
                    role=mention.role,
                    words=mention.words,
                    words_key=mention.key[:KEY_CHARACTERS],
                ),
            )
            for mention in record.mentions
        ]
        if mention.role == "victim"
    ]
    for act in record.acts:
        saving.writer.add(
            Act,
            **about,
            victim_id=victims[0] if victims else None,
            code=act.code,
            source_label=act.source_label,
        )
    for injury in record.injuries:
        saving.writer.add(
            Injury,
            **about,
            region=injury.region,
            nature=injury.nature,
            method=injury.method,
            source_label=injury.source_label,
        )


def _save_traces(subject: str, record_id: int, citation_id: int, traces: Traces, saving: Saving) -> None:
    about = {f"{subject}_id": record_id, "citation_id": citation_id}
    for link in traces.links:
        saving.writer.add(Link, **about, url=link.url, key=link.key, text=link.text)
    for file in traces.files:
        saving.writer.add(
            FileFact,
            **about,
            name=file.name,
            digest=file.digest,
            media_type=file.media_type,
            size_bytes=file.size_bytes,
        )
    for consent in traces.consents:
        saving.writer.add(
            Consent,
            source_id=saving.source_id,
            citation_id=citation_id,
            purpose=consent.purpose,
            answer=consent.answer,
            given_by=consent.given_by,
            words=consent.words,
            at=consent.at,
        )


def _take_over(
    other: type[Recording] | type[Communication], subject: str, ids: dict[str, int], saving: Saving
) -> None:
    """End what the same source called the other kind of thing before: one post is not two records."""
    gone = stored_ids(other, saving.source_id, [] if saving.is_first else list(ids))
    live = other.objects.filter(pk__within=gone.values(), superseded_at_change__isnull=True)
    ended = list(live.values_list("pk", flat=True)) if gone else []
    if ended:
        other.objects.filter(pk__within=ended).update(superseded_at_change=saving.change)
        save_windows(subject, ((pk, 0, ()) for pk in ended), change=saving.change)


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
        **recording_facts(record.windows),
        "external_id": record.external_id,
        "title": record.title,
        "kind": record.kind,
        "superseded_at_change": None,
        "duration_s": record.duration_s,
        "width_px": record.width_px,
        "height_px": record.height_px,
        "is_invented": record.is_invented,
        "camera": record.camera,
        "clock_ahead_s": record.clock_ahead_s,
        "posted_after_s": record.posted_after_s,
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
        "recorder": record.recorder,
        "clock_ahead_s": record.clock_ahead_s,
    }
