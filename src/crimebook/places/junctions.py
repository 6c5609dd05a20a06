"""Crossings and sections: places that two or three street names fix together.

Two names choose each other: of several streets that fit a name, those count that meet.
"""

from collections.abc import Sequence

from crimebook.places.choosing import Alternative, choose, confirm
from crimebook.places.crossings import Meeting, crossing_place, cut_between, find_meetings, gap_m, most_gap_m
from crimebook.places.gazetteer import Found, Gazetteer
from crimebook.places.placegrammar import Crossing, Section
from crimebook.places.readings import Draft, read_missing
from crimebook.places.streetwords import parse_street_name
from crimebook.terms.places import Place, Precision, distance_m, middle_of
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.toponyms import Toponym, ToponymKind

STREET_KINDS = frozenset({ToponymKind.STREET})
VICINITY_RADIUS_M = 500.0
"""A crossing whose points spread farther is no longer called a vicinity."""

_Pair = tuple[Found, Found, tuple[Meeting, ...]]


def find_streets(words: str, town: Toponym | None, gazetteer: Gazetteer) -> tuple[Found, ...]:
    """Return the streets that ``words`` may name; where none does, those spelled one letter otherwise."""
    found = gazetteer.find(words, kinds=STREET_KINDS, town=town)
    if found or town is None:
        return found
    return gazetteer.find_similar(words, kinds=STREET_KINDS, town=town)


def read_crossing(crossing: Crossing, town: Toponym | None, gazetteer: Gazetteer) -> Draft | None:
    """Return the point where the two streets meet; their two lines where both are known and do not meet."""
    ones, others = (_find_side(side, town, gazetteer) for side in (crossing.one, crossing.other))
    pairs = [(a, b, find_meetings(a.toponym.place, b.toponym.place)) for a in ones for b in others]
    met = [pair for pair in pairs if pair[2]]
    if met:
        return _read_met(met)
    if ones and others:
        return _read_apart(ones, others)
    return None


def read_half_crossing(crossing: Crossing, town: Toponym | None, gazetteer: Gazetteer) -> Draft | None:
    """Return the whole line of the one street that is known; a type that may be shared counts for nothing."""
    for side, missing in ((crossing.one, crossing.other), (crossing.other, crossing.one)):
        found = _find_side(_without_shared_type(side), town, gazetteer)
        choice = choose(found)
        if choice.chosen is not None:
            return _read_half(
                choice.chosen, missing, choice.alternatives, read_crossing(crossing, town, gazetteer)
            )
        if found:
            wanting = reason("{words} fits several streets: a person must decide", words=side)
            return Draft(alternatives=choice.alternatives, wanting=wanting)
    return None


def read_section(section: Section, town: Toponym | None, gazetteer: Gazetteer) -> Draft | None:
    """Return the piece of a street between two others, or its whole line where they are not known."""
    choice = choose(find_streets(section.street, town, gazetteer))
    if choice.chosen is None:
        return None
    street = choice.chosen.toponym
    ends = [_end_of(street, side, town, gazetteer) for side in (section.one, section.other)]
    name = f"{street.names[0]}"
    if ends[0] is not None and ends[1] is not None:
        piece = cut_between(street.place, ends[0].point, ends[1].point)
        if piece is not None:
            why = reason("the section of {street} between its two crossings", street=name)
            return Draft(name, piece, (*choice.chosen.reasons, why), choice.alternatives, choice.wanting)
    lost = "; ".join(
        side for side, end in zip((section.one, section.other), ends, strict=True) if end is None
    )
    why = reason(
        "the whole line of {street}: an end of the section is not on the map: {lost}", street=name, lost=lost
    )
    return Draft(name, street.place, (*choice.chosen.reasons, why), choice.alternatives, choice.wanting)


def _find_side(side: str, town: Toponym | None, gazetteer: Gazetteer) -> list[Found]:
    return [each for each in find_streets(side, town, gazetteer) if each.is_choosable]


def _without_shared_type(side: str) -> str:
    """In "A & B str" the type is said of both, and "street" of avenues too: leave it out."""
    name = parse_street_name(side)
    return " ".join(name.words) if name.is_plain_street else side


def _read_met(met: Sequence[_Pair]) -> Draft:
    least = min(a.cost + b.cost for a, b, _ in met)
    best = [pair for pair in met if pair[0].cost + pair[1].cost == least]
    others = tuple(_alternative(pair) for pair in met if pair not in best)
    if len(best) > 1:
        shown = tuple(_alternative(pair) for pair in best)
        wanting = reason("{count} crossings fit the words: a person must decide", count=len(best))
        return Draft(alternatives=(*shown, *others), wanting=wanting)
    one, other, meetings = best[0]
    place = _hold(meetings)
    reasons = (*one.reasons, *other.reasons, _say_meeting(one, other, meetings))
    return Draft(_name(one, other), place, reasons, others, confirm((one, other)))


def _say_meeting(one: Found, other: Found, meetings: Sequence[Meeting]) -> Reason:
    names = {"one": one.toponym.names[0], "other": other.toponym.names[0]}
    if len(meetings) > 1:
        return reason(
            "{one} and {other} meet {count} times: a disc that holds all", **names, count=len(meetings)
        )
    gap = round(meetings[0].gap_m)
    return reason(
        "where {one} and {other} meet on the map; gap between the lines {gap_m} m", **names, gap_m=gap
    )


def _hold(meetings: Sequence[Meeting]) -> Place:
    discs = [crossing_place(each) for each in meetings]
    centre = middle_of([disc.centre for disc in discs])
    radius_m = max(distance_m(centre, disc.centre) + disc.radius_m for disc in discs)
    precision = Precision.VICINITY if radius_m <= VICINITY_RADIUS_M else Precision.STREET
    return Place(centre, radius_m, precision)


def _read_apart(ones: Sequence[Found], others: Sequence[Found]) -> Draft | None:
    one, other = choose(ones).chosen, choose(others).chosen
    if one is None or other is None:
        return None
    undrawn = next((each.toponym for each in (one, other) if not each.toponym.place.lines), None)
    if undrawn is not None:
        return _read_undrawn(one.toponym, other.toponym, undrawn.names[0])
    lines = (*one.toponym.place.lines, *other.toponym.place.lines)
    width_m = max(one.toponym.place.half_width_m, other.toponym.place.half_width_m)
    gap = round(gap_m(one.toponym.place, other.toponym.place))
    wanting = reason(
        "the streets come no closer than {gap_m} m on the map (limit {most_m} m): a person must place it",
        gap_m=gap,
        most_m=round(most_gap_m(one.toponym.place, other.toponym.place)),
    )
    why = reason("both streets as whole lines")
    return Draft(_name(one, other), Place.along(lines, width_m, Precision.STREET), (why,), (), wanting)


def _read_undrawn(one: Toponym, other: Toponym, name: str) -> Draft:
    """Of a street that is known as a disc only, no crossing can be told: it is somewhere on the other."""
    finer = min(one, other, key=lambda each: (not each.place.lines, each.place.radius_m))
    why = reason("the crossing is somewhere on {street}: its whole line", street=finer.names[0])
    wanting = reason("the line of {street} is not drawn: a person must place the crossing", street=name)
    return Draft(finer.names[0], finer.place, (why,), (), wanting)


def _read_half(
    found: Found, missing: str, alternatives: tuple[Alternative, ...], full: Draft | None
) -> Draft:
    """Where both streets are known but several crossings fit, ``full`` tells which."""
    street = found.toponym
    why = reason("the crossing is somewhere on {street}: its whole line", street=street.names[0])
    wanting = full.wanting if full is not None and full.wanting is not None else read_missing(missing)
    shown = full.alternatives if full is not None else alternatives
    return Draft(street.names[0], street.place, (*found.reasons, why), shown, wanting)


def _end_of(street: Toponym, side: str, town: Toponym | None, gazetteer: Gazetteer) -> Meeting | None:
    met = [
        (found.cost, meetings[0])
        for found in _find_side(side, town, gazetteer)
        if found.toponym.ref != street.ref and (meetings := find_meetings(street.place, found.toponym.place))
    ]
    return min(met, key=lambda pair: pair[0])[1] if met else None


def _name(one: Found, other: Found) -> str:
    return f"{one.toponym.names[0]} / {other.toponym.names[0]}"


def _alternative(pair: _Pair) -> Alternative:
    one, other, meetings = pair
    return Alternative(_name(one, other), _hold(meetings), reason("these streets meet too"))
