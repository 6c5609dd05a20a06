"""Reading stored words again: the latest citation of every record, and the windows that came from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from crimebook.stores.register.derived import incident_facts, recording_facts
from crimebook.stores.register.models import (
    Communication,
    Deployment,
    DetentionLeg,
    Incident,
    Recording,
    Window,
)
from crimebook.stores.register.paper_records import NewPaper
from crimebook.stores.register.paper_tables import SUBJECTS
from crimebook.stores.register.records import NewCommunication, NewIncident, NewRecording, NewSeen
from crimebook.stores.register.saving import save_windows
from crimebook.stores.register.window_rows import WindowRecord, window_columns
from crimebook.stores.register.zone import book_zone
from crimebook.terms.windows import SubjectKind

BATCH = 500
"""Ids named in one statement."""

_TABLES: dict[str, Any] = {
    "incident": Incident,
    "recording": Recording,
    "communication": Communication,
    "leg": DetentionLeg,
    "deployment": Deployment,
}
"""The tables of what has windows, by the subject of those."""


@dataclass(frozen=True, slots=True)
class CitedRow:
    """The words of a record's latest citation, with the header that they came under."""

    source_id: int
    kind: str
    external_id: str
    citation_id: int
    zone: str
    """The zone in which the source speaks, empty where that is the book's."""
    words: tuple[tuple[str, str], ...]
    mapping: str = ""
    """The mapping by which its table was read, where it was one of any shape."""


def latest_words(kinds: Sequence[str]) -> Iterable[CitedRow]:
    """Yield the latest words of every record that the given kinds of import brought, source by source."""
    for table in _TABLES.values():
        yield from _cited(table.objects.filter(citation__batch__kind__in=kinds))


def words_of(kinds: Sequence[str], records: Mapping[SubjectKind, Sequence[int]]) -> Iterable[CitedRow]:
    """Yield the latest words of these records alone, by what they are and their ids, source by source."""
    for subject, table in _TABLES.items():
        ids = records.get(SubjectKind(subject), ())
        for start in range(0, len(ids), BATCH):
            part = table.objects.filter(pk__in=ids[start : start + BATCH])
            yield from _cited(part.filter(citation__batch__kind__in=kinds))


def _cited(rows: QuerySet[Any]) -> Iterable[CitedRow]:
    ordered = rows.order_by("source_id", "citation__batch_id", "id").values_list(
        "source_id",
        "citation__batch__kind",
        "external_id",
        "citation_id",
        "source__zone",
        "citation__words",
        "citation__batch__mapping",
    )
    for source_id, kind, external_id, citation_id, zone, words, mapping in ordered.iterator(2000):
        said = tuple((field, words) for field, words in words)
        yield CitedRow(source_id, kind, external_id, citation_id, zone, said, mapping)


def replace_windows(source_id: int, read: Sequence[tuple[int, NewSeen]], *, change: int) -> int:
    """Supersede the windows of those records for which reading again gave others; return how many records.

    ``read`` are (citation id, record): a record whose words changed while they were read again is left alone,
    for its new words were read with the gazetteer of that moment.
    """
    return sum(
        _replace(
            table, subject, source_id, [each for each in read if _subject(each[1]) == subject], change=change
        )
        for subject, table in _TABLES.items()
    )


def _subject(record: NewSeen) -> str:
    match record:
        case NewIncident():
            return "incident"
        case NewRecording():
            return "recording"
        case NewCommunication():
            return "communication"
        case NewPaper():
            return SUBJECTS.get(record.kind, "")


def _replace(
    table: Any, subject: str, source_id: int, read: Sequence[tuple[int, NewSeen]], *, change: int
) -> int:
    wanted = {(each.external_id, citation_id): each.windows for citation_id, each in read}
    rows = table.objects.filter(source_id=source_id, external_id__in=[name for name, _ in wanted])
    stored = {
        (external_id, citation_id): (pk, citation_id)
        for external_id, pk, citation_id in rows.values_list("external_id", "pk", "citation_id")
    }
    live = _live_windows(subject, [pk for pk, _ in stored.values()])
    changed = [
        (*stored[key], windows)
        for key, windows in wanted.items()
        if key in stored and not _are_same(live.get(stored[key][0], []), windows)
    ]
    save_windows(subject, changed, change=change)
    for pk, _, windows in changed:
        facts = _derived(subject, windows)
        if facts:
            table.objects.filter(pk=pk).update(**facts)
    return len(changed)


def _derived(subject: str, windows: Sequence[WindowRecord]) -> dict[str, Any]:
    if subject == "incident":
        return incident_facts(windows, book_zone())
    return recording_facts(windows) if subject == "recording" else {}


def _live_windows(subject: str, owners: Sequence[int]) -> dict[int, list[Window]]:
    rows: dict[int, list[Window]] = {}
    for row in Window.objects.filter(
        **{f"{subject}_id__in": owners}, superseded_at_change__isnull=True
    ).order_by("id"):
        rows.setdefault(getattr(row, f"{subject}_id"), []).append(row)
    return rows


def _are_same(rows: Sequence[Window], windows: Sequence[WindowRecord]) -> bool:
    return len(rows) == len(windows) and all(
        all(getattr(row, name) == value for name, value in window_columns(window).items())
        for row, window in zip(rows, windows, strict=True)
    )
