"""Readings: what a written word may sound like, as keys that are equal across alphabets and orthographies.

A word of Cyrillic has one or two readings. A Latin word may have many: ``ch`` is ч or х, ``c`` is ц, к or a
stripped č, ``s`` may be a stripped š. All readings are made; two words are the same when they share one.

A reading is written with one sign a sound: ``Z`` ж, ``S`` ш, ``C`` ч, ``c`` ц, ``x`` х, the other
consonants as in English, and three vowels: ``a`` (а о е ё э я), ``i`` (и і ы й), ``u`` (у ю). This undoes
akanne and yakanne (Окрестина, Акрэсціна), dzekanne and tsekanne (Тимирязев, Ціміразеў), ў as в, г as g or
h, and doubled letters. `sounds` keep the vowels, `skeletons` drop them and mark a vowel at the start by
``A``.
"""

import re
from functools import lru_cache
from itertools import islice, product

from crimebook.terms.script.folding import fold_keeping_sounds

MAX_READINGS = 96
"""More readings of one word are not made; a name of twelve letters without diacritics has some thirty."""

_Rules = tuple[tuple[str, tuple[str, ...]], ...]

_CYRILLIC: _Rules = (
    ("щ", ("SC",)),
    ("тс|тц|дц", ("c",)),
    ("дз(?=к)", ("d", "ds")),
    ("дзь?", ("d",)),
    ("ць(?=к)", ("c", "t")),
    ("ц(?=ц?[ёюяь])", ("t",)),
    ("ц(?=ц?[іе])", ("t", "c")),
    ("^[уў](?=[бвгджзйклмнпрстфхцчшщ])", ("u", "v")),
    ("^ў", ("u",)),
    ("[вў]", ("v",)),
    ("[гґ]", ("g",)),
    ("[йјьъ]", ("",)),
    ("[аоеёэяєѣ]", ("a",)),
    ("[иіыї]", ("i",)),
    ("[ую]", ("u",)),
    *((sign, (sound,)) for sign, sound in zip("бджзклмнпрстфхцчш", "bdZzklmnprstfxcCS", strict=True)),
)

_LATIN: _Rules = (
    ("shch|shh|schtsch|szcz|šč|śč", ("SC",)),
    ("tsch|tch|tš|cz|č", ("C",)),
    ("sch", ("S", "SC")),
    ("sh|sz|š|ş", ("S",)),
    ("dzh|dž|dż", ("dZ", "d")),
    ("dź|dz", ("d",)),
    ("rzh", ("rZ",)),
    ("rz", ("rz", "rZ", "r")),
    ("zh|ž|ż", ("Z",)),
    ("kh", ("x",)),
    ("ch", ("C", "x")),
    ("t[sz](?=[iey])", ("c", "t")),
    ("t[szc]", ("c",)),
    ("ć(?=k)", ("c",)),
    ("ć", ("t", "c")),
    ("eh(?=[bcdfgklmnprstvz])", ("a", "ag")),
    ("ph", ("f",)),
    ("ff?$", ("f", "v")),
    ("^u(?=[bcdfghjklmnprstvwzčšž])", ("u", "v")),
    ("(?<=[aeioy])u(?=[^aeiouy]|$)", ("u", "v")),
    ("[ŭwv]", ("v",)),
    ("ś+", ("s",)),
    ("ź+", ("z",)),
    ("^j(?=[aeiou])", ("", "Z")),
    ("j", ("",)),
    ("[aoeó]", ("a",)),
    ("[iy]", ("i",)),
    ("u", ("u",)),
    ("x", ("ks",)),
    ("q", ("k",)),
    ("ł", ("l",)),
    ("ń", ("n",)),
    *((sign, (sign,)) for sign in "bdfgklmnprt"),
)
_CAREFUL_LATIN: _Rules = (
    ("c(?=[ij])", ("c", "t")),
    ("c(?=[ey])", ("c",)),
    ("c", ("c", "k")),
    ("s+", ("s",)),
    ("z+", ("z",)),
)
"""A writer who marks one hushing sound marks all of them."""

_CARELESS_LATIN: _Rules = (
    ("c(?=[ij])", ("c", "t", "C")),
    ("c(?=[ey])", ("c", "C")),
    ("c", ("c", "k", "C")),
    ("s+", ("s", "S")),
    ("z+", ("z", "Z")),
)
_H_AFTER_KH: _Rules = (("h", ("g",)),)
_H: _Rules = (("h", ("g", "x")),)

_IS_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_MARKS_HUSHERS = re.compile("[szkc]h|sz|cz|[šžčćśźżŭłş]")


class _Reader:
    """A table of spellings, longest and most particular first, as one pattern."""

    def __init__(self, *rules: _Rules) -> None:
        flat = [rule for table in rules for rule in table]
        self._sounds = [sounds for _, sounds in flat]
        self._pattern = re.compile("|".join(f"({spelling})" for spelling, _ in flat))

    def read(self, word: str) -> list[str]:
        choices = [
            self._sounds[found.lastindex - 1] for found in self._pattern.finditer(word) if found.lastindex
        ]
        return ["".join(choice) for choice in islice(product(*choices), MAX_READINGS)]


_CYRILLIC_READER = _Reader(_CYRILLIC)
_LATIN_READERS = {
    (marks, has_kh): _Reader(
        _LATIN, _CAREFUL_LATIN if marks else _CARELESS_LATIN, _H_AFTER_KH if has_kh else _H
    )
    for marks in (False, True)
    for has_kh in (False, True)
}


@lru_cache(maxsize=65_536)
def sounds(token: str) -> frozenset[str]:
    """Return the readings of one word with their vowels, but for the last, where case endings differ."""
    return frozenset(
        sound for reading in _read(token) if (sound := _settle(reading).rstrip("aiu") or reading)
    )


@lru_cache(maxsize=65_536)
def skeletons(token: str) -> frozenset[str]:
    """Return the consonant skeletons of one word; two spellings of one name share at least one.

    >>> skeletons("Пушкіна") & skeletons("Puškina") == frozenset({"pSkn"})
    True
    """
    return frozenset(skeleton for reading in _read(token) if (skeleton := _drop_vowels(_settle(reading))))


def are_same(one: str, other: str) -> bool:
    """Whether two words share a consonant skeleton."""
    return not skeletons(one).isdisjoint(skeletons(other))


def _read(token: str) -> list[str]:
    word = fold_keeping_sounds(token)
    if _IS_CYRILLIC.search(word):
        return _CYRILLIC_READER.read(word)
    return _LATIN_READERS[bool(_MARKS_HUSHERS.search(word)), "kh" in word].read(word)


def _settle(reading: str) -> str:
    """Make a soft vowel its hard one, a falling i none, a doubled sound one; Кірэева is not Кірава."""
    softened = re.sub(r"i+(?=[au])|(?<=[au])i+", "", reading)
    return re.sub(r"([^a])\1+", r"\1", softened)


def _drop_vowels(sound: str) -> str:
    body = re.sub("[aiu]", "", sound)
    return f"A{body}" if sound[:1] in {"a", "i", "u"} else body
