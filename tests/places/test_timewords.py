"""Time words: soft four-point times inside the days of the source."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.places.dayparts import DAY_PARTS
from crimebook.places.timewords import TimeReading, read_time
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import at_local
from crimebook.terms.windows import TimeBasis, WindowKind

MINSK = ZoneInfo("Europe/Minsk")
DAY = date(2020, 8, 10)


def hours(words: str, first: date = DAY, last: date | None = None) -> tuple[float, ...]:
    """The four points as hours from the first midnight."""
    midnight = at_local(first, 0, MINSK)
    points = read(words, first, last).time.points
    return tuple((point - midnight) / timedelta(hours=1) for point in points if point is not None)


def read(words: str, first: date = DAY, last: date | None = None) -> TimeReading:
    return read_time(words, first=first, last=last, zone=MINSK)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("late evening", (20, 22, 24, 26)),
        ("поздно вечером", (20, 22, 24, 26)),
        ("позна ўвечары", (20, 22, 24, 26)),
        ("nighttime", (20, 23, 28, 30)),
        ("night", (20, 23, 28, 30)),
        ("ночью", (20, 23, 28, 30)),
        ("уначы", (20, 23, 28, 30)),
        ("ўначы", (20, 23, 28, 30)),
        ("daytime", (6, 9, 18, 21)),
        ("днём", (6, 9, 18, 21)),
        ("удзень", (6, 9, 18, 21)),
        ("in the morning", (5, 7, 11, 12)),
        ("раніцай", (5, 7, 11, 12)),
        ("afternoon", (12, 13, 17, 19)),
        ("после обеда", (12, 13, 17, 19)),
        ("evening", (17, 19, 22, 24)),
        ("вечером", (17, 19, 22, 24)),
        ("увечары", (17, 19, 22, 24)),
        ("at dawn", (3, 5, 6, 9)),
        ("на рассвете", (3, 5, 6, 9)),
        ("на світанні", (3, 5, 6, 9)),
    ],
)
def test_parts_of_the_day_have_soft_ends(words: str, expected: tuple[float, ...]) -> None:
    assert hours(words) == expected
    assert read(words).kind is WindowKind.INSTANT_INSIDE
    assert read(words).wanting is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("22:45", (22.5, 22.75, 22.75, 23)),
        ("22.45", (22.5, 22.75, 22.75, 23)),
        ("10.08.2020 22:45", (22.5, 22.75, 22.75, 23)),
        ("10:45 pm", (22.5, 22.75, 22.75, 23)),
        ("about 22:00", (21.25, 21.75, 22.25, 22.75)),
        ("около 22:00", (21.25, 21.75, 22.25, 22.75)),
        ("каля 22", (21.25, 21.75, 22.25, 22.75)),
        ("after 17:00", (17, 18, 21, 24)),
        ("после 22:00", (22, 23, 24, 28)),
        ("from about 21:00", (21, 22, 24, 28)),
        ("before 9", (0, 5, 8, 9)),
        ("до 9 утра", (0, 5, 8, 9)),
        ("between 23:00 and 01:00", (22.75, 23, 25, 25.25)),
        ("паміж 23 і 1", (22.75, 23, 25, 25.25)),
        ("at 10 in the evening", (21.75, 22, 22, 22.25)),
        ("00:05", (0, 5 / 60, 5 / 60, 20 / 60)),
    ],
)
def test_clock_times_are_soft_by_their_wording(words: str, expected: tuple[float, ...]) -> None:
    assert hours(words) == pytest.approx(expected)
    assert read(words).kind is WindowKind.INSTANT_INSIDE
    assert read(words).wanting is None


@pytest.mark.parametrize("words", ["from 20:00 to 23:00", "с 20 до 23", "з 20 да 23", "20:00-23:00"])
def test_from_one_clock_time_to_another_lasted(words: str) -> None:
    assert hours(words) == (19.75, 20, 23, 23.25)
    assert read(words).kind is WindowKind.LASTING


@pytest.mark.parametrize(
    "words",
    [
        "night 10-11 August",
        "nighttime (night 10-11 August)",
        "ночь с 10 на 11 августа",
        "у ноч з 10 на 11 жніўня",
    ],
)
def test_a_night_of_two_dates_is_the_night_of_the_first(words: str) -> None:
    assert hours(words) == (20, 23, 28, 30)
    assert read(words).wanting is None
    assert hours(words, DAY, date(2020, 8, 11)) == (20, 23, 28, 30)


@pytest.mark.parametrize("words", ["", "-", "—", " ? "])
def test_without_words_the_whole_local_day_counts(words: str) -> None:
    assert hours(words) == (0, 0, 24, 24)
    assert read(words).wanting is None
    assert read(words).basis is TimeBasis.STATED


def test_several_days_in_the_fields_or_the_words_lasted() -> None:
    for reading in (read("", DAY, date(2020, 8, 13)), read("10-13.08.2020", DAY, date(2020, 8, 13))):
        assert reading.kind is WindowKind.LASTING
        assert reading.time.earliest_start == at_local(DAY, 0, MINSK)
        assert reading.time.latest_start == at_local(DAY, 24, MINSK)
        assert reading.time.earliest_end == at_local(date(2020, 8, 13), 0, MINSK)
        assert reading.time.latest_end == at_local(date(2020, 8, 13), 24, MINSK)


def test_dates_in_the_words_narrow_the_fields() -> None:
    assert hours("11.08.2020, evening", DAY, date(2020, 8, 13)) == (41, 43, 46, 48)


@pytest.mark.parametrize("words", ["12.08.2020", "9-14.08.2020", "12 августа"])
def test_dates_beyond_the_fields_are_a_conflict_for_a_person(words: str) -> None:
    reading = read(words)
    assert reading.wanting is not None
    assert "2020-08-10" in str(reading.wanting)
    assert reading.time == read("").time


def test_various_dates_want_a_person() -> None:
    assert "various dates" in str(read("various dates").wanting)


@pytest.mark.parametrize("words", ["blue moon", "after the march", "evening, blue moon", "25:70"])
def test_words_that_are_not_understood_are_said(words: str) -> None:
    assert words in str(read(words).wanting)


def test_words_that_are_not_understood_leave_the_whole_day() -> None:
    assert hours("blue moon") == (0, 0, 24, 24)


def test_an_early_hour_of_a_night_is_the_next_morning_and_a_person_must_check() -> None:
    reading = read("night, 02:00")
    assert hours("night, 02:00") == (25.75, 26, 26, 26.25)
    assert "must check" in str(reading.wanting)
    assert hours("02:00") == (1.75, 2, 2, 2.25)


def test_a_clock_time_that_contradicts_its_part_of_the_day_wants_a_person() -> None:
    assert "disagree" in str(read("morning, 22:45").wanting)


def test_a_last_day_before_the_first_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        read("", DAY, date(2020, 8, 9))


def test_hours_are_those_of_the_wall_clock_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = read_time("night", first=date(2021, 3, 27), last=None, zone=berlin).time
    assert night.earliest_start == datetime(2021, 3, 27, 19, tzinfo=UTC)
    assert night.latest_end == datetime(2021, 3, 28, 4, tzinfo=UTC)


WORDS = st.sampled_from(
    [*(part.name for part in DAY_PARTS), "22:45", "02:30", "after 17:00", "between 1 and 3", "", "x"]
)
ZONES = st.sampled_from(["Europe/Minsk", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])


@given(WORDS, st.dates(date(1990, 1, 1), date(2040, 1, 1)), ZONES)
def test_the_four_points_lie_in_the_day_and_its_night(words: str, day: date, zone: str) -> None:
    where = ZoneInfo(zone)
    time = read_time(words, first=day, last=None, zone=where).time
    assert time.earliest_start is not None
    assert time.latest_end is not None
    assert time.earliest_start >= at_local(day, 0, where).astimezone(UTC)
    assert time.latest_end <= at_local(day, 30, where).astimezone(UTC) + timedelta(hours=1)
