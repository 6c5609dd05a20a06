"""Given names as groups: the forms of one name in Belarusian, Russian, Ukrainian and Polish, and short ones.

The groups stand in ``given.toml``. A word belongs to a group when its stem, with all vowels of one kind made
one, equals that of a form: so transliterations need no entry of their own.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, product
from types import MappingProxyType
from typing import NamedTuple

from crimebook.identity.names.endings import find_father, take_ending
from crimebook.identity.names.signs import CHOICES, fold_letters, read_signs

MOST_READINGS = 12
"""More plain readings of one word are not made."""

LIKELY_COST = 0.12
"""A choice dearer than this is no plain reading."""

_FLAT = str.maketrans(dict.fromkeys("oeäö", "a") | dict.fromkeys("jJ", ""))
_OPEN = {
    sign: tuple(
        dict.fromkeys("" if each == "j" else each for each, cost in choices.items() if cost <= LIKELY_COST)
    )
    for sign, choices in CHOICES.items()
    if sign not in "äö"
}


class Groups(NamedTuple):
    """The numbers of groups by flat reading: of full forms, and of short ones."""

    full: Mapping[str, frozenset[int]]
    short: Mapping[str, frozenset[int]]


@lru_cache(maxsize=65_536)
def flat_readings(stem: str) -> tuple[str, ...]:
    """Return the plain readings of a stem, with one vowel for о, а, е, я: at most `MOST_READINGS`."""
    flat = stem.translate(_FLAT)
    choices = [_OPEN.get(sign, (sign,)) for sign in flat]
    return tuple(dict.fromkeys("".join(each) for each in islice(product(*choices), MOST_READINGS)))


def find_groups(stem: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the groups of given names that a stem is a form of, and those it is a short form of."""
    groups = known_groups()
    return _at(groups.full, stem), _at(groups.short, stem)


def find_fathers(stem: str) -> frozenset[int]:
    """Return the groups of the father's name where a stem reads as a patronymic, else none."""
    father = find_father(stem)
    return _at(known_groups().full, father) if father else frozenset()


@cache
def known_groups() -> Groups:
    """Return the groups of ``given.toml``, read once."""
    full: dict[str, set[int]] = defaultdict(set)
    short: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_lines()):
        forms, _, short_forms = line.partition("|")
        for table, words in ((full, forms), (short, short_forms)):
            for word in words.split():
                for reading in flat_readings(take_ending(read_signs(fold_letters(word)))):
                    table[reading].add(number)
    return Groups(_frozen(full), _frozen(short))


def _lines() -> Iterator[str]:
    text = (files("crimebook.identity.names") / "given.toml").read_text(encoding="utf-8")
    yield from tomllib.loads(text)["names"]


def _frozen(table: Mapping[str, set[int]]) -> Mapping[str, frozenset[int]]:
    return MappingProxyType({reading: frozenset(numbers) for reading, numbers in table.items()})


def _at(table: Mapping[str, frozenset[int]], stem: str) -> frozenset[int]:
    return frozenset().union(*(table.get(reading, ()) for reading in flat_readings(stem)))
