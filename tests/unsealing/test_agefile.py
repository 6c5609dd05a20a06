import io
import os

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sealing.cast import DESK, STRANGER

from crimebook.sealing.agefile import CHUNK_BYTES, HEADER_BYTES_OF_ONE, STANZA_TYPE, encode_base64, seal_bytes
from crimebook.unsealing.agefile import open_bytes, open_stream, rewrap
from crimebook.unsealing.errors import Refusal, UnsealError
from crimebook.unsealing.header import MAX_HEADER_BYTES
from crimebook.unsealing.identities import parse_identity

PLAIN = os.urandom(2 * CHUNK_BYTES + 7)
SEALED = seal_bytes(PLAIN, [DESK.recipient], os.urandom)
SMALL = seal_bytes(b"a word", [DESK.recipient], os.urandom)


def refusal_of(sealed: bytes) -> Refusal:
    with pytest.raises(UnsealError) as caught:
        open_bytes(sealed, [DESK])
    return caught.value.refusal


def test_every_changed_byte_is_refused():
    for place in range(len(SMALL)):
        spoilt = bytearray(SMALL)
        spoilt[place] ^= 1
        refusal_of(bytes(spoilt))


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_change_of_a_long_file_is_refused(place: int, change: int):
    spoilt = bytearray(SEALED)
    spoilt[place] ^= change
    refusal_of(bytes(spoilt))


@given(st.integers(0, len(SEALED) - 1))
def test_a_file_that_was_cut_is_refused(length: int):
    refusal_of(SEALED[:length])


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_file_cut_at_the_border_of_a_chunk_is_refused(chunks: int):
    border = HEADER_BYTES_OF_ONE + 16 + chunks * (CHUNK_BYTES + 16)
    assert refusal_of(SEALED[:border]) is Refusal.PAYLOAD


@pytest.mark.parametrize("more", [b"\0", b"more", bytes(CHUNK_BYTES + 16), SMALL])
def test_a_file_with_more_behind_it_is_refused(more: bytes):
    assert refusal_of(SEALED + more) is Refusal.PAYLOAD


def test_chunks_in_another_order_are_refused():
    start, size = HEADER_BYTES_OF_ONE + 16, CHUNK_BYTES + 16
    one, two = SEALED[start : start + size], SEALED[start + size : start + 2 * size]
    assert refusal_of(SEALED[:start] + two + one + SEALED[start + 2 * size :]) is Refusal.PAYLOAD


def test_the_payload_of_another_file_is_refused():
    other = seal_bytes(PLAIN, [DESK.recipient], os.urandom)
    assert (
        refusal_of(SEALED[: HEADER_BYTES_OF_ONE + 16] + other[HEADER_BYTES_OF_ONE + 16 :]) is Refusal.PAYLOAD
    )


def test_a_file_for_another_is_named_so():
    with pytest.raises(UnsealError) as caught:
        open_bytes(SMALL, [STRANGER])
    assert caught.value.refusal is Refusal.NO_MATCH
    assert open_bytes(SMALL, [STRANGER, DESK]) == b"a word"


def test_a_recipient_added_to_the_header_is_noticed():
    theirs = seal_bytes(b"x", [STRANGER.recipient], os.urandom)
    stanza = theirs[theirs.index(b"->") : theirs.index(b"---")]
    assert refusal_of(SMALL.replace(b"---", stanza + b"---", 1)) is Refusal.MAC


def test_a_file_sealed_with_a_passphrase_is_refused_before_anything_is_computed():
    stanza = b"-> scrypt %s 18\n%s\n" % (encode_base64(bytes(16)), encode_base64(bytes(32)))
    sealed = SMALL.replace(b"-> ", stanza + b"-> ", 1)
    with pytest.raises(UnsealError, match="passphrase") as caught:
        open_bytes(sealed, [DESK])
    assert caught.value.refusal is Refusal.HEADER


def test_a_header_without_end_is_refused_and_not_kept():
    endless = b"age-encryption.org/v1\n" + b"-> grease\n\n" * (MAX_HEADER_BYTES // 10)
    assert refusal_of(endless) is Refusal.HEADER
    assert refusal_of(b"age-encryption.org/v1\n-> " + b"a" * (2 * MAX_HEADER_BYTES)) is Refusal.HEADER


@settings(max_examples=20)
@given(st.integers(1, 5_000))
def test_how_a_file_is_read_makes_no_difference(step: int):
    """A pipe gives what it has."""
    source, plain = io.BytesIO(SEALED), io.BytesIO()
    open_stream(lambda count: source.read(min(count, step)), plain.write, [DESK])
    assert plain.getvalue() == PLAIN


def test_only_authentic_chunks_are_written_and_one_at_a_time():
    spoilt = bytearray(SEALED)
    spoilt[-1] ^= 1
    written: list[bytes] = []
    with pytest.raises(UnsealError):
        open_stream(io.BytesIO(bytes(spoilt)).read, written.append, [DESK])
    assert b"".join(written) == PLAIN[: 2 * CHUNK_BYTES]
    assert max(len(each) for each in written) == CHUNK_BYTES


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1])
def test_files_that_pyrage_sealed_to_x25519_are_opened(size: int):
    theirs, plain = pyrage.x25519.Identity.generate(), os.urandom(size)
    sealed = pyrage.encrypt(plain, [theirs.to_public()])
    assert open_bytes(sealed, [parse_identity(str(theirs))]) == plain
    with pytest.raises(UnsealError):
        open_bytes(sealed, [parse_identity(str(pyrage.x25519.Identity.generate()))])


def test_rewrapping_changes_who_opens_and_keeps_what_was_sealed():
    rewrapped = rewrap(SEALED, [DESK], [STRANGER.recipient])
    assert open_bytes(rewrapped, [STRANGER]) == PLAIN
    assert rewrapped[HEADER_BYTES_OF_ONE:] == SEALED[HEADER_BYTES_OF_ONE:]
    with pytest.raises(UnsealError):
        open_bytes(rewrapped, [DESK])


def test_who_cannot_open_cannot_rewrap():
    with pytest.raises(UnsealError):
        rewrap(SEALED, [STRANGER], [STRANGER.recipient])


def test_a_refusal_says_nothing_of_what_was_inside():
    with pytest.raises(UnsealError) as caught:
        open_bytes(SMALL[:-1], [DESK])
    assert "word" not in str(caught.value)
    assert STANZA_TYPE not in str(caught.value)
