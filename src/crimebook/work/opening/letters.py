"""Letters: what reporters wrote after their report, opened, checked, kept sealed, and put into effect.

A letter is taken once, in the order of its chain, and only from the holder of the receipt: the signature is
checked by the key that the report itself brought. Its files become blobs beside those of the report, under
the report's key. A withdrawal takes effect at once, in the transaction that
keeps the letter. Then the mailbox's first slot says what was taken, so that the next letter can follow it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from crimebook.custody.events import REPORTER, Action, Deed
from crimebook.sealing.agefile import seal_bytes
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.errors import MessageError, SealingError
from crimebook.sealing.messages import (
    Message,
    MessageKind,
    check_reporter_message,
    message_bytes,
    parse_message,
    read_message,
)
from crimebook.sealing.recipients import Recipient, parse_recipient
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.paper_records import PaperKind
from crimebook.stores.register.reports import MessageRow, ReportRow
from crimebook.stores.register.transactions import writing
from crimebook.stores.spool.collect import Name, Shelf
from crimebook.stores.spool.items import Item
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.refusals import SpoolError
from crimebook.stores.spool.told import Told
from crimebook.stores.vault.errors import KeyMissingError
from crimebook.terms.ids import Digest
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import HybridIdentity
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.context import ImportContext
from crimebook.work.opening.attachments import (
    AttachmentError,
    Bringing,
    KeptFile,
    check_parts,
    keeping_files,
    note_files,
)
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.filelists import FileView, sent_files
from crimebook.work.opening.mailboxes import put_collected
from crimebook.work.opening.opening import Refused, ReportRefusedError, delivery_of, store_paper
from crimebook.work.opening.recorded import RECORDING
from crimebook.work.opening.rows import UNDECIDED, consent_row
from crimebook.work.opening.suspending import withdraw_report
from crimebook.work.opening.taking_back import take_back
from crimebook.work.opening.testimony import open_for_report, read_body

_REFUSALS = (
    SealingError, UnsealError, SpoolError, AttachmentError, ReportRefusedError, KeyMissingError,
)  # fmt: skip
_NOT_SAID = frozenset({MessageKind.COLLECTED, RECORDING})
_CONSENT_ANSWERS = frozenset({"granted", "refused", UNDECIDED})


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was taken: of which report, and what it says it is."""

    ref: str
    kind: MessageKind


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """A letter that was opened and checked, before anything is stored, and the report that it belongs to."""

    item: Item
    report: ReportRow
    body: ReportBody
    message: Message


@dataclass(frozen=True, slots=True)
class Letters:
    """What one run brought: letters that were taken, refusals that were not told before, how many were."""

    taken: tuple[Letter, ...]
    refused: tuple[Refused, ...]
    refused_before: int = 0


@dataclass(frozen=True, slots=True)
class SaidMessage:
    """A message as a reader sees it, with the files that came with it."""

    row: MessageRow
    text: str
    values: Mapping[str, object]
    files: tuple[FileView, ...] = ()


def open_letters(desk: Desk, actor: Actor, context: ImportContext, *, at: datetime) -> Letters:
    """Take every letter on the first shelf that was not taken before, each mailbox in its order.

    One that was refused is tried again, since what it waits for may have come; it is told of once.
    """
    check_right(actor, Right.KEYS)
    taken, refused = [], []
    epochs = desk.keyring.epochs()
    shelf = Shelf(desk.folders.shelves[0], random=desk.random)
    told = Told(desk.folders.shelves[0], random=desk.random)
    try:
        for name in _untaken(shelf):
            try:
                taken.append(_take(desk, actor, context, shelf, name, epochs, at=at))
                told.forget(name.name)
            except _REFUSALS as error:
                refused.append(Refused(name.name, str(error)))
        news = tuple(each for each in refused if told.is_news(each.name, each.reason, at.date()))
    finally:
        told.close()
        shelf.close()
    return Letters(tuple(taken), news, len(refused) - len(news))


def read_dialogue(desk: Desk, report: ReportRow) -> tuple[SaidMessage, ...]:
    """Return both sides of a dialogue, without the desk's own notes of what was collected."""
    rows = [each for each in stored.messages_of(report.report_id) if each.kind not in _NOT_SAID]
    said = [(row, parse_message(open_for_report(desk, report.ref, row.sealed))) for row in rows]
    # Their files stand behind those that came with the report, in the order in which they were taken.
    after = sum(len(message.files) for _, message in said)
    first = len(stored.attachments_of(report.report_id)) - after + 1
    found = []
    for row, message in said:
        found.append(SaidMessage(row, message.text, message.values, sent_files(message.files, first)))
        first += len(message.files)
    return tuple(found)


def _untaken(shelf: Shelf) -> list[Name]:
    names = [each for each in shelf.names() if each.kind is ItemKind.MESSAGE]
    known = stored.known_letters(each.name for each in names)
    headings = {each: shelf.read_item(each).heading for each in names if each.name not in known}
    return sorted(headings, key=lambda each: (headings[each].mailbox, headings[each].counter))


def read_letter(desk: Desk, item: Item, epochs: tuple[HybridIdentity, ...]) -> ReadLetter:
    """Open a letter and check that its writer holds the receipt, and that it is new; store nothing.

    Raises `SealingError`, `UnsealError`, `AttachmentError`, `KeyMissingError` or `ReportRefusedError`.
    """
    report = stored.find_by_mailbox(item.heading.mailbox)
    if report is None:
        raise ReportRefusedError("expected a mailbox of a report that was opened, got another")
    message = read_message(open_bytes(item.sealed, epochs))
    check_parts(message.files, message.decoys, item.heading.parts)
    body = read_body(desk, report.report_id, report.ref)
    before = stored.messages_of(report.report_id, stored.IN)
    check_reporter_message(
        message,
        mailbox_id=report.mailbox,
        sign_public=bytes.fromhex(body.sign_public or ""),
        known={row.digest for row in before},
    )
    _check_not_said(desk, report, message, before)
    return ReadLetter(item, report, body, message)


def _take(
    desk: Desk,
    actor: Actor,
    context: ImportContext,
    shelf: Shelf,
    name: Name,
    epochs: tuple[HybridIdentity, ...],
    *,
    at: datetime,
) -> Letter:
    letter = read_letter(desk, shelf.read_item(name), epochs)
    report, message, recipient = letter.report, letter.message, parse_recipient(letter.report.recipient)
    row = _row(desk, letter, name, recipient, at.date())
    known = frozenset(each.blob for each in stored.attachments_of(report.report_id))
    by = Bringing(report.ref, shelf.read_part, epochs, recipient, known)
    with keeping_files(desk, message.files, by) as kept, writing():
        stored.add_message(report.report_id, row)
        stored.add_attachments(report.report_id, [(each.name, each.size_bytes) for each in kept])
        _note(actor, letter, kept, at=at)
        note_files(actor, report.ref, kept, at=at, known=known)
        _put_into_effect(desk, actor, context, report, letter.body, message, at=at)
        put_collected(desk, report, letter.body, at=at)
    return Letter(report.ref, message.kind)


def _row(desk: Desk, letter: ReadLetter, name: Name, recipient: Recipient, day: date) -> MessageRow:
    message = letter.message
    sealed = seal_bytes(message_bytes(message), [recipient], desk.random)
    return MessageRow(
        stored.IN, message.kind.value, message.counter, message.digest, sealed, day, item=name.name
    )


def _note(actor: Actor, letter: ReadLetter, kept: tuple[KeptFile, ...], *, at: datetime) -> None:
    heading = letter.item.heading
    append_event(
        Deed(
            f"report:{letter.report.ref}",
            Action.RECEIVED,
            actor.key,
            at,
            reason=f"a letter: {letter.message.kind}" + (f", {len(kept)} files" if kept else ""),
            inputs=(heading.envelope_sha256, *heading.parts),
            outputs=tuple(each.name for each in kept),
        )
    )


def _check_not_said(desk: Desk, report: ReportRow, message: Message, before: tuple[MessageRow, ...]) -> None:
    """Raise `MessageError` for a page that was sent twice: its files were sealed anew, under a new digest."""
    if not message.files:
        return
    for row in before:
        if row.counter == message.counter:
            other = parse_message(open_for_report(desk, report.ref, row.sealed))
            if _content(other) == _content(message):
                raise MessageError("a new message", "one that was taken before", "nothing is to be done")


def _content(message: Message) -> tuple[object, ...]:
    files = tuple((file.name, file.size, file.sha256, file.choice) for file in message.files)
    return message.kind, message.nonce, message.text, files


def _put_into_effect(
    desk: Desk,
    actor: Actor,
    context: ImportContext,
    report: ReportRow,
    body: ReportBody,
    message: Message,
    *,
    at: datetime,
) -> None:
    match message.kind:
        case MessageKind.WITHDRAWAL:
            withdraw_report(REPORTER, report, at=at, reason="by a letter of the reporter")
        case MessageKind.WITHDRAWAL_UNDONE:
            take_back(actor, context, report, body, at=at)
            say_consents_again(desk, actor, context, report, at=at)
        case MessageKind.CONSENT:
            _change_consent(actor, context, report, message, at=at)
        case _:
            return


def say_consents_again(
    desk: Desk, actor: Actor, context: ImportContext, report: ReportRow, *, at: datetime
) -> None:
    """Put changes of consent into effect anew, in the transaction that is open.

    What an undone withdrawal brings back is read from the report, which is older than its letters.
    """
    restored = stored.find_report(report.ref)
    for row in stored.messages_of(report.report_id, stored.IN):
        if row.kind == MessageKind.CONSENT:
            message = parse_message(open_for_report(desk, report.ref, row.sealed))
            _change_consent(actor, context, restored, message, at=at)


def _change_consent(
    actor: Actor, context: ImportContext, report: ReportRow, message: Message, *, at: datetime
) -> None:
    """Add the new answers to those that were given before: the latest one counts."""
    purposes = context.codebook.vocabulary("consent_purposes")
    said = {
        purpose: answer
        for purpose, answer in message.values.items()
        if purposes.find_term(purpose) is not None and answer in _CONSENT_ANSWERS
    }
    if report.incident_id is not None:
        facts = {"given_by": "self", "limits_explained": "yes", "text_version": report.form}
        number = stored.count_consents(report.ref) + 1
        delivery = delivery_of(actor, Digest(report.envelope), at=at)
        for purpose, answer in sorted(said.items()):
            row = consent_row(
                report.ref, purpose, answer, facts, number=number, is_invented=report.is_invented
            )
            store_paper(PaperKind.CONSENTS, row, delivery, context)
    told = ", ".join(f"{purpose}: {answer}" for purpose, answer in sorted(said.items()))
    append_event(Deed(f"report:{report.ref}", Action.CONSENTED, actor.key, at, reason=told))
