from datetime import date
from zoneinfo import ZoneInfo

import pytest

from crimebook.command.days import bounds_of, days_of, death_within
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import format_instant

MINSK = ZoneInfo("Europe/Minsk")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-08-09", date(2020, 8, 9), date(2020, 8, 9)),
    ],
)
def test_days_are_as_precise_as_they_are_long(text: str, first: date, last: date):
    assert days_of(text) == (first, last)


@pytest.mark.parametrize("text", ["", "20", "2020-13", "2021-02-29", "2020-8-9", "0000", "２０２０", "9999"])
def test_what_names_no_day_is_refused(text: str):
    with pytest.raises(InvalidValueError):
        bounds_of(text, MINSK)


def test_somebody_died_between_the_first_and_the_last_moment_of_those_days():
    death = death_within("2020-08", MINSK)
    assert format_instant(death.earliest) == "2020-08-01T00:00:00+03:00"
    assert format_instant(death.latest) == "2020-08-31T23:59:59.999999+03:00"
