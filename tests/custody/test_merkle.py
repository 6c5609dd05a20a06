"""Trees against the recursive definition of RFC 6962, and proofs against every small change."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.custody.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    Frontier,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    peaks_of,
    range_root,
    reader_of,
    tree_root,
)
from crimebook.terms.errors import CrimebookError

SIZES = st.integers(1, 70)
HASHES = [leaf_hash(b"leaf %d" % number) for number in range(70)]


def split_of(count: int) -> int:
    split = 1
    while split * 2 < count:
        split *= 2
    return split


def defined_root(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = split_of(len(hashes))
    joined = b"\x01" + defined_root(hashes[:split]) + defined_root(hashes[split:])
    return hashlib.sha256(joined).digest()


def defined_path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1, word for word."""
    if len(hashes) == 1:
        return []
    split = split_of(len(hashes))
    if index < split:
        return [*defined_path(index, hashes[:split]), defined_root(hashes[split:])]
    return [*defined_path(index - split, hashes[split:]), defined_root(hashes[:split])]


def defined_subproof(older: int, hashes: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2, word for word."""
    if older == len(hashes):
        return [] if is_whole else [defined_root(hashes)]
    split = split_of(len(hashes))
    if older <= split:
        right = defined_root(hashes[split:])
        return [*defined_subproof(older, hashes[:split], is_whole=is_whole), right]
    left = defined_root(hashes[:split])
    return [*defined_subproof(older - split, hashes[split:], is_whole=False), left]


def spoiled(proof: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Every proof with one bit flipped, one hash dropped, put in, doubled, cut or exchanged."""
    for place, hashed in enumerate(proof):
        before, after = tuple(proof[:place]), tuple(proof[place + 1 :])
        yield from ((*before, flipped(hashed, bit), *after) for bit in range(256))
        yield (*before, *after)
        yield (*before, hashed, hashed, *after)
        yield (*before, hashed[:-1], *after)
        yield (*before, hashed + b"\0", *after)
        yield from ((*before, after[0], hashed, *after[1:]) for _ in after[:1])
    for place in range(len(proof) + 1):
        yield (*proof[:place], bytes(32), *proof[place:])


def flipped(hashed: bytes, bit: int) -> bytes:
    return bytes(byte ^ (1 << bit % 8) if place == bit // 8 else byte for place, byte in enumerate(hashed))


def refused(check: Callable[..., None], *arguments: object) -> bool:
    try:
        check(*arguments)
    except ProofError:
        return True
    return False


def test_leaves_and_nodes_are_hashed_apart():
    assert leaf_hash(b"x") == hashlib.sha256(b"\0x").digest()
    assert node_hash(b"l", b"r") == hashlib.sha256(b"\1lr").digest()


def test_the_empty_tree_has_the_root_of_the_specification():
    assert tree_root([]) == EMPTY_ROOT == hashlib.sha256(b"").digest()


@given(SIZES)
def test_a_root_is_that_of_the_definition(size: int):
    assert tree_root(HASHES[:size]) == defined_root(HASHES[:size])
    assert range_root(0, size, reader_of(HASHES)) == defined_root(HASHES[:size])


@given(st.integers(0, 70), st.integers(0, 70))
def test_leaves_may_come_in_any_portions(cut: int, size: int):
    whole = Frontier().extend(HASHES[:size])
    assert Frontier().extend(HASHES[: min(cut, size)]).extend(HASHES[cut:size]) == whole
    if size:
        assert Frontier().extend(HASHES[: size - 1]).append(HASHES[size - 1]) == whole


@given(SIZES, st.data())
def test_every_leaf_is_proven_by_the_path_of_the_definition(size: int, data: st.DataObject):
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, reader_of(HASHES))
    assert list(proof) == defined_path(index, HASHES[:size])
    check_inclusion(index, size, HASHES[index], proof, tree_root(HASHES[:size]))


@given(SIZES, st.data())
def test_every_growth_is_proven_by_the_subproof_of_the_definition(size2: int, data: st.DataObject):
    size1 = data.draw(st.integers(1, size2))
    proof = consistency_proof(size1, size2, reader_of(HASHES))
    assert list(proof) == defined_subproof(size1, HASHES[:size2], is_whole=True)
    check_consistency(size1, size2, proof, tree_root(HASHES[:size1]), tree_root(HASHES[:size2]))


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (6, 7), (4, 7), (3, 8), (8, 9), (12, 21)])
def test_every_small_change_of_an_inclusion_proof_is_refused(index: int, size: int):
    proof, root = inclusion_proof(index, size, reader_of(HASHES)), tree_root(HASHES[:size])
    for bad in spoiled(proof):
        assert refused(check_inclusion, index, size, HASHES[index], bad, root)
    for bit in range(256):
        assert refused(check_inclusion, index, size, flipped(HASHES[index], bit), proof, root)
        assert refused(check_inclusion, index, size, HASHES[index], proof, flipped(root, bit))
    for other in set(range(size)) - {index}:
        assert refused(check_inclusion, other, size, HASHES[index], proof, root)


@pytest.mark.parametrize(("size1", "size2"), [(1, 1), (1, 2), (3, 7), (4, 7), (6, 8), (8, 9), (13, 21)])
def test_every_small_change_of_a_consistency_proof_is_refused(size1: int, size2: int):
    proof = consistency_proof(size1, size2, reader_of(HASHES))
    roots = tree_root(HASHES[:size1]), tree_root(HASHES[:size2])
    for bad in spoiled(proof):
        assert refused(check_consistency, size1, size2, bad, *roots)
    for bit in range(256):
        assert refused(check_consistency, size1, size2, proof, flipped(roots[0], bit), roots[1])
        assert refused(check_consistency, size1, size2, proof, roots[0], flipped(roots[1], bit))
    if size1 != size2:
        assert refused(check_consistency, size1, size2, proof, *reversed(roots))


@given(SIZES, st.integers(0, MAX_SIZE))
def test_an_index_at_or_past_the_tree_size_is_refused(size: int, beyond: int):
    index = min(size + beyond, MAX_SIZE)
    proof, root = inclusion_proof(size - 1, size, reader_of(HASHES)), tree_root(HASHES[:size])
    assert refused(check_inclusion, index, size, HASHES[size - 1], proof, root)
    with pytest.raises(ProofError, match="below the tree size"):
        inclusion_proof(index, size, reader_of(HASHES))


def test_nothing_is_in_an_empty_tree():
    with pytest.raises(ProofError, match="below the tree size 0"):
        check_inclusion(0, 0, HASHES[0], [], EMPTY_ROOT)


@pytest.mark.parametrize("proof", [(), (HASHES[0],), (EMPTY_ROOT,)])
def test_from_an_empty_tree_nothing_can_be_proven(proof: tuple[bytes, ...]):
    with pytest.raises(ProofError, match="empty"):
        check_consistency(0, 1, proof, EMPTY_ROOT, HASHES[0])
    with pytest.raises(ProofError):
        consistency_proof(0, 1, reader_of(HASHES))


def test_an_empty_tree_equals_itself_and_no_other_root_is_its_own():
    check_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    with pytest.raises(ProofError, match="empty tree"):
        check_consistency(0, 0, [], HASHES[0], HASHES[0])


def test_the_same_size_needs_the_same_root_and_no_proof():
    check_consistency(3, 3, (), HASHES[0], HASHES[0])
    with pytest.raises(ProofError, match="same size"):
        check_consistency(3, 3, (), HASHES[0], HASHES[1])
    with pytest.raises(ProofError, match="no proof"):
        check_consistency(3, 3, (HASHES[0],), HASHES[0], HASHES[0])


def test_a_tree_that_shrank_is_refused():
    with pytest.raises(ProofError, match="at most 3 leaves"):
        check_consistency(4, 3, (), HASHES[0], HASHES[1])


WRONG_NUMBERS = [-1, True, False, 1.0, "1", None, b"\1", MAX_SIZE + 1, 1 << 5000]
WRONG_HASHES = [None, "0" * 32, b"", b"0" * 31, b"0" * 33, bytearray(32), memoryview(bytes(32)), 0, [0] * 32]
WRONG_PROOFS = [None, b"0" * 32, "0" * 32, 0, {HASHES[0]: 1}, {HASHES[0]}, iter([HASHES[0]]), [None], [[]]]


@pytest.mark.parametrize("wrong", WRONG_NUMBERS, ids=lambda each: f"{type(each).__name__} {each!s:.4}")
def test_what_is_no_number_of_leaves_is_refused(wrong: object):
    one = HASHES[0]
    for arguments in ((wrong, 2, one, [one], one), (0, wrong, one, [one], one)):
        with pytest.raises(ProofError, match="expected"):
            check_inclusion(*arguments)
    for sizes in ((wrong, 2), (2, wrong), (wrong, wrong)):
        with pytest.raises(ProofError, match="expected"):
            check_consistency(*sizes, [one], one, one)


@pytest.mark.parametrize("wrong", WRONG_HASHES, ids=lambda each: type(each).__name__)
def test_what_is_no_hash_is_refused(wrong: object):
    one = HASHES[0]
    for arguments in ((wrong, [one], one), (one, [wrong], one), (one, [one], wrong)):
        with pytest.raises(ProofError, match="32 bytes"):
            check_inclusion(0, 2, *arguments)
    for arguments in (([wrong], one, one), ([one], wrong, one), ([one], one, wrong), ([], wrong, wrong)):
        with pytest.raises(ProofError, match="32 bytes"):
            check_consistency(1, 2, *arguments)
    with pytest.raises(ProofError, match="32 bytes"):
        Frontier().append(wrong)


@pytest.mark.parametrize("wrong", WRONG_PROOFS, ids=lambda each: type(each).__name__)
def test_what_is_no_list_of_hashes_is_no_proof(wrong: object):
    assert refused(check_inclusion, 0, 2, HASHES[0], wrong, HASHES[0])
    assert refused(check_consistency, 1, 2, wrong, HASHES[0], HASHES[0])


def test_a_refusal_is_one_of_ours_and_says_what_was_expected():
    with pytest.raises(CrimebookError, match="expected an index below the tree size 5, got 5"):
        check_inclusion(5, 5, HASHES[0], [], HASHES[0])


def test_a_proof_of_a_long_log_is_checked_as_that_of_a_short_one():
    """Ten million leaves that are alike: a perfect subtree has one hash at every level."""
    levels = [HASHES[0]]
    for _ in range(24):
        levels.append(node_hash(levels[-1], levels[-1]))

    def read_hash(level: int, _: int) -> bytes:
        return levels[level]

    size = 10_000_000
    root = range_root(0, size, read_hash)
    for index in (0, 1, 8_388_607, 8_388_608, 9_999_999):
        check_inclusion(index, size, HASHES[0], inclusion_proof(index, size, read_hash), root)
    proof = consistency_proof(9_876_543, size, read_hash)
    check_consistency(9_876_543, size, proof, range_root(0, 9_876_543, read_hash), root)
    assert max(len(proof), len(inclusion_proof(0, size, read_hash))) <= 25


def test_a_range_that_is_no_node_has_no_hash():
    with pytest.raises(ProofError, match="3 to 5"):
        peaks_of(3, 5)


@pytest.mark.parametrize(("size", "peaks"), [(0, 1), (1, 0), (3, 1), (4, 2), (-1, 0)])
def test_an_edge_that_fits_no_tree_is_refused(size: int, peaks: int):
    with pytest.raises(ProofError):
        Frontier(size, tuple(HASHES[:peaks]))
