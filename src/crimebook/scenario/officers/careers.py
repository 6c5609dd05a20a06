"""Careers: ranks that rise over the years, and units that change."""

from dataclasses import dataclass
from functools import cache

from crimebook.scenario.draws import Rolls
from crimebook.scenario.officers.units import Unit, words

_MEN = ("private", "junior_sergeant", "sergeant", "senior_sergeant", "sergeant_major", "warrant_officer",
        "senior_warrant_officer")  # fmt: skip
_OFFICERS = ("lieutenant", "senior_lieutenant", "captain", "major", "lieutenant_colonel", "colonel")
_YEARS_MEN, _YEARS_OFFICERS = (1, 2, 2, 3, 4, 5), (2, 3, 3, 4, 5)
"""The years that are served in each rank before the next, roughly as the statutes of service have it."""
_TRANSFERRED, _TO_ANOTHER_TOWN = 0.25, 0.4


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank and its words by language; the short ones are Belarusian and Russian."""

    code: str
    order: int
    words: dict[str, str]
    short: dict[str, str]


@dataclass(frozen=True, slots=True)
class Career:
    """From which year on an officer has which rank and serves in which unit, the earliest first."""

    ranks: tuple[tuple[int, str], ...]
    units: tuple[tuple[int, Unit], ...]

    def rank_in(self, year: int) -> str:
        """Return the rank's code in a year; before the first year, the first."""
        return next((rank for since, rank in reversed(self.ranks) if since <= year), self.ranks[0][1])

    def unit_in(self, year: int) -> Unit:
        """Return the unit in a year; before the first year, the first."""
        return next((unit for since, unit in reversed(self.units) if since <= year), self.units[0][1])


@dataclass(frozen=True, slots=True)
class Posts:
    """Where one may serve: in units of the town, in those of another, and first in a given one."""

    here: tuple[Unit, ...]
    elsewhere: tuple[Unit, ...]
    first: Unit | None = None


def serve(born: int, fame: int, posts: Posts, rolls: Rolls) -> Career:
    """Return the career of somebody born in a year; ``fame``, how often they are told of, lifts the rank."""
    is_officer = rolls.flag(0.45 + 0.4 * min(1.0, fame / 12))
    ladder, years = (_OFFICERS, _YEARS_OFFICERS) if is_officer else (_MEN, _YEARS_MEN)
    since = born + 19 + int(rolls.number() * 5) + (2 if is_officer else 0)
    highest = 1 + int(rolls.number() * (len(ladder) - 1) + (1.5 if fame > 8 else 0))
    ranks = [(since, ladder[0])]
    for step in range(min(highest, len(ladder) - 1)):
        since += years[step] + int(rolls.number() * 2)
        ranks.append((since, ladder[step + 1]))
    return Career(tuple(ranks), _postings(posts, rolls))


def _postings(posts: Posts, rolls: Rolls) -> tuple[tuple[int, Unit], ...]:
    weighed = [(unit.weight, unit) for unit in posts.here]
    postings = [(2000, rolls.weighed(weighed) if posts.first is None else posts.first)]
    if rolls.flag(_TRANSFERRED):
        if rolls.flag(_TO_ANOTHER_TOWN):
            weighed = [(unit.weight, unit) for unit in posts.elsewhere]
        postings.append((2012 + int(rolls.number() * 12), rolls.weighed(weighed)))
    return tuple(postings)


@cache
def ranks() -> dict[str, Rank]:
    """Return every rank by its code."""
    return {each.code: each for each in map(_rank, words()["ranks"]["list"])}


@cache
def rank_near(code: str, steps: int) -> Rank:
    """Return the rank some steps above or below, or the last there is."""
    codes = list(ranks())
    return ranks()[codes[max(0, min(len(codes) - 1, codes.index(code) + steps))]]


def _rank(row: str) -> Rank:
    code, order, be, ru, uk, en, de, pl, short_be, short_ru = row.split("|")
    spoken = {"be": be, "ru": ru, "uk": uk, "en": en, "de": de, "pl": pl}
    return Rank(code, int(order), spoken, {"be": short_be, "ru": short_ru})
