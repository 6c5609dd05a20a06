import os
from dataclasses import replace

import pytest
from tests.sealing.cast import (
    DESK,
    OTHER_REPORTER,
    REPLY_KEY,
    REPLY_SEED,
    REPORTER,
    body,
    message,
)

from crimebook.sealing.agefile import seal_bytes
from crimebook.sealing.decoys import mailbox_decoys
from crimebook.sealing.envelope import seal_report
from crimebook.sealing.errors import BodyTooLongError, EnvelopeError, MessageError, SlotError
from crimebook.sealing.messages import Message, MessageKind, message_bytes, sign_message
from crimebook.sealing.padding import pad
from crimebook.sealing.slots import (
    SLOT_BYTES,
    SLOT_CONTENT_BYTES,
    SLOT_INFO,
    check_fetch,
    open_slot,
    read_slots,
    seal_slot,
    sign_fetch,
)

FIRST = sign_message(message(text="Ці можам мы спытаць?"), seed=REPLY_SEED)
SECOND = sign_message(
    message(MessageKind.QUESTION), seed=REPLY_SEED, last_counter=1, last_digest=FIRST.digest
)
SEALED = seal_slot(FIRST, REPORTER.recipient)


def test_the_twelve_words_open_what_the_desk_sealed():
    assert len(SEALED) == SLOT_BYTES
    assert open_slot(SEALED, REPORTER, REPLY_KEY) == FIRST


def test_another_receipt_opens_nothing():
    with pytest.raises(SlotError):
        open_slot(SEALED, OTHER_REPORTER, REPLY_KEY)


def test_a_mailbox_is_read_in_the_order_of_its_messages_whatever_stands_between():
    slots = [
        *mailbox_decoys(b"2" * 32, REPORTER.mailbox_id)[:6],
        seal_slot(SECOND, REPORTER.recipient),
        SEALED,
    ]
    assert read_slots(slots, REPORTER, REPLY_KEY) == (FIRST, SECOND)
    assert read_slots(slots, OTHER_REPORTER, REPLY_KEY) == ()


def test_the_same_message_in_two_slots_is_refused():
    with pytest.raises(MessageError, match="again"):
        read_slots([SEALED, seal_slot(FIRST, REPORTER.recipient)], REPORTER, REPLY_KEY)


def sealed_by_hand(said: Message) -> bytes:
    return REPORTER.recipient.seal(pad(message_bytes(said), SLOT_CONTENT_BYTES), SLOT_INFO)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(sign_message(message(), seed=b"z" * 32), id="signed by nobody we know"),
        pytest.param(replace(FIRST, text="other"), id="changed"),
        pytest.param(
            sign_message(message(mailbox_id=OTHER_REPORTER.mailbox_id), seed=REPLY_SEED),
            id="of another mailbox",
        ),
        pytest.param(
            sign_message(message(MessageKind.WITHDRAWAL), seed=REPLY_SEED), id="of a reporter's kind"
        ),
    ],
)
def test_who_knows_the_recipient_still_cannot_forge_a_reply(said: Message):
    with pytest.raises(MessageError):
        open_slot(sealed_by_hand(said), REPORTER, REPLY_KEY)


@pytest.mark.parametrize("place", [0, 1_087, 1_088, 1_119, 1_120, 4_000, SLOT_BYTES - 1])
def test_a_changed_byte_is_refused(place: int):
    spoilt = bytearray(SEALED)
    spoilt[place] ^= 1
    with pytest.raises(SlotError):
        open_slot(bytes(spoilt), REPORTER, REPLY_KEY)


def test_another_length_is_refused():
    for slot in (b"", SEALED[:-1], SEALED + b"\0"):
        with pytest.raises(SlotError, match="8192"):
            open_slot(slot, REPORTER, REPLY_KEY)


def test_a_share_that_is_a_point_of_low_order_opens_nothing():
    slot = SEALED[:1_088] + bytes(32) + SEALED[1_120:]
    with pytest.raises(SlotError):
        open_slot(slot, REPORTER, REPLY_KEY)


def test_the_opener_of_slots_opens_no_report_even_with_its_key():
    """Given the very key to which a report was sealed, and the report cut to a slot's size."""
    with_the_desks_key = replace(REPORTER, age_seed=DESK.seed)
    report = seal_report(body(), [DESK.recipient], os.urandom).envelope
    with pytest.raises(SlotError):
        open_slot(report, with_the_desks_key, REPLY_KEY)
    for info in (b"age-encryption.org/mlkem768x25519", b"", b"crimebook/slot/v2"):
        as_a_slot = DESK.recipient.seal(bytes(SLOT_CONTENT_BYTES), info)
        with pytest.raises(SlotError, match="nobody"):
            open_slot(as_a_slot, with_the_desks_key, REPLY_KEY)
    of_a_slots_size = seal_bytes(bytes(SLOT_BYTES - 1_627 - 32), [DESK.recipient], os.urandom)
    assert len(of_a_slots_size) == SLOT_BYTES
    with pytest.raises(SlotError, match="nobody"):
        open_slot(of_a_slots_size, with_the_desks_key, REPLY_KEY)


def test_a_reply_that_does_not_fit_is_refused_and_one_of_three_thousand_letters_fits():
    fitting = sign_message(message(text="ў" * 3_000), seed=REPLY_SEED)
    assert len(seal_slot(fitting, REPORTER.recipient)) == SLOT_BYTES
    with pytest.raises(BodyTooLongError):
        seal_slot(sign_message(message(text="ў" * 3_600), seed=REPLY_SEED), REPORTER.recipient)


def test_a_reporters_message_does_not_go_into_a_slot():
    with pytest.raises(EnvelopeError, match="age files"):
        seal_slot(sign_message(message(MessageKind.ANSWER), seed=REPORTER.sign_seed), REPORTER.recipient)


def test_a_fetch_is_signed_for_these_slots_of_this_mailbox():
    digests = ["1" * 64, "2" * 64]
    signature = sign_fetch(REPORTER, digests)
    keys = (REPORTER.sign_public, REPORTER.fetch_public)
    assert check_fetch(*keys, digests, signature) == REPORTER.mailbox_id
    for forged in (
        (*keys, digests[:1], signature),
        (*keys, digests, bytes(64)),
        (OTHER_REPORTER.sign_public, REPORTER.fetch_public, digests, signature),
        (OTHER_REPORTER.sign_public, OTHER_REPORTER.fetch_public, digests, signature),
    ):
        with pytest.raises(MessageError):
            check_fetch(*forged)
