import io
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.unsealing.armor import BEGIN, END, ArmorReader, looks_armored
from crimebook.unsealing.errors import Refusal, UnsealError


def armored(content: bytes, newline: bytes = b"\n") -> bytes:
    encoded = b64encode(content)
    lines = [encoded[at : at + 64] for at in range(0, len(encoded), 64)]
    return newline.join([BEGIN, *lines, END, b""])


def read(text: bytes) -> bytes:
    reader = ArmorReader(io.BytesIO(text).read)
    blocks = []
    while block := reader.read(1_000):
        blocks.append(block)
    return b"".join(blocks)


@given(st.binary(min_size=1, max_size=2_000), st.sampled_from([b"\n", b"\r\n"]))
def test_what_is_inside_of_armor_is_read(content: bytes, newline: bytes):
    assert read(armored(content, newline)) == content
    assert read(b" \n\n" + armored(content, newline) + b"\n \t") == content
    assert looks_armored(b"\n" + armored(content))


def test_a_binary_file_does_not_look_armored():
    assert not looks_armored(b"age-encryption.org/v1\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n" * 2_000 + armored(b"a"), id="space without end"),
        pytest.param(b"x\n" + armored(b"a"), id="something before"),
        pytest.param(armored(b"a") + b"x", id="something behind"),
        pytest.param(armored(b"a").replace(END, b""), id="no end"),
        pytest.param(armored(b"a" * 96).replace(b"YWFh\n", b"YWFh \n", 1), id="a space in a line"),
        pytest.param(armored(b"a").replace(b"YQ==", b"YR=="), id="base64 that is not canonical"),
        pytest.param(armored(b"a").replace(b"YQ==", b"YQ"), id="base64 without padding"),
        pytest.param(BEGIN + b"\n" + b"YWFh" * 17 + b"\n" + END, id="a long line"),
        pytest.param(BEGIN + b"\nYWFh\nYWFh\n" + END, id="a short line before the last"),
        pytest.param(BEGIN + b"\n\n" + END, id="an empty line"),
        pytest.param(BEGIN + b"a" * 70_000, id="a line without end"),
    ],
)
def test_what_no_strict_writer_writes_is_refused(text: bytes):
    with pytest.raises(UnsealError) as caught:
        read(text)
    assert caught.value.refusal is Refusal.ARMOR
