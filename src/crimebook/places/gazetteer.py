"""A gazetteer: named places, found by words in any spelling, ranked by how little has to be forgiven.

The costs: 0 the same words; 1 a given name left out, or "street" said of an avenue; 2 other vowels, or
another type of through road; 3 an adjective for a surname («Пушкинская» for «Пушкіна»), or a number left
out; 4 a lane for a street; 7 the ending of another word; 8 a square for a street. `MAX_COST` is the most
that a choice may cost; beyond, a place is only shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from crimebook.places.merging import merge_settlements, merge_streets
from crimebook.places.solutions import Solution, index_solutions, solution_key
from crimebook.places.streetwords import StreetName, StreetType, parse_street_name, type_cost
from crimebook.places.townkeys import town_keys
from crimebook.places.wordkeys import WordKeys, WordMatch, index_keys, lookup_keys, match_words, word_keys
from crimebook.terms.ids import Ref
from crimebook.terms.places import LatLon, distance_m
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import Ending
from crimebook.terms.toponyms import Toponym, ToponymKind

MAX_COST = 6
SIMILAR_COST = 4
"""What one wrong letter costs; it is looked for only where nothing else is found."""

SHORTEST_SIMILAR = 6
"""Sounds that a word must have for one of them to be wrong."""

FARTHEST_TOWN_M = 30_000.0
"""A street or landmark whose town's name is found farther away belongs to a namesake."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place that words may mean: what has to be forgiven, and why."""

    toponym: Toponym
    cost: int
    reasons: tuple[Reason, ...]
    is_similar: bool = False
    """The name or the type is not quite what was said: a choice must be confirmed by a person."""

    @property
    def is_choosable(self) -> bool:
        """Whether the place may be chosen, not only shown."""
        return self.cost <= MAX_COST


@dataclass(frozen=True, slots=True)
class _Name:
    name: StreetName
    keys: tuple[WordKeys, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    toponym: Toponym
    names: tuple[_Name, ...]
    town: Ref | None


class Gazetteer:
    """Settlements, streets and other toponyms, indexed by the sounds of their names. Immutable once made.

    ``solutions`` are words that persons placed; they win over the names.
    """

    def __init__(self, toponyms: Iterable[Toponym], solutions: Iterable[Solution] = ()) -> None:
        given = tuple(toponyms)
        self._settlements = merge_settlements([e for e in given if e.kind is ToponymKind.SETTLEMENT])
        self.country = next((each for each in given if each.kind is ToponymKind.COUNTRY), None)
        self._towns = _index_towns(self._settlements)
        self.find_towns = lru_cache(maxsize=16_384)(self._find_towns)
        self.find = lru_cache(maxsize=65_536)(self._find)
        self.find_similar = lru_cache(maxsize=4_096)(self._find_similar)
        rest = tuple(each for each in given if each.kind not in _UNPLACED_KINDS)
        self._entries = tuple(self._enter(each) for each in merge_streets(rest, self.town_of))
        self._index = _index_entries(self._entries)
        self._solutions = index_solutions(solutions)

    def with_solutions(self, solutions: Iterable[Solution]) -> Self:
        """Return a gazetteer of the same places with other solutions."""
        other = copy(self)
        other._solutions = index_solutions(solutions)  # noqa: SLF001 - it is one of our own kind
        return other

    def find_solution(self, words: str, towns: str) -> Solution | None:
        """Return where a person decided that ``words`` of the town field ``towns`` are, if one did."""
        return self._solutions.get(solution_key(words, towns)) if self._solutions else None

    def landmarks(self) -> tuple[Toponym, ...]:
        """Return all landmarks, in the order given."""
        return tuple(each.toponym for each in self._entries if each.toponym.kind is ToponymKind.LANDMARK)

    def is_near(self, point: LatLon) -> bool:
        """Whether a point is in the gazetteer's country: not far from one of its settlements."""
        return any(
            distance_m(point, town.place.centre) <= FARTHEST_TOWN_M + town.place.radius_m
            for town in self._settlements
        )

    def town_of(self, toponym: Toponym) -> Toponym | None:
        """Return the settlement that a toponym lies in, by its town's name or else by its position."""
        named = self.find_towns(toponym.town) if toponym.town else ()
        centre = toponym.place.centre
        near = [town for town in named if distance_m(town.place.centre, centre) <= _reach_m(town)]
        if near:
            return min(near, key=lambda town: distance_m(town.place.centre, centre))
        if toponym.town:
            return None
        return min(
            (
                town
                for town in self._settlements
                if distance_m(town.place.centre, centre) <= town.place.radius_m
            ),
            key=lambda town: distance_m(town.place.centre, centre),
            default=None,
        )

    def _enter(self, toponym: Toponym) -> _Entry:
        town = self.town_of(toponym)
        return _Entry(toponym, _parse_all(toponym.names), town.ref if town else None)

    def _find_towns(self, words: str, *, is_exact: bool = False) -> tuple[Toponym, ...]:
        """Return the settlements that ``words`` name, the larger namesake first; none if no name fits.

        A name fits if all its words sound the same; failing that, and unless ``is_exact``, if its
        consonants do.
        """
        for keys in town_keys(words)[: 1 if is_exact else 2]:
            rows = {at for key in keys for at in self._towns.get(key, ())}
            if rows:
                ranked = sorted(rows, key=lambda at: (-self._settlements[at].population, at))
                return tuple(self._settlements[at] for at in ranked)
        return ()

    def _find(self, words: str, *, kinds: frozenset[ToponymKind], town: Toponym | None) -> tuple[Found, ...]:
        """Return the places of ``kinds`` that ``words`` may name, in ``town`` or anywhere, the best first."""
        said = _parse(words)
        if not said.keys:
            return ()
        rows = {at for key in lookup_keys(said.keys[-1]) for at in self._index.get(key, ())}
        entries = [self._entries[at] for at in sorted(rows)]
        kept = [e for e in entries if e.toponym.kind in kinds and (town is None or e.town == town.ref)]
        found = [best for entry in kept if (best := _best(said, entry))]
        return tuple(sorted(found, key=lambda each: (each.cost, str(each.toponym.ref))))

    def _find_similar(self, words: str, *, kinds: frozenset[ToponymKind], town: Toponym) -> tuple[Found, ...]:
        """Return places of ``town`` whose single word is one letter off, the best first."""
        said = _parse(words)
        if len(said.keys) != 1:
            return ()
        found = [
            Found(
                entry.toponym, SIMILAR_COST + type_cost(said.name, name.name), _SIMILAR_WHY, is_similar=True
            )
            for entry in self._entries
            if entry.town == town.ref and entry.toponym.kind in kinds
            for name in entry.names[:1]
            if len(name.keys) == 1 and _is_one_off(said.keys[0].sounds, name.keys[0].sounds)
        ]
        return tuple(sorted(found, key=lambda each: (each.cost, str(each.toponym.ref))))


_SIMILAR_WHY = (reason("one letter is spelled otherwise"),)
_DOUBTED = {WordMatch.VOWELS_DIFFER, WordMatch.SURNAME_FOR_ADJECTIVE}
_UNPLACED_KINDS = {ToponymKind.SETTLEMENT, ToponymKind.COUNTRY}


def _reach_m(town: Toponym) -> float:
    return max(FARTHEST_TOWN_M, 2 * town.place.radius_m)


@lru_cache(maxsize=65_536)
def _parse(text: str) -> _Name:
    name = parse_street_name(text)
    return _Name(name, tuple(word_keys(word) for word in name.words))


def _parse_all(names: Sequence[str]) -> tuple[_Name, ...]:
    """Another name without a type word is of the type that the others say."""
    parsed = [_parse(name) for name in names]
    kind = next((each.name.type for each in parsed if each.name.type is not None), None)
    return tuple(
        each if each.name.type is not None else _Name(replace(each.name, type=kind), each.keys)
        for each in parsed
    )


def _best(said: _Name, entry: _Entry) -> Found | None:
    found = [each for known in entry.names if (each := _compare(said, known, entry.toponym))]
    return min(found, key=lambda each: each.cost, default=None)


def _compare(said: _Name, known: _Name, toponym: Toponym) -> Found | None:
    """Every word said must be in the name, and the last of the name (the surname) must be said."""
    matches = _match_all(said.keys, known.keys)
    if matches is None or _numbers_clash(said.name, known.name):
        return None
    cost = sum(matches) + (1 if len(known.keys) > len(said.keys) else 0)
    reasons: list[Reason] = []
    if WordMatch.VOWELS_DIFFER in matches:
        reasons.append(reason("the vowels are spelled otherwise"))
    if WordMatch.OTHER_ENDING in matches:
        reasons.append(reason("it sounds alike, with the ending of another word"))
    if WordMatch.ADJECTIVAL in matches or WordMatch.SURNAME_FOR_ADJECTIVE in matches:
        reasons.append(reason("the spelling is adjectival: a weaker match"))
    if known.name.number is not None and said.name.number is None:
        cost += 3
        reasons.append(reason("the number in the name is not said"))
    is_similar = not _DOUBTED.isdisjoint(matches)
    if len(known.keys) > len(said.keys) and said.keys[-1].ending is Ending.ADJECTIVE:
        is_similar = True
        reasons.append(reason("an adjective for a surname whose given name is not said"))
    if toponym.kind is ToponymKind.STREET:
        cost += type_cost(said.name, known.name)
        is_similar = is_similar or _is_other_type(said.name, known.name)
        reasons += _type_reasons(said.name, known.name)
    return Found(toponym, cost, tuple(reasons), is_similar=is_similar)


def _match_all(said: Sequence[WordKeys], known: Sequence[WordKeys]) -> list[WordMatch] | None:
    if not known:
        return None
    left = list(known)
    matches: list[WordMatch] = []
    for word in said:
        options = [
            (match, at) for at, each in enumerate(left) if (match := match_words(word, each)) is not None
        ]
        if not options:
            return None
        match, at = min(options)
        matches.append(match)
        del left[at]
    return matches if known[-1] not in left else None


def _numbers_clash(said: StreetName, known: StreetName) -> bool:
    return said.number is not None and said.number != known.number


def _is_other_type(said: StreetName, known: StreetName) -> bool:
    """Whether the types make two streets; "street" is said of avenues as well."""
    if said.type is None or known.type is None or said.type is known.type:
        return False
    return not (said.type is StreetType.STREET and known.type.is_through_road)


def _type_reasons(said: StreetName, known: StreetName) -> tuple[Reason, ...]:
    if said.type is None or said.type is known.type or known.type is None:
        return ()
    return (reason("the source says {said}, the map {known}", said=said.type.value, known=known.type.value),)


def _is_one_off(some: frozenset[str], others: frozenset[str]) -> bool:
    long_some = [one for one in some if len(one) >= SHORTEST_SIMILAR]
    return any(_differ_by_one(one, other) for one in long_some for other in others)


def _differ_by_one(one: str, other: str) -> bool:
    """Whether one letter changed, added or left out turns one word into the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    same = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    a, b = one[same:], other[same:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:]


def _index_entries(entries: Sequence[_Entry]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        filed = {key for name in entry.names for word in name.keys for key in index_keys(word)}
        for key in filed:
            index[key].append(at)
    return dict(index)


def _index_towns(settlements: Sequence[Toponym]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for at, town in enumerate(settlements):
        for name in {*town.names, town.town or town.names[0]}:
            for keys in town_keys(name):
                for key in keys:
                    if at not in index[key]:
                        index[key].append(at)
    return dict(index)
