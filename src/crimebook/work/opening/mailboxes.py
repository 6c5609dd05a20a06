"""Mailboxes: the desk's messages signed, chained, and sealed into the slots that the intake serves.

Slot 0 says what the desk holds: the envelope, the last letter that was taken, and once the report's leaf is
published the proof that it is in the log. The others are a ring: the
eighth reply takes the place of the first. All of one mailbox are one chain. A slot goes after a day that
nobody can foretell, so that its going tells nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crimebook.sealing.agefile import seal_bytes
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.messages import (
    NONCE_BYTES,
    Message,
    MessageKind,
    message_bytes,
    parse_message,
    sign_message,
)
from crimebook.sealing.recipients import parse_recipient
from crimebook.sealing.slots import SLOTS, seal_slot
from crimebook.stores.register import reports as stored
from crimebook.stores.register.reports import MessageRow, ReportRow
from crimebook.stores.spool.slots import Slots
from crimebook.terms.errors import CrimebookError
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.testimony import open_for_report

KEPT_DAYS = 90
FUZZY_DAYS = 28
"""A slot goes on one of so many days after those that it is kept."""


class NoMailboxError(CrimebookError):
    """A report whose reporter wanted no receipt: nobody can be answered."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What the desk says: the kind, the words, and values that are not words."""

    kind: MessageKind
    text: str
    values: dict[str, Any]
    author: str


def put_collected(
    desk: Desk, report: ReportRow, body: ReportBody, *, at: datetime, proof: str = ""
) -> Message | None:
    """Say in slot 0 that the envelope is held, and which letter of the reporter was the last to be taken.

    ``proof`` is the tlog-proof of the report's leaf. Without one the proof that was said before is said
    again: who reads the slot must never find less than was there.
    """
    if not report.mailbox:
        return None
    letters = stored.messages_of(report.report_id, stored.IN)
    last = letters[-1] if letters else None
    values = {
        "envelope": report.envelope,
        "head": last.digest if last else "",
        "counter": last.counter if last else 0,
    }
    proof = proof or said_proof(desk, report)
    if proof:
        values["proof"] = proof
    return put_message(desk, report, body, Saying(MessageKind.COLLECTED, "", values, ""), at=at)


def said_proof(desk: Desk, report: ReportRow) -> str:
    """Return the proof that slot 0 said last, empty where it said none."""
    rows = [
        row for row in stored.messages_of(report.report_id, stored.OUT) if row.kind == MessageKind.COLLECTED
    ]
    if not rows:
        return ""
    message = parse_message(open_for_report(desk, report.ref, rows[-1].sealed))
    return str(message.values.get("proof", ""))


def put_message(desk: Desk, report: ReportRow, body: ReportBody, saying: Saying, *, at: datetime) -> Message:
    """Sign a message, keep it, and put it into its slot, inside the caller's transaction.

    Raises `BodyTooLongError` where it does not fit a slot, and `NoMailboxError`.
    """
    if not body.reply_to or not report.mailbox:
        raise NoMailboxError("expected a report with a receipt, got one whose reporter wanted none")
    sent = stored.messages_of(report.report_id, stored.OUT)
    message = sign_message(
        Message(
            mailbox_id=report.mailbox,
            kind=saying.kind,
            text=saying.text,
            at_day=at.date().isoformat(),
            nonce=desk.random(NONCE_BYTES).hex(),
            values=saying.values,
        ),
        seed=desk.keyring.reply_seed(),
        last_counter=sent[-1].counter if sent else 0,
        last_digest=sent[-1].digest if sent else "",
    )
    slot = seal_slot(message, parse_recipient(body.reply_to))
    stored.add_message(report.report_id, _row(desk, report, message, saying.author, at.date()))
    # Last: a slot that cannot be put takes the message back with it.
    slots = Slots(desk.folders.spool, random=desk.random)
    try:
        slots.put_slots(report.mailbox, {_index(saying.kind, sent): slot}, until=_until(desk, at.date()))
    finally:
        slots.close()
    return message


def _row(desk: Desk, report: ReportRow, message: Message, author: str, day: date) -> MessageRow:
    sealed = seal_bytes(message_bytes(message), [parse_recipient(report.recipient)], desk.random)
    kind = message.kind.value
    return MessageRow(stored.OUT, kind, message.counter, message.digest, sealed, day, author)


def _index(kind: MessageKind, sent: tuple[MessageRow, ...]) -> int:
    if kind is MessageKind.COLLECTED:
        return 0
    replies = sum(row.kind != MessageKind.COLLECTED for row in sent)
    return 1 + replies % (SLOTS - 1)


def _until(desk: Desk, day: date) -> date:
    return day + timedelta(days=KEPT_DAYS + int.from_bytes(desk.random(2), "big") % FUZZY_DAYS)
