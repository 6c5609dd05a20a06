"""Roles: what the words of one name are to each other, and whether it is a man's or a woman's.

A word alone may be a surname or a patronymic (Богданович), a woman's name or a man's in the genitive
(Александра); its neighbours say which.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from crimebook.identity.names.given import is_of_woman
from crimebook.identity.names.words import Kind, NameWord, as_of

FULL_NAME = 3
"""A patronymic among so many words is surely one, and no surname."""

_FIRST_NAMES = frozenset({Kind.GIVEN, Kind.INITIAL})


class Sex(StrEnum):
    """Whose name the words make, as far as they tell."""

    MAN = "man"
    WOMAN = "woman"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NameReading:
    """The words of a name with the role of each, and the sex that they tell."""

    words: tuple[NameWord, ...]
    roles: tuple[Kind, ...]
    sex: Sex

    @property
    def tells_father(self) -> bool:
        """Whether there is a patronymic, or an initial of one."""
        return Kind.FATHER in self.roles or (
            Kind.INITIAL in self.roles and sum(role in _FIRST_NAMES for role in self.roles) > 1
        )


def read_roles(words: tuple[NameWord, ...]) -> NameReading:
    """Return what the words of a name are to each other; order counts only where nothing else decides."""
    words = _placed(words)
    roles = _roles(words)
    sex = _sex(words, roles)
    if sex is not Sex.UNKNOWN:
        words = tuple(as_of(word, is_woman=sex is Sex.WOMAN) if word.given.bent else word for word in words)
    return NameReading(words, roles, sex)


def _placed(words: tuple[NameWord, ...]) -> tuple[NameWord, ...]:
    """Tell the initials of given names from those of patronymics, which stand behind them everywhere.

    An initial alone is the given name's, but beside a full one the patronymic's; with nothing but one given
    name («Тарас З.») it may be either. A second given name stands where others have a patronymic.
    """
    kinds = [word.kind for word in words]
    initials = [at for at, kind in enumerate(kinds) if kind is Kind.INITIAL]
    given = [at for at, kind in enumerate(kinds) if kind is Kind.GIVEN]
    placed = list(words)
    if len(given) > 1 and Kind.SURNAME in kinds:
        placed[given[1]] = replace(words[given[1]], stands_for=Kind.FATHER)
    if len(initials) > 1:
        placed[initials[1]] = replace(words[initials[1]], stands_for=Kind.FATHER)
    if initials and (len(initials) > 1 or not given):
        placed[initials[0]] = replace(words[initials[0]], stands_for=Kind.GIVEN)
    elif initials and len(words) - len(initials) > 1:
        placed[initials[0]] = replace(words[initials[0]], stands_for=Kind.FATHER)
    return tuple(placed)


def _roles(words: tuple[NameWord, ...]) -> tuple[Kind, ...]:
    """Find the surname where no word is one by itself: of two patronymics the one that stands outside."""
    roles = [word.kind for word in words]
    if Kind.SURNAME in roles:
        return tuple(roles)
    fathers = [at for at, role in enumerate(roles) if role is Kind.FATHER]
    given = [at for at, role in enumerate(roles) if role is Kind.GIVEN]
    if len(fathers) > 1:
        roles[0 if fathers[0] == 0 else fathers[-1]] = Kind.SURNAME
    elif len(fathers) == 1 and (fathers[0] == 0 or not given):
        roles[fathers[0]] = Kind.SURNAME
    elif len(given) > 1 and fathers:
        roles[given[0] if given[0] + 2 == fathers[0] else given[-1]] = Kind.SURNAME
    return tuple(roles)


def _sex(words: tuple[NameWord, ...], roles: tuple[Kind, ...]) -> Sex:
    if any(word.is_hers for word in words):
        return Sex.WOMAN
    if len(words) >= FULL_NAME and Kind.FATHER in roles:
        return Sex.MAN
    told = (word for word, role in zip(words, roles, strict=True) if role is Kind.GIVEN)
    sure = {sex_of(word) for word in told if word.given.full and not word.given.bent}
    return sure.pop() if len(sure) == 1 else Sex.UNKNOWN


def sex_of(word: NameWord) -> Sex:
    """Return whose name a given name is: a man's, a woman's, or the one or the other."""
    sexes = {Sex.WOMAN if is_of_woman(group) else Sex.MAN for group in word.given.full}
    return sexes.pop() if len(sexes) == 1 else Sex.UNKNOWN
