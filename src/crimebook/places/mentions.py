"""The mentions of one part of the place words, read in one town: which of them fixes the place best."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from crimebook.places.choosing import choose, show
from crimebook.places.gazetteer import Found, Gazetteer
from crimebook.places.junctions import find_streets, read_crossing, read_half_crossing, read_section
from crimebook.places.landmarks import LandmarkClass, bare_sort, class_of, find_landmarks
from crimebook.places.placegrammar import (
    NEAR_M,
    Mention,
    find_crossing,
    find_district,
    find_section,
    is_district,
    split_mentions,
    without_district_label,
)
from crimebook.places.readings import Draft
from crimebook.places.streetwords import StreetName, parse_street_name
from crimebook.terms.places import Place, Precision, distance_m
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import Ending, find_ending, is_adjectival
from crimebook.terms.toponyms import Toponym, ToponymKind

MOST_BARE_WORDS = 2
"""A mention without type word or house number is tried as a street only if it is a bare name."""

MOST_BARE_COST = 2
"""A bare name is a street's only if it is the same name: no adjectives, other vowels or wrong letters."""

MOST_STREET_WIDENING_M = 100.0
"""Near a street is still beside it: a block, not a walk."""

CACHED = 32_768
"""Readings that are kept: sources name few places, in many ways, again and again."""

_DISTRICTS = frozenset({ToponymKind.DISTRICT})
_NEVER_STREETS = frozenset({LandmarkClass.METRO, LandmarkClass.POLLING})


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where to look, and whether the part has this one mention only."""

    town: Toponym | None
    gazetteer: Gazetteer
    is_alone: bool
    sort: LandmarkClass | None = None
    """What sort of landmark a mention says that says nothing else."""


_Reader = Callable[[str, _Scene], Draft | None]
_Read = tuple[Mention, Draft]


@lru_cache(maxsize=CACHED)
def read_mentions(part: str, town: Toponym | None, gazetteer: Gazetteer) -> Draft:
    """Return the best place that a part names in ``town``; without a place, what might have been meant.

    A crossing comes first, then a landmark that one is at, then a street; of a street near a landmark, the
    piece that is near it; then a landmark that one is only near, and a district.
    """
    section = find_section(part)
    draft = read_section(section, town, gazetteer) if section else None
    if draft is not None:
        return draft
    mentions = split_mentions(part)
    sort = next((each for mention in mentions if (each := bare_sort(mention.text))), None)
    scene = _Scene(town, gazetteer, len(mentions) == 1, sort)
    notes: list[Draft] = []
    crossing = _first(_read_full_crossing, mentions, scene, notes)
    district = _first(_read_district, mentions, scene, notes)
    landmarks = [
        each
        for each in _read_all(_read_landmark, mentions, scene, notes)
        if district is None or each[0] != district[0]
    ]
    best = crossing or next((each for each in landmarks if not each[0].near), None)
    if best is None:
        street = _first(_read_street, mentions, scene, notes) or _first(_read_half, mentions, scene, notes)
        best = _near_landmark(street, landmarks) if street and landmarks else street
    best = best or (landmarks[0] if landmarks else None) or district
    if best is None:
        return _gather(notes)
    best = (best[0], _doubt_bare(best[0].text, best[1], scene))
    used = (best[0], *(near for near, landmark in landmarks if landmark.name in _said(best[1])))
    return _dress(best[0], best[1], [each for each in mentions if each not in used])


def _doubt_bare(text: str, draft: Draft, scene: _Scene) -> Draft:
    """Want a person where a bare name may be a street's, a square's and a station's."""
    name = parse_street_name(text)
    is_sorted = (class_of(text) or scene.sort) is not None
    if draft.place is None or name.type is not None or name.house or is_sorted:
        return draft
    found = find_landmarks(text, scene.gazetteer, scene.town, is_alone=False)
    if may_be_street(text):
        streets = find_streets(text, scene.town, scene.gazetteer)
        found += tuple(each for each in streets if each.cost <= MOST_BARE_COST)
    rivals = show([each for each in found if not _holds(draft.place, each.toponym.place)])
    others = tuple(each for each in rivals if each.name != draft.name)
    if not others and not _is_other_gender(name, draft.name):
        return draft
    wanting = reason("several places may be called {words}: a person must confirm", words=text)
    alternatives = tuple(dict.fromkeys((*draft.alternatives, *others)))
    return replace(draft, alternatives=alternatives, wanting=draft.wanting or wanting)


def _is_other_gender(said: StreetName, name: str) -> bool:
    """Whether a bare adjective is of another gender: «Партизанская», a station's, for an avenue's."""
    known = parse_street_name(name)
    if not (said.words and known.words and is_adjectival(said.words[-1])):
        return False
    endings = [find_ending(each.words[-1]) is Ending.ADJECTIVE for each in (said, known)]
    return endings[0] is not endings[1]


def _holds(place: Place, other: Place) -> bool:
    """Whether ``other`` lies in the disc of ``place``; a line holds nothing but itself."""
    if place.lines or other == place:
        return other == place
    return distance_m(place.centre, other.centre) + other.radius_m <= place.radius_m


def _said(draft: Draft) -> set[str | int | float]:
    return {value for why in draft.reasons for _, value in why.values}


def _read_all(reader: _Reader, mentions: Sequence[Mention], scene: _Scene, notes: list[Draft]) -> list[_Read]:
    """Read every mention; what gives no place is noted."""
    drafts = [(mention, draft) for mention in mentions if (draft := reader(mention.text, scene)) is not None]
    notes += [draft for _, draft in drafts if draft.place is None]
    return [(mention, draft) for mention, draft in drafts if draft.place is not None]


def _first(reader: _Reader, mentions: Sequence[Mention], scene: _Scene, notes: list[Draft]) -> _Read | None:
    return next(iter(_read_all(reader, mentions, scene, notes)), None)


def _near_landmark(street: _Read, landmarks: Sequence[_Read]) -> _Read:
    """Keep the whole street: how far along it "near" reaches, nobody said."""
    mention, draft = street
    near, landmark = landmarks[0]
    if not near.near:
        return street
    why = reason("near {name}, nobody knows how far along: the whole line counts", name=landmark.name)
    return mention, replace(draft, reasons=(*draft.reasons, why))


def _gather(notes: Sequence[Draft]) -> Draft:
    alternatives = tuple(dict.fromkeys(each for note in notes for each in note.alternatives))
    wanting = next((note.wanting for note in notes if note.wanting), None)
    return Draft(alternatives=alternatives, wanting=wanting)


@lru_cache(maxsize=CACHED)
def _read_full_crossing(text: str, scene: _Scene) -> Draft | None:
    crossing = find_crossing(text)
    return read_crossing(crossing, scene.town, scene.gazetteer) if crossing else None


@lru_cache(maxsize=CACHED)
def _read_half(text: str, scene: _Scene) -> Draft | None:
    crossing = find_crossing(text)
    return read_half_crossing(crossing, scene.town, scene.gazetteer) if crossing else None


@lru_cache(maxsize=CACHED)
def _read_landmark(text: str, scene: _Scene) -> Draft | None:
    if find_crossing(text) is not None:
        return None
    found = find_landmarks(text, scene.gazetteer, scene.town, is_alone=scene.is_alone, sort=scene.sort)
    return _to_draft(found, reason("a landmark of the gazetteer: {words}", words=text)) if found else None


@lru_cache(maxsize=CACHED)
def _read_street(text: str, scene: _Scene) -> Draft | None:
    name = parse_street_name(text)
    if not may_be_street(text) or find_crossing(text) is not None:
        return None
    found = find_streets(text, scene.town, scene.gazetteer)
    if name.type is None and not name.house:
        found = tuple(each for each in found if each.cost <= MOST_BARE_COST)
    draft = _to_draft(found, reason("the line of the street: {words}", words=text))
    if draft.place is None or not name.house:
        return draft
    why = reason("house {house} is not in the gazetteer: the whole street counts", house=name.house)
    return replace(draft, reasons=(*draft.reasons, why))


def may_be_street(text: str) -> bool:
    """Whether a mention is tried as a street: it has a type word or a house number, or is a bare name."""
    name = parse_street_name(text)
    sort = class_of(text)
    if not name.words or sort in _NEVER_STREETS or (name.type is None and is_district(text)):
        return False
    if name.type is not None:
        return True
    is_short = len(name.words) <= MOST_BARE_WORDS and name.words[-1][:1].isupper()
    return sort is None and (is_short or (bool(name.house) and len(name.words) <= MOST_BARE_WORDS + 1))


@lru_cache(maxsize=CACHED)
def _read_district(text: str, scene: _Scene) -> Draft | None:
    """Read a bare name: it is rather the district than the metro station that is called by it."""
    if class_of(text) is not None or parse_street_name(text).type is not None:
        return None
    said = find_district(text) or text
    for words in (said, without_district_label(text)):
        if found := scene.gazetteer.find(words, kinds=_DISTRICTS, town=scene.town):
            return _to_draft(found, reason("the district that the words name: {words}", words=text))
    return None


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


def _dress(mention: Mention, draft: Draft, unused: Sequence[Mention]) -> Draft:
    """Widen the place by what the words say of nearness, and tell what they said besides."""
    reasons = list(draft.reasons)
    place = draft.place
    if mention.near and place is not None:
        place, near_m = _widen(place, NEAR_M[mention.near])
        reasons.append(
            reason("said to be {near} it: {near_m} m added", near=mention.near, near_m=round(near_m))
        )
    if mention.is_along:
        reasons.append(reason("said to be along it"))
    if mention.is_hedged or any(each.is_hedged for each in unused):
        reasons.append(reason("the source is not sure of the place"))
    if unused:
        words = "; ".join(each.text for each in unused)
        reasons.append(reason("also said, and not used to place it: {words}", words=words))
    return replace(draft, place=place, reasons=tuple(reasons))


def _widen(place: Place, near_m: float) -> tuple[Place, float]:
    if not place.lines:
        precision = Precision.VICINITY if place.precision is Precision.EXACT else place.precision
        return Place(place.centre, place.radius_m + near_m, precision), near_m
    near_m = min(near_m, MOST_STREET_WIDENING_M)
    return Place.along(place.lines, place.half_width_m + near_m, place.precision), near_m
