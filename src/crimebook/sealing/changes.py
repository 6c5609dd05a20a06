"""What changes from one manifest to the next, in plain words: the keeper of the root reads it and then signs.

A change is grave where, if it were not the team's own, reports, identities or the trust in what is signed
would be in other hands. Ask about it by voice before signing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crimebook.sealing.manifest import Custodian, FormerLogKey, Manifest, WitnessPolicy, ZoneKey
from crimebook.terms.digests import sha256_hex
from crimebook.terms.notes import COSIGNATURE_TYPE, NoteError, VerifierKey

_SHOWN_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a sentence."""

    text: str
    is_grave: bool = False


def manifest_changes(before: Manifest | None, after: Manifest) -> tuple[Change, ...]:
    """Return what ``after`` says otherwise than ``before``; without one before it, all that it says."""
    if before is None:
        return (
            Change(f"the first manifest that this root signs, number {after.serial} of {after.origin}"),
            *map(Change, manifest_facts(after)),
        )
    return (
        Change(f"number {before.serial} becomes {after.serial}"),
        *_of_span(before, after),
        *_of_epochs(before, after),
        *_of_single_keys(before, after),
        *_of_zones(before.zone_keys, after.zone_keys),
        *_of_custodians(before, after),
        *_of_former_keys(before, after),
        *_of_the_log(before, after),
    )


def manifest_facts(manifest: Manifest) -> tuple[str, ...]:
    """Return what a manifest says, a sentence for each thing."""
    return tuple(_facts(manifest))


def short_key(key: str) -> str:
    """Return by how a key is told from others in a sentence: the beginning of its SHA-256."""
    return sha256_hex(key.encode())[:_SHOWN_DIGITS]


def _facts(manifest: Manifest) -> Iterator[str]:
    yield f"issued {manifest.issued}, good until {manifest.expires}"
    for each in manifest.epochs:
        yield f"reports of {each.month} go to the key {short_key(each.recipient)}, until {each.until}"
    if manifest.offline_recipient:
        yield f"the form without a server seals to the key {short_key(manifest.offline_recipient)}"
    yield f"answers are signed by the key {short_key(manifest.reply_key)}"
    for zone in manifest.zone_keys:
        ended = f" until {zone.until}" if zone.until else ""
        yield f"the zone {zone.zone} signs by the key {short_key(zone.key)} from {zone.since}{ended}"
    for custodian in manifest.custodians:
        yield f"custodian {custodian.index} has the keys {_keys_of(custodian)}"
    if manifest.custodians:
        yield f"{manifest.custodians_needed} of {len(manifest.custodians)} custodians open an identity"
    yield from _facts_of_the_log(manifest)


def _facts_of_the_log(manifest: Manifest) -> Iterator[str]:
    if manifest.log_key:
        yield f"the log signs by the key {short_key(manifest.log_key)}"
    for each in manifest.former_log_keys:
        yield f"before it the log signed by the key {short_key(each.key)}, {_end_of(each)}"
    if manifest.leaves_per_interval:
        yield f"the log takes {manifest.leaves_per_interval} leaves every {manifest.interval_s} seconds"
    witnesses = manifest.witnesses
    if witnesses.keys:
        yield f"{witnesses.quorum} of {len(witnesses.keys)} witnesses must sign the log"
    for key in witnesses.keys:
        yield f"the witness {_name(key)} has the key {short_key(key)}"
    yield from _too_few(witnesses)
    if manifest.script_hash:
        yield f"the script that seals has the SHA-256 {manifest.script_hash}"


def _of_span(before: Manifest, after: Manifest) -> Iterator[Change]:
    if before.origin != after.origin:
        yield Change(f"the log {before.origin} becomes {after.origin}", is_grave=True)
    if before.expires != after.expires:
        yield Change(f"good until {after.expires}; the one before until {before.expires}")


def _of_epochs(before: Manifest, after: Manifest) -> Iterator[Change]:
    known = {each.month: each for each in before.epochs}
    named = {each.month for each in after.epochs}
    for each in after.epochs:
        key = short_key(each.recipient)
        if each.month not in known:
            is_replaced = any(month.partition(".")[0] == each.month.partition(".")[0] for month in known)
            told = ", in the place of one that was published" if is_replaced else ""
            yield Change(f"new: the key {key} of {each.month}{told}", is_grave=is_replaced)
        elif known[each.month] != each:
            yield Change(f"another key or another time for {each.month}: {key}", is_grave=True)
    for month in known:
        if month not in named:
            yield Change(f"no longer listed: {month}")


def _of_single_keys(before: Manifest, after: Manifest) -> Iterator[Change]:
    told = (
        ("the key of answers", before.reply_key, after.reply_key),
        ("the key of the form without a server", before.offline_recipient, after.offline_recipient),
        ("the key of the log", before.log_key, after.log_key),
        ("the script that seals", before.script_hash, after.script_hash),
    )
    for name, old, new in told:
        if old != new:
            shown = [short_key(each) if each else "none" for each in (old, new)]
            yield Change(f"{name}: {shown[0]} becomes {shown[1]}", is_grave=bool(old))


def _of_zones(before: tuple[ZoneKey, ...], after: tuple[ZoneKey, ...]) -> Iterator[Change]:
    known = {each.key: each for each in before}
    zones = {each.zone for each in before}
    for each in after:
        if each.key not in known:
            text = f"new: the zone {each.zone} signs by the key {short_key(each.key)} from {each.since}"
            yield Change(text, is_grave=each.zone in zones)
        elif known[each.key] != each:
            ended = f"signs until {each.until}" if each.until else "signs from another time"
            yield Change(f"the key {short_key(each.key)} of the zone {each.zone} {ended}", is_grave=True)
    listed = {each.key for each in after}
    for key, zone in known.items():
        if key not in listed:
            text = f"no longer listed: the key {short_key(key)} of the zone {zone.zone}"
            yield Change(f"{text}; what it signed cannot be checked", is_grave=True)


def _of_custodians(before: Manifest, after: Manifest) -> Iterator[Change]:
    old = {each.index: each for each in before.custodians}
    new = {each.index: each for each in after.custodians}
    for index in sorted(old.keys() | new.keys()):
        if index not in new:
            yield Change(f"custodian {index} goes; earlier identities stay sealed to them", is_grave=True)
        elif index not in old:
            yield Change(f"custodian {index} comes, with the keys {_keys_of(new[index])}", is_grave=True)
        elif old[index] != new[index]:
            is_moved = replace(old[index], jurisdiction=new[index].jurisdiction) == new[index]
            told = "is elsewhere" if is_moved else "has other keys"
            yield Change(f"custodian {index} {told}: {_keys_of(new[index])}", is_grave=True)
    if before.custodians_needed != after.custodians_needed:
        text = f"{before.custodians_needed} custodians who must agree become {after.custodians_needed}"
        yield Change(text, is_grave=after.custodians_needed < before.custodians_needed)


def _of_former_keys(before: Manifest, after: Manifest) -> Iterator[Change]:
    known = {each.key: each for each in before.former_log_keys}
    for each in after.former_log_keys:
        key = short_key(each.key)
        if each.key not in known:
            text = f"the log's former key {key} counts, {_end_of(each)}"
            yield Change(text, is_grave=each.key != before.log_key)
        elif known[each.key] != each:
            text = f"the log's former key {key} counts otherwise: {_end_of(each)}"
            yield Change(text, is_grave=bool(known[each.key].size))
    listed = {after.log_key, *(each.key for each in after.former_log_keys)}
    for key in known:
        if key not in listed:
            text = f"no longer listed: the log's former key {short_key(key)}"
            yield Change(f"{text}; proofs that it signed cannot be checked", is_grave=True)


def _end_of(former: FormerLogKey) -> str:
    return f"up to {former.size} leaves" if former.size else "until its successor takes its place"


def _too_few(witnesses: WitnessPolicy) -> Iterator[str]:
    """Warn where reporters' browsers, which know Ed25519 alone, can count too few of the witnesses."""
    count, needed = sum(map(_is_countable, witnesses.keys)), max(witnesses.quorum, 1)
    if witnesses.keys and count < needed:
        yield (
            f"a page in a browser can check {count} of {len(witnesses.keys)} witnesses, and {needed} must "
            "sign: no report will be shown as proven"
        )


def _is_countable(key: str) -> bool:
    try:
        return VerifierKey.parse(key).kind == COSIGNATURE_TYPE
    except NoteError:
        return False


def _of_the_log(before: Manifest, after: Manifest) -> Iterator[Change]:
    rhythm = (after.leaves_per_interval, after.interval_s)
    if rhythm != (before.leaves_per_interval, before.interval_s):
        yield Change(f"the log takes {rhythm[0]} leaves every {rhythm[1]} seconds")
    for key in after.witnesses.keys:
        if key not in before.witnesses.keys:
            yield Change(f"the witness {_name(key)} comes, with the key {short_key(key)}", is_grave=True)
    for key in before.witnesses.keys:
        if key not in after.witnesses.keys:
            yield Change(f"the witness {_name(key)} goes", is_grave=True)
    if before.witnesses.quorum != after.witnesses.quorum:
        text = f"{before.witnesses.quorum} witnesses who must sign become {after.witnesses.quorum}"
        yield Change(text, is_grave=after.witnesses.quorum < before.witnesses.quorum)
    if before.witnesses != after.witnesses:
        yield from (Change(text, is_grave=True) for text in _too_few(after.witnesses))


def _keys_of(custodian: Custodian) -> str:
    keys = f"{short_key(custodian.recipient)} and {short_key(custodian.sign_key)}"
    return f"{keys}, in {custodian.jurisdiction}"


def _name(verifier_key: str) -> str:
    return verifier_key.partition("+")[0]
