"""Street names taken apart: the type of street, the number, the house, and the words of the name.

Type words are recognised in every case form, abbreviated, before or after the name, in English, Russian,
Belarusian and their romanisations.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from crimebook.terms.script import fold, split_words


class StreetType(StrEnum):
    """What sort of street; the value is the English word for reasons."""

    STREET = "street"
    AVENUE = "avenue"
    BOULEVARD = "boulevard"
    HIGHWAY = "highway"
    LANE = "lane"
    DRIVE = "drive"
    SQUARE = "square"

    @property
    def is_through_road(self) -> bool:
        """Whether people mix it up with other through roads; a lane or a square is not mixed up with one."""
        return self in {StreetType.STREET, StreetType.AVENUE, StreetType.BOULEVARD, StreetType.HIGHWAY}


@dataclass(frozen=True, slots=True)
class StreetName:
    """A street as words name it: ``words`` without type, number and house, folded by nobody yet."""

    words: tuple[str, ...]
    type: StreetType | None = None
    number: int | None = None
    house: str = ""
    is_plain_street: bool = field(default=False)
    """The type is English "street", which is also said of avenues."""


_TYPES = (
    (StreetType.STREET, r"ул|улиц\w{0,3}|вул|вуліц\w{0,3}|ulits\w|vulits\w|vulic\w|ul|vul|streets?|strs?|st"),
    (
        StreetType.AVENUE,
        r"пр|просп|пр-?к?т\w{0,2}|проспект\w{0,3}|прасп[еэ]кт\w{0,3}|pro?spe[ck]t\w{0,2}|praspy?ekt\w{0,2}|avenues?|aves?|av",
    ),
    (StreetType.BOULEVARD, r"бул|б-р|бульвар\w{0,2}|bulvar\w?|boulevard|blvd"),
    (StreetType.HIGHWAY, r"шоссе|шаш\w{1,2}|тракт\w?|shosse|shasha|highway|hwy|motorway"),
    (StreetType.LANE, r"пер|переул\w{2,4}|завул\w{2,4}|zavul\w{2,4}|pereulok|lane|side-?street"),
    (
        StreetType.DRIVE,
        r"проезд\w?|праезд\w?|уезд\w?|въезд\w?|pra[jy]?ezd|pro[jy]?ezd|drive|passage|driveway",
    ),
    (
        StreetType.SQUARE,
        r"пл|площад(?:ь|и|ью|ей|ям|ях|ями)|плошч\w{0,3}|ploshcha\w?|ploshchad|plosca|square|sq",
    ),
)
_TYPE_PATTERN = re.compile("|".join(f"(?P<{kind.name}>{words})" for kind, words in _TYPES))
_PLAIN_STREET = re.compile("streets?|strs?|st")
_NUMBER = re.compile(r"(\d{1,2})-?(?:st|nd|rd|th|y|i|ja|ya|ы|і|ый|ий|й|я|ая|га|го|м|ым|ом)")
_HOUSE = re.compile(r"\d{1,3}[a-zа-я]?(?:[/-]\d{1,3}[a-zа-я]?)?")
_LABELS = re.compile(
    r"(?:house|building|bld|д|дом\w?|буд|№|no|the|on|of|at|at|in|на|по|у|ў|в|во|имени|имя|имені|імя|im)"
)


@lru_cache(maxsize=65_536)
def parse_street_name(text: str) -> StreetName:
    """Return the parts of a street's name as written in ``text``."""
    words: list[str] = []
    kind: StreetType | None = None
    number: int | None = None
    house = ""
    is_plain = False
    for word in split_words(text):
        plain = fold(word)
        if found := _TYPE_PATTERN.fullmatch(plain):
            kind = kind or StreetType[found.lastgroup or ""]
            is_plain = is_plain or bool(_PLAIN_STREET.fullmatch(plain))
        elif ordinal := _NUMBER.fullmatch(plain):
            number = number or int(ordinal[1])
        elif _HOUSE.fullmatch(plain):
            house = house or word
        elif not _LABELS.fullmatch(plain):
            words.append(word)
    return StreetName(tuple(words), kind, number, house, is_plain)


def type_cost(said: StreetName, known: StreetName) -> int:
    """Return what it costs that a source's type of street is not the map's."""
    if said.type is known.type:
        return 0
    if said.type is None and known.type is StreetType.SQUARE:
        return 8
    if said.type is None:
        return 1 if known.type is None or known.type.is_through_road else 3
    if known.type is None or StreetType.SQUARE in {said.type, known.type}:
        return 8
    if said.type.is_through_road and known.type.is_through_road:
        return 1 if said.is_plain_street else 2
    return 4
