"""Handing over a chain of custody to whoever wants to check it without the book.

What goes out is the events of one object, their signatures, and proofs of the ledger's newest witnessed
state; `custody.chainfiles` is its form, and ``crimebook-verify chain`` reads it. It names actors and reasons,
so it is recorded as a reading before anything of it is given.
"""

from datetime import datetime
from typing import Final

from crimebook.custody.chainfiles import ChainedEvent, ChainFile, ChainHead
from crimebook.custody.checkpoints import parse_checkpoint
from crimebook.custody.events import Action, Deed, parse_event
from crimebook.custody.leaves import HeadProof, event_leaf
from crimebook.custody.proofs import LogProof
from crimebook.custody.signatures import EventSignature, Signer
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.register import outbox
from crimebook.stores.register.events import SignedEvent, append_event, signed_chain_of
from crimebook.stores.register.transactions import noting
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import LogPlaces
from crimebook.work.signers import person_signers

TOLD: Final = "chain handed over"


def export_chain(actor: Actor, object_id: str, places: LogPlaces, *, at: datetime) -> ChainFile:
    """Return an object's chain with all that proves it; raise `NotFoundError` where it has none.

    Of the keys that members enrolled it holds those of everybody who did something. Without a published
    ledger there are no proofs in it.
    """
    check_right(actor, Right.AUDIT)
    with noting():
        append_event(
            Deed(f"journal:{actor.key}", Action.READ, actor.key, at, reason=TOLD, inputs=(object_id,))
        )
    kept = signed_chain_of(object_id)
    if not kept:
        raise NotFoundError(f"expected an object with a chain of custody, got {object_id[:80]!r}")
    persons = _persons(kept)
    public = PublicLog(places.public, FolderDisk())
    note = public.find_witnessed() or public.find_note()
    if note is None:
        return ChainFile(tuple(_event(each, None) for each in kept), None, persons)
    with Ledger.at(places.file, places.database) as ledger:
        proofs = _proofs(ledger, note, [_leaf(each) for each in kept])
        events = tuple(_event(each, proofs.get(_leaf(each))) for each in kept)
        return ChainFile(events, _head(ledger, note, object_id), persons)


def _leaf(kept: SignedEvent) -> bytes:
    event = parse_event(kept.body)
    return event_leaf(event.digest, event.blind)


def _event(kept: SignedEvent, proof: LogProof | None) -> ChainedEvent:
    signatures = tuple(EventSignature.parse(each) for each in (kept.signature, kept.personal) if each)
    return ChainedEvent(kept.body, signatures, proof)


def _persons(kept: tuple[SignedEvent, ...]) -> tuple[Signer, ...]:
    # Also keys that did not sign: who had one and did not use it for a grave act has not done it.
    actors = {parse_event(each.body).deed.actor for each in kept}
    return tuple(signer for signer, _ in person_signers().values() if signer.name in actors)


def _proofs(ledger: Ledger, note: bytes, leaves: list[bytes]) -> dict[bytes, LogProof]:
    """Return the proof of each leaf that the noted checkpoint has; the others wait for theirs."""
    size = parse_checkpoint(note).size
    return {
        leaf: LogProof(index, ledger.inclusion_proof(index, size), note)
        for leaf, index in ledger.positions(leaves).items()
        if index < size
    }


def _head(ledger: Ledger, note: bytes, object_id: str) -> ChainHead | None:
    """Return what the newest interval under the noted checkpoint says of the object; None if nothing yet."""
    size = parse_checkpoint(note).size
    covered = [each for each in outbox.intervals() if each.stop <= size]
    if not covered:
        return None
    interval = covered[-1]
    heads = outbox.heads_of(interval.number)
    if object_id not in heads:
        return None
    proof = LogProof(interval.start, ledger.inclusion_proof(interval.start, size), note)
    return ChainHead(
        heads[object_id][1], interval.leaf, HeadProof.of(interval.blind, heads, object_id), proof
    )
