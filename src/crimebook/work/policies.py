"""Policies out of a key manifest: whose signatures make a checkpoint of the book's log count."""

from crimebook.custody.checkpoints import CheckpointError, Policy
from crimebook.sealing.manifest import Manifest
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import Digest
from crimebook.terms.notes import NoteError, VerifierKey


def policy_of(manifest: Manifest) -> Policy | None:
    """Return by what a checkpoint counts for a reporter, or None where the manifest names no log.

    Where there are witnesses one of them is asked for at least, even if the manifest asks for none: without
    any, a log can show each asker another tree. A manifest that names keys which are none has no log.
    """
    if not manifest.log_key:
        return None
    try:
        keys = tuple(map(VerifierKey.parse, manifest.witnesses.keys))
        quorum = max(manifest.witnesses.quorum, 1) if keys else 0
        return Policy(manifest.origin, VerifierKey.parse(manifest.log_key), keys, quorum)
    except (NoteError, CheckpointError):
        return None


def log_alone(policy: Policy) -> Policy:
    """Return the policy of the same log that no witness need have signed; theirs are counted all the same."""
    return Policy(policy.origin, policy.log_key, policy.witnesses)


def policy_digest(policy: Policy) -> Digest:
    """Return by what one policy is told from another."""
    keys = [str(policy.log_key), *sorted(map(str, policy.witnesses))]
    return sha256_hex(canonical_json({"origin": policy.origin, "keys": keys, "quorum": policy.quorum}))
