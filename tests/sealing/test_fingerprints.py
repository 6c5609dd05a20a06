"""Fingerprints: what two people compare is the whole of it, and is never taken for a receipt."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.sealing.changes import short_key
from crimebook.sealing.fingerprints import (
    SHOWN_GROUPS,
    WORDS,
    check_fingerprint,
    check_key_fingerprint,
    fingerprint,
    fingerprint_groups,
    fingerprint_words,
    key_fingerprint,
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


def test_a_custodian_is_compared_by_the_digits_that_the_keeper_of_the_root_sees_and_more():
    groups = key_fingerprint("age1pq1one")
    assert "".join(groups) == hashlib.sha256(b"age1pq1one").hexdigest()[:32]
    assert "".join(groups[:SHOWN_GROUPS]) == short_key("age1pq1one")


@pytest.mark.parametrize("shown", [slice(None), slice(SHOWN_GROUPS, None)])
def test_the_half_that_is_not_shown_is_enough(shown: slice):
    groups = key_fingerprint("age1pq1one")[shown]
    for between in (" ", "", "-", " : "):
        check_key_fingerprint("age1pq1one", between.join(groups).upper())


@pytest.mark.parametrize(
    "taken", [slice(0), slice(1), slice(2), slice(3), slice(3, 4), slice(1, 4), slice(1, 3)]
)
def test_what_is_shown_or_less_than_half_is_not_enough(taken: slice):
    with pytest.raises(NoteError, match="read it out"):
        check_key_fingerprint("age1pq1one", " ".join(key_fingerprint("age1pq1one")[taken]))
    with pytest.raises(NoteError, match="seal nothing"):
        check_key_fingerprint("age1pq1one", " ".join(key_fingerprint("age1pq1two")))
