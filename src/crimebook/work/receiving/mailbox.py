"""For those who come back with twelve words: what waits for them, and what they say to it.

A wrong receipt reads nothing and is told nothing: an empty mailbox, one that does not exist and one of other
words answer alike. That a report is in the book is said by the desk's own sealed and signed message alone,
and proven by what that holds: see `receiving.standing`.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crimebook.sealing.agefile import Random
from crimebook.sealing.errors import EnvelopeError, MessageError, SlotError
from crimebook.sealing.messages import Message, MessageKind, check_chain, seal_message, sign_message
from crimebook.sealing.parts import FileRef
from crimebook.sealing.receipt import ReceiptKeys, receipt_keys
from crimebook.sealing.slots import open_slot, sign_fetch
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import Digest
from crimebook.work.receiving.files import check_here, part_names, put_decoys
from crimebook.work.receiving.intake import Intake
from crimebook.work.receiving.lateness import Lateness, lateness
from crimebook.work.receiving.standing import InBook, Standing, in_book

MAX_TEXT_CHARACTERS = 5000
"""Of one message: it fits into 16 KiB in any alphabet."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the desk with the digest of the slot that it lay in."""

    message: Message
    slot: Digest


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What the twelve words open: letters by number, and whether something there was not the desk's."""

    keys: ReceiptKeys = field(repr=False)
    letters: tuple[Letter, ...]
    has_forged: bool = False
    in_book: InBook = field(default_factory=lambda: InBook(Standing.NOTHING))
    lateness: Lateness | None = None

    @property
    def collected(self) -> Message | None:
        """The desk's newest message that it holds the report, or None."""
        return _collected(self.letters)

    @property
    def said(self) -> tuple[Message, ...]:
        """What the desk wrote to be read."""
        return tuple(each.message for each in self.letters if each.message.kind is not MessageKind.COLLECTED)

    @property
    def head(self) -> tuple[int, str]:
        """The number and digest of the reporter's last message that the desk knows."""
        values: Mapping[str, Any] = self.collected.values if self.collected else {}
        counter, head = values.get("counter"), values.get("head")
        if isinstance(counter, int) and isinstance(head, str) and counter > 0 and head:
            return counter, head
        return 0, ""


def open_mailbox(intake: Intake, entropy: bytes, *, at: datetime) -> Mailbox:
    """Return the mailbox of twelve words, whether it exists or not. Raises `ManifestError`."""
    manifest = intake.keys(at).manifest
    keys = receipt_keys(entropy, manifest.origin)
    letters = []
    has_forged = False
    for slot in intake.slots.read_slots(keys.mailbox_id):
        try:
            letters.append(Letter(open_slot(slot, keys, manifest.reply_public), sha256_hex(slot)))
        except SlotError:
            continue
        except (MessageError, EnvelopeError):
            has_forged = True
    letters.sort(key=lambda letter: letter.message.counter)
    try:
        check_chain([letter.message for letter in letters])
    except MessageError:
        has_forged = True
    standing = in_book(_collected(letters), keys.leaf, manifest, at)
    late = lateness([letter.message for letter in letters], at)
    return Mailbox(keys, tuple(letters), has_forged, standing, late)


def _collected(letters: Sequence[Letter]) -> Message | None:
    found = [each.message for each in letters if each.message.kind is MessageKind.COLLECTED]
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Saying:
    """What a reporter says to their report. The ``nonce`` comes with the page that it was written on."""

    kind: MessageKind
    nonce: str
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    files: tuple[FileRef, ...] = ()


def write(
    intake: Intake, mailbox: Mailbox, said: Saying, *, at: datetime, random: Random = os.urandom
) -> None:
    """Sign, seal and keep a reporter's message with its files; durable when this returns.

    A page that is sent twice makes one message twice, which the desk takes once. Raises `ManifestError`,
    `MissingPartsError` (parts that expired), `SpoolFullError`, `TooManyMessagesError`.
    """
    counter, head = mailbox.head
    recipient = intake.recipient(at)
    check_here(intake.drop, said.files)
    message = Message(
        mailbox.keys.mailbox_id,
        said.kind,
        said.text,
        at.date().isoformat(),
        said.nonce,
        values=dict(said.values),
        files=said.files,
        decoys=put_decoys(intake.drop, said.files, recipient, random),
    )
    signed = sign_message(message, seed=mailbox.keys.sign_seed, last_counter=counter, last_digest=head)
    sealed = seal_message(signed, [recipient], random)
    parts = part_names(signed.files, signed.decoys)
    intake.drop.put_message(mailbox.keys.mailbox_id, signed.counter, sealed, parts)


def remove_read(intake: Intake, mailbox: Mailbox) -> int:
    """Remove the letters that were read; what says that the report is held stays."""
    read = [each.slot for each in mailbox.letters if each.message.kind is not MessageKind.COLLECTED]
    keys = mailbox.keys
    return intake.slots.remove_fetched(keys.sign_public, keys.fetch_public, read, sign_fetch(keys, read))
