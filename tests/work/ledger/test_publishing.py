"""Publishing: intervals of one size, nothing lost, nothing twice, wherever it was stopped."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.work.ledger.cast import ALICE, LEAVES, book_log, later, tell

from crimebook.custody.checkpoints import check_checkpoint
from crimebook.custody.events import parse_event
from crimebook.custody.leaves import event_leaf, heads_leaf
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.errors import LedgerBusyError, LedgerError
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.register import outbox
from crimebook.stores.register.events import chain_of
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Role
from crimebook.work.ledger import publishing
from crimebook.work.ledger.auditing import audit
from crimebook.work.ledger.booklog import LOG_CHAIN, BookLog
from crimebook.work.ledger.publishing import publish
from crimebook.work.ledger.restoring import restore_order

pytestmark = pytest.mark.django_db


class Stopped(BaseException):
    """The program was stopped."""


def stop(*_: object, **__: object) -> None:
    raise Stopped


def public_leaves(log: BookLog) -> list[bytes]:
    checkpoint = check_checkpoint(log.public.find_note() or b"", log.terms.signed).checkpoint
    return list(TileReader(log.public.fetch, checkpoint.size, checkpoint.root).entries())


def leaves_of(object_id: str) -> list[bytes]:
    events = [parse_event(body) for body in chain_of(object_id)]
    return [event_leaf(each.digest, each.blind) for each in events]


def test_every_interval_has_the_same_size_whatever_was_told(tmp_path: Path):
    log = book_log(tmp_path)
    for hour, told in enumerate((0, 3, 30, 0)):
        tell(told)
        done = publish(ALICE, later(log, hour))
        assert done.is_new
        assert done.checkpoint.size == LEAVES * (hour + 1)
    assert set(leaves_of("object")[:12]) <= set(public_leaves(log))


def test_what_does_not_fit_waits_and_comes_in_the_order_in_which_it_was_told(tmp_path: Path):
    log = book_log(tmp_path)
    tell(10)
    # One place of the eight is the first leaf's, one is that of the event of publishing itself.
    assert publish(ALICE, log).waiting == 4
    placed = set(public_leaves(log))
    assert [leaf in placed for leaf in leaves_of("object")] == [True] * 7 + [False] * 3
    assert publish(ALICE, later(log, 1)).waiting == 0
    assert set(leaves_of("object")) <= set(public_leaves(log))


def test_nothing_is_published_while_nothing_is_due(tmp_path: Path):
    log = book_log(tmp_path)
    first = publish(ALICE, log)
    tell(3)
    again = publish(ALICE, later(log, 0.9))
    assert (first.is_new, again.is_new) == (True, False)
    assert again.checkpoint == first.checkpoint
    assert again.note == first.note
    assert len(chain_of(LOG_CHAIN)) == 1


def test_the_first_leaf_of_an_interval_opens_to_all_chains_the_publishing_itself_included(tmp_path: Path):
    log = book_log(tmp_path)
    tell(2, "a")
    publish(ALICE, log)
    tell(1, "b")
    publish(ALICE, later(log, 1))
    leaves = public_leaves(log)
    for interval in outbox.intervals():
        heads = outbox.heads_of(interval.number)
        assert leaves[interval.start] == heads_leaf(interval.blind, heads)
        assert heads[LOG_CHAIN][1] == interval.number
    assert set(outbox.heads_of(1)) == {"a", LOG_CHAIN}
    assert set(outbox.heads_of(2)) == {"a", "b", LOG_CHAIN}


STOPS = {
    "while its leaves are made": (publishing, "fill_interval"),
    "before the order has them": (publishing.Ledger, "append"),
    "before what was placed is let go": (publishing.outbox, "drop_leaves"),
    "before tiles are written": (PublicLog, "put_tiles"),
    "before the checkpoint is written": (PublicLog, "put_note"),
    "before old tiles go": (PublicLog, "drop_partial"),
}


@pytest.mark.parametrize("place", STOPS)
def test_stopped_anywhere_the_next_call_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str):
    log = book_log(tmp_path)
    publish(ALICE, log)
    tell(9)
    with monkeypatch.context() as patched:
        patched.setattr(*STOPS[place], stop)
        with pytest.raises(Stopped):
            publish(ALICE, later(log, 1))
        assert len(public_leaves(log)) in {LEAVES, 2 * LEAVES}
    tell(2, "meanwhile")
    publish(ALICE, later(log, 1.5))
    assert len(public_leaves(log)) == 2 * LEAVES
    assert len(list(outbox.intervals())) == 2
    publish(ALICE, later(log, 2))
    leaves = public_leaves(log)
    assert len(leaves) == len(set(leaves)) == 3 * LEAVES
    for interval in outbox.intervals():
        assert leaves[interval.start] == heads_leaf(interval.blind, outbox.heads_of(interval.number))
    told = leaves_of("object") + leaves_of("meanwhile") + leaves_of(LOG_CHAIN)
    assert all((leaf in leaves) != bool(outbox.which_wait([leaf])) for leaf in told)


def test_nothing_public_changes_before_it_is_released(tmp_path: Path):
    log = book_log(tmp_path)
    publish(ALICE, log)
    folder = tmp_path / "ledger"

    def shown() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    seen: list[bool] = []
    before = shown()
    publish(ALICE, later(log, 1), lambda: seen.append(shown() == before))
    assert seen == [True]
    assert shown() != before
    publish(ALICE, later(log, 1.5), stop)


def test_an_order_older_than_what_was_published_is_refused(tmp_path: Path):
    log = book_log(tmp_path)
    publish(ALICE, log)
    older = (tmp_path / "ledger.sqlite3").read_bytes()
    publish(ALICE, later(log, 1))
    for name in ("ledger.sqlite3-wal", "ledger.sqlite3-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "ledger.sqlite3").write_bytes(older)
    with pytest.raises(LedgerError, match="crimebook ledger restore"):
        publish(ALICE, later(log, 2))
    # Nothing was filled in anew: what was published can be had back, and the log goes on.
    assert restore_order(ALICE, later(log, 2), log.public.fetch) == LEAVES
    assert restore_order(ALICE, later(log, 2), log.public.fetch) == 0
    assert publish(ALICE, later(log, 2)).checkpoint.size == 3 * LEAVES
    assert audit(ALICE, later(log, 2)).faults == ()


def test_an_order_of_another_log_is_not_restored_into(tmp_path: Path):
    log = book_log(tmp_path)
    publish(ALICE, log)
    (tmp_path / "other").mkdir()
    mixed = replace(log, places=replace(log.places, file=tmp_path / "other" / "ledger.sqlite3"))
    with mixed.open() as ledger:
        ledger.append([bytes([number]) * 32 for number in range(3)])
    with pytest.raises(LedgerError, match="put the order's file aside"):
        restore_order(ALICE, mixed, log.public.fetch)


def test_a_register_older_than_the_order_is_refused(tmp_path: Path):
    log = book_log(tmp_path)
    with log.open() as ledger:
        ledger.append([bytes(32)])
    with pytest.raises(LedgerError, match="0 leaves in the order, as the register knows them, got 1"):
        publish(ALICE, log)


def test_an_order_that_is_not_what_was_published_is_refused(tmp_path: Path):
    log = book_log(tmp_path)
    publish(ALICE, log)
    (tmp_path / "other").mkdir()
    other = book_log(tmp_path / "other", seed=2)
    with other.open() as ledger:
        ledger.append([bytes([number]) * 32 for number in range(LEAVES)])
    mixed = replace(log, places=replace(log.places, file=other.places.file))
    with pytest.raises(LedgerError, match="begins with the 8 leaves that were published"):
        publish(ALICE, later(mixed, 1))


def test_two_publish_one_after_the_other(tmp_path: Path):
    log = book_log(tmp_path)
    with log.public.claimed(), pytest.raises(LedgerBusyError):
        publish(ALICE, log)


def test_who_may_not_is_not_told_that_there_is_a_log(tmp_path: Path):
    with pytest.raises(NotFoundError):
        publish(Actor("carol", "Carol", Role.REVIEWER), book_log(tmp_path))
    assert not (tmp_path / "ledger").exists()
