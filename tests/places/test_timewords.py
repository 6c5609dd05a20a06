"""Time words: soft four-point times inside the days of the source."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.places.dayparts import DAY_PARTS
from crimebook.places.timereadings import TimeReading
from crimebook.places.timewords import read_time
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
        ("before 9:00", (0, 5, 8, 9)),
        ("до 9 утра", (0, 5, 8, 9)),
        ("between 23:00 and 01:00", (22.75, 23, 25, 25.25)),
        ("паміж 23 і 1", (22.75, 23, 25, 25.25)),
        ("at 10 in the evening", (21.75, 22, 22, 22.25)),
        ("at 9 pm", (20.75, 21, 21, 21.25)),
        ("в 9 вечера", (20.75, 21, 21, 21.25)),
        ("а 9 вечара", (20.75, 21, 21, 21.25)),
        ("в 9 утра", (8.75, 9, 9, 9.25)),
        ("а 9 раніцы", (8.75, 9, 9, 9.25)),
        ("9:00", (8.75, 9, 9, 9.25)),
        ("09:00", (8.75, 9, 9, 9.25)),
        ("21:00", (20.75, 21, 21, 21.25)),
        ("11 дня", (10.75, 11, 11, 11.25)),
        ("11 ночи", (22.75, 23, 23, 23.25)),
        ("between 8 and 10 pm", (19.75, 20, 22, 22.25)),
        ("not before 22:00", (22, 23, 24, 28)),
        ("не раньше 22:00", (22, 23, 24, 28)),
        ("не раней за 22:00", (22, 23, 24, 28)),
        ("no later than 22:00", (0, 18, 21, 22)),
        ("after 17:00 and before 19:00", (17, 17, 19, 19)),
        ("22:45; later at 00:30", (22.5, 22.75, 24.5, 24.75)),
        ("22:45, потом 00:30", (22.5, 22.75, 24.5, 24.75)),
        ("22:45, потым 00:30", (22.5, 22.75, 24.5, 24.75)),
        ("22:45 and 23:15", (22.5, 22.75, 23.25, 23.5)),
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


@pytest.mark.parametrize(
    "words", ["blue moon", "after the march", "evening, blue moon", "25:70", "9", "2 часа"]
)
def test_words_that_are_not_understood_are_said(words: str) -> None:
    assert words in str(read(words).wanting)


def test_words_that_are_not_understood_leave_the_whole_day() -> None:
    assert hours("blue moon") == (0, 0, 24, 24)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("evening to midnight", (17, 19, 24, 24)),
        ("evening and night", (17, 19, 28, 30)),
        ("evening/night", (17, 19, 28, 30)),
        ("вечер и ночь", (17, 19, 28, 30)),
        ("увечары і ўначы", (17, 19, 28, 30)),
        ("с вечера до ночи", (17, 19, 28, 30)),
        ("з вечара да ночы", (17, 19, 28, 30)),
        ("с утра до вечера", (5, 7, 22, 24)),
        ("morning and evening", (5, 7, 22, 24)),
        ("раніцай і ўвечары", (5, 7, 22, 24)),
        ("day and night", (6, 9, 28, 30)),
        ("днём и ночью", (6, 9, 28, 30)),
        ("night, early morning", (20, 23, 31, 33)),
        ("с ночи до утра", (20, 23, 35, 36)),
        ("з ночы да раніцы", (20, 23, 35, 36)),
        ("next morning", (29, 31, 35, 36)),
        ("на следующее утро", (29, 31, 35, 36)),
        ("наступнай раніцай", (29, 31, 35, 36)),
        ("before midnight", (17, 19, 24, 24)),
        ("до полуночи", (17, 19, 24, 24)),
        ("да поўначы", (17, 19, 24, 24)),
        ("after noon", (12, 12, 18, 21)),
    ],
)
def test_several_parts_of_the_day_run_from_the_first_to_the_last(
    words: str, expected: tuple[float, ...]
) -> None:
    assert hours(words) == expected
    assert read(words).kind is WindowKind.INSTANT_INSIDE
    assert read(words).wanting is None


def test_night_and_day_may_be_of_one_date_or_of_two() -> None:
    assert hours("night and day") == (0, 0, 42, 45)
    assert read("night and day").wanting is not None


@pytest.mark.parametrize("words", ["from 22:00 to midnight", "с 22:00 до полуночи", "з 22:00 да поўначы"])
def test_to_midnight_beside_a_clock_time_is_the_end_of_the_day(words: str) -> None:
    assert hours(words) == (21.75, 22, 24, 24.25)
    assert read(words).kind is WindowKind.LASTING


@pytest.mark.parametrize("words", ["00:00-24:00", "from 00:00 to 24:00", "с 00:00 до 24:00"])
def test_a_long_span_from_midnight_is_the_date_itself(words: str) -> None:
    assert hours(words) == (0, 0, 24, 24.25)
    assert read(words).wanting is None


def test_a_later_part_of_the_day_before_an_earlier_one_may_be_of_two_days() -> None:
    assert hours("evening and morning") == (0, 0, 35, 36)
    assert read("evening and morning").wanting is not None


@pytest.mark.parametrize(
    "words",
    [
        "в ночь на 10 августа",
        "ночь на 10.08.2020",
        "у ноч на 10 жніўня",
        "night to 10 August",
        "on the night to 10 August",
        "ночь с 9 на 10",
        "ночью с 9 на 10 августа",
        "у ноч з 9 на 10 жніўня",
        "night of 9-10",
        "night 9/10 August",
        "у ноч з 9-га на 10-е",
    ],
)
@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2020, 8, 9), None), (DAY, None), (date(2020, 8, 9), DAY)],
    ids=["eve", "day", "both"],
)
def test_the_night_to_a_date_ends_on_it(words: str, first: date, last: date | None) -> None:
    reading = read(words, first, last)
    assert reading.time.earliest_start == at_local(date(2020, 8, 9), 20, MINSK)
    assert reading.time.latest_end == at_local(DAY, 6, MINSK)
    assert reading.wanting is None
    assert any("evening before the date field" in str(why) for why in reading.reasons) is (first == DAY)


def test_the_night_to_a_day_that_the_fields_do_not_touch_is_a_conflict() -> None:
    reading = read("в ночь на 20 августа")
    assert "a person must decide" in str(reading.wanting)
    assert hours("в ночь на 20 августа") == (0, 0, 30, 30)


@pytest.mark.parametrize("words", ["19:45 UTC", "19:45 gmt", "19:45Z", "в 19:45 UTC", "а 19:45 UTC"])
def test_a_clock_time_of_utc_is_converted(words: str) -> None:
    assert hours(words) == (22.5, 22.75, 22.75, 23)
    assert any("UTC is converted" in str(why) for why in read(words).reasons)
    assert read(words).wanting is None


@pytest.mark.parametrize("words", ["21:00 UTC", "10 pm UTC", "в 22:00 UTC", "2020-08-10T22:45:00Z"])
def test_a_clock_time_of_utc_that_may_fall_on_another_day_wants_a_person(words: str) -> None:
    assert hours(words) == (0, 0, 30, 30)
    assert "another day" in str(read(words).wanting)


@pytest.mark.parametrize(
    "words",
    ["22:45 MSK", "19:00 EST", "22:45 мск", "22:45 Kyiv time", "22:45 CEST", "22:45 UTC+3", "22:45 па Кіеве"],
)
def test_the_clock_of_another_zone_leaves_the_whole_day(words: str) -> None:
    assert hours(words) == (0, 0, 30, 30)
    assert read(words).wanting is not None


def test_minsk_time_is_local_time_only_in_minsk() -> None:
    assert hours("22:45 Minsk time") == hours("22:45 по минскому времени") == hours("22:45")
    elsewhere = read_time("22:45 Minsk time", first=DAY, last=None, zone=ZoneInfo("Europe/Vilnius"))
    assert elsewhere.wanting is not None


@pytest.mark.parametrize("words", ["10.08", "10/08", "у 10.08"])
def test_numbers_that_name_a_day_of_the_fields_are_a_date(words: str) -> None:
    assert hours(words) == (0, 0, 24, 24)
    assert hours("10.08 22:00") == hours("22:00")
    assert read(words).wanting is None


def test_numbers_that_may_be_a_date_are_never_a_clock_time() -> None:
    for words in ("11.08", "09.08", "10.07", "at 10.07", "в 10.07", "а 10.07"):
        assert read(words).wanting is not None, words
        points = hours(words)
        assert points[0] <= 0, words
        assert points[3] >= 24, words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at 9", (8.75, 9, 21, 21.25)),
        ("в 9", (8.75, 9, 21, 21.25)),
        ("а 9", (8.75, 9, 21, 21.25)),
        ("around 9", (8.25, 8.75, 21.25, 21.75)),
        ("около 9", (8.25, 8.75, 21.25, 21.75)),
        ("каля 9 гадзін", (8.25, 8.75, 21.25, 21.75)),
        ("с 9 до 11", (8.75, 9, 23, 23.25)),
        ("з 9 да 11", (8.75, 9, 23, 23.25)),
        ("between 11 and 1", (10.75, 11, 25, 25.25)),
        ("between 1 and 3", (0.75, 1, 27, 27.25)),
        ("before 9", (0, 5, 20, 21)),
        ("at 12", (0, 0, 24, 24.25)),
    ],
)
def test_a_bare_hour_is_of_the_morning_or_of_the_evening(words: str, expected: tuple[float, ...]) -> None:
    assert hours(words) == expected
    assert "morning or of the evening" in str(read(words).wanting)


SMALL_HOURS = [
    "2 am",
    "02:00",
    "02:00 at night",
    "at 2 in the night",
    "2 часа ночи",
    "в 2 ночи",
    "ночью в 2 часа",
    "у 2 гадзіны ночы",
    "night, 02:00",
    "2 in the morning",
]


@pytest.mark.parametrize("words", SMALL_HOURS)
def test_the_small_hours_may_be_of_the_date_or_of_the_next_day(words: str) -> None:
    assert hours(words) == (1.75, 2, 26, 26.25)
    assert "2020-08-11" in str(read(words).wanting)


@pytest.mark.parametrize("words", SMALL_HOURS)
def test_two_dates_decide_whose_small_hours_are_meant(words: str) -> None:
    assert hours(words, DAY, date(2020, 8, 11)) == (25.75, 26, 26, 26.25)
    assert read(words, DAY, date(2020, 8, 11)).wanting is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2 am on August 10", (1.75, 2, 2, 2.25)),
        ("10 августа, 2 часа ночи", (1.75, 2, 2, 2.25)),
        ("10 жніўня, 2 гадзіны ночы", (1.75, 2, 2, 2.25)),
        ("2 am on August 11", (25.75, 26, 26, 26.25)),
        ("11 августа, 2 часа ночи", (25.75, 26, 26, 26.25)),
        ("night 10-11 August, 02:00", (25.75, 26, 26, 26.25)),
        ("after 2 am on 10 August", (2, 3, 6, 24)),
    ],
)
def test_a_date_in_the_words_decides_whose_small_hours_are_meant(
    words: str, expected: tuple[float, ...]
) -> None:
    assert hours(words) == expected
    assert read(words).wanting is None


@pytest.mark.parametrize("words", ["after midnight", "после полуночи", "пасля поўначы", "пасля паўночы"])
def test_after_midnight_is_the_night_of_the_date_and_a_person_must_say_so(words: str) -> None:
    assert hours(words) == hours(words, DAY, date(2020, 8, 11)) == (24, 24, 28, 28)
    assert "which night" in str(read(words).wanting)
    assert read(words, DAY, date(2020, 8, 11)).wanting is None


@pytest.mark.parametrize("words", ["9 August 23:00 to 10 August 02:00", "23:00 9 августа - 02:00 10 августа"])
def test_two_dated_clock_times_are_a_span(words: str) -> None:
    assert hours(words, date(2020, 8, 9)) == (22.75, 23, 26, 26.25)
    assert hours(words, date(2020, 8, 9), DAY) == (22.75, 23, 26, 26.25)
    assert read(words, date(2020, 8, 9)).kind is WindowKind.LASTING
    assert read(words, date(2020, 8, 9)).wanting is None
    assert "a person must decide" in str(read(words, date(2020, 8, 20)).wanting)


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("evening, blue moon", 30),
        ("22:00?", 30),
        ("evening?", 30),
        ("22:00 or night", 30),
        ("22:00 или ночью", 30),
        ("at dusk", 30),
        ("shortly before midnight", 30),
        ("не вечером", 30),
        ("не ўвечары", 30),
        ("22:45-ish", 30),
        ("early afternoon", 24),
        ("for 7 hours", 24),
        ("до утра", 36),
        ("да раніцы", 36),
        ("evening, 00:15", 30),
        ("morning 13:00", 24),
        ("9:00 and more", 24),
        ("с 10 августа", 24),
    ],
)
def test_half_understood_words_leave_the_day_and_its_night(words: str, end: float) -> None:
    assert hours(words) == (0, 0, end, end)
    assert read(words).wanting is not None


def test_clock_times_that_are_not_applied_to_several_days_want_a_person() -> None:
    assert read("15:00", DAY, date(2020, 8, 13)).wanting is not None
    assert read("evening", DAY, date(2020, 8, 13)).time.latest_end == at_local(date(2020, 8, 13), 30, MINSK)


def test_a_list_of_clock_times_that_runs_backwards_wants_a_person() -> None:
    assert hours("22:45, 00:30") == (0.25, 0.5, 24.5, 24.75)
    assert "came first" in str(read("22:45, 00:30").wanting)


def test_a_clock_time_that_contradicts_its_part_of_the_day_wants_a_person() -> None:
    assert "disagree" in str(read("morning, 22:45").wanting)
    assert hours("morning, 22:45") == (0, 0, 30, 30)


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


PIECES = st.sampled_from(
    [
        "22:45",
        "at 9",
        "2 am",
        "с 9 до 11",
        "after",
        "до",
        "evening",
        "ночью",
        "раніцай",
        "to",
        "and",
        ",",
        "-",
        "около",
    ]
)


@given(st.lists(PIECES, max_size=4), st.lists(PIECES, max_size=4))
def test_a_word_that_is_not_understood_never_leaves_a_sharp_reading(
    before: list[str], after: list[str]
) -> None:
    words = " ".join([*before, "brouhaha", *after])
    points = hours(words)
    assert points[0] == points[1] == 0
    assert points[2] == points[3] >= 24
    assert read(words).wanting is not None


@given(WORDS, st.dates(date(1990, 1, 1), date(2040, 1, 1)), ZONES)
def test_the_four_points_lie_in_the_day_and_its_night(words: str, day: date, zone: str) -> None:
    where = ZoneInfo(zone)
    time = read_time(words, first=day, last=None, zone=where).time
    assert time.earliest_start is not None
    assert time.latest_end is not None
    assert time.earliest_start >= at_local(day, 0, where).astimezone(UTC)
    assert time.latest_end <= at_local(day, 30, where).astimezone(UTC) + timedelta(hours=1)
