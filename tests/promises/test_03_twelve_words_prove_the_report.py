"""Promise 3: with nothing but twelve words anybody proves that the report is in the book, and unaltered.

The whole way on a served intake: a report by the pages, collected, opened, published, signed by witnesses of
others; then the words show it, the proof is saved from the page, and a program that knows nothing of the book
believes it. One bit changed anywhere, and nobody says so any more.
"""

import os
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from tests.promises.whole_way import Book, open_book
from tests.work.opening.cast import ROOT, order

from crimebook.custody.checkpoints import SigningKey
from crimebook.custody.proofs import check_proof
from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.sealing.manifest import WitnessPolicy
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.words import make_words, read_words
from crimebook.stores.vault.folder import Vault
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.ledger.booklog import BookLog, LogPlaces, log_terms
from crimebook.work.ledger.cosigning import take_cosignatures
from crimebook.work.ledger.publishing import publish
from crimebook.work.ledger.witnessing import Witness, witness
from crimebook.work.logkey import log_key
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.opening.receipts import Proofs, put_proofs
from crimebook.work.opening.rooting import open_root, sign_draft
from crimebook.work.opening.rotating import install, rotate
from crimebook.work.policies import policy_of
from crimebook.zones.verify.app import run
from crimebook.zones.verify.findings import Outcome

IN_BOOK = "Your report is in the book, unaltered since"
SAVED = re.compile(r'href="data:text/plain;base64,([^"]*)"')
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Ledgered:
    """A book with a log, and two witnesses of which both must sign."""

    book: Book
    log: BookLog
    witnesses: tuple[Witness, ...]

    def publish(self) -> None:
        """Publish until nothing waits, and let the witnesses look at the last checkpoint."""
        hours = 0
        while publish(operator(), replace(self.log, at=self.log.at + hours * HOUR)).waiting:
            hours += 1

    def witness(self, *witnesses: Witness) -> None:
        """Let each look at the public files alone, and take what they signed."""
        notes = [
            witness(self.log.public.fetch, each, self.log.terms.signed, self.book.at).note
            for each in witnesses
        ]
        take_cosignatures(operator(), self.log, notes)

    def prove(self) -> Proofs:
        """Put the proofs into the mailboxes."""
        policy = policy_of(current_manifest(self.book.desk.vault))
        assert policy
        return put_proofs(self.book.desk, operator(), self.log, policy, at=self.book.at)

    def page(self, words: str) -> str:
        """Return what the words open."""
        return unescape(self.book.come_back(words).page)


@pytest.fixture
def ledgered(tmp_path: Path, db: None) -> Iterator[Ledgered]:
    ensure_operator()
    with open_book(tmp_path) as book:
        vault, root = book.desk.vault, Vault(tmp_path / "root")
        keys = [SigningKey(f"witness-{number}.example", os.urandom(32)) for number in (1, 2)]
        _, draft = rotate(
            vault,
            operator(),
            order(at=book.at),
            os.urandom,
            log_key=str(log_key(vault, current_manifest(vault).origin, os.urandom).of_log),
            leaves_per_interval=16,
            interval_s=3_600,
            witnesses=WitnessPolicy(2, tuple(str(each.of_witness) for each in keys)),
        )
        note = sign_draft(root, draft, open_root(root, ROOT))
        manifest = install(vault, operator(), note, at=book.at)
        assert manifest == draft
        (book.intake / "manifest.txt").write_bytes(note)
        places = LogPlaces(tmp_path / "ledger.sqlite3", tmp_path / "ledger", tmp_path / "audited")
        log = BookLog(places, log_terms(draft, vault, os.urandom), book.at, os.urandom)
        sees = tuple(Witness(key, tmp_path / key.name) for key in keys)
        yield Ledgered(book, log, sees)


def reported(book: Book) -> str:
    """Report by the pages and return the twelve words."""
    return " ".join(book.reporter().begin().walk().send().words)


def verify(path: Path, ledgered: Ledgered) -> Outcome:
    """Let the program that knows nothing of the book check a saved proof."""
    told = ("--manifest", ledgered.book.intake / "manifest.txt", "--manifest-root")
    return run(["receipt", str(path), *map(str, told), str(ledgered.book.intake / "root.txt")])


def changed(content: bytes, step: int) -> Iterator[bytes]:
    """Yield the content with one bit changed, at every ``step``-th byte."""
    for at in range(0, len(content), step):
        yield bytes([*content[:at], content[at] ^ 1 << at % 8, *content[at + 1 :]])


def test_the_words_alone_prove_the_report_and_one_changed_bit_proves_nothing(
    ledgered: Ledgered, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    book = ledgered.book
    words = reported(book)
    assert "Nothing yet." in ledgered.page(words)
    assert IN_BOOK not in ledgered.page(words)
    book.open_one()
    assert "not in the published book yet" in ledgered.page(words)
    ledgered.publish()
    assert ledgered.prove() == Proofs(unwitnessed=1)
    assert IN_BOOK not in ledgered.page(words), "one's own word is not enough"
    ledgered.witness(ledgered.witnesses[0])
    assert ledgered.prove() == Proofs(waiting=1)
    assert IN_BOOK not in ledgered.page(words), "one witness of two is not enough"
    ledgered.witness(*ledgered.witnesses)
    assert ledgered.prove() == Proofs(complete=1)
    page = ledgered.page(words)
    assert f"{IN_BOOK} {book.at.date()}." in page
    assert "signed the same: 2 of 2." in page

    (saved,) = SAVED.findall(page)
    path = tmp_path / "saved.txt"
    path.write_bytes(b64decode(saved))
    receipt = ReceiptProof.parse(path.read_text(encoding="utf-8"))
    policy = policy_of(current_manifest(book.desk.vault))
    assert policy
    assert check_proof(receipt.proof, receipt.entry, policy)
    assert verify(path, ledgered) is Outcome.PROVEN
    for content in changed(b64decode(saved), 23):
        path.write_bytes(content)
        assert verify(path, ledgered) is not Outcome.PROVEN, content
    capsys.readouterr()

    keys = receipt_keys(read_words(words), policy.origin)
    slot = book.desk.folders.spool / "slots" / f"{keys.mailbox_id}.0"
    content = slot.read_bytes()
    day = len("2020-08-09")
    for each in changed(content[day:], 397):
        slot.write_bytes(content[:day] + each)
        assert IN_BOOK not in ledgered.page(words)
    slot.write_bytes(content)
    assert IN_BOOK in ledgered.page(words)


def test_nobody_elses_words_and_no_others_proof_show_a_report_in_the_book(ledgered: Ledgered):
    book = ledgered.book
    words, others = reported(book), reported(book)
    assert len(book.open_reports().opened) == 2
    ledgered.publish()
    ledgered.witness(*ledgered.witnesses)
    assert ledgered.prove() == Proofs(complete=2)
    assert IN_BOOK in ledgered.page(words)
    assert IN_BOOK in ledgered.page(others)
    mine = read_words(words)
    near = [bytes([mine[0] ^ 1, *mine[1:]]), bytes([*mine[:15], mine[15] ^ 128]), bytes(16)]
    for entropy in near:
        page = ledgered.page(" ".join(make_words(entropy, "en")))
        assert "Nothing yet." in page
        assert IN_BOOK not in page
        assert "published book" not in page
    origin = current_manifest(book.desk.vault).origin
    slots = [
        book.desk.folders.spool / "slots" / f"{receipt_keys(read_words(each), origin).mailbox_id}.0"
        for each in (words, others)
    ]
    slots[0].write_bytes(slots[1].read_bytes())
    assert IN_BOOK not in ledgered.page(words), "another's slot is nobody's here"
