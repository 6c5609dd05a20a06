"""Fingerprints: what two people compare is the whole of it, and is never taken for a receipt."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.sealing.fingerprints import (
    WORDS,
    check_fingerprint,
    fingerprint,
    fingerprint_groups,
    fingerprint_words,
)
from crimebook.sealing.words import Language, WordsError, read_words
from crimebook.terms.ids import Digest
from crimebook.terms.notes import NoteError
from crimebook.unsealing.manifest import RootKey

ROOT = RootKey("book.example/root", b"1" * 32, b"2" * 32).root
OTHER = RootKey("book.example/root", b"3" * 32, b"2" * 32).root
DIGEST = fingerprint(ROOT)


def test_a_fingerprint_is_the_sum_of_the_file_that_is_published():
    assert hashlib.sha256(str(ROOT).encode()).hexdigest() == DIGEST
    assert "".join(fingerprint_groups(DIGEST)) == DIGEST
    assert {len(group) for group in fingerprint_groups(DIGEST)} == {8}


@pytest.mark.parametrize("language", Language)
def test_its_words_are_compared_as_well_as_its_digits(language: Language):
    words = fingerprint_words(DIGEST, language)
    assert len(words) == WORDS
    check_fingerprint(ROOT, " ".join(words))
    check_fingerprint(ROOT, "\n".join(f"{place}. {word.upper()}" for place, word in enumerate(words, 1)))
    with pytest.raises(NoteError):
        check_fingerprint(OTHER, " ".join(words))


@pytest.mark.parametrize("join", ["", " ", "-", ":", "\n"])
def test_digits_may_be_written_in_any_groups(join: str):
    check_fingerprint(ROOT, join.join(fingerprint_groups(DIGEST)).upper())


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param(DIGEST[:8], id="a beginning"),
        pytest.param(DIGEST[:-1], id="a digit less"),
        pytest.param(DIGEST + "0", id="a digit more"),
        pytest.param(" ".join(fingerprint_words(DIGEST, "en")[:12]), id="half of the words"),
        pytest.param(" ".join(reversed(fingerprint_words(DIGEST, "en"))), id="words in another order"),
    ],
)
def test_a_part_of_it_or_another_is_refused(typed: str):
    with pytest.raises(NoteError):
        check_fingerprint(ROOT, typed)


@pytest.mark.parametrize("language", Language)
def test_it_is_no_receipt(language: Language):
    with pytest.raises(WordsError):
        read_words(" ".join(fingerprint_words(DIGEST, language)))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_two_digests_have_other_words(one: bytes, other: bytes):
    said = [fingerprint_words(Digest(each.hex()), "be") for each in (one, other)]
    assert (said[0] == said[1]) is (one == other)
