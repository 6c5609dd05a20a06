"""Given names as groups: the forms of one name in Belarusian, Russian, Ukrainian and Polish, and short ones.

The groups stand in ``given.toml``. A word belongs to a group when its stem, with all vowels of one kind made
one, equals that of a form: so transliterations need no entry of their own. Whether a form ends in -а tells
Валентин from Валентина; where a word's own ending is another one, it may be an oblique case of the name.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, product
from typing import NamedTuple

from crimebook.identity.names.endings import find_base, take_ending
from crimebook.identity.names.signs import CHOICES, FAINT, SOUNDS, fold_letters, read_signs

MOST_READINGS = 16
"""More plain readings of one word are not made."""

LIKELY_COST = 0.12
"""A choice dearer than this is no plain reading."""

_FLAT = str.maketrans(dict.fromkeys("oeäö", "a") | dict.fromkeys("jJ", ""))
_STRESSED = str.maketrans({"ö": "e", "ä": "a", "j": "", "J": ""})


def _plain(sign: str) -> tuple[str, ...]:
    likely = [sound for sound, cost in CHOICES[sign].items() if cost <= LIKELY_COST]
    flat = ["" if sound == "j" else sound.translate(_FLAT) for sound in likely]
    return tuple(dict.fromkeys([*flat, *([""] if FAINT.get(sign, 1.0) <= LIKELY_COST else [])]))


_OPEN = {sign: _plain(sign) for sign in CHOICES if sign not in "äöJ"}


class Form(NamedTuple):
    """One form of a given name: the number of its group, and whether it ends in -а."""

    group: int
    in_a: bool
    is_short: bool


@dataclass(frozen=True, slots=True)
class Groups:
    """The given names of ``given.toml``: forms by their readings, and what surnames are made of beside them.

    Groups before ``first_hers`` are names of men. ``starts`` are the first sounds of the forms of a group.
    """

    forms: Mapping[str, tuple[Form, ...]]
    short_forms: Mapping[str, tuple[Form, ...]]
    shared: frozenset[tuple[str, bool]]
    starts: tuple[frozenset[str], ...]
    first_hers: int


class Given(NamedTuple):
    """The groups of given names that a word is a form of, and those it is a short form of.

    ``bent`` are those that it is an oblique case of while it is the nominative of another: Валентина.
    """

    full: frozenset[int] = frozenset()
    short: frozenset[int] = frozenset()
    bent: frozenset[int] = frozenset()


@lru_cache(maxsize=65_536)
def flat_readings(stem: str) -> tuple[str, ...]:
    """Return the plain readings of a stem, with one vowel for о, а, е, я: at most `MOST_READINGS`.

    At the start е and я are one, and о and а: Ягор is Егор, but Яна is not Анна.
    """
    stem = stem.removeprefix("J")
    flat = ("e" if stem[:1] in {"e", "ä", "ö"} else stem[:1].translate(_FLAT)) + stem[1:].translate(_FLAT)
    return _readings(flat)


def short_readings(stem: str) -> tuple[str, ...]:
    """Return the plain readings of a short form, whose vowel is stressed: Саня is no Соня and no Сеня."""
    return _readings(stem.translate(_STRESSED))


def _readings(flat: str) -> tuple[str, ...]:
    choices = [_OPEN.get(sign, (sign,)) for sign in flat]
    return tuple(dict.fromkeys("".join(each) for each in islice(product(*choices), MOST_READINGS)))


def find_given(stem: str, signs: str, *, is_bent_possible: bool = True) -> Given:
    """Return the given names that a word of ``signs`` and ``stem`` is a form of.

    ``is_bent_possible`` is False for alphabets whose writers do not bend names.
    """
    forms = _forms(stem)
    if not forms:
        return Given()
    in_a = signs.endswith(("a", "ä"))
    is_open = is_bent_possible and signs.endswith(("u", "e"))
    straight = [form for form in forms if is_open or form.in_a == in_a] or forms
    groups = {form.group for form in straight}
    bent = [form for form in forms if is_bent_possible and form.group not in groups]
    return Given(
        frozenset(form.group for form in straight if not form.is_short),
        frozenset(form.group for form in straight if form.is_short),
        frozenset(form.group for form in bent if not form.is_short),
    )


def find_fathers(father: str, *, is_spoken: bool) -> frozenset[int]:
    """Return the groups of men's names with the stem ``father``; a spoken Саныч is of Александр."""
    forms = _forms(father) if father else ()
    men = [form for form in forms if form.group < known_groups().first_hers]
    full = frozenset(form.group for form in men if not form.is_short)
    return full or frozenset(form.group for form in men if is_spoken)


@lru_cache(maxsize=65_536)
def is_widely_shared(stem: str) -> bool:
    """Whether a surname is made of a common given name or noun by -ов alone, or by -ин of one in -а.

    Иванов, Волков and Сорокин are shared by many; Волкин is not.
    """
    base = find_base(stem)
    if not base:
        return False
    in_in = stem.endswith("in")
    shared = known_groups().shared
    forms = {form.group for form in _forms(base) if not form.is_short and form.in_a == in_in}
    is_of_noun = any((reading, in_in) in shared for reading in flat_readings(base))
    return is_of_noun or not forms.isdisjoint(shared_groups())


@cache
def shared_groups() -> frozenset[int]:
    """Return the groups of the given names that the most widely shared surnames are made of."""
    forms = (form for reading, _ in known_groups().shared for form in known_groups().forms.get(reading, ()))
    return frozenset(form.group for form in forms if not is_of_woman(form.group))


def find_makers(stem: str) -> frozenset[tuple[int, bool]]:
    """Return of which given names of men a surname is made by -ов or -ин, with which of the two."""
    base = find_base(stem)
    if not base:
        return frozenset()
    in_in = stem.endswith("in")
    men = (form for form in _forms(base) if not form.is_short and not is_of_woman(form.group))
    return frozenset((form.group, in_in) for form in men)


def is_of_woman(group: int) -> bool:
    """Whether a group is a name of women."""
    return group >= known_groups().first_hers


@cache
def known_groups() -> Groups:
    """Return the groups of ``given.toml``, read once."""
    told = tomllib.loads((files("crimebook.identity.names") / "given.toml").read_text(encoding="utf-8"))
    forms: tuple[dict[str, set[Form]], ...] = (defaultdict(set), defaultdict(set))
    starts = []
    for group, line in enumerate([*told["men"], *told["women"]]):
        full, _, short = line.partition("|")
        for is_short, words in ((False, full), (True, short)):
            for signs in _signs(words.split()):
                form = Form(group, signs.endswith(("a", "ä")), is_short)
                read = short_readings if is_short else flat_readings
                for reading in read(take_ending(signs)):
                    forms[is_short][reading].add(form)
        starts.append(frozenset(first for signs in _signs(full.split()) for first in first_sounds(signs)))
    shared = (
        (reading, signs.endswith(("a", "ä")))
        for signs in _signs(told["shared"].split())
        for reading in flat_readings(take_ending(signs))
    )
    full_forms, short_forms = (
        {reading: tuple(sorted(each)) for reading, each in table.items()} for table in forms
    )
    return Groups(full_forms, short_forms, frozenset(shared), tuple(starts), len(told["men"]))


_FAR = 0.2
_ALSO = {"a": "o", "o": "a", "ä": "e", "e": "äö", "ö": "eä", "i": "j", "j": "i"}


def first_sounds(signs: str) -> frozenset[str]:
    """Return the sounds that a word may begin with, whatever the alphabet; е and я are one."""
    sounds = _sounds_of(signs[:1])
    return sounds | _sounds_of(signs[1:2]) if signs[:1] == "J" else sounds


@cache
def _sounds_of(sign: str) -> frozenset[str]:
    sounds = {sound for sound, cost in CHOICES.get(sign, {sign: 0.0}).items() if cost < _FAR}
    sounds.add(sign if sign in SOUNDS or sign in "äö" else "")
    return frozenset(sounds.union(*(_ALSO.get(sound, "") for sound in sounds)) - {""})


def _signs(words: Iterable[str]) -> list[str]:
    return [read_signs(fold_letters(word)) for word in words]


@lru_cache(maxsize=65_536)
def _forms(stem: str) -> tuple[Form, ...]:
    known = known_groups()
    full = (form for reading in flat_readings(stem) for form in known.forms.get(reading, ()))
    short = (form for reading in short_readings(stem) for form in known.short_forms.get(reading, ()))
    return tuple(dict.fromkeys((*full, *short)))
