"""The mentions of one part of the place words, read in one town: which of them fixes the place best."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crimebook.places.choosing import choose
from crimebook.places.gazetteer import Found, Gazetteer
from crimebook.places.junctions import find_streets, read_crossing, read_half_crossing, read_section
from crimebook.places.landmarks import LandmarkClass, class_of, find_landmarks
from crimebook.places.placegrammar import (
    NEAR_M,
    Mention,
    find_crossing,
    find_district,
    find_section,
    split_mentions,
)
from crimebook.places.readings import Draft
from crimebook.places.streetwords import parse_street_name
from crimebook.terms.places import Place, Precision
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.toponyms import Toponym, ToponymKind

MOST_BARE_WORDS = 2
"""A mention without type word or house number is tried as a street only if it is a bare name."""

MOST_STREET_WIDENING_M = 100.0
"""Near a street is still beside it: a block, not a walk."""

_DISTRICTS = frozenset({ToponymKind.DISTRICT})
_NEVER_STREETS = frozenset({LandmarkClass.METRO, LandmarkClass.POLLING})


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where to look, and whether the part has this one mention only."""

    town: Toponym | None
    gazetteer: Gazetteer
    is_alone: bool


_Reader = Callable[[str, _Scene], Draft | None]


def read_mentions(part: str, town: Toponym | None, gazetteer: Gazetteer) -> Draft:
    """Return the best place that a part names in ``town``; without a place, what might have been meant."""
    section = find_section(part)
    draft = read_section(section, town, gazetteer) if section else None
    if draft is not None:
        return draft
    mentions = split_mentions(part)
    scene = _Scene(town, gazetteer, is_alone=len(mentions) == 1)
    notes: list[Draft] = []
    for reader in _READERS:
        for mention in mentions:
            draft = reader(mention.text, scene)
            if draft is not None and draft.place is not None:
                return _dress(draft, mention, mentions)
            notes += [draft] if draft is not None else []
    return _gather(notes)


def _gather(notes: Sequence[Draft]) -> Draft:
    alternatives = tuple(dict.fromkeys(each for note in notes for each in note.alternatives))
    wanting = next((note.wanting for note in notes if note.wanting), None)
    return Draft(alternatives=alternatives, wanting=wanting)


def _read_full_crossing(text: str, scene: _Scene) -> Draft | None:
    crossing = find_crossing(text)
    return read_crossing(crossing, scene.town, scene.gazetteer) if crossing else None


def _read_half(text: str, scene: _Scene) -> Draft | None:
    crossing = find_crossing(text)
    return read_half_crossing(crossing, scene.town, scene.gazetteer) if crossing else None


def _read_landmark(text: str, scene: _Scene) -> Draft | None:
    if find_crossing(text) is not None:
        return None
    found = find_landmarks(text, scene.gazetteer, scene.town, is_alone=scene.is_alone)
    return _to_draft(found, reason("a landmark of the gazetteer: {words}", words=text)) if found else None


def _read_street(text: str, scene: _Scene) -> Draft | None:
    name = parse_street_name(text)
    if not may_be_street(text) or find_crossing(text) is not None:
        return None
    found = find_streets(text, scene.town, scene.gazetteer)
    draft = _to_draft(found, reason("the whole line of the street: {words}", words=text))
    if draft.place is None or not name.house:
        return draft
    why = reason("house {house} is not in the gazetteer: the whole street counts", house=name.house)
    return replace(draft, reasons=(*draft.reasons, why))


def may_be_street(text: str) -> bool:
    """Whether a mention is tried as a street: it has a type word or a house number, or is a bare name."""
    name = parse_street_name(text)
    sort = class_of(text)
    if not name.words or sort in _NEVER_STREETS:
        return False
    if name.type is not None:
        return True
    is_short = len(name.words) <= MOST_BARE_WORDS and name.words[-1][:1].isupper()
    return sort is None and (is_short or (bool(name.house) and len(name.words) <= MOST_BARE_WORDS + 1))


def _read_district(text: str, scene: _Scene) -> Draft | None:
    words = find_district(text)
    if words is None:
        return None
    found = scene.gazetteer.find(words, kinds=_DISTRICTS, town=scene.town)
    return _to_draft(found, reason("the district that the words name: {words}", words=words))


_READERS: tuple[_Reader, ...] = (
    _read_full_crossing,
    _read_landmark,
    _read_street,
    _read_district,
    _read_half,
)
"""From the closest to the widest."""


def _to_draft(found: Sequence[Found], why: Reason) -> Draft:
    choice = choose(found)
    if choice.chosen is None:
        wanting = None
        if any(each.is_choosable for each in found):
            wanting = reason("several places fit the words equally: a person must decide")
        return Draft(alternatives=choice.alternatives, wanting=wanting)
    toponym = choice.chosen.toponym
    reasons = (why, *choice.chosen.reasons)
    return Draft(toponym.names[0], toponym.place, reasons, choice.alternatives, choice.wanting)


def _dress(draft: Draft, mention: Mention, mentions: Sequence[Mention]) -> Draft:
    """Widen the place by what the words say of nearness, and tell what they said besides."""
    reasons = list(draft.reasons)
    place = draft.place
    if mention.near and place is not None:
        place, near_m = _widen(place, NEAR_M[mention.near])
        reasons.append(reason("said to be {near}: {near_m} m added", near=mention.near, near_m=near_m))
    if mention.is_along:
        reasons.append(reason("said to be along it"))
    if mention.is_hedged or any(each.is_hedged for each in mentions):
        reasons.append(reason("the source is not sure of the place"))
    unused = [
        each.text for each in mentions if each.text not in mention.text and mention.text not in each.text
    ]
    if unused:
        reasons.append(reason("also said, and not used to place it: {words}", words="; ".join(unused)))
    return replace(draft, place=place, reasons=tuple(reasons))


def _widen(place: Place, near_m: float) -> tuple[Place, float]:
    if not place.lines:
        precision = Precision.VICINITY if place.precision is Precision.EXACT else place.precision
        return Place(place.centre, place.radius_m + near_m, precision), near_m
    near_m = min(near_m, MOST_STREET_WIDENING_M)
    return Place.along(place.lines, place.half_width_m + near_m, place.precision), near_m
