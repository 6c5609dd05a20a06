"""Keys: writings of one word share some, and a romanised word shares one with what it romanises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.search.keys import WordKeys, keys_of, read_fields, read_keys
from crimebook.search.words import split_atoms
from crimebook.terms.script import romanise

SYLLABLES = (
    "ба",
    "ве",
    "гра",
    "до",
    "жы",
    "за",
    "кі",
    "ла",
    "мо",
    "ні",
    "пра",
    "ра",
    "сты",
    "ту",
    "фа",
    "ша",
    "вод",
)


def keys(word: str) -> WordKeys:
    return keys_of(split_atoms(word)[0])


def all_keys(word: str) -> set[str]:
    found = keys(word)
    return {found.form, *found.stems, *found.sounds, *found.bones}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Окрестина", "Акрэсціна"),
        ("Окрестина", "Akrestsina"),
        ("Кавалёва", "Kavaleu"),
        ("автозак", "аўтазак"),
        ("аўтазак", "аутазак"),
        ("метро", "мэтро"),
        ("сістэма", "сыстэма"),
        ("клуб", "клюб"),
        ("шахтёры", "шахцёры"),
        ("водомётом", "vodomet"),
        ("Гродно", "Hrodna"),
        ("избили", "избыли"),
        ("электрошокер", "эликтрошокер"),
        ("камера", "камере"),
        ("beating", "beatings"),
        ("затрыманых", "zatrymanych"),
        ("бранзалеты", "branzaletach"),
        ("міліцыя", "милиция"),
    ],
)
def test_two_writings_share_a_key(one: str, other: str) -> None:
    assert all_keys(one) & all_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("вода", "еда"), ("камера", "камень"), ("Брест", "браслет"), ("суд", "сад")],
)
def test_other_words_share_none(one: str, other: str) -> None:
    assert not all_keys(one) & all_keys(other)


@given(st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=5).map("".join))
def test_a_romanised_word_shares_a_key_with_the_original(word: str) -> None:
    assert all_keys(word) & all_keys(romanise(word))


def test_small_words_and_numbers_have_their_form_alone() -> None:
    for word in ("на", "the", "114", "што"):
        assert keys(word) == WordKeys(keys(word).form)


def test_a_common_word_of_an_english_text_has_no_bones() -> None:
    by_word = {
        atom.text: found for atom, found in read_keys("They stood at the Pushkin theatre with banners")
    }
    assert by_word["Pushkin"].bones
    assert not by_word["banners"].bones


def test_the_forms_of_a_text_keep_its_order() -> None:
    assert read_fields("Руки за головой, руки!").forms == "руки за головой руки"


@given(st.text(max_size=120) | st.text(alphabet="абав7 -АВTA,.іў", max_size=40))
def test_what_is_indexed_of_any_text_are_the_keys_of_its_words(text: str) -> None:
    fields, keyed = read_fields(text), [keys for _, keys in read_keys(text)]
    assert fields.forms == " ".join(keys.form for keys in keyed)
    assert fields.stems.split() == [stem for keys in keyed for stem in keys.stems]
    assert fields.sounds.split() == [key for keys in keyed for key in (*keys.sounds, *keys.bones)]
