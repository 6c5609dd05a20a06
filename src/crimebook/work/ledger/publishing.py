"""Publishing: one interval of the log, always of the same size, signed, as static files.

1. The interval is planned in the register: its place, the blind of its first leaf, and the events whose
   chains that leaf commits to. From here on it can always be completed, and opened.
2. Its leaves are put into the order, all at once: the first one, what waited longest, and decoys.
3. Tiles are written, and the checkpoint last.
4. What was published waits no longer: until then the order's disk may be lost, and no event is.

Stopped at any point, the next call goes on from there. What does not fit waits for the next interval. How
long steps 1 and 2 take depends on how much was told; so everything public is written after ``release``, which
the caller lets return at a whole minute, and bears the time at which the interval began.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crimebook.custody.checkpoints import Checkpoint, parse_checkpoint, sign_checkpoint
from crimebook.custody.events import Action, Deed
from crimebook.custody.leaves import SECRET_BYTES, fill_interval, heads_leaf
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.register import outbox
from crimebook.stores.register.events import append_event
from crimebook.stores.register.outbox import Interval, NewInterval
from crimebook.stores.register.transactions import noting
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import LOG_CHAIN, BookLog

Release = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Published:
    """How the log stands after a call: its checkpoint, its note, and how many leaves wait.

    ``is_new`` is false where no interval was due and everything was published before.
    """

    checkpoint: Checkpoint
    note: bytes
    waiting: int
    is_new: bool


def at_once() -> None:
    """Let nothing wait: for tests and samples."""


def shown_at(ready: datetime) -> datetime:
    """Return when what is ready may be shown: at the next whole minute, however long it took."""
    return ready.replace(second=0, microsecond=0) + timedelta(minutes=1)


def publish(actor: Actor, log: BookLog, release: Release = at_once) -> Published:
    """Publish the interval that is due, or what a call that was stopped left; raise `LedgerError`."""
    check_right(actor, Right.KEYS)
    with log.public.claimed(), log.open() as ledger:
        # First of all: an order that is an older copy must not be filled anew with other decoys.
        since = _published_size(log.public, ledger)
        last = _caught_up(ledger, log)
        if last is None or log.begins_at > last.begins_at:
            last = _plan(actor, log, ledger.size)
            _fill(ledger, last, log)
        checkpoint = Checkpoint(log.terms.key.name, last.stop, ledger.root(last.stop))
        is_new = last.stop > since
        if is_new:
            release()
            public = PublicLog(log.places.public, FolderDisk(int(last.begins_at.timestamp())))
            public.publish(ledger, last.stop, sign_checkpoint(checkpoint, log.terms.key), since=since)
        _let_go(ledger, last.leaves)
        return Published(checkpoint, log.public.find_note() or b"", outbox.count_waiting(), is_new)


def _caught_up(ledger: Ledger, log: BookLog) -> Interval | None:
    """Complete the interval that was planned last and return it; refuse an order that is not ours."""
    last, size = outbox.last_interval(), ledger.size
    if last is None:
        _check_stands(size, (0,))
        return None
    _check_stands(size, (last.start, last.stop))
    if size == last.start:
        _fill(ledger, last, log)
    return last


def _check_stands(size: int, known: tuple[int, ...]) -> None:
    if size not in known:
        raise LedgerError(
            f"{known[-1]} leaves in the order, as the register knows them",
            str(size),
            "one of both is an older copy: put the newest of both back, and audit",
        )


def _published_size(public: PublicLog, ledger: Ledger) -> int:
    """Return the size of the published log, 0 before the first; refuse to go on from another tree."""
    note = public.find_note()
    if note is None:
        return 0
    checkpoint = parse_checkpoint(note)
    if checkpoint.size > ledger.size or ledger.root(checkpoint.size) != checkpoint.root:
        raise LedgerError(
            f"an order that begins with the {checkpoint.size} leaves that were published",
            f"another, of {ledger.size}",
            "bring it back from what was published: crimebook ledger restore",
        )
    return checkpoint.size


def _plan(actor: Actor, log: BookLog, start: int) -> Interval:
    blind = log.random(SECRET_BYTES)
    with noting():
        deed = Deed(LOG_CHAIN, Action.PUBLISHED, actor.key, log.at, reason=f"leaves from {start} on")
        append_event(deed)
        return outbox.plan_interval(NewInterval(log.begins_at, start, log.terms.leaves, blind), heads_leaf)


def _fill(ledger: Ledger, interval: Interval, log: BookLog) -> None:
    waiting = _not_yet_in(ledger, interval.leaves - 1)
    leaves = fill_interval(interval.leaf, waiting, interval.leaves, log.random)
    ledger.append(leaves, at_size=interval.start)


def _not_yet_in(ledger: Ledger, count: int) -> list[bytes]:
    """Return what waited longest and is not in the order; a call that was stopped may have left what is."""
    found: list[bytes] = []
    start = 0
    while batch := outbox.waiting_leaves(count, start=start):
        known = ledger.positions(batch)
        found += [each for each in batch if each not in known]
        if len(found) >= count:
            return found[:count]
        start += len(batch)
    return found


def _let_go(ledger: Ledger, count: int) -> None:
    """Let what is in the order wait no longer; it is published by now."""
    while known := ledger.positions(outbox.waiting_leaves(count)):
        with noting():
            outbox.drop_leaves(known)
