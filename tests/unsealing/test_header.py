import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sealing.cast import DESK, STRANGER

from crimebook.sealing.agefile import encode_base64, make_header
from crimebook.unsealing.errors import Refusal, UnsealError
from crimebook.unsealing.header import HeaderReader, decode_base64, read_header

HEADER = make_header(bytes(16), [DESK.recipient, STRANGER.recipient])


def read(text: bytes) -> HeaderReader:
    reader = HeaderReader(io.BytesIO(text).read)
    read_header(reader)
    return reader


def test_a_header_is_read_to_its_end_and_not_further():
    reader = read(HEADER + b"payload")
    assert reader.seen() == HEADER
    assert reader.rest() == b"payload"


def test_its_stanzas_and_its_mac_are_what_was_written():
    header = read_header(HeaderReader(io.BytesIO(HEADER).read))
    assert [stanza.kind for stanza in header.stanzas] == ["mlkem768x25519"] * 2
    assert header.head + b" " + encode_base64(header.mac) + b"\n" == HEADER


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"/v1", b"/v2", id="a future version"),
        pytest.param(b"-> ", b"->", id="no space"),
        pytest.param(b"-> ", b"->  ", id="two spaces"),
        pytest.param(b"mlkem768x25519", "mlkém".encode(), id="a sign that is no ASCII"),
        pytest.param(b"--- ", b"---", id="no space before the MAC"),
        pytest.param(b"--- ", b"---  ", id="two spaces before the MAC"),
        pytest.param(b"\n", b"\r\n", id="lines of another system"),
        pytest.param(b"--- ", b"--- A", id="a MAC too long"),
    ],
)
def test_another_writing_is_refused(old: bytes, new: bytes):
    with pytest.raises(UnsealError) as caught:
        read(HEADER.replace(old, new, 1))
    assert caught.value.refusal is Refusal.HEADER


def test_a_header_without_a_recipient_is_refused():
    with pytest.raises(UnsealError, match="recipient"):
        read(b"age-encryption.org/v1\n--- " + encode_base64(bytes(32)) + b"\n")


@given(st.binary(max_size=200))
def test_base64_has_one_writing(content: bytes):
    assert decode_base64(encode_base64(content)) == content


@pytest.mark.parametrize("text", [b"YQ==", b"YR", b"Y", b"Y Q", b"Y-_Q", b"YQ\n"])
def test_another_base64_is_refused(text: bytes):
    with pytest.raises(UnsealError):
        decode_base64(text)


def test_random_bytes_are_refused():
    for _ in range(50):
        with pytest.raises(UnsealError):
            read(os.urandom(300))
