"""Who was where: a person's posts at an instant, where their units were then, and deployments beside cases.

A deployment proves the presence of a unit at most, and of nobody in it. One that was concluded from a case
never counts for that case, nor for another telling of the same event: it would be the case's own words, come
back as if somebody else had said them.
"""

from dataclasses import dataclass
from datetime import datetime

from crimebook.command.certainty import Certainty, Grade, grade_at, grade_overlap, weakest
from crimebook.command.chain import Holding, holdings_at
from crimebook.command.history import Deployment, History, Spell
from crimebook.terms.instants import check_aware
from crimebook.terms.places import LatLon, Place, distance_m
from crimebook.terms.reasons import Reason, reason


@dataclass(frozen=True, slots=True)
class Stay:
    """A unit's deployment while a person can have held a post in it: no stronger than both."""

    holding: Holding
    deployment: Deployment
    spell: Spell
    certainty: Certainty
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is told of where a person was at an instant: posts, deployments of their units, and gaps."""

    person: int
    instant: datetime
    holdings: tuple[Holding, ...]
    stays: tuple[Stay, ...]
    gaps: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its times and places."""

    number: int
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """A deployment beside a case: how certain it is that they share a time, and whether a place.

    ``is_placed`` tells that both places are known, and can touch. Where not ``counts``, it is shown and
    speaks for nothing.
    """

    deployment: Deployment
    case: int
    certainty: Certainty
    is_placed: bool
    counts: bool
    reasons: tuple[Reason, ...]


def where_at(history: History, person: int, instant: datetime) -> Whereabouts:
    """Return the posts that a person can have held at ``instant``, and where those units were then."""
    check_aware(instant)
    postings = history.of_person(person)
    holdings = holdings_at(history, postings, instant)
    stays = [stay for each in holdings for stay in _stays(history, each, instant)]
    return Whereabouts(person, instant, holdings, tuple(stays), _gaps(history, person, holdings, instant))


def presences(deployments: tuple[Deployment, ...], case: Case) -> tuple[Presence, ...]:
    """Return which deployments can have been where a case happened, those that count and are certain first.

    A deployment or a case without a place is kept apart by ``is_placed``, never left out.
    """
    found = [presence for each in deployments if (presence := _presence(each, case)) is not None]
    return tuple(
        sorted(
            found,
            key=lambda each: (
                not each.counts,
                not each.is_placed,
                each.certainty.rank,
                each.deployment.number,
            ),
        )
    )


def may_touch(one: Place, other: Place) -> bool:
    """Whether two places can share a point. A line is its whole strip."""
    if not _discs_touch((one.centre, one.radius_m), (other.centre, other.radius_m)):
        return False
    return any(
        _discs_touch((disc.centre, disc.radius_m), (near.centre, near.radius_m))
        for disc in one.cover()
        for near in other.cover()
    )


def _stays(history: History, holding: Holding, instant: datetime) -> list[Stay]:
    stays = []
    for deployment in history.deployments:
        if deployment.unit != holding.posting.unit:
            continue
        for spell in deployment.spells:
            grade = grade_at(spell.time, instant)
            if grade is not None:
                certainty = weakest((holding.certainty, grade.certainty))
                stays.append(Stay(holding, deployment, spell, certainty, grade.reasons))
    return sorted(stays, key=lambda each: (each.certainty.rank, each.deployment.number))


def _gaps(
    history: History, person: int, holdings: tuple[Holding, ...], instant: datetime
) -> tuple[Reason, ...]:
    death = history.deaths.get(person)
    if death is not None and instant > death.latest:
        return (reason("the person had died by then"),)
    if not history.of_person(person):
        return (reason("no source tells of any post of the person"),)
    if not holdings:
        return (reason("every post that sources tell of was held at another time"),)
    if all(each.certainty is Certainty.UNCITED for each in holdings):
        return (reason("no source tells of a post at this time"),)
    return ()


def _presence(deployment: Deployment, case: Case) -> Presence | None:
    """Return the strongest pair of spells that can share a time and a place; None where none can."""
    found = [
        (not (mine.place and its.place), grade.certainty.rank, grade)
        for mine in deployment.spells
        for its in case.spells
        if (grade := _meeting(mine, its)) is not None
    ]
    if not found:
        return None
    is_unplaced, _, grade = min(found, key=lambda each: each[:2])
    counts = case.number not in deployment.derived_from
    why = list(grade.reasons)
    why += [reason("where one of the two was is not known")] if is_unplaced else []
    why += [] if counts else [reason("it was concluded from this case, and does not count for it")]
    return Presence(deployment, case.number, grade.certainty, not is_unplaced, counts, tuple(why))


def _meeting(one: Spell, other: Spell) -> Grade | None:
    if one.place is not None and other.place is not None and not may_touch(one.place, other.place):
        return None
    return grade_overlap(one.time, other.time)


def _discs_touch(one: tuple[LatLon, float], other: tuple[LatLon, float]) -> bool:
    return distance_m(one[0], other[0]) <= one[1] + other[1]
