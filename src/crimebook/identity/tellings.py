"""Tellings: incidents as rows of plain columns, to find the event that another source has told as well.

What sources write differs: a square by its name or by what stands beside it, in whatever letters; "after
nine", or a day. So words of a place are compared by what they sound like, times by the hours that they leave
open, places by their gazetteer's name and by cells of the map. The model `incidents` of
`crimebook.identity.linking` weighs these columns; `stars_of` keeps the likeliest of each new record.

A record is only ever compared with one that shares a day with it and something else: a name of the place, a
cell, an injury, the words of who was hurt; or that gives the same address. What is not said weighs nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from crimebook.identity.doubles import Term
from crimebook.identity.linking.explaining import terms_of
from crimebook.identity.linking.models import Model
from crimebook.identity.traits import CELL_LAT_DEG, CELL_LON_DEG
from crimebook.terms.places import Precision
from crimebook.terms.script import fold, skeletons, split_words, stem

MOST_CANDIDATES = 6
"""So many records are proposed to one new record at the most, the likeliest ones."""

OPENS_BITS = 1.0
"""A record is in doubt when its likeliest one weighs so much: two to one. Others of less stand beside it."""

MAX_HOURS = 48
"""A time that leaves more hours open than these is compared by nothing but its days."""

MAX_DAYS = 5
MOMENT_HOURS = 2
"""A time that leaves no more open is a moment: two moments near each other say more than two evenings."""

COMMON_SHARE, COMMON_COUNT = 0.03, 40
"""A sound in the places of more than this share of records, and of so many at least, is no name of one."""

_HOUR_S, _DAY_S, _FIVE_MINUTES_S = 3600, 86_400, 300
_WALK_M, _STEPS_M = 1_000.0, 250.0
_CELL, _FINE = (CELL_LAT_DEG, CELL_LON_DEG), (0.002, 0.0035)
"""Degrees of latitude and longitude of a cell: about a kilometre, and about 220 m."""

_GOOD = frozenset({Precision.EXACT, Precision.VICINITY, Precision.STREET})
_A_ROW = 100_000
"""More than the cells of one row, round the earth."""

_NEIGHBOURS = tuple(up * _A_ROW + right for up in (-1, 0, 1) for right in (-1, 0, 1))
_TEXT, _TEXTS, _INTS = pa.string(), pa.list_(pa.string()), pa.list_(pa.int64())


class Seen(NamedTuple):
    """One window as it was read: seconds since 1970, degrees, metres; None or empty where not known.

    ``start_s`` and ``end_s`` are the earliest beginning and the latest end, and none of what was posted.
    """

    start_s: float | None
    end_s: float | None
    lat: float | None
    lon: float | None
    radius_m: float | None
    precision: str
    place_name: str
    place_words: str
    town_words: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What one source says of one incident. Acts and injuries are codes, victims and actors folded words."""

    record_id: int
    is_home: bool
    """Whether others are looked for: a new record is compared with the book's, never with another new one."""
    title: str = ""
    windows: Sequence[Seen] = ()
    acts: frozenset[str] = frozenset()
    injuries: frozenset[str] = frozenset()
    victims: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    """Keys of addresses and digests of files."""


class Candidate(NamedTuple):
    """A record that may tell the same event as another one, with what speaks for and against it."""

    record_id: int
    bits: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Star:
    """A record and those that may tell the same event, the likeliest first."""

    home: int
    candidates: tuple[Candidate, ...]

    @property
    def members(self) -> tuple[int, ...]:
        """Return the home and its candidates."""
        return (self.home, *(each.record_id for each in self.candidates))


def tellings_table(tellings: Sequence[Telling]) -> pa.Table:
    """Return incidents as the columns that the model `incidents` compares and blocks by."""
    sounds = [_sounds_of_places(each.windows) for each in tellings]
    common = _common(sounds)
    rows = [_row(each, mine - common) for each, mine in zip(tellings, sounds, strict=True)]
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in _COLUMNS.items()})


def stars_of(
    pairs: pa.Table, homes: frozenset[int], model: Model, *, most: int = MOST_CANDIDATES
) -> list[Star]:
    """Return for each of ``homes`` its likeliest pairs; ``pairs`` are as `stores.lake.linking` finds them.

    A pair of two homes is the higher one's, so that no pair is proposed twice.
    """
    found: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    columns = [pairs[name].to_pylist() for name in ("left", "right", "bits")]
    for row, (left, right, bits) in enumerate(zip(*columns, strict=True)):
        home, other = (right, left) if right in homes else (left, right)
        found[home].append((-bits, other, row))
    stars = []
    for home in sorted(found):
        best = sorted(found[home])[:most]
        if -best[0][0] < OPENS_BITS:
            continue
        told = pairs.take([row for _, _, row in best]).to_pylist()
        stars.append(
            Star(
                home,
                tuple(_candidate(other, pair, model) for (_, other, _), pair in zip(best, told, strict=True)),
            )
        )
    return stars


def _candidate(other: int, pair: Mapping[str, Any], model: Model) -> Candidate:
    return Candidate(other, round(pair["bits"], 3), terms_of(model, pair))


def _row(telling: Telling, names: frozenset[str]) -> Mapping[str, Any]:
    """Return one row: what is compared, and by what it is found."""
    time = _time(telling.windows)
    spot = next(
        (each.place_name for each in telling.windows if each.precision in _GOOD and each.place_name), None
    )
    cells = _cells(telling.windows, _CELL, within_m=_WALK_M)
    # Neighbours on one side are enough: of two records one is a home.
    around = sorted({cell + step for cell in cells for step in _NEIGHBOURS}) if telling.is_home else []
    fine = _cells(telling.windows, _FINE, within_m=_STEPS_M)
    victim, words = _one(telling.victims), _words(telling)
    compared: dict[str, Any] = {
        "id": telling.record_id,
        "side": int(telling.is_home),
        "where": "told" if names or cells else None,
        "spot": spot,
        "cells": cells or None,
        "around": around or None,
        "fine": fine or None,
        "fine_around": sorted({cell + step for cell in fine for step in _NEIGHBOURS}) or None,
        "names": sorted(names) or None,
        "towns": sorted(_sounds_of_towns(telling.windows)) or None,
        "acts": sorted(telling.acts) or None,
        "act_set": _one(telling.acts),
        "injuries": sorted(telling.injuries) or None,
        "injury_set": _one(telling.injuries),
        "victim": victim,
        "actors": sorted(telling.actors) or None,
        "words": sorted(words) or None,
        "links": sorted(telling.links) or None,
    }
    found_by: Mapping[str, Iterable[object]] = {
        "by_spot": [spot] if spot else [],
        "by_cell": around or cells,
        "by_name": names,
        "by_injury": telling.injuries,
        "by_victim": [f"{victim}/{act}" for act in telling.acts] if victim else [],
        "by_word": words,
    }
    days = _days(*time) if time else range(0)
    keys = {block: [f"{day}/{key}" for day in days for key in found_by[block]] or None for block in found_by}
    return compared | _times(time) | keys


_COLUMNS: Mapping[str, pa.DataType] = {
    "id": pa.int64(),
    "side": pa.int32(),
    "time": _TEXT,
    "middle": pa.float64(),
    "moment": pa.float64(),
    "hours": _INTS,
    "where": _TEXT,
    "spot": _TEXT,
    "cells": _INTS,
    "around": _INTS,
    "fine": _INTS,
    "fine_around": _INTS,
    "names": _TEXTS,
    "towns": _TEXTS,
    "acts": _TEXTS,
    "act_set": _TEXT,
    "injuries": _TEXTS,
    "injury_set": _TEXT,
    "victim": _TEXT,
    "actors": _TEXTS,
    "words": _TEXTS,
    "links": _TEXTS,
    "by_spot": _TEXTS,
    "by_cell": _TEXTS,
    "by_name": _TEXTS,
    "by_injury": _TEXTS,
    "by_victim": _TEXTS,
    "by_word": _TEXTS,
}


def _time(windows: Sequence[Seen]) -> tuple[float, float] | None:
    """Return what all windows leave open: the first beginning and the last end, where both are known."""
    known = [
        (each.start_s, each.end_s) for each in windows if each.start_s is not None and each.end_s is not None
    ]
    return (min(start for start, _ in known), max(end for _, end in known)) if known else None


def _times(time: tuple[float, float] | None) -> dict[str, Any]:
    """Return the columns of a time: minutes of its middle, the same of a short one, and the hours it has."""
    if time is None:
        return {"time": None, "middle": None, "moment": None, "hours": None}
    start_s, end_s = time
    middle = (start_s + end_s) / 120
    # What ends with an hour does not begin the next.
    hours = range(int(start_s // _HOUR_S), int(max(start_s, end_s - 1) // _HOUR_S) + 1)
    return {
        "time": f"{int(start_s // _FIVE_MINUTES_S)}-{int(end_s // _FIVE_MINUTES_S)}",
        "middle": middle,
        "moment": middle if end_s - start_s <= MOMENT_HOURS * _HOUR_S else None,
        "hours": list(hours) if len(hours) <= MAX_HOURS + 1 else None,
    }


def _days(start_s: float, end_s: float) -> range:
    first = int(start_s // _DAY_S)
    return range(first, min(int(end_s // _DAY_S), first + MAX_DAYS - 1) + 1)


def _cells(windows: Sequence[Seen], size: tuple[float, float], *, within_m: float) -> list[int]:
    """Return the cells of windows that are placed so well; a neighbour differs by one of `_NEIGHBOURS`."""
    rows, columns = size
    return sorted(
        {
            int(each.lat // rows) * _A_ROW + int(each.lon // columns)
            for each in windows
            if each.precision in _GOOD
            and each.lat is not None
            and each.lon is not None
            and (each.radius_m or 0.0) <= within_m
        }
    )


def _one(values: frozenset[str]) -> str | None:
    return "|".join(sorted(values)) or None


def _common(sounds: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return what sounds in the places of so many records that it names none: a street, a square, a town."""
    counts = Counter(sound for each in sounds for sound in each)
    most = max(COMMON_COUNT, COMMON_SHARE * len(sounds))
    return frozenset(sound for sound, count in counts.items() if count > most)


def _sounds_of_places(windows: Sequence[Seen]) -> frozenset[str]:
    return frozenset(key for each in windows for key in _sounds(each.place_words))


def _sounds_of_towns(windows: Sequence[Seen]) -> frozenset[str]:
    return frozenset(key for each in windows for key in _sounds(each.town_words))


def _words(telling: Telling) -> frozenset[str]:
    """Return the stems of a title that are not of its place: many lists have no title but where it was."""
    said = _stems(telling.title)
    for each in telling.windows if said else ():
        said = said - _stems(each.place_words) - _stems(each.town_words)
    return said


@lru_cache(maxsize=65_536)
def _sounds(text: str) -> frozenset[str]:
    return frozenset(key for word in split_words(fold(text)) for key in _sounds_of_word(word) if len(key) > 1)


@lru_cache(maxsize=65_536)
def _sounds_of_word(word: str) -> frozenset[str]:
    return frozenset(skeletons(stem(word))) if len(word) > 2 and not word.isdigit() else frozenset()


@lru_cache(maxsize=65_536)
def _stems(text: str) -> frozenset[str]:
    words = (word for word in split_words(fold(text)) if len(word) > 3)
    return frozenset(stem(word) for word in words if not any(sign.isdigit() for sign in word))
