"""A witness that is asked over HTTP: it answers as C2SP tlog-witness says, and signs no second past."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import pytest
from tests.work.book import NOW
from tests.work.ledger.cast import ALICE, LOG_KEY, WITNESS_KEY, book_log, later, tell
from tests.work.ledger.test_witnessing import POLICY, Stranger

from crimebook.custody.checkpoints import (
    Checkpoint,
    MlDsa44Key,
    Policy,
    SigningKey,
    check_checkpoint,
    check_cosigned,
    sign_checkpoint,
)
from crimebook.custody.submissions import SIZE_KIND, Submission, with_answer
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.errors import LedgerError, UnreachableLogError
from crimebook.stores.ledger.witnesses import asking_witness
from crimebook.stores.ledger.witnesskey import make_second_key, make_witness_key, read_second_key
from crimebook.terms.notes import Signature, join_note, split_note
from crimebook.work.ledger.asking import ask_witness
from crimebook.work.ledger.cosigning import take_cosignatures
from crimebook.work.ledger.growth import ForkError, RollbackError
from crimebook.work.ledger.publishing import publish
from crimebook.work.ledger.submitted import Answer, take_submission
from crimebook.work.ledger.witnessing import Witness, witness
from crimebook.zones.witness.service import WitnessService, policies_of

LOGS = {LOG_KEY.name: [POLICY]}
WITNESSED = Policy(LOG_KEY.name, LOG_KEY.of_log, (WITNESS_KEY.of_witness,), 1)


@pytest.fixture
def by(tmp_path: Path) -> Witness:
    return Witness(WITNESS_KEY, tmp_path / "witness")


def submission(log: Stranger, old_size: int) -> Submission:
    note = log.public.find_note() or b""
    checkpoint = check_checkpoint(note, POLICY).checkpoint
    reader = TileReader(log.public.fetch, checkpoint.size, checkpoint.root)
    proof = reader.consistency_proof(old_size) if 0 < old_size < checkpoint.size else ()
    return Submission(old_size, proof, note)


def ask(by: Witness, asked: Submission | bytes) -> Answer:
    body = asked if isinstance(asked, bytes) else asked.body
    return take_submission(body, by, LOGS, NOW)


def test_a_log_that_grows_is_signed_step_by_step(tmp_path: Path, by: Witness):
    log = Stranger(tmp_path / "one")
    for old_size, size in ((0, 1), (1, 300), (300, 300), (300, 513)):
        asked = submission(log.grow(size) if size != old_size else log, old_size)
        answer = ask(by, asked)
        assert answer.status is HTTPStatus.OK
        noted = with_answer(asked.note, answer.body)
        assert check_cosigned(noted, WITNESS_KEY.of_witness).size == size
        last = by.find_last(LOG_KEY.name)
        assert last is not None
        assert last.size == size


def test_what_is_not_asked_as_the_specification_says_gets_its_status(tmp_path: Path, by: Witness):
    log = Stranger(tmp_path / "one").grow(300)
    asked = submission(log, 0)
    other = SigningKey("other.example/log", b"othr" * 8)
    unknown = sign_checkpoint(Checkpoint(other.name, 300, log.ledger.root(300)), other)
    forged = SigningKey(LOG_KEY.name, b"else" * 8)
    unsigned = sign_checkpoint(Checkpoint(LOG_KEY.name, 300, log.ledger.root(300)), forged)
    assert ask(by, b"old\n\n" + asked.note).status is HTTPStatus.BAD_REQUEST
    assert ask(by, replace(asked, note=unknown)).status is HTTPStatus.NOT_FOUND
    assert ask(by, replace(asked, note=unsigned)).status is HTTPStatus.FORBIDDEN
    assert ask(by, replace(asked, old_size=301)).status is HTTPStatus.BAD_REQUEST
    conflict = ask(by, replace(asked, old_size=7))
    assert (conflict.status, conflict.body, conflict.kind) == (HTTPStatus.CONFLICT, b"0\n", SIZE_KIND)
    assert ask(by, replace(asked, proof=(b"p" * 32,))).status is HTTPStatus.UNPROCESSABLE_ENTITY
    assert by.find_last(LOG_KEY.name) is None
    assert ask(by, asked).status is HTTPStatus.OK
    log.grow(520)
    grown = submission(log, 300)
    conflict = ask(by, submission(log, 0))
    assert (conflict.status, conflict.body) == (HTTPStatus.CONFLICT, b"300\n")
    for proof in (grown.proof[:-1], grown.proof[1:], (*grown.proof, b"p" * 32), ()):
        assert ask(by, replace(grown, proof=proof)).status is HTTPStatus.UNPROCESSABLE_ENTITY
    assert ask(by, grown).status is HTTPStatus.OK


def test_a_fork_and_a_rollback_are_refused_and_the_fork_is_kept(tmp_path: Path, by: Witness):
    assert ask(by, submission(Stranger(tmp_path / "one").grow(300), 0)).status is HTTPStatus.OK
    before = by.memory_of(LOG_KEY.name).find_note()
    forked = submission(Stranger(tmp_path / "two", seed=1).grow(300), 300)
    assert ask(by, forked).status is HTTPStatus.CONFLICT
    longer = submission(Stranger(tmp_path / "three", seed=1).grow(400), 300)
    assert ask(by, longer).status is HTTPStatus.UNPROCESSABLE_ENTITY
    shorter = submission(Stranger(tmp_path / "four").grow(200), 200)
    assert ask(by, shorter).body == b"300\n"
    assert ask(by, replace(shorter, old_size=0)).body == b"300\n"
    assert by.memory_of(LOG_KEY.name).find_note() == before
    kept = sorted(check_checkpoint(each.read_bytes(), POLICY).checkpoint.size for each in refused(by))
    assert kept == [300, 400]


def refused(by: Witness) -> list[Path]:
    return list(by.folder.glob("*/refused-*"))


def test_signatures_of_strangers_fill_no_disk(tmp_path: Path, by: Witness):
    assert ask(by, submission(Stranger(tmp_path / "one").grow(300), 0)).status is HTTPStatus.OK
    fork = submission(Stranger(tmp_path / "two", seed=1).grow(300), 300)
    text, signatures = split_note(fork.note)
    for number in range(5):
        stranger = Signature("stranger.example", b"strg", bytes([number]) * 64)
        assert ask(by, replace(fork, note=join_note(text, [*signatures, stranger]))).body == b"300\n"
    assert len(refused(by)) == 1


def test_the_file_way_and_the_way_over_http_remember_one_past(tmp_path: Path, by: Witness):
    log = Stranger(tmp_path / "one").grow(300)
    witness(log.public.fetch, by, POLICY, NOW)
    log.grow(301)
    assert ask(by, submission(log, 300)).status is HTTPStatus.OK
    assert witness(log.grow(302).public.fetch, by, POLICY, NOW).since == 301


def test_a_witness_knows_its_memory_though_the_log_has_another_key(tmp_path: Path, by: Witness):
    log = Stranger(tmp_path / "one").grow(300)
    assert ask(by, submission(log, 0)).status is HTTPStatus.OK
    new = SigningKey(LOG_KEY.name, b"new!" * 8)
    logs = policies_of([str(new.of_log)])

    def grown(stranger: Stranger, size: int) -> Answer:
        note = sign_checkpoint(Checkpoint(new.name, size, stranger.ledger.root(size)), new)
        return take_submission(replace(submission(stranger, 300), note=note).body, by, logs, NOW)

    forked = Stranger(tmp_path / "two", seed=1).grow(400)
    assert grown(forked, 400).status is HTTPStatus.UNPROCESSABLE_ENTITY
    assert grown(log.grow(400), 400).status is HTTPStatus.OK
    assert take_submission(submission(log, 400).body, by, logs, NOW).status is HTTPStatus.FORBIDDEN
    both = policies_of([str(LOG_KEY.of_log), str(new.of_log)])
    assert take_submission(submission(log, 400).body, by, both, NOW).status is HTTPStatus.OK


def test_a_damaged_memory_signs_nothing(tmp_path: Path, by: Witness):
    log = Stranger(tmp_path / "one").grow(300)
    ask(by, submission(log, 0))
    file = by.folder_of(LOG_KEY.name) / "checkpoint"
    file.write_bytes(file.read_bytes().replace(b"\n300\n", b"\n200\n"))
    with pytest.raises(LedgerError, match="remembers"):
        ask(by, submission(log, 300))


def test_a_second_key_of_ml_dsa_44_signs_beside_the_first(tmp_path: Path):
    make_witness_key(tmp_path / "w", WITNESS_KEY.name, lambda count: b"k" * count)
    second = make_second_key(tmp_path / "w", lambda count: b"q" * count)
    assert read_second_key(tmp_path / "w") == second == MlDsa44Key(WITNESS_KEY.name, b"q" * 32)
    with pytest.raises(LedgerError, match="has its key"):
        make_second_key(tmp_path / "w", lambda count: b"q" * count)
    by = Witness(WITNESS_KEY, tmp_path / "w", second)
    asked = submission(Stranger(tmp_path / "one").grow(300), 0)
    answer = ask(by, asked)
    assert answer.body.count("—".encode()) == 2
    for key in (WITNESS_KEY.of_witness, second.of_witness):
        assert check_cosigned(with_answer(asked.note, answer.body), key).size == 300


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def prefix(by: Witness) -> Iterator[str]:
    """The witness's submission prefix."""
    service = WitnessService(by, LOGS, lambda: NOW)
    server = make_server("127.0.0.1", 0, service, server_class=Threaded, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/w1"
    server.shutdown()
    server.server_close()
    thread.join()


def test_only_add_checkpoint_is_answered(prefix: str, tmp_path: Path):
    asked = submission(Stranger(tmp_path / "one").grow(3), 0)
    with httpx.Client() as client:
        assert client.get(f"{prefix}/add-checkpoint").status_code == 405
        assert client.post(f"{prefix}/other", content=asked.body).status_code == 404
        assert client.post(f"{prefix}/add-checkpoint", content=b"x" * (1 << 16) + b"x").status_code == 413
        assert client.post(f"{prefix}/add-checkpoint", content=iter([asked.body])).status_code == 411
        taken = client.post(f"{prefix}/add-checkpoint", content=asked.body)
        assert (taken.status_code, taken.text[:1]) == (200, "—")
        conflict = client.post(f"{prefix}/add-checkpoint", content=asked.body)
        assert (conflict.status_code, conflict.text) == (409, "3\n")
        assert conflict.headers["Content-Type"] == SIZE_KIND


def test_of_two_that_ask_at_once_neither_rolls_the_other_back(prefix: str, tmp_path: Path, by: Witness):
    log = Stranger(tmp_path / "one")
    asked = []
    for size in (100, 200, 300, 400):
        log.grow(size)
        asked.append(submission(log, 0))
    answers: list[int] = []

    def send(each: Submission) -> None:
        with httpx.Client() as client:
            answers.append(client.post(f"{prefix}/add-checkpoint", content=each.body).status_code)

    threads = [threading.Thread(target=send, args=(each,)) for each in asked * 3]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    # From zero only one of all can be the first.
    assert sorted(answers) == [200, *[409] * 11]
    assert by.find_last(LOG_KEY.name) is not None


@pytest.mark.django_db
def test_a_book_asks_its_witness_and_its_checkpoint_counts(prefix: str, tmp_path: Path, by: Witness):
    log = book_log(tmp_path / "book", witnesses=(WITNESS_KEY.of_witness,), quorum=1)
    for hour in range(3):
        tell(3)
        now = later(log, hour)
        publish(ALICE, now)
        with asking_witness(prefix) as submit:
            noted = ask_witness(now, submit)
            assert take_cosignatures(ALICE, now, [noted]) == 1
        found = check_checkpoint(log.public.find_witnessed() or b"", log.terms.witnessed)
        assert (found.checkpoint.size, found.seen) == (8 * (hour + 1), ((WITNESS_KEY.name, NOW),))
    with asking_witness(prefix + "/") as submit:
        assert take_cosignatures(ALICE, now, [ask_witness(now, submit)]) == 1


@pytest.mark.django_db
def test_a_book_that_was_put_back_is_told_so_by_its_witness(prefix: str, tmp_path: Path, by: Witness):
    log = book_log(tmp_path / "book", witnesses=(WITNESS_KEY.of_witness,), quorum=1)
    publish(ALICE, log)
    ahead = Stranger(tmp_path / "one").grow(16)
    ask(by, submission(ahead, 0))
    with asking_witness(prefix) as submit:
        with pytest.raises(RollbackError, match="signed 16"):
            ask_witness(log, submit)
        publish(ALICE, later(log, 1))
        with pytest.raises(ForkError, match="two trees"):
            ask_witness(log, submit)
        publish(ALICE, later(log, 2))
        with pytest.raises(ForkError, match="two trees"):
            ask_witness(log, submit)
    with asking_witness(prefix.replace("/w1", "")) as submit:
        stranger = book_log(tmp_path / "book", witnesses=(WITNESS_KEY.of_witness,), quorum=1)
        other = SigningKey(LOG_KEY.name, b"else" * 8)
        note = sign_checkpoint(check_checkpoint(log.public.find_note() or b"", POLICY).checkpoint, other)
        with log.public.claimed():
            log.public.put_note(note)
        terms = replace(stranger.terms, key=other)
        with pytest.raises(LedgerError, match="status 403"):
            ask_witness(replace(stranger, terms=terms), submit)


def test_nobody_at_the_prefix_is_said_in_one_sentence():
    with (
        asking_witness("http://127.0.0.1:1") as submit,
        pytest.raises(UnreachableLogError, match="no answer"),
    ):
        submit(b"")


def test_a_witness_of_an_earlier_hour_may_sign_again(tmp_path: Path, by: Witness):
    log = Stranger(tmp_path / "one").grow(300)
    ask(by, submission(log, 0))
    answer = take_submission(submission(log, 300).body, by, LOGS, NOW + timedelta(hours=1))
    assert answer.status is HTTPStatus.OK
