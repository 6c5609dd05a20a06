"""Choosing among places that words may mean: the least to forgive, no choice between equals far apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.places.gazetteer import Found
from crimebook.terms.places import Place, distance_m
from crimebook.terms.reasons import Reason, reason

SAME_SPOT_M = 150.0
"""Landmarks closer than this, or than the radius of one, are one place under two names."""

MAX_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Alternative:
    """A place that was not chosen, and why it might have been."""

    name: str
    place: Place
    reason: Reason


@dataclass(frozen=True, slots=True)
class Choice:
    """The place chosen, or None where equals lie apart, and the others."""

    chosen: Found | None
    alternatives: tuple[Alternative, ...]

    @property
    def wanting(self) -> Reason | None:
        """What a person must settle even where something was chosen."""
        return None if self.chosen is None else confirm((self.chosen,))


def confirm(chosen: Sequence[Found]) -> Reason | None:
    """Return what a person must confirm of the places used: those whose names are only similar."""
    names = "; ".join(each.toponym.names[0] for each in chosen if each.is_similar)
    return (
        reason("{name} is not quite what the words say: a person must confirm", name=names) if names else None
    )


def choose(found: Sequence[Found]) -> Choice:
    """Return the best of ``found`` (best first) if it may be chosen and no equal lies elsewhere."""
    able = [each for each in found if each.is_choosable]
    if not able:
        return Choice(None, show(found))
    best = able[0]
    equals = [each for each in able if each.cost == best.cost]
    if all(_is_same_spot(best, each) for each in equals):
        return Choice(best, show([each for each in found if not _is_same_spot(best, each)]))
    return Choice(None, show(found))


def _is_same_spot(one: Found, other: Found) -> bool:
    if one.toponym.place.lines or other.toponym.place.lines:
        return one.toponym.place == other.toponym.place
    reach_m = max(SAME_SPOT_M, one.toponym.place.radius_m, other.toponym.place.radius_m)
    return distance_m(one.toponym.place.centre, other.toponym.place.centre) <= reach_m


def show(found: Sequence[Found]) -> tuple[Alternative, ...]:
    """Return the first of ``found`` as alternatives."""
    return tuple(_alternative(each) for each in found[:MAX_ALTERNATIVES])


def _alternative(found: Found) -> Alternative:
    why = found.reasons[0] if found.reasons else reason("fits as well")
    return Alternative(found.toponym.names[0], found.toponym.place, why)
