import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sealing.cast import DESK, STRANGER

from crimebook.sealing.agefile import CHUNK_BYTES, Sealer, make_header, seal_bytes, sealed_size
from crimebook.sealing.errors import SealingError
from crimebook.unsealing.agefile import open_bytes

BORDERS = sorted(
    size + more
    for size in (0, CHUNK_BYTES, 2 * CHUNK_BYTES, 4 * CHUNK_BYTES)
    for more in (-1, 0, 1)
    if size + more >= 0
)


@pytest.mark.parametrize("size", BORDERS)
def test_a_file_comes_back_at_the_borders_of_chunks(size: int):
    plain = os.urandom(size)
    sealed = seal_bytes(plain, [DESK.recipient], os.urandom)
    assert open_bytes(sealed, [DESK]) == plain
    assert len(sealed) == sealed_size(size)


@settings(max_examples=60)
@given(
    pieces=st.lists(
        st.one_of(
            st.integers(0, 300), st.integers(CHUNK_BYTES - 2, CHUNK_BYTES + 2), st.just(3 * CHUNK_BYTES)
        ),
        max_size=6,
    )
)
def test_how_a_file_comes_in_makes_no_difference(pieces: list[int]):
    plain = os.urandom(sum(pieces))
    fixed = lambda count: b"7" * count  # noqa: E731 - the randomness is an argument
    sealer = Sealer([DESK.recipient], fixed)
    sealed, at = sealer.header(), 0
    for piece in pieces:
        sealed += sealer.update(plain[at : at + piece])
        at += piece
    sealed += sealer.finish()
    assert open_bytes(sealed, [DESK]) == plain
    whole = seal_bytes(plain, [DESK.recipient], fixed)
    assert sealed[len(sealer.header()) :] == whole[len(sealer.header()) :]


def test_every_recipient_opens_and_nobody_needs_the_other():
    sealed = seal_bytes(b"Two desks.", [DESK.recipient, STRANGER.recipient], os.urandom)
    assert open_bytes(sealed, [DESK]) == open_bytes(sealed, [STRANGER]) == b"Two desks."


def test_the_same_words_sealed_twice_share_nothing_after_the_version():
    one, two = (seal_bytes(b"The same.", [DESK.recipient], os.urandom) for _ in range(2))
    assert one[60:120] != two[60:120]
    assert one[-20:] != two[-20:]


def test_memory_holds_a_chunk_and_not_the_file():
    sealer = Sealer([DESK.recipient], os.urandom)
    for _ in range(64):
        written = sealer.update(bytes(CHUNK_BYTES))
        assert len(written) <= 2 * CHUNK_BYTES
        assert len(sealer._held) <= CHUNK_BYTES


def test_a_finished_file_takes_no_more():
    sealer = Sealer([DESK.recipient], os.urandom)
    sealer.finish()
    with pytest.raises(SealingError, match="finished"):
        sealer.update(b"more")
    with pytest.raises(SealingError, match="finished"):
        sealer.finish()


def test_nothing_is_sealed_to_nobody():
    with pytest.raises(SealingError, match="at least one recipient"):
        make_header(bytes(16), [])
