"""Promise 3, the part that is built: with nothing but the twelve words a reporter reads our signed answers.

That the very envelope is in the book, unaltered, they have from the desk's signature alone. A ledger by which
they can prove it to themselves, against us, is not built.
"""

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
from crimebook.work.opening.publishing import current_manifest

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
