"""Making keys: the archive key in two halves, months' identities, the reply key, and a draft of the manifest.

Nothing that is there is replaced: missing months are made. Secrets of months to come exist before them, so
that a book without its root for a while can go on; a month's secret is destroyed 90 days after the month.
Making the keys of coming months and drafting need no passphrase: what is made is sealed to the archive key,
and its public half lies beside it. Only the root can put a draft in force (`rooting`, `publishing`).
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from crimebook.sealing.agefile import Random, seal_bytes
from crimebook.sealing.manifest import Epoch, Manifest, WitnessPolicy, check_manifest
from crimebook.sealing.receipt import public_of
from crimebook.stores.vault.errors import KeyMissingError, VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.halves import COST, SECRET_BYTES, lock, split
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.instants import format_instant
from crimebook.unsealing.identities import make_identity
from crimebook.work.logkey import find_next_log_key, former_log_keys, log_key
from crimebook.work.opening.keynames import (
    month_end,
    month_start,
    months_from,
    newest_name,
    next_name,
    offline_of,
)
from crimebook.work.opening.keyring import (
    ARCHIVE_PUBLIC,
    FIRST,
    REPLY,
    SECOND,
    Keyring,
    Passphrases,
    archive_recipient,
    keep_sealed,
    unlock_keyring,
)
from crimebook.work.opening.publishing import (
    DRAFT,
    REPLY_PUBLIC,
    Installed,
    find_installed,
    install_manifest,
    pin,
    pinned_roots,
    public_name,
)
from crimebook.work.opening.rooting import RootOrder, draft_text, has_root, make_root, open_root, sign_draft
from crimebook.work.opening.signingkeys import desk_keys
from crimebook.work.policies import countable_keys

LEAVES_PER_INTERVAL = 256
"""A whole tile: 6,120 events and reports a day, 12 MB of public files a month."""
INTERVAL_S = 3600


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """What is asked for: a name of the root, the log's ``origin``, how many months from ``at`` on."""

    at: datetime
    months: int = 2
    origin: str = ""
    root_name: str = "crimebook-root"
    root_passphrase: str = field(default="", repr=False)
    cost: int = COST


@dataclass(frozen=True, slots=True)
class MadeKeys:
    """What came of it: which months were made, and the manifest's serial number and end."""

    months: tuple[str, ...]
    serial: int
    expires: str
    has_new_archive: bool = False


def make_keys(
    vault: Vault, root: Vault, passphrases: Passphrases, order: KeyOrder, random: Random
) -> tuple[Keyring, MadeKeys]:
    """Make what is missing, the root too, sign a manifest and install it; return the keyring unlocked.

    All in one place, as a sample and tests have it. Where a root is worth its name it lies elsewhere.
    """
    keyring, has_new_archive = open_archive(vault, passphrases, order, random)
    made = make_missing(vault, order, random)
    if not has_root(root):
        make_root(root, RootOrder(order.root_name, order.root_passphrase, order.cost), random)
    key = open_root(root, order.root_passphrase)
    if not pinned_roots(vault):
        pin(vault, key.root)
    manifest = draft_manifest(vault, order, random)
    install_manifest(vault, sign_draft(root, manifest, key), order.at)
    return keyring, MadeKeys(made, manifest.serial, manifest.expires, has_new_archive)


def open_archive(
    vault: Vault, passphrases: Passphrases, order: KeyOrder, random: Random
) -> tuple[Keyring, bool]:
    """Unlock the archive key, made where there is none; return it and whether it is new."""
    is_new = not vault.has(Room.ARCHIVE, ARCHIVE_PUBLIC)
    if is_new:
        _make_archive(vault, passphrases, order.cost, random)
    keyring = unlock_keyring(vault, passphrases, random)
    _publish_halves(vault, keyring)
    return keyring, is_new


def make_missing(vault: Vault, order: KeyOrder, random: Random) -> tuple[str, ...]:
    """Make the keys of coming months and of answers that are missing; return which months were made."""
    if not vault.has(Room.DESK, REPLY):
        seed = random(SECRET_BYTES)
        keep_sealed(vault, Room.DESK, REPLY, seed, random)
        vault.put_again(Room.PUBLIC, REPLY_PUBLIC, public_of(seed).hex().encode())
    months = months_from(order.at, order.months)
    wanted = [each for each in (*months, offline_of(months[0])) if not newest_name(months_kept(vault), each)]
    for name in wanted:
        _make_epoch(vault, name, random)
    return tuple(wanted)


def replace_month(vault: Vault, month: str, random: Random) -> str:
    """Make a key that takes the place of a month's, or a year's; return its name.

    The one before is kept: what was sealed to it waits to be opened. The next manifest names the new one.
    """
    newest = newest_name(months_kept(vault), month)
    if not newest:
        raise NotFoundError(f"expected a key of {month[:20]}, got none")
    name = next_name(newest)
    _make_epoch(vault, name, random)
    return name


def replace_reply(vault: Vault, random: Random) -> None:
    """Make another key of answers, in the place of the one before; the next manifest names it.

    Its public half goes first and comes last: stopped between, it is missing, and `open_archive` makes it of
    the secret that there is. It is never that of another.
    """
    seed = random(SECRET_BYTES)
    vault.destroy(Room.PUBLIC, REPLY_PUBLIC)
    vault.put_again(Room.DESK, REPLY, seal_bytes(seed, [archive_recipient(vault)], random))
    vault.put_again(Room.PUBLIC, REPLY_PUBLIC, public_of(seed).hex().encode())


def draft_manifest(vault: Vault, order: KeyOrder, random: Random, **decided: Any) -> Manifest:
    """Return the next manifest, unsigned, and keep it as the draft.

    What people decided (custodians, log, witnesses, script) stays as in the last unless ``decided`` says
    otherwise; the keys are those of the vault. A book whose log has no key yet gets one, and a usual rhythm.
    """
    installed = find_installed(vault)
    keys = _keys_of(vault, order, installed, random) | decided
    if installed and installed.manifest:
        manifest = replace(installed.manifest, **keys)
    else:
        origin = installed.origin if installed else order.origin
        manifest = Manifest(origin=origin or f"crimebook.invalid/{random(6).hex()}", **keys)
    if "log_key" not in decided:
        manifest = replace(manifest, log_key=_log_key(vault, manifest, random))
    former = former_log_keys(vault, manifest.origin, manifest.log_key)
    manifest = replace(manifest, former_log_keys=former)
    if not manifest.leaves_per_interval:
        manifest = replace(manifest, leaves_per_interval=LEAVES_PER_INTERVAL, interval_s=INTERVAL_S)
    check_manifest(manifest)
    if "witnesses" in decided:
        _check_countable(manifest.witnesses)
    vault.put_again(Room.PUBLIC, DRAFT, draft_text(manifest))
    return manifest


def _keys_of(vault: Vault, order: KeyOrder, installed: Installed | None, random: Random) -> dict[str, Any]:
    """Return what the next manifest says of the vault's keys, with its number and its dates."""
    months = months_from(order.at, order.months)
    issued = format_instant(order.at.astimezone(UTC).replace(microsecond=0))
    names = [_newest(vault, month) for month in months]
    return {
        "serial": installed.serial + 1 if installed else 1,
        "issued": issued,
        "expires": format_instant(month_end(months[-1])),
        "epochs": tuple(_epoch(vault, name) for name in names),
        "reply_key": _public(vault, REPLY_PUBLIC),
        "offline_recipient": _public(vault, public_name(_newest(vault, offline_of(months[0])))),
        "zone_keys": desk_keys(vault, installed.manifest if installed else None, issued, random),
    }


def _log_key(vault: Vault, manifest: Manifest, random: Random) -> str:
    """Return the log's key that is to be named: the one that waits, the one of before, or the first."""
    waiting = find_next_log_key(vault, manifest.origin)
    if waiting is not None:
        return str(waiting.of_log)
    return manifest.log_key or str(log_key(vault, manifest.origin, random).of_log)


def _check_countable(witnesses: WitnessPolicy) -> None:
    """Raise `InvalidValueError` for witnesses of whom a browser can count fewer than must sign."""
    count, needed = len(countable_keys(witnesses)), max(witnesses.quorum, 1)
    if witnesses.keys and count < needed:
        raise InvalidValueError(
            f"{needed} witnesses or more with keys of Ed25519, which a page in a browser can check",
            f"{count} of them",
            "name their other keys, or ask for fewer: no report would ever be shown as proven",
        )


def months_kept(vault: Vault) -> tuple[str, ...]:
    """Return the months, and years for offline sealers, whose secret is there."""
    return vault.names(Room.EPOCHS)


def _make_archive(vault: Vault, passphrases: Passphrases, cost: int, random: Random) -> None:
    check_two_people(passphrases)
    identity = make_identity(random)
    halves = split(identity.seed, random)
    # The public half last: while it is missing, an attempt that was broken off is made anew.
    for name, half, words in zip(
        (FIRST, SECOND), halves, (passphrases.first, passphrases.second), strict=True
    ):
        vault.put_again(Room.ARCHIVE, name, lock(half, words, random, cost=cost))
    vault.put_new(Room.ARCHIVE, ARCHIVE_PUBLIC, str(identity.recipient).encode())


def check_two_people(passphrases: Passphrases) -> None:
    """Raise `VaultError` where one person would be both."""
    if passphrases.first.strip() == passphrases.second.strip():
        raise VaultError("passphrases of two people", "the same one twice", "each takes their own")


def _make_epoch(vault: Vault, name: str, random: Random) -> None:
    identity = make_identity(random)
    # The secret first: a public half without it would have reports sealed that nobody can open.
    keep_sealed(vault, Room.EPOCHS, name, identity.seed, random)
    vault.put_again(Room.PUBLIC, public_name(name), str(identity.recipient).encode())


def _publish_halves(vault: Vault, keyring: Keyring) -> None:
    """Write down the public halves that are missing, of a vault that was made before they were kept."""
    names = months_kept(vault)
    if any(not vault.has(Room.PUBLIC, public_name(name)) for name in names):
        for name, identity in zip(reversed(names), keyring.epochs(), strict=True):
            vault.put_again(Room.PUBLIC, public_name(name), str(identity.recipient).encode())
    if vault.has(Room.DESK, REPLY) and not vault.has(Room.PUBLIC, REPLY_PUBLIC):
        vault.put_again(Room.PUBLIC, REPLY_PUBLIC, keyring.reply_public.hex().encode())


def _public(vault: Vault, name: str) -> str:
    if not vault.has(Room.PUBLIC, name):
        raise KeyMissingError(f"the public half {name}", "none", "make it again: crimebook keys new")
    return vault.read(Room.PUBLIC, name).decode()


def _newest(vault: Vault, period: str) -> str:
    name = newest_name(months_kept(vault), period)
    if not name:
        raise KeyMissingError(f"a key of {period}", "none", "make it: crimebook keys rotate")
    return name


def _epoch(vault: Vault, name: str) -> Epoch:
    start, end = month_start(name), month_end(name)
    return Epoch(name, _public(vault, public_name(name)), format_instant(start), format_instant(end))
