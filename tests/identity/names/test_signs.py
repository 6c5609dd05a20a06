import pytest

from crimebook.identity.names.endings import find_base, find_father, take_ending
from crimebook.identity.names.lookalikes import settle_letters
from crimebook.identity.names.signs import ALPHABET, fold_letters, read_signs


@pytest.mark.parametrize(
    ("written", "signs"),
    [
        ("лукашенка", "lukaSenka"),
        ("lukashenko", "lukaSenko"),
        ("łukaszenka", "lukaIenka"),
        ("яўген", "äwgen"),
        ("jaŭhien", "Jäwhen"),
        ("щука", "SXuka"),
        ("шчука", "SCuka"),
        ("szczuka", "SCuka"),
        ("mixail", "miGEajl"),
        ("soesjko", "sWIko"),
        ("borisovschi", "boriQovski"),
        ("воўк", "Vowk"),
        ("кавалёу", "kavalöw"),
        ("анна", "ana"),
        ("გიორგი", ""),
    ],
)
def test_spellings_are_read_as_sounds(written, signs):
    assert read_signs(fold_letters(written)) == signs


@pytest.mark.parametrize(
    ("signs", "stem"),
    [
        ("kubrakovim", "kubrakov"),
        ("kubrakova", "kubrakov"),
        ("gurskaga", "gursk"),
        ("maksim", "maksim"),
        ("ju", "ju"),
    ],
)
def test_endings_are_taken(signs, stem):
    assert take_ending(signs) == stem


def test_patronymics_and_surnames_tell_what_they_are_made_of():
    assert [
        find_father(each) for each in ("ivanaviC", "ivanovn", "iliC", "iliniCn", "matvejeviCE", "petrov")
    ] == [
        "ivan",
        "ivan",
        "il",
        "il",
        "matv",
        "",
    ]
    assert [find_base(each) for each in ("petrov", "pupkin", "kovalCuk")] == ["petr", "pupk", ""]


def test_every_sign_is_of_the_alphabet():
    for word in (
        "schtscherbizkii",
        "tchijevskaia",
        "dąbrowski",
        "krzysztof",
        "zghurskyi",
        "guerman",
        "juchnowez",
        "восіп",
    ):
        assert set(read_signs(fold_letters(word))) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("mixed", "settled"),
    [
        ("К0валёв", "Ковалёв"),
        ("Koвaлeв", "Ковалев"),
        ("Ivаnоv", "Ivanov"),
        ("Kova1ev", "Kovalev"),
        ("007", "007"),
        ("Сивко", "Сивко"),
    ],
)
def test_look_alikes_become_letters_of_one_alphabet(mixed, settled):
    assert settle_letters(mixed) == settled
