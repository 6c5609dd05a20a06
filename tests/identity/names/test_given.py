import pytest

from crimebook.identity.names.given import is_of_woman, known_groups
from crimebook.identity.names.keys import keys_of
from crimebook.identity.names.roles import Sex, read_roles
from crimebook.identity.names.words import Kind, read_word


def test_each_form_is_found_in_its_group():
    for group, forms in enumerate(
        (
            ("Аляксандр", "Олександр", "Aliaksandr", "ALEKSANDR", "Aleksandrs"),
            ("Мікалай", "Николай", "Mikałaj", "Nikolaj"),
        )
    ):
        assert len(frozenset.intersection(*(read_word(form).given.full for form in forms))) == 1, group


def test_sexes_are_told_by_the_ending():
    man, woman = read_word("Валентин"), read_word("Валентина")
    assert not any(is_of_woman(group) for group in man.given.full)
    assert all(is_of_woman(group) for group in woman.given.full)
    assert woman.given.bent == man.given.full
    assert not read_word("Valentina").given.bent


@pytest.mark.parametrize(
    ("name", "sex"),
    [
        ("Сивко Анна", Sex.WOMAN),
        ("Сивко Иван", Sex.MAN),
        ("Сивко А. Ивановна", Sex.WOMAN),
        ("Александра Петровича Сивко", Sex.MAN),
        ("Сивко А.", Sex.UNKNOWN),
        ("Сивко Александра", Sex.UNKNOWN),
    ],
)
def test_a_name_tells_whose_it_is(name, sex):
    assert read_roles(keys_of(name).words).sex is sex


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Богданович Лариса Николаевна", 0),
        ("Лариса Николаевна Богданович", 2),
        ("Иванович Богданович", 0),
        ("Адам Роман Ильич", 0),
        ("Роман Ильич Адам", 2),
        ("Сивко Роман Ильич", 0),
    ],
)
def test_the_surname_is_found_among_its_neighbours(name, surname):
    assert read_roles(keys_of(name).words).roles.index(Kind.SURNAME) == surname


def test_common_surnames_are_known_by_what_they_are_made_of():
    assert all(read_word(each).is_shared for each in ("Иванов", "Волкова", "Volkau", "Кузнецовым"))
    assert not any(read_word(each).is_shared for each in ("Сивков", "Иваненко", "Иван", "Волчек"))


def test_no_group_is_empty():
    assert all(known_groups().starts)
