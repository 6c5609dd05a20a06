"""Place words to places: streets, crossings, sections, landmarks, coordinates, towns, each with its reason.

The order of trust within one part of the words: explicit coordinates, a section of a street, a crossing
whose two streets are both known, a landmark, a street as its whole line, a district, a crossing of which
one street is known. What none of these finds falls back to the settlement and says in ``wanting`` that a
person must place it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from crimebook.places.choosing import MAX_ALTERNATIVES, Alternative
from crimebook.places.coordinates import read_coordinates
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.landmarks import LandmarkClass, class_of
from crimebook.places.mentions import read_mentions
from crimebook.places.placegrammar import is_vague, split_parts
from crimebook.places.readings import Draft, PlaceReading, collapse, fall_back, read_missing, read_solved
from crimebook.places.towns import OwnTown, TownField, find_own_town, read_town_field
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.toponyms import Toponym

__all__ = ["Alternative", "PlaceReading", "read_places"]


MOST_SIGNS = 2_000
"""Longer words are no place's name: they are not read, and a person must place them."""

SHOWN_SIGNS = 200


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the words: as written, without its own town, where to look, and where to fall back to."""

    words: str
    rest: str
    home: tuple[Toponym, ...]
    wide: tuple[Toponym, ...]
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]
    namesakes: tuple[Alternative, ...] = ()
    clash: Reason | None = None
    """The words name a town that is not sure: only a place found in it settles that."""


@lru_cache(maxsize=65_536)
def read_places(words: str, *, towns: str, gazetteer: Gazetteer) -> tuple[PlaceReading, ...]:
    """Return the places that ``words`` name, each part apart, the same place only once.

    ``towns`` is the source's town field; a part that names its own town is searched there. Without any words
    the towns themselves are returned. Words that a person solved are where that person said.
    """
    if len(words) > MOST_SIGNS or len(towns) > MOST_SIGNS:
        return _solve((_read_nothing(words, towns, gazetteer),), towns, gazetteer)
    field = read_town_field(towns, gazetteer)
    pieces = split_parts(words)
    if not pieces:
        return _solve(tuple(_read_town_field(field, gazetteer)), towns, gazetteer)
    owns = [find_own_town(piece, field.towns, gazetteer) for piece in pieces]
    wide = tuple(dict.fromkeys([*field.towns, *(own.town for own in owns if own)]))
    parts = [_make_part(piece, own, field, wide) for piece, own in zip(pieces, owns, strict=True)]
    found = collapse(
        [
            reading
            for part, piece in zip(parts, pieces, strict=True)
            for reading in _read_solved(piece, towns, gazetteer) or _read_part(part, gazetteer)
        ]
    )
    return _solve(found, towns, gazetteer)


def _read_solved(piece: str, towns: str, gazetteer: Gazetteer) -> tuple[PlaceReading, ...]:
    solution = gazetteer.find_solution(piece, towns)
    return () if solution is None else (read_solved(piece, solution),)


def _solve(readings: tuple[PlaceReading, ...], towns: str, gazetteer: Gazetteer) -> tuple[PlaceReading, ...]:
    """Take what a person said of words that stand together: several parts may be lost in one town."""
    return tuple(
        reading
        for each in readings
        for reading in (_read_solved(each.words, towns, gazetteer) if each.wanting else ()) or (each,)
    )


def _make_part(words: str, own: OwnTown | None, field: TownField, wide: tuple[Toponym, ...]) -> _Part:
    if own is not None:
        why = reason("the place words name the town: {town}", town=own.town.names[0])
        home, clash = (own.town,), None
        if own.town not in field.towns and field.names:
            clash = reason(
                "the words say {town}, the town field {field}: a person must decide",
                town=own.town.names[0],
                field=field.names,
            )
            return _Part(words, own.rest, home, (*home, *field.towns), (why,), (), own.namesakes, clash)
        if own.town in field.towns or not own.namesakes:
            return _Part(words, own.rest, home, home, (why,), (), field.namesakes)
        clash = reason("several settlements are called {town}: a person must confirm", town=own.town.names[0])
        return _Part(words, own.rest, home, home, (why,), (), own.namesakes, clash)
    return _Part(words, words, field.towns, wide, field.reasons, field.unknown, field.namesakes)


def _read_nothing(words: str, towns: str, gazetteer: Gazetteer) -> PlaceReading:
    """Leave words that are too long unread, for the towns or the country."""
    field = read_town_field(towns if len(towns) <= MOST_SIGNS else "", gazetteer)
    draft = fall_back(field.towns, gazetteer) or Draft()
    why = reason(
        "the place words are {count} characters long, at most {most} are read: a person must place them",
        count=max(len(words), len(towns)),
        most=MOST_SIGNS,
    )
    reasons = (*field.reasons, *draft.reasons)
    return PlaceReading(words[:SHOWN_SIGNS], draft.name, draft.place, reasons, draft.alternatives, why)


def _read_part(part: _Part, gazetteer: Gazetteer) -> Iterator[PlaceReading]:
    if not part.rest or is_vague(part.rest):
        yield from _read_vague(part, gazetteer)
        return
    draft = read_coordinates(part.rest, part.home, gazetteer)
    if draft is None or draft.place is None:
        draft = _merge(draft, _search(part, gazetteer))
    others = tuple(town for town in part.wide if town not in part.home)
    if part.home and not part.clash and draft.place is None and draft.wanting is None and others:
        draft = _read_elsewhere(part, draft, others, gazetteer)
    if draft.place is not None:
        yield _to_reading(part, draft)
        return
    yield _read_lost(part, draft, gazetteer)


def _search(part: _Part, gazetteer: Gazetteer) -> Draft:
    """Look in the part's towns; without any, the only namesake of the gazetteer chooses no town."""
    if part.home:
        return _read_in_towns(part.rest, part.home, gazetteer)
    elsewhere = _read_elsewhere(part, Draft(), part.wide, gazetteer)
    if elsewhere.place is not None:
        return elsewhere
    found = read_mentions(part.rest, None, gazetteer)
    wanting = None if part.unknown else reason("no town is given: a person must place it")
    return Draft(alternatives=(*found.options(), *found.alternatives), wanting=wanting)


def _read_in_towns(words: str, towns: Sequence[Toponym], gazetteer: Gazetteer) -> Draft:
    """Look in each of the towns: a place found in one only is it, in several none is chosen."""
    drafts = [read_mentions(words, town, gazetteer) for town in towns]
    placed = [draft for draft in drafts if draft.place is not None]
    if len(placed) == 1:
        return placed[0] if len(towns) == 1 or not _has_namesakes(words) else _doubt_town(placed[0], words)
    shown = tuple(each for draft in drafts for each in (*draft.options(), *draft.alternatives))
    if placed:
        several = reason("{words} is found in several towns: a person must decide", words=words)
        return Draft(alternatives=shown, wanting=several)
    lost = next((draft.wanting for draft in drafts if draft.wanting), None)
    return Draft(alternatives=shown, wanting=lost)


def _has_namesakes(words: str) -> bool:
    """Whether other towns may have a place so called: streets and squares have namesakes everywhere."""
    return class_of(words) in {None, LandmarkClass.SQUARE}


def _doubt_town(draft: Draft, words: str) -> Draft:
    """Want a person: the gazetteer is never complete, another town may have a place of that name as well."""
    wanting = reason("{words} is known in one of the towns only: a person must confirm", words=words)
    return replace(draft, wanting=draft.wanting or wanting)


def _read_elsewhere(part: _Part, draft: Draft, towns: Sequence[Toponym], gazetteer: Gazetteer) -> Draft:
    """Look in the towns that the source names for its other places."""
    found = _read_in_towns(part.rest, towns, gazetteer)
    if found.place is None:
        return draft
    why = reason("found in a town that the source names for another place")
    found = _doubt_town(found, part.rest) if _has_namesakes(part.rest) else found
    return replace(found, reasons=(*found.reasons, why))


def _merge(coordinates: Draft | None, found: Draft) -> Draft:
    """Coordinates that could not be used still want a person, whatever the words give."""
    return found if coordinates is None else replace(found, wanting=coordinates.wanting)


def _read_lost(part: _Part, draft: Draft, gazetteer: Gazetteer) -> PlaceReading:
    fallen = fall_back(part.wide, gazetteer) or Draft()
    lost = part.clash or draft.wanting or read_missing("; ".join((*part.unknown, part.words)))
    whole = Draft(
        fallen.name,
        fallen.place,
        (*draft.reasons, *fallen.reasons),
        (*draft.alternatives, *fallen.alternatives),
        lost,
    )
    return _to_reading(part, whole)


def _read_vague(part: _Part, gazetteer: Gazetteer) -> Iterator[PlaceReading]:
    """Several unnamed places were somewhere in each of the towns."""
    why = reason("the words name no single place: the whole settlement")
    homes: list[tuple[Toponym, ...]] = [part.wide] if part.clash else [(town,) for town in part.home]
    for home in homes or [()]:
        draft = fall_back(home, gazetteer) or Draft()
        wanting = part.clash or (read_missing("; ".join(part.unknown)) if part.unknown else None)
        if not home and wanting is None:
            wanting = reason("no town is given: a person must place it")
        yield _to_reading(part, replace(draft, reasons=(why, *draft.reasons), wanting=wanting))


def _read_town_field(field: TownField, gazetteer: Gazetteer) -> Iterator[PlaceReading]:
    why = reason("no place words: the whole settlement")
    for town in field.towns:
        yield PlaceReading("", town.names[0], town.place, (*field.reasons, why), field.namesakes, None)
    if field.unknown or not field.towns:
        draft = fall_back((), gazetteer) or Draft()
        wanting = read_missing("; ".join(field.unknown)) if field.unknown else reason("no place is given")
        yield PlaceReading("", draft.name, draft.place, draft.reasons, (), wanting)


def _to_reading(part: _Part, draft: Draft) -> PlaceReading:
    reasons = tuple(dict.fromkeys((*part.reasons, *draft.reasons)))
    alternatives = tuple(dict.fromkeys((*draft.alternatives, *part.namesakes)))[:MAX_ALTERNATIVES]
    return PlaceReading(part.words, draft.name, draft.place, reasons, alternatives, draft.wanting)
