"""Renewing: a newer key manifest, handed in by the desk, takes the place of the one before."""

from datetime import datetime

from crimebook.sealing.manifest import Manifest, parse_manifest
from crimebook.stores.intake.newest import held_newest, holding_newest, write_newest
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
                raise OlderManifestError(
                    f"expected a manifest above number {newest}, got number {newer.serial}"
                )
            install_note(path, note, at)
            write_newest(held, newer.serial)
    except OSError as error:
        raise UnwritableFolderError(
            f"expected to write the intake's folder, got {type(error).__name__}"
        ) from error
    return True
