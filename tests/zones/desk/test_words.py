"""Words of the pages: labels, scores, distances, precisions, and reasons in the reader's language."""

import pytest
from django.utils import translation
from tests.zones.desk.cast import corner, street, town

from crimebook.places.dayparts import DAY_PARTS
from crimebook.places.mentions import NEAR_M
from crimebook.places.streetwords import StreetType
from crimebook.terms.places import Place, Precision
from crimebook.terms.reasons import reason
from crimebook.work.actors import Role
from crimebook.zones.desk.templatetags import book
from crimebook.zones.desk.words import SPOKEN, find_word, precision_shape


def test_a_reason_is_said_in_the_reader_s_language() -> None:
    why = reason("{part} is read as {hours}", part="late evening", hours="20:00")
    said = {}
    for language in ("en", "be", "ru"):
        with translation.override(language):
            said[language] = book.say(why)
    assert said == {
        "en": "late evening is read as 20:00",
        "be": "позні вечар прачытана як 20:00",
        "ru": "поздний вечер прочитано как 20:00",
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1.67 % of −2.8 bits"), ("be", "1,67 % of −2,8 bits"), ("ru", "1,67 % of −2,8 bits")],
)
def test_numbers_in_a_reason_are_written_as_the_language_writes_them(language: str, said: str) -> None:
    with translation.override(language):
        assert book.say(reason("{percent} % of {bits} bits", percent=1.67, bits=-2.8)) == said
        assert book.say(reason("{hours} h, {count}, {one_in}", hours=6.0, count=-3, one_in=12500)) == (
            "6 h, −3, 12500"
        )


def test_the_kind_of_a_unit_is_said_in_words_and_a_word_of_a_source_is_left() -> None:
    shared = {"value": "riot_police", "holders": 6, "candidates": 6}
    unit = reason(
        "both tell of a unit of the kind {value}, as do {holders} of {candidates} candidates", **shared
    )
    word = reason("both use the word {value}, as do {holders} of {candidates} candidates", **shared)
    with translation.override("ru"):
        assert "ОМОН" in book.say(unit)
        assert "riot_police" in book.say(word)


@pytest.mark.parametrize("language", ["be", "ru"])
def test_every_role_has_a_word_in_every_language(language: str) -> None:
    with translation.override(language):
        for role in Role:
            assert find_word("role", role.value) not in {"", role.value}, role


def test_the_words_of_a_source_are_not_translated() -> None:
    with translation.override("be"):
        assert "Prykladnaja street" in book.say(reason("fits {words}", words="Prykladnaja street"))


def test_a_reason_that_nobody_has_translated_stays_english() -> None:
    with translation.override("ru"):
        assert book.say(reason("not in any catalogue: {count}", count=3)) == "not in any catalogue: 3"


def test_every_word_of_the_engines_that_stands_as_a_value_can_be_said() -> None:
    assert {part.name for part in DAY_PARTS} | set(NEAR_M) | {str(each) for each in StreetType} <= SPOKEN


@pytest.mark.parametrize(
    ("place", "shape"),
    [
        (corner(), "dot"),
        (corner(80.0, Precision.VICINITY), "dot"),
        (street(), "line"),
        (town(), "circle"),
        (corner(300_000.0, Precision.COUNTRY), "none"),
        (None, "none"),
    ],
)
def test_every_precision_has_its_shape(place: Place | None, shape: str) -> None:
    assert precision_shape(place) == shape


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (corner(10.0), "exact place, within 10\N{NO-BREAK SPACE}m"),
        (corner(284.0, Precision.VICINITY), "near this place, within 280\N{NO-BREAK SPACE}m"),
        (street(), "anywhere along the street, within 15\N{NO-BREAK SPACE}m"),
        (town(), "anywhere in the settlement, within 15\N{NO-BREAK SPACE}km"),
        (corner(0.0), "exact place"),
        (None, "no place known"),
    ],
)
def test_a_place_says_how_well_it_is_known(place: Place | None, words: str) -> None:
    assert book.where(place) == words


@pytest.mark.parametrize(
    ("bits", "en", "be"),
    [(6.34, "+6.3", "+6,3"), (-0.04, "+0.0", "+0,0"), (-17.25, "−17.2", "−17,2"), (None, "–", "–")],
)
def test_a_score_has_its_sign_and_the_reader_s_comma(bits: float | None, en: str, be: str) -> None:
    assert book.bits(bits) == en
    with translation.override("be"):
        assert book.bits(bits) == be


@pytest.mark.parametrize(
    ("metres", "said"), [(7, "7 m"), (284, "280 m"), (996, "1 km"), (1520, "1.5 km"), (15_000, "15 km")]
)
def test_a_distance_is_no_more_precise_than_it_needs(metres: float, said: str) -> None:
    assert book.distance(metres) == said.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_day_in_a_title_is_never_torn_at_its_hyphens_and_the_title_is_no_markup() -> None:
    said = book.unbroken("<b>Corner</b> 2020-08-12 & 2020-08-13")
    assert said == (
        '&lt;b&gt;Corner&lt;/b&gt; <span class="whole">2020-08-12</span>'
        ' &amp; <span class="whole">2020-08-13</span>'
    )
    assert book.unbroken("no day") == "no day"


@pytest.mark.parametrize(("number", "said"), [(7, "7"), (9999, "9999"), (12_200, "12\u202f200")])
def test_long_numbers_are_grouped(number: int, said: str) -> None:
    assert book.grouped(number) == said


def test_a_code_has_its_label_and_an_unknown_code_is_shown_as_it_is() -> None:
    assert book.label("saw", "basis") != "saw"
    assert book.label("no.such.code", "acts") == "no.such.code"


def test_an_unknown_key_is_shown_in_words() -> None:
    assert find_word("number", "never_seen_before") == "never seen before"


def test_only_cyrillic_names_are_romanised() -> None:
    assert book.romanised("Мінск") == "Minsk"
    assert book.romanised("Minsk") == ""


def test_windows_have_letters_only_where_there_are_several() -> None:
    class Seen:
        def __init__(self, window_id: int) -> None:
            self.window_id = window_id

    assert book.letter_of(5, [Seen(4), Seen(5)]) == "B"  # type: ignore[list-item]
    assert book.letter_of(5, [Seen(5)]) == ""  # type: ignore[list-item]
    assert book.letter(27) == "27"
