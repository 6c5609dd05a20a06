"""Ranks over time: who was captain in 2018 and is major in 2021 was promoted; the other way about is rare.

Ranks of one order are equivalents across the forces (`ranks` of the codebook); how much later one source
tells than the other is in years.
"""

from functools import lru_cache

from crimebook.identity.fields.levels import comparison, equal, trained, within
from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.terms.codebook import Codebook

MOST_STEPS = 4
"""Further a rank seldom rises within the years of one book."""


@lru_cache(maxsize=1_024)
def order_of(code: str) -> int | None:
    """Return the place of a rank among all, the lowest 1; None for an unknown code."""
    term = Codebook.load().vocabulary("ranks").find_term(code) if code else None
    return None if term is None else term.order


RANK = comparison(
    "rank",
    trained(equal("rank"), "same"),
    trained(Condition(Kind.RISING, "rank", "told_year", limit=1), "next", why="one step up, later"),
    trained(
        Condition(Kind.RISING, "rank", "told_year", limit=MOST_STEPS), "risen", why="some steps up, later"
    ),
    trained(within("rank", 1), "near", why="a step beside: an error, or from hearsay"),
    trained(None, "other"),
)
