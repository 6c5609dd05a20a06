"""Place words: what is found, how precisely, why, and what a person must still settle."""

from collections.abc import Callable

import pytest

from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import PlaceReading, read_places
from crimebook.terms.places import LatLon, Precision, distance_m
from crimebook.terms.reasons import join_reasons
from crimebook.terms.toponyms import Toponym, ToponymKind

Read = Callable[..., PlaceReading]
Maker = Callable[..., Toponym]


@pytest.fixture
def read(gazetteer: Gazetteer) -> Read:
    """The only reading of some words, in Minsk unless told otherwise."""

    def read_one(words: str, towns: str = "Minsk") -> PlaceReading:
        (reading,) = read_places(words, towns=towns, gazetteer=gazetteer)
        return reading

    return read_one


def kind_of(reading: PlaceReading) -> Precision:
    assert reading.place is not None
    return reading.place.precision


def test_a_street_is_its_whole_line_and_a_house_number_changes_nothing(read: Read) -> None:
    bare, house = read("Prospekt Pushkina"), read("Prospekt Pushkina 39")
    assert kind_of(house) is Precision.STREET
    assert house.place == bare.place
    assert "house 39 is not in the gazetteer" in join_reasons(house.reasons)


@pytest.mark.parametrize(
    "words",
    [
        "Traffic circle at the intersection of Pritickogo str and prospect Pushkina",
        "corner of Prytyckaha & Puškina",
        "crossing Pushkina Av. and Prytytskaha Str.",
        "Pushkina / Pritytskogo",
        "Pushkina & Pritytskogo streets",
        "пересечение Притыцкого и Пушкина",
        "на перекрёстке проспекта Пушкина с улицей Притыцкого",
        "скрыжаванне вуліцы Прытыцкага і праспекта Пушкіна",
    ],
)
def test_a_crossing_in_any_wording_is_the_point_where_the_lines_meet(read: Read, words: str) -> None:
    reading = read(words)
    assert reading.place is not None
    assert kind_of(reading) is Precision.VICINITY
    assert distance_m(reading.place.centre, LatLon(53.9, 27.56)) < 5
    assert 60 <= reading.place.radius_m <= 100
    assert reading.wanting is None


def test_a_crossing_says_its_gap(read: Read) -> None:
    reading = read("intersection Pushkina Av. and Chigladze Str.")
    assert "gap between the lines 40 m" in join_reasons(reading.reasons)
    assert reading.place is not None
    assert reading.place.radius_m == pytest.approx(100, abs=1)


def test_a_crossing_chooses_among_namesakes_by_what_meets(read: Read, gazetteer: Gazetteer) -> None:
    reading = read("crossing of Prytyckaha and Dzerzhinskoho avenue")
    assert reading.place is not None
    assert reading.place.centre.lon < 27.55
    assert "праспэкт Дзяржынскага" in reading.name
    assert len(reading.alternatives) == 1


def test_two_crossings_that_fit_equally_are_left_to_a_person(read: Read) -> None:
    reading = read("crossing of Prytyckaha and Dzerzhinskoho")
    assert reading.place == read("вуліца Прытыцкага").place
    assert "2 crossings fit" in str(reading.wanting)
    assert len(reading.alternatives) == 2


def test_of_a_crossing_with_one_known_street_its_line_is_left(read: Read) -> None:
    reading = read("intersection of Masherov Avenue and Timiryazeva")
    assert reading.name == "праспэкт Машэрава"
    assert kind_of(reading) is Precision.STREET
    assert "Timiryazeva is not in the gazetteer" in str(reading.wanting)


def test_a_type_that_may_be_said_of_both_decides_nothing(read: Read) -> None:
    reading = read("intersection of Khmelevskogo & Dzerzhinskoho str")
    assert kind_of(reading) is Precision.LOCALITY
    assert "fits several streets" in str(reading.wanting)
    assert {each.name for each in reading.alternatives} == {"вуліца Дзяржынскага", "праспэкт Дзяржынскага"}


def test_streets_that_do_not_meet_are_both_lines_and_a_person_must_look(read: Read) -> None:
    reading = read("crossing of Prytyckaha and Masherova")
    assert reading.place is not None
    assert len(reading.place.lines) == 2
    assert kind_of(reading) is Precision.STREET
    assert "come no closer than 1000 m" in str(reading.wanting)


@pytest.mark.parametrize(
    "words",
    [
        "Prytyckaha street, section between Pushkina and Dzerzhinskogo avenue",
        "Pritickogo street between prospekt Dzerzhinskogo and Pushkina streets",
        "улица Притыцкого, участок между проспектом Дзержинского и Пушкина",
    ],
)
def test_a_section_is_the_piece_between_its_crossings(read: Read, words: str) -> None:
    reading = read(words)
    assert reading.place is not None
    assert kind_of(reading) is Precision.STREET
    assert reading.place.radius_m == pytest.approx(770, abs=15)


def test_a_section_without_its_ends_is_the_whole_line(read: Read) -> None:
    reading = read("Prytyckaha street, section between Sovetskaya and Gagarina streets")
    assert reading.place == read("вуліца Прытыцкага").place
    assert "lacks" in join_reasons(reading.reasons) or "not on the map" in join_reasons(reading.reasons)


def test_coordinates_inside_the_country_are_used(read: Read) -> None:
    reading = read("near monument 'Rogneda' (53.911626, 27.564670)")
    assert reading.place is not None
    assert reading.place.centre == LatLon(53.911626, 27.564670)
    assert 100 <= reading.place.radius_m <= 300


def test_swapped_coordinates_are_not_used_and_a_person_is_told(read: Read) -> None:
    reading = read("yard (27.564670, 53.911626)")
    assert kind_of(reading) is Precision.LOCALITY
    assert "swapped" in str(reading.wanting)


def test_coordinates_abroad_are_not_used(read: Read) -> None:
    assert "outside" in str(read("yard (40.712776, -74.005974)").wanting)


def test_coordinates_far_from_the_town_want_a_person(read: Read) -> None:
    assert "km from Пінск" in str(read("yard (53.911626, 27.564670)", "Pinsk").wanting)


@pytest.mark.parametrize("words", ["Zhodzina prison", "Zhodino detention facility", "тюрьма в Жодино"])
def test_a_part_that_names_its_own_town_is_searched_there(read: Read, words: str) -> None:
    reading = read(words)
    assert reading.name == "Prison No. 8, Zhodzina"
    assert "the place words name the town" in join_reasons(reading.reasons)


def test_the_sort_alone_does_not_choose_a_landmark_with_a_name_of_its_own(read: Read) -> None:
    assert kind_of(read("prison in Minsk")) is Precision.LOCALITY


@pytest.mark.parametrize(
    "words",
    [
        "Temporary Detention Centre at Akrestsina",
        "Akrestsina Detention Centre (1y zavulak Akrestsina 36A)",
        "ИВС на Окрестина",
    ],
)
def test_a_landmark_is_found_by_its_sort_and_its_own_words(read: Read, words: str) -> None:
    assert read(words).name == "Akrestsina detention centre"


def test_a_hotel_called_by_a_town_is_not_in_that_town(read: Read) -> None:
    reading = read("Yubileiny Hotel Minsk, near nothing known")
    assert reading.name == "Мінск"


@pytest.mark.parametrize(
    ("words", "near_m"), [("next to", 100), ("near", 200), ("environs of", 300), ("not far from", 500)]
)
def test_nearness_widens_a_landmark(read: Read, words: str, near_m: float) -> None:
    place, bare = read(f"{words} Pushkinskaya metro station").place, read("Pushkinskaya metro station").place
    assert place is not None
    assert bare is not None
    assert place.radius_m == bare.radius_m + near_m


def test_a_metro_station_is_no_street(read: Read) -> None:
    assert read("ст.м.Пушкинская").name == "Пушкінская метро"
    assert kind_of(read("Sportivnaya metro station")) is Precision.LOCALITY


def test_a_square_is_found_in_translation(read: Read) -> None:
    assert read("Victory Square").name == "площадь Победы"
    assert read("плошчы Перамогі").name == "площадь Победы"


@pytest.mark.parametrize("near", ["near Pushkinskaya metro station", "next to Victory Square"])
def test_a_street_near_a_landmark_is_its_whole_line(read: Read, near: str) -> None:
    reading = read(f"вуліца Прытыцкага, {near}")
    assert reading.place == read("вуліца Прытыцкага").place
    assert "the whole line counts" in join_reasons(reading.reasons)


def test_a_doubt_of_the_source_is_kept(read: Read) -> None:
    reading = read("possibly prospect Masherova, highway")
    assert reading.name == "праспэкт Машэрава"
    assert "not sure" in join_reasons(reading.reasons)


def test_one_wrong_letter_is_chosen_only_with_a_person_to_confirm(read: Read) -> None:
    reading = read("Prytyskoho street")
    assert reading.name == "вуліца Прытыцкага"
    assert "confirm" in str(reading.wanting)


def test_equals_in_different_places_are_not_chosen(read: Read) -> None:
    reading = read("Дзержинского 5")
    assert kind_of(reading) is Precision.LOCALITY
    assert len(reading.alternatives) == 2
    assert "equally" in str(reading.wanting)


def test_what_is_not_found_falls_back_to_the_town_and_says_so(read: Read) -> None:
    reading = read("Front entrance of shopping center 'Atrium'", "Pinsk")
    assert reading.name == "Пінск"
    assert kind_of(reading) is Precision.LOCALITY
    assert "is not in the gazetteer: a person must place it" in str(reading.wanting)


def test_brackets_around_the_town_are_told(read: Read) -> None:
    assert "brackets" in join_reasons(read("Pushkina 5", "(Minsk)").reasons)


@pytest.mark.parametrize("words", ["multiple locations", "multiple locations in Minsk", "разные места"])
def test_several_unnamed_places_are_the_town(read: Read, words: str) -> None:
    reading = read(words)
    assert reading.name == "Мінск"
    assert reading.wanting is None


def test_without_a_town_only_the_country_is_left(read: Read) -> None:
    reading = read("multiple locations", "")
    assert kind_of(reading) is Precision.COUNTRY
    assert reading.wanting is not None


def test_without_a_country_nothing_is_invented(town: Maker) -> None:
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56))])
    (reading,) = read_places("multiple locations", towns="", gazetteer=gazetteer)
    assert reading.place is None
    assert reading.wanting is not None


def test_parts_are_places_of_their_own_and_one_place_comes_once(gazetteer: Gazetteer) -> None:
    words = "prospekt Pushkina 9; Pushkina Ave 18; then Zhodzina prison"
    names = [each.name for each in read_places(words, towns="Minsk", gazetteer=gazetteer)]
    assert names == ["праспэкт Пушкіна", "Prison No. 8, Zhodzina"]


def test_lost_parts_of_one_town_are_listed_together(gazetteer: Gazetteer) -> None:
    (reading,) = read_places("M11 highway; Minsk Police", towns="Minsk", gazetteer=gazetteer)
    assert str(reading.wanting).startswith("M11 highway; Minsk Police is not")


def test_a_part_that_may_lie_in_several_towns_gets_a_disc_that_holds_them_all(gazetteer: Gazetteer) -> None:
    first, *_ = read_places("polling station; Zhodzina prison", towns="Minsk", gazetteer=gazetteer)
    assert first.place is not None
    assert first.place.precision is Precision.REGION
    for name in ("Minsk", "Zhodzina"):
        town = gazetteer.find_towns(name)[0].place
        assert distance_m(first.place.centre, town.centre) + town.radius_m <= first.place.radius_m + 1
    assert {each.name for each in first.alternatives} == {"Мінск", "Жодзіна"}


def test_without_words_each_town_is_a_place(gazetteer: Gazetteer) -> None:
    names = [each.name for each in read_places("", towns="Minsk; Zhodzina", gazetteer=gazetteer)]
    assert names == ["Мінск", "Жодзіна"]


def test_an_unknown_town_is_wanted(read: Read) -> None:
    assert "Atlantis" in str(read("", "Atlantis").wanting)
    assert "Atlantis" in str(read("Pushkina 5 and more", "Atlantis").wanting)


def test_a_district_is_found_by_its_bare_name(town: Maker, landmark: Maker) -> None:
    centre = LatLon(53.9, 27.5)
    station = landmark("Каменная Горка метро", centre, "Kamyennaya Horka metro station", town="Мінск")
    area = landmark("Каменная Горка", centre, town="Мінск", radius_m=2000.0)
    district = Toponym(area.ref, ToponymKind.DISTRICT, area.names, area.place, "Мінск")
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56)), station, district])
    (bare,) = read_places("Каменная Горка", towns="Мінск", gazetteer=gazetteer)
    (metro,) = read_places("станция метро Каменная Горка", towns="Мінск", gazetteer=gazetteer)
    assert bare.place == district.place
    assert metro.place == station.place


@pytest.mark.parametrize(
    "words", ["Пинск, ул. Ленина 5", "ул. Ленина, 5, Пинск", "Lenin street, Pinsk", "Pinsk, Lenina 5"]
)
def test_a_town_between_commas_is_searched_in(read: Read, words: str) -> None:
    assert read(words).name == "вуліца Леніна"
    assert "name the town: Пінск" in join_reasons(read(words).reasons)


def test_a_hamlet_between_commas_is_not_the_town(read: Read) -> None:
    assert read("Pushkina 5, Юбілейны").name == "праспэкт Пушкіна"


def test_a_bare_word_is_no_adjective_of_a_street(read: Read, town: Maker, street: Maker) -> None:
    lane = street("Менская вуліца", LatLon(53.9, 27.5), LatLon(53.9, 27.51))
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56), "Менск"), lane])
    (reading,) = read_places("somewhere Minsk", towns="Minsk", gazetteer=gazetteer)
    assert kind_of(reading) is Precision.LOCALITY
