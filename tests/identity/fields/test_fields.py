import pytest

from crimebook.identity.fields.births import Birth, read_birth
from crimebook.identity.fields.callsigns import find_callsign, read_callsign
from crimebook.identity.fields.looks import read_looks
from crimebook.identity.fields.naming import name_columns
from crimebook.identity.fields.numbers import read_badge, read_helmet, read_phone, read_plate
from crimebook.identity.fields.ranks import order_of
from crimebook.identity.fields.units import read_unit
from crimebook.identity.names import keys_of


def test_a_service_number_is_its_digits() -> None:
    assert read_badge("МВД 5864210") == read_badge("586 4210") == "5864210"
    assert read_badge("нет") is None


def test_zeros_before_a_helmet_number_are_the_same_number() -> None:
    assert read_helmet("№ 0038") == read_helmet("38") == "0038"


@pytest.mark.parametrize("words", ["7446 ХХ-5", "7446XX-5", "7446 XX-5"])
def test_a_plate_is_one_in_whatever_letters(words: str) -> None:
    assert read_plate(words) == ("7446XX", "5")


def test_a_plate_without_its_region_tells_no_region() -> None:
    assert read_plate("9050 ХО") == ("9050XO", None)


def test_a_telephone_number_is_its_end_and_its_network() -> None:
    assert read_phone("+375 44 274-23-80") == read_phone("80442742380") == ("2742380", "44")
    assert read_phone("274-23-80") == ("2742380", None)
    assert read_phone("23-80") == (None, None)


def test_a_birth_is_as_precise_as_it_is_told() -> None:
    assert read_birth("1978") == Birth(1978)
    assert read_birth("1978-05") == Birth(1978, "1978-05")
    assert read_birth("1978-05-11") == Birth(1978, "1978-05", "1978-05-11", "1978-11-05")
    assert read_birth("about 1978") == Birth()


def test_equivalent_ranks_of_two_forces_are_of_one_order() -> None:
    assert order_of("police.major") == order_of("military.major")
    assert (order_of("police.captain") or 0) < (order_of("police.major") or 0)
    assert order_of("police.emperor") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ОМОН УВД, г. Криногай", "OMON of Krynahay"),
        ("Внутренние войска, 2-й батальон, г. Зареброд", "Унутраныя войскі, 2-ы батальён, г. Зарэброд"),
        ("изолятор Частоград", "Detention centre of Chastohrad"),
    ],
)
def test_a_unit_is_known_by_kind_and_town_in_two_languages(one: str, other: str) -> None:
    left, right = read_unit(one), read_unit(other)
    assert left.kind == right.kind is not None
    assert set(left.towns or ()) & set(right.towns or ())


def test_a_unit_without_a_town_has_its_kind_alone() -> None:
    assert read_unit("милиционер").kind == "police"
    assert read_unit("милиционер").towns is None


def test_a_callsign_is_its_word_and_its_number() -> None:
    assert read_callsign("Сокол-30") == read_callsign("Sokol 30")
    assert read_callsign("Сокол-30") != read_callsign("Сокол-31")
    assert read_callsign("Сокол")[1] is None


@pytest.mark.parametrize("words", ["рост 180; позывной Гранит-2", "callsign Гранит-2", "pozyvnoi Гранит-2"])
def test_a_callsign_is_found_in_a_description(words: str) -> None:
    assert find_callsign(words) == "Гранит-2"


def test_looks_are_read_in_three_languages() -> None:
    told = {read_looks(text) for text in ("рост 180, худой, карие глаза", "180 cm tall, slim, brown eyes")}
    assert len(told) == 1
    assert read_looks("рост 180, худы, карыя вочы") in told


def test_a_patronymic_is_told_from_a_surname() -> None:
    told = name_columns(keys_of("Новиков Федор Валерьевич"))
    assert told.surnames == name_columns(keys_of("Новиков"), "surname").surnames
    assert told.givens == name_columns(keys_of("Фёдор Новиков")).givens
    assert told.fathers is not None
    assert name_columns(keys_of("Никонович Е.Г.")).surname is not None


def test_an_initial_fits_its_name_and_no_other() -> None:
    initial = name_columns(keys_of("Грабик А. Ю."))
    whole = name_columns(keys_of("Грабик Александр Юрьевич"))
    another = name_columns(keys_of("Грабик Виктор Петрович"))
    assert set(initial.given_alone or ()) & set(whole.given_initials or ())
    assert set(initial.father_alone or ()) & set(whole.father_initials or ())
    assert not set(initial.given_alone or ()) & set(another.given_initials or ())


def test_who_is_called_by_given_name_and_patronymic_has_no_surname() -> None:
    told = name_columns(keys_of("Александр Викторович"), "patronymic")
    assert told.surname is None
    assert told.givens is not None
    assert told.fathers is not None
