import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.identity.drawing import SECOND_LOOK_SHARE, is_drawn
from crimebook.identity.edges import Pair
from crimebook.terms.errors import InvalidValueError

KEY = b"sixteen bytes..."
PAIRS = [Pair(number, number + 7) for number in range(1, 20_001)]


def test_about_the_share_is_drawn():
    drawn = sum(is_drawn(pair, KEY) for pair in PAIRS)
    # Five standard errors of a binomial of 20,000 at .05.
    assert abs(drawn - SECOND_LOOK_SHARE * len(PAIRS)) < 5 * (20_000 * 0.05 * 0.95) ** 0.5


def test_another_key_draws_others():
    one, other = ({pair for pair in PAIRS if is_drawn(pair, key)} for key in (KEY, KEY[::-1]))
    assert len(one & other) < len(one) / 4


@given(st.binary(min_size=16, max_size=64), st.integers(1, 2**40), st.integers(1, 2**40))
def test_the_same_key_draws_the_same_pairs_and_a_larger_share_draws_them_too(
    key: bytes, left: int, more: int
):
    pair = Pair(left, left + more)
    assert is_drawn(pair, key) == is_drawn(pair, key)
    assert not is_drawn(pair, key, share=0.0)
    assert is_drawn(pair, key, share=1.0)
    assert is_drawn(pair, key) <= is_drawn(pair, key, share=0.5)


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 65])
def test_a_key_that_can_be_guessed_or_is_none_is_refused(key: bytes):
    with pytest.raises(InvalidValueError, match="a key of 16 to 64 bytes"):
        is_drawn(Pair(1, 2), key)
