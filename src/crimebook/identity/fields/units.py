"""Units: by the id that the register gives them, and by kind and town where words say no more.

Kinds are known by words of six languages (``units.toml``); what else is written beside them is a town. Town
names are compared by their consonants, as names of persons are, so that no list of towns is needed.
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from crimebook.identity.fields.levels import comparison, equal, every, share, trained, untold
from crimebook.identity.names import keys_of
from crimebook.terms.script import fold, split_words

SHORTEST_TOWN = 4


class UnitWords(NamedTuple):
    """What words say of a unit: the kind of unit, and the consonants of the town."""

    kind: str | None = None
    towns: tuple[str, ...] | None = None


@lru_cache(maxsize=65_536)
def read_unit(words: str) -> UnitWords:
    """Return the kind and the town of a unit as far as words say them."""
    tokens = [token.strip("-'’") for token in split_words(fold(words))]
    kind = next((kind for kind, known in _kinds() if any(known.match(token) for token in tokens)), None)
    rest = [token for token in tokens if len(token) >= SHORTEST_TOWN and not _noise().match(token)]
    named = [token for token in rest if not any(known.match(token) for _, known in _kinds())]
    towns = {skeleton for token in named[-1:] for word in keys_of(token).words for skeleton in word.skeletons}
    return UnitWords(kind, tuple(sorted(towns)) or None)


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, _pattern(row)) for kind, row in _words()["kinds"].items())


@cache
def _noise() -> re.Pattern[str]:
    return _pattern(_words()["noise"])


def _pattern(row: str) -> re.Pattern[str]:
    """Words match as a whole; those that end in ``*`` match as beginnings."""
    known = (re.escape(fold(word).rstrip("*")) + (".*" if word.endswith("*") else "") for word in row.split())
    return re.compile(f"(?:{'|'.join(known)})$")


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = tomllib.loads(
        (files("crimebook.identity.fields") / "units.toml").read_text("utf-8")
    )
    return loaded


UNIT = comparison(
    "unit",
    trained(equal("unit"), "same", rarity="unit"),
    trained(every(equal("unit_kind"), share("unit_towns")), "kind_and_town", rarity="unit_kind"),
    trained(every(equal("unit_kind"), untold("unit_towns")), "kind", rarity="unit_kind"),
    trained(share("unit_towns"), "town", why="one town: another unit there, or another word for it"),
    trained(equal("unit_kind"), "other_town", why="the same kind of unit in another town"),
    trained(None, "other"),
    given=("unit_said",),
)
