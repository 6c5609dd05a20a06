"""Changing the log's key: the log goes on, what was signed before counts on, the old key for nothing new."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, HOUR, ORIGIN, WITNESS_KEY, book_log, tell

from crimebook.custody.checkpoints import (
    Checkpoint,
    CheckpointError,
    Policy,
    check_checkpoint,
    sign_checkpoint,
)
from crimebook.custody.keychanges import KeyChangeError, read_key_changes, with_former
from crimebook.custody.proofs import check_proof
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.register.events import chain_of
from crimebook.stores.vault.folder import Vault
from crimebook.terms.notes import NoteError
from crimebook.work import logkey
from crimebook.work.ledger import rekeying
from crimebook.work.ledger.auditing import audit
from crimebook.work.ledger.booklog import LOG_CHAIN, BookLog
from crimebook.work.ledger.cosigning import take_cosignatures
from crimebook.work.ledger.mirroring import mirror
from crimebook.work.ledger.proving import prove
from crimebook.work.ledger.publishing import publish
from crimebook.work.ledger.rekeying import Rekeying, begin_log_key, change_log_key
from crimebook.work.ledger.witnessing import Witness, witness
from crimebook.work.logkey import find_next_log_key, key_changes, log_key

pytestmark = pytest.mark.django_db


class Book:
    """A log whose key is in a vault, and its places."""

    def __init__(self, folder: Path) -> None:
        self.vault = Vault(folder / "vault")
        self._log = book_log(folder, witnesses=(WITNESS_KEY.of_witness,), quorum=1)
        self.hours = 0
        self.by = Witness(WITNESS_KEY, folder / "witness")

    @property
    def log(self) -> BookLog:
        key = log_key(self.vault, ORIGIN, os.urandom)
        former = with_former(Policy(ORIGIN, key.of_log), key_changes(self.vault, ORIGIN)).former
        terms = replace(self._log.terms, key=key, former=former)
        return replace(self._log, terms=terms, at=NOW + self.hours * HOUR)

    @property
    def rekeying(self) -> Rekeying:
        return Rekeying(self.vault, ORIGIN, self._log.places, NOW + self.hours * HOUR, os.urandom)

    def publish(self) -> bytes:
        """Publish the next interval, witnessed; return the note."""
        self.hours += 1
        tell(2)
        publish(ALICE, self.log)
        seen = witness(self.log.public.fetch, self.by, Policy(ORIGIN, self.log.terms.key.of_log), self.log.at)
        assert take_cosignatures(ALICE, self.log, [seen.note]) == 1
        return self.log.public.find_note() or b""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def rotate(book: Book) -> None:
    key = begin_log_key(ALICE, book.rekeying)
    assert change_log_key(ALICE, book.rekeying, str(key)) is not None


def test_the_log_goes_on_by_another_key_and_all_that_was_signed_counts_on(book: Book, tmp_path: Path):
    first = book.publish()
    old = book.log
    with old.open() as ledger:
        (leaf,) = ledger.leaves(1, 2)
    proof = prove(old, leaf)
    target = PublicLog(tmp_path / "mirror", FolderDisk())
    mirror(old.public.fetch, target, old.terms.signed)
    assert audit(ALICE, old).faults == ()

    rotate(book)
    assert book.log.terms.key != old.terms.key
    # Its witnesses signed the text, and so they signed what the new key says of it.
    found = check_checkpoint(old.public.find_witnessed() or b"", replace(book.log.terms.witnessed, former=()))
    assert (found.checkpoint.size, len(found.seen)) == (8, 1)
    second = book.publish()
    assert check_checkpoint(second, replace(book.log.terms.witnessed, former=())).checkpoint.size == 16
    assert check_checkpoint(first, book.log.terms.witnessed).checkpoint.size == 8
    assert check_proof(proof, leaf, book.log.terms.witnessed).checkpoint.size == 8
    assert check_proof(prove(book.log, leaf), leaf, replace(book.log.terms.witnessed, former=()))
    assert audit(ALICE, book.log).faults == ()
    policy = Policy(ORIGIN, book.log.terms.key.of_log)
    assert mirror(book.log.public.fetch, target, policy).new_leaves == 8
    assert read_key_changes(target.fetch, ORIGIN) == key_changes(book.vault, ORIGIN)
    with pytest.raises(KeyChangeError, match="ask its keepers"):
        mirror(book.log.public.fetch, target, old.terms.signed)


def test_what_the_old_key_signs_after_the_change_counts_for_nobody(book: Book):
    book.publish()
    old = book.log.terms.key
    rotate(book)
    book.publish()
    newest = check_checkpoint(book.log.public.find_note() or b"", book.log.terms.signed).checkpoint
    for checkpoint in (newest, Checkpoint(ORIGIN, 17, b"r" * 32), Checkpoint(ORIGIN, 8, b"r" * 32)):
        with pytest.raises(CheckpointError, match="a key that counts no more"):
            check_checkpoint(sign_checkpoint(checkpoint, old), book.log.terms.signed)


def test_a_key_may_be_changed_twice_and_before_anything_was_published(book: Book):
    rotate(book)
    first = book.publish()
    rotate(book)
    assert len(key_changes(book.vault, ORIGIN)) == 2
    assert check_checkpoint(first, book.log.terms.signed).checkpoint.size == 8
    book.publish()
    assert audit(ALICE, book.log).faults == ()


def test_nothing_changes_before_a_manifest_names_the_key(book: Book):
    book.publish()
    before = book.log.terms.key
    assert change_log_key(ALICE, book.rekeying, str(before.of_log)) is None
    key = begin_log_key(ALICE, book.rekeying)
    assert begin_log_key(ALICE, book.rekeying) == key
    assert change_log_key(ALICE, book.rekeying, str(before.of_log)) is None
    assert book.log.terms.key == before
    assert change_log_key(ALICE, book.rekeying, str(key)) is not None
    assert change_log_key(ALICE, book.rekeying, str(key)) is None
    assert find_next_log_key(book.vault, ORIGIN) is None
    told = [each for each in chain_of(LOG_CHAIN) if b'"rekeyed"' in each]
    assert len(told) == 1
    assert b"after 8 leaves" in told[0]


@pytest.mark.parametrize(
    "step", ["put_key_change", "put_witnessed", "put_note", "append_event", "take", "destroy"]
)
def test_a_change_that_was_stopped_goes_on(book: Book, monkeypatch: pytest.MonkeyPatch, step: str):
    book.publish()

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    key = begin_log_key(ALICE, book.rekeying)
    places = {
        "append_event": (rekeying, "append_event"),
        "take": (rekeying, "take_next_log_key"),
        "destroy": (logkey.Vault, "destroy"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*places.get(step, (PublicLog, step)), stop)
        with pytest.raises(KeyboardInterrupt):
            change_log_key(ALICE, book.rekeying, str(key))
    change = change_log_key(ALICE, book.rekeying, str(key))
    assert change is not None
    assert key_changes(book.vault, ORIGIN) == (change,)
    assert book.log.terms.key.of_log == key
    book.publish()
    assert audit(ALICE, book.log).faults == ()


def test_a_tree_that_a_thief_published_is_not_taken_over(book: Book):
    book.publish()
    thief = sign_checkpoint(Checkpoint(ORIGIN, 8, b"r" * 32), book.log.terms.key)
    with book.log.public.claimed():
        book.log.public.put_note(thief)
    key = begin_log_key(ALICE, book.rekeying)
    with pytest.raises(LedgerError, match="were published"):
        change_log_key(ALICE, book.rekeying, str(key))
    with book.log.public.claimed():
        book.log.public.put_note(thief.replace(b"\n8\n", b"\n9\n"))
    with pytest.raises(NoteError):
        change_log_key(ALICE, book.rekeying, str(key))
    assert key_changes(book.vault, ORIGIN) == ()
