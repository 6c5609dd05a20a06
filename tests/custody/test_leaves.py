"""Leaves: what they commit to, and that nobody can tell them apart."""

import hashlib
import hmac
import itertools
import os
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.custody.leaves import (
    HeadProof,
    check_head,
    decoy_leaf,
    event_leaf,
    fill_interval,
    heads_leaf,
    heads_root,
    report_leaf,
)
from crimebook.custody.merkle import EMPTY_ROOT, ProofError
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError

ONE, OTHER = sha256_hex(b"one"), sha256_hex(b"other")
SECRET, BLIND = b"s" * 32, b"b" * 32
HEADS = {f"report:{number}": (sha256_hex(b"%d" % number), number + 1) for number in range(11)}
OBJECTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
CHAINS = st.tuples(st.binary(max_size=4).map(sha256_hex), st.integers(1, 2**63 - 1))


def tagged(tag: str, content: bytes) -> bytes:
    """H of the specification, written again."""
    hashed = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(hashed + hashed + content).digest()


def counted() -> Callable[[int], bytes]:
    numbers = itertools.count()
    return lambda size: hashlib.shake_256(b"%d" % next(numbers)).digest(size)


def test_leaves_are_those_of_the_specification():
    digest = bytes.fromhex(ONE)
    mac = hmac.new(BLIND, digest, "sha256").digest()
    assert report_leaf(ONE, SECRET) == tagged("crimebook/report-leaf/v1", digest + SECRET)
    assert event_leaf(ONE, BLIND) == tagged("crimebook/event-leaf/v1", mac)
    assert decoy_leaf(SECRET) == tagged("crimebook/decoy-leaf/v1", SECRET)


def test_a_heads_leaf_is_that_of_the_specification():
    one = b"\0\1b" + bytes.fromhex(ONE) + bytes(7) + b"\2"
    other = b"\0\2\xd1\x8d" + bytes.fromhex(OTHER) + bytes(7) + b"\1"
    left, right = (hashlib.sha256(b"\0" + entry).digest() for entry in (one, other))
    root = hashlib.sha256(b"\1" + left + right).digest()
    mac = hmac.new(BLIND, bytes(7) + b"\2" + root, "sha256").digest()
    heads = {"э": (OTHER, 1), "b": (ONE, 2)}
    assert heads_root(heads) == root
    assert heads_leaf(BLIND, heads) == tagged("crimebook/heads-leaf/v1", mac)


def test_a_book_without_chains_has_a_heads_leaf():
    assert heads_root({}) == EMPTY_ROOT
    assert len(heads_leaf(BLIND, {})) == 32


def test_the_same_thing_under_another_blind_is_another_leaf():
    made = {
        report_leaf(ONE, SECRET),
        report_leaf(ONE, BLIND),
        report_leaf(OTHER, SECRET),
        event_leaf(ONE, SECRET),
        event_leaf(ONE, BLIND),
        decoy_leaf(SECRET),
        decoy_leaf(BLIND),
        heads_leaf(SECRET, HEADS),
        heads_leaf(BLIND, HEADS),
    }
    assert len(made) == 9
    assert {len(each) for each in made} == {32}


@pytest.mark.parametrize("make", [report_leaf, event_leaf])
def test_what_is_no_digest_makes_no_leaf(make):
    for wrong in ("", "00", ONE.upper(), ONE + "0"):
        with pytest.raises(InvalidValueError):
            make(wrong, SECRET)


@pytest.mark.parametrize("secret", [b"", b"s" * 31, b"s" * 33, "s" * 32])
def test_a_short_blind_is_refused(secret: object):
    for make in (lambda: report_leaf(ONE, secret), lambda: event_leaf(ONE, secret)):
        with pytest.raises(InvalidValueError, match="32 bytes"):
            make()
    for make in (lambda: decoy_leaf(secret), lambda: heads_leaf(secret, HEADS)):
        with pytest.raises(InvalidValueError, match="32 bytes"):
            make()


@given(st.dictionaries(OBJECTS, CHAINS, min_size=1, max_size=12), st.data())
def test_one_head_is_proven_without_the_others(heads: dict, data: st.DataObject):
    object_id = data.draw(st.sampled_from(sorted(heads)))
    check_head(heads_leaf(BLIND, heads), object_id, *heads[object_id], HeadProof.of(BLIND, heads, object_id))


def test_another_head_is_not_proven():
    leaf, proof = heads_leaf(BLIND, HEADS), HeadProof.of(BLIND, HEADS, "report:3")
    head, length = HEADS["report:3"]
    check_head(leaf, "report:3", head, length, proof)
    for wrong in (("report:4", head, length), ("report:3", ONE, length), ("report:3", head, length - 1)):
        with pytest.raises(ProofError):
            check_head(leaf, *wrong, proof)
    with pytest.raises(ProofError, match="another leaf"):
        check_head(heads_leaf(SECRET, HEADS), "report:3", head, length, proof)


def test_a_chain_that_was_cut_has_another_leaf():
    """So a log of decoys in the place of dropped events does not fit the events that are left."""
    cut = HEADS | {"report:3": (ONE, HEADS["report:3"][1] - 1)}
    gone = {object_id: each for object_id, each in HEADS.items() if object_id != "report:3"}
    leaf = heads_leaf(BLIND, HEADS)
    for heads in (cut, gone):
        assert heads_leaf(BLIND, heads) != leaf
    with pytest.raises(ProofError):
        check_head(leaf, "report:3", *cut["report:3"], HeadProof.of(BLIND, cut, "report:3"))
    with pytest.raises(ProofError):
        HeadProof.of(BLIND, gone, "report:3")


def test_a_proof_of_a_head_is_read_as_it_is_written():
    proof = HeadProof.of(BLIND, HEADS, "report:3")
    assert HeadProof.parse(proof.to_json()) == proof


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: b"", id="nothing"),
        pytest.param(lambda text: b"[]", id="a list"),
        pytest.param(lambda text: b"null", id="no value"),
        pytest.param(lambda text: b"[" * 100_000, id="a tower"),
        pytest.param(lambda text: b"\xff" + text, id="no text"),
        pytest.param(lambda text: text + b"\n", id="a line feed after it"),
        pytest.param(lambda text: text.replace(b'"v":1', b'"v":2'), id="another version"),
        pytest.param(lambda text: text.replace(b'"count":11', b'"count":"11"'), id="a number as text"),
        pytest.param(lambda text: text.replace(b'"count":11', b'"count":11.0'), id="another writing"),
        pytest.param(lambda text: text.replace(b'"count"', b'"c":1,"count"'), id="a field more"),
        pytest.param(lambda text: text.replace(b'"count":11,', b""), id="a field less"),
        pytest.param(lambda text: text.replace(b'"count":11', b'"count":11,"count":11'), id="a field twice"),
        pytest.param(lambda text: text.replace(b"6262", b"6 262", 1), id="a space among digits"),
        pytest.param(lambda text: text.replace(b'"path":[', b'"path":["zz",'), id="no hexadecimal"),
        pytest.param(lambda text: text.replace(b'"path":[', b'"path":[1,'), id="a number for a hash"),
    ],
)
def test_another_writing_is_no_proof_of_a_head(spoil: Callable[[bytes], bytes]):
    proof, (head, length) = HeadProof.of(BLIND, HEADS, "report:3"), HEADS["report:3"]
    with pytest.raises(ProofError):
        check_head(
            heads_leaf(BLIND, HEADS), "report:3", head, length, HeadProof.parse(spoil(proof.to_json()))
        )


def test_two_objects_never_have_the_entry_of_one():
    """The length before a name: or an object could be named so that its entry is another's."""
    longer = "a" + bytes.fromhex("61" * 32).decode() + "\0" * 7 + "\1"
    assert heads_root({longer: (ONE, 1)}) != heads_root({"a": (sha256_hex(b""), 1)})
    assert heads_root({"a": (ONE, 1), "b": (ONE, 1)}) != heads_root({"b": (ONE, 1), "c": (ONE, 1)})


@pytest.mark.parametrize("length", [0, -1, 1 << 63])
def test_a_chain_without_events_has_no_head(length: int):
    with pytest.raises(ProofError):
        heads_root({"report:1": (ONE, length)})
    with pytest.raises(ProofError):
        heads_root({"": (ONE, 1)})


@given(st.integers(1, 40), st.integers(0, 60))
def test_every_interval_has_as_many_leaves_and_its_heads_first(size: int, count: int):
    waiting = [decoy_leaf(number.to_bytes(32)) for number in range(count)]
    heads = heads_leaf(BLIND, HEADS)
    leaves = fill_interval(heads, waiting, size, counted())
    assert len(leaves) == len(set(leaves)) == size
    assert leaves[0] == heads
    assert set(waiting[: size - 1]) <= set(leaves)
    assert not set(waiting[size - 1 :]) & set(leaves)


def test_the_place_of_a_leaf_tells_nothing():
    """One report among decoys comes to every place, the last as often as the first."""
    leaf, random = report_leaf(ONE, SECRET), counted()
    places = [fill_interval(bytes(32), [leaf], 5, random).index(leaf) for _ in range(400)]
    assert {place: places.count(place) > 60 for place in set(places)} == dict.fromkeys(range(1, 5), True)


def test_leaves_of_one_kind_are_not_told_from_another_by_their_bits():
    """Ones among 8,192 bits a kind, of which a fair coin gives 4,096 give or take 45."""
    kinds = [
        [report_leaf(sha256_hex(b"%d" % number), os.urandom(32)) for number in range(32)],
        [event_leaf(sha256_hex(b"%d" % number), os.urandom(32)) for number in range(32)],
        [decoy_leaf(os.urandom(32)) for _ in range(32)],
        [heads_leaf(os.urandom(32), HEADS) for _ in range(32)],
    ]
    ones = [int.from_bytes(b"".join(leaves)).bit_count() for leaves in kinds]
    assert all(abs(each - 4_096) < 450 for each in ones)


@pytest.mark.parametrize("size", [0, -1])
def test_an_interval_without_leaves_is_refused(size: int):
    with pytest.raises(InvalidValueError, match="at least one"):
        fill_interval(bytes(32), [], size, counted())
    with pytest.raises(InvalidValueError, match="32 bytes"):
        fill_interval(bytes(32), [b"short"], 3, counted())
