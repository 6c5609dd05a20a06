"""Auditing events: each the next of its chain, signed by its zone, and its leaf in the log or waiting for it.

Whoever can write into the register and has no disk of the desk can write an event that fits its chain, and
let its leaf wait. What they cannot make is the signature of the zone, so every one is checked.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from crimebook.custody.events import FIRST, ChainError, Event, parse_event
from crimebook.custody.leaves import event_leaf
from crimebook.custody.signatures import EventSignature, Signer, check_signed
from crimebook.custody.webauthn import SignatureError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.register import outbox


def event_faults(ledger: Ledger, zones: Sequence[Signer], done: Callable[[int], None]) -> Iterator[str]:
    """Yield what is wrong with the events of the register; ``done`` is told how many more were looked at.

    ``zones`` are the keys of zones. Where none is known no signature can be checked.
    """
    rows, walk = outbox.events_by_object(), _Walk(zones)
    while batch := list(islice(rows, outbox.BATCH)):
        leaves: dict[bytes, outbox.EventRow] = {}
        for row in batch:
            try:
                event = parse_event(row.body)
            except ChainError:
                yield f"event {row.event_id}: expected an event, got something else"
                continue
            leaves[event_leaf(event.digest, event.blind)] = row
            yield from walk.faults(row, event)
        missing = leaves.keys() - ledger.positions(list(leaves)).keys()
        for leaf in missing - outbox.which_wait(missing):
            yield f"event {leaves[leaf].event_id}: its leaf is neither in the log nor waiting for it"
        done(len(batch))


class _Walk:
    """The way through all chains, one behind the other."""

    def __init__(self, zones: Sequence[Signer]) -> None:
        self._zones = zones
        self._begin = min((each.since for each in zones), default=None)
        self._object_id, self._head, self._was_signed = "", FIRST, False

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
