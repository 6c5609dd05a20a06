"""Windows of one source's words: each place that they name, at the time that they tell."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from crimebook.places.choosing import Alternative
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import read_places
from crimebook.places.readings import PlaceReading
from crimebook.places.timereadings import TimeReading
from crimebook.places.timewords import read_time
from crimebook.terms.windows import Window


@dataclass(frozen=True, slots=True)
class ReadWindow:
    """A window and the words it was read from."""

    window: Window
    place_name: str
    place_words: str
    time_words: str
    alternatives: tuple[Alternative, ...]
    wants_place: bool = False
    """Whether there are words whose place a person must settle; ``window.wanting`` may speak of the time."""


def read_windows(
    place_words: str,
    time_words: str,
    *,
    towns: str,
    first: date,
    last: date | None,
    zone: ZoneInfo,
    gazetteer: Gazetteer,
) -> tuple[ReadWindow, ...]:
    """Return a window for each place that the words name; a place said twice has one."""
    time = read_time(time_words, first=first, last=last, zone=zone)
    places = read_places(place_words, towns=towns, gazetteer=gazetteer)
    return tuple(_combine(place, time, time_words, towns) for place in places)


def _combine(place: PlaceReading, time: TimeReading, time_words: str, towns: str) -> ReadWindow:
    """Say what the place wants before what the time wants; the second stays among the reasons."""
    wants = [each for each in (place.wanting, time.wanting) if each is not None]
    window = Window(
        place=place.place,
        time=time.time,
        kind=time.kind,
        basis=time.basis,
        reasons=(*place.reasons, *time.reasons, *wants[1:]),
        wanting=wants[0] if wants else None,
    )
    wants_place = wants_a_place(place, towns)
    return ReadWindow(window, place.name, place.words, time_words, place.alternatives, wants_place)


def wants_a_place(place: PlaceReading, towns: str) -> bool:
    """Whether a person can settle the place for all who say so: there are words, and they are not sure."""
    return place.wanting is not None and bool(place.words or towns)
