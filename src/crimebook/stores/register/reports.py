"""Reports in the register: added, found, listed, and moved from state to state. Sealed bytes stay sealed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import Error
from django.db.models import Count, Q, QuerySet

from crimebook.stores.register.models import (
    Attachment,
    Citation,
    Consent,
    Incident,
    Interview,
    InterviewDraft,
    Member,
    Report,
    ReportMessage,
    Testimony,
)
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Digest

SOURCE = "reports"
"""The name of the source that all reports of the book are: their records are called ``reports:REF``."""

BODY, INTERVIEW = "body", "interview"
IN, OUT = "in", "out"
BATCH = 500
"""Names in one statement."""


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report on its way in."""

    ref: str
    envelope: Digest
    channel: str
    form: str
    language: str
    recipient: str
    received_on: date
    opened_on: date
    item: str = ""
    way: str = ""
    role: str = ""
    urgency: int = 2
    files: int = 0
    mailbox: str = ""
    interviewer: str = ""
    is_invented: bool = False


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as it stands; ``messages_in`` is how many its reporter wrote."""

    report_id: int
    ref: str
    envelope: str
    item: str
    channel: str
    form: str
    way: str
    role: str
    language: str
    state: str
    state_before: str
    urgency: int
    files: int
    mailbox: str
    recipient: str
    received_on: date
    opened_on: date
    withdrawn_on: date | None
    erase_on: date | None
    incident_id: int | None
    incident_ref: str
    duplicate_of: str
    interviewer: str
    is_invented: bool
    messages_in: int = 0


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file of a report by its place among those of the testimony and of the letters after it."""

    number: int
    blob: Digest
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A sealed message of the dialogue."""

    direction: str
    kind: str
    counter: int
    digest: str
    sealed: bytes
    day: date
    author: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class ReportNarrowing:
    """What a list of reports is narrowed to; empty values narrow nothing."""

    state: str = ""
    way: str = ""
    language: str = ""
    urgency: int | None = None
    interviewer: str = ""


def known_items(names: Iterable[str]) -> frozenset[str]:
    """Return which names of spool items were opened before, erased reports included."""
    wanted = sorted(set(names))
    found: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        rows = Report.objects.filter(item__in=wanted[start : start + BATCH])
        found |= set(rows.values_list("item", flat=True))
    return frozenset(found)


def ref_of_envelope(envelope: Digest) -> str:
    """Return the report that an envelope became, empty where it is new."""
    return Report.objects.filter(envelope=envelope).values_list("ref", flat=True).first() or ""


def add_report(new: NewReport) -> int:
    """Store a report and return its id, inside the caller's transaction."""
    facts: dict[str, Any] = {
        name: getattr(new, name) for name in NewReport.__slots__ if name != "interviewer"
    }
    member = Member.objects.get(key=new.interviewer) if new.interviewer else None
    return Report.objects.create(**facts, interviewer=member).pk


def add_testimony(report_id: int, sealed: bytes, kind: str = BODY) -> None:
    """Store what was told, sealed to the report's key."""
    Testimony.objects.create(report_id=report_id, kind=kind, sealed=sealed, digest=sha256_hex(sealed))


def add_attachments(report_id: int, blobs: Sequence[tuple[Digest, int]]) -> None:
    """Store which blobs are files of a report, in their order, after those that it has; count them."""
    first = Attachment.objects.filter(report_id=report_id).count() + 1
    made = Attachment.objects.bulk_create(
        Attachment(report_id=report_id, number=number, blob=blob, size_bytes=size_bytes)
        for number, (blob, size_bytes) in enumerate(blobs, start=first)
    )
    Report.objects.filter(pk=report_id).update(files=first - 1 + len(made))


def point_at_records(report_id: int, incident_ref: str) -> int | None:
    """Let a report know the incident that its answers became; return the incident's id."""
    incident = Incident.objects.get(source__name=SOURCE, external_id=incident_ref)
    Report.objects.filter(pk=report_id).update(incident=incident, citation=incident.citation)
    return incident.pk


def citation_of(external_id: str) -> int:
    """Return the latest citation of one of the reports' own records."""
    rows = Citation.objects.filter(source__name=SOURCE, external_id=external_id)
    return rows.order_by("-id").values_list("pk", flat=True)[0]


def read_testimony(report_id: int, kind: str = BODY) -> bytes:
    """Return the sealed testimony, or raise `NotFoundError`."""
    row = Testimony.objects.filter(report_id=report_id, kind=kind).first()
    if row is None:
        raise NotFoundError(f"expected a testimony of kind {kind}, got none")
    return bytes(row.sealed)


def attachments_of(report_id: int) -> tuple[AttachmentRow, ...]:
    """Return the files of a report in their order."""
    rows = Attachment.objects.filter(report_id=report_id).order_by("number")
    return tuple(AttachmentRow(row.number, Digest(row.blob), row.size_bytes) for row in rows)


def find_report(ref: str) -> ReportRow:
    """Return a report, or raise `NotFoundError`."""
    row = _with_counts(Report.objects.filter(ref=ref)).first()
    if row is None:
        raise NotFoundError(f"expected a report, got none called {ref[:40]}")
    return _row(row)


def may_stand(ref: str) -> bool:
    """Tell whether a report is there; also where that cannot be asked: commits may outlive a connection."""
    try:
        return Report.objects.filter(ref=ref).exists()
    except Error:
        return True


def may_name(blobs: Iterable[Digest]) -> frozenset[Digest]:
    """Return which of ``blobs`` a report names; all of them where that cannot be asked now."""
    names = frozenset(blobs)
    try:
        found = Attachment.objects.filter(blob__in=names).values_list("blob", flat=True)
        return frozenset(map(Digest, found))
    except Error:
        return names


def find_by_mailbox(mailbox: str) -> ReportRow | None:
    """Return the report whose replies go to a mailbox, or None; the first one that came with it."""
    row = _with_counts(Report.objects.filter(mailbox=mailbox)).order_by("id").first() if mailbox else None
    return None if row is None else _row(row)


def list_reports(by: ReportNarrowing, *, start: int, count: int) -> tuple[tuple[ReportRow, ...], int]:
    """Return reports in the order of who needs somebody first, and how many there are."""
    rows = _narrow(by)
    page = _with_counts(rows).order_by("urgency", "received_on", "id")[start : start + count]
    return tuple(_row(row) for row in page), rows.count()


def count_by_state() -> dict[str, int]:
    """Return how many reports stand in each state."""
    return dict(Report.objects.values_list("state").annotate(n=Count("pk")).order_by("state"))


def due_for_erasure(today: date) -> tuple[str, ...]:
    """Return the reports whose withdrawal can no longer be undone."""
    rows = Report.objects.filter(state="withdrawn", erase_on__lte=today).order_by("id")
    return tuple(rows.values_list("ref", flat=True))


def erased_refs() -> tuple[str, ...]:
    """Return the reports that were erased; none of them may have a key."""
    return tuple(Report.objects.filter(state="erased").order_by("id").values_list("ref", flat=True))


def set_state(report_id: int, state: str, *, duplicate_of: str = "") -> None:
    """Move a report to another state."""
    other = Report.objects.filter(ref=duplicate_of).values_list("pk", flat=True).first()
    Report.objects.filter(pk=report_id).update(state=state, duplicate_of=other)


def set_urgency(report_id: int, urgency: int) -> None:
    """Say how soon somebody should look at a report."""
    Report.objects.filter(pk=report_id).update(urgency=urgency)


def add_message(report_id: int, row: MessageRow) -> None:
    """Store a sealed message of the dialogue."""
    ReportMessage.objects.create(
        report_id=report_id,
        direction=row.direction,
        kind=row.kind,
        counter=row.counter,
        digest=row.digest,
        sealed=row.sealed,
        day=row.day,
        author=row.author,
        item=row.item,
    )


def messages_of(report_id: int, direction: str = "") -> tuple[MessageRow, ...]:
    """Return the messages of a report in the order in which they were taken."""
    rows = ReportMessage.objects.filter(report_id=report_id).order_by("id")
    if direction:
        rows = rows.filter(direction=direction)
    return tuple(
        MessageRow(
            each.direction,
            each.kind,
            each.counter,
            each.digest,
            bytes(each.sealed),
            each.day,
            each.author,
            each.item,
        )
        for each in rows
    )


def known_letters(names: Iterable[str]) -> frozenset[str]:
    """Return which names of spool items were taken as messages before."""
    wanted = sorted(set(names))
    found: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        rows = ReportMessage.objects.filter(item__in=wanted[start : start + BATCH])
        found |= set(rows.values_list("item", flat=True))
    return frozenset(found)


def count_consents(ref: str) -> int:
    """Return how many answers on consent a report's words gave so far, so that the next has a number."""
    return Citation.objects.filter(source__name=SOURCE, external_id__startswith=f"{ref}/consent/").count()


def consents_of(ref: str) -> tuple[tuple[str, str, date | None], ...]:
    """Return (purpose, answer, day of expiry) of what counts now: the latest answer for each purpose."""
    rows = Consent.objects.filter(citation__source__name=SOURCE, citation__external_id=ref).order_by("id")
    latest = {row.purpose: (row.answer, row.expires_at) for row in rows}
    return tuple((name, answer, end.date() if end else None) for name, (answer, end) in latest.items())


def add_draft(ref: str, interviewer: str, sealed: bytes, day: date) -> None:
    """Store an interview that begins."""
    member = Member.objects.get(key=interviewer)
    InterviewDraft.objects.create(ref=ref, interviewer=member, sealed=sealed, begun_on=day)


def save_draft(ref: str, sealed: bytes) -> None:
    """Put the answers so far in the place of those before."""
    InterviewDraft.objects.filter(ref=ref).update(sealed=sealed)


def read_draft(ref: str, interviewer: str) -> bytes:
    """Return the sealed answers of an interview that the member leads, or raise `NotFoundError`."""
    row = InterviewDraft.objects.filter(ref=ref, interviewer__key=interviewer).first()
    if row is None:
        raise NotFoundError(f"expected an interview of {interviewer}, got none called {ref[:40]}")
    return bytes(row.sealed)


def drafts_of(interviewer: str) -> tuple[tuple[str, date], ...]:
    """Return the interviews that a member has begun and not ended: (ref, day)."""
    rows = InterviewDraft.objects.filter(interviewer__key=interviewer).order_by("begun_on", "id")
    return tuple(rows.values_list("ref", "begun_on"))


def draft_refs() -> frozenset[str]:
    """Return the interviews of anybody that are not ended."""
    return frozenset(InterviewDraft.objects.values_list("ref", flat=True))


def remove_draft(ref: str) -> None:
    """Delete the answers so far."""
    InterviewDraft.objects.filter(ref=ref).delete()


def add_interview(report_id: int, interviewer: str, day: date, facts: Mapping[str, Any]) -> None:
    """Store how an interview was led."""
    member = Member.objects.get(key=interviewer)
    Interview.objects.create(report_id=report_id, interviewer=member, day=day, **facts)


def _narrow(by: ReportNarrowing) -> QuerySet[Report]:
    facts = {name: getattr(by, name) for name in ("state", "way", "language") if getattr(by, name)}
    rows = Report.objects.filter(**facts)
    if by.urgency is not None:
        rows = rows.filter(urgency=by.urgency)
    return rows.filter(interviewer__key=by.interviewer) if by.interviewer else rows


def _with_counts(rows: QuerySet[Report]) -> QuerySet[Report]:
    return rows.select_related("incident__source", "duplicate_of", "interviewer").annotate(
        messages_in=Count("messages", filter=Q(messages__direction=IN) & ~Q(messages__kind="recording"))
    )


_SAME = (
    "ref", "envelope", "item", "channel", "form", "way", "role", "language", "state", "state_before",
    "urgency", "files", "mailbox", "recipient", "received_on", "opened_on", "withdrawn_on", "erase_on",
    "is_invented",
)  # fmt: skip


def _row(row: Any) -> ReportRow:
    incident = row.incident
    return ReportRow(
        report_id=row.pk,
        **{name: getattr(row, name) for name in _SAME},
        incident_id=row.incident_id,
        incident_ref=f"{incident.source.name}:{incident.external_id}" if incident else "",
        duplicate_of=row.duplicate_of.ref if row.duplicate_of else "",
        interviewer=row.interviewer.key if row.interviewer else "",
        messages_in=row.messages_in,
    )
