"""Leaves of the log: 32 bytes that look alike, whatever they stand for (specification 0005, section 3).

A leaf tells nothing to who does not hold what it was made of. Every interval has the same number of them:
first the blinded root of all chains' heads, so that a dropped event cannot pass as a decoy, then reports,
events and decoys in a random order. Randomness is an argument; blinds and secrets are 32 random bytes, used
once.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from crimebook.custody.merkle import (
    ProofError,
    check_inclusion,
    inclusion_proof,
    leaf_hash,
    reader_of,
    tree_root,
)
from crimebook.terms.canonical import canonical_json, parse_canonical
from crimebook.terms.digests import Purpose, parse_digest, tagged_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

VERSION: Final = 1
LEAF_BYTES: Final = 32
SECRET_BYTES: Final = 32
MAX_OBJECT_BYTES: Final = 0xFFFF

Random = Callable[[int], bytes]
"""Gives so many random bytes; `os.urandom` outside of tests."""
Heads = Mapping[str, tuple[Digest, int]]
"""For every object the digest of its last event, and how many events its chain has."""


def report_leaf(envelope: Digest, secret: bytes) -> bytes:
    """Return the leaf of a sealed report, of the SHA-256 of its envelope and the ``leaf`` of its receipt.

    Without a receipt the secret is the random one that stands in the body (specification 0001, section 5.5).
    """
    return _leaf(Purpose.REPORT_LEAF, bytes.fromhex(parse_digest(envelope)) + _checked(secret))


def event_leaf(event: Digest, blind: bytes) -> bytes:
    """Return the leaf of a custody event, of its digest and of the blind that stands in it."""
    return _leaf(Purpose.EVENT_LEAF, _mac(blind, bytes.fromhex(parse_digest(event))))


def decoy_leaf(secret: bytes) -> bytes:
    """Return a leaf that stands for nothing; who keeps the secret can prove that it does."""
    return _leaf(Purpose.DECOY_LEAF, _checked(secret))


def heads_leaf(blind: bytes, heads: Heads) -> bytes:
    """Return the leaf that commits to the heads of all chains."""
    return _heads_leaf(blind, len(heads), heads_root(heads))


def heads_root(heads: Heads) -> bytes:
    """Return the root of the tree of all heads, in the order of their objects' UTF-8 bytes."""
    return tree_root(leaf_hash(entry) for entry in _entries(heads))


def fill_interval(heads: bytes, waiting: Sequence[bytes], size: int, random: Random) -> tuple[bytes, ...]:
    """Return the ``size`` leaves of an interval: ``heads`` first, then what waits, filled up with decoys.

    The first ``size - 1`` of ``waiting`` are taken and the rest goes on waiting. Their order is random, so
    that no reporter can tell from the place of their own leaf how many others there were.
    """
    if size < 1:
        raise InvalidValueError("at least one leaf an interval", str(size))
    taken = list(waiting[: size - 1])
    if any(len(each) != LEAF_BYTES for each in (heads, *taken)):
        raise InvalidValueError("leaves of 32 bytes", "another length")
    taken += [decoy_leaf(random(SECRET_BYTES)) for _ in range(size - 1 - len(taken))]
    return heads, *(leaf for _, leaf in sorted((random(16), leaf) for leaf in taken))


@dataclass(frozen=True, slots=True)
class HeadProof:
    """That one object's head is under a heads leaf, without showing the others (RFC 6962, section 2.1.1).

    Who sees it learns how many chains there are, and no more of the others than hashes over blinded digests.
    """

    blind: bytes
    count: int
    index: int
    path: tuple[bytes, ...]
    root: bytes

    @classmethod
    def of(cls, blind: bytes, heads: Heads, object_id: str) -> Self:
        """Return the proof for one of ``heads``; `ProofError` if the object has none."""
        if object_id not in heads:
            raise ProofError("an object that has a chain", "another")
        hashes = [leaf_hash(entry) for entry in _entries(heads)]
        index = sorted(heads, key=str.encode).index(object_id)
        path = inclusion_proof(index, len(hashes), reader_of(hashes))
        return cls(blind, len(hashes), index, path, tree_root(hashes))

    def to_json(self) -> bytes:
        """Return it as canonical JSON."""
        return canonical_json(
            {
                "v": VERSION,
                "blind": self.blind.hex(),
                "count": self.count,
                "index": self.index,
                "path": [each.hex() for each in self.path],
                "root": self.root.hex(),
            }
        )

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read what `to_json` wrote, or raise `ProofError`."""
        try:
            found = parse_canonical(content)
            path = tuple(map(bytes.fromhex, found["path"]))
            blind, root = bytes.fromhex(found["blind"]), bytes.fromhex(found["root"])
            proof = cls(blind, found["count"], found["index"], path, root)
            is_same = proof.to_json() == content
        except (InvalidValueError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProofError("the proof of a head in canonical JSON", "something else") from error
        if not is_same:
            raise ProofError("a proof in its one right writing", "another writing")
        return proof


def check_head(leaf: bytes, object_id: str, head: Digest, length: int, proof: HeadProof) -> None:
    """Check that ``leaf`` says that the chain of an object ends in ``head`` after ``length`` events.

    Raises `ProofError`. Whether ``leaf`` is in the log, and when, is another proof: see `custody.proofs`.
    """
    entry = leaf_hash(_head_entry(object_id, head, length))
    check_inclusion(proof.index, proof.count, entry, proof.path, proof.root)
    if _heads_leaf(proof.blind, proof.count, proof.root) != leaf:
        raise ProofError("a leaf over this root of heads", "another leaf")


def _entries(heads: Heads) -> list[bytes]:
    ordered = sorted(heads.items(), key=lambda head: head[0].encode())
    return [_head_entry(object_id, *head) for object_id, head in ordered]


def _head_entry(object_id: str, head: Digest, length: int) -> bytes:
    """Return an object's name after its length in two bytes, the digest, the number of events in eight."""
    name = object_id.encode()
    if not 0 < len(name) <= MAX_OBJECT_BYTES or not 0 < length < 1 << 63:
        raise ProofError("an object's name and a chain of at least one event", f"{length} events")
    return len(name).to_bytes(2) + name + bytes.fromhex(parse_digest(head)) + length.to_bytes(8)


def _heads_leaf(blind: bytes, count: int, root: bytes) -> bytes:
    return _leaf(Purpose.HEADS_LEAF, _mac(blind, count.to_bytes(8) + root))


def _leaf(purpose: Purpose, content: bytes) -> bytes:
    return bytes.fromhex(tagged_digest(purpose, content))


def _mac(blind: bytes, content: bytes) -> bytes:
    return hmac.digest(_checked(blind), content, "sha256")


def _checked(secret: bytes) -> bytes:
    if type(secret) is not bytes or len(secret) != SECRET_BYTES:
        raise InvalidValueError("a secret of 32 bytes", "another length")
    return secret
