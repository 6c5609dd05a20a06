import pytest

from crimebook.identity.names import keys_of, lookup_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Прыкладавец", "prykladaviec"),
        ("Прыкладавец", "Прикладовец"),
        ("Прыкладавец", "Prikladowetz"),
        ("Мікалай", "Николая"),
        ("Мікалай", "Mikola"),
        ("Рыгоравіч", "Григорьевич"),
        ("Зязюлін", "Zyazyulin"),
    ],
)
def test_two_writings_of_a_word_meet(one: str, other: str) -> None:
    assert set(lookup_keys(one)) & set(lookup_keys(other))


def test_other_names_do_not_meet_and_initials_lead_to_nobody() -> None:
    assert not set(lookup_keys("Прыкладавец")) & set(lookup_keys("Варона"))
    assert lookup_keys("П. Я.") == ()


def test_each_key_is_one_word_for_an_index() -> None:
    found = lookup_keys("Прыкладавец-Зязюлін Мікалай Рыгоравіч «Сокал»")
    assert len(found) == len(set(found)) >= 4
    assert all(" " not in each and each.startswith("@") for each in found)
    assert keys_of("Прыкладавец").words
