"""Words of a name: what is known of each by itself, made once for each distinct word."""

import re
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache

from crimebook.identity.names.endings import find_father, is_hers, is_spoken, take_ending
from crimebook.identity.names.given import (
    Given,
    find_fathers,
    find_given,
    find_makers,
    first_sounds,
    flat_readings,
    is_of_woman,
    is_widely_shared,
    known_groups,
)
from crimebook.identity.names.lookalikes import settle_letters
from crimebook.identity.names.signs import fold_letters, read_signs

LONGEST = 40
"""Further letters of a word are not read."""

_FLAT_VOWELS = str.maketrans("", "", "aeiu")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_DATIVE = re.compile("(?<=[^аеёиоуыэюяіїє])(?:ов|ев|єв)і$")
"""Ukrainian Іванові, Литвинові; і alone tells it from Ивановы."""

_OF_IOTA = frozenset("eäöuij")
_OF_I = frozenset("u")
"""Passports write Iurii."""


class Kind(IntEnum):
    """What a word of a name is by itself."""

    SURNAME = 0
    GIVEN = 1
    FATHER = 2
    INITIAL = 3


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name. ``stem`` is in signs (`crimebook.identity.names.signs`), without a case ending.

    ``given`` are the given names that it is a form of; ``fathers`` the groups of the father's name where it
    reads as a patronymic, and ``is_hers`` whether a daughter's. ``makers`` are the given names that a surname
    is made of, ``is_shared`` tells one that many people have. ``starts`` are the sounds that an initial of it
    may be, ``all_starts`` those of the other forms of the given name too. The stem is empty for words of an
    alphabet that is not read here: they are compared as written. ``stands_for`` is set within one name
    (`crimebook.identity.names.roles`): whether an initial is that of the given name or of the patronymic.
    """

    text: str
    kind: Kind
    given: Given = field(default=Given())
    stem: str = field(default="", compare=False)
    fathers: frozenset[int] = field(default=frozenset(), compare=False)
    makers: frozenset[tuple[int, bool]] = field(default=frozenset(), compare=False)
    is_hers: bool = field(default=False, compare=False)
    starts: frozenset[str] = field(default=frozenset(), compare=False)
    all_starts: frozenset[str] = field(default=frozenset(), compare=False)
    is_shared: bool = field(default=False, compare=False)
    stands_for: Kind | None = None

    @property
    def is_given(self) -> bool:
        """Whether it is a form of a known given name."""
        return bool(self.given.full or self.given.short)

    @property
    def place(self) -> Kind | None:
        """Return in which place of a name the word stands; None where it may be any."""
        if self.stands_for is not None or self.kind is Kind.INITIAL:
            return self.stands_for
        return None if self.kind is Kind.SURNAME else self.kind

    @property
    def skeletons(self) -> tuple[str, ...]:
        """Return the consonants of the plain readings; ``A`` stands for a vowel at the start."""
        if not self.stem:
            return (self.text,)
        stems = (self.stem, self.stem[1:]) if self.stem.startswith("V") else (self.stem,)
        return tuple(dict.fromkeys(_skeleton(reading) for stem in stems for reading in flat_readings(stem)))


@lru_cache(maxsize=262_144)
def read_word(written: str, *, is_initial: bool = False) -> NameWord:
    """Return what is known of a word as written, or of an initial without its point."""
    text = fold_letters(settle_letters(written[:LONGEST]))
    signs = read_signs(_DATIVE.sub("", text))
    if is_initial or len(text) == 1:
        return _read_initial(text, signs)
    if not signs:
        return NameWord(text, Kind.SURNAME)
    stem = take_ending(signs)
    given = find_given(stem, signs, is_bent_possible=bool(_CYRILLIC.search(text)))
    father = find_father(stem)
    fathers = find_fathers(father, is_spoken=is_spoken(stem))
    hers = bool(father) and is_hers(stem) and (bool(fathers) or signs.endswith(("a", "ä")))
    return NameWord(
        text=text,
        kind=_kind(given, fathers, hers=hers),
        given=given,
        stem=stem,
        fathers=fathers,
        makers=find_makers(stem) if not given.full and not fathers else frozenset(),
        is_hers=hers,
        starts=first_sounds(signs),
        all_starts=_all_starts(signs[:2], given.full | given.short | fathers),
        is_shared=not given.full and not fathers and is_widely_shared(stem),
    )


def as_of(word: NameWord, *, is_woman: bool) -> NameWord:
    """Return a word that may be a name of a man in an oblique case, or of a woman, as what it then is."""
    fitting = frozenset(group for group in word.given.bent if is_of_woman(group) == is_woman)
    if not fitting or any(is_of_woman(group) == is_woman for group in word.given.full):
        return word
    return replace(word, given=Given(fitting))


def _kind(given: Given, fathers: frozenset[int], *, hers: bool) -> Kind:
    if given.full or given.short:
        return Kind.GIVEN
    return Kind.FATHER if fathers or hers else Kind.SURNAME


def _read_initial(text: str, signs: str) -> NameWord:
    starts = first_sounds(signs) if signs else frozenset(text)
    starts |= _OF_IOTA if text[:1] in {"y", "j"} else _OF_I if text[:1] == "i" else frozenset()
    return NameWord(text, Kind.INITIAL, stem=signs[:1], starts=starts, all_starts=starts)


@lru_cache(maxsize=4_096)
def _all_starts(first: str, groups: frozenset[int]) -> frozenset[str]:
    known = known_groups().starts
    return first_sounds(first).union(*(known[group] for group in groups))


def _skeleton(reading: str) -> str:
    body = reading.translate(_FLAT_VOWELS)
    return f"A{body}" if reading[:1] in {"a", "e", "i", "u"} else body
