from datetime import timedelta
from random import Random

import pytest
from tests.command.histories import LAST_DAY, day, days, random_time
from tests.command.walking import held

from crimebook.command.certainty import Certainty, Death, grade_at, grade_overlap, weakest
from crimebook.terms.errors import InvalidValueError


@pytest.mark.parametrize(
    ("bounds", "at", "expected"),
    [
        ((0, 1, 4, 5), 0, "possible"),
        ((0, 1, 4, 5), 1, "certain"),
        ((0, 1, 4, 5), 4, "certain"),
        ((0, 1, 4, 5), 5, "possible"),
        ((1, 1, 4, 5), 0, None),
        ((1, 1, 4, 4), 5, None),
        ((None, 1, 4, None), 0, "uncited"),
        ((None, 1, 4, None), 5, "uncited"),
        ((None, 1, 4, None), 2, "certain"),
        ((2, None, None, None), 3, "uncited"),
        ((None, None, None, None), 3, "uncited"),
        # Whoever began and ended on one day was there on that day.
        ((3, 3, None, 3), 3, "certain"),
    ],
)
def test_what_held_at_an_instant_follows_from_the_four_points(bounds, at, expected):
    grade = grade_at(days(*bounds), day(at))
    assert (grade and grade.certainty.value) == expected
    assert grade is None or grade.reasons


def test_every_time_is_graded_as_trying_all_spans_grades_it():
    random = Random(5)  # noqa: S311 - a test's seed
    for _ in range(1_000):
        time, at = random_time(random), random.randrange(LAST_DAY + 1)
        grade = grade_at(time, day(at))
        assert (grade.certainty.value if grade else "") == held(time, at)


def test_no_chain_is_stronger_than_its_weakest_link():
    assert weakest([Certainty.CERTAIN, Certainty.UNCITED, Certainty.POSSIBLE]) is Certainty.UNCITED
    assert weakest([]) is Certainty.CERTAIN


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 0, 3, 3), (3, 3, 5, 5), "certain"),
        ((0, 0, 2, 2), (3, 3, 5, 5), None),
        ((0, 0, 1, 4), (3, 3, 5, 5), "possible"),
        ((0, 0, 1, None), (3, 3, 5, 5), "uncited"),
        ((None, None, None, None), (3, 3, 5, 5), "uncited"),
    ],
)
def test_times_overlap_for_certain_perhaps_or_only_because_nobody_says(one, other, expected):
    for pair in ((days(*one), days(*other)), (days(*other), days(*one))):
        grade = grade_overlap(*pair)
        assert (grade and grade.certainty.value) == expected


def test_nobody_dies_backwards():
    with pytest.raises(InvalidValueError, match="earliest death"):
        Death(day(1), day(1) - timedelta(seconds=1))
