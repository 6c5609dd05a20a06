import pytest

from crimebook.scenario.officers.cases import CASES, decline, kind_of_given
from crimebook.scenario.officers.names import given_names, soften


@pytest.mark.parametrize(
    ("word", "kind", "language", "forms"),
    [
        ("Петров", "possessive", "ru", "Петрова Петрову Петрова Петровым Петрове"),
        ("Бобровский", "adjective", "ru", "Бобровского Бобровскому Бобровского Бобровским Бобровском"),
        ("Ткач", "consonant", "ru", "Ткача Ткачу Ткача Ткачем Ткаче"),
        ("Бобринская", "adjective_f", "ru", "Бобринской Бобринской Бобринскую Бобринской Бобринской"),
        ("Каваленка", "o", "be", "Каваленкі Каваленку Каваленку Каваленкам Каваленку"),
        ("Пятроў", "possessive", "be", "Пятрова Пятрову Пятрова Пятровым Пятрове"),
        ("Петренко", "o", "uk", "Петренка Петренку Петренка Петренком Петренку"),
    ],
)
def test_a_surname_takes_the_endings_of_the_school_grammar(word: str, kind: str, language: str, forms: str):
    told = [decline(word, kind, language, case) for case in range(len(CASES))]
    assert [told[0], told[1], told[3], told[4]] == [forms.split()[case] for case in (0, 1, 3, 4)]


def test_what_has_no_endings_stays():
    assert decline("Сокольчук", "fixed", "ru", 3) == "Сокольчук"


def test_a_given_name_loses_its_fleeting_vowel():
    peter = next(name for name in given_names("men") if name.forms["ru"] == "Пётр")
    assert [peter.declined(language, 0) for language in ("ru", "be", "classic")] == [
        "Петра",
        "Пятра",
        "Пятра",
    ]


def test_a_patronymic_is_declined_by_its_end():
    assert decline("Ивановна", kind_of_given("Ивановна"), "ru", 0) == "Ивановны"


@pytest.mark.parametrize(("word", "soft"), [("Снег", "Сьнег"), ("Зміцер", "Зьміцер"), ("Сцяпан", "Сьцяпан")])
def test_the_classic_spelling_marks_soft_consonants(word: str, soft: str):
    assert soften(word) == soft
