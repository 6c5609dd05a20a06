"""The desk's side of a manifest: which root is pinned, and which of the manifests it signed is in force.

A root is pinned once, by comparing its fingerprint, and from then on nothing is taken that it did not sign. A
manifest is refused if its number is not the newest, or if it names a key whose secret this desk has not:
then reports would be sealed to somebody else.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from crimebook.sealing.errors import EnvelopeError, ManifestError
from crimebook.sealing.fingerprints import check_fingerprint
from crimebook.sealing.manifest import Manifest, check_step, parse_manifest, parse_manifest_text
from crimebook.sealing.requests import Card
from crimebook.sealing.rootchange import check_has_signed, parse_root_change
from crimebook.sealing.strict import write_value
from crimebook.stores.vault.errors import VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.notes import NoteError, Root, check_note, is_signed_by

MANIFEST, ROOT_PUBLIC = "manifest.note", "root.pub"
ROOT_BEFORE, ROOT_CHANGE = "root-before.pub", "root-change.note"
ROOT_GONE = "root-gone.pub"
"""A root that counts no more, and signed what is still in force: by it that is read, and nothing is taken."""

REPLY_PUBLIC, ZONE_PUBLIC = "reply", "zone-desk"
DRAFT = "draft.txt"


@dataclass(frozen=True, slots=True)
class Installed:
    """The manifest in force, or of one that an earlier version wrote only its origin and its number."""

    origin: str
    serial: int
    note: bytes
    manifest: Manifest | None


def public_name(key: str) -> str:
    """Return under which name the public half of a month's key lies."""
    return f"epoch-{key}"


def pinned_roots(vault: Vault) -> tuple[Root, ...]:
    """Return the root that is pinned, behind it the one before while both count; empty before any is."""
    return _read_roots(vault, ROOT_PUBLIC, ROOT_BEFORE)


def pin_root(vault: Vault, root: Root, typed_fingerprint: str, *, is_instead: bool = False) -> None:
    """Pin a book's root by its fingerprint, as its keeper says it; raise `NoteError` or `ManifestError`.

    ``is_instead`` puts it in the place of another that can no longer be trusted to sign a change.
    """
    check_fingerprint(root, typed_fingerprint)
    pinned = pinned_roots(vault)
    if pinned and pinned[0] != root and not is_instead:
        raise ManifestError(
            f"the root {pinned[0].name}, which is pinned",
            f"another, {root.name}",
            "take a change that both signed",
        )
    if pinned and pinned[0] != root:
        vault.put_again(Room.PUBLIC, ROOT_GONE, str(pinned[0]).encode())
    pin(vault, root)


def pin(vault: Vault, root: Root) -> None:
    """Pin a root that was compared, or that was made here and now; none before it counts from then on."""
    vault.put_again(Room.PUBLIC, ROOT_PUBLIC, str(root).encode())
    vault.destroy(Room.PUBLIC, ROOT_BEFORE)


def change_root(vault: Vault, note: bytes) -> Root:
    """Pin the root that follows the pinned one, on a note that both signed; raise `ManifestError`."""
    installed = find_installed(vault)
    if installed is None:
        raise ManifestError("a book whose first manifest is installed", "none", "install it first")
    old, new = parse_root_change(note, pinned_roots(vault), installed.origin)
    check_has_signed(old, installed.note)
    # The one before first: stopped in between, the desk still has the root that it had.
    vault.put_again(Room.PUBLIC, ROOT_BEFORE, str(old).encode())
    vault.put_again(Room.PUBLIC, ROOT_CHANGE, note)
    vault.put_again(Room.PUBLIC, ROOT_PUBLIC, str(new).encode())
    return new


def find_installed(vault: Vault) -> Installed | None:
    """Return the manifest in force, checked against the pinned root; None before the first."""
    if not vault.has(Room.PUBLIC, MANIFEST):
        return None
    note = vault.read(Room.PUBLIC, MANIFEST)
    try:
        text = check_note(note, (*pinned_roots(vault), *_read_roots(vault, ROOT_GONE)))
    except NoteError as error:
        raise VaultError(
            "the last manifest, signed by the book's root", "another", "put the root's own copy back"
        ) from error
    try:
        manifest = parse_manifest_text(text)
    except EnvelopeError:
        # Written by an earlier version: what matters of it is that its name and its number go on.
        told = json.loads(text.partition("\n")[2])
        return Installed(str(told["origin"]), int(told["serial"]), note, None)
    return Installed(manifest.origin, manifest.serial, note, manifest)


def current_manifest(vault: Vault) -> Manifest:
    """Return the newest manifest that this desk installed, checked against its root."""
    installed = find_installed(vault)
    if installed is None or installed.manifest is None:
        raise VaultError("a manifest in force", "none that can be read", "draft, sign and install one")
    return installed.manifest


def install_manifest(vault: Vault, note: bytes, at: datetime) -> Manifest:
    """Put a manifest that the root signed in force, or raise `ManifestError` and change nothing."""
    roots = pinned_roots(vault)
    if not roots:
        raise ManifestError(
            "a root that is pinned", "none", "compare its fingerprint: crimebook keys root pin"
        )
    manifest = parse_manifest(note, roots, at)
    installed = find_installed(vault)
    check_follows(installed, manifest, note, drafted=_drafted_serial(vault))
    check_is_ours(vault, manifest)
    if installed and installed.manifest:
        _keep_who_goes(vault, installed.manifest, manifest)
    vault.put_again(Room.PUBLIC, MANIFEST, note)
    if is_signed_by(note, roots[0]):
        # The new root signs now: from here on the one before counts no more.
        for name in (ROOT_BEFORE, ROOT_GONE):
            vault.destroy(Room.PUBLIC, name)
    return manifest


def check_follows(installed: Installed | None, manifest: Manifest, note: bytes, *, drafted: int = 0) -> None:
    """Raise `ManifestError` unless a manifest is the one in force or follows it.

    ``drafted`` is the number of the desk's own draft.
    """
    if installed is None or installed.note == note:
        return
    if manifest.origin != installed.origin:
        raise ManifestError(f"a manifest of {installed.origin}", "one of another book")
    if manifest.serial <= installed.serial:
        raise ManifestError(
            f"a manifest with a number above {installed.serial}",
            f"number {manifest.serial}",
            "an older one may name a key that is in other hands",
        )
    check_step(max(installed.serial, drafted), manifest)


def card_name(index: int) -> str:
    """Return under which name the card lies of the custodian who had a seat and goes."""
    return f"handover-{index}.card"


def _keep_who_goes(vault: Vault, before: Manifest, after: Manifest) -> None:
    """Keep the cards of custodians whose seats others take: what they hand over is signed by their keys."""
    keys = {each.index: each.sign_key for each in after.custodians}
    for each in before.custodians:
        if keys.get(each.index, each.sign_key) != each.sign_key:
            card = Card(each.recipient, each.sign_key, each.jurisdiction)
            vault.put_again(Room.IDENTITIES, card_name(each.index), write_value(card))


def _drafted_serial(vault: Vault) -> int:
    """Return the number of the desk's own draft: it may be far above, where intakes were made to leap."""
    if not vault.has(Room.PUBLIC, DRAFT):
        return 0
    try:
        return parse_manifest_text(vault.read(Room.PUBLIC, DRAFT).decode()).serial
    except (EnvelopeError, UnicodeDecodeError):
        return 0


def check_is_ours(vault: Vault, manifest: Manifest) -> None:
    """Raise `ManifestError` if a manifest names a key of the desk's whose secret is not here."""
    named = [
        (f"the key of {each.month}", public_name(each.month), each.recipient) for each in manifest.epochs
    ]
    named.append(("the key of answers", REPLY_PUBLIC, manifest.reply_key))
    named += [
        ("the key of the zone desk", ZONE_PUBLIC, each.key)
        for each in manifest.zone_keys
        if each.zone == "desk" and not each.until
    ]
    for what, name, public in named:
        if not vault.has(Room.PUBLIC, name) or vault.read(Room.PUBLIC, name).decode() != public:
            raise ManifestError(
                f"{what} that this desk made",
                "another",
                "ask who signed it; nothing was installed",
            )
    years = [
        vault.read(Room.PUBLIC, name).decode() for name in vault.names(Room.PUBLIC) if "-offline" in name
    ]
    if manifest.offline_recipient and manifest.offline_recipient not in years:
        raise ManifestError("a key of the form without a server that this desk made", "another")


def _read_roots(vault: Vault, *names: str) -> tuple[Root, ...]:
    there = [name for name in names if vault.has(Room.PUBLIC, name)]
    return tuple(Root.parse(vault.read(Room.PUBLIC, name).decode()) for name in there)
