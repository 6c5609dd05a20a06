"""Making one of what several gazetteers name: settlements drawn twice, streets drawn in pieces or twice."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from crimebook.places.crossings import gap_m
from crimebook.places.streetwords import parse_street_name
from crimebook.places.townkeys import town_keys
from crimebook.terms.places import Place, distance_m
from crimebook.terms.script import sounds, stem
from crimebook.terms.toponyms import Toponym, ToponymKind

SAME_TOWN_M = 6_000.0
"""Two settlements of one name whose centres are closer, or within half a radius, are one."""

SAME_STREET_M = 1_000.0
"""A square, a river or a railway may part a street; pieces of one name farther apart are namesakes."""

WHOLE_SHARE = 0.7
"""A finer drawing that has this share of the coarser one's length is taken for the whole street."""


def merge_settlements(settlements: Sequence[Toponym]) -> tuple[Toponym, ...]:
    """Return the settlements, those of one name and place made one: all names, the wider disc."""
    kept: list[Toponym] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    for each in settlements:
        keys = {key for name in each.names for key in (town_keys(name) or (frozenset[str](),))[0]}
        near = {at for key in keys for at in by_key[key] if _is_one_town(kept[at], each)}
        at = min(near, default=len(kept))
        kept[at:] = [each] if at == len(kept) else [_join_towns(kept[at], each), *kept[at + 1 :]]
        for key in keys:
            by_key[key].append(at)
    return tuple(kept)


def merge_streets(toponyms: Sequence[Toponym], town_of: Callable[[Toponym], Toponym | None]) -> list[Toponym]:
    """Return the toponyms, with streets of one name in one town made one."""
    groups: dict[tuple[object, ...], list[Toponym]] = defaultdict(list)
    for each in [piece for toponym in toponyms for piece in _split_apart(toponym)]:
        is_line = each.kind is ToponymKind.STREET and bool(each.place.lines)
        town = town_of(each) if is_line else None
        home = town.ref if town else each.town
        groups[(home, *_street_key(each.names[0])) if is_line and home else (each.ref,)].append(each)
    return [_merge(cluster) for group in groups.values() for cluster in _cluster(group)]


def _split_apart(toponym: Toponym) -> list[Toponym]:
    """Make namesakes of one row's lines that lie far apart."""
    lines = toponym.place.lines
    if toponym.kind is not ToponymKind.STREET or len(lines) < 2:
        return [toponym]
    width_m, precision = toponym.place.half_width_m, toponym.place.precision
    pieces = [replace(toponym, place=Place.along((line,), width_m, precision)) for line in lines]
    clusters = _cluster(pieces)
    return [toponym] if len(clusters) == 1 else [_join_lines(cluster) for cluster in clusters]


def _cluster(pieces: Sequence[Toponym]) -> list[list[Toponym]]:
    """Gather the pieces that reach each other within `SAME_STREET_M`, in order of the first of each."""
    clusters: list[list[Toponym]] = []
    for each in pieces:
        near = [known for known in clusters if any(_is_one_street(one, each) for one in known)]
        joined = [one for known in near for one in known] + [each]
        at = clusters.index(near[0]) if near else len(clusters)
        clusters[at : at + 1] = [joined]
        for known in near[1:]:
            clusters.remove(known)
    return clusters


def _is_one_street(one: Toponym, other: Toponym) -> bool:
    a, b = one.place, other.place
    if not (a.lines and b.lines):
        return True
    reach_m = SAME_STREET_M + a.half_width_m + b.half_width_m
    if distance_m(a.centre, b.centre) - a.radius_m - b.radius_m > reach_m:
        return False
    return gap_m(a, b) <= reach_m


def _is_one_town(one: Toponym, other: Toponym) -> bool:
    reach_m = max(SAME_TOWN_M, one.place.radius_m / 2, other.place.radius_m / 2)
    return distance_m(one.place.centre, other.place.centre) <= reach_m


def _join_towns(one: Toponym, other: Toponym) -> Toponym:
    wider = max(one, other, key=lambda town: town.place.radius_m)
    names = tuple(dict.fromkeys((*one.names, *other.names)))
    population = max(one.population, other.population)
    return replace(one, names=names, place=wider.place, population=population)


def _street_key(name: str) -> tuple[object, ...]:
    parsed = parse_street_name(name)
    words = tuple(sorted(min(sounds(stem(word)), default=word) for word in parsed.words))
    return parsed.type, parsed.number, words


def _merge(group: Sequence[Toponym]) -> Toponym:
    """Pieces of one source are joined; of two sources the finer is taken if it has the whole street."""
    by_source: dict[str, list[Toponym]] = defaultdict(list)
    for each in group:
        by_source[each.ref.source].append(each)
    drawn = sorted((_join_lines(pieces) for pieces in by_source.values()), key=lambda s: s.place.half_width_m)
    finest = drawn[0]
    whole_m = max(_length_m(street.place) for street in drawn)
    street = finest if _length_m(finest.place) >= WHOLE_SHARE * whole_m else _join_lines(drawn)
    names = tuple(dict.fromkeys(name for each in group for name in each.names))
    return replace(street, names=names)


def _join_lines(pieces: Sequence[Toponym]) -> Toponym:
    first = pieces[0]
    if len(pieces) == 1:
        return first
    lines = tuple(line for each in pieces for line in each.place.lines)
    half_width_m = max(each.place.half_width_m for each in pieces)
    return replace(first, place=Place.along(lines, half_width_m, first.place.precision))


def _length_m(place: Place) -> float:
    return math.fsum(distance_m(start, end) for line in place.lines for start, end in pairwise(line))
