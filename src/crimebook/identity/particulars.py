"""Particulars of a person who is asked about, set beside what sources say of the persons they mention.

A name that sounds alike is never enough to say that two are one person: how firmly somebody fits is told in
four steps, and only what agrees beside the name lifts it above the lowest. What a source does not say
neither agrees nor differs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from crimebook.identity.names import NameKey, blocks_of, compare_keys, keys_of
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import fold, split_words

ALIKE: Final = 0.8
"""From here on two names are taken for spellings of one."""
NEAR: Final = 0.6
"""From here on they may be: a surname alone, or one that was misheard."""
MOST_NAMES: Final = 4
MOST_CHARACTERS: Final = 120
NUMBERS: Final = ("badge", "helmet", "plate", "phone")
"""What hardly two persons share at one time."""
_DESCRIBING: Final = frozenset({"birth", "rank", "unit"})
"""What many share: a unit has several of one name, a year and a rank too."""
_ENOUGH: Final = 2
FIELDS: Final = ("birth", "rank", "unit", *NUMBERS)
_BIRTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_FULL_DATE: Final = 10
_YEAR: Final = slice(0, 4)
_SEVERAL = re.compile(r"[;\n\r\t|]")
_DIGITS = re.compile(r"\D+")
_PHONE_END: Final = 9
"""Digits by which a telephone is known, however its country is dialled."""


class Fit(IntEnum):
    """How firmly a person of the book fits the particulars."""

    NONE = 0
    NAME_ONLY = 1
    """The name alone, or a name that is only near: many people have one name."""

    FAIR = 2
    """The name, and two of these: the birth as far as it is known, the unit, the rank."""

    STRONG = 3
    """The name, and a full date of birth or a number of the person's own."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who is asked about: one person, by their names as they are written, and what else is known of them."""

    names: tuple[str, ...]
    birth: str = ""
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    rank: str = ""
    unit: str = ""
    badge: str = ""
    helmet: str = ""
    plate: str = ""
    phone: str = ""

    @property
    def given(self) -> tuple[str, ...]:
        """The fields beside the name that are not empty."""
        return tuple(name for name in FIELDS if getattr(self, name))


@dataclass(frozen=True, slots=True)
class Told:
    """What one source says of one person, as far as it is compared."""

    mention_id: int
    name: str
    birth: str = ""
    rank: tuple[str, ...] = ()
    """The rank in the source's words, and as the codebook writes it."""
    unit: tuple[str, ...] = ()
    """The unit in the source's words, and by the names of the unit that is meant, where that is known."""
    badge: str = ""
    helmet: str = ""
    plate: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a mention's name is (0 to 1), in which fields it agrees and differs, and that in words."""

    mention_id: int
    name_score: float
    agrees: frozenset[str]
    differs: frozenset[str]
    is_full_date: bool
    """Whether a birth that agrees is known to the day on both sides."""
    is_born_apart: bool
    """Whether the years of birth lie further apart than a source errs."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Particulars with their names taken apart, for many comparisons."""

    particulars: Particulars
    keys: tuple[NameKey, ...]
    blocks: frozenset[str]

    @classmethod
    def of(cls, particulars: Particulars) -> "Asked":
        """Take the names of ``particulars`` apart."""
        keys = tuple(keys_of(name) for name in particulars.names)
        return cls(particulars, keys, frozenset(block for key in keys for block in blocks_of(key)))


def check_particulars(particulars: Particulars) -> None:
    """Raise `InvalidValueError` for what is no particulars of one person."""
    names = particulars.names
    if not 1 <= len(names) <= MOST_NAMES or not all(names):
        raise InvalidValueError(f"one person's name in 1 to {MOST_NAMES} writings", f"{len(names)} names")
    words = (*names, *(getattr(particulars, name) for name in FIELDS))
    if any(len(each) > MOST_CHARACTERS or not each.isprintable() for each in words):
        raise InvalidValueError(f"at most {MOST_CHARACTERS} printable characters", "more or others")
    if any(_SEVERAL.search(name) for name in names):
        raise InvalidValueError("one person", "a list of names", "ask about one person at a time")
    keys = [keys_of(name) for name in names]
    if not any(len(word.text) > 1 for key in keys for word in (*key.words, *key.callsigns)):
        raise InvalidValueError("a name with a word of two letters or more", "none")
    if any(compare_keys(keys[0], key).score < NEAR for key in keys[1:]):
        raise InvalidValueError("writings of one name", "names that differ", "ask about one person at a time")
    if particulars.birth and not _BIRTH.fullmatch(particulars.birth):
        raise InvalidValueError("a birth as YYYY, YYYY-MM or YYYY-MM-DD", "another writing")


def may_fit(asked: Asked, told: Told) -> bool:
    """Whether a mention is worth comparing: a sound of the name, or a number, is shared."""
    if any(_agrees(name, asked.particulars, told) for name in NUMBERS):
        return True
    return not asked.blocks.isdisjoint(blocks_of(keys_of(told.name)))


def likeness(asked: Asked, told: Told) -> Likeness:
    """Set what one source says beside the particulars."""
    particulars = asked.particulars
    scores = [compare_keys(key, keys_of(told.name)) for key in asked.keys] if told.name else []
    best = max(scores, key=lambda each: each.score, default=None)
    said = best.reasons if best else (reason("the source names nobody"),)
    agrees = frozenset(name for name in FIELDS if _agrees(name, particulars, told))
    differs = frozenset(name for name in FIELDS if _differs(name, particulars, told))
    return Likeness(
        told.mention_id,
        best.score if best else 0.0,
        agrees,
        differs,
        len(particulars.birth) == len(told.birth) == _FULL_DATE,
        _is_born_apart(particulars.birth, told.birth),
        (*said, *_compared(particulars.given, agrees, differs)),
    )


def fit_of(likenesses: Sequence[Likeness]) -> Fit:
    """Return how firmly a person fits whom these mentions are judged to be: what any of them says counts."""
    score = max((each.name_score for each in likenesses), default=0.0)
    agrees = frozenset(name for each in likenesses for name in each.agrees)
    has_number = not agrees.isdisjoint(NUMBERS)
    if score < NEAR:
        return Fit.NAME_ONLY if has_number else Fit.NONE
    if any(each.is_born_apart for each in likenesses):
        return Fit.NAME_ONLY if has_number else Fit.NONE
    if any("birth" in each.differs for each in likenesses):
        return Fit.NAME_ONLY
    is_born_that_day = any("birth" in each.agrees and each.is_full_date for each in likenesses)
    if has_number or (is_born_that_day and score >= ALIKE):
        return Fit.STRONG
    has_two = len(agrees & _DESCRIBING) >= _ENOUGH
    return Fit.FAIR if has_two and score >= ALIKE else Fit.NAME_ONLY


def _compared(given: Iterable[str], agrees: frozenset[str], differs: frozenset[str]) -> Iterator[Reason]:
    for name in given:
        if name in agrees:
            yield _AGREES[name]
        elif name in differs:
            yield _DIFFERS[name]


def _agrees(name: str, particulars: Particulars, told: Told) -> bool:
    one, others = getattr(particulars, name), getattr(told, name)
    if isinstance(others, tuple):
        return any(_is_one_wording(one, other) for other in others)
    one, other = _plain(name, one), _plain(name, others)
    if not one or not other:
        return False
    if name == "birth":
        shared = min(len(one), len(other))
        return one[:shared] == other[:shared]
    return one == other


def _differs(name: str, particulars: Particulars, told: Told) -> bool:
    has_both = bool(getattr(particulars, name)) and bool(getattr(told, name))
    return has_both and not _agrees(name, particulars, told)


def _is_one_wording(one: str, other: str) -> bool:
    """Whether all words of the shorter are words of the longer."""
    words, its = set(split_words(fold(one))), set(split_words(fold(other)))
    return bool(words) and bool(its) and (words <= its or its <= words)


def _plain(name: str, words: str) -> str:
    if name == "birth":
        return words
    if name == "phone":
        return _DIGITS.sub("", words)[-_PHONE_END:]
    return "".join(sign for sign in fold(words) if sign.isalnum())


def _is_born_apart(one: str, other: str) -> bool:
    """Whether years of birth lie further apart than a source errs."""
    return bool(one) and bool(other) and abs(int(one[_YEAR]) - int(other[_YEAR])) > 1


_AGREES = {
    "birth": reason("the birth agrees, as far as both say it"),
    "rank": reason("the rank agrees"),
    "unit": reason("the unit agrees"),
    "badge": reason("the badge agrees"),
    "helmet": reason("the helmet's number agrees"),
    "plate": reason("the number plate agrees"),
    "phone": reason("the telephone agrees"),
}
_DIFFERS = {
    "birth": reason("the birth differs"),
    "rank": reason("the rank differs, which promotions may explain"),
    "unit": reason("the unit differs, which transfers may explain"),
    "badge": reason("the badge differs, which a new one may explain"),
    "helmet": reason("the helmet's number differs: helmets are handed on"),
    "plate": reason("the number plate differs"),
    "phone": reason("the telephone differs"),
}
