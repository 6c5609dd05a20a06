"""Which cases happened near a unit at the instant of a message: a distance, a time apart, and by what.

A message's own place counts where it has one; else those of its unit's deployments at that instant. Distances
are between discs: at least and at most. A deployment that was concluded from a case never counts for that
case. Nearness is no deed: it says where to look, of the unit as of those who were hurt.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crimebook.command.certainty import Certainty, Grade, grade_overlap
from crimebook.command.history import Deployment, Spell
from crimebook.command.presence import Case
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import Place, distance_m
from crimebook.terms.reasons import Reason, reason

NEAR_M = 1_000.0
"""Radio speaks of what is seen from where it is spoken, or a few streets on."""

SOON = timedelta(minutes=30)
"""And of what is about to happen, happens, or has just happened."""

VAGUE_M = 3_000.0
"""Who is known to be somewhere in a town is near nothing."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where the speaker can have been; ``deployment`` puts the unit there, None for its own words."""

    place: Place
    deployment: Deployment | None
    grade: Grade


@dataclass(frozen=True, slots=True)
class Near:
    """A case near a spot: metres between at least and at most, and the least time between them.

    ``spot`` is the number of the spot among those asked for.
    """

    case: int
    spot: int
    least_m: float
    most_m: float
    apart: timedelta
    certainty: Certainty
    reasons: tuple[Reason, ...]


def spots_of(message: Iterable[Spell], deployments: Iterable[Deployment]) -> tuple[Spot, ...]:
    """Return where a speaker can have been: by the message's own places, else by deployments then."""
    spoken = tuple(message)
    own = tuple(
        Spot(each.place, None, Grade(Certainty.CERTAIN, ()))
        for each in spoken
        if each.place is not None and each.place.precision.is_placed
    )
    return own or tuple(spot for each in deployments for spot in _deployed(each, spoken))


def near_spots(spots: Iterable[Spot], message: FourPoint, cases: Iterable[Case]) -> tuple[Near, ...]:
    """Return of each case the nearest spot within `NEAR_M` and `SOON`; those at the same time first."""
    numbered = tuple(enumerate(spots))
    found = [
        min(pairs, key=_rank)
        for case in cases
        if (pairs := [near for at, spot in numbered for near in _pairs(at, spot, message, case)])
    ]
    return tuple(sorted(found, key=lambda each: (*_rank(each), each.case)))


def _rank(near: Near) -> tuple[timedelta, int, float, float]:
    return near.apart, near.certainty.rank, near.least_m, near.most_m


def _deployed(deployment: Deployment, spoken: tuple[Spell, ...]) -> Iterator[Spot]:
    for spell in deployment.spells:
        if spell.place is None or not spell.place.precision.is_placed:
            continue
        grades = [grade for each in spoken if (grade := grade_overlap(spell.time, each.time)) is not None]
        if grades:
            yield Spot(spell.place, deployment, min(grades, key=lambda each: each.certainty.rank))


def _pairs(number: int, spot: Spot, message: FourPoint, case: Case) -> Iterator[Near]:
    if spot.deployment is not None and case.number in spot.deployment.derived_from:
        return
    for spell in case.spells:
        apart = _apart(message, spell.time)
        if spell.place is None or not spell.place.precision.is_placed or apart is None or apart > SOON:
            continue
        if max(spot.place.radius_m, spell.place.radius_m) > VAGUE_M:
            continue
        least_m, most_m = _between(spot.place, spell.place)
        if least_m <= NEAR_M:
            why = _reasons(spot, apart, least_m, most_m)
            yield Near(case.number, number, least_m, most_m, apart, spot.grade.certainty, why)


def _between(one: Place, other: Place) -> tuple[float, float]:
    """Return the least and the greatest distance of a point of one from a point of the other."""
    pairs = [
        (distance_m(mine.centre, its.centre), mine.radius_m + its.radius_m)
        for mine in one.cover()
        for its in other.cover()
    ]
    return min(max(0.0, far - reach) for far, reach in pairs), max(far + reach for far, reach in pairs)


def _apart(one: FourPoint, other: FourPoint) -> timedelta | None:
    """Return the least time between two intervals; None where a bound that is wanted is not known."""
    bounds = (one.earliest_start, one.latest_end, other.earliest_start, other.latest_end)
    begun, ended, start, end = bounds
    if begun is None or ended is None or start is None or end is None:
        return None
    return max(_gap(end, begun), _gap(ended, start), timedelta())


def _gap(end: datetime, start: datetime) -> timedelta:
    return start - end


def _reasons(spot: Spot, apart: timedelta, least_m: float, most_m: float) -> tuple[Reason, ...]:
    where = (
        reason("the message has a place of its own")
        if spot.deployment is None
        else reason("the unit that bears its callsign was deployed there at that time")
    )
    how_far = reason("between {least_m} m and {most_m} m apart", least_m=round(least_m), most_m=round(most_m))
    minutes = round(apart.total_seconds() / 60)
    when = (
        reason("at the same time, as far as is known")
        if not apart
        else reason("at least {minutes} min apart", minutes=minutes)
    )
    return (where, *spot.grade.reasons, how_far, when)
