import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.sealing.errors import BodyTooLongError, EnvelopeError
from crimebook.sealing.padding import LENGTH_BYTES, PADDED_SIZES, pad, padded_size, padme, unpad


@given(st.binary(max_size=20_000))
def test_what_was_padded_comes_back_and_has_one_of_five_sizes(content: bytes):
    padded = pad(content)
    assert len(padded) in PADDED_SIZES
    assert unpad(padded) == content


@pytest.mark.parametrize(("size", "following"), [*zip(PADDED_SIZES, (*PADDED_SIZES[1:], None), strict=True)])
def test_a_size_is_filled_to_its_border(size: int, following: int | None):
    assert padded_size(size - LENGTH_BYTES) == size
    if following:
        assert padded_size(size - LENGTH_BYTES + 1) == following
    else:
        with pytest.raises(BodyTooLongError):
            padded_size(size - LENGTH_BYTES + 1)


@pytest.mark.parametrize(
    "padded",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(bytes(4_095), id="another size"),
        pytest.param(pad(b"a")[:-1] + b"\1", id="a byte in the padding"),
        pytest.param(b"\xff\xff\xff\xff" + bytes(4_092), id="a length past the end"),
        pytest.param(pad(b"a").ljust(16_384, b"\0"), id="more padding than needed"),
    ],
)
def test_another_padding_of_the_same_is_refused(padded: bytes):
    with pytest.raises(EnvelopeError):
        unpad(padded)


def test_a_fixed_size_is_kept():
    assert len(pad(b"a", 100)) == 100
    assert unpad(pad(b"a", 100), 100) == b"a"
    with pytest.raises(BodyTooLongError):
        pad(bytes(97), 100)


def test_numbers_are_rounded_up_as_in_its_paper():
    assert [padme(count) for count in range(10)] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]
    assert padme(100) == 104
    assert padme(1_000) == 1_024


@given(st.integers(1, 10**9))
def test_rounding_up_costs_at_most_twelve_percent(count: int):
    assert count <= padme(count) <= count * 1.12
    assert padme(padme(count)) == padme(count)
