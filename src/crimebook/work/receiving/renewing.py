"""Renewing: a newer key manifest, handed in by the desk, takes the place of the one before."""

from contextlib import suppress
from datetime import datetime

from crimebook.sealing.errors import ManifestError
from crimebook.sealing.manifest import Manifest, parse_manifest
from crimebook.stores.intake.newest import held_newest, holding_newest, read_newest, write_newest
from crimebook.terms.errors import CrimebookError
from crimebook.work.receiving.installing import install_note
from crimebook.work.receiving.intake import Intake


class OlderManifestError(CrimebookError):
    """A manifest below one that this intake has seen, or another one of the same number."""


class UnwritableFolderError(CrimebookError):
    """The intake may not write its folder: the operator copies the manifest there."""


def read_manifest(intake: Intake, note: bytes, at: datetime) -> Manifest:
    """Return a manifest that the book's root signed and that is in force; raise `ManifestError`."""
    return parse_manifest(note, intake.roots, at)


def check_not_older(intake: Intake, note: bytes, newer: Manifest, at: datetime) -> None:
    """Raise `OlderManifestError` for a manifest that `renew` would refuse by its number; write nothing.

    To be asked before the request counts: whoever holds an older manifest and the key that it named could
    else use up the numbers of the desk's requests.
    """
    # This process may not have read the manifest in force yet; one that has expired is told by the file.
    with suppress(ManifestError):
        intake.keys(at)
    newest = max(read_newest(intake.folder.path), intake.newest_serial)
    if newer.serial < newest or (newer.serial == newest and intake.folder.read_manifest() != note):
        raise _older(newest, newer)


def renew(intake: Intake, note: bytes, newer: Manifest, at: datetime) -> bool:
    """Put a manifest in force, durably; False where it was there already.

    The caller has read it by `read_manifest`. Raises `OlderManifestError`, `UnwritableFolderError`, and
    `ManifestError` for one of another book.
    """
    path = intake.folder.path
    try:
        if intake.folder.read_manifest() == note:
            return False
        with holding_newest(path) as held:
            newest = max(held_newest(held), intake.newest_serial)
            if newer.serial <= newest:
                raise _older(newest, newer)
            install_note(path, note, at)
            write_newest(held, newer.serial)
    except OSError as error:
        raise UnwritableFolderError(
            f"expected to write the intake's folder, got {type(error).__name__}"
        ) from error
    return True


def _older(newest: int, newer: Manifest) -> OlderManifestError:
    return OlderManifestError(f"expected a manifest above number {newest}, got number {newer.serial}")
