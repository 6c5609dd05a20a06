"""Comparison of two names: a score in [0, 1] and the reasons for it, in words.

The words of the two names are set side by side in the best order. Each pair of words keeps a part of the
score (`compare_words`), and the score is the product of what all pairs keep, so that one word that differs
weighs more than two that agree. What only one of the names has costs by what it is: a patronymic little, a
surname much. ``batches`` does the same for many pairs at a time; the numbers have their names
here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations
from typing import Final, NamedTuple

from crimebook.identity.names.distance import LEAST, likeness
from crimebook.identity.names.given import Given
from crimebook.identity.names.keys import NameKey, keys_of
from crimebook.identity.names.roles import NameReading, Sex, read_roles
from crimebook.identity.names.words import Kind, NameWord
from crimebook.terms.reasons import Reason, reason

THRESHOLD: Final = 0.8
"""From this score on two names are spellings of one, as far as names can tell; set once for all lists."""

LEAST_KEPT: Final = 0.1
"""Words that keep less than this together are two names: 0."""

GIVEN: Final = 0.99
SHORT: Final = 0.95
BENT: Final = 0.6
"""Валентина is a woman, or Валентин in the genitive."""

FATHER: Final = 0.99
MADE: Final = 0.95
"""Леонтьев and Лявонцьеў are made of one given name."""

OTHER_SEX: Final = 0.3
INITIAL: Final = 0.93
INITIAL_ABROAD: Final = 0.86
"""Н. may be Мікалай, as another language of the list would have it."""

OTHER_INITIAL: Final = 0.05
OTHER: Final = 0.02
"""Two known given names that are not one name are no spellings of each other."""

SKIPPED: Final = 0.3
SKIPPED_KEPT: Final = 0.85
"""A patronymic beside a surname: neither is in the other name. Any likeness above `SKIPPED` goes before."""

OTHER_FATHER: Final = 0.3
"""Both names have a patronymic, and yet it was set beside a surname: the two differ."""

EXTRA: Final = {Kind.FATHER: 0.97, Kind.INITIAL: 0.97, Kind.GIVEN: 0.93, Kind.SURNAME: 0.9}
"""What is kept when only one of the names has a word of this role."""

NO_SURNAME: Final = 0.4
"""One name has a surname and the other has none that is set beside it."""

ALONE: Final = 0.72
"""A surname alone beside a name of more words."""

SHARED: Final = 0.84
"""Only one of the names has a patronymic, and their surname is one of the most common sort."""

MISSPELT_GIVEN: Final = 0.5
"""Given names are few: a word that is none but sounds much like one is mostly one with an error."""

SURE: Final = 0.9
"""A pair of words that keeps this much vouches for a third that was spelled with an error."""

ERROR: Final = 0.3
ERROR_KEPT: Final = 0.3


class Likeness(StrEnum):
    """In what two words of names agree."""

    SAME = "same"
    GIVEN = "given"
    SHORT = "short"
    BENT = "bent"
    FATHER = "father"
    MADE = "made of one given name"
    INITIAL = "initial"
    OTHER_INITIAL = "other initial"
    SPELLED = "spelled"
    SKIPPED = "skipped"
    OTHER = "other"


class Pair(NamedTuple):
    """Two words set side by side by their places, what they keep of the score, and in what they agree."""

    one: int
    other: int
    kept: float
    agreement: Likeness
    is_initial: bool


@dataclass(frozen=True, slots=True)
class NameScore:
    """How alike two names are, 1 for one name, and why."""

    score: float
    reasons: tuple[Reason, ...]


def compare(one: str, other: str) -> NameScore:
    """Compare two names as written. It is symmetric, and a name compared with itself has 1."""
    return compare_keys(keys_of(one), keys_of(other))


def compare_keys(one: NameKey, other: NameKey) -> NameScore:
    """Compare two names taken apart."""
    if one == other and (one.words or one.callsigns):
        return NameScore(1.0, (reason("the names are written alike"),))
    if not one.words or not other.words:
        return _compare_callsigns(one, other)
    if _order(one) > _order(other):
        one, other = other, one
    mine, its = read_roles(one.words), read_roles(other.words)
    pairs = max(_alignments(mine.words, its.words), key=_kept)
    if _kept(pairs) < LEAST_KEPT:
        return NameScore(0.0, _say_all(mine, its, pairs))
    factors = _factors(mine, its, pairs)
    score = _kept(_forgive(pairs))
    for kept, _ in factors:
        score *= kept
    return NameScore(score, (*_say_all(mine, its, pairs), *(why for _, why in factors)))


@lru_cache(maxsize=262_144)
def compare_words(one: NameWord, other: NameWord) -> tuple[float, Likeness]:
    """Return what two words of names keep of the score, and in what they agree."""
    if Kind.INITIAL in {one.kind, other.kind}:
        return _compare_initials(one, other)
    if one == other:
        return 1.0, Likeness.SAME
    known = compare_known(one, other)
    if known:
        return known
    alike = likeness(one.stem, other.stem) if one.stem and other.stem else 0.0
    kept = max(OTHER, (alike - LEAST) / (1 - LEAST))
    kinds = {one.kind, other.kind}
    if kept < SKIPPED and kinds == {Kind.FATHER, Kind.SURNAME}:
        return SKIPPED, Likeness.SKIPPED
    if kept > ERROR and kinds == {Kind.GIVEN, Kind.SURNAME}:
        kept += (1 - kept) * MISSPELT_GIVEN
    return kept, Likeness.SPELLED if kept > ERROR else Likeness.OTHER


def compare_known(one: NameWord, other: NameWord) -> tuple[float, Likeness] | None:
    """Compare two words by the given names that they are known to be made of, if both are."""
    if one.is_given and other.is_given:
        return _compare_given(one.given, other.given)
    if one.fathers and other.fathers:
        if not one.fathers & other.fathers:
            return OTHER, Likeness.OTHER
        return (FATHER, Likeness.FATHER) if one.is_hers == other.is_hers else (OTHER_SEX, Likeness.OTHER)
    if one.makers & other.makers:
        return MADE, Likeness.MADE
    if (one.is_given and other.fathers) or (one.fathers and other.is_given):
        return OTHER, Likeness.OTHER
    return None


def _compare_given(mine: Given, its: Given) -> tuple[float, Likeness]:
    if mine.full & its.full:
        return GIVEN, Likeness.GIVEN
    if (mine.full | mine.short) & (its.full | its.short):
        return SHORT, Likeness.SHORT
    if (mine.full | mine.bent) & (its.full | its.bent):
        return BENT, Likeness.BENT
    return OTHER, Likeness.OTHER


def are_elsewhere(one: NameWord, other: NameWord) -> bool:
    """Whether one word is a given name, or the initial of one, and the other that of a patronymic."""
    return one.place is not None and other.place is not None and one.place is not other.place


def _compare_initials(one: NameWord, other: NameWord) -> tuple[float, Likeness]:
    if are_elsewhere(one, other):
        return OTHER_INITIAL, Likeness.OTHER_INITIAL
    if one.text == other.text:
        return 1.0, Likeness.SAME
    if one.starts & other.starts:
        return INITIAL, Likeness.INITIAL
    if one.all_starts & other.all_starts:
        return INITIAL_ABROAD, Likeness.INITIAL
    return OTHER_INITIAL, Likeness.OTHER_INITIAL


def _order(key: NameKey) -> tuple[int, tuple[str, ...]]:
    return len(key.words), tuple(word.text for word in key.words)


def _alignments(few: Sequence[NameWord], many: Sequence[NameWord]) -> Iterator[tuple[Pair, ...]]:
    """Yield each way to give every word of the shorter name one of the longer."""
    table = [
        [(*compare_words(mine, its), Kind.INITIAL in {mine.kind, its.kind}) for its in many] for mine in few
    ]
    for chosen in permutations(range(len(many)), len(few)):
        yield tuple(Pair(at, to, *table[at][to]) for at, to in enumerate(chosen))


def _kept(pairs: Sequence[Pair]) -> float:
    kept = 1.0
    for pair in pairs:
        kept *= pair.kept
    return kept


def _forgive(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Forgive half of a spelling error where two other full words agree, and most of what was skipped."""
    sure = [pair.kept >= SURE and not pair.is_initial for pair in pairs]
    forgiven = []
    for pair, is_sure in zip(pairs, sure, strict=True):
        kept = pair.kept
        if pair.agreement is Likeness.SKIPPED:
            kept = SKIPPED_KEPT
        elif sum(sure) - is_sure > 1 and pair.agreement is Likeness.SPELLED:
            kept += (1 - kept) * ERROR_KEPT
        forgiven.append(pair._replace(kept=kept))
    return tuple(forgiven)


def _factors(mine: NameReading, its: NameReading, pairs: Sequence[Pair]) -> list[tuple[float, Reason]]:
    """Return what the score keeps for all that is no pair of words, each with its reason."""
    taken = {pair.other for pair in pairs}
    left = [at for at in range(len(its.words)) if at not in taken]
    found = []
    if left:
        words = " ".join(its.words[at].text for at in left)
        found.append(
            (_extra([its.roles[at] for at in left]), reason("only one name has: {words}", words=words))
        )
    if _lacks_surname(mine, its, pairs, left):
        found.append((NO_SURNAME, reason("a surname is in one of the names only")))
    elif left and len(mine.words) == 1:
        found.append((ALONE, reason("a surname alone says little")))
    elif _is_shared(mine, its, pairs):
        found.append((SHARED, reason("the surname is a common one, and only one name has a patronymic")))
    if _have_other_fathers(mine, its, pairs):
        found.append((OTHER_FATHER, reason("the patronymics differ")))
    if {mine.sex, its.sex} == {Sex.MAN, Sex.WOMAN}:
        found.append((OTHER_SEX, reason("one is a man’s name, the other a woman’s")))
    return found


def _have_other_fathers(mine: NameReading, its: NameReading, pairs: Sequence[Pair]) -> bool:
    """Whether both names have a patronymic and the one of the shorter name stands beside something else."""
    return (
        Kind.FATHER in mine.roles
        and Kind.FATHER in its.roles
        and any(pair.agreement is Likeness.SKIPPED for pair in pairs)
    )


def _extra(roles: Sequence[Kind]) -> float:
    kept = 1.0
    for role in roles:
        kept *= EXTRA[role]
    return kept


def _lacks_surname(mine: NameReading, its: NameReading, pairs: Sequence[Pair], left: Sequence[int]) -> bool:
    """Whether no surname stands beside another, while one of the names has one."""
    if any(_is_anchor(mine.roles[pair.one], its.roles[pair.other], pair) for pair in pairs):
        return False
    return any(pair.agreement is Likeness.SKIPPED for pair in pairs) or any(
        its.roles[at] is Kind.SURNAME for at in left
    )


def _is_anchor(mine: Kind, its: Kind, pair: Pair) -> bool:
    is_full = Kind.INITIAL not in {mine, its} and pair.agreement is not Likeness.SKIPPED
    return is_full and Kind.SURNAME in {mine, its}


def _is_shared(mine: NameReading, its: NameReading, pairs: Sequence[Pair]) -> bool:
    if mine.tells_father == its.tells_father:
        return False
    return any(mine.words[pair.one].is_shared and its.words[pair.other].is_shared for pair in pairs)


CALLSIGN: Final = 0.6
"""Callsigns are given anew, and many men have one: alone they are no name."""


def _compare_callsigns(one: NameKey, other: NameKey) -> NameScore:
    best = max((compare_words(a, b)[0] for a in one.callsigns for b in other.callsigns), default=0.0)
    if best <= OTHER:
        return NameScore(0.0, (reason("one name has nothing to compare"),))
    return NameScore(best * CALLSIGN, (reason("compared by callsigns alone"),))


def _say_all(mine: NameReading, its: NameReading, pairs: Sequence[Pair]) -> tuple[Reason, ...]:
    return tuple(_say(mine.words[pair.one], its.words[pair.other], pair) for pair in pairs)


def _say(mine: NameWord, its: NameWord, pair: Pair) -> Reason:
    said = _SAID[pair.agreement]
    words = (("one", mine.text), ("other", its.text), ("percent", round(pair.kept * 100)))
    return Reason(said.message, tuple(value for value in words if f"{{{value[0]}}}" in said.message))


_SAID = {
    Likeness.SAME: reason("both have {one}"),
    Likeness.GIVEN: reason("{one} and {other} are one given name"),
    Likeness.SHORT: reason("{one} and {other} are forms of one given name, one of them short"),
    Likeness.BENT: reason("{one} and {other} may be one given name in two cases, or a man’s and a woman’s"),
    Likeness.FATHER: reason("{one} and {other} are one patronymic"),
    Likeness.MADE: reason("{one} and {other} are surnames made of one given name"),
    Likeness.INITIAL: reason("{one} and {other} have one initial"),
    Likeness.OTHER_INITIAL: reason("the initial of {one} and {other} differs"),
    Likeness.SPELLED: reason("{one} and {other} sound alike: {percent} %"),
    Likeness.SKIPPED: reason("{one} is in one name only, {other} in the other"),
    Likeness.OTHER: reason("{one} and {other} differ"),
}
