"""Families and namesakes: brothers and sisters, fathers and sons, and strangers of one name in one unit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crimebook.scenario.draws import Draws, Rolls
from crimebook.scenario.officers.names import FullName, given_names

_SIBLINGS, _SONS, _NAMESAKES = 0.03, 0.015, 0.006
"""Of all officers, how many follow another of the same town: in which way.

Of 200 men of one unit, with surnames of which the commonest have half a percent and given names of which the
commonest have six, about one shares both with another: 200 times the sums of the squared shares. Some come
about by chance; these are beside them.
"""
_SAME_UNIT = 0.5
"""Of brothers, sisters and sons, how many begin in the unit of the other."""


@dataclass(frozen=True, slots=True)
class Birth:
    """Who somebody is by birth, and the place in the list of whose unit they begin in, if another's."""

    name: FullName
    year: int
    beside: int | None = None


def relate(births: Sequence[Birth], draws: Draws) -> list[Birth]:
    """Return the same list in which some are kin or namesakes of somebody before them."""
    made: list[Birth] = []
    for place, (birth, rolls) in enumerate(zip(births, draws.rolls(len(births), 8), strict=True)):
        made.append(_related(birth, made, int(rolls.number() * place), rolls) if place else birth)
    return made


def _related(birth: Birth, before: Sequence[Birth], place: int, rolls: Rolls) -> Birth:
    other, how = before[place], rolls.number()
    beside = place if rolls.flag(_SAME_UNIT) else None
    if how < _SIBLINGS:
        return _sibling(birth, other, beside, rolls)
    if how < _SIBLINGS + _SONS:
        return _son(birth, other, beside, rolls)
    if how < _SIBLINGS + _SONS + _NAMESAKES and birth.name.is_woman == other.name.is_woman:
        name = replace(birth.name, surnames=other.name.surnames, given=other.name.given)
        return replace(birth, name=name, beside=place)
    return birth


def _sibling(birth: Birth, other: Birth, beside: int | None, rolls: Rolls) -> Birth:
    name = replace(birth.name, surnames=other.name.surnames, father=other.name.father)
    if name.given is other.name.given:
        names = given_names("women" if name.is_woman else "men")
        name = replace(name, given=names[(names.index(name.given) + 1) % len(names)])
    apart = 1 + int(rolls.number() * 9)
    return Birth(name, other.year + (apart if other.year < 1985 else -apart), beside)


def _son(birth: Birth, other: Birth, beside: int | None, rolls: Rolls) -> Birth:
    if birth.name.is_woman or other.name.is_woman or other.year > 1976:
        return birth
    given = other.name.given if rolls.flag(0.15) else birth.name.given
    name = replace(birth.name, surnames=other.name.surnames, given=given, father=other.name.given)
    return Birth(name, other.year + 21 + int(rolls.number() * 6), beside)
