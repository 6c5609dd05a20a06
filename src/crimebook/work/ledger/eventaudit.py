"""Auditing events: each the next of its chain, signed by its zone, and its leaf in the log or waiting for it.

Whoever can write into the register and has no disk of the desk can write an event that fits its chain, and
let its leaf wait. What they cannot make is the signature of the zone, so every one is checked.

What an audit found without fault it remembers as one hash (`Seen`). The next one hashes those events again,
and where not a byte differs it takes what was checked for checked: a signature costs some hundred times what
its hash costs. Where any differs, all of them are checked anew. Their leaves are looked up every time.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Self

from crimebook.custody.events import FIRST, ChainError, Event, parse_event
from crimebook.custody.leaves import event_leaf
from crimebook.custody.signatures import EventSignature, Signer, check_signed
from crimebook.custody.webauthn import SignatureError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.register import outbox
from crimebook.terms.canonical import canonical_json, parse_canonical
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import format_instant

VERSION = 1
NUMBER_BYTES = 8
HELD_BACK = 1_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What an audit saw: all events up to a number, as one hash, checked by these keys of zones."""

    last_event: int
    events: str
    keys: str
    v: int = VERSION

    def to_json(self) -> bytes:
        """Return it as canonical JSON."""
        return canonical_json(asdict(self))

    @classmethod
    def parse(cls, content: bytes) -> Self | None:
        """Return what `to_json` wrote; None for all else: then everything is checked."""
        try:
            value = parse_canonical(content)
            is_ours = value["v"] == VERSION and isinstance(value["last_event"], int)
            return cls(**value) if is_ours else None
        except (InvalidValueError, TypeError, KeyError):
            return None


class Trail:
    """One way through all events: what an audit before vouches for, and what this one can vouch for."""

    def __init__(self, zones: Sequence[Signer], before: Seen | None = None) -> None:
        self._keys = _keys_digest(zones)
        self.before = before if before and before.keys == self._keys else None
        self._old, self._all = hashlib.sha256(), hashlib.sha256()
        self._last = self.compared = 0

    def covers(self, row: outbox.EventRow) -> bool:
        """Take the next event in; return whether it was checked before, if `is_as_before` in the end."""
        written = _written(row)
        self._all.update(written)
        self._last = max(self._last, row.event_id)
        if self.before is None or row.event_id > self.before.last_event:
            return False
        self._old.update(written)
        self.compared += 1
        return True

    @property
    def is_as_before(self) -> bool:
        """Whether every event that was checked before is here, and nothing among them, byte for byte."""
        return self.before is None or self._old.hexdigest() == self.before.events

    def seen(self) -> Seen:
        """Return what is remembered if nothing is wrong."""
        return Seen(self._last, self._all.hexdigest(), self._keys)


class EventAudit:
    """An audit of all events of the register against the order of leaves.

    ``zones`` are the keys of zones: where none is known no signature can be checked. ``before`` is what an
    audit before saw.
    """

    def __init__(self, ledger: Ledger, zones: Sequence[Signer], before: Seen | None = None) -> None:
        self._ledger, self._zones = ledger, zones
        self._trail = Trail(zones, before)

    def faults(self, done: Callable[[int], None]) -> Iterator[str]:
        """Yield what is wrong; ``done`` is told how many more were looked at."""
        if self._trail.before:
            # Not told before the end: what was skipped on the way may turn out to be other events.
            held_back = list(islice(self._faults(done), HELD_BACK))
            if self._trail.is_as_before:
                yield from held_back
                return
            self._trail = Trail(self._zones)
        yield from self._faults(done)

    def seen(self) -> Seen:
        """Return what is to be remembered once nothing is wrong."""
        return self._trail.seen()

    @property
    def compared(self) -> int:
        """How many events were found as an audit before had checked them."""
        return self._trail.compared

    def _faults(self, done: Callable[[int], None]) -> Iterator[str]:
        rows, walk = outbox.events_by_object(), _Walk(self._zones)
        while batch := list(islice(rows, outbox.BATCH)):
            leaves: dict[bytes, outbox.EventRow] = {}
            for row in batch:
                if self._trail.covers(row):
                    walk.pass_by(row)
                    leaves[_leaf_of(row)] = row
                    continue
                try:
                    event = parse_event(row.body)
                except ChainError:
                    yield f"event {row.event_id}: expected an event, got something else"
                    continue
                leaves[event_leaf(event.digest, event.blind)] = row
                yield from walk.faults(row, event)
            yield from self._leaf_faults(leaves)
            done(len(batch))

    def _leaf_faults(self, leaves: dict[bytes, outbox.EventRow]) -> Iterator[str]:
        missing = leaves.keys() - self._ledger.positions(list(leaves)).keys()
        for leaf in missing - outbox.which_wait(missing):
            yield f"event {leaves[leaf].event_id}: its leaf is neither in the log nor waiting for it"


class _Walk:
    """The way through all chains, one behind the other."""

    def __init__(self, zones: Sequence[Signer]) -> None:
        self._zones = zones
        self._begin = min((each.since for each in zones), default=None)
        self._object_id, self._head, self._was_signed = "", FIRST, False

    def pass_by(self, row: outbox.EventRow) -> None:
        """Take an event for the next one that was checked before."""
        if row.object_id != self._object_id:
            self._object_id, self._was_signed = row.object_id, False
        self._head = Digest(row.digest)
        self._was_signed |= bool(row.signature)

    def faults(self, row: outbox.EventRow, event: Event) -> Iterator[str]:
        """Yield what is wrong with the next event."""
        if row.object_id != self._object_id:
            self._object_id, self._head, self._was_signed = row.object_id, FIRST, False
        is_next = (event.previous, event.deed.object_id) == (self._head, row.object_id)
        if not is_next or event.digest != row.digest:
            yield f"event {row.event_id}: expected the next of its chain, got another or a changed one"
        self._head = event.digest
        yield from self._unsigned(row, event)

    def _unsigned(self, row: outbox.EventRow, event: Event) -> Iterator[str]:
        """Check the zone's signature, which only events may lack that are older than every known key."""
        if self._begin is None:
            return
        is_older = event.deed.at < self._begin and not self._was_signed
        self._was_signed |= bool(row.signature)
        if is_older and not row.signature:
            return
        try:
            check_signed(event, [EventSignature.parse(row.signature)], self._zones)
        except SignatureError as error:
            yield f"event {row.event_id}: the signature of its zone: {error}"


def _written(row: outbox.EventRow) -> bytes:
    """Return all of an event's row in one writing."""
    parts = (str(row.event_id).encode(), row.object_id.encode(), row.body, row.digest.encode(), row.signature)
    return b"".join(len(part).to_bytes(NUMBER_BYTES) + part for part in parts)


def _leaf_of(row: outbox.EventRow) -> bytes:
    """Return the leaf of an event that was parsed at an audit before; of no event where it is none now."""
    try:
        return event_leaf(Digest(row.digest), bytes.fromhex(json.loads(row.body)["blind"]))
    except (InvalidValueError, ValueError, KeyError, TypeError):
        return b""


def _keys_digest(zones: Sequence[Signer]) -> str:
    """Return the digest of by which keys, and of which times, signatures count."""
    told = [
        [
            each.name,
            each.role,
            each.public.hex(),
            format_instant(each.since),
            format_instant(each.until) if each.until else "",
        ]
        for each in zones
    ]
    return sha256_hex(canonical_json(told))
