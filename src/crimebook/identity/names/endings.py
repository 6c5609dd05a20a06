"""Endings: the signs of a word without its case ending, and whether the word may be a patronymic.

They are taken from signs (`crimebook.identity.names.signs`), so one rule serves every alphabet. Taken are the
endings that names show in documents and on the radio: oblique cases of surnames in -ов, -ин and -ский
(Ковалёвым, Кубраковой, Гурского), the vowels at the end of all others, and the difference of man and woman.
"""

import re
from functools import lru_cache

_SHORTEST = 2
"""Nothing shorter than two signs is left: Ия and Ли keep what they have."""

_OBLIQUE = re.compile(
    "(?:(?<=[vwkgx])[aoeiöä][gh][aoä]|(?<=[bdlmnprstT])[ao][gh][aoä]|[aoeöä]m[uj]*"
    "|(?<=[vwntT])im|(?<=[QsycqD]k)im)$"
)
_VOWELS = re.compile("[aoeiuäöjJO]+$")
_PATRONYMIC = re.compile("(?:[aoeäöO]?[jJ]?[aoeäöi]*[vwU]i[CHTqcA]|i[CHA])O?E?$")
_HERS = re.compile("(?:i[CH]i[vw]n|[aoeäöO]?[jJ]?[aoeäöi]*[vw]n|i[vw]n|ini[CH]n|i[CH]n)$")
_SPOKEN = re.compile("[^vwU]i[CH]O?E?$")
_MADE_OF = re.compile("(?:[aoeäöO][vwF]|in)$")
_SUFFIX_LEFT = 2


@lru_cache(maxsize=65_536)
def take_ending(signs: str) -> str:
    """Return ``signs`` without the ending of a case or of a gender.

    >>> take_ending("kubrakovim"), take_ending("kubrakova"), take_ending("gurskaga")
    ('kubrakov', 'kubrakov', 'gursk')
    """
    plain = _OBLIQUE.sub("", signs)
    if len(plain) < _SHORTEST:
        plain = signs
    bare = _VOWELS.sub("", plain)
    return bare if len(bare) >= _SHORTEST else plain


@lru_cache(maxsize=65_536)
def find_father(stem: str) -> str:
    """Return the stem of the father's name where ``stem`` reads as a patronymic (without its ending).

    >>> find_father("ivanaviC"), find_father("ivanovn"), find_father("petrov")
    ('ivan', 'ivan', '')
    """
    for pattern in (_PATRONYMIC, _HERS):
        father = pattern.sub("", stem)
        if father != stem and len(father) > 1:
            return _VOWELS.sub("", father) or father
    return ""


def is_hers(stem: str) -> bool:
    """Whether a patronymic is a woman's: Ивановна, not Иванович."""
    return bool(_HERS.search(stem))


def is_spoken(stem: str) -> bool:
    """Whether a patronymic is one of everyday speech: Саныч, not Александрович."""
    return bool(_SPOKEN.search(stem))


def find_base(stem: str) -> str:
    """Return what a surname in -ов or -ин is made of, as a stem; empty for other words.

    >>> find_base("petrov"), find_base("pupkin"), find_base("boJk")
    ('petr', 'pupk', '')
    """
    base = _MADE_OF.sub("", stem)
    return base if base != stem and len(base) >= _SUFFIX_LEFT else ""
