"""Making keys: the archive key in two halves, a month's identity, the reply key, and the manifest of them.

The root stands in a folder of its own, which belongs on a stick that is not on the desk: it is needed only to
sign a manifest. Made again, nothing that is there is replaced: missing months are made, and a manifest with
the next serial number is signed. Secrets of months to come exist before them, so that a book without its root
for a while can go on; a month's secret is destroyed 90 days after the month.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from crimebook.sealing.agefile import Random
from crimebook.sealing.errors import SealingError
from crimebook.sealing.manifest import Epoch, Manifest, parse_manifest_text
from crimebook.sealing.receipt import public_of
from crimebook.stores.vault.errors import VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.halves import COST, SECRET_BYTES, lock, split, unlock
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import format_instant
from crimebook.terms.notes import NoteError, Root, check_note
from crimebook.unsealing.identities import HybridIdentity, make_identity
from crimebook.unsealing.manifest import RootKey, sign_manifest
from crimebook.work.opening.keyring import (
    ARCHIVE_PUBLIC,
    FIRST,
    REPLY,
    SECOND,
    Keyring,
    Passphrases,
    keep_sealed,
    unlock_keyring,
)

MANIFEST, ROOT_PUBLIC = "manifest.note", "root.pub"
KEPT_AFTER = timedelta(days=90)
"""How long a month's secret is kept after the month: a report may have waited that long."""

MAX_MONTHS = 12
OFFLINE = "-offline"
"""Behind a year: the name of the key of offline sealers, which are good for longer than a month."""

_ROOT_CLASSIC, _ROOT_LATTICE, _ROOT_NAME = "root-ed25519", "root-mldsa65", "root-name"


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
    has_new_archive: bool


def make_keys(
    vault: Vault, root: Vault, passphrases: Passphrases, order: KeyOrder, random: Random
) -> tuple[Keyring, MadeKeys]:
    """Make what is missing, sign a manifest, and return the keyring unlocked."""
    if not 1 <= order.months <= MAX_MONTHS:
        raise InvalidValueError(f"1 to {MAX_MONTHS} months", str(order.months))
    is_new = not vault.has(Room.ARCHIVE, ARCHIVE_PUBLIC)
    if is_new:
        _make_archive(vault, passphrases, order.cost, random)
    keyring = unlock_keyring(vault, passphrases, random)
    root_key = _root(root, order, random)
    if not vault.has(Room.DESK, REPLY):
        keep_sealed(vault, Room.DESK, REPLY, random(SECRET_BYTES), random)
    months = _months(order.at, order.months)
    made = [name for name in (*months, _offline(months)) if _make_epoch(vault, name, random)]
    manifest = _manifest(vault, keyring, order, random)
    vault.put_again(Room.PUBLIC, ROOT_PUBLIC, str(root_key.root).encode())
    vault.put_again(Room.PUBLIC, MANIFEST, sign_manifest(manifest, root_key))
    return keyring, MadeKeys(tuple(made), manifest.serial, manifest.expires, is_new)


def current_manifest(vault: Vault) -> Manifest:
    """Return the newest manifest that this desk published, checked against its root."""
    root = Root.parse(vault.read(Room.PUBLIC, ROOT_PUBLIC).decode())
    return parse_manifest_text(check_note(vault.read(Room.PUBLIC, MANIFEST), [root]))


def months_kept(vault: Vault) -> tuple[str, ...]:
    """Return the months, and years for offline sealers, whose secret is there."""
    return vault.names(Room.EPOCHS)


def month_is_due(month: str, today: date) -> bool:
    """Whether a month's secret, or a year's for offline sealers, has been kept long enough."""
    last = f"{month.removesuffix(OFFLINE)}-12" if month.endswith(OFFLINE) else month
    return today >= _end(last).date() + KEPT_AFTER


def _make_archive(vault: Vault, passphrases: Passphrases, cost: int, random: Random) -> None:
    if passphrases.first.strip() == passphrases.second.strip():
        raise VaultError("passphrases of two people", "the same one twice", "each takes their own")
    identity = make_identity(random)
    halves = split(identity.seed, random)
    # The public half last: while it is missing, an attempt that was broken off is made anew.
    for name, half, words in zip(
        (FIRST, SECOND), halves, (passphrases.first, passphrases.second), strict=True
    ):
        vault.put_again(Room.ARCHIVE, name, lock(half, words, random, cost=cost))
    vault.put_new(Room.ARCHIVE, ARCHIVE_PUBLIC, str(identity.recipient).encode())


def _root(root: Vault, order: KeyOrder, random: Random) -> RootKey:
    """Return the root's secret, made where there is none yet."""
    if not root.has(Room.DESK, _ROOT_NAME):
        made = RootKey.make(order.root_name, random)
        for name, seed in ((_ROOT_CLASSIC, made.ed25519_seed), (_ROOT_LATTICE, made.mldsa65_seed)):
            root.put_again(Room.DESK, name, lock(seed, order.root_passphrase, random, cost=order.cost))
        root.put_new(Room.DESK, _ROOT_NAME, made.name.encode())
        return made
    classic, lattice = (
        unlock(root.read(Room.DESK, name), order.root_passphrase) for name in (_ROOT_CLASSIC, _ROOT_LATTICE)
    )
    return RootKey(root.read(Room.DESK, _ROOT_NAME).decode(), classic, lattice)


def _make_epoch(vault: Vault, month: str, random: Random) -> bool:
    if vault.has(Room.EPOCHS, month):
        return False
    keep_sealed(vault, Room.EPOCHS, month, make_identity(random).seed, random)
    return True


def _manifest(vault: Vault, keyring: Keyring, order: KeyOrder, random: Random) -> Manifest:
    before = _manifest_before(vault)
    months = _months(order.at, order.months)
    by_month = dict(zip(reversed(months_kept(vault)), keyring.epochs(), strict=True))
    return Manifest(
        origin=before.origin if before else order.origin or f"crimebook.invalid/{random(6).hex()}",
        serial=before.serial + 1 if before else 1,
        issued=format_instant(order.at.astimezone(UTC).replace(microsecond=0)),
        expires=format_instant(_end(months[-1])),
        epochs=tuple(_epoch(month, by_month[month]) for month in months),
        reply_key=public_of(keyring.reply_seed()).hex(),
        offline_recipient=str(by_month[_offline(months)].recipient),
    )


def _offline(months: list[str]) -> str:
    """Return the name of the year's key, to which an offline sealer seals."""
    return months[0][:4] + OFFLINE


def _manifest_before(vault: Vault) -> Manifest | None:
    if not vault.has(Room.PUBLIC, MANIFEST):
        return None
    try:
        return current_manifest(vault)
    except (NoteError, SealingError) as error:
        raise VaultError(
            "the last manifest, signed by the book's root", "another", "put the root's own copy back"
        ) from error


def _epoch(month: str, identity: HybridIdentity) -> Epoch:
    start = _start(month)
    return Epoch(month, str(identity.recipient), format_instant(start), format_instant(_end(month)))


def _months(at: datetime, count: int) -> list[str]:
    first = at.astimezone(UTC)
    numbers = (first.year * 12 + first.month - 1 + step for step in range(count))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _start(month: str) -> datetime:
    try:
        return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidValueError("a month such as 2026-01", repr(month[:20])) from error


def _end(month: str) -> datetime:
    start = _start(month)
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
