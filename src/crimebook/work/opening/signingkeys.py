"""By which keys the desk signed events, and since when: what a manifest tells of them.

A key counts from the moment at which it took the place of the one before, not from the manifest that names
it: what was signed in between must be checked too. So that moment is written down beside the key, and
before it: a process that is killed in between leaves a line of a key that never came, which is passed over,
and never a key of which nobody knows since when it signs.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from crimebook.custody.signatures import KeyKind, Role, Signer
from crimebook.sealing.agefile import Random
from crimebook.sealing.manifest import Manifest, ZoneKey
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.zonekeys import DESK, ZoneSigner, replace_zone_key, zone_signer
from crimebook.terms.instants import format_instant, parse_instant
from crimebook.work.opening.publishing import ZONE_PUBLIC

BEGINNING: Final = "2020-01-01T00:00:00Z"
"""The first key signed from the book's beginning, which may be long before there was a manifest."""
_TIMES: Final = "zone-desk-times"
"""A line ``KEY SINCE`` for every key of the desk, in their order."""
_OVERLAP: Final = timedelta(seconds=1)
"""A key signs the event that another takes its place, and that event has the moment of the other's first."""


def replace_desk_signer(vault: Vault, random: Random, at: datetime) -> ZoneSigner:
    """Make another key for the desk's signatures, and write down that it counts from ``at`` on."""
    now = zone_signer(vault, random).key_id
    times = _read_times(vault, now) or {now: BEGINNING}
    since = format_instant(at.astimezone(UTC).replace(microsecond=0))

    def tell(signer: ZoneSigner) -> None:
        lines = [f"{key} {told}\n" for key, told in (times | {signer.key_id: since}).items()]
        vault.put_again(Room.PUBLIC, _TIMES, "".join(lines).encode())

    return replace_zone_key(vault, random, told=tell)


def desk_keys(vault: Vault, before: Manifest | None, issued: str, random: Random) -> tuple[ZoneKey, ...]:
    """Return the keys of zones for a manifest of ``issued``: those listed before, ended, and the desk's.

    A key of which nobody wrote down since when it signs counts from ``issued``.
    """
    vault.put_again(Room.PUBLIC, ZONE_PUBLIC, zone_signer(vault, random).key_id.encode())
    return _known_keys(vault, before, issued, random)


def event_signers(vault: Vault, manifest: Manifest, random: Random) -> tuple[Signer, ...]:
    """Return the keys that count under events by what a manifest in force and the desk's own disk say.

    What the register tells of keys is left aside: whoever writes into it could name one of theirs.
    """
    return tuple(
        Signer(
            each.zone,
            Role.ZONE,
            KeyKind.ED25519,
            bytes.fromhex(each.key),
            parse_instant(each.since),
            parse_instant(each.until) if each.until else None,
        )
        for each in _known_keys(vault, manifest, manifest.issued, random)
    )


def _known_keys(vault: Vault, before: Manifest | None, issued: str, random: Random) -> tuple[ZoneKey, ...]:
    signer = zone_signer(vault, random)
    listed = before.zone_keys if before else ()
    known = {each.key for each in listed}
    times = _read_times(vault, signer.key_id) or ({} if listed else {signer.key_id: BEGINNING})
    times |= {signer.key_id: times.get(signer.key_id, issued)}
    added = tuple(ZoneKey(DESK, key, since) for key, since in times.items() if key not in known)
    return _ended((*listed, *added))


def _ended(keys: Sequence[ZoneKey]) -> tuple[ZoneKey, ...]:
    """Return the keys, every one of the desk's but the last with its end."""
    desk = [each for each in keys if each.zone == DESK]
    ends = {one.key: _end(following.since) for one, following in pairwise(desk)}
    return tuple(
        replace(each, until=ends[each.key]) if each.key in ends and not each.until else each for each in keys
    )


def _end(since: str) -> str:
    return format_instant(parse_instant(since) + _OVERLAP)


def _read_times(vault: Vault, now: str) -> dict[str, str]:
    """Return since when each key signs, up to the key that signs ``now``: those after it never came."""
    if not vault.has(Room.PUBLIC, _TIMES):
        return {}
    lines = [line.partition(" ") for line in vault.read(Room.PUBLIC, _TIMES).decode().splitlines()]
    keys = [key for key, _, _ in lines]
    count = keys.index(now) + 1 if now in keys else len(keys)
    return {key: since for key, _, since in lines[:count]}
