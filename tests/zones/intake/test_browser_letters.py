"""What the desk wrote to a mailbox, opened and checked by the scripts as Python does, and the reverse."""

from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.sealing.cast import DESK, ORIGIN, REPLY_KEY, REPLY_SEED
from tests.zones.intake.scripts import ScriptError, call, call_all, needs_node

from crimebook.sealing.decoys import mailbox_decoys
from crimebook.sealing.messages import (
    Message,
    MessageKind,
    check_reporter_message,
    message_bytes,
    read_message,
    sign_message,
)
from crimebook.sealing.padding import pad
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.slots import SLOT_CONTENT_BYTES, SLOT_INFO, check_fetch, seal_slot
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import sha256_hex
from crimebook.unsealing.agefile import open_bytes
from crimebook.work.receiving.lateness import lateness

pytestmark = needs_node

ENTROPY = bytes(range(16))
KEYS = receipt_keys(ENTROPY, ORIGIN)
REPLY = REPLY_KEY.hex()
PLAIN = Message(KEYS.mailbox_id, MessageKind.REPLY, "Трэба ўрач?\n«Так» 😀", "2026-03-10", "ab" * 32)
SIGNED = sign_message(PLAIN, seed=REPLY_SEED)


def script_keys() -> dict[str, Any]:
    """Return the keys of the words as the scripts make them."""
    keys: dict[str, Any] = call("receipt.receiptKeys", ENTROPY, ORIGIN)
    return keys


def test_a_letter_is_opened_and_is_the_letter():
    slot = seal_slot(SIGNED, KEYS.recipient)
    letter = call("slots.openSlot", slot, script_keys(), REPLY)
    assert letter["text"] == SIGNED.text
    assert (letter["kind"], letter["counter"], letter["at_day"]) == ("reply", 1, "2026-03-10")
    assert letter["slot"] == sha256_hex(slot)
    assert call("messages.digestOf", {k: v for k, v in letter.items() if k != "slot"}) == SIGNED.digest


def test_decoys_letters_to_others_and_damaged_ones_are_nothing():
    other = receipt_keys(bytes(16), ORIGIN).recipient
    slot = seal_slot(SIGNED, KEYS.recipient)
    slots = [
        mailbox_decoys(b"s" * 32, KEYS.mailbox_id)[0],
        seal_slot(SIGNED, other),
        slot[:-1] + bytes([slot[-1] ^ 1]),
        bytes([slot[0] ^ 1]) + slot[1:],
        KEYS.recipient.seal(
            pad(message_bytes(SIGNED), SLOT_CONTENT_BYTES), b"age-encryption.org/mlkem768x25519"
        ),
        bytes(len(slot)),
    ]
    keys = script_keys()
    assert call_all(*(("slots.openSlot", each, keys, REPLY) for each in slots)) == [None] * len(slots)


def sealed(content: bytes) -> bytes:
    """Seal what is no message as if it were one."""
    return KEYS.recipient.seal(pad(content, SLOT_CONTENT_BYTES), SLOT_INFO)


def resigned(**changes: Any) -> Message:
    """Return the letter with something else in it, rightly signed."""
    return sign_message(replace(PLAIN, **changes), seed=REPLY_SEED)


def written(message: Message, **changes: Any) -> bytes:
    """Return a message's canonical bytes with fields put in or changed after it was signed."""
    fields = {name: getattr(message, name) for name in Message.__slots__}
    return canonical_json(fields | {"files": [], "decoys": []} | changes)


FORGED = {
    "by another key": message_bytes(sign_message(PLAIN, seed=b"f" * 32)),
    "with another text": written(SIGNED, text="Come to the station."),
    "without a signature": written(SIGNED, signature=""),
    "with half of a signature": written(SIGNED, signature=SIGNED.signature[:64]),
    "to another mailbox": message_bytes(resigned(mailbox_id="0" * 64)),
    "of a kind that reporters write": message_bytes(resigned(kind=MessageKind.WITHDRAWAL)),
    "of the future": written(SIGNED, version=2),
    "with a field more": written(SIGNED, more=1),
    "with a number too low": written(SIGNED, counter=0),
    "with a number and no predecessor": written(SIGNED, counter=2),
    "with a predecessor and no number": written(SIGNED, previous="cd" * 32),
    "on no day": written(SIGNED, at_day="2026-02-30"),
    "with a file": written(SIGNED, files=[{}]),
    "not canonical": message_bytes(SIGNED) + b"\n",
    "not json": b"Come.",
    "not utf-8": b"\xff",
    "nothing": b"",
}


def test_what_the_desk_did_not_write_for_this_mailbox_is_refused():
    keys = script_keys()
    results = call_all(*(("slots.openSlot", sealed(each), keys, REPLY) for each in FORGED.values()))
    kinds = [each.kind if isinstance(each, ScriptError) else each for each in results]
    assert dict(zip(FORGED, kinds, strict=True)) == dict.fromkeys(FORGED, "MessageError")
    assert all("station" not in str(each) for each in results)


def test_padding_that_is_not_zero_is_refused():
    padded = pad(message_bytes(SIGNED), SLOT_CONTENT_BYTES)
    slot = KEYS.recipient.seal(padded[:-1] + b"\1", SLOT_INFO)
    with pytest.raises(ScriptError) as raised:
        call("slots.openSlot", slot, script_keys(), REPLY)
    assert raised.value.kind == "MessageError"


def chain(*texts: str) -> list[dict[str, Any]]:
    """Return letters that follow each other, as the scripts know them."""
    letters: list[Message] = []
    for text in texts:
        last = letters[-1] if letters else None
        before = {"last_counter": last.counter, "last_digest": last.digest} if last else {}
        letters.append(sign_message(replace(PLAIN, text=text), seed=REPLY_SEED, **before))
    return [call("messages.readDeskMessage", message_bytes(each), KEYS.mailbox_id, REPLY) for each in letters]


def test_a_chain_may_have_gaps_and_nothing_twice():
    one, two, three = chain("one", "two", "three")
    rewritten = chain("another")[0]
    good = call_all(*(("messages.checkChain", each) for each in ([], [one], [one, two, three], [one, three])))
    assert good == [None] * 4
    for each in ([one, one], [rewritten, two], [two, one]):
        with pytest.raises(ScriptError) as raised:
            call("messages.checkChain", each)
        assert raised.value.kind == "MessageError"


def test_what_a_browser_writes_the_desk_takes_in_its_chain():
    keys = script_keys()
    said = {
        "mailboxId": KEYS.mailbox_id,
        "kind": "consent",
        "text": "Ўсё. 😀\n",
        "values": {"research": "no"},
        "day": "2026-03-10",
        "nonce": "12" * 32,
    }
    known = "cd" * 32
    signed = call("messages.signMessage", said, keys["sign"], {"counter": 4, "head": known})
    message = read_message(open_bytes(call("messages.sealMessage", signed, str(DESK.recipient)), [DESK]))
    check_reporter_message(
        message, mailbox_id=KEYS.mailbox_id, sign_public=KEYS.sign_public, known=frozenset({known})
    )
    assert (message.counter, message.previous) == (5, known)
    assert (message.kind, message.text, message.values) == ("consent", "Ўсё. 😀\n", {"research": "no"})
    assert message == sign_message(
        Message(
            KEYS.mailbox_id,
            MessageKind.CONSENT,
            "Ўсё. 😀\n",
            "2026-03-10",
            "12" * 32,
            values={"research": "no"},
        ),
        seed=KEYS.sign_seed,
        last_counter=4,
        last_digest=known,
    )


def test_a_fetch_that_a_browser_signed_is_this_mailboxs():
    slots = ["1" * 64, "2" * 64]
    told = call("slots.signFetch", script_keys(), slots)
    public = [b64decode(told[name]) for name in ("sign_public", "fetch_public")]
    assert check_fetch(*public, told["slots"], b64decode(told["signature"])) == KEYS.mailbox_id


def listing(after: list[Message], answers: list[Message], day: str, seed: bytes = REPLY_SEED) -> Message:
    """Return a first slot that lists answers."""
    listed = [[each.counter, each.digest[:32]] for each in answers]
    plain = replace(PLAIN, kind=MessageKind.COLLECTED, text="", at_day=day, values={"said": listed})
    return sign_message(plain, seed=seed, last_counter=after[-1].counter, last_digest=after[-1].digest)


def told(message: Message) -> Any:
    return call("messages.readDeskMessage", message_bytes(message), KEYS.mailbox_id, REPLY)


def test_answers_are_missed_and_a_mailbox_is_late_as_python_says():
    one = SIGNED
    two = sign_message(PLAIN, seed=REPLY_SEED, last_counter=1, last_digest=one.digest)
    first = listing([two], [one, two], "2026-03-10")
    for mailbox in ([], [one], [one, first], [two, first], [one, two, first], [first]):
        for day in (10, 31):
            at = datetime(2026, 3, day, 23, tzinfo=UTC) + timedelta(days=1 if day == 31 else 0)
            found = call("lateness", [told(each) for each in mailbox], at.isoformat())
            expected = lateness(mailbox, at)
            assert (found is None) == (expected is None)
            if expected is not None:
                assert found == {
                    "day": expected.day.isoformat(),
                    "listed": expected.listed,
                    "missing": expected.missing,
                    "isLate": expected.is_late,
                }


def test_an_answer_that_is_not_the_listed_one_breaks_the_chain_and_a_first_slot_anew_does_not():
    one = SIGNED
    other = resigned(text="Come to the station.")
    first, anew = listing([one], [one], "2026-03-10"), listing([one], [one], "2026-03-17")
    three = sign_message(PLAIN, seed=REPLY_SEED, last_counter=2, last_digest=first.digest)
    assert call("messages.checkChain", [told(each) for each in (one, anew, three)]) is None
    with pytest.raises(ScriptError) as raised:
        call("messages.checkChain", [told(each) for each in (other, anew, three)])
    assert raised.value.kind == "MessageError"


@pytest.mark.parametrize(
    "listed",
    ["x", {"1": "a"}, [1], [["1", "a" * 32]], [[1, "a"]], [[True, "a" * 32]], [[1, "a" * 32, 2]]],
)
def test_a_list_of_answers_of_another_form_is_no_message(listed: Any):
    fields = {name: getattr(PLAIN, name) for name in Message.__slots__}
    fields |= {"files": [], "decoys": [], "kind": "collected", "values": {"said": listed}}
    signed = replace(PLAIN, kind=MessageKind.COLLECTED, values={"said": listed})
    seed = sign_message(signed, seed=REPLY_SEED).signature
    with pytest.raises(ScriptError) as raised:
        call("messages.readDeskMessage", canonical_json(fields | {"signature": seed}), KEYS.mailbox_id, REPLY)
    assert raised.value.kind == "MessageError"
