"""Invented histories for tests: days as small numbers, and random forces of a few units and persons."""

from datetime import UTC, datetime, timedelta
from random import Random

from crimebook.command.certainty import Death
from crimebook.command.history import History, Posting, Relation, RelationKind
from crimebook.terms.intervals import FourPoint

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
LAST_DAY = 6
UNITS, PERSONS = range(1, 7), range(1, 5)


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def days(*bounds: int | None) -> FourPoint:
    """Return a time by its four bounds in days; None is unknown."""
    return FourPoint(*(None if bound is None else day(bound) for bound in bounds))


def random_time(random: Random) -> FourPoint:
    start, latest_start, end, latest_end = sorted(random.randrange(LAST_DAY + 1) for _ in range(4))
    # The two middle bounds may stand either way: a beginning and an end can be unsure of the same days.
    if random.random() < 0.5:
        latest_start, end = end, latest_start
    bounds = (start, latest_start, end, latest_end)
    return days(*(None if random.random() < 0.25 else bound for bound in bounds))


def random_history(random: Random) -> History:
    """Return a force with circles, disagreements, unknown times and dead persons in it."""
    kinds = (*RelationKind, RelationKind.COMMAND, RelationKind.COMMAND)
    relations = tuple(
        Relation(number, *random.sample(UNITS, 2), random.choice(kinds), random_time(random), 100 + number)
        for number in range(random.randrange(4, 14))
    )
    postings = tuple(
        Posting(
            number,
            mention=number,
            person=random.choice(PERSONS),
            unit=random.choice((None, *UNITS, *UNITS)),
            is_command=random.random() < 0.7,
            time=random_time(random),
            citation=200 + number,
        )
        for number in range(random.randrange(12))
    )
    deaths = {}
    for person in PERSONS:
        if random.random() < 0.3:
            first, last = sorted(random.randrange(LAST_DAY + 1) for _ in range(2))
            deaths[person] = Death(day(first), day(last))
    return History(relations, postings, (), deaths)
