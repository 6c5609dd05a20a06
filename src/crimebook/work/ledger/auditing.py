"""Auditing: everything is hashed again, and everything that ought to be the same is compared.

* the public tiles and the checkpoint's signature; the order of leaves and its nodes against them;
* the log of now against the log that was audited last: it only grew;
* every interval's first leaf, and what it commits to, of the new ones, of the one that was the last at the
  audit before, and of some older ones by lot: the chains of the register as they were;
* every event: its chain, its digest, its zone's signature, and its leaf; of those that are byte for byte as
  the audit before left them, the leaf alone (`eventaudit`).

What is wrong is a sentence with numbers and ids in `Audit.faults`. Only an audit without any is remembered.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from crimebook.custody.checkpoints import Checkpoint, check_checkpoint
from crimebook.custody.events import Action, Deed
from crimebook.custody.leaves import heads_leaf
from crimebook.custody.merkle import ProofError
from crimebook.custody.tilereader import TileReader
from crimebook.custody.tiles import WIDTH, edge_widths
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.register import outbox
from crimebook.stores.register.events import append_event, count_events
from crimebook.stores.register.transactions import noting
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import NotFoundError
from crimebook.terms.notes import NoteError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import LOG_CHAIN, BookLog, Random
from crimebook.work.ledger.eventaudit import EventAudit, Seen
from crimebook.work.ledger.growth import LogRefusedError, check_grew

Advance = Callable[[int, int], None]
OPENED_AGAIN = 48
"""How many of the newest intervals have the heads of their first leaf made again, where more are new."""
OPENED_BY_LOT = 4
"""How many of all older ones are opened too: who rolled a chain back to an older head is found in time."""
MAX_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at, and what is wrong. ``checkpoint`` is the published one, or None.

    ``compared`` of the ``events`` are as the audit before left them, and were compared with that alone.
    """

    checkpoint: Checkpoint | None
    intervals: int
    events: int
    compared: int
    waiting: int
    faults: tuple[str, ...]


def audit(actor: Actor, log: BookLog, advance: Advance | None = None, *, is_whole: bool = False) -> Audit:
    """Audit the book's log, note that it was done, and remember its checkpoint if nothing is wrong.

    ``is_whole`` opens the first leaf of every interval there ever was, and checks every event anew.
    """
    check_right(actor, Right.AUDIT)
    tell = advance or (lambda _done, _total: None)
    public = log.public
    note = public.find_note()
    with log.open() as ledger:
        steps = _Steps(tell, ledger.size + count_events())
        before = None if is_whole else Seen.parse(log.audited.find_seen())
        events = EventAudit(ledger, log.terms.zones, before)
        checkpoint, faults = _look(log, ledger, note, steps, events, is_whole=is_whole)
    if note and not faults:
        with log.audited.claimed():
            log.audited.put_note(note)
            log.audited.put_seen(events.seen().to_json())
    with noting():
        told = f"{len(faults)} faults" if faults else ""
        outputs = (sha256_hex(note),) if note else ()
        append_event(Deed(LOG_CHAIN, Action.VERIFIED, actor.key, log.at, reason=told, outputs=outputs))
    intervals = sum(1 for _ in outbox.intervals())
    waiting = outbox.count_waiting()
    return Audit(checkpoint, intervals, count_events(), events.compared, waiting, tuple(faults))


def _look(
    log: BookLog, ledger: Ledger, note: bytes | None, steps: "_Steps", events: EventAudit, *, is_whole: bool
) -> tuple[Checkpoint | None, list[str]]:
    try:
        checkpoint = check_checkpoint(note, log.terms.signed).checkpoint if note else None
    except NoteError as error:
        return None, [f"the published checkpoint: {error}"]
    faults: list[str] = []
    found = _all_faults(log, ledger, checkpoint, steps, is_whole=is_whole)
    for each in chain(found, events.faults(steps.add)):
        faults.append(each)
        if len(faults) == MAX_FAULTS:
            faults.append(f"and perhaps more: the audit ends after {MAX_FAULTS} faults")
            break
    return checkpoint, faults


def _all_faults(
    log: BookLog, ledger: Ledger, checkpoint: Checkpoint | None, steps: "_Steps", *, is_whole: bool
) -> Iterator[str]:
    since = 0
    if checkpoint is None:
        yield from _never_published(log)
    else:
        reader = TileReader(log.public.fetch, checkpoint.size, checkpoint.root)
        yield from _tile_faults(reader, ledger, steps)
        yield from _growth_faults(log, checkpoint, reader)
        last = log.audited.find_note()
        since = check_checkpoint(last, log.terms.signed).checkpoint.size if last else 0
    standing: list[outbox.Interval] = []
    yield from _interval_faults(ledger, standing)
    opened = standing if is_whole else _opened(standing, since, log.random)
    yield from _head_faults(opened)


def _never_published(log: BookLog) -> Iterator[str]:
    if log.audited.find_note() is not None:
        yield "expected the log that was audited before, got none: its public files are gone"


class _Steps:
    """How far an audit is: leaves and events that were looked at."""

    def __init__(self, tell: Advance, total: int) -> None:
        self._tell, self._total, self._done = tell, total, 0

    def add(self, count: int) -> None:
        self._done += count
        self._tell(min(self._done, self._total), self._total)


def _tile_faults(reader: TileReader, ledger: Ledger, steps: _Steps) -> Iterator[str]:
    """Compare tiles with the order, every hash of the tiles made again up to the signed root."""
    if ledger.size < reader.size:
        yield f"expected {reader.size} leaves in the order, got {ledger.size}"
    for index in range(-(-reader.size // WIDTH)):
        try:
            entries = list(reader.bundle(index))
            if ledger.leaves(index * WIDTH, index * WIDTH + len(entries)) != entries:
                yield f"leaves from {index * WIDTH} on: the order has others than were published"
        except (ProofError, NotFoundError, LedgerError) as error:
            yield f"leaves from {index * WIDTH} on: {error}"
        steps.add(WIDTH)
    for level in range(1, len(edge_widths(reader.size))):
        yield from _node_faults(reader, ledger, level)


def _node_faults(reader: TileReader, ledger: Ledger, level: int) -> Iterator[str]:
    hashes = reader.size >> 8 * level
    for index in range(-(-hashes // WIDTH)):
        try:
            tile = list(reader.tile(level, index))
            if ledger.hashes(level, index * WIDTH, index * WIDTH + len(tile)) != tile:
                yield f"nodes of level {level} from {index * WIDTH} on: the order has others than follow"
        except (ProofError, NotFoundError, LedgerError) as error:
            yield f"nodes of level {level} from {index * WIDTH} on: {error}"


def _growth_faults(log: BookLog, newer: Checkpoint, reader: TileReader) -> Iterator[str]:
    note = log.audited.find_note()
    if note is None:
        return
    try:
        check_grew(check_checkpoint(note, log.terms.signed).checkpoint, newer, reader)
    except (LogRefusedError, NoteError, ProofError, NotFoundError) as error:
        yield f"against the audit before: {error}"


def _interval_faults(ledger: Ledger, standing: list[outbox.Interval]) -> Iterator[str]:
    """Check that intervals stand one behind the other; put those that the order has into ``standing``."""
    stands = size = ledger.size
    expected = 0
    for interval in outbox.intervals():
        if interval.start != expected:
            yield f"interval {interval.number}: expected to begin at leaf {expected}, got {interval.start}"
        expected = interval.stop
        if interval.stop > size:
            stands = interval.start
            continue
        stands = interval.stop
        if ledger.leaves(interval.start, interval.start + 1) != [interval.leaf]:
            yield f"interval {interval.number}: its first leaf in the order is not the one that was planned"
        standing.append(interval)
    if stands != size:
        yield f"expected an order of {stands} leaves, as the register planned it, got {size}"


def _opened(standing: Sequence[outbox.Interval], since: int, random: Random) -> list[outbox.Interval]:
    """Return the intervals that are opened: new ones, the last of before, and some older ones by lot."""
    new = [each for each in standing[-OPENED_AGAIN:] if each.start >= since] or list(standing[-1:])
    older = standing[: len(standing) - len(new)]
    audited = [each for each in older if each.start < since][-1:]
    lots = {int.from_bytes(random(8)) % len(older) for _ in range(OPENED_BY_LOT)} if older else set()
    return [*(older[lot] for lot in sorted(lots)), *audited, *new]


def _head_faults(opened: Iterable[outbox.Interval]) -> Iterator[str]:
    """Check that the first leaves of intervals open to the chains that the register has."""
    for interval in {each.number: each for each in opened}.values():
        if heads_leaf(interval.blind, outbox.heads_of(interval.number)) != interval.leaf:
            yield (
                f"interval {interval.number}: its first leaf commits to other chains than the register has; "
                "an event of before was dropped, added or rewritten"
            )
