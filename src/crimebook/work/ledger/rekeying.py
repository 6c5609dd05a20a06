"""Changing the log's key: the next one is made, a manifest names it, and then it takes the place.

In between the log goes on by the old key. At the change both keys sign from which size on the new one counts,
and the new one signs what the old one signed last, so that witnesses' signatures under it count on. Stopped
at any point, the next call goes on from there.
"""

from dataclasses import dataclass
from datetime import datetime

from crimebook.custody.checkpoints import Checkpoint, Policy, SigningKey, check_checkpoint
from crimebook.custody.events import Action, Deed
from crimebook.custody.keychanges import (
    KeyChange,
    change_path,
    check_key_change,
    sign_key_change,
    with_former,
)
from crimebook.custody.merkle import EMPTY_ROOT
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.folder import Random, Vault
from crimebook.terms.notes import Signature, VerifierKey, join_note, split_note
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.ledger.booklog import LOG_CHAIN, LogPlaces
from crimebook.work.logkey import (
    change_notes,
    find_next_log_key,
    key_changes,
    log_key,
    make_next_log_key,
    put_change,
    take_next_log_key,
)


@dataclass(frozen=True, slots=True)
class Rekeying:
    """Whose log changes its key: the desk's vault, the log's name and places, and what time it is."""

    vault: Vault
    origin: str
    places: LogPlaces
    at: datetime
    random: Random


def begin_log_key(actor: Actor, log: Rekeying) -> VerifierKey:
    """Make the key that is to follow, if none waits; the next draft of a manifest names it."""
    check_right(actor, Right.KEYS)
    waiting = find_next_log_key(log.vault, log.origin)
    if waiting is not None:
        return waiting.of_log
    key = make_next_log_key(log.vault, log.origin, log.random).of_log
    with noting():
        told = "a key of the log that waits for a manifest"
        append_event(Deed(LOG_CHAIN, Action.CREATED, actor.key, log.at, told, outputs=(key.key_id.hex(),)))
    return key


def change_log_key(actor: Actor, log: Rekeying, named: str) -> KeyChange | None:
    """Put the key that waits in the place of the log's if a manifest in force names it; return the change.

    ``named`` is that manifest's key of the log. None where there is nothing to change. Raises `LedgerError`
    where what is published is not the book's own order.
    """
    check_right(actor, Right.KEYS)
    new = find_next_log_key(log.vault, log.origin)
    if new is None or named != str(new.of_log):
        return None
    public = PublicLog(log.places.public, FolderDisk())
    with public.claimed():
        change = _change(log, log_key(log.vault, log.origin, log.random), new, public)
        for number, note in enumerate(change_notes(log.vault), start=1):
            public.put_key_change(change_path(number), note)
        _sign_again(public, new)
        with noting():
            told = f"the log signs by {change.new.key_id.hex()} after {change.last.size} leaves"
            keys = (change.old.key_id.hex(),), (change.new.key_id.hex(),)
            append_event(Deed(LOG_CHAIN, Action.REKEYED, actor.key, log.at, told, *keys))
        take_next_log_key(log.vault)
    return change


def _change(log: Rekeying, old: SigningKey, new: SigningKey, public: PublicLog) -> KeyChange:
    """Return the change that both keys signed; one that a call before kept, where it was stopped."""
    known = key_changes(log.vault, log.origin)
    if known and known[-1].new == new.of_log:
        return known[-1]
    policy = with_former(Policy(log.origin, old.of_log), known)
    note = public.find_note()
    last = check_checkpoint(note, policy).checkpoint if note else Checkpoint(log.origin, 0, EMPTY_ROOT)
    with Ledger.at(log.places.file, log.places.database) as ledger:
        if last.size > ledger.size or (last.size and ledger.root(last.size) != last.root):
            raise LedgerError(
                f"an order that begins with the {last.size} leaves that were published",
                f"another, of {ledger.size}",
                "audit first: what the old key signed there is not the book's",
            )
    change = sign_key_change(last, old, new)
    put_change(log.vault, change)
    return check_key_change(change, log.origin)


def _sign_again(public: PublicLog, new: SigningKey) -> None:
    """Put the new key's signature under what the old one signed last, above those of the witnesses."""
    for note, put in ((public.find_witnessed(), public.put_witnessed), (public.find_note(), public.put_note)):
        if note is None:
            continue
        text, signatures = split_note(note)
        own = Signature(new.name, new.of_log.key_id, new.sign(text.encode()))
        if not any(each.is_by(new.of_log) for each in signatures):
            put(join_note(text, [own, *signatures]))
