"""How the anchors of a ledger stand: which tokens hold, which blocks are claimed, what ends when.

Everything is checked anew from the files, with the roots that the plan trusts; nothing is believed because
it lies there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography.x509 import Certificate

from crimebook.custody.anchors import parse_sums, subject_of
from crimebook.custody.opentimestamps import (
    BlockClaim,
    Pending,
    StampError,
    check_covers,
    list_claims,
    list_pending,
)
from crimebook.custody.timestamps import Timestamp, check_timestamp
from crimebook.stores.anchors.folder import CHECKPOINT, PROOF, SUMS, TOKEN_SUFFIX, AnchorFolder
from crimebook.stores.anchors.plan import AnchorPlan
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

LEAD = timedelta(days=90)
"""How long before the last certificate of an anchor ends it is stamped again."""


@dataclass(frozen=True, slots=True)
class AnchorSet:
    """One anchored thing as it stands: sound tokens, blocks, promises, and faults of its files.

    ``ends`` is the moment until which its tokens count, renewals included; None where it has none.
    """

    name: str
    stamps: tuple[Timestamp, ...]
    claims: tuple[BlockClaim, ...]
    pending: tuple[Pending, ...]
    faults: tuple[str, ...]
    ends: datetime | None


def read_anchors(folder: AnchorFolder, plan: AnchorPlan, *, at: datetime) -> tuple[AnchorSet, ...]:
    """Check every anchor with the plan's roots and return how each set stands, sorted by name."""
    found = [_read_set(name, folder, plan, at=at) for name in folder.sets()]
    ends = {each.name: each.ends for each in found}
    # Newest first: a renewal lasts as long as the one that covers it.
    for renewal in sorted((each for each in found if _is_renewal(each.name)), key=_name, reverse=True):
        for name in _covered(renewal.name, folder) & ends.keys():
            ends[name] = _renewed(ends[name], renewal, ends[renewal.name])
    return tuple(replace(each, ends=ends[each.name]) for each in found)


def due(anchors: Iterable[AnchorSet], at: datetime, *, lead: timedelta = LEAD) -> tuple[AnchorSet, ...]:
    """Return the sets whose last certificate ends within ``lead`` of ``at``, and has not ended yet."""
    return tuple(each for each in anchors if each.ends is not None and at <= each.ends <= at + lead)


def lapsed(anchors: Iterable[AnchorSet], at: datetime) -> tuple[AnchorSet, ...]:
    """Return the sets that nobody stamped again in time: only their blocks, if any, still prove them."""
    return tuple(each for each in anchors if each.ends is not None and each.ends < at)


def _read_set(name: str, folder: AnchorFolder, plan: AnchorPlan, *, at: datetime) -> AnchorSet:
    stamps: list[Timestamp] = []
    claims: tuple[BlockClaim, ...] = ()
    pending: tuple[Pending, ...] = ()
    faults: list[str] = []
    for file in folder.files(name):
        try:
            digest = _digest(name, folder)
            content = folder.read(name, file)
            if file.endswith(TOKEN_SUFFIX):
                stamps.append(check_timestamp(content, digest, roots_of(file, plan), at=at))
            elif file == PROOF:
                check_covers(content, digest)
                claims, pending = list_claims(content), list_pending(content)
        except InvalidValueError as error:
            faults.append(f"{name[:16]}/{file}: {error}")
    ends = max((each.ends for each in stamps), default=None)
    return AnchorSet(name, tuple(stamps), claims, pending, tuple(faults), ends)


def _digest(name: str, folder: AnchorFolder) -> Digest:
    """Return what the set's files must cover, from the subject beside them and not from its name alone."""
    file = SUMS if _is_renewal(name) else CHECKPOINT
    if file not in folder.files(name):
        raise StampError(f"{file} beside its anchors", "none", "anchor it again")
    content = folder.read(name, file)
    if _is_renewal(name):
        return sha256_hex(content)
    subject = subject_of(content)
    if subject.name != name:
        raise StampError(f"the checkpoint {name[:24]}", f"{subject.name[:24]}")
    return subject.digest


def roots_of(file: str, plan: AnchorPlan) -> tuple[Certificate, ...]:
    """Return the roots that the plan trusts for the authority of a token, by the file's name."""
    name = file.partition("-")[0]
    return next((each.roots for each in plan.authorities if each.name == name), ())


def _covered(renewal: str, folder: AnchorFolder) -> set[str]:
    """Return the sets whose every token a renewal lists by its present digest."""
    listed = parse_sums(folder.read(renewal, SUMS)) if SUMS in folder.files(renewal) else {}
    names = {path.partition("/")[0] for path in listed}
    return {
        name
        for name in names
        if all(
            listed.get(f"{name}/{file}") == sha256_hex(folder.read(name, file))
            for file in folder.files(name)
            if file != PROOF
        )
    }


def _renewed(ends: datetime | None, renewal: AnchorSet, renewal_ends: datetime | None) -> datetime | None:
    """Return until when a set counts that was stamped again: only if that came before its end."""
    if ends is None or renewal_ends is None or not any(each.time <= ends for each in renewal.stamps):
        return ends
    return max(ends, renewal_ends)


def _is_renewal(name: str) -> bool:
    return name.startswith("renewal-")


def _name(each: AnchorSet) -> str:
    return each.name
