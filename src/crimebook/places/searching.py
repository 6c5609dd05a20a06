"""Searching a gazetteer by name for a person who looks for a place: everything that may be meant, few rows.

Nothing is chosen here; the person chooses.
"""

from collections.abc import Iterator

from crimebook.places.choosing import Alternative
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.landmarks import find_landmarks
from crimebook.places.placewords import read_places
from crimebook.terms.places import Precision
from crimebook.terms.reasons import reason
from crimebook.terms.toponyms import Toponym, ToponymKind

MOST_FOUND = 12
_KINDS = frozenset({ToponymKind.STREET, ToponymKind.DISTRICT, ToponymKind.REGION})
_COARSE = frozenset({Precision.LOCALITY, Precision.REGION, Precision.COUNTRY})


def search_places(text: str, *, towns: str, gazetteer: Gazetteer) -> tuple[Alternative, ...]:
    """Return up to `MOST_FOUND` places that ``text`` may name, those of the town field ``towns`` first."""
    if not text.strip():
        return ()
    plain = gazetteer.with_solutions(())
    found = {each.place: each for each in reversed(list(_search(text, towns, plain)))}
    return tuple(reversed(found.values()))[:MOST_FOUND]


def _search(text: str, towns: str, gazetteer: Gazetteer) -> Iterator[Alternative]:
    for reading in read_places(text, towns=towns, gazetteer=gazetteer):
        if reading.place is not None and reading.place.precision not in _COARSE:
            why = reading.reasons[0] if reading.reasons else reason("fits as well")
            yield Alternative(reading.name, reading.place, why)
        yield from reading.alternatives
    for town in gazetteer.find_towns(text):
        yield _named(town)
    for found in (
        *find_landmarks(text, gazetteer, None, is_alone=False),
        *gazetteer.find(text, kinds=_KINDS, town=None),
    ):
        yield _named(found.toponym)


def _named(toponym: Toponym) -> Alternative:
    name = toponym.names[0]
    shown = f"{name}, {toponym.town}" if toponym.town else name
    return Alternative(shown, toponym.place, reason("a place of the gazetteer: {name}", name=name))
