"""The book in one look, as values."""

from dataclasses import dataclass
from datetime import date

from crimebook.terms.windows import TimeBasis
from crimebook.work.reading.page_parts import Choice, ClaimView


@dataclass(frozen=True, slots=True)
class Day:
    """How many acts one day's incidents hold."""

    day: date
    acts: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the overview map, to a tenth of a degree, and how many incidents were there."""

    lat: float
    lon: float
    incidents: int
    place_name: str
    ref: str
    """The incident, where there is only one."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many true recordings an invented book has, and how many matching put among the first n."""

    pairs: int
    tops: tuple[tuple[int, int], ...]
    """(n, how many among the first n)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the overview: its key (for the label), its value, and the list it counts (URL name)."""

    key: str
    value: int
    page: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The book in one look."""

    book_name: str
    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    dots: tuple[Dot, ...]
    claims: tuple[ClaimView, ...]
    """Claims that stand for themselves, such as the press figures."""
    waiting: tuple[Number, ...]
    """What waits for a person: places to solve, incidents without a match."""
    basis_shares: tuple[tuple[TimeBasis, int], ...]
    """How the times of recordings are known, with counts."""
    acts: tuple[Choice, ...]
    towns: tuple[Choice, ...]
    credits: tuple[str, ...]
    invented: int
    """How many of the incidents are invented."""
    found: Found | None
    """What matching found of what is known to be true; None for a book without a known truth."""
