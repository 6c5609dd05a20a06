"""What a member of the team does with keys, each with the event that tells of it.

`keymaking`, `publishing` and `archiving` do it; here it is noted who did, in the chain of the key or of the
manifest that it concerns. Looking needs no event: nothing in these chains is anybody's testimony.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.sealing.agefile import Random
from crimebook.sealing.fingerprints import fingerprint
from crimebook.sealing.manifest import Manifest
from crimebook.sealing.rootchange import TITLE as ROOT_CHANGE_TITLE
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.zonekeys import zone_signer
from crimebook.terms.digests import sha256_hex
from crimebook.terms.notes import Root
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.opening.archiving import change_passphrases, replace_archive
from crimebook.work.opening.keymaking import (
    KeyOrder,
    MadeKeys,
    draft_manifest,
    make_keys,
    make_missing,
    months_kept,
    open_archive,
    replace_month,
    replace_reply,
)
from crimebook.work.opening.keyring import Passphrases
from crimebook.work.opening.publishing import (
    MANIFEST,
    change_root,
    current_manifest,
    install_manifest,
    pin_root,
)
from crimebook.work.opening.signingkeys import replace_desk_signer
from crimebook.work.signers import ZONE_CHAIN, enrol_zone
from crimebook.work.signing import forget_signers

ARCHIVE_KEY = "key:archive"
MANIFEST_CHAIN = "manifest:book"
"""The chain of all that was put in force: manifests, and the roots that sign them."""

_PUBLIC_HALF = "epoch-"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A month's key: whether its secret is still there, and of one that is gone, when and by whom it went."""

    name: str
    is_kept: bool
    destroyed_at: str = ""
    destroyed_by: str = ""
    told: str = ""


def begin_keys(
    vault: Vault, actor: Actor, passphrases: Passphrases, order: KeyOrder, random: Random
) -> tuple[MadeKeys, Manifest]:
    """Make the archive key and what is missing, and draft the manifest, which a root elsewhere will sign."""
    check_right(actor, Right.KEYS)
    _, is_new = open_archive(vault, passphrases, order, random)
    made, manifest = rotate(vault, actor, order, random)
    if is_new:
        _note(actor, order.at, [(ARCHIVE_KEY, Action.CREATED, "")])
    return MadeKeys(made.months, made.serial, made.expires, is_new), manifest


def begin_keys_with_root(
    vault: Vault, root: Vault, actor: Actor, passphrases: Passphrases, order: KeyOrder, random: Random
) -> MadeKeys:
    """Do the same where the root is at hand: make it too, sign, and install."""
    check_right(actor, Right.KEYS)
    _, made = make_keys(vault, root, passphrases, order, random)
    _note(actor, order.at, [(ARCHIVE_KEY, Action.CREATED, "")] if made.has_new_archive else [])
    _note(actor, order.at, _made(made.months))
    _note_installed(actor, current_manifest(vault), vault, order.at)
    return made


def rotate(
    vault: Vault, actor: Actor, order: KeyOrder, random: Random, **decided: Any
) -> tuple[MadeKeys, Manifest]:
    """Make the keys of coming months that are missing, and draft the next manifest."""
    check_right(actor, Right.KEYS)
    months = make_missing(vault, order, random)
    _note(actor, order.at, _made(months))
    manifest = draft_manifest(vault, order, random, **decided)
    return MadeKeys(months, manifest.serial, manifest.expires), manifest


def replace_key(vault: Vault, actor: Actor, month: str, random: Random, *, at: datetime) -> str:
    """Make a key in the place of a month's; return its name. It is used from the next manifest on."""
    check_right(actor, Right.KEYS)
    name = replace_month(vault, month, random)
    _note(actor, at, [(f"key:{name}", Action.CREATED, f"in the place of {month}")])
    return name


def replace_desk_key(vault: Vault, actor: Actor, random: Random, *, at: datetime) -> str:
    """Make another key for the desk's signatures; return its id. The next manifest ends the one before."""
    check_right(actor, Right.KEYS)
    # Noted first, and signed by the key that goes: after it nothing that this key signed is believed.
    with noting():
        old = zone_signer(vault, random).key_id
        append_event(Deed(ZONE_CHAIN, Action.REKEYED, actor.key, at, inputs=(old,)))
    signer = replace_desk_signer(vault, random, at)
    forget_signers()
    enrol_zone(actor, signer.key_id, at=at)
    return signer.key_id


def replace_answers_key(vault: Vault, actor: Actor, random: Random, *, at: datetime) -> None:
    """Make another key of answers. Answers that wait are of the old one: those who fetch them refuse them."""
    check_right(actor, Right.KEYS)
    replace_reply(vault, random)
    _note(actor, at, [("key:reply", Action.REKEYED, "")])


def pin(
    vault: Vault, actor: Actor, root: Root, typed: str, *, at: datetime, is_instead: bool = False
) -> None:
    """Pin a root by its fingerprint; see `publishing.pin_root`."""
    check_right(actor, Right.KEYS)
    pin_root(vault, root, typed, is_instead=is_instead)
    told = f"the root {root.name} with the fingerprint {fingerprint(root)} was compared and pinned"
    _note(actor, at, [(MANIFEST_CHAIN, Action.REKEYED, told)])


def install(vault: Vault, actor: Actor, note: bytes, *, at: datetime) -> Manifest | Root:
    """Put in force what the root signed: a manifest, or a change of the root; raise `ManifestError`."""
    check_right(actor, Right.KEYS)
    if note.startswith(ROOT_CHANGE_TITLE.encode()):
        root = change_root(vault, note)
        told = f"the root {root.name} with the fingerprint {fingerprint(root)} follows, signed by both"
        _note(actor, at, [(MANIFEST_CHAIN, Action.REKEYED, told)])
        return root
    manifest = install_manifest(vault, note, at)
    _note_installed(actor, manifest, vault, at)
    return manifest


def take_passphrases(
    vault: Vault, actor: Actor, old: Passphrases, new: Passphrases, random: Random, *, at: datetime
) -> None:
    """Lock the archive key under new passphrases; see `archiving.change_passphrases`."""
    check_right(actor, Right.KEYS)
    change_passphrases(vault, old, new, random)
    _note(actor, at, [(ARCHIVE_KEY, Action.REKEYED, "split anew under new passphrases")])


def take_archive(
    vault: Vault, actor: Actor, old: Passphrases, new: Passphrases, random: Random, *, at: datetime
) -> None:
    """Take another archive key; see `archiving.replace_archive`."""
    check_right(actor, Right.KEYS)
    replace_archive(vault, old, new, random)
    _note(
        actor, at, [(ARCHIVE_KEY, Action.REKEYED, "another archive key, to which every secret was wrapped")]
    )


def known_keys(vault: Vault) -> tuple[KnownKey, ...]:
    """Return every month's key that there was, those that were destroyed with who did it."""
    kept = set(months_kept(vault))
    ever = {
        name.removeprefix(_PUBLIC_HALF) for name in vault.names(Room.PUBLIC) if name.startswith(_PUBLIC_HALF)
    }
    return tuple(
        KnownKey(name, is_kept=True) if name in kept else _gone(name) for name in sorted(kept | ever)
    )


def _gone(name: str) -> KnownKey:
    for body in reversed(chain_of(f"key:{name}")):
        told = json.loads(body)
        if told["action"] == Action.DISCARDED:
            return KnownKey(
                name,
                is_kept=False,
                destroyed_at=told["at"],
                destroyed_by=told["actor"],
                told=told["reason"],
            )
    return KnownKey(name, is_kept=False, told="no event tells of its destruction")


def _made(months: Iterable[str]) -> list[tuple[str, Action, str]]:
    return [(f"key:{name}", Action.CREATED, "") for name in months]


def _note_installed(actor: Actor, manifest: Manifest, vault: Vault, at: datetime) -> None:
    note = sha256_hex(vault.read(Room.PUBLIC, MANIFEST))
    with noting():
        append_event(
            Deed(
                MANIFEST_CHAIN,
                Action.RECEIVED,
                actor.key,
                at,
                reason=f"number {manifest.serial}, good until {manifest.expires}",
                inputs=(note,),
            )
        )


def _note(actor: Actor, at: datetime, told: Iterable[tuple[str, Action, str]]) -> None:
    for object_id, action, reason in told:
        with noting():
            append_event(Deed(object_id, action, actor.key, at, reason=reason))
