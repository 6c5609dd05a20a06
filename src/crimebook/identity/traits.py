"""Traits: by what a record may be known again when another source tells of it, or the same one does twice.

A trait is a kind and a key; two records that share one may be one. Keys are short and say no words:

* ``link``: the digest of an address in its plain form;
* ``file``: the beginning of a SHA-256;
* ``event``: local day, cell of the map and act. Cells are 0.01 degrees by 0.02, about a kilometre; what lies
  across an edge is found by `near_keys`, so that nothing falls between cells up to 60 degrees of latitude.
  Where the place is only words, the words and the town, folded, stand for the cell;
* ``scene``: local day, words of the place and its town: what several recordings of one event share;
* ``look``: the length of a recording to a tenth of a second with the size of its picture. Weak by itself;
* ``told``: the id of an incident that may tell the same event, as the linking engine found
  (`crimebook.identity.tellings`).

Books of earlier versions found events told twice by ``event``; importing makes no such traits any more.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from crimebook.identity.addresses import KEY_CHARACTERS, link_key
from crimebook.terms.places import LatLon, Precision
from crimebook.terms.script import fold
from crimebook.terms.windows import TimeBasis, Window

MAX_DAYS = 3
"""What may have happened on more days than these is not told by its day."""

MAX_EVENTS = 6
"""Keys of events that one record has at the most: the first in order; its acts are seldom more than two."""

NO_ACT = "-"
"""Stands in the key of an event whose acts have no code."""

CELL_LAT_DEG, CELL_LON_DEG = 0.01, 0.02
_COLUMNS = round(360 / CELL_LON_DEG)
_GOOD = frozenset({Precision.EXACT, Precision.VICINITY, Precision.STREET})
_UNSAID = frozenset({"", "na", "n/a", "-", "unknown"})


class TraitKind(StrEnum):
    """What is shared."""

    LINK = "link"
    FILE = "file"
    EVENT = "event"
    SCENE = "scene"
    LOOK = "look"
    TOLD = "told"


STRONG = frozenset({TraitKind.LINK, TraitKind.FILE, TraitKind.EVENT})
"""Sharing one of these with another source is enough for a doubt."""


class Trait(NamedTuple):
    """A kind and a key of 60 characters at the most, in plain ASCII."""

    kind: TraitKind
    key: str


def traits_of_incident(
    *,
    links: Iterable[str] = (),
    digests: Iterable[str] = (),
    windows: Sequence[Window] = (),
    acts: Iterable[str] = (),
    place_words: str = "",
    town_words: str = "",
) -> tuple[Trait, ...]:
    """Return the traits of an incident; ``acts`` are codes, empty ones are those without a code."""
    cells = [cell_of(window.place.centre) for window in windows if window.place and _is_good(window)]
    where = list(dict.fromkeys(cells)) or _words_cell(place_words, town_words)
    days = list(dict.fromkeys(day for window in windows for day in days_of(window)))
    codes = sorted({code for code in acts if code}) or [NO_ACT]
    events = [
        Trait(TraitKind.EVENT, _short(f"{day}/{cell}/{code}"))
        for code in codes
        for cell in where
        for day in days
    ]
    return (*_links(links), *_files(digests), *dict.fromkeys(events[:MAX_EVENTS]))


def traits_of_recording(
    *,
    links: Iterable[str] = (),
    digests: Iterable[str] = (),
    windows: Sequence[Window] = (),
    duration_s: float | None = None,
    picture_px: tuple[int | None, int | None] = (None, None),
    place_words: str = "",
    town_words: str = "",
) -> tuple[Trait, ...]:
    """Return the traits of a recording, ``picture_px`` wide and high.

    A recording that is known only by when it was posted has no scene.
    """
    return (
        *_links(links),
        *_files(digests),
        *_scenes(windows, place_words, town_words),
        *_looks(duration_s, *picture_px),
    )


def days_of(window: Window) -> tuple[date, ...]:
    """Return the local days on which a window may lie: none where they are unknown or too many."""
    first, last = window.time.earliest_start, window.time.latest_end
    if first is None or last is None or window.basis in {TimeBasis.POSTED, TimeBasis.UNKNOWN}:
        return ()
    # What ends at midnight has not begun the next day.
    end = max(first, last - timedelta(microseconds=1)).date()
    count = (end - first.date()).days + 1
    return tuple(first.date() + timedelta(days=day) for day in range(count)) if count <= MAX_DAYS else ()


def cell_of(point: LatLon) -> str:
    """Return the cell of a point as ``row,column``."""
    row, column = math.floor(point.lat / CELL_LAT_DEG), math.floor(point.lon / CELL_LON_DEG)
    return f"{row},{column % _COLUMNS}"


def near_keys(trait: Trait, *, is_forward: bool) -> tuple[str, ...]:
    """Return the keys of the neighbouring cells of an event's key; nothing for any other trait.

    Of the eight neighbours four are forward and four are not: a pair of cells is looked at from one of them.
    """
    day, cell, code = (*trait.key.split("/", 2), "", "")[:3]
    if trait.kind is not TraitKind.EVENT or "," not in cell:
        return ()
    row, column = (int(part) for part in cell.split(","))
    steps = ((0, 1), (1, -1), (1, 0), (1, 1)) if is_forward else ((0, -1), (-1, 1), (-1, 0), (-1, -1))
    return tuple(f"{day}/{row + up},{(column + right) % _COLUMNS}/{code}" for up, right in steps)


def _is_good(window: Window) -> bool:
    return window.place is not None and window.place.precision in _GOOD


def _words_cell(place_words: str, town_words: str) -> list[str]:
    """Return the words of a place as a cell of their own; a town alone is too large to be one."""
    place, town = fold(place_words), fold(town_words)
    return [] if place in _UNSAID or place == town else [_digest(f"{place}|{town}", 16)]


def _scenes(windows: Sequence[Window], place_words: str, town_words: str) -> Iterator[Trait]:
    place, town = fold(place_words), fold(town_words)
    if place in _UNSAID or town in _UNSAID or place == town:
        return
    days = {
        window.time.earliest_start.date()
        for window in windows
        if window.time.earliest_start is not None and days_of(window)
    }
    for day in sorted(days):
        yield Trait(TraitKind.SCENE, f"{day}/{_digest(f'{place}|{town}', 32)}")


def _links(links: Iterable[str]) -> tuple[Trait, ...]:
    keys = dict.fromkeys(link_key(url) for url in links)
    return tuple(Trait(TraitKind.LINK, key) for key in keys if key)


def _files(digests: Iterable[str]) -> tuple[Trait, ...]:
    keys = dict.fromkeys(digest[:KEY_CHARACTERS] for digest in digests if digest)
    return tuple(Trait(TraitKind.FILE, key) for key in keys)


def _looks(duration_s: float | None, width_px: int | None, height_px: int | None) -> Iterator[Trait]:
    if duration_s and width_px and height_px:
        yield Trait(TraitKind.LOOK, f"{duration_s:.1f}s/{width_px}x{height_px}")


def _short(key: str) -> str:
    """Keep a key within its length: a code that is too long is told by its digest."""
    day, cell, code = key.split("/", 2)
    return key if len(key) <= 60 else f"{day}/{cell}/{_digest(code, 24)}"


def _digest(text: str, characters: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:characters]
