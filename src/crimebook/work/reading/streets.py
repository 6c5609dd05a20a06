"""Streets of the gazetteer near an incident, to be drawn behind its windows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from crimebook.stores.register import gazetteer
from crimebook.stores.register.queries import incidents as stored
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.ids import Ref
from crimebook.terms.places import Place, distance_m
from crimebook.terms.toponyms import Toponym, ToponymKind
from crimebook.work.actors import Actor
from crimebook.work.journal import note_reading
from crimebook.work.reading.page_parts import StreetLine

AROUND_M = 2_500.0
"""How far around a window its streets are drawn; beyond, a street says nothing about it."""

MOST_STREETS = 400


def open_streets(actor: Actor, ref: str, *, at: datetime) -> tuple[StreetLine, ...]:
    """Return the streets near the windows of one incident, nearest first."""
    note_reading(actor, ref, at=at)
    return streets_near(stored.find_incident(Ref.parse(ref)).windows)


def streets_near(windows: Iterable[WindowRecord]) -> tuple[StreetLine, ...]:
    """Return the streets near some windows, nearest first. The gazetteer is nobody's record."""
    return streets_around([record.window.place for record in windows if record.window.place is not None])


def streets_around(places: Sequence[Place]) -> tuple[StreetLine, ...]:
    """Return the streets near some places, nearest first."""
    near = {
        toponym.ref: toponym
        for place in places
        for toponym in gazetteer.toponyms_near(place, ToponymKind.STREET, AROUND_M)
    }
    gaps = [(min(_gap_m(place, toponym) for place in places), toponym) for toponym in near.values()]
    streets = [(gap_m, toponym) for gap_m, toponym in gaps if gap_m < AROUND_M]
    streets.sort(key=lambda each: (each[0], str(each[1].ref)))
    return tuple(_line(toponym) for _, toponym in streets[:MOST_STREETS])


def _gap_m(place: Place, toponym: Toponym) -> float:
    return max(0.0, distance_m(place.centre, toponym.place.centre) - place.radius_m - toponym.place.radius_m)


def _line(toponym: Toponym) -> StreetLine:
    lines = tuple(
        tuple((round(point.lon, 6), round(point.lat, 6)) for point in line) for line in toponym.place.lines
    )
    return StreetLine(toponym.names[0], lines)
