"""Particulars of a person who is asked about, set beside what sources say of the persons they mention.

A name that sounds alike is never enough to say that two are one person: how firmly somebody fits is told in
four steps, and only what agrees beside the name lifts it above the lowest. What a source does not say
neither agrees nor differs. Fields are read and compared as `crimebook.identity.linking` compares mentions
with each other, with the same sentences: a number that is misread, or a promotion, is near and lifts nobody.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from typing import Final

from crimebook.identity.doubles import Term
from crimebook.identity.fields.mentions import MentionWords, row_of
from crimebook.identity.linking.conditions import Row
from crimebook.identity.linking.explaining import explain
from crimebook.identity.linking.models import Model
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
_SEVERAL = re.compile(r"[;\n\r\t|/&+]")
"""What stands between the names of a list. A comma does too, and also in one name: ``Prykladavets, Ihar``."""
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
    """What one source says of one person: its words, to be read by `crimebook.identity.fields`.

    ``rank_words`` and ``unit_names`` hold every wording: the source's, and that of the codebook or the unit.
    """

    words: MentionWords
    rank_words: tuple[str, ...] = ()
    unit_names: tuple[str, ...] = ()

    @property
    def mention_id(self) -> int:
        """Return the mention."""
        return self.words.id


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that both sides say: its field, both writings, and what the comparison says of them."""

    field: str
    asked: str
    told: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a mention's name is (0 to 1), in which fields it agrees and differs, and what was compared.

    A field that is near (a sign misread, a promotion) neither agrees nor differs.
    """

    mention_id: int
    name_score: float
    agrees: frozenset[str]
    differs: frozenset[str]
    is_full_date: bool
    """Whether a birth that agrees is known to the day on both sides."""
    is_born_apart: bool
    """Whether the years of birth lie further apart than a source errs."""
    compared: tuple[Compared, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return what the comparisons say, in order."""
        return tuple(each.reason for each in self.compared)


@dataclass(frozen=True, slots=True)
class Known:
    """What the book makes of the particulars' words: the code of a rank, the id of a unit, the day of asking.

    A rank is compared as one of that day: whoever was captain before may be major by then.
    """

    rank: str = ""
    unit: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Particulars taken apart, for many comparisons: a row of fields for each writing of the name."""

    particulars: Particulars
    keys: tuple[NameKey, ...]
    blocks: frozenset[str]
    rows: tuple[Row, ...]
    model: Model

    @classmethod
    def of(cls, particulars: Particulars, model: Model, known: Known | None = None) -> "Asked":
        """Take ``particulars`` apart, to be compared as ``model`` compares mentions."""
        keys = tuple(keys_of(name) for name in particulars.names)
        blocks = frozenset(block for key in keys for block in blocks_of(key))
        rows = tuple(row_of(_words(particulars, name, known or Known())) for name in particulars.names)
        return cls(particulars, keys, blocks, rows, model)


def _words(particulars: Particulars, name: str, known: Known) -> MentionWords:
    return MentionWords(
        id=0,
        name=name,
        rank=known.rank,
        unit_words=particulars.unit,
        unit=known.unit,
        badge=particulars.badge,
        helmet=particulars.helmet,
        plate=particulars.plate,
        phone=particulars.phone,
        birth=particulars.birth,
        told=known.day,
    )


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
    # Each with each: of a surname alone and two first names, each goes well with the surname.
    if any(compare_keys(one, other).score < NEAR for one, other in combinations(keys, 2)):
        raise InvalidValueError("writings of one name", "names that differ", "ask about one person at a time")
    if particulars.birth and not _is_birth(particulars.birth):
        raise InvalidValueError("a birth as YYYY, YYYY-MM or YYYY-MM-DD", "another writing")


def _is_birth(text: str) -> bool:
    if not _BIRTH.fullmatch(text):
        return False
    year, month, day = (int(part) for part in (text + "-01-01")[:_FULL_DATE].split("-"))
    # The year 0 and the 31st of February are on no calendar.
    return year > 0 and day <= monthrange(year, month)[1]


def may_fit(asked: Asked, told: Told) -> bool:
    """Whether a mention is worth comparing: a sound of the name, or a number, is shared."""
    if any(_is_one_number(name, getattr(asked.particulars, name), told) for name in NUMBERS):
        return True
    return not asked.blocks.isdisjoint(blocks_of(keys_of(told.words.name)))


def likeness(asked: Asked, told: Told) -> Likeness:
    """Set what one source says beside the particulars, field by field as the review of who is who does."""
    theirs = keys_of(told.words.name)
    scores = [compare_keys(key, theirs) for key in asked.keys] if told.words.name else []
    best = max(range(len(scores)), key=lambda at: scores[at].score, default=0)
    terms = explain(asked.rows[best], row_of(told.words), asked.model)[1:]
    levels = {term.name: term.level for term in terms if term.name in FIELDS}
    if not told.words.told and levels.get("rank") in _ORDERED:
        # Without a day nobody knows which of the two ranks came first.
        levels["rank"] = _UNDATED
    plain = {name: why for name in FIELDS if (why := _plainly(name, levels, asked.particulars, told))}
    agrees = frozenset(name for name in FIELDS if levels.get(name) in _AGREEING[name] or name in plain)
    differs = frozenset(name for name, level in levels.items() if level in _DIFFERING[name]) - agrees
    name = scores[best].reasons if scores else (reason("the source names nobody"),)
    return Likeness(
        told.mention_id,
        scores[best].score if scores else 0.0,
        agrees,
        differs,
        len(asked.particulars.birth) == len(told.words.birth) == _FULL_DATE,
        _is_born_apart(asked.particulars.birth, told.words.birth),
        tuple(_compared(asked.particulars.names[best], name, asked, told, terms, _said(levels, plain))),
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


def _compared(
    name: str,
    about_name: Iterable[Reason],
    asked: Asked,
    told: Told,
    terms: Iterable[Term],
    plain: Mapping[str, Reason],
) -> Iterator[Compared]:
    said = {term.name: term.reason for term in terms if term.name not in FIELDS}
    for each in said.values() if _NAMED & said.keys() else about_name:
        yield Compared("name", name, told.words.name, each)
    fields = {term.name: term.reason for term in terms if term.name in FIELDS} | dict(plain)
    for field in FIELDS:
        if field in fields:
            yield Compared(field, getattr(asked.particulars, field), _writing(field, told), fields[field])


def _said(levels: Mapping[str, str], plain: Mapping[str, Reason]) -> Mapping[str, Reason]:
    return {"rank": _NO_DAY, **plain} if levels.get("rank") == _UNDATED else plain


def _writing(field: str, told: Told) -> str:
    match field:
        case "rank":
            return next(iter(told.rank_words), "")
        case "unit":
            return told.words.unit_words
        case _:
            return str(getattr(told.words, field))


def _plainly(name: str, levels: Mapping[str, str], particulars: Particulars, told: Told) -> Reason | None:
    """Return that a field is written alike where the engine reads nothing in it, or reads it otherwise."""
    asked = getattr(particulars, name)
    match name:
        case "rank" | "unit":
            wordings = told.rank_words if name == "rank" else told.unit_names
            is_one = levels.get(name) not in _AGREEING[name] and any(
                _is_one_wording(asked, each) for each in wordings
            )
        case "birth":
            return None
        case _:
            is_one = name not in levels and _is_one_number(name, asked, told)
    return _ALIKE[name] if is_one else None


def _is_one_number(name: str, asked: str, told: Told) -> bool:
    one, other = (_plain(name, words) for words in (asked, getattr(told.words, name)))
    return bool(one) and one == other


def _is_one_wording(one: str, other: str) -> bool:
    """Whether all words of the shorter are words of the longer."""
    words, its = set(split_words(fold(one))), set(split_words(fold(other)))
    return bool(words) and bool(its) and (words <= its or its <= words)


def _plain(name: str, words: str) -> str:
    if name == "phone":
        return _DIGITS.sub("", words)[-_PHONE_END:]
    return "".join(sign for sign in fold(words) if sign.isalnum())


def _is_born_apart(one: str, other: str) -> bool:
    """Whether years of birth lie further apart than a source errs."""
    return bool(one) and bool(other) and abs(int(one[_YEAR]) - int(other[_YEAR])) > 1


_NAMED = frozenset({"surname", "callsign", "nickname"})
"""Comparisons without which the name as a whole was not read: what is said of it is said of its spelling."""

_ORDERED, _UNDATED = frozenset({"near", "other"}), "undated"
_NO_DAY = reason("the ranks are other ones; the source tells no day, and promotions may explain it")
"""Levels of a rank that speak of the order of time, and what is said where there is none."""

_AGREEING: Mapping[str, frozenset[str]] = {
    "birth": frozenset({"day", "month", "year"}),
    "rank": frozenset({"same"}),
    "unit": frozenset({"same", "kind_and_town"}),
    "badge": frozenset({"same"}),
    # Every unit has a helmet of each number: it is somebody's own in that unit alone.
    "helmet": frozenset({"same_unit"}),
    "plate": frozenset({"same"}),
    "phone": frozenset({"same"}),
}
"""Levels that agree, by field."""

_DIFFERING: Mapping[str, frozenset[str]] = {
    "birth": frozenset({"one_off", "same_year", "near", "other"}),
    "rank": frozenset({"other"}),
    "unit": frozenset({"other", "other_town"}),
    **{name: frozenset({"other"}) for name in NUMBERS},
}
"""Levels that differ, by field; what is in neither is near, and lifts nobody."""

_ALIKE = {
    "rank": reason("the rank is written in the same words"),
    "unit": reason("the unit is written in the same words"),
    "badge": reason("the badge is written alike"),
    "helmet": reason("the helmet's number is written alike"),
    "plate": reason("the number plate is written alike"),
    "phone": reason("the telephone is written alike"),
}
