"""Taking witnesses' signatures under the book's own checkpoint."""

from collections.abc import Iterable
from dataclasses import replace

from crimebook.custody.checkpoints import check_checkpoint, with_cosignatures
from crimebook.custody.events import Action, Deed
from crimebook.custody.tiles import CHECKPOINT
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.terms.digests import sha256_hex
from crimebook.terms.notes import Signature, VerifierKey, split_note
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import LOG_CHAIN, BookLog


def take_cosignatures(actor: Actor, log: BookLog, notes: list[bytes]) -> int:
    """Put the manifest's witnesses' signatures under our checkpoint; return how many of them it has now.

    ``notes`` are copies of it that witnesses signed. One of an older checkpoint is passed over, one that no
    witness of the manifest signed too; a wrong signature in a witness's name raises `NoteError`.
    """
    check_right(actor, Right.KEYS)
    public, terms = log.public, log.terms
    with public.claimed():
        ours = public.fetch(CHECKPOINT)
        note = with_cosignatures(ours, _added(ours, notes, terms.witnesses), terms.witnesses)
        seen = check_checkpoint(note, replace(terms.witnessed, quorum=0)).seen
        if note != ours:
            told = f"{len(seen)} witnesses' signatures under the checkpoint"
            deed = Deed(LOG_CHAIN, Action.RECEIVED, actor.key, log.at, told, (sha256_hex(note),))
            with noting():
                append_event(deed)
        if len(seen) >= terms.quorum > 0:
            public.put_witnessed(note)
        if note != ours:
            public.put_note(note)
    return len(seen)


def _added(ours: bytes, notes: Iterable[bytes], witnesses: Iterable[VerifierKey]) -> list[Signature]:
    """Return the signatures of witnesses that stand under copies of our checkpoint."""
    text, _ = split_note(ours)
    known = {(key.name, key.key_id) for key in witnesses}
    found = [signatures for told, signatures in map(split_note, notes) if told == text]
    return [each for signatures in found for each in signatures if (each.name, each.key_id) in known]
