"""What reading place words yields: a place with its reasons, alternatives, and what a person must settle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crimebook.places.choosing import MAX_ALTERNATIVES, Alternative
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.solutions import Solution
from crimebook.terms.places import Place, Precision, distance_m, middle_of
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.toponyms import Toponym


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """One place that words name. ``place`` is None where not even the country is known."""

    words: str
    name: str
    place: Place | None
    reasons: tuple[Reason, ...]
    alternatives: tuple[Alternative, ...]
    wanting: Reason | None
    is_solved: bool = False
    """A person said where the words are; such words are never joined with others of the same place."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reading in the making; without a place it tells at least what might have been meant."""

    name: str = ""
    place: Place | None = None
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    wanting: Reason | None = None

    def options(self) -> tuple[Alternative, ...]:
        """Return the place as an alternative, if there is one."""
        if self.place is None:
            return ()
        why = self.reasons[0] if self.reasons else reason("fits as well")
        return (Alternative(self.name, self.place, why),)


def read_solved(words: str, solution: Solution) -> PlaceReading:
    """Return the reading of words that a person solved."""
    why = reason("a person solved these words: {reason}", reason=solution.why)
    return PlaceReading(words, solution.name, solution.place, (why,), (), None, is_solved=True)


def read_missing(words: str) -> Reason:
    """Return what to want where words are not in the gazetteer."""
    return reason("{words} is not in the gazetteer: a person must place it", words=words)


def fall_back(towns: Sequence[Toponym], gazetteer: Gazetteer) -> Draft | None:
    """Return the settlement, a disc that holds all of them, or the country; None if none is known."""
    if len(towns) == 1:
        town = towns[0]
        why = reason("the settlement of {town} as a whole", town=town.names[0])
        return Draft(town.names[0], town.place, (why,))
    if towns:
        return _enclose(towns)
    if gazetteer.country is None:
        return None
    country = gazetteer.country
    return Draft(country.names[0], country.place, (reason("no town is known: only the country"),))


def collapse(readings: Sequence[PlaceReading]) -> tuple[PlaceReading, ...]:
    """Return the readings with those of one place made one, in order of first mention."""
    kept: dict[tuple[Place | None, str], PlaceReading] = {}
    for each in readings:
        key = (each.place, each.words if each.is_solved else "")
        first = kept.get(key)
        kept[key] = each if first is None else _join(first, each)
    return tuple(kept.values())


def _enclose(towns: Sequence[Toponym]) -> Draft:
    """Which of the towns a part lies in is not said: a disc around all misses none."""
    centre = middle_of([town.place.centre for town in towns])
    radius_m = max(distance_m(centre, town.place.centre) + town.place.radius_m for town in towns)
    names = ", ".join(town.names[0] for town in towns)
    why = reason("which of {towns} is not said: a disc that holds them all", towns=names)
    others = tuple(
        Alternative(town.names[0], town.place, reason("a town that the source names")) for town in towns
    )
    return Draft(names, Place(centre, radius_m, Precision.REGION), (why,), others)


def _join(one: PlaceReading, other: PlaceReading) -> PlaceReading:
    wanting = one.wanting or other.wanting
    words = "; ".join(dict.fromkeys(word for word in (one.words, other.words) if word))
    both = {each.wanting.message for each in (one, other) if each.wanting}
    if one.wanting and other.wanting and both == {read_missing("").message}:
        missing = "; ".join(str(dict(each.wanting.values)["words"]) for each in (one, other) if each.wanting)
        wanting = read_missing(missing)
    return replace(
        one,
        words=words,
        reasons=tuple(dict.fromkeys((*one.reasons, *other.reasons))),
        alternatives=tuple(dict.fromkeys((*one.alternatives, *other.alternatives)))[:MAX_ALTERNATIVES],
        wanting=wanting,
    )
