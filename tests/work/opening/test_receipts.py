"""Proofs of receipts: put into the first slot once a leaf is published, and kept there whatever follows."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.work.opening import cast

from crimebook.custody.checkpoints import (
    FormerKey,
    MlDsa44Key,
    Policy,
    SigningKey,
    cosign,
    with_cosignatures,
)
from crimebook.custody.leaves import report_leaf
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.sealing.messages import Message, MessageKind, message_bytes, sign_message
from crimebook.sealing.slots import SLOT_BYTES, SLOTS, seal_slot
from crimebook.stores.register import outbox
from crimebook.stores.register.mailboxes import mailboxes_to_tell
from crimebook.stores.register.models import OutboxLeaf, Report
from crimebook.terms.ids import Digest
from crimebook.terms.notes import split_note
from crimebook.work.actors import operator
from crimebook.work.answering import answer
from crimebook.work.ledger.booklog import BookLog, LogPlaces, LogTerms
from crimebook.work.ledger.cosigning import take_cosignatures
from crimebook.work.ledger.publishing import publish
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_report
from crimebook.work.opening.receipts import PROOF_BYTES, Proofs, put_proofs

ORIGIN = "test.invalid/log"
LOG = SigningKey(ORIGIN, b"l" * 32)
WITNESSES = tuple(SigningKey(f"witness-{number}.example", bytes([number]) * 32) for number in (1, 2, 3))
KEYS = tuple(each.of_witness for each in WITNESSES)
POLICY = Policy(ORIGIN, LOG.of_log, KEYS, 2)
HOUR = timedelta(hours=1)
WORDS = cast.words_of(1)


@pytest.fixture
def log(tmp_path: Path) -> BookLog:
    places = LogPlaces(tmp_path / "ledger.sqlite3", tmp_path / "ledger", tmp_path / "audited")
    return BookLog(places, LogTerms(LOG, 8, 3_600, KEYS, 2), cast.NOW, os.urandom)


def grow(log: BookLog, *witnesses: SigningKey, hours: int = 1) -> None:
    """Publish the interval of an hour and let witnesses sign it a day later."""
    later = replace(log, at=cast.NOW + hours * HOUR)
    note = publish(operator(), later).note
    signed = [cosign(note, each, later.at + timedelta(days=1)) for each in witnesses]
    if signed:
        take_cosignatures(operator(), later, [with_cosignatures(note, signed, KEYS)])


def prove(desk: Desk, log: BookLog, policy: Policy = POLICY, at: datetime = cast.NOW) -> Proofs:
    return put_proofs(desk, operator(), log, policy, at=at)


def slot_0(desk: Desk) -> Message:
    (message,) = (each for each in cast.fetch(desk, WORDS) if each.kind is MessageKind.COLLECTED)
    return message


def said(desk: Desk) -> LogProof:
    return LogProof.parse(slot_0(desk).values["proof"])


def leaf_of(desk: Desk) -> bytes:
    return report_leaf(Digest(slot_0(desk).values["envelope"]), WORDS.leaf)


def test_a_report_that_is_published_and_witnessed_is_proven_by_slot_0_and_the_words_alone(
    desk: Desk, log: BookLog
):
    cast.bring(desk, cast.body(desk, WORDS))
    assert "proof" not in slot_0(desk).values
    grow(log, *WITNESSES[:2])
    assert prove(desk, log) == Proofs(complete=1)
    witnessed = check_proof(said(desk), leaf_of(desk), POLICY)
    assert [name for name, _ in witnessed.seen] == ["witness-1.example", "witness-2.example"]
    assert prove(desk, log) == Proofs()


def test_a_leaf_that_waits_has_no_proof_and_one_without_witnesses_is_said_to_be_so(desk: Desk, log: BookLog):
    cast.bring(desk, cast.body(desk, WORDS))
    assert prove(desk, log) == Proofs(waiting=1)
    grow(log, WITNESSES[0])
    assert prove(desk, log) == Proofs(unwitnessed=1)
    assert prove(desk, log) == Proofs(waiting=1)
    grow(log, *WITNESSES, hours=2)
    assert prove(desk, log) == Proofs(complete=1)
    assert len(check_proof(said(desk), leaf_of(desk), POLICY).seen) == 3


def test_the_first_day_stays_whatever_is_published_and_written_after(desk: Desk, log: BookLog):
    ref = cast.bring(desk, cast.body(desk, WORDS))
    grow(log, *WITNESSES)
    prove(desk, log)
    first = said(desk)
    grow(log, *WITNESSES, hours=2)
    prove(desk, log)
    cast.write(desk, WORDS, MessageKind.ADDITION, "more")
    assert len(cast.take(desk).taken) == 1
    answer(desk, operator(), ref, MessageKind.REPLY, "Thank you.", at=cast.NOW)
    assert said(desk) == first
    assert slot_0(desk).values["counter"] == 1, "the letter that was taken is said beside it"


def test_other_keys_in_the_manifest_bring_another_proof(desk: Desk, log: BookLog):
    cast.bring(desk, cast.body(desk, WORDS))
    grow(log, *WITNESSES[:2])
    prove(desk, log)
    other = Policy(ORIGIN, LOG.of_log, KEYS[1:], 2)
    assert prove(desk, log, other) == Proofs(unwitnessed=1)
    grow(log, *WITNESSES[1:], hours=2)
    assert prove(desk, log, other) == Proofs(complete=1)
    assert check_proof(said(desk), leaf_of(desk), other)
    assert b"witness-1.example" not in said(desk).note, "only what the reader has keys for takes room"


def test_another_key_of_the_log_brings_no_other_proof_and_no_later_day(desk: Desk, log: BookLog):
    cast.bring(desk, cast.body(desk, WORDS))
    grow(log, *WITNESSES)
    prove(desk, log)
    first = said(desk)
    following = SigningKey(ORIGIN, b"n" * 32)
    now = replace(POLICY, log_key=following.of_log, former=(FormerKey(LOG.of_log, 8),))
    assert prove(desk, log, now) == Proofs()
    assert said(desk) == first
    assert check_proof(said(desk), leaf_of(desk), now)


def test_signatures_that_pages_can_count_come_first_and_a_slot_never_overflows(desk: Desk, log: BookLog):
    cast.bring(desk, cast.body(desk, WORDS))
    large = tuple(MlDsa44Key(f"large-{number}.example", bytes([number]) * 32) for number in (4, 5, 6))
    keys = (*(each.of_witness for each in large), *KEYS)
    note = publish(operator(), log).note
    signed = [cosign(note, each, log.at) for each in (*large, *WITNESSES)]
    wide = replace(log, terms=replace(log.terms, witnesses=keys))
    take_cosignatures(operator(), wide, [with_cosignatures(note, signed, keys)])
    assert prove(desk, log, Policy(ORIGIN, LOG.of_log, keys, 3)) == Proofs(complete=1)
    names = {each.name for each in split_note(said(desk).note)[1]}
    assert names == {ORIGIN, *(each.name for each in WITNESSES)}
    # With a quorum of others, as many of them as there is room for.
    assert prove(desk, log, Policy(ORIGIN, LOG.of_log, keys, 5)) == Proofs(unwitnessed=1)
    names = {each.name for each in split_note(said(desk).note)[1]}
    assert names == {ORIGIN, *(each.name for each in WITNESSES), "large-4.example"}
    assert prove(desk, log, Policy(ORIGIN, LOG.of_log, (keys[0], *KEYS), 4)) == Proofs(complete=1)


def test_what_stands_beside_a_proof_fits_into_the_same_slot():
    longest = "\n" * ((PROOF_BYTES - 2) // 2)
    listed = [[2**53 - each, "f" * 32] for each in range(2, SLOTS + 1)]
    values = {"envelope": "f" * 64, "head": "f" * 64, "counter": 2**53 - 1, "said": listed, "proof": longest}
    message = Message(WORDS.mailbox_id, MessageKind.COLLECTED, "", "2020-08-20", "ab" * 32, values)
    message = sign_message(message, seed=b"s" * 32, last_counter=2**53 - 2, last_digest="f" * 64)
    assert len(seal_slot(message, WORDS.recipient)) == SLOT_BYTES


def test_erased_reports_and_those_without_a_receipt_are_told_nothing(desk: Desk, log: BookLog):
    cast.bring(desk, cast.body(desk))
    ref = cast.bring(desk, cast.body(desk, WORDS))
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    grow(log, *WITNESSES)
    assert prove(desk, log) == Proofs()


def test_a_leaf_that_was_never_told_to_the_log_is_told_now(desk: Desk, log: BookLog):
    cast.bring(desk, cast.body(desk, WORDS))
    OutboxLeaf.objects.all().delete()
    assert prove(desk, log) == Proofs(waiting=1)
    assert outbox.which_wait([leaf_of(desk)])
    grow(log, *WITNESSES)
    assert prove(desk, log) == Proofs(complete=1)
    row = Report.objects.get()
    assert mailboxes_to_tell(row.proof_policy) == ()


def test_the_deepest_proof_with_all_the_signatures_that_a_note_may_have_fits_a_slot(desk: Desk):
    keys = [SigningKey(f"{'long-name-of-a-witness-' * 3}{number}", os.urandom(32)) for number in range(15)]
    note = "test.invalid/log\n9223372036854775807\n" + "A" * 43 + "=\n\n"
    note += f"— {ORIGIN} {'A' * 92}\n" + "".join(f"— {key.name} {'A' * 101}=\n" for key in keys)
    proof = LogProof((1 << 63) - 2, (bytes(32),) * 63, note.encode())
    listed = [[10**9 - each, "f" * 32] for each in range(1, SLOTS)]
    values = {"envelope": "f" * 64, "head": "f" * 64, "counter": 10**9, "said": listed, "proof": str(proof)}
    message = Message(WORDS.mailbox_id, MessageKind.COLLECTED, "", "2026-01-02", "f" * 64, values)
    signed = sign_message(message, seed=bytes(32), last_counter=10**9, last_digest="f" * 64)
    assert len(message_bytes(signed)) > 5_500
    assert len(seal_slot(signed, WORDS.recipient)) == SLOT_BYTES
