"""Mirrors and witnesses: others keep the log, and refuse one that shrank or forked, in plain words."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, LOG_KEY, WITNESS_KEY, book_log, later, tell

from crimebook.custody.checkpoints import Checkpoint, Policy, SigningKey, check_checkpoint, sign_checkpoint
from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import check_proof
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerError, UnreachableLogError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.ledger.remote import reading_log
from crimebook.stores.ledger.witnesskey import make_witness_key, read_witness_key
from crimebook.terms.notes import NoteError
from crimebook.work.ledger.booklog import BookLog
from crimebook.work.ledger.cosigning import take_cosignatures
from crimebook.work.ledger.growth import ForkError, RollbackError
from crimebook.work.ledger.mirroring import mirror
from crimebook.work.ledger.proving import NotPublishedError, prove
from crimebook.work.ledger.publishing import publish
from crimebook.work.ledger.witnessing import Witness, witness

POLICY = Policy(LOG_KEY.name, LOG_KEY.of_log)
TERMS = {"witnesses": (WITNESS_KEY.of_witness,), "quorum": 1}


class Stranger:
    """A log without a register: whoever has the log's key can make one."""

    def __init__(self, folder: Path, seed: int = 0) -> None:
        folder.mkdir(exist_ok=True)
        self.ledger = Ledger.at(folder / "order.sqlite3")
        self.public = PublicLog(folder / "log", FolderDisk())
        self._seed = seed

    def grow(self, size: int, key: SigningKey = LOG_KEY) -> "Stranger":
        entries = [bytes([self._seed]) + number.to_bytes(31) for number in range(size)]
        self.ledger.append(entries)
        with self.public.claimed():
            note = sign_checkpoint(Checkpoint(LOG_KEY.name, size, self.ledger.root(size)), key)
            self.public.publish(self.ledger, size, note)
        return self


@pytest.fixture
def target(tmp_path: Path) -> PublicLog:
    return PublicLog(tmp_path / "mirror", FolderDisk())


@pytest.fixture
def sees(tmp_path: Path) -> Witness:
    return Witness(WITNESS_KEY, tmp_path / "witness")


def test_a_mirror_has_every_leaf_and_takes_only_what_is_new(tmp_path: Path, target: PublicLog):
    log = Stranger(tmp_path / "one").grow(300)
    assert mirror(log.public.fetch, target, POLICY).new_leaves == 300
    log.grow(700)
    fetched: list[str] = []

    def fetch(path: str) -> bytes:
        fetched.append(path)
        return log.public.fetch(path)

    steps: list[tuple[int, int]] = []
    done = mirror(fetch, target, POLICY, lambda at, total: steps.append((at, total)))
    assert (done.checkpoint.size, done.new_leaves) == (700, 400)
    assert "tile/entries/000" not in fetched
    assert steps[-1][0] == steps[-1][1]
    shown = check_checkpoint(target.find_note() or b"", POLICY).checkpoint
    assert len(list(TileReader(target.fetch, shown.size, shown.root).entries())) == 700
    assert mirror(log.public.fetch, target, POLICY).new_leaves == 0


def test_a_mirror_refuses_a_log_that_was_rolled_back_and_keeps_what_it_has(tmp_path: Path, target: PublicLog):
    mirror(Stranger(tmp_path / "one").grow(300).public.fetch, target, POLICY)
    with pytest.raises(RollbackError, match="with 300 leaves or more, got 200"):
        mirror(Stranger(tmp_path / "two").grow(200).public.fetch, target, POLICY)
    assert check_checkpoint(target.find_note() or b"", POLICY).checkpoint.size == 300


@pytest.mark.parametrize("size", [300, 400, 513])
def test_a_mirror_refuses_a_fork_and_keeps_the_evidence(tmp_path: Path, target: PublicLog, size: int):
    mirror(Stranger(tmp_path / "one").grow(300).public.fetch, target, POLICY)
    forked = Stranger(tmp_path / "two", seed=1).grow(size)
    with pytest.raises(ForkError, match="signed two different pasts"):
        mirror(forked.public.fetch, target, POLICY)
    assert check_checkpoint(target.find_note() or b"", POLICY).checkpoint.size == 300
    (kept,) = (tmp_path / "mirror").glob("refused-*")
    assert check_checkpoint(kept.read_bytes(), POLICY).checkpoint.size == size


def test_a_mirror_refuses_what_the_log_did_not_sign_and_tiles_that_are_not_its_own(
    tmp_path: Path, target: PublicLog
):
    foreign = Stranger(tmp_path / "one").grow(300, SigningKey(LOG_KEY.name, b"else" * 8))
    with pytest.raises(NoteError, match="signed"):
        mirror(foreign.public.fetch, target, POLICY)
    damaged = Stranger(tmp_path / "two").grow(300)
    path = tmp_path / "two/log/tile/entries/000"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ProofError):
        mirror(damaged.public.fetch, target, POLICY)
    assert target.find_note() is None


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "one" / "log")))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_log_is_mirrored_and_witnessed_over_http(
    tmp_path: Path, target: PublicLog, sees: Witness, address: str
):
    log = Stranger(tmp_path / "one").grow(300)
    with reading_log(address) as fetch:
        assert mirror(fetch, target, POLICY).new_leaves == 300
        assert witness(fetch, sees, POLICY, NOW).checkpoint.size == 300
    log.grow(520)
    with reading_log(address + "/") as fetch:
        assert mirror(fetch, target, POLICY).new_leaves == 220
        assert witness(fetch, sees, POLICY, NOW).since == 300


def test_nobody_at_an_address_is_said_in_one_sentence(tmp_path: Path, target: PublicLog):
    with reading_log("http://127.0.0.1:1") as fetch, pytest.raises(UnreachableLogError, match="no answer"):
        mirror(fetch, target, POLICY)
    with pytest.raises(UnreachableLogError), reading_log(str(tmp_path / "nowhere")):
        pass


def test_a_witness_signs_what_it_saw_and_remembers_it_first(tmp_path: Path, sees: Witness):
    log = Stranger(tmp_path / "one").grow(300)
    seen = witness(log.public.fetch, sees, POLICY, NOW)
    policy = Policy(LOG_KEY.name, LOG_KEY.of_log, (WITNESS_KEY.of_witness,), 1)
    assert check_checkpoint(seen.note, policy).seen == ((WITNESS_KEY.name, NOW),)
    assert sees.memory_of(LOG_KEY.name).find_note() == seen.note
    assert witness(log.grow(301).public.fetch, sees, POLICY, NOW).since == 300


def test_a_witness_refuses_a_rollback_and_a_fork_and_signs_neither(tmp_path: Path, sees: Witness):
    witness(Stranger(tmp_path / "one").grow(300).public.fetch, sees, POLICY, NOW)
    memory = sees.memory_of(LOG_KEY.name)
    before = memory.find_note()
    with pytest.raises(RollbackError):
        witness(Stranger(tmp_path / "two").grow(299).public.fetch, sees, POLICY, NOW)
    with pytest.raises(ForkError):
        witness(Stranger(tmp_path / "three", seed=1).grow(300).public.fetch, sees, POLICY, NOW)
    with pytest.raises(ForkError):
        witness(Stranger(tmp_path / "four", seed=1).grow(800).public.fetch, sees, POLICY, NOW)
    assert memory.find_note() == before
    assert len(list(sees.folder.glob("*/refused-*"))) == 3


def test_a_witness_that_watches_two_logs_keeps_them_apart(tmp_path: Path, sees: Witness):
    witness(Stranger(tmp_path / "one").grow(300).public.fetch, sees, POLICY, NOW)
    other = SigningKey("other.example/log", b"othr" * 8)
    log = Stranger(tmp_path / "two").grow(20)
    with log.public.claimed():
        log.public.put_note(sign_checkpoint(Checkpoint(other.name, 20, log.ledger.root(20)), other))
    assert witness(log.public.fetch, sees, Policy(other.name, other.of_log), NOW).since == 0


def test_a_witness_has_one_key_of_its_own(tmp_path: Path):
    made = make_witness_key(tmp_path / "w", "witness.example", lambda count: b"k" * count)
    assert read_witness_key(tmp_path / "w") == made
    assert (tmp_path / "w" / "witness.key").stat().st_mode & 0o077 == 0
    with pytest.raises(LedgerError, match="has its key"):
        make_witness_key(tmp_path / "w", "witness.example", lambda count: b"k" * count)
    with pytest.raises(LedgerError, match="witness-key"):
        read_witness_key(tmp_path)
    with pytest.raises(NoteError):
        make_witness_key(tmp_path / "v", "two words", lambda count: b"k" * count)


@pytest.mark.django_db
def test_a_checkpoint_gets_its_witnesses_signatures_and_proofs_bear_them(tmp_path: Path, sees: Witness):
    log = book_log(tmp_path, **TERMS)
    tell(3)
    publish(ALICE, log)
    leaf = leaf_in(log)
    seen = witness(log.public.fetch, sees, POLICY, NOW)
    assert take_cosignatures(ALICE, log, []) == 0
    assert take_cosignatures(ALICE, log, [seen.note]) == 1
    assert check_proof(prove(log, leaf), leaf, log.terms.witnessed).seen == ((WITNESS_KEY.name, NOW),)

    publish(ALICE, later(log, 1))
    # Nobody has signed the newest yet: what the witnessed one has is proven by that one.
    assert check_proof(prove(log, leaf), leaf, log.terms.witnessed).checkpoint.size == 8
    assert take_cosignatures(ALICE, log, [seen.note]) == 0
    newest = leaf_in(log, 9)
    assert check_proof(prove(log, newest), newest, log.terms.signed).checkpoint.size == 16
    with pytest.raises(NotPublishedError):
        prove(log, bytes(32))


@pytest.mark.django_db
def test_a_signature_in_a_witness_name_that_it_did_not_make_is_refused(tmp_path: Path, sees: Witness):
    log = book_log(tmp_path, **TERMS)
    publish(ALICE, log)
    seen = witness(log.public.fetch, sees, POLICY, NOW).note
    wrong = seen[:-8] + (b"AAAA" if seen[-8:-4] != b"AAAA" else b"BBBB") + seen[-4:]
    with pytest.raises(NoteError):
        take_cosignatures(ALICE, log, [wrong])
    stranger = replace(sees, key=SigningKey("stranger.example", b"strg" * 8), folder=tmp_path / "s")
    assert take_cosignatures(ALICE, log, [witness(log.public.fetch, stranger, POLICY, NOW).note]) == 0


def leaf_in(log: BookLog, position: int = 1) -> bytes:
    with log.open() as ledger:
        return ledger.leaves(position, position + 1)[0]
