"""Comparison of two names: a score in [0, 1] and the reasons for it, in words.

The words of the two names are set side by side in the best order, each pair is compared, and the score is the
product of what the pairs keep, so that one word that differs weighs more than two that agree. A word that
only one name has costs little, unless a single word is all the other name says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations

from crimebook.identity.names.distance import likeness
from crimebook.identity.names.keys import NameKey, keys_of
from crimebook.identity.names.words import NameWord
from crimebook.terms.reasons import Reason, reason

OTHER_GIVEN = 0.5
"""Two known given names that are not one name are no spellings of each other."""

_INITIAL = 0.93
_SHORT = 0.97
_EXTRA = 0.97
_EXTRA_ALONE = 0.72
_EXTRA_ALONE_GIVEN = 0.4


class Likeness(StrEnum):
    """In what two words of names agree."""

    SAME = "same"
    GIVEN = "given"
    SHORT = "short"
    FATHER = "father"
    INITIAL = "initial"
    SPELLED = "spelled"
    OTHER = "other"


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
    if one == other:
        return NameScore(1.0 if one.words or one.callsigns else 0.0, (reason("the names are written alike"),))
    if not one.words or not other.words:
        return _compare_callsigns(one, other)
    if len(one.words) > len(other.words) or (
        len(one.words) == len(other.words) and _order(one) > _order(other)
    ):
        one, other = other, one
    pairs = max(_alignments(one.words, other.words), key=_kept)
    reasons = [_say(mine, its, *compare_words(mine, its)) for mine, its in pairs]
    score = _kept(pairs) * _missing(one.words, other.words, pairs)
    extra = [word.text for word in other.words if all(word is not its for _, its in pairs)]
    if extra:
        reasons.append(reason("only one name has: {words}", words=" ".join(extra)))
    return NameScore(score, tuple(reasons))


def compare_words(one: NameWord, other: NameWord) -> tuple[float, Likeness]:
    """Return how alike two words of names are, and in what they agree."""
    if one.text == other.text:
        return 1.0, Likeness.SAME
    if one.is_initial or other.is_initial:
        return _compare_initials(one, other)
    if one.groups & other.groups:
        return 1.0, Likeness.GIVEN
    if (one.groups | one.short_groups) & (other.groups | other.short_groups):
        return _SHORT, Likeness.SHORT
    if one.fathers & other.fathers:
        return 0.99, Likeness.FATHER
    alike = likeness(one.stem, other.stem)
    if one.groups and other.groups:
        alike = min(alike, OTHER_GIVEN)
    return alike, Likeness.SPELLED if alike > OTHER_GIVEN else Likeness.OTHER


def _compare_initials(one: NameWord, other: NameWord) -> tuple[float, Likeness]:
    alike = likeness(one.stem[:1], other.stem[:1])
    return (_INITIAL if alike > 0.8 else 0.3), Likeness.INITIAL


def _order(key: NameKey) -> tuple[str, ...]:
    return tuple(word.text for word in key.words)


def _alignments(
    few: Sequence[NameWord], many: Sequence[NameWord]
) -> Iterator[tuple[tuple[NameWord, NameWord], ...]]:
    """Yield each way to give every word of the shorter name one of the longer."""
    for chosen in permutations(many, len(few)):
        yield tuple(zip(few, chosen, strict=True))


def _kept(pairs: Sequence[tuple[NameWord, NameWord]]) -> float:
    kept = 1.0
    for mine, its in pairs:
        alike = compare_words(mine, its)[0]
        kept *= max(0.02, (alike - OTHER_GIVEN) / (1 - OTHER_GIVEN))
    return kept


def _missing(
    few: Sequence[NameWord], many: Sequence[NameWord], pairs: Sequence[tuple[NameWord, NameWord]]
) -> float:
    missing = len(many) - len(few)
    if not missing:
        return 1.0
    if len(few) == 1:
        return _EXTRA_ALONE_GIVEN if pairs[0][0].is_given else _EXTRA_ALONE
    return float(_EXTRA**missing)


def _compare_callsigns(one: NameKey, other: NameKey) -> NameScore:
    best = max((compare_words(a, b)[0] for a in one.callsigns for b in other.callsigns), default=0.0)
    if not best:
        return NameScore(0.0, (reason("one name has nothing to compare"),))
    return NameScore(best * 0.8, (reason("compared by callsigns alone"),))


def _say(mine: NameWord, its: NameWord, alike: float, agreement: Likeness) -> Reason:
    said = _SAID[agreement]
    if agreement is Likeness.INITIAL and alike < OTHER_GIVEN:
        said = reason("the initial of {one} and {other} differs")
    words = (("one", mine.text), ("other", its.text), ("percent", round(alike * 100)))
    return Reason(said.message, tuple(value for value in words if f"{{{value[0]}}}" in said.message))


_SAID = {
    Likeness.SAME: reason("both have {one}"),
    Likeness.GIVEN: reason("{one} and {other} are one given name"),
    Likeness.SHORT: reason("{one} and {other} are forms of one given name, one of them short"),
    Likeness.FATHER: reason("{one} and {other} are one patronymic"),
    Likeness.INITIAL: reason("{one} and {other} have one initial"),
    Likeness.SPELLED: reason("{one} and {other} sound alike: {percent} %"),
    Likeness.OTHER: reason("{one} and {other} differ"),
}
