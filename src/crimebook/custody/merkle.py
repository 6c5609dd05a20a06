"""Merkle trees: roots, and proofs that a leaf is in a tree and that a tree only grew.

RFC 6962, section 2.1 (SHA-256), checked by the algorithms of RFC 9162, section 2.1. Checks take nothing on
trust: they raise `ProofError` for whatever is not exactly right, another type included, or return nothing. A
proof is a list or tuple of hashes of 32 bytes from the leaves upward. Nothing here signs, stores or fetches.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from crimebook.terms.errors import InvalidValueError

LEAF_PREFIX: Final = b"\x00"
NODE_PREFIX: Final = b"\x01"
HASH_BYTES: Final = 32
MAX_SIZE: Final = (1 << 63) - 1
EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of a tree without leaves (RFC 6962, section 2.1)."""

ReadHash = Callable[[int, int], bytes]
"""Gives the hash of the ``index``-th perfect subtree of 2**``level`` leaves: ``read_hash(level, index)``."""


class ProofError(InvalidValueError):
    """A proof that does not prove what is asked, or is no proof at all."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(LEAF_PREFIX + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over both its children (RFC 6962, section 2.1)."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def tree_root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root of the tree of these leaf hashes, in their order."""
    return Frontier().extend(leaf_hashes).root


def check_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that leaf ``index`` of the tree of ``size`` leaves has this hash (RFC 9162, section 2.1.3.2).

    ``leaf_hash`` is the hash of the leaf, not its data. Raises `ProofError`; returns nothing.
    """
    _check_size(index, "an index")
    _check_size(size, "a tree size")
    if index >= size:
        raise ProofError(f"an index below the tree size {size}", str(index))
    _check_hashes((leaf_hash, root), "a leaf hash and a root")
    _check_proof(proof)
    node, last, hashed = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("a proof that ends at the root", "superfluous hashes")
        if node & 1 or node == last:
            hashed = node_hash(sibling, hashed)
            node, last = _skip_levels_without_sibling(node, last)
        else:
            hashed = node_hash(hashed, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("a proof that ends at the root", "missing hashes")
    _check_same(hashed, root, "root")


def check_consistency(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Check that the tree of ``size2`` leaves begins with all of ``size1`` (RFC 9162, section 2.1.4.2).

    Equal sizes need equal roots and no proof. From an empty tree nothing can be proven, so it is refused.
    Raises `ProofError`; returns nothing.
    """
    _check_size(size1, "a tree size")
    _check_size(size2, "a tree size")
    _check_hashes((root1, root2), "two roots")
    _check_proof(proof)
    if size1 > size2:
        raise ProofError(f"an older tree of at most {size2} leaves", str(size1))
    if size1 == size2:
        _check_unchanged(size1, proof, root1, root2)
    elif size1 == 0:
        raise ProofError("an older tree that has leaves", "an empty one", "every tree extends the empty one")
    else:
        _check_growth(size1, size2, proof, root1, root2)


def inclusion_proof(index: int, size: int, read_hash: ReadHash) -> tuple[bytes, ...]:
    """Return the proof that leaf ``index`` is in the tree of ``size`` (``PATH``, RFC 6962, section 2.1.1)."""
    _check_size(index, "an index")
    _check_size(size, "a tree size")
    if index >= size:
        raise ProofError(f"an index below the tree size {size}", str(index))
    start, end, beside = 0, size, []
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return tuple(range_root(*span, read_hash) for span in reversed(beside))


def consistency_proof(size1: int, size2: int, read_hash: ReadHash) -> tuple[bytes, ...]:
    """Return the proof that the tree of ``size2`` extends that of ``size1`` (RFC 6962, section 2.1.2)."""
    _check_size(size1, "a tree size")
    _check_size(size2, "a tree size")
    if not 0 < size1 <= size2:
        raise ProofError(f"an older tree of 1 to {size2} leaves", str(size1))
    start, end, beside = 0, size2, []
    while size1 != end:
        middle = start + _half(end - start)
        if size1 <= middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    if start > 0:
        beside.append((start, end))
    return tuple(range_root(*span, read_hash) for span in reversed(beside))


def range_root(start: int, end: int, read_hash: ReadHash) -> bytes:
    """Return the hash over the leaves from ``start`` to before ``end``: a node of some tree, or its root.

    ``start`` must be a multiple of the largest power of two that is not above their number, as it is for
    every node of a tree; the hash of anything else does not exist.
    """
    return fold_peaks([read_hash(level, index) for level, index in peaks_of(start, end)])


def fold_peaks(peaks: Sequence[bytes]) -> bytes:
    """Return the root over the perfect subtrees of which a tree is made, largest first; at least one."""
    *rest, hashed = peaks
    for peak in reversed(rest):
        hashed = node_hash(peak, hashed)
    return hashed


def peaks_of(start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return level and index of the perfect subtrees that make up a range of leaves, largest first."""
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start & ((1 << level) - 1):
            raise ProofError("a range of leaves that is a node of a tree", f"{start} to {end}")
        peaks.append((level, start >> level))
        start += 1 << level
    return tuple(peaks)


def reader_of(leaf_hashes: Sequence[bytes]) -> ReadHash:
    """Return a reader of hashes over leaf hashes in memory: for tests and small trees."""

    def read_hash(level: int, index: int) -> bytes:
        below = list(leaf_hashes[index << level : (index + 1) << level])
        if len(below) != 1 << level:
            raise ProofError(f"a whole subtree of {1 << level} leaves", f"{len(below)} of them")
        while len(below) > 1:
            below = [node_hash(*pair) for pair in zip(below[::2], below[1::2], strict=True)]
        return below[0]

    return read_hash


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: all that is needed to add leaves and to know the root (a compact range).

    ``peaks`` are the roots of the perfect subtrees of which the tree of ``size`` leaves is made, largest
    first: as many as ``size`` has bits that are one.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        _check_size(self.size, "a tree size")
        _check_hashes(self.peaks, "peaks")
        if len(self.peaks) != self.size.bit_count():
            raise ProofError(f"{self.size.bit_count()} peaks for {self.size} leaves", str(len(self.peaks)))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return fold_peaks(self.peaks) if self.peaks else EMPTY_ROOT

    def append(self, leaf_hash: bytes) -> Self:
        """Return the edge with one leaf more."""
        return self.extend((leaf_hash,))

    def extend(self, leaf_hashes: Iterable[bytes]) -> Self:
        """Return the edge with more leaves: O(log n) hashes for one, less than two a leaf for many."""
        size, peaks = self.size, list(self.peaks)
        for hashed in leaf_hashes:
            _check_hashes((hashed,), "a leaf hash")
            carried, rest = hashed, size
            while rest & 1:
                carried, rest = node_hash(peaks.pop(), carried), rest >> 1
            peaks.append(carried)
            size += 1
        return type(self)(size, tuple(peaks))


def _check_unchanged(size: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    if proof:
        raise ProofError("no proof between trees of the same size", f"{len(proof)} hashes")
    _check_same(root1, root2, "root at the same size")
    if size == 0:
        _check_same(root1, EMPTY_ROOT, "root of the empty tree")


def _check_growth(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    is_perfect = size1 & (size1 - 1) == 0
    path = (root1, *proof) if is_perfect else tuple(proof)
    node, last = size1 - 1, size2 - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    if not path or not proof:
        raise ProofError("a proof between trees of two sizes", "none")
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("a proof that ends at the root", "superfluous hashes")
        if node & 1 or node == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            node, last = _skip_levels_without_sibling(node, last)
        else:
            newer = node_hash(newer, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("a proof that ends at the root", "missing hashes")
    _check_same(older, root1, "older root")
    _check_same(newer, root2, "newer root")


def _skip_levels_without_sibling(node: int, last: int) -> tuple[int, int]:
    """Step 4.b of both algorithms: a last node without a sibling is the same hash one level up."""
    while not node & 1 and node != 0:
        node, last = node >> 1, last >> 1
    return node, last


def _half(size: int) -> int:
    """Return the largest power of two below ``size``: where RFC 6962 cuts a tree."""
    return 1 << (size - 1).bit_length() - 1


def _check_same(found: bytes, wanted: bytes, what: str) -> None:
    if found != wanted:
        raise ProofError(f"the {what} {wanted.hex()}", found.hex())


def _check_size(number: object, what: str) -> None:
    if type(number) is not int or not 0 <= number <= MAX_SIZE:
        raise ProofError(f"{what} from 0 to 2^63 - 1", _kind_of(number))


def _check_proof(proof: object) -> None:
    if not isinstance(proof, list | tuple):
        raise ProofError("a proof as a list of hashes", type(proof).__name__)
    _check_hashes(proof, "a proof")


def _check_hashes(hashes: Iterable[object], what: str) -> None:
    for hashed in hashes:
        if type(hashed) is not bytes or len(hashed) != HASH_BYTES:
            raise ProofError(f"{what} of {HASH_BYTES} bytes each", _kind_of(hashed))


def _kind_of(value: object) -> str:
    """Return what a wrong value is, in few signs: it comes from outside and may be long."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return str(value) if type(value) is int and value.bit_length() <= 64 else type(value).__name__
