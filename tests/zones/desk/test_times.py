"""Times as they are known, said in three languages."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.zones.desk.cast import MINSK, at, evening, posted_window, recording_window, window, within

from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, Window, WindowKind
from crimebook.zones.desk.times import bounds, say_days, say_length, say_span, say_time

EXACT = FourPoint.exact(at(9, 22.75), at(9, 22.9))


def said(shown: Window, language: str = "en") -> str:
    with translation.override(language):
        return say_time(shown, MINSK)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "between 20:00 and 02:00, 9–10 August 2020, Minsk time; stated in words"),
        ("be", "паміж 20:00 і 02:00, 9–10 жніўня 2020, па мінскім часе; сказана словамі"),
        ("ru", "между 20:00 и 02:00, 9–10 августа 2020, по минскому времени; сказано словами"),
    ],
)
def test_an_evening_is_said_in_three_languages(language: str, sentence: str) -> None:
    assert said(window(), language) == sentence


@pytest.mark.parametrize(
    ("language", "start"),
    [
        ("en", "from 22:21 to 22:32, 9 August"),
        ("be", "з 22:21 да 22:32, 9 жніўня"),
        ("ru", "с 22:21 до 22:32, 9 августа"),
    ],
)
def test_a_clock_says_its_middle_and_its_error(language: str, start: str) -> None:
    assert said(recording_window(), language).startswith(start)


def test_the_error_of_a_clock_is_said() -> None:
    assert said(recording_window()).endswith("by a clock, give or take 3\N{NO-BREAK SPACE}s")


def test_a_posting_is_only_a_latest_time() -> None:
    assert (
        said(posted_window(2))
        == "before 23:25:12, 9 August 2020, Minsk time; known only by when it was posted"
    )


def test_a_whole_day_has_no_hours() -> None:
    assert said(window(within(at(9, 0), at(9, 24)))).startswith("on 9 August 2020, Minsk time")


def test_several_whole_days_are_a_span() -> None:
    assert said(window(within(at(9, 0), at(14, 24)))).startswith("on 9–14 August 2020,")


def test_a_long_span_says_the_day_of_each_end() -> None:
    text = said(window(within(at(9, 20), at(14, 2))))
    assert text.startswith("between 9 August 2020, 20:00 and 14 August 2020, 02:00,")


def test_midnight_at_the_end_belongs_to_the_day_before() -> None:
    assert said(window(within(at(9, 20), at(9, 24)))).startswith("between 20:00 and 24:00, 9 August 2020,")


def test_an_instant_is_one_time() -> None:
    assert said(window(FourPoint.instant(at(9, 22.75)))).startswith("at 22:45, 9 August 2020,")


def test_what_lasted_with_known_ends_goes_from_to() -> None:
    assert said(window(EXACT, kind=WindowKind.LASTING)).startswith("from 22:45 to 22:54, 9 August 2020,")


def test_what_lasted_with_soft_ends_says_so() -> None:
    assert said(window(evening(), kind=WindowKind.LASTING)).startswith(
        "lasting, at most from 20:00 to 02:00,"
    )


@pytest.mark.parametrize(
    ("interval", "start"),
    [
        (FourPoint(None, at(9, 23), None, at(9, 23)), "before 23:00, 9 August 2020"),
        (FourPoint(at(9, 23), None, at(9, 23), None), "after 23:00, 9 August 2020"),
        (FourPoint(None, at(9, 20), at(9, 23), None), "at some time between unknown bounds"),
    ],
)
def test_an_unknown_bound_stays_unknown(interval: FourPoint, start: str) -> None:
    assert said(window(interval)).startswith(start)


def test_nothing_known_is_one_phrase() -> None:
    assert said(window(FourPoint.unknown(), basis=TimeBasis.UNKNOWN)) == "time unknown"


def test_another_zone_is_named_by_its_key() -> None:
    assert "time of Europe/Vilnius" in say_time(window(), ZoneInfo("Europe/Vilnius"))


def test_the_four_points_are_all_given() -> None:
    shown = bounds(FourPoint(at(9, 20), at(9, 22), None, at(9, 26)), MINSK)
    assert [value for _, value in shown] == [
        "9 August 2020, 20:00:00 +03:00",
        "9 August 2020, 22:00:00 +03:00",
        "unknown",
        "10 August 2020, 02:00:00 +03:00",
    ]


def test_a_span_over_months_and_years_repeats_only_what_differs() -> None:
    first, month, year = at(9, 0).date(), at(40, 0).date(), at(200, 0).date()
    assert say_days(first, month) == "9 August – 9 September 2020"
    assert say_days(first, year) == "9 August 2020 – 16 February 2021"


@pytest.mark.parametrize(
    ("seconds", "length"), [(0, "0:00"), (59.6, "1:00"), (661, "11:01"), (3723, "1:02:03")]
)
def test_a_length_is_read_like_a_clock(seconds: float, length: str) -> None:
    assert say_length(seconds) == length


@pytest.mark.parametrize(("days", "words"), [(2, "2 дні"), (5, "5 дзён"), (21, "21 дзень"), (11, "11 дзён")])
def test_belarusian_days_are_counted_in_their_forms(days: int, words: str) -> None:
    with translation.override("be"):
        assert say_span(days * 86_400) == words.replace(" ", "\N{NO-BREAK SPACE}")


@given(
    st.lists(st.integers(0, 400_000), min_size=4, max_size=4).map(sorted),
    st.sampled_from(WindowKind),
    st.sampled_from(TimeBasis),
    st.sampled_from(["en", "be", "ru"]),
)
def test_every_time_can_be_said(
    minutes: list[int], kind: WindowKind, basis: TimeBasis, language: str
) -> None:
    points = [at(1, 0) + timedelta(minutes=each) for each in minutes]
    text = said(window(FourPoint(*points), kind=kind, basis=basis), language)
    assert "%(" not in text
    assert ";" in text
