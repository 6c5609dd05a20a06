"""Many pairs of names at a time: the scores of `comparing.compare_keys`, without the reasons.

Distinct names and words are read once into tables (`crimebook.identity.names.tables`). Pairs with the same
numbers of words go together: what their words keep is looked up, guessed from above where only the sound can
tell, and measured for those alone that may still reach anything.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, permutations, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from crimebook.identity.names import comparing
from crimebook.identity.names.keys import NameKey
from crimebook.identity.names.roles import Sex
from crimebook.identity.names.tables import KNOWN_BY_SOUND, MOST_WORDS, KeyTable, distinct
from crimebook.identity.names.words import Kind

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Bools = NDArray[np.bool_]

_AT_A_TIME: Final = 65_536
_TIE: Final = 1e-9
_EXTRA: Final = np.array([comparing.EXTRA[kind] for kind in Kind])
_UNKNOWN: Final = tuple(Sex).index(Sex.UNKNOWN)


def scores_of(pairs: Iterable[tuple[NameKey, NameKey]]) -> Floats:
    """Return the score of each pair of keys, in order."""
    told = list(pairs)
    keys, places = distinct(list(chain.from_iterable(told)))
    places = places.reshape(-1, 2)
    scores = np.zeros(len(told))
    table = KeyTable(keys)
    for few, many, chosen in _shapes(table, places):
        for start in range(0, len(chosen), _AT_A_TIME):
            part = chosen[start : start + _AT_A_TIME]
            scores[part] = _Batch(table, places[part], few, many).scores()
    for at in np.flatnonzero(np.isnan(scores) | ~table.is_plain[places].all(axis=1)):
        scores[at] = comparing.compare_keys(*told[at]).score
    return scores


def _shapes(table: KeyTable, places: Places) -> Iterator[tuple[int, int, Places]]:
    """Turn each pair so that the shorter name is first; yield places of pairs by their numbers of words."""
    counts = table.counts[places]
    turned = counts[:, 0] > counts[:, 1]
    places[turned] = places[turned, ::-1]
    counts[turned] = counts[turned, ::-1]
    is_plain = table.is_plain[places].all(axis=1)
    for few, many in product(range(1, MOST_WORDS + 1), repeat=2):
        chosen = np.flatnonzero(is_plain & (counts[:, 0] == few) & (counts[:, 1] == many))
        if len(chosen):
            yield few, many, chosen


@cache
def _ways(few: int, many: int) -> Places:
    """Return the ways to give each of ``few`` words one of ``many``, one a row."""
    return np.array(list(permutations(range(many), few)), dtype=np.intp)


class _Batch:
    """Pairs of names of ``few`` and of ``many`` words."""

    def __init__(self, table: KeyTable, places: Places, few: int, many: int) -> None:
        self.table = table
        self.few, self.many = few, many
        self.one, self.other = places[:, 0], places[:, 1]

    def scores(self) -> Floats:
        """Return the scores; NaN where two ways to set the words side by side are as good."""
        found = np.zeros(len(self.one))
        kept = self._looked_up()
        alive = _reaching(np.where(kept == KNOWN_BY_SOUND, 1.0, kept))
        self._leave(alive)
        kept = self._guessed(kept[alive])
        still = _reaching(np.abs(kept))
        self._leave(still)
        if len(still):
            found[alive[still]] = self._measured(kept[still])
        return found

    def _leave(self, alive: Places) -> None:
        self.one, self.other = self.one[alive], self.other[alive]

    def _words(self) -> tuple[Places, Places]:
        """Return the words of each pair of words, as (pairs, few, many)."""
        mine = self.table.words[self.one, : self.few, None]
        its = self.table.words[self.other, None, : self.many]
        shape = (len(self.one), self.few, self.many)
        return np.broadcast_to(mine, shape), np.broadcast_to(its, shape)

    def _looked_up(self) -> Floats:
        return self.table.looked_up(*self._words())

    def _guessed(self, kept: Floats) -> Floats:
        """Replace what is known by sound alone by minus the most that it may keep."""
        mine, its = self._words()
        sounds = kept == KNOWN_BY_SOUND
        kept[sounds] = -self.table.at_most(mine[sounds], its[sounds])
        return kept

    def _measured(self, kept: Floats) -> Floats:
        mine, its = self._words()
        sounds = kept < 0
        kept[sounds] = self.table.kept_by_sound(mine[sounds], its[sounds])
        ways = _ways(self.few, self.many)
        products = kept[:, 0, ways[:, 0]]
        for at in range(1, self.few):
            products = products * kept[:, at, ways[:, at]]
        way = products.argmax(axis=1)
        rows = np.arange(len(kept))
        best = products[rows, way].copy()
        products[rows, way] = -1.0
        is_tied = (products.max(axis=1) > best - _TIE) & (best >= comparing.LEAST_KEPT)
        forgiven, is_skipped = self._forgiven(kept, sounds, ways[way])
        scores = self._factors(ways[way], is_skipped) * forgiven
        return np.where(best < comparing.LEAST_KEPT, 0.0, np.where(is_tied, np.nan, scores))

    def _forgiven(self, kept: Floats, sounds: Bools, chosen: Places) -> tuple[Floats, Bools]:
        """Return what the chosen pairs of words keep together, and which of them were skipped."""
        rows = np.arange(len(kept))[:, None]
        places = np.arange(self.few)[None, :]
        each, by_sound = kept[rows, places, chosen], sounds[rows, places, chosen]
        roles = self._roles(chosen)
        sure = (each >= comparing.SURE) & (roles[0] != Kind.INITIAL) & (roles[1] != Kind.INITIAL)
        words = self._chosen_words(chosen)
        is_skipped = by_sound & (each == comparing.SKIPPED) & self.table.may_skip(*words)
        is_error = by_sound & ~is_skipped & (each > comparing.ERROR) & (sure.sum(axis=1)[:, None] - sure > 1)
        each = np.where(is_error, each + (1 - each) * comparing.ERROR_KEPT, each)
        each = np.where(is_skipped, comparing.SKIPPED_KEPT, each)
        found: Floats = each.prod(axis=1)
        return found, is_skipped

    def _chosen_words(self, chosen: Places) -> tuple[Places, Places]:
        rows = np.arange(len(chosen))[:, None]
        return self.table.words[self.one, : self.few], self.table.words[self.other][rows, chosen]

    def _roles(self, chosen: Places) -> tuple[Places, Places]:
        rows = np.arange(len(chosen))[:, None]
        return self.table.roles[self.one, : self.few], self.table.roles[self.other][rows, chosen]

    def _factors(self, chosen: Places, is_skipped: Bools) -> Floats:
        """Return what is kept for all that is no pair of words, as `comparing` says it."""
        mine, its = self._roles(chosen)
        left = np.ones((len(chosen), self.many), dtype=np.bool_)
        np.put_along_axis(left, chosen, values=False, axis=1)
        roles = self.table.roles[self.other, : self.many]
        kept: Floats = np.where(left, _EXTRA[roles], 1.0).prod(axis=1)
        is_full = (mine != Kind.INITIAL) & (its != Kind.INITIAL) & ~is_skipped
        is_anchored = (is_full & ((mine == Kind.SURNAME) | (its == Kind.SURNAME))).any(axis=1)
        is_lonely = is_skipped.any(axis=1) | (left & (roles == Kind.SURNAME)).any(axis=1)
        lacks_surname = ~is_anchored & is_lonely
        is_alone = np.full(len(chosen), self.few == 1 and self.many > 1)
        kept *= np.select(
            [lacks_surname, is_alone, self._is_shared(chosen)],
            [comparing.NO_SURNAME, comparing.ALONE, comparing.SHARED],
            1.0,
        )
        have_fathers = [
            (self.table.roles[names, :count] == Kind.FATHER).any(axis=1)
            for names, count in ((self.one, self.few), (self.other, self.many))
        ]
        kept[is_skipped.any(axis=1) & have_fathers[0] & have_fathers[1]] *= comparing.OTHER_FATHER
        sexes = self.table.sexes[self.one], self.table.sexes[self.other]
        is_other_sex = (sexes[0] != sexes[1]) & (sexes[0] != _UNKNOWN) & (sexes[1] != _UNKNOWN)
        kept[is_other_sex] *= comparing.OTHER_SEX
        return kept

    def _is_shared(self, chosen: Places) -> Bools:
        mine, its = (self.table.is_shared[words] for words in self._chosen_words(chosen))
        is_uneven = self.table.tells_father[self.one] != self.table.tells_father[self.other]
        found: Bools = is_uneven & (mine & its).any(axis=1)
        return found


def _reaching(hoped: Floats) -> Places:
    """Return the pairs in which each word of the shorter name may find one that leaves the score anything."""
    return np.flatnonzero(hoped.max(axis=2).prod(axis=1) >= comparing.LEAST_KEPT)
