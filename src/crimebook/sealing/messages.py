"""Messages between the desk and the holder of a receipt: signed, counted, chained.

Each side has its own chain. A message names the mailbox, its number, the digest of the one before it, and is
signed by who wrote it, so that whoever carries it can neither forge it nor hand it in twice. The desk's first
slot is signed anew each week and lists the answers beside it, so that none can be held back unseen. A
reporter keeps nothing but twelve words: which message of theirs was the last they learn from the first slot,
and two that they wrote before they could learn it name the same predecessor, which is allowed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crimebook.sealing.agefile import Random, seal_bytes
from crimebook.sealing.errors import EnvelopeError, MessageError
from crimebook.sealing.padding import pad, unpad
from crimebook.sealing.parts import FileRef, PartRef, check_files
from crimebook.sealing.recipients import Recipient
from crimebook.sealing.strict import check_day, check_that, is_hex, read_value, write_value
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.ids import Digest

VERSION: Final = 1
NONCE_BYTES: Final = 32
SAID_CHARACTERS: Final = 32
"""How much of an answer's digest the first slot lists: 128 bits; seven fit beside the longest proof."""


class MessageKind(StrEnum):
    """What a message says. The kind tells who may sign it."""

    COLLECTED = "collected"
    REPLY = "reply"
    QUESTION = "question"
    FEEDBACK = "feedback"
    ANSWER = "answer"
    ADDITION = "addition"
    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    WITHDRAWAL_UNDONE = "withdrawal-undone"


DESK_KINDS: Final = frozenset(
    {MessageKind.COLLECTED, MessageKind.REPLY, MessageKind.QUESTION, MessageKind.FEEDBACK}
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``at_day`` is a day, never an hour; ``nonce`` is 32 random bytes in hexadecimal.

    ``values`` carries what is not words: consents by purpose; in `COLLECTED`, the ``head`` and the
    ``counter`` of the reporter's chain as the desk knows it, the proof once there is one, and in ``said`` the
    answers that lie beside it (see `said_beside`). ``counter``, ``previous`` and ``signature`` are set by
    `sign_message`.
    """

    mailbox_id: str
    kind: MessageKind
    text: str
    at_day: str
    nonce: str
    values: dict[str, Any] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()
    decoys: tuple[PartRef, ...] = ()
    counter: int = 1
    previous: str = ""
    signature: str = ""
    version: int = VERSION

    @property
    def is_from_desk(self) -> bool:
        """Whether the desk's reply key signs this kind."""
        return self.kind in DESK_KINDS

    @property
    def digest(self) -> Digest:
        """By what the next message names this one; the signature is over it."""
        return tagged_digest(Purpose.MESSAGE, write_value(replace(self, signature="")))


def sign_message(message: Message, *, seed: bytes, last_counter: int = 0, last_digest: str = "") -> Message:
    """Return ``message`` in its chain after the one of ``last_counter`` and ``last_digest``, signed."""
    placed = replace(message, counter=last_counter + 1, previous=last_digest, signature="")
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(bytes.fromhex(placed.digest))
    return replace(placed, signature=signature.hex())


def check_signature(message: Message, public: bytes) -> None:
    """Raise `MessageError` unless ``public`` signed the message."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(bytes.fromhex(message.signature), bytes.fromhex(message.digest))
    except (InvalidSignature, ValueError) as error:
        raise MessageError("a message signed by its writer's key", "another signature") from error


def check_reporter_message(
    message: Message, *, mailbox_id: str, sign_public: bytes, known: Collection[str]
) -> None:
    """Raise `MessageError` unless the desk may take a reporter's message.

    ``known`` are the digests of this mailbox's messages that were taken before: one of them again is a
    replay, and one that follows none of them is held back by somebody or forged.
    """
    if message.is_from_desk or message.mailbox_id != mailbox_id:
        raise MessageError("a message of this mailbox's reporter", "another's")
    check_signature(message, sign_public)
    if message.digest in known:
        raise MessageError("a new message", "one that was taken before", "nothing is to be done")
    if message.previous and message.previous not in known:
        raise MessageError("a message that follows a known one", "one with a gap before it")


def said_beside(message: Message) -> Mapping[int, str]:
    """Return the answers that the first slot says lie beside it: how their digests begin, by their numbers.

    Empty for other messages, and for a first slot of before that was said.
    """
    listed = message.values.get("said", ()) if message.kind is MessageKind.COLLECTED else ()
    return {int(counter): str(digest) for counter, digest in listed}


def check_chain(messages: Sequence[Message]) -> None:
    """Raise `MessageError` unless messages of one writer, by counter, follow each other.

    Messages may be missing, because they were fetched and removed; none may be there twice or rewritten. The
    first slot alone is signed anew under its number, so what follows it names the first writing of it; the
    answers are held to what the newest of them lists.
    """
    for one, following in pairwise(messages):
        if following.counter <= one.counter:
            raise MessageError("each number once", f"number {following.counter} again")
        is_next = following.counter == one.counter + 1 and one.kind is not MessageKind.COLLECTED
        if is_next and following.previous != one.digest:
            raise MessageError(f"number {following.counter} to follow {one.counter}", "another predecessor")
    listed = [said_beside(each) for each in messages if each.kind is MessageKind.COLLECTED][-1:]
    for one in messages:
        if listed and not one.digest.startswith(listed[0].get(one.counter, "")):
            raise MessageError(f"the answer {one.counter} that the first slot lists", "another answer")


def message_bytes(message: Message) -> bytes:
    """Return the canonical bytes of a signed message."""
    check_message(message)
    return write_value(message)


def parse_message(content: bytes) -> Message:
    """Read what `message_bytes` wrote; raise `EnvelopeError`. The signature is not checked here."""
    message = read_value(content, Message, VERSION)
    check_message(message)
    return message


def seal_message(message: Message, recipients: Sequence[Recipient], random: Random) -> bytes:
    """Return a reporter's message as an age file of the sizes of reports."""
    if message.is_from_desk:
        raise EnvelopeError("a reporter's message", "one of the desk", "those go into slots")
    return seal_bytes(pad(message_bytes(message)), recipients, random)


def read_message(opened: bytes) -> Message:
    """Return the message in what opening such an age file gave."""
    return parse_message(unpad(opened))


def check_message(message: Message) -> None:
    """Raise `EnvelopeError` for a message that the specification does not allow."""
    check_that(message.version == VERSION, "version 1")
    check_that(is_hex(message.mailbox_id) and is_hex(message.nonce), "a mailbox and a nonce of 32 bytes")
    check_that(message.counter >= 1, "a number from 1")
    check_that((message.counter == 1) == (message.previous == ""), "a predecessor of all but the first")
    check_that(message.previous == "" or is_hex(message.previous), "a digest of the one before")
    signature = message.signature
    check_that(is_hex(signature[:64]) and is_hex(signature[64:]), "a signature of 64 bytes")
    check_day(message.at_day)
    check_files(message.files, message.decoys)
    check_that(_is_list_of_said(message.values.get("said", [])), "answers listed by number and digest")


def _is_list_of_said(listed: object) -> bool:
    pairs = listed if isinstance(listed, list) else [None]
    return all(
        isinstance(each, list)
        and len(each) == 2
        and type(each[0]) is int  # a truth value is none
        and isinstance(each[1], str)
        and is_hex(each[1] + each[1])
        for each in pairs
    )
