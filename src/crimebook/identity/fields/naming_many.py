"""Columns of many names at a time: what `naming.name_columns` says of each, by distinct word.

Which word of a name is what depends on the kind of name and on what each word is by itself. So names of one
shape are read alike: one of them is taken apart, and the columns of all are looked up by their words.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.identity.fields.naming import (
    NameColumns,
    WordColumns,
    name_columns,
    parts_of,
    surnames_of,
    words_of,
)
from crimebook.identity.names import NameKey, NameWord
from crimebook.identity.names.keys import MOST_WORDS
from crimebook.identity.names.words import Kind

Places = NDArray[np.int64]

TEXT, TEXTS = pa.string(), pa.list_(pa.string())
_LISTS: Final = ("surnames", "skeletons", "nears", "givens", "fathers", "initials", "alone")
TYPES: Final = {name: TEXTS if name.endswith(_LISTS) else TEXT for name in NameColumns._fields}
_NOBODY: Final = -1
_CLASSES: Final = 8
_PLACES: Final = 6
"""Two surnames, given name, patronymic, and the initials that stand for these two."""


def columns_of_names(keys: Sequence[NameKey], kinds: Sequence[str]) -> pa.Table:
    """Return the columns of names, in order; ``kinds`` are codes of ``alias_kinds``, empty: no name."""
    names = _Names(keys, kinds)
    places = names.places()
    table = pa.table({**_surname_columns(names.words, places), **_other_columns(names.words, places)})
    return _with_odd(table.select(list(TYPES)), names)


def _surname_columns(words: Sequence[NameWord], places: Places) -> dict[str, pa.Array]:
    """Return what surnames say: of one word, or of two together."""
    used, at = np.unique((places[:, 0] + 1) * (len(words) + 1) + places[:, 1] + 1, return_inverse=True)
    both = [divmod(pair, len(words) + 1) for pair in used.tolist()]
    read = [surnames_of([words[number - 1] for number in pair if number]) for pair in both]
    values: dict[str, Sequence[object]] = {
        "surname": [each.surnames[0] if each.surnames else None for each in read],
        "surnames": [each.surnames or None for each in read],
        "surname_skeleton": [each.skeletons[0] if each.skeletons else None for each in read],
        "surname_skeletons": [each.skeletons or None for each in read],
        "surname_nears": [each.nears or None for each in read],
    }
    return {name: pa.array(told, TYPES[name]).take(pa.array(at)) for name, told in values.items()}


def _other_columns(words: Sequence[NameWord], places: Places) -> dict[str, pa.Array]:
    """Return what given names, patronymics and initials say."""
    used, at = np.unique(places[:, 2:], return_inverse=True)
    read = [words_of(words[number]) if number >= 0 else WordColumns() for number in used.tolist()]
    given, father, alone, father_alone = at.reshape(-1, 4).T
    begun = np.where(places[:, 2] < 0, alone, given), np.where(places[:, 3] < 0, father_alone, father)
    plains = pa.array([each.plain for each in read], TEXT)
    givens = pa.array([each.givens for each in read], TEXTS)
    fathers = pa.array([each.fathers for each in read], TEXTS)
    initials = pa.array([each.initials for each in read], TEXTS)
    firsts = pa.array([each.givens[0] if each.givens else None for each in read], TEXT)
    return {
        "given": plains.take(pa.array(given)),
        "givens": givens.take(pa.array(given)),
        "given_name": firsts.take(pa.array(given)),
        "given_initials": initials.take(pa.array(begun[0])),
        "given_alone": initials.take(pa.array(alone)),
        "father": plains.take(pa.array(father)),
        "fathers": fathers.take(pa.array(father)),
        "father_initials": initials.take(pa.array(begun[1])),
        "father_alone": initials.take(pa.array(father_alone)),
    }


class _Names:
    """Names as numbers of their words, each word once."""

    def __init__(self, keys: Sequence[NameKey], kinds: Sequence[str]) -> None:
        self.keys, self.kinds = keys, kinds
        numbers: dict[NameWord, int] = {}
        known: dict[int, int] = {}
        told = list(chain.from_iterable([key.words for key in keys]))
        for word in told:
            if id(word) not in known:
                known[id(word)] = numbers.setdefault(word, len(numbers))
        self.words = list(numbers)
        counts = np.array([len(key.words) for key in keys], np.int64)
        self.numbers = np.full((len(keys), MOST_WORDS), _NOBODY, np.int64)
        self.numbers[np.arange(MOST_WORDS) < counts[:, None]] = [known[id(word)] for word in told]
        ordered = np.sort(self.numbers, axis=1)
        has_twice = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
        self.is_odd = has_twice

    def places(self) -> Places:
        """Return for each name the numbers of its words by their place; `_NOBODY` where it has none.

        Names that are none of the plain shapes are marked as odd, and have no places.
        """
        shapes, first, of_name = np.unique(self._shapes(), return_index=True, return_inverse=True)
        positions = np.full((len(shapes), _PLACES), MOST_WORDS, np.int64)
        is_odd = np.zeros(len(shapes), np.bool_)
        for shape, at in enumerate(first.tolist()):
            # A name with a word twice may be the first of its shape: it tells nothing of the others.
            alike = np.flatnonzero((of_name == shape) & ~self.is_odd) if self.is_odd[at] else [at]
            if len(alike):
                is_odd[shape] = not self._take_apart(int(alike[0]), positions[shape])
        self.is_odd |= is_odd[of_name]
        padded = np.column_stack((self.numbers, np.full(len(self.numbers), _NOBODY)))
        found: Places = np.take_along_axis(padded, positions[of_name], axis=1)
        found[self.is_odd] = _NOBODY
        return found

    def _shapes(self) -> Places:
        """Return one number for what decides which word is what."""
        classes = np.array([1 + _class_of(word) for word in self.words] + [0], np.int64)[self.numbers]
        kinds = {kind: number for number, kind in enumerate(dict.fromkeys(self.kinds))}
        shapes = np.array([kinds[kind] for kind in self.kinds], np.int64)
        for at in range(MOST_WORDS):
            shapes = shapes * (_CLASSES + 1) + classes[:, at]
        return shapes

    def _take_apart(self, at: int, positions: Places) -> bool:
        """Write where the words of a name stand that have a place; return False for an odd shape."""
        if not self.kinds[at]:
            return True
        words = self.keys[at].words
        parts = parts_of(self.keys[at], self.kinds[at])
        initials = list(parts.initials)
        alone = initials.pop(0) if parts.given is None and initials else None
        father_alone = initials.pop(0) if parts.father is None and initials else None
        surnames = (*parts.surnames, None, None)
        for place, word in enumerate((*surnames[:2], parts.given, parts.father, alone, father_alone)):
            if word is not None:
                positions[place] = next(number for number, each in enumerate(words) if each is word)
        return len(parts.surnames) <= 2


def _class_of(word: NameWord) -> int:
    return 4 * (word.kind is Kind.INITIAL) + 2 * (word.kind is Kind.FATHER) + word.is_given


def _with_odd(table: pa.Table, names: _Names) -> pa.Table:
    """Put in what the odd names say, each read by itself."""
    odd = np.flatnonzero(names.is_odd & np.array([bool(kind) for kind in names.kinds], np.bool_)).tolist()
    if not odd:
        return table
    read = [name_columns(names.keys[at], names.kinds[at]) for at in odd]
    places = np.arange(table.num_rows)
    places[odd] = table.num_rows + np.arange(len(odd))
    rows = {name: pa.array([each[k] for each in read], TYPES[name]) for k, name in enumerate(TYPES)}
    return pa.concat_tables([table, pa.table(rows)]).combine_chunks().take(pa.array(places))
