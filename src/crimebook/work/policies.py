"""Policies out of a key manifest: whose signatures make a checkpoint of the book's log count.

What a reporter is shown must not depend on where it is checked. A browser knows Ed25519, so pages count the
witnesses that sign by it, wherever they are made; others count for `policy_of` and the public log.
"""

from dataclasses import dataclass, replace

from crimebook.custody.checkpoints import CheckpointError, FormerKey, Policy
from crimebook.custody.merkle import MAX_SIZE
from crimebook.sealing.manifest import Manifest, WitnessPolicy
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import Digest
from crimebook.terms.notes import COSIGNATURE_TYPE, NoteError, VerifierKey


@dataclass(frozen=True, slots=True)
class PagePolicy:
    """What a page can count: ``policy`` asks for no witness, ``needed`` says how many must have signed."""

    policy: Policy
    needed: int

    @property
    def can_count(self) -> bool:
        """Whether as many witnesses as must can be counted at all."""
        return self.needed <= len(self.policy.witnesses)


def policy_of(manifest: Manifest) -> Policy | None:
    """Return by what a checkpoint counts for a reporter, or None where the manifest names no log.

    Where there are witnesses one of them is asked for at least, even if the manifest asks for none: without
    any, a log can show each asker another tree. A manifest that names keys which are none has no log.
    """
    try:
        keys = tuple(map(VerifierKey.parse, manifest.witnesses.keys))
        return _policy(manifest, keys, _needed(manifest.witnesses))
    except (NoteError, CheckpointError):
        return None


def page_policy_of(manifest: Manifest) -> PagePolicy | None:
    """Return by what every page judges a proof, or None where the manifest names no log.

    Witnesses whose keys a browser cannot check are left out, and not what is asked for.
    """
    try:
        policy = _policy(manifest, countable_keys(manifest.witnesses), 0)
    except (NoteError, CheckpointError):
        return None
    return PagePolicy(policy, _needed(manifest.witnesses)) if policy else None


def countable_keys(witnesses: WitnessPolicy) -> tuple[VerifierKey, ...]:
    """Return the keys of witnesses whose signatures every page can check: Ed25519 (type 0x04)."""
    return tuple(
        key for key in map(_find_key, witnesses.keys) if key is not None and key.kind == COSIGNATURE_TYPE
    )


def mailbox_policy(policy: Policy) -> Policy:
    """Return by what a mailbox's proof is complete: by witnesses whom pages count, where they suffice."""
    kept = tuple(key for key in policy.witnesses if key.kind == COSIGNATURE_TYPE)
    return replace(policy, witnesses=kept) if policy.quorum <= len(kept) else policy


def log_alone(policy: Policy) -> Policy:
    """Return the policy of the same log that no witness need have signed; theirs are counted all the same."""
    return replace(policy, quorum=0)


def policy_digest(policy: Policy) -> Digest:
    """Return by what one policy is told from another.

    Of the log that is its oldest key which still counts: what that key signed holds after a change as well,
    and need not be proven anew, which would make the day "unaltered since" a later one.
    """
    oldest = policy.former[-1].key if policy.former else policy.log_key
    keys = [str(oldest), *sorted(map(str, policy.witnesses))]
    return sha256_hex(canonical_json({"origin": policy.origin, "keys": keys, "quorum": policy.quorum}))


def _needed(witnesses: WitnessPolicy) -> int:
    return max(witnesses.quorum, 1) if witnesses.keys else 0


def _policy(manifest: Manifest, witnesses: tuple[VerifierKey, ...], quorum: int) -> Policy | None:
    if not manifest.log_key:
        return None
    former = tuple(
        FormerKey(VerifierKey.parse(each.key), each.size or MAX_SIZE, bytes.fromhex(each.root))
        for each in manifest.former_log_keys
    )
    return Policy(manifest.origin, VerifierKey.parse(manifest.log_key), witnesses, quorum, former)


def _find_key(text: str) -> VerifierKey | None:
    """Read a key, or return None for one of a kind that nobody here knows."""
    try:
        return VerifierKey.parse(text)
    except NoteError:
        return None
