"""Installing at an intake what the book's root signed: the next manifest, or a change of the root.

Nothing secret is touched. What is refused changes nothing, and the intake that is running goes on with what
it has. A root itself is put there once, by hand, after its fingerprint was compared.
"""

from datetime import datetime
from pathlib import Path

from crimebook.sealing.errors import EnvelopeError, ManifestError
from crimebook.sealing.manifest import Manifest, check_step, parse_manifest, parse_manifest_text
from crimebook.sealing.rootchange import TITLE as ROOT_CHANGE_TITLE
from crimebook.sealing.rootchange import check_has_signed, parse_root_change
from crimebook.stores.intake.folder import MANIFEST, IntakeFolder, put_file
from crimebook.stores.intake.newest import read_newest
from crimebook.terms.notes import NoteError, Root, check_note, is_signed_by

ROOT, ROOT_BEFORE, ROOT_CHANGE = "root.txt", "root-before.txt", "change.txt"
"""The root that signs; the one before it while both count; the note by which one follows the other."""


def install_note(path: Path, note: bytes, at: datetime) -> Manifest | Root:
    """Install a manifest, or a change of the root, in an intake's folder; raise `ManifestError`."""
    folder = IntakeFolder.open(path)
    roots = tuple(Root.parse(text) for text in folder.read_roots())
    if note.startswith(ROOT_CHANGE_TITLE.encode()):
        return _change_root(folder, note, roots)
    manifest = parse_manifest(note, roots, at)
    _check_follows(folder, roots, manifest, note)
    put_file(folder.path / MANIFEST, note)
    if (folder.path / ROOT_BEFORE).exists() and is_signed_by(note, _root(folder)):
        # The new root signs now: from here on the one before counts no more.
        (folder.path / ROOT_BEFORE).unlink()
    return manifest


def _check_follows(folder: IntakeFolder, roots: tuple[Root, ...], manifest: Manifest, note: bytes) -> None:
    before = _find_installed(folder, roots)
    if before and folder.read_manifest() == note:
        return
    if before and manifest.origin != before.origin:
        raise ManifestError(f"a manifest of {before.origin}", "one of another book")
    # Also where the manifest's file was lost, or is of a root that counts no more: then the newest that was
    # seen may come back, and no older one.
    newest = max(before.serial if before else 0, read_newest(folder.path) - 1)
    if manifest.serial <= newest:
        raise ManifestError(
            f"a manifest with a number above {newest}",
            f"number {manifest.serial}",
            "an older one may name a key that is in other hands",
        )
    check_step(newest, manifest)


def _find_installed(folder: IntakeFolder, roots: tuple[Root, ...]) -> Manifest | None:
    """Return the manifest that stands there, expired or not; None where there is none that counts."""
    if not (folder.path / MANIFEST).exists():
        return None
    try:
        return parse_manifest_text(check_note(folder.read_manifest(), roots))
    except (EnvelopeError, NoteError):
        return None


def _change_root(folder: IntakeFolder, note: bytes, roots: tuple[Root, ...]) -> Root:
    before = _find_installed(folder, roots)
    if before is None:
        raise ManifestError("an intake with a manifest", "none", "install it first")
    old, new = parse_root_change(note, roots, before.origin)
    check_has_signed(old, folder.read_manifest())
    # The one before first: stopped in between, the intake still has the root that it had.
    put_file(folder.path / ROOT_BEFORE, str(old).encode())
    put_file(folder.path / ROOT_CHANGE, note)
    put_file(folder.path / ROOT, str(new).encode())
    return new


def _root(folder: IntakeFolder) -> Root:
    return Root.parse((folder.path / ROOT).read_text("utf-8"))
