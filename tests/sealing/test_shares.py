from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import combine_mnemonics

from crimebook.sealing.errors import EnvelopeError, SealingError, ShareError
from crimebook.sealing.shares import (
    SEALED_SHARE_BYTES,
    Aim,
    Share,
    check_share,
    parse_share,
    seal_share,
    share_bytes,
    share_digest,
    split_seed,
)
from crimebook.unsealing.identities import HybridIdentity
from crimebook.unsealing.shares import mnemonic_of

SEED = bytes(range(32))
WORDS = split_seed(SEED, 3, 5)
HOLDER = HybridIdentity(b"h" * 32)


def share(**differences: Any) -> Share:
    return replace(Share(Aim.IDENTITY, "a" * 64, 2, "b" * 64, WORDS[1]), **differences)


def check(found: Share, **differences: Any) -> None:
    told = {"aim": Aim.IDENTITY, "report": "a" * 64, "custodian": 2, "digest": share_digest(share())}
    check_share(found, **{**told, **differences})


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.integers(2, 16), st.data())
def test_any_as_many_shares_as_are_needed_give_the_seed_back(seed: bytes, count: int, data: st.DataObject):
    needed = data.draw(st.integers(2, count))
    words = split_seed(seed, needed, count)
    chosen = data.draw(st.permutations(words))[:needed]
    assert combine_mnemonics([mnemonic_of(share(words=each)) for each in chosen]) == seed


def test_every_three_of_five_open_and_the_words_are_those_of_any_program():
    mnemonics = [mnemonic_of(share(words=each)) for each in WORDS]
    assert {len(each.split()) for each in mnemonics} == {33}
    assert {combine_mnemonics(each) for each in combinations(mnemonics, 3)} == {SEED}


@pytest.mark.parametrize(("needed", "count"), [(1, 5), (0, 5), (4, 3), (2, 17), (2, 1)])
def test_one_never_opens_alone_and_nobody_is_needed_who_is_not_there(needed: int, count: int):
    with pytest.raises(SealingError):
        split_seed(SEED, needed, count)


def test_a_seed_of_another_length_is_not_split():
    with pytest.raises(SealingError, match="32 bytes"):
        split_seed(SEED[:31], 2, 3)


def test_a_share_is_read_as_it_was_written_and_sealed_in_one_size():
    assert parse_share(share_bytes(share())) == share()
    sizes = {len(seal_share(share(custodian=index), HOLDER.recipient, bytes)) for index in (1, 9999)}
    assert sizes == {SEALED_SHARE_BYTES} == {2_171}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"version": 2}, id="a future version"),
        pytest.param({"report": "a"}, id="no report"),
        pytest.param({"salt": "B" * 64}, id="a salt in another writing"),
        pytest.param({"custodian": 0}, id="nobody's"),
        pytest.param({"words": WORDS[1][2:]}, id="fewer words"),
        pytest.param({"words": "f" + WORDS[1][1:]}, id="more than 33 words"),
        pytest.param({"words": WORDS[1].upper()}, id="words in another writing"),
        pytest.param({"words": "zz"}, id="no words"),
    ],
)
def test_a_share_that_cannot_be_is_refused(fault: dict[str, Any]):
    with pytest.raises(EnvelopeError):
        share_bytes(share(**fault))


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(share(report="c" * 64), id="of another report"),
        pytest.param(share(aim=Aim.DRILL), id="of a drill"),
        pytest.param(share(custodian=3), id="of another custodian"),
        pytest.param(share(words=WORDS[2]), id="with another's words"),
        pytest.param(share(salt="c" * 64), id="with another salt"),
    ],
)
def test_another_share_is_refused_and_its_holder_named(found: Share):
    check(share())
    with pytest.raises(ShareError, match="custodian 2"):
        check(found)


def test_neither_words_nor_salt_show_where_a_share_is_printed():
    assert WORDS[1] not in repr(share())
    assert "b" * 64 not in repr(share())
