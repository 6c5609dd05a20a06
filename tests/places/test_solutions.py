"""What a person solved wins over every name, for exactly the words and the town that were solved."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import MOST_SIGNS, read_places
from crimebook.places.searching import MOST_FOUND, search_places
from crimebook.places.solutions import (
    MAX_SOLVED_RADIUS_M,
    Solution,
    index_solutions,
    precision_of_radius,
    solution_key,
)
from crimebook.places.windows import read_windows
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.reasons import join_reasons
from crimebook.terms.toponyms import Toponym

Maker = Callable[..., Toponym]
CORNER = Place(LatLon(53.91, 27.51), 80.0, Precision.VICINITY)
YARD = Place(LatLon(53.92, 27.55), 40.0, Precision.EXACT)


def solved(words: str, towns: str = "Minsk", place: Place = CORNER, name: str = "the corner") -> Solution:
    return Solution(words, towns, name, place, "seen on a video of that night")


@pytest.fixture
def plain(town: Maker, street: Maker) -> Gazetteer:
    return Gazetteer(
        [
            town("Minsk", LatLon(53.9, 27.56), population=2_000_000),
            town("Brest", LatLon(52.1, 23.7), population=300_000),
            street("Lenin Street", LatLon(53.9, 27.55), LatLon(53.9, 27.57), town="Minsk"),
        ]
    )


def test_solved_words_are_where_the_person_said(plain: Gazetteer) -> None:
    gazetteer = plain.with_solutions([solved("by the old kiosk")])
    (before,) = read_places("by the old kiosk", towns="Minsk", gazetteer=plain)
    (after,) = read_places("by the old kiosk", towns="Minsk", gazetteer=gazetteer)
    assert before.wanting is not None
    assert (after.place, after.name, after.wanting, after.is_solved) == (CORNER, "the corner", None, True)
    assert "a person solved these words: seen on a video" in join_reasons(after.reasons)
    assert after.words == "by the old kiosk"


@pytest.mark.parametrize("words", ["BY THE OLD KIOSK", "  by the  old kiosk ", "By the old kiósk"])
def test_case_accents_and_spaces_make_no_other_words(plain: Gazetteer, words: str) -> None:
    gazetteer = plain.with_solutions([solved("by the old kiosk")])
    (reading,) = read_places(words, towns="MINSK", gazetteer=gazetteer)
    assert reading.is_solved


@pytest.mark.parametrize(("words", "towns"), [("by the old kiosk", "Brest"), ("by the kiosk", "Minsk")])
def test_other_words_and_other_towns_are_not_solved_with_them(
    plain: Gazetteer, words: str, towns: str
) -> None:
    gazetteer = plain.with_solutions([solved("by the old kiosk")])
    (reading,) = read_places(words, towns=towns, gazetteer=gazetteer)
    assert not reading.is_solved
    assert reading.wanting is not None


def test_a_solution_wins_over_a_name_of_the_gazetteer(plain: Gazetteer) -> None:
    gazetteer = plain.with_solutions([solved("Lenin Street")])
    (reading,) = read_places("Lenin Street", towns="Minsk", gazetteer=gazetteer)
    assert reading.place == CORNER


def test_one_part_is_solved_and_the_others_stay_what_they_are(plain: Gazetteer) -> None:
    gazetteer = plain.with_solutions([solved("the kiosk")])
    kiosk, street, lost = read_places("the kiosk; Lenin Street; nowhere", towns="Minsk", gazetteer=gazetteer)
    assert (kiosk.words, kiosk.is_solved) == ("the kiosk", True)
    assert street.name == "Lenin Street"
    assert lost.wanting is not None
    assert lost.words == "nowhere"


def test_words_that_were_lost_together_can_be_solved_together(plain: Gazetteer) -> None:
    (lost,) = read_places("ring road; the police", towns="Minsk", gazetteer=plain)
    assert lost.words == "ring road; the police"
    gazetteer = plain.with_solutions([solved(lost.words)])
    (reading,) = read_places("ring road; the police", towns="Minsk", gazetteer=gazetteer)
    assert (reading.words, reading.is_solved) == (lost.words, True)


def test_two_solved_parts_at_one_place_keep_their_own_words(plain: Gazetteer) -> None:
    gazetteer = plain.with_solutions([solved("the kiosk"), solved("the corner shop")])
    readings = read_places("the kiosk; the corner shop", towns="Minsk", gazetteer=gazetteer)
    assert [each.words for each in readings] == ["the kiosk", "the corner shop"]


def test_a_town_that_no_gazetteer_knows_can_be_solved(plain: Gazetteer) -> None:
    (lost,) = read_places("", towns="Nowhereville", gazetteer=plain)
    assert lost.wanting is not None
    gazetteer = plain.with_solutions([solved("", "Nowhereville", name="a hamlet")])
    (reading,) = read_places("", towns="Nowhereville", gazetteer=gazetteer)
    assert (reading.name, reading.is_solved) == ("a hamlet", True)


def test_words_too_long_to_be_read_can_be_solved(plain: Gazetteer) -> None:
    words = "a" * (MOST_SIGNS + 1)
    (lost,) = read_places(words, towns="Minsk", gazetteer=plain)
    (reading,) = read_places(words, towns="Minsk", gazetteer=plain.with_solutions([solved(lost.words)]))
    assert reading.is_solved


def test_a_window_of_solved_words_wants_no_place(plain: Gazetteer) -> None:
    def read(gazetteer: Gazetteer, words: str, time: str = "22:45") -> list[tuple[bool, bool]]:
        found = read_windows(
            words,
            time,
            towns="Minsk",
            first=date(2020, 8, 9),
            last=None,
            zone=ZoneInfo("Europe/Minsk"),
            gazetteer=gazetteer,
        )
        return [(each.wants_place, each.window.wanting is not None) for each in found]

    assert read(plain, "the kiosk") == [(True, True)]
    assert read(plain.with_solutions([solved("the kiosk")]), "the kiosk") == [(False, False)]
    assert read(plain, "Lenin Street", "various dates") == [(False, True)]


def test_of_two_solutions_for_the_same_words_the_later_counts() -> None:
    index = index_solutions([solved("Kiosk"), solved("kiosk", place=YARD)])
    assert index[solution_key("KIOSK", "minsk")].place == YARD


def test_another_gazetteers_solutions_are_not_shared(plain: Gazetteer) -> None:
    plain.with_solutions([solved("the kiosk")])
    assert plain.find_solution("the kiosk", "Minsk") is None


@given(st.floats(0.001, MAX_SOLVED_RADIUS_M))
def test_a_wider_radius_is_never_more_precise(radius_m: float) -> None:
    order = [Precision.EXACT, Precision.VICINITY, Precision.LOCALITY, Precision.REGION]
    assert order.index(precision_of_radius(radius_m)) <= order.index(precision_of_radius(MAX_SOLVED_RADIUS_M))
    assert order.index(precision_of_radius(radius_m / 2)) <= order.index(precision_of_radius(radius_m))


@pytest.mark.parametrize("radius_m", [0.0, -5.0, MAX_SOLVED_RADIUS_M * 1.01, float("nan"), float("inf")])
def test_a_radius_that_says_nothing_is_refused(radius_m: float) -> None:
    with pytest.raises(InvalidValueError, match="a radius"):
        precision_of_radius(radius_m)


def test_a_search_finds_streets_and_towns_and_chooses_nothing(plain: Gazetteer) -> None:
    (street,) = search_places("Lenin Street", towns="Minsk", gazetteer=plain)[:1]
    assert street.name == "Lenin Street"
    assert "Brest" in [each.name for each in search_places("Brest", towns="Minsk", gazetteer=plain)]
    assert search_places("   ", towns="Minsk", gazetteer=plain) == ()
    assert len(search_places("Lenin", towns="", gazetteer=plain)) <= MOST_FOUND


def test_a_search_shows_a_place_once_and_ignores_solutions(plain: Gazetteer) -> None:
    gazetteer = plain.with_solutions([solved("Lenin Street")])
    found = search_places("Lenin Street", towns="Minsk", gazetteer=gazetteer)
    assert CORNER not in [each.place for each in found]
    assert len({each.place for each in found}) == len(found)
