"""Promise 3: with nothing but the twelve words a reporter reads our signed answers and proves their report.

What the page hands to them is checked by another program, which knows the root that they pinned and nothing
else of us.
"""

import os
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from tests.promises.whole_way import Book, open_book

from crimebook.sealing.messages import Message, MessageKind, sign_message
from crimebook.sealing.receipt import ReceiptKeys, receipt_keys
from crimebook.sealing.slots import SLOT_BYTES, SLOTS, seal_slot
from crimebook.sealing.words import make_words, read_words
from crimebook.stores.spool.slots import Slots
from crimebook.work import answering
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.ledger.booklog import BookLog, LogPlaces, log_terms
from crimebook.work.ledger.publishing import publish
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.opening.receipts import put_proofs
from crimebook.work.policies import policy_of
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

COLLECTED, NOTHING, FORGED = "Collected.", "Nothing yet.", "was not signed by the book"
ANSWER = "Дзякуй. Мы прачыталі."


@pytest.fixture
def book(tmp_path: Path, db: None) -> Iterator[Book]:
    ensure_operator()
    with open_book(tmp_path) as made:
        yield made


def reported(book: Book) -> str:
    """Report by the pages and return the twelve words, the only thing that is kept."""
    return " ".join(book.reporter().begin().walk().send().words)


def keys_of(book: Book, words: str) -> ReceiptKeys:
    return receipt_keys(read_words(words), current_manifest(book.desk.vault).origin)


def page_of(book: Book, words: str) -> str:
    return unescape(book.come_back(words).page)


def test_an_answer_of_the_desk_is_read_with_nothing_but_the_words(book: Book):
    words = reported(book)
    assert NOTHING in page_of(book, words)
    ref = book.open_one()
    page = page_of(book, words)
    assert COLLECTED in page
    assert ANSWER not in page
    answering.answer(book.desk, operator(), ref, MessageKind.REPLY, ANSWER, at=book.at)
    page = page_of(book, words.upper())
    assert COLLECTED in page
    assert ANSWER in page
    assert FORGED not in page


def test_other_words_read_nothing_and_are_never_told_that_a_report_is_in_the_book(book: Book):
    ref_words = reported(book)
    ref = book.open_one()
    answering.answer(book.desk, operator(), ref, MessageKind.REPLY, ANSWER, at=book.at)
    mine = read_words(ref_words)
    others = [bytes([mine[0] ^ 1, *mine[1:]]), bytes([*mine[:15], mine[15] ^ 128]), bytes(16)]
    pages = [page_of(book, " ".join(make_words(entropy, "en"))) for entropy in others]
    for page in pages:
        assert NOTHING in page
        assert COLLECTED not in page
        assert ANSWER not in page
    swapped = ref_words.split()
    swapped[0], swapped[1] = swapped[1], swapped[0]
    for wrong in (swapped, ["abandon", *swapped[1:]], swapped[:11]):
        page = page_of(book, " ".join(wrong))
        assert COLLECTED not in page
        assert ANSWER not in page


def proof_of(book: Book, words: str) -> str:
    """Return the file that the page of these words lets one save, or nothing."""
    found = re.search(r'href="data:text/plain;base64,([^"]+)"', book.come_back(words).page)
    return b64decode(unescape(found[1])).decode() if found else ""


def publish_log(book: Book, folder: Path) -> Path:
    """Publish what waits and put the proofs into mailboxes; return the folder that everybody can copy."""
    places = LogPlaces(folder / "ledger.sqlite3", folder / "ledger", folder / "audited")
    manifest = current_manifest(book.desk.vault)
    log = BookLog(places, log_terms(manifest, book.desk.vault, os.urandom), book.at, os.urandom)
    publish(operator(), log)
    policy = policy_of(manifest)
    assert policy is not None
    put_proofs(book.desk, operator(), log, policy, at=book.at)
    return places.public


def verify(book: Book, proof: str, folder: Path, *more: str) -> Outcome:
    """Let the verifier look, who was given the manifest and the root's public keys long ago."""
    (folder / "proof.txt").write_text(proof, encoding="utf-8")
    manifest, root = book.intake / "manifest.txt", book.intake / "root.txt"
    return run(
        [
            "receipt",
            str(folder / "proof.txt"),
            "--manifest",
            str(manifest),
            "--manifest-root",
            str(root),
            *more,
        ]
    )


def test_with_the_words_alone_a_report_is_proven_to_be_in_the_book_by_another_program(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    words, other_words = reported(book), reported(book)
    assert len(book.open_reports().opened) == 2
    assert proof_of(book, words) == ""
    log = publish_log(book, tmp_path)
    proof = proof_of(book, words)
    assert verify(book, proof, tmp_path, "--log", str(log)) is Outcome.PROVEN
    said = capsys.readouterr().out
    assert "is in the book at place" in said
    assert "the policy asks for no witness" in said
    mine, others = keys_of(book, words).leaf.hex(), keys_of(book, other_words).leaf.hex()
    assert mine in proof
    assert verify(book, proof.replace(mine, others), tmp_path) is Outcome.REFUTED
    assert "report, receipt or proof is another" in capsys.readouterr().out
    assert proof_of(book, other_words) != proof
    assert proof_of(book, " ".join(make_words(bytes(16), "en"))) == ""


def put(book: Book, keys: ReceiptKeys, slot: bytes, index: int = 1) -> None:
    """Put a slot into the spool, as whoever has seized the intake can."""
    slots = Slots(book.desk.folders.spool)
    slots.put_slots(keys.mailbox_id, {index: slot}, until=book.at.date() + timedelta(days=9))
    slots.close()


def test_an_answer_that_another_key_signed_or_of_another_mailbox_is_not_shown(book: Book):
    words, other_words = reported(book), reported(book)
    assert len(book.open_reports().opened) == 2
    keys, other = keys_of(book, words), keys_of(book, other_words)
    told = Message(keys.mailbox_id, MessageKind.REPLY, "Come to the office at noon.", "2026-01-02", "1" * 64)
    forged = sign_message(told, seed=b"x" * 32, last_counter=1, last_digest="0" * 64)
    put(book, keys, seal_slot(forged, keys.recipient))
    page = page_of(book, words)
    assert FORGED in page
    assert told.text not in page
    ours = replace(told, mailbox_id=other.mailbox_id)
    signed = sign_message(ours, seed=book.desk.keyring.reply_seed(), last_counter=1, last_digest="0" * 64)
    put(book, keys, seal_slot(signed, keys.recipient))
    assert told.text not in page_of(book, words), "signed by us, but to somebody else"
    mended = replace(ours, mailbox_id=keys.mailbox_id)
    signed = sign_message(mended, seed=book.desk.keyring.reply_seed(), last_counter=1, last_digest="0" * 64)
    put(book, keys, seal_slot(signed, keys.recipient))
    assert told.text in page_of(book, words), "the same message is shown where it is ours and theirs"


def test_a_mailbox_gives_as_much_for_words_that_nobody_has(book: Book):
    words = reported(book)
    ref = book.open_one()
    answering.answer(book.desk, operator(), ref, MessageKind.REPLY, ANSWER, at=book.at)
    slots = Slots(book.desk.folders.spool)
    for mailbox in (keys_of(book, words).mailbox_id, "f" * 64):
        assert [len(slot) for slot in slots.read_slots(mailbox)] == [SLOT_BYTES] * SLOTS
        assert slots.read_slots(mailbox) == slots.read_slots(mailbox)
    slots.close()
