"""Which initial stands for what, in names of invented people."""

import pytest

from crimebook.identity.names import Kind, keys_of
from crimebook.identity.names.roles import read_roles


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Сивко А. П.", [Kind.GIVEN, Kind.FATHER]),
        ("А.П. Сивко", [Kind.GIVEN, Kind.FATHER]),
        ("Сивко А.", [Kind.GIVEN]),
        ("Богданович А.", [Kind.GIVEN]),
        ("Иван К. Сивко", [Kind.FATHER]),
        ("Тарас З.", [None]),
        ("Тарас З. К.", [Kind.GIVEN, Kind.FATHER]),
    ],
)
def test_initials_stand_for_the_given_name_and_then_the_patronymic(name, places):
    words = read_roles(keys_of(name).words).words
    assert [word.place for word in words if word.kind is Kind.INITIAL] == places


def test_a_second_given_name_stands_where_others_have_a_patronymic():
    words = read_roles(keys_of("Ян Кароль Сивко").words).words
    assert [word.place for word in words] == [Kind.GIVEN, Kind.FATHER, None]


def test_a_full_word_has_the_place_of_its_kind():
    words = read_roles(keys_of("Сивко Иван Петрович").words).words
    assert [word.place for word in words] == [None, Kind.GIVEN, Kind.FATHER]
