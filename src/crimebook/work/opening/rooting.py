"""The root: its secrets in a folder of their own, on a machine that is never connected.

It signs manifests, and a change to the root that follows it. It remembers what it signed last, so that its
keeper is shown what a draft changes, and so that a number is never signed twice. It needs no book.
"""

from dataclasses import dataclass, field
from datetime import datetime

from crimebook.sealing.agefile import Random
from crimebook.sealing.changes import Change, manifest_changes
from crimebook.sealing.errors import EnvelopeError, ManifestError
from crimebook.sealing.manifest import Manifest, check_in_force, manifest_text, parse_manifest_text
from crimebook.sealing.rootchange import RootChange, root_change_text
from crimebook.stores.vault.errors import VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.halves import COST, lock, unlock
from crimebook.terms.instants import format_instant
from crimebook.terms.notes import NoteError, Root, check_note, split_note
from crimebook.unsealing.manifest import RootKey, sign_manifest, sign_note

PUBLIC, LAST = "root.pub", "last.note"
_CLASSIC, _LATTICE, _NAME = "root-ed25519", "root-mldsa65", "root-name"


@dataclass(frozen=True, slots=True)
class RootOrder:
    """What a new root is called, and the passphrase that locks its two seeds."""

    name: str
    passphrase: str = field(repr=False)
    cost: int = COST


@dataclass(frozen=True, slots=True)
class SeenDraft:
    """A draft that was read: what it says, and what it changes against the last that this root signed."""

    manifest: Manifest
    changes: tuple[Change, ...]


def has_root(folder: Vault) -> bool:
    """Whether a folder holds a root."""
    return folder.has(Room.DESK, _NAME)


def make_root(folder: Vault, order: RootOrder, random: Random) -> Root:
    """Make a root; raise `VaultError` where there is one."""
    if has_root(folder):
        raise VaultError("a folder without a root", "one with a root", "keep it; a change makes another")
    made = RootKey.make(order.name, random)
    root = made.root
    for name, seed in ((_CLASSIC, made.ed25519_seed), (_LATTICE, made.mldsa65_seed)):
        folder.put_again(Room.DESK, name, lock(seed, order.passphrase, random, cost=order.cost))
    folder.put_again(Room.PUBLIC, PUBLIC, str(root).encode())
    # The name last: while it is missing, an attempt that was broken off is made anew.
    folder.put_new(Room.DESK, _NAME, made.name.encode())
    return root


def open_root(folder: Vault, passphrase: str) -> RootKey:
    """Return the root's secret; raise `PassphraseError`, or `KeyMissingError` where there is none."""
    name = folder.read(Room.DESK, _NAME).decode()
    classic, lattice = (unlock(folder.read(Room.DESK, each), passphrase) for each in (_CLASSIC, _LATTICE))
    return RootKey(name, classic, lattice)


def public_root(folder: Vault) -> Root:
    """Return what everybody may have of a root."""
    return Root.parse(folder.read(Room.PUBLIC, PUBLIC).decode())


def last_signed(folder: Vault) -> Manifest | None:
    """Return the manifest that this root signed last, or None; raise `VaultError` if it is not its own."""
    if not folder.has(Room.PUBLIC, LAST):
        return None
    try:
        return parse_manifest_text(check_note(folder.read(Room.PUBLIC, LAST), [public_root(folder)]))
    except (EnvelopeError, NoteError) as error:
        raise VaultError(
            "the manifest that this root signed last", "another", "put its own copy back"
        ) from error


def look_at_draft(folder: Vault, draft: bytes, at: datetime) -> SeenDraft:
    """Return what a draft says and changes, or raise `ManifestError` for one that must not be signed."""
    try:
        manifest = parse_manifest_text(draft.decode())
    except (EnvelopeError, UnicodeDecodeError) as error:
        raise ManifestError("a draft of a manifest", "another file", "draft it again at the desk") from error
    check_in_force(manifest, at)
    before = last_signed(folder)
    _check_follows(before, manifest)
    return SeenDraft(manifest, manifest_changes(before, manifest))


def sign_draft(folder: Vault, manifest: Manifest, key: RootKey) -> bytes:
    """Return the signed note of a manifest that its keeper has looked at; remember it first."""
    _check_follows(last_signed(folder), manifest)
    note = sign_manifest(manifest, key)
    folder.put_again(Room.PUBLIC, PUBLIC, str(key.root).encode())
    folder.put_again(Room.PUBLIC, LAST, note)
    return note


def sign_change(old_folder: Vault, old: RootKey, new_folder: Vault, new: RootKey, *, at: datetime) -> bytes:
    """Return the note by which ``new`` follows ``old``; it goes on from what the old one signed last."""
    last = last_signed(old_folder)
    if last is None:
        raise ManifestError("a root that signed a manifest", "one that signed none", "make another root")
    change = RootChange(last.origin, format_instant(at), str(old.root), str(new.root))
    note = sign_note(root_change_text(change), old, new)
    new_folder.put_again(Room.PUBLIC, LAST, sign_manifest(last, new))
    return note


def draft_text(manifest: Manifest) -> bytes:
    """Return what the desk hands over to be signed."""
    return manifest_text(manifest).encode()


def read_any(content: bytes, root: Root | None) -> tuple[Manifest, str]:
    """Return a draft or a signed manifest, expired or not, and who signed it; raise `ManifestError`."""
    try:
        if b"\n\n" not in content:
            return parse_manifest_text(content.decode()), "a draft that nobody signed"
        if root is None:
            return parse_manifest_text(split_note(content)[0]), "not checked: name a root"
        return parse_manifest_text(check_note(content, [root])), f"signed by {root.name}"
    except (EnvelopeError, NoteError, UnicodeDecodeError) as error:
        wanted = f"a manifest that {root.name} signed" if root else "a manifest, or a draft of one"
        raise ManifestError(wanted, "another file") from error


def _check_follows(before: Manifest | None, manifest: Manifest) -> None:
    if before is None:
        return
    if manifest.origin != before.origin:
        raise ManifestError(
            f"a manifest of {before.origin}", f"one of {manifest.origin}", "a root is of one book"
        )
    if manifest.serial <= before.serial:
        raise ManifestError(
            f"a number above {before.serial}, which this root signed",
            f"{manifest.serial}",
            "draft it again at the desk, after the last one was installed",
        )
