"""Opening what was collected: testimony, files and the rows that the answers allow, each report by itself.

1. The envelope is opened with a month's key and its body read strictly; nothing is stored yet.
2. The report gets a key of its own, kept in the vault before anything is sealed to it.
3. Its files become blobs, checked against the body.
4. One transaction stores the report, its testimony (the envelope's own ciphertext, only who can open it has
   changed), the records of its structured answers, and the events of all that.

Stopped at any point, the next run goes on: what is in the register by its envelope is known. What is refused
leaves no key and no blob. A program that is killed before the transaction leaves a key that no report has:
the next run destroys it, so that its blobs, which `work.evidence` calls unexpected, open for nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.exchange.accounts import FileFacts
from crimebook.exchange.tables import Row
from crimebook.sealing.envelope import ReportBody, read_report
from crimebook.sealing.errors import SealingError
from crimebook.sealing.recipients import parse_recipient
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.outbox import queue_report
from crimebook.stores.register.paper_records import PaperKind
from crimebook.stores.register.transactions import writing
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.items import Item
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.refusals import SpoolError
from crimebook.stores.spool.told import Told
from crimebook.stores.staging.files import SourceFile
from crimebook.stores.vault.folder import Room
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import CrimebookError, NotFoundError
from crimebook.terms.ids import Digest, SourceName
from crimebook.unsealing.agefile import open_bytes, rewrap
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import HybridIdentity
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.importer import Delivery, commit_records
from crimebook.work.importing.kinds import KINDS
from crimebook.work.importing.reports import NAME as SEALED_REPORTS
from crimebook.work.opening.accounts import keep_one
from crimebook.work.opening.answers import OTHER, SoundAnswers, sound_answers
from crimebook.work.opening.arrivals import note_arrival
from crimebook.work.opening.attachments import (
    AttachmentError,
    Bringing,
    KeptFile,
    check_parts,
    keeping_files,
    note_files,
)
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.mailboxes import put_collected
from crimebook.work.opening.rows import paper_rows, report_row

REF_BYTES = 8


class ReportRefusedError(CrimebookError):
    """An envelope that is no report of this book, or not the one that came with its parts."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not opened, by its name on the shelf, and why. It stays where it is."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A report that was opened: its reference, how soon somebody should look, how many files."""

    ref: str
    urgency: int
    files: int
    left_out: tuple[str, ...] = ()
    """Questions whose answers the register could not take; they stand in the testimony."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What one run of opening brought."""

    opened: tuple[OpenedReport, ...]
    refused: tuple[Refused, ...]
    refused_before: int = 0
    """Refusals that were told of before, for the same reason; ``refused`` are the others."""


@dataclass(frozen=True, slots=True)
class Inside:
    """An envelope that was opened, before anything is stored; ``ref`` is the reference that it is to have."""

    name: Name
    item: Item
    body: ReportBody
    sound: SoundAnswers | None
    epochs: tuple[HybridIdentity, ...]
    ref: str


def open_reports(
    desk: Desk, actor: Actor, context: ImportContext, *, at: datetime, is_invented: bool = False
) -> Opening:
    """Open every report on the first shelf that was not opened before.

    One that was refused is tried again, since what it lacks may have come; it is told of once.
    """
    check_right(actor, Right.KEYS)
    _let_go_of_abandoned(desk)
    opened, refused = [], []
    epochs = desk.keyring.epochs()
    shelf = Shelf(desk.folders.shelves[0], random=desk.random)
    told = Told(desk.folders.shelves[0], random=desk.random)
    try:
        for name in _unopened(shelf):
            try:
                inside = look_inside(name, shelf.read_item(name), epochs, make_ref(desk))
                with desk.vault.attempting(inside.ref):
                    report = _keep(desk, actor, context, shelf, inside, at=at, is_invented=is_invented)
                opened.append(report)
                told.forget(name.name)
            except (SealingError, UnsealError, SpoolError, AttachmentError, ReportRefusedError) as error:
                refused.append(Refused(name.name, str(error)))
        news = tuple(each for each in refused if told.is_news(each.name, each.reason, at.date()))
    finally:
        told.close()
        shelf.close()
    return Opening(tuple(opened), news, len(refused) - len(news))


def _let_go_of_abandoned(desk: Desk) -> None:
    """Destroy the keys of reports that never came to be: of a run that was killed, or refused the report."""
    for ref in desk.vault.abandoned():
        try:
            stored.find_report(ref)
        except NotFoundError:
            desk.vault.destroy(Room.REPORTS, ref)


def make_ref(desk: Desk) -> str:
    """Return a reference for a new report: random, so that it tells neither when nor how many."""
    return desk.random(REF_BYTES).hex()


def _unopened(shelf: Shelf) -> Iterator[Name]:
    names = [each for each in shelf.names() if each.kind is ItemKind.REPORT]
    known = stored.known_items(each.name for each in names)
    yield from (each for each in names if each.name not in known)


def look_inside(name: Name, item: Item, epochs: tuple[HybridIdentity, ...], ref: str) -> Inside:
    """Open a report's envelope and read it strictly; store nothing.

    Raises `SealingError`, `UnsealError`, `AttachmentError` or `ReportRefusedError`.
    """
    body = read_report(open_bytes(item.sealed, epochs))
    check_parts(body.files, body.decoys, item.heading.parts)
    if stored.ref_of_envelope(item.heading.envelope_sha256):
        raise ReportRefusedError("expected a new envelope, got one that was opened under another name")
    return Inside(name, item, body, sound_answers(body), epochs, ref)


def _keep(
    desk: Desk,
    actor: Actor,
    context: ImportContext,
    shelf: Shelf,
    inside: Inside,
    *,
    at: datetime,
    is_invented: bool,
) -> OpenedReport:
    ref, recipient = inside.ref, desk.keyring.make_report_key(inside.ref)
    by = Bringing(ref, shelf.read_part, inside.epochs, recipient)
    try:
        with keeping_files(desk, inside.body.files, by) as kept:
            sealed = rewrap(inside.item.sealed, inside.epochs, [recipient])
            new = _new_report(ref, inside, str(recipient), at=at, is_invented=is_invented)
            with writing():
                report_id = stored.add_report(new)
                stored.add_testimony(report_id, sealed)
                queue_report(new.envelope, inside.body.leaf)
                stored.add_attachments(report_id, [(each.name, each.size_bytes) for each in kept])
                _note(actor, ref, inside, kept, at=at)
                report = stored.find_report(ref)
                store_answers(actor, context, report, inside.body, at=at)
                put_collected(desk, report, inside.body, at=at)
                keep_one(actor, stored.find_report(ref), inside.body, at=at)
    except BaseException:
        # Not where it was committed all the same, and only the answer got lost: there is no other key.
        if not stored.may_stand(ref):
            desk.vault.destroy(Room.REPORTS, ref)
        raise
    return OpenedReport(ref, new.urgency, new.files, inside.sound.left_out if inside.sound else ())


def _new_report(
    ref: str, inside: Inside, recipient: str, *, at: datetime, is_invented: bool
) -> stored.NewReport:
    body, sound = inside.body, inside.sound
    return stored.NewReport(
        ref=ref,
        envelope=inside.item.heading.envelope_sha256,
        item=inside.name.name,
        channel="intake",
        form=body.form,
        way=sound.way if sound else "",
        role=sound.form.way(sound.way).role if sound else "",
        language=body.language,
        urgency=sound.urgency if sound else OTHER,
        files=len(body.files),
        mailbox=_own_mailbox(body),
        recipient=str(parse_recipient(recipient)),
        received_on=at.date(),
        opened_on=at.date(),
        is_invented=is_invented,
    )


def _own_mailbox(body: ReportBody) -> str:
    """Return the mailbox of a report, none where another report has it.

    Its id binds both keys and not `reply_to`: who saw the keys at the intake could have answers to their own
    report put over those that somebody else waits for.
    """
    mailbox = body.mailbox_id or ""
    return "" if stored.find_by_mailbox(mailbox) else mailbox


def _note(actor: Actor, ref: str, inside: Inside, kept: tuple[KeptFile, ...], *, at: datetime) -> None:
    envelope = inside.item.heading.envelope_sha256
    # Who brought it may have been stopped after the copies: then nobody else will say that it came.
    note_arrival(actor, inside.item.heading, at=at)
    append_event(
        Deed(
            f"report:{ref}",
            Action.OPENED,
            actor.key,
            at,
            reason=f"{inside.body.form}, {len(kept)} files",
            inputs=(envelope, *inside.item.heading.parts),
            outputs=tuple(each.name for each in kept),
        )
    )
    append_event(Deed(f"envelope:{envelope}", Action.OPENED, actor.key, at, outputs=(f"report:{ref}",)))
    note_files(actor, ref, kept, at=at)


def store_answers(
    actor: Actor, context: ImportContext, report: stored.ReportRow, body: ReportBody, *, at: datetime
) -> None:
    """Store the incident of a report's answers, then the papers about it, in the transaction that is open.

    A report of somebody under 18, of a form that is not known, or of a time still to come has no records.
    """
    sound = sound_answers(body)
    if sound is None or sound.is_of_a_child:
        return
    delivery = delivery_of(actor, parse_digest(report.envelope), at=at)
    kind = KINDS[SEALED_REPORTS]
    parsed = kind.parse([report_row(sound, report.ref, is_invented=report.is_invented)], context)
    files = tuple(
        FileFacts(f"attachment {number}", Digest(file.sha256), "", file.size)
        for number, file in enumerate(body.files, start=1)
    )
    for account in parsed.records:
        commit_records(kind, delivery, [kind.stage(replace(account, files=files), context)])
        stored.point_at_records(report.report_id, report.ref)
        rows = paper_rows(sound, report.ref, report.form, context, is_invented=report.is_invented)
        for paper, row in rows:
            store_paper(paper, row, delivery, context)


def store_paper(paper: PaperKind, row: Row, delivery: Delivery, context: ImportContext) -> None:
    """Store one paper, in the transaction that is open; what its list would refuse is left out."""
    kind = KINDS[paper]
    parsed = kind.parse([row], context)
    if parsed.records:
        commit_records(kind, delivery, [kind.stage(each, context) for each in parsed.records])


def delivery_of(actor: Actor, envelope: Digest, *, at: datetime) -> Delivery:
    """Return the delivery of one report: its records are of the book's own source of reports."""
    file = SourceFile("sealed report", "", b"", envelope)
    return Delivery(file, SourceName(stored.SOURCE), actor, at)
