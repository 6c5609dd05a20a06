"""Handing over a chain of custody to whoever wants to check it without the book.

What goes out is the events of one object, their signatures, and proofs of the ledger's newest witnessed
state; `custody.chainfiles` is its form, and ``crimebook-verify chain`` reads it. It names actors and reasons,
so it is recorded as an export before anything of it is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Final

from crimebook.custody.chainfiles import ChainedEvent, ChainFile, ChainHead, PersonKeys
from crimebook.custody.checkpoints import parse_checkpoint
from crimebook.custody.events import Action, Deed, parse_event
from crimebook.custody.leaves import HeadProof, event_leaf
from crimebook.custody.ownkeys import chain_name
from crimebook.custody.proofs import LogProof
from crimebook.custody.signatures import EventSignature
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.register import outbox
from crimebook.stores.register.events import SignedEvent, signed_chain_of
from crimebook.stores.register.transactions import noting
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note as note_reading
from crimebook.work.ledger.booklog import LogPlaces
from crimebook.work.own_keys import Hand, tell_grave
from crimebook.work.signers import kept_keys

TOLD: Final = "chain handed over"
Signed = tuple[SignedEvent, ...]


@dataclass(frozen=True, slots=True)
class _Covered:
    """An interval, all heads under its first leaf, and the proof of that leaf."""

    interval: outbox.Interval
    heads: outbox.Heads
    log: LogProof


def export_chain(
    actor: Actor, object_id: str, places: LogPlaces, *, at: datetime, hand: Hand | None = None
) -> ChainFile:
    """Return an object's chain with all that proves it; raise `NotFoundError` where it has none.

    It holds also what tells the own keys of everybody who did something. Without a published ledger there
    are no proofs in it. It leaves the book, and so is grave: `own_keys.tell_grave`.
    """
    check_right(actor, Right.AUDIT)
    kept = signed_chain_of(object_id)
    if not kept:
        note_reading(actor, Action.READ, object_id, at=at, reason="a chain that there is not")
        raise NotFoundError(f"expected an object with a chain of custody, got {object_id[:80]!r}")
    # As it is before this export, which may begin the chain of its own person's keys: no log has that yet.
    persons = _persons(kept)
    deed = Deed(f"journal:{actor.key}", Action.EXPORTED, actor.key, at, reason=TOLD, inputs=(object_id,))
    with noting():
        tell_grave(deed, hand=hand)
    public = PublicLog(places.public, FolderDisk())
    note = public.find_witnessed() or public.find_note()
    if note is None:
        plain = tuple(
            PersonKeys(actor, _events(events, {}), kept_keys(actor)) for actor, events in persons.items()
        )
        return ChainFile(_events(kept, {}), None, plain)
    with Ledger.at(places.file, places.database) as ledger:
        return _proven(ledger, note, object_id, kept, persons)


def _proven(
    ledger: Ledger, note: bytes, object_id: str, kept: Signed, persons: Mapping[str, Signed]
) -> ChainFile:
    proofs = _proofs(ledger, note, [_leaf(each) for each in chain.from_iterable((kept, *persons.values()))])
    covered = _covered(ledger, note)
    head = _head(covered, object_id) if covered else None
    keys = tuple(
        _keys(actor, _events(events, proofs), covered if head else None) for actor, events in persons.items()
    )
    return ChainFile(_events(kept, proofs), head, keys)


def _keys(actor: str, events: tuple[ChainedEvent, ...], covered: _Covered | None) -> PersonKeys:
    known = PersonKeys(actor, events, kept_keys(actor))
    name = chain_name(actor)
    if covered is None or name not in covered.heads:
        return known
    proof = HeadProof.of(covered.interval.blind, covered.heads, name)
    return replace(known, length=covered.heads[name][1], proof=proof)


def _leaf(kept: SignedEvent) -> bytes:
    event = parse_event(kept.body)
    return event_leaf(event.digest, event.blind)


def _events(kept: Signed, proofs: Mapping[bytes, LogProof]) -> tuple[ChainedEvent, ...]:
    return tuple(_event(each, proofs.get(_leaf(each))) for each in kept)


def _event(kept: SignedEvent, proof: LogProof | None) -> ChainedEvent:
    signatures = tuple(EventSignature.parse(each) for each in (kept.signature, kept.personal) if each)
    return ChainedEvent(kept.body, signatures, proof)


def _persons(kept: Signed) -> dict[str, Signed]:
    """Return the chains of own keys of all who acted: who had a key and did not use it shows by them too."""
    actors = sorted({parse_event(each.body).deed.actor for each in kept})
    chains = {actor: signed_chain_of(chain_name(actor)) for actor in actors}
    return {actor: events for actor, events in chains.items() if events}


def _proofs(ledger: Ledger, note: bytes, leaves: list[bytes]) -> dict[bytes, LogProof]:
    """Return the proof of each leaf that the noted checkpoint has; the others wait for theirs."""
    size = parse_checkpoint(note).size
    return {
        leaf: LogProof(index, ledger.inclusion_proof(index, size), note)
        for leaf, index in ledger.positions(leaves).items()
        if index < size
    }


def _covered(ledger: Ledger, note: bytes) -> _Covered | None:
    """Return the newest interval under the noted checkpoint; None if there is none yet."""
    size = parse_checkpoint(note).size
    covered = [each for each in outbox.intervals() if each.stop <= size]
    if not covered:
        return None
    interval = covered[-1]
    proof = LogProof(interval.start, ledger.inclusion_proof(interval.start, size), note)
    return _Covered(interval, outbox.heads_of(interval.number), proof)


def _head(covered: _Covered, object_id: str) -> ChainHead | None:
    """Return what an interval says of the object; None if it came later."""
    if object_id not in covered.heads:
        return None
    interval, heads = covered.interval, covered.heads
    proof = HeadProof.of(interval.blind, heads, object_id)
    return ChainHead(heads[object_id][1], interval.leaf, proof, covered.log)
