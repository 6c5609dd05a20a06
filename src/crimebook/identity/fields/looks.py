"""Looks: height, and what words of a description say of build, hair, eyes and marks; weak by themselves."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from crimebook.identity.fields.levels import comparison, share, trained, within
from crimebook.terms.script import fold

_HEIGHT = re.compile(r"\b(1[4-9]\d|20\d|21\d)\b")


class Looks(NamedTuple):
    """A height in centimetres and features as ``group.feature``; None where nothing is said."""

    height_cm: int | None = None
    features: tuple[str, ...] | None = None


@lru_cache(maxsize=65_536)
def read_looks(description: str) -> Looks:
    """Return what a description says of somebody's looks."""
    folded = fold(description)
    height = _HEIGHT.search(folded)
    found = tuple(feature for feature, pattern in _features() if pattern.search(folded))
    return Looks(int(height[1]) if height else None, found or None)


@cache
def _features() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = tomllib.loads((files("crimebook.identity.fields") / "looks.toml").read_text("utf-8"))
    return tuple(
        (f"{group}.{feature}", _pattern(words))
        for group, features in table.items()
        for feature, words in features.items()
    )


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(fold(word))}" for word in words))


HEIGHT = comparison(
    "height",
    trained(within("height", 5), "near"),
    trained(within("height", 10), "about"),
    trained(None, "other"),
)
LOOKS = comparison(
    "looks",
    trained(share("looks", 3), "three"),
    trained(share("looks", 2), "two"),
    trained(share("looks"), "one"),
    trained(None, "none", why="nothing in common of what both tell"),
)
