import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.sealing import bech32
from crimebook.sealing.bech32 import decode_bech32, encode_bech32


@given(st.binary(max_size=1300))
def test_what_was_written_is_read_again(content: bytes):
    assert decode_bech32(encode_bech32("age1pq", content), "age1pq") == content


def test_the_vectors_of_its_specification_are_read():
    assert decode_bech32("a12uel5l", "a") == b""
    assert (
        decode_bech32("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef").hex()
        == "00443214c74254b635cf84653a56d7c675be77df"
    )


@given(st.binary(min_size=1, max_size=64), st.data())
def test_one_wrong_sign_is_noticed(content: bytes, data: st.DataObject):
    text = encode_bech32("age", content)
    place = data.draw(st.integers(4, len(text) - 1))
    sign = data.draw(
        st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l").filter(lambda each: each != text[place])
    )
    with pytest.raises(ValueError, match="checksum"):
        decode_bech32(text[:place] + sign + text[place + 1 :], "age")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("1", id="a mark alone"),
        pytest.param("age1", id="no checksum"),
        pytest.param("bge12uel5l", id="another prefix"),
        pytest.param("age1b2uel5l", id="a sign that is none of the alphabet"),
        pytest.param("age1é2uel5l", id="a sign that is no ASCII"),
        pytest.param("AGE12UEL5L", id="upper case"),
    ],
)
def test_other_texts_are_refused(text: str):
    with pytest.raises(ValueError, match=r"prefix or alphabet|checksum"):
        decode_bech32(text, "age")


@pytest.mark.parametrize(
    "values", [[31, 29], [31, 28, 0], [31]], ids=["a bit set", "a sign too many", "a sign alone"]
)
def test_bits_left_over_are_refused(values: list[int]):
    """All three have a right checksum and a byte of 0xff at the most."""
    data = bytes(values)
    check = bech32._polymod(bech32._expand("age") + data + bytes(6)) ^ 1
    tail = bytes(check >> 5 * (5 - place) & 31 for place in range(6))
    with pytest.raises(ValueError, match="padding"):
        decode_bech32("age1" + (data + tail).translate(bech32._TO_SIGNS).decode(), "age")
