"""What is to be done about keys, and by when: said in time, while there is still somebody to sign.

Reading it needs no passphrase. A duty that is late stops reports from being taken, or keeps a secret longer
than was promised.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from crimebook.sealing.errors import SealingError
from crimebook.sealing.manifest import Manifest
from crimebook.stores.vault.errors import VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.instants import parse_instant
from crimebook.terms.reasons import Reason, reason
from crimebook.work.opening.keymaking import months_kept
from crimebook.work.opening.keynames import end_of, month_is_due
from crimebook.work.opening.publishing import current_manifest, find_installed, pinned_roots
from crimebook.work.petitions import drill_is_due

SOON = timedelta(days=14)
"""Long enough to carry a draft to a machine that is not connected, and back."""


class DutyKind(StrEnum):
    """What a duty is about."""

    MANIFEST = "manifest"
    EPOCH = "epoch"
    DESTROY = "destroy"
    ROOT = "root"
    DRILL = "drill"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that a person must do; ``is_late`` where its time is over."""

    kind: DutyKind
    told: Reason
    is_late: bool = False


def key_duties(vault_folder: Path, at: datetime) -> tuple[Duty, ...]:
    """Return what is due about a book's keys, the most pressing first; nothing for a book without keys."""
    vault = Vault(vault_folder)
    if not vault_folder.is_dir() or not vault.names(Room.ARCHIVE):
        return ()
    duties = (*_of_manifest(vault, at), *_of_secrets(vault, at), *_of_custodians(vault, at))
    return tuple(sorted(duties, key=lambda each: not each.is_late))


def _of_manifest(vault: Vault, at: datetime) -> Iterator[Duty]:
    if not pinned_roots(vault):
        yield Duty(
            DutyKind.ROOT, reason("No root is pinned: nothing that it signs can be installed"), is_late=True
        )
        return
    try:
        manifest = current_manifest(vault)
    except (SealingError, VaultError):
        told = reason("No manifest is in force: no report can be sealed to this book")
        yield Duty(DutyKind.MANIFEST, told, is_late=True)
        return
    expires = parse_instant(manifest.expires)
    if at >= expires:
        told = reason("The manifest ended on {day}: no report is taken", day=expires.date().isoformat())
        yield Duty(DutyKind.MANIFEST, told, is_late=True)
    elif expires - at < SOON:
        told = reason("The manifest ends on {day}: have the next one signed", day=expires.date().isoformat())
        yield Duty(DutyKind.MANIFEST, told)
    yield from _of_epochs(manifest, at)


def _of_epochs(manifest: Manifest, at: datetime) -> Iterator[Duty]:
    """Tell of a gap in the months, also where the manifest itself is good for longer."""
    until = at
    for each in manifest.epochs:
        if parse_instant(each.since) <= until < parse_instant(each.until):
            until = parse_instant(each.until)
    if until == at:
        told = reason("No month’s key is in force: no report is taken")
        yield Duty(DutyKind.EPOCH, told, is_late=True)
    elif until - at < SOON:
        told = reason("After {day} no month has a key: make the next", day=until.date().isoformat())
        yield Duty(DutyKind.EPOCH, told)


def _of_secrets(vault: Vault, at: datetime) -> Iterator[Duty]:
    for name in months_kept(vault):
        if month_is_due(name, at.date()):
            told = reason(
                "The secret of {month} is older than was promised, since {day}: destroy it",
                month=name,
                day=end_of(name).date().isoformat(),
            )
            yield Duty(DutyKind.DESTROY, told, is_late=True)


def _of_custodians(vault: Vault, at: datetime) -> Iterator[Duty]:
    try:
        installed = find_installed(vault)
    except VaultError:
        return  # said of the manifest already
    has_custodians = installed and installed.manifest and installed.manifest.custodians
    if has_custodians and drill_is_due(vault, at):
        yield Duty(DutyKind.DRILL, reason("The yearly drill with the custodians is due"))
