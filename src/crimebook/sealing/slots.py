"""Mailbox slots: what the intake serves for any mailbox, existing or not, always as many and as long.

A slot is one message of the desk, padded and sealed by HPKE for this purpose only: not an age file, and bound
to another ``info`` than age's, so that what opens slots here cannot open a report even if it were given the
report's key. This is the one place of the sealing side that opens anything.
"""

from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crimebook.sealing.errors import EnvelopeError, MessageError, SlotError
from crimebook.sealing.messages import Message, check_chain, check_signature, message_bytes, parse_message
from crimebook.sealing.padding import pad, unpad
from crimebook.sealing.receipt import ReceiptKeys, mailbox_id
from crimebook.sealing.recipients import ENCAPSULATED_BYTES, SUITE, TAG_BYTES, Recipient, expand_seed
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import Purpose, tagged_digest

SLOTS: Final = 8
SLOT_BYTES: Final = 8_192
SLOT_INFO: Final = b"crimebook/slot/v1"
SLOT_CONTENT_BYTES: Final = SLOT_BYTES - ENCAPSULATED_BYTES - TAG_BYTES


def seal_slot(message: Message, recipient: Recipient) -> bytes:
    """Return a message of the desk as a slot; raise `BodyTooLongError` if it does not fit."""
    if not message.is_from_desk:
        raise EnvelopeError("a message of the desk", "a reporter's", "those are sealed as age files")
    return recipient.seal(pad(message_bytes(message), SLOT_CONTENT_BYTES), SLOT_INFO)


def open_slot(slot: bytes, keys: ReceiptKeys, reply_key: bytes) -> Message:
    """Return the message in a slot.

    Raises `SlotError` if it is not for this receipt, as decoys are not, and `MessageError` if it is, but the
    desk's ``reply_key`` (the manifest names it) did not sign it for this mailbox.
    """
    if len(slot) != SLOT_BYTES:
        raise SlotError(f"a slot of {SLOT_BYTES} bytes", f"{len(slot)} bytes")
    try:
        opened = SUITE.decrypt(slot, hpke.MLKEM768X25519PrivateKey(*expand_seed(keys.age_seed)), SLOT_INFO)
    except InvalidTag as error:
        raise SlotError("a slot sealed to this receipt", "another's, or nobody's") from error
    message = parse_message(unpad(opened, SLOT_CONTENT_BYTES))
    if not message.is_from_desk or message.mailbox_id != keys.mailbox_id:
        raise MessageError("a message of the desk to this mailbox", "another")
    check_signature(message, reply_key)
    return message


def read_slots(slots: Sequence[bytes], keys: ReceiptKeys, reply_key: bytes) -> tuple[Message, ...]:
    """Return the messages of a mailbox by their number, whatever slots hold nothing for this receipt."""
    found = []
    for slot in slots:
        try:
            found.append(open_slot(slot, keys, reply_key))
        except SlotError:
            continue
    found.sort(key=lambda message: message.counter)
    check_chain(found)
    return tuple(found)


def sign_fetch(keys: ReceiptKeys, slot_digests: Sequence[str]) -> bytes:
    """Return the reporter's signature that these slots (SHA-256 each) were read and may be removed."""
    signed = _fetch_digest(keys.mailbox_id, slot_digests)
    return Ed25519PrivateKey.from_private_bytes(keys.fetch_seed).sign(signed)


def check_fetch(
    sign_public: bytes, fetch_public: bytes, slot_digests: Sequence[str], signature: bytes
) -> str:
    """Return the mailbox whose slots may be removed, or raise `MessageError`.

    Both public keys come with the request: they hash to the mailbox, so the intake need not know them.
    """
    mailbox = mailbox_id(sign_public, fetch_public)
    try:
        key = Ed25519PublicKey.from_public_bytes(fetch_public)
        key.verify(signature, _fetch_digest(mailbox, slot_digests))
    except (InvalidSignature, ValueError) as error:
        raise MessageError("a fetch signed for this mailbox", "another signature") from error
    return mailbox


def _fetch_digest(mailbox: str, slot_digests: Sequence[str]) -> bytes:
    content = canonical_json({"mailbox_id": mailbox, "slots": list(slot_digests)})
    return bytes.fromhex(tagged_digest(Purpose.FETCH, content))
