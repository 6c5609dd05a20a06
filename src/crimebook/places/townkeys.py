"""The keys by which names of towns meet: their sounds, their known other names, and their consonants."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, product

from crimebook.places.aliases import TOWN_NAMES
from crimebook.terms.script import fold, skeletons, sounds, split_words, stem

_TOWN_LABEL = re.compile(
    "г|гор|горада?|города?|h|horad|gorad|gorod|town|city|of|the|village|в[её]ска|деревня|аг|пос|гп|аграгарадок"
    "|пас[её]лак|пос[её]лок"
)


def town_words(words: str) -> list[str]:
    """Return the words of a town's name without labels such as «г.» and "city"."""
    return [word for word in split_words(words) if not _TOWN_LABEL.fullmatch(fold(word))]


def is_called(words: str, names: Sequence[str]) -> bool:
    """Whether ``words`` end as one of a town's ``names``: «Борисов» does, «Борисова» is a street's form."""
    said = town_words(words)
    return bool(said) and any(_final(said[-1]) == _final(name) for name in names)


def _final(word: str) -> str:
    """Return what sort of sound a word ends in: one of three sorts of vowel, or none."""
    sign = fold(word)[-1:]
    return next((vowels for vowels in _FINALS if sign and sign in vowels), "")


_FINALS = ("аояёao", "иыіїiy", "еэєe", "уюu")


@lru_cache(maxsize=65_536)
def town_keys(words: str) -> tuple[frozenset[str], ...]:
    """Return the keys of a town's name: sounds and known other names first, then skeletons."""
    parts = town_words(words)
    if not parts:
        return ()
    heard = _join("~", [sounds(stem(word)) for word in parts])
    alias = frozenset(f"={_TOWN_ALIASES[key]}" for key in heard if key in _TOWN_ALIASES)
    bones = _join(".", [skeletons(stem(word)) for word in parts])
    return alias | heard, frozenset(bone for bone in bones if len(bone) > 3)


def _join(sign: str, choices: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset(sign + "-".join(choice) for choice in islice(product(*map(sorted, choices)), 64))


_TOWN_ALIASES = {
    key: number
    for number, row in enumerate(TOWN_NAMES)
    for name in row
    for key in _join("~", [sounds(stem(word)) for word in split_words(name)])
}
