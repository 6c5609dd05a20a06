"""What is not sure goes to the town, or to a person: no place is silently wrong or finer than the words."""

from collections.abc import Callable
from pathlib import Path

import pytest

import crimebook
from crimebook.exchange.gazetteers import parse_toml
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import MOST_SIGNS, PlaceReading, read_places
from crimebook.terms.ids import SourceName
from crimebook.terms.places import LatLon, Precision
from crimebook.terms.reasons import join_reasons
from crimebook.terms.toponyms import Toponym

SAMPLE = Path(crimebook.__file__).parent / "work" / "sample_book"
FINE = {Precision.EXACT, Precision.VICINITY, Precision.STREET, Precision.DISTRICT}

Read = Callable[[str, str], PlaceReading]
Maker = Callable[..., Toponym]


@pytest.fixture(scope="module")
def sample() -> Gazetteer:
    files = [SAMPLE / "gazetteer.toml", SAMPLE / "landmarks.toml"]
    return Gazetteer(
        each for file in files for each in parse_toml(file.read_bytes(), SourceName("sample")).records
    )


@pytest.fixture
def read(sample: Gazetteer) -> Read:
    def read_one(words: str, towns: str) -> PlaceReading:
        (reading,) = read_places(words, towns=towns, gazetteer=sample)
        return reading

    return read_one


def precision_of(reading: PlaceReading) -> Precision:
    assert reading.place is not None
    return reading.place.precision


def is_town_with_wanting(reading: PlaceReading, town: str) -> bool:
    return (
        reading.name == town and precision_of(reading) is Precision.LOCALITY and reading.wanting is not None
    )


@pytest.mark.parametrize("town", ["Мінск", "Гродна", "Брэст"])
@pytest.mark.parametrize(
    "words", ["Октябрьская", "Витебская", "Слуцкая", "Кировская", "Пинская", "Минская", "Борисова"]
)
def test_a_streets_form_is_never_a_bare_towns_name(read: Read, words: str, town: str) -> None:
    assert is_town_with_wanting(read(words, town), town)


def test_a_street_of_the_towns_own_comes_before_a_town_of_that_name(read: Read) -> None:
    assert read("Дзержинского", "Минск").name == "праспект Дзяржынскага"
    assert is_town_with_wanting(read("Дзержинского", "Гродно"), "Гродна")


@pytest.mark.parametrize(
    ("words", "field", "town"),
    [
        ("у Кастрычніцкім раёне", "Баранавічы", "Баранавічы"),
        ("Октябрьский РОВД", "Лида", "Ліда"),
        ("Минский район", "Брест", "Брэст"),
        ("in Minsk district", "Brest", "Брэст"),
        ("in Minsk Region", "Brest", "Брэст"),
        ("corner of Brest and Pinsk streets", "Minsk", "Мінск"),
        ("corner of Pinsk street and Brest street", "Minsk", "Мінск"),
        ("bus from Hrodna", "Minsk", "Мінск"),
        ("on a bus to Brest", "Minsk", "Мінск"),
        ("OMON of Hrodna", "Brest", "Брэст"),
        ("Brest OMON", "Minsk", "Мінск"),
        ("по дороге в Брест", "Минск", "Мінск"),
        ("в сторону Бреста", "Минск", "Мінск"),
        ("автобус Гродно - Минск", "Минск", "Мінск"),
        ("on the road from Minsk to Brest", "Brest", "Брэст"),
        ("hotel Minsk", "Brest", "Брэст"),
    ],
)
def test_a_town_inside_another_name_or_on_the_way_is_not_the_place(
    read: Read, words: str, field: str, town: str
) -> None:
    assert is_town_with_wanting(read(words, field), town)


@pytest.mark.parametrize("words", ["в Минске", "Минск", "center of Minsk", "multiple locations in Minsk"])
def test_a_town_that_the_field_does_not_name_wants_a_person(read: Read, words: str) -> None:
    reading = read(words, "Брест")
    assert precision_of(reading) is Precision.REGION
    assert "the words say Мінск, the town field Брэст" in str(reading.wanting)
    assert {each.name for each in reading.alternatives} == {"Мінск", "Брэст"}


@pytest.mark.parametrize("words", ["in Minsk and Brest", "in Minsk or Brest", "в Минске и Бресте"])
def test_of_two_towns_in_one_breath_neither_is_chosen(read: Read, words: str) -> None:
    reading = read(words, "Minsk; Brest")
    assert precision_of(reading) is Precision.REGION
    assert reading.wanting is not None


@pytest.mark.parametrize(
    ("words", "field", "name"),
    [
        ("near Pushkinskaya metro station in Minsk", "Brest", "станцыя метро «Пушкінская»"),
        ("Zhodzina prison", "Minsk", "Турма № 8, Жодзіна"),
        ("Minsk, Lenina 5", "Brest", "вуліца Леніна"),
    ],
)
def test_a_place_found_in_the_town_that_the_words_name_is_plain(
    read: Read, words: str, field: str, name: str
) -> None:
    reading = read(words, field)
    assert reading.name == name
    assert reading.wanting is None
    assert "the place words name the town" in join_reasons(reading.reasons)


@pytest.mark.parametrize(
    "words",
    [
        "Frunzenski district",
        "во Фрунзенском районе",
        "Фрунзенский район",
        "Советский район",
        "Центральный район",
        "Soviet district",
        "у Кастрычніцкім раёне",
    ],
)
def test_a_district_is_no_station_and_no_police_department(read: Read, words: str) -> None:
    reading = read(words, "Минск")
    assert precision_of(reading) is Precision.DISTRICT
    assert reading.name.endswith(" раён")
    assert is_town_with_wanting(read(words, "Ліда"), "Ліда")


def test_a_district_said_in_its_towns_name_is_found(read: Read) -> None:
    assert read("в Октябрьском районе Минска", "Минск").name == "Кастрычніцкі раён"


@pytest.mark.parametrize("words", ["Малиновка", "мкр Малиновка", "микрорайон Малиновка", "Малінаўка"])
def test_a_district_of_the_gazetteer_is_found_with_and_without_its_label(read: Read, words: str) -> None:
    reading = read(words, "Минск")
    assert (reading.name, reading.wanting) == ("Малінаўка", None)


@pytest.mark.parametrize("words", ["Советская", "Советское", "Центральное", "Заводская", "Фрунзенская"])
def test_a_bare_adjective_is_no_police_department_and_no_station(read: Read, words: str) -> None:
    assert is_town_with_wanting(read(words, "Минск"), "Мінск")


@pytest.mark.parametrize(
    "words", ["Советское РУВД", "RUUS of Savyetski District", "Savyetski district police"]
)
def test_a_police_label_meets_a_police_department(read: Read, words: str) -> None:
    assert read(words, "Минск").name == "Савецкае РУУС"


@pytest.mark.parametrize(
    ("words", "town", "name"),
    [
        ("Независимости 58", "Минск", "праспект Незалежнасці"),
        ("Якуба Коласа 10", "Минск", "вуліца Якуба Коласа"),
        ("Ленина 10", "Минск", "вуліца Леніна"),
        ("Ленина 10", "Гомель", "праспект Леніна"),
        ("Ленина 10", "Лида", "Ліда"),
        ("Победы 10", "Минск", "Мінск"),
        ("ул. Победы", "Минск", "Мінск"),
        ("проспект Победы", "Минск", "Мінск"),
    ],
)
def test_a_house_or_a_type_of_street_is_never_a_square(read: Read, words: str, town: str, name: str) -> None:
    reading = read(words, town)
    assert reading.name == name
    assert precision_of(reading) in {Precision.STREET, Precision.LOCALITY}
    assert (precision_of(reading) is Precision.STREET) is (reading.wanting is None)


@pytest.mark.parametrize("words", ["Победы", "Октябрьская", "Академия наук", "Московская"])
def test_a_bare_name_is_not_chosen_for_a_landmark_whose_sort_is_not_said(read: Read, words: str) -> None:
    reading = read(words, "Минск")
    assert is_town_with_wanting(reading, "Мінск")
    assert reading.alternatives


@pytest.mark.parametrize(
    "words", ["Немига", "Пушкинская", "возле Пушкинской", "Якуба Коласа", "Партизанская"]
)
def test_a_bare_name_of_several_places_wants_a_person_to_confirm(read: Read, words: str) -> None:
    assert "a person must confirm" in str(read(words, "Минск").wanting)


@pytest.mark.parametrize("words", ["Prison No. 1", "Prison №1", "Тюрьма № 4", "СИЗО №1", "ИВС", "ЦИП"])
def test_another_number_or_sort_of_detention_is_not_the_prison(read: Read, words: str) -> None:
    assert is_town_with_wanting(read(words, "Zhodzina"), "Жодзіна")


@pytest.mark.parametrize(
    ("words", "town", "name"),
    [
        ("СИЗО-1", "Минск", "СІЗА № 1 на Валадарскага"),
        ("Володарка", "Минск", "СІЗА № 1 на Валадарскага"),
        ("больница № 6", "Минск", "6-я гарадская клінічная бальніца"),
        ("hospital No. 2", "Minsk", "2-я гарадская клінічная бальніца"),
        ("10-я больница", "Минск", "10-я гарадская клінічная бальніца"),
        ("Hrodna prison", "Hrodna", "Турма № 1, Гродна"),
    ],
)
def test_a_sort_and_a_number_name_one_place_of_a_town(read: Read, words: str, town: str, name: str) -> None:
    reading = read(words, town)
    assert (reading.name, reading.wanting) == (name, None)


@pytest.mark.parametrize("words", ["городская больница", "больница", "СИЗО", "больница № 77", "СИЗО-9"])
def test_a_sort_without_its_number_names_none_of_several(read: Read, words: str) -> None:
    assert is_town_with_wanting(read(words, "Минск"), "Мінск")


@pytest.mark.parametrize("words", ["Prison No. 8", "Тюрьма №8", "жодинская тюрьма", "a prison"])
def test_the_same_number_or_none_is_the_prison(read: Read, words: str) -> None:
    assert read(words, "Zhodzina").name == "Турма № 8, Жодзіна"


@pytest.mark.parametrize(
    "words", ["Красная", "ул. Красная", "Krasnaya street", "Red", "Red street", "Ленино"]
)
def test_a_word_that_only_sounds_alike_is_not_the_street(read: Read, words: str) -> None:
    assert is_town_with_wanting(read(words, "Минск"), "Мінск")


def test_a_street_of_the_same_sounds_and_another_ending_is_only_shown(street: Maker, town: Maker) -> None:
    sedov = street("вуліца Сядова", LatLon(53.9, 27.5), LatLon(53.9, 27.51), town="Мінск")
    krasin = street("вуліца Красіна", LatLon(53.9, 27.6), LatLon(53.9, 27.61), town="Мінск")
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56)), sedov, krasin])
    (garden,) = read_places("ул. Садовая", towns="Мінск", gazetteer=gazetteer)
    (red,) = read_places("Krasnaya street", towns="Мінск", gazetteer=gazetteer)
    assert is_town_with_wanting(garden, "Мінск")
    assert [each.name for each in garden.alternatives] == ["вуліца Сядова"]
    assert is_town_with_wanting(red, "Мінск")


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("ул. Ленина", "Ленінская вуліца"),
        ("ул. Слуцкая", "вуліца Веры Слуцкай"),
        ("ул. Калинова", "вуліца Калініва"),
        ("проспект Ленина", "вуліца Леніна"),
        ("Ленинский проспект", "вуліца Леніна"),
        ("ул. Окрестина", "завулак Акрэсціна"),
    ],
)
def test_a_weaker_match_wants_a_person_to_confirm(street: Maker, town: Maker, words: str, known: str) -> None:
    lane = street(known, LatLon(53.9, 27.5), LatLon(53.9, 27.51), town="Мінск")
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56)), lane])
    (reading,) = read_places(words, towns="Мінск", gazetteer=gazetteer)
    assert reading.name == known
    assert "a person must confirm" in str(reading.wanting)


def test_an_adjective_of_the_very_same_surname_is_accepted_and_said(read: Read, gazetteer: Gazetteer) -> None:
    reading = read("Pushkinskaya str.", "Minsk")
    (weaker,) = read_places("Pushkinskaya str.", towns="Minsk", gazetteer=gazetteer)
    assert (reading.name, reading.wanting) == ("праспект Пушкіна", None)
    assert weaker.wanting is None
    assert "adjectival" in join_reasons(weaker.reasons)


def test_pieces_of_one_name_kilometres_apart_are_two_streets(street: Maker, town: Maker) -> None:
    south = street("вуліца Кірава", LatLon(53.85, 27.5), LatLon(53.85, 27.51), town="Мінск")
    north = street("вуліца Кірава", LatLon(53.95, 27.5), LatLon(53.95, 27.51), town="Мінск", tag="n")
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56)), south, north])
    (reading,) = read_places("Кирова", towns="Мінск", gazetteer=gazetteer)
    assert is_town_with_wanting(reading, "Мінск")
    assert {each.place for each in reading.alternatives} == {south.place, north.place}


def test_another_surname_of_like_sound_is_not_the_street(street: Maker, town: Maker) -> None:
    kirov = street("вуліца Кірава", LatLon(53.85, 27.5), LatLon(53.85, 27.51), town="Мінск")
    kireev = street("вуліца Кірэева", LatLon(53.95, 27.5), LatLon(53.95, 27.51), town="Мінск")
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56)), kirov, kireev])
    for words in ("Кирова", "Kirova street", "Kirava"):
        (reading,) = read_places(words, towns="Мінск", gazetteer=gazetteer)
        assert (reading.place, reading.wanting) == (kirov.place, None)


@pytest.mark.parametrize("words", ["ул. Притыцкого", "Lenina", "Окрестина", "Victory Square", "Prison No. 8"])
def test_without_a_town_the_only_namesake_is_shown_and_not_chosen(read: Read, words: str) -> None:
    reading = read(words, "")
    assert precision_of(reading) is Precision.COUNTRY
    assert reading.alternatives
    assert reading.wanting is not None


@pytest.mark.parametrize("words", ["Surhanava street", "Victory Square"])
def test_a_name_known_in_one_of_several_towns_wants_a_person_to_confirm(read: Read, words: str) -> None:
    assert "one of the towns only" in str(read(words, "Minsk; Brest").wanting)


def test_namesakes_of_a_town_are_listed(town: Maker) -> None:
    gazetteer = Gazetteer(
        [
            town("Гарадок", LatLon(55.46, 29.98), population=12_000),
            town("Гарадок", LatLon(54.15, 26.92), population=700),
        ]
    )
    (field,) = read_places("", towns="Гарадок", gazetteer=gazetteer)
    (lost,) = read_places("ул. Новая", towns="Гарадок", gazetteer=gazetteer)
    (bare,) = read_places("Гарадок", towns="", gazetteer=gazetteer)
    for reading in (field, lost, bare):
        assert [each.place.centre for each in reading.alternatives] == [LatLon(54.15, 26.92)]
    assert "the largest of 2" in join_reasons(field.reasons)
    assert "several settlements" in str(bare.wanting)


@pytest.mark.parametrize("words", ["between " * 24_000, "(" * 190_000, "А " * 99_000, "a" * (MOST_SIGNS + 1)])
def test_words_too_long_for_a_place_are_not_read(sample: Gazetteer, words: str) -> None:
    (reading,) = read_places(words, towns="Минск", gazetteer=sample)
    assert is_town_with_wanting(reading, "Мінск")
    assert "characters long" in str(reading.wanting)
    assert len(reading.words) < MOST_SIGNS


@pytest.mark.parametrize("sign", ["between ", "(", "А ", "corner of a and ", "a;", ", ", "in Minsk ", "s"])
def test_the_longest_words_that_are_read_give_a_reading(sample: Gazetteer, sign: str) -> None:
    words = (sign * MOST_SIGNS)[:MOST_SIGNS]
    assert read_places(words, towns="Минск", gazetteer=sample)


@pytest.mark.parametrize("words", ["Lenina street", "Дзержинского 5", "Pushkinskaya metro station"])
def test_what_the_words_say_plainly_stays_without_a_question(read: Read, words: str) -> None:
    reading = read(words, "Minsk")
    assert precision_of(reading) in FINE
    assert reading.wanting is None
