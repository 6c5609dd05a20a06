"""What is kept apart of persons: to whom an import seals it, and where it lies.

A reporter's identity lies in the body of the report; that of whom a list tells lies beside the words of its
record. Both are opened by the same custodians, asked in the same way (`crimebook.work.custodians`).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.sealing.agefile import Random
from crimebook.sealing.identity import Custody, IdentityHeader, SealedIdentity
from crimebook.sealing.recordidentity import read_record_identity
from crimebook.sealing.shares import Aim
from crimebook.stores.register import erasing
from crimebook.stores.register import identities as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.identities import StoredIdentity
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.transactions import writing
from crimebook.stores.vault.folder import Vault
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.persons import Persons
from crimebook.work.opening.publishing import find_installed


def persons_of(vault_folder: Path, random: Random, *, are_left_out: bool = False) -> Persons:
    """Return what an import does with what leads to persons: the book in force says who keeps it."""
    installed = find_installed(Vault(vault_folder, random))
    manifest = installed.manifest if installed else None
    custody = Custody.of(manifest) if manifest else None
    return Persons(custody, random, are_left_out)


def is_of_a_list(ref: str) -> bool:
    """Whether a reference is that of a record of a list, ``SOURCE:ID``, and not of a report."""
    source, colon, _ = ref.partition(":")
    return bool(colon) and source != SOURCE


def object_of(ref: str) -> str:
    """Return the chain in which what is done about an identity is told."""
    return f"record:{ref}" if is_of_a_list(ref) else f"report:{ref}"


def identity_of_record(ref: str) -> dict[Aim, SealedIdentity]:
    """Return what is sealed beside a record's words; raise `NotFoundError` or `EnvelopeError`."""
    source, _, external_id = ref.partition(":")
    return {Aim.IDENTITY: _read(stored.find_identity(source, external_id))}


def headers_of_records() -> Iterator[IdentityHeader]:
    """Yield the header of every identity that a list brought: a handover seals their shares anew."""
    for each in stored.every_identity():
        yield _read(each).header


def erase_identity(actor: Actor, ref: str, reason: str, *, at: datetime) -> int:
    """Destroy what was ever sealed of whom a record is about; return how many. The record itself stays.

    Nobody can have it back, custodians neither. A copy of the database from before still holds it.
    """
    check_right(actor, Right.KEYS)
    source, _, external_id = ref.partition(":")
    with writing():
        count = stored.remove_identities(source, external_id, at.date()) if is_of_a_list(ref) else 0
        if not count:
            raise NotFoundError("expected a record with a sealed identity, got a reference to none")
        told = f"{reason}: {count} sealed identities"
        append_event(Deed(object_of(ref), Action.ERASED, actor.key, at, reason=told))
    erasing.sweep_database()
    return count


def _read(identity: StoredIdentity) -> SealedIdentity:
    return read_record_identity(identity.sealed, identity.external_id, identity.words)
