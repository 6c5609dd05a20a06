"""Tables of distinct names and words, as arrays: what `batches` looks up."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from crimebook.identity.names import comparing
from crimebook.identity.names.distance import LEAST
from crimebook.identity.names.distances import Stems
from crimebook.identity.names.given import known_groups
from crimebook.identity.names.keys import NameKey
from crimebook.identity.names.roles import FULL_NAME, NameReading, Sex, read_roles, sex_of
from crimebook.identity.names.signs import SOUNDS
from crimebook.identity.names.words import Kind, NameWord

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Bools = NDArray[np.bool_]

_T = TypeVar("_T")

MOST_WORDS: Final = 4
"""Names of more words are few: they are compared one by one."""

KNOWN_BY_SOUND: Final = -1.0
"""Stands where nothing but the sound tells what two words keep."""

_SEXES: Final = tuple(Sex)
_MAN, _WOMAN, _UNKNOWN = (_SEXES.index(each) for each in (Sex.MAN, Sex.WOMAN, Sex.UNKNOWN))
_SOUND_BITS: Final = {sound: 1 << at for at, sound in enumerate(f"{SOUNDS}äö")}
_OTHER_SOUND: Final = 1 << len(_SOUND_BITS)


def distinct(things: Sequence[_T]) -> tuple[list[_T], Places]:
    """Return the things without repetitions, and for each of all its place there. One object is one thing."""
    _, first, places = np.unique(
        np.fromiter(map(id, things), dtype=np.int64, count=len(things)),
        return_index=True,
        return_inverse=True,
    )
    return [things[at] for at in first.tolist()], places.astype(np.intp)


class KeyTable:
    """Distinct names: their words by number, the roles of these, and what they tell together."""

    def __init__(self, keys: Sequence[NameKey]) -> None:
        self.counts = np.array([len(key.words) for key in keys], dtype=np.intp)
        self.is_plain = (self.counts > 0) & (self.counts <= MOST_WORDS)
        plain = np.flatnonzero(self.is_plain)
        told, places = distinct(list(chain.from_iterable(keys[at].words for at in plain.tolist())))
        numbers: dict[NameWord, int] = {}
        number_of = np.array([numbers.setdefault(word, len(numbers)) for word in told], dtype=np.intp)
        filled = np.zeros((len(keys), MOST_WORDS), dtype=np.bool_)
        filled[plain] = np.arange(MOST_WORDS) < self.counts[plain, None]
        self.words = np.zeros((len(keys), MOST_WORDS), dtype=np.intp)
        self.words[filled] = number_of[places]
        readings = _Readings(list(numbers), self.words, filled)
        self.roles, self.sexes, self.tells_father = readings.roles, readings.sexes, readings.tells_father
        self._place(numbers, filled)
        for at in np.flatnonzero(self.is_plain & ~readings.is_simple).tolist():
            self._read(at, read_roles(keys[at].words), numbers)
        self._tell(list(numbers))

    def _read(self, at: int, reading: NameReading, numbers: dict[NameWord, int]) -> None:
        count = len(reading.words)
        self.words[at, :count] = [numbers.setdefault(word, len(numbers)) for word in reading.words]
        self.roles[at, :count] = reading.roles
        self.sexes[at] = _SEXES.index(reading.sex)
        self.tells_father[at] = reading.tells_father

    def _place(self, numbers: dict[NameWord, int], filled: Bools) -> None:
        """Tell the initials of given names from those of patronymics, as `roles.read_roles` does."""
        kinds = np.array([int(word.kind) for word in numbers] or [0], dtype=np.intp)
        kinds_here = np.where(filled, kinds[self.words], -1)
        is_initial, is_given = kinds_here == Kind.INITIAL, kinds_here == Kind.GIVEN
        count, has_given = is_initial.sum(axis=1), is_given.any(axis=1)
        nth = is_initial.cumsum(axis=1)
        is_first, is_second = is_initial & (nth == 1), is_initial & (nth == 2)
        is_his = (count > 1) | ~has_given
        is_middle = has_given & (count == 1) & (filled.sum(axis=1) > 1 + count)
        is_other_given = (
            is_given & (is_given.cumsum(axis=1) == 2) & (kinds_here == Kind.SURNAME).any(axis=1)[:, None]
        )
        fathers = is_second | (is_first & is_middle[:, None]) | is_other_given
        words = list(numbers)
        for place, is_here in ((Kind.GIVEN, is_first & is_his[:, None]), (Kind.FATHER, fathers)):
            placed = np.arange(len(words))
            for number in np.unique(self.words[is_here]).tolist():
                placed[number] = numbers.setdefault(replace(words[number], stands_for=place), len(numbers))
            self.words[is_here] = placed[self.words[is_here]]

    def _tell(self, words: Sequence[NameWord]) -> None:
        self._stems = Stems([word.stem for word in words])
        texts: dict[str, int] = {}
        self._texts = np.array([texts.setdefault(word.text, len(texts)) for word in words], dtype=np.intp)
        self.kinds = np.array([word.kind for word in words], dtype=np.intp)
        self._places = np.array([0 if word.place is None else word.place for word in words], dtype=np.intp)
        self.is_shared = np.array([word.is_shared for word in words], dtype=np.bool_)
        self._starts = np.array([_bits(word.starts) for word in words], dtype=np.int64)
        self._all_starts = np.array([_bits(word.all_starts) for word in words], dtype=np.int64)
        signs = {_signature(word): word for word in words}
        numbers = {signature: number for number, signature in enumerate(signs)}
        self._signatures = np.array([numbers[_signature(word)] for word in words], dtype=np.intp)
        self._known = _known_table(list(signs.values()))

    def looked_up(self, one: Places, other: Places) -> Floats:
        """Return what pairs of words keep, where more than the sound tells it; else `KNOWN_BY_SOUND`."""
        kept = self._known[self._signatures[one], self._signatures[other]]
        is_initial = (self.kinds[one] == Kind.INITIAL) | (self.kinds[other] == Kind.INITIAL)
        elsewhere = (self._places[one] != self._places[other]) & (self._places[one] * self._places[other] > 0)
        is_same = (one == other) | (is_initial & ~elsewhere & (self._texts[one] == self._texts[other]))
        if is_initial.any():
            mine, its, is_else = one[is_initial], other[is_initial], elsewhere[is_initial]
            abroad = (self._all_starts[mine] & self._all_starts[its]) != 0
            near = (self._starts[mine] & self._starts[its]) != 0
            kept[is_initial] = np.select(
                [is_else, near, abroad],
                [comparing.OTHER_INITIAL, comparing.INITIAL, comparing.INITIAL_ABROAD],
                comparing.OTHER_INITIAL,
            )
        kept[is_same] = 1.0
        return kept

    def at_most(self, one: Places, other: Places) -> Floats:
        """Return what words keep at most by their sound."""
        return self._kept(one, other, self._stems.at_most(one, other))

    def kept_by_sound(self, one: Places, other: Places) -> Floats:
        """Return what words keep by their sound; each pair of distinct words is measured once."""
        count = len(self.kinds)
        pairs, back = np.unique(one * count + other, return_inverse=True)
        mine, its = pairs // count, pairs % count
        kept = self._kept(mine, its, self._stems.likenesses(mine, its))
        found: Floats = kept[back]
        return found

    def _kept(self, one: Places, other: Places, alike: Floats) -> Floats:
        kept = np.maximum(comparing.OTHER, (alike - LEAST) / (1 - LEAST))
        is_misspelt = (kept > comparing.ERROR) & self._are(Kind.GIVEN, Kind.SURNAME, one, other)
        kept = np.where(is_misspelt, kept + (1 - kept) * comparing.MISSPELT_GIVEN, kept)
        return np.where(self.may_skip(one, other) & (kept < comparing.SKIPPED), comparing.SKIPPED, kept)

    def may_skip(self, one: Places, other: Places) -> Bools:
        """Whether one of two words is a patronymic and the other a surname."""
        return self._are(Kind.FATHER, Kind.SURNAME, one, other)

    def _are(self, kind: Kind, its_kind: Kind, one: Places, other: Places) -> Bools:
        mine, its = self.kinds[one], self.kinds[other]
        found: Bools = ((mine == kind) & (its == its_kind)) | ((mine == its_kind) & (its == kind))
        return found


class _Readings:
    """What `roles.read_roles` says of names where each word is what it is by itself (``is_simple``)."""

    def __init__(self, words: Sequence[NameWord], places: Places, filled: Bools) -> None:
        kinds = np.array([int(word.kind) for word in words] or [0], dtype=np.intp)
        self.roles = np.where(filled, kinds[places], Kind.INITIAL)
        has_bent = np.array([bool(word.given.bent) for word in words] or [False], dtype=np.bool_)
        is_surname = filled & (self.roles == Kind.SURNAME)
        self.is_simple = is_surname.any(axis=1) & ~(filled & has_bent[places]).any(axis=1)
        is_father = filled & (self.roles == Kind.FATHER)
        first_names = (filled & ((self.roles == Kind.GIVEN) | (self.roles == Kind.INITIAL))).sum(axis=1)
        has_initial = (filled & (self.roles == Kind.INITIAL)).any(axis=1)
        self.tells_father = is_father.any(axis=1) | (has_initial & (first_names > 1))
        self.sexes = self._sexes(words, places, filled, is_father)

    @staticmethod
    def _sexes(words: Sequence[NameWord], places: Places, filled: Bools, is_father: Bools) -> Places:
        hers = np.array([word.is_hers for word in words] or [False], dtype=np.bool_)
        told = np.array([_SEXES.index(sex_of(word)) if word.given.full else -1 for word in words] or [-1])
        each = np.where(filled, told[places], -1)
        has = [(each == at).any(axis=1) for at in range(len(_SEXES))]
        by_given = np.select(
            [
                has[at] & ~np.any([has[to] for to in range(len(_SEXES)) if to != at], axis=0)
                for at in (_MAN, _WOMAN)
            ],
            [_MAN, _WOMAN],
            _UNKNOWN,
        )
        is_man = (filled.sum(axis=1) >= FULL_NAME) & is_father.any(axis=1)
        is_woman = (filled & hers[places]).any(axis=1)
        found: Places = np.select([is_woman, is_man], [_WOMAN, _MAN], by_given).astype(np.intp)
        return found


def _signature(word: NameWord) -> tuple[object, ...]:
    return word.given, word.fathers, word.is_hers, word.makers


def _known_table(words: Sequence[NameWord]) -> Floats:
    """Return what `comparing.compare_known` says of each two words, by products of tables of groups."""
    full, short = (_groups(word.given[at] for word in words) for at in (0, 1))
    bent, fathers = _groups(word.given.bent for word in words), _groups(word.fathers for word in words)
    is_given: Bools = (full + short).sum(axis=1) > 0
    is_father: Bools = fathers.sum(axis=1) > 0
    hers = np.array([word.is_hers for word in words], dtype=np.bool_)
    same_given = np.select(
        [_meet(full), _meet(np.maximum(full, short)), _meet(np.maximum(full, bent))],
        [comparing.GIVEN, comparing.SHORT, comparing.BENT],
        default=comparing.OTHER,
    )
    same_father = np.where(hers[:, None] == hers[None, :], comparing.FATHER, comparing.OTHER_SEX)
    return np.select(
        [
            is_given[:, None] & is_given[None, :],
            is_father[:, None] & is_father[None, :],
            _meet(_makers(words)),
            (is_given[:, None] & is_father[None, :]) | (is_father[:, None] & is_given[None, :]),
        ],
        [
            same_given,
            np.where(_meet(fathers), same_father, comparing.OTHER),
            np.array(comparing.MADE),
            np.array(comparing.OTHER),
        ],
        KNOWN_BY_SOUND,
    )


def _groups(sets: Iterable[frozenset[int]]) -> NDArray[np.float32]:
    told = list(sets)
    table = np.zeros((len(told), len(known_groups().starts)), dtype=np.float32)
    for at, groups in enumerate(told):
        table[at, list(groups)] = 1
    return table


def _makers(words: Sequence[NameWord]) -> NDArray[np.float32]:
    by_ov = _groups(frozenset(group for group, in_in in word.makers if not in_in) for word in words)
    by_in = _groups(frozenset(group for group, in_in in word.makers if in_in) for word in words)
    return np.hstack([by_ov, by_in])


def _meet(table: NDArray[np.float32]) -> Bools:
    found: Bools = (table @ table.T) > 0
    return found


def _bits(sounds: Iterable[str]) -> int:
    return sum({_SOUND_BITS.get(sound, _OTHER_SOUND) for sound in sounds})
