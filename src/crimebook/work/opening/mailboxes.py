"""Mailboxes: the desk's messages signed, chained, and sealed into the slots that the intake serves.

Slot 0 says what the desk holds: the envelope, the last letter that was taken, once the report's leaf is
published the proof that it is in the log, and which answers lie beside it. It is written with every answer,
and each week signed anew with the day (`opening.dating`), so that an intake cannot hold an answer back
unseen. The other slots are a ring: the eighth answer takes the place of the first. All of one mailbox are one
chain; what is only dated anew keeps its number and is not kept, or a book would keep fifty a year of each
report. A slot goes after a day that nobody can foretell, so that its going tells nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from crimebook.sealing.agefile import seal_bytes
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.messages import (
    NONCE_BYTES,
    SAID_CHARACTERS,
    Message,
    MessageKind,
    message_bytes,
    parse_message,
    sign_message,
)
from crimebook.sealing.recipients import parse_recipient
from crimebook.sealing.slots import SLOTS, seal_slot
from crimebook.stores.register import reports as stored
from crimebook.stores.register.mailboxes import note_dated
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
    """Say in slot 0 that the envelope is held, which letter was the last to be taken, and what was answered.

    ``proof`` is the tlog-proof of the report's leaf. Without one the proof that was said before is said
    again: who reads the slot must never find less than was there. None where the reporter wants no receipt.
    """
    if not report.mailbox:
        return None
    sent = stored.messages_of(report.report_id, stored.OUT)
    message = _add_collected(desk, report, sent, proof, at)
    _put_slots(desk, report, body, {0: message}, at.date())
    return message


def put_message(desk: Desk, report: ReportRow, body: ReportBody, saying: Saying, *, at: datetime) -> Message:
    """Sign an answer, keep it, put it into its slot and its name into slot 0, in the caller's transaction.

    Raises `BodyTooLongError` where it does not fit a slot, and `NoMailboxError`.
    """
    if not report.mailbox:
        raise _none_wanted()
    sent = stored.messages_of(report.report_id, stored.OUT)
    message = _sign(desk, report, saying, sent, at)
    row = _add(desk, report, message, saying.author)
    first = _add_collected(desk, report, (*sent, row), "", at)
    _put_slots(desk, report, body, {_index(sent): message, 0: first}, at.date())
    return message


def date_collected(desk: Desk, report: ReportRow, body: ReportBody, *, at: datetime) -> bool:
    """Sign what slot 0 says anew with the day, under the same number; False where it says nothing yet."""
    sent = stored.messages_of(report.report_id, stored.OUT)
    at_last = next((at for at in reversed(range(len(sent))) if sent[at].kind == MessageKind.COLLECTED), None)
    if at_last is None:
        return False
    said = _read(desk, report.ref, sent[at_last])
    values = said.values | {"said": _lying_beside(sent, at.date())}
    saying = Saying(MessageKind.COLLECTED, "", values, "")
    _put_slots(desk, report, body, {0: _sign(desk, report, saying, sent[:at_last], at)}, at.date())
    return True


def _add_collected(
    desk: Desk, report: ReportRow, sent: Sequence[MessageRow], proof: str, at: datetime
) -> Message:
    letters = stored.messages_of(report.report_id, stored.IN)
    letter = letters[-1] if letters else None
    values: dict[str, Any] = {
        "envelope": report.envelope,
        "head": letter.digest if letter else "",
        "counter": letter.counter if letter else 0,
        "said": _lying_beside(sent, at.date()),
    }
    proof = proof or _said_proof(desk, report.ref, sent)
    if proof:
        values["proof"] = proof
    message = _sign(desk, report, Saying(MessageKind.COLLECTED, "", values, ""), sent, at)
    _add(desk, report, message, "")
    return message


def _said_proof(desk: Desk, ref: str, sent: Sequence[MessageRow]) -> str:
    """Return the proof that slot 0 said last, empty where it said none."""
    rows = [row for row in sent if row.kind == MessageKind.COLLECTED]
    return str(_read(desk, ref, rows[-1]).values.get("proof", "")) if rows else ""


def _read(desk: Desk, ref: str, row: MessageRow) -> Message:
    return parse_message(open_for_report(desk, ref, row.sealed))


def _lying_beside(sent: Sequence[MessageRow], today: date) -> list[list[int | str]]:
    """List the answers whose slots neither a later one has taken nor time."""
    answers = [row for row in sent if row.kind != MessageKind.COLLECTED][-(SLOTS - 1) :]
    return [
        [row.counter, row.digest[:SAID_CHARACTERS]]
        for row in answers
        if today - row.day <= timedelta(days=KEPT_DAYS)
    ]


def _sign(desk: Desk, report: ReportRow, saying: Saying, sent: Sequence[MessageRow], at: datetime) -> Message:
    last = sent[-1] if sent else None
    return sign_message(
        Message(
            mailbox_id=report.mailbox,
            kind=saying.kind,
            text=saying.text,
            at_day=at.date().isoformat(),
            nonce=desk.random(NONCE_BYTES).hex(),
            values=saying.values,
        ),
        seed=desk.keyring.reply_seed(),
        last_counter=last.counter if last else 0,
        last_digest=last.digest if last else "",
    )


def _add(desk: Desk, report: ReportRow, message: Message, author: str) -> MessageRow:
    row = _row(desk, report, message, author, date.fromisoformat(message.at_day))
    stored.add_message(report.report_id, row)
    return row


def _put_slots(
    desk: Desk, report: ReportRow, body: ReportBody, messages: Mapping[int, Message], today: date
) -> None:
    """Seal messages into their slots; last of all, because a slot that cannot be put takes the rest back."""
    if body.reply_to is None:
        raise _none_wanted()
    recipient = parse_recipient(body.reply_to)
    sealed = {index: seal_slot(message, recipient) for index, message in messages.items()}
    note_dated(report.report_id, today)
    slots = Slots(desk.folders.spool, random=desk.random)
    try:
        slots.put_slots(report.mailbox, sealed, until=_until(desk, today))
    finally:
        slots.close()


def _none_wanted() -> NoMailboxError:
    return NoMailboxError("expected a report with a receipt, got one whose reporter wanted none")


def _row(desk: Desk, report: ReportRow, message: Message, author: str, day: date) -> MessageRow:
    sealed = seal_bytes(message_bytes(message), [parse_recipient(report.recipient)], desk.random)
    kind = message.kind.value
    return MessageRow(stored.OUT, kind, message.counter, message.digest, sealed, day, author)


def _index(before: Sequence[MessageRow]) -> int:
    return 1 + sum(row.kind != MessageKind.COLLECTED for row in before) % (SLOTS - 1)


def _until(desk: Desk, day: date) -> date:
    return day + timedelta(days=KEPT_DAYS + int.from_bytes(desk.random(2), "big") % FUZZY_DAYS)
