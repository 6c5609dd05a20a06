"""Two halves of a secret: each is noise alone, and each is unlocked by its own person."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.stores.vault.errors import PassphraseError, VaultError
from crimebook.stores.vault.halves import MAX_COST, join, lock, split, unlock

CHEAP = 2
SECRETS = st.binary(min_size=32, max_size=32)


@given(SECRETS)
def test_two_halves_are_the_secret_and_one_says_nothing_of_it(secret: bytes):
    one = split(secret, bytes)
    other = split(secret, lambda count: bytes([255]) * count)
    assert join(*one) == join(*other) == secret
    assert one[0] != other[0]
    assert one[1] != other[1]


@given(SECRETS, st.text(min_size=12, max_size=40).filter(lambda text: len(text.strip()) >= 12))
def test_a_half_is_unlocked_by_the_words_that_locked_it(half: bytes, words: str):
    assert unlock(lock(half, words, os.urandom, cost=CHEAP), words) == half


def test_other_words_unlock_nothing():
    locked = lock(bytes(32), "correct horse battery", os.urandom, cost=CHEAP)
    with pytest.raises(PassphraseError) as refused:
        unlock(locked, "correct horse batterY")
    assert "horse" not in str(refused.value)


@pytest.mark.parametrize("words", ["", "short", " " * 40, "eleven chrs"])
def test_words_that_are_tried_in_a_day_lock_nothing(words: str):
    with pytest.raises(PassphraseError):
        lock(bytes(32), words, os.urandom, cost=CHEAP)


def test_the_same_half_is_locked_differently_each_time():
    one, other = (lock(bytes(32), "correct horse battery", os.urandom, cost=CHEAP) for _ in range(2))
    assert one != other


@pytest.mark.parametrize(
    "differing", [{"n": 2 * MAX_COST}, {"n": 3}, {"n": 0}, {"n": True}, {"v": 2}, {"salt": None}, {"half": 1}]
)
def test_a_file_that_was_tampered_with_is_refused_before_it_costs_anything(differing: dict):
    value = json.loads(lock(bytes(32), "correct horse battery", os.urandom, cost=CHEAP))
    with pytest.raises(VaultError):
        unlock(json.dumps(value | differing).encode(), "correct horse battery")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'"text"'])
def test_a_file_of_another_kind_is_refused(content: bytes):
    with pytest.raises(VaultError):
        unlock(content, "correct horse battery")
