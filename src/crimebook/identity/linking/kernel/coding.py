"""Records as numbers: equal values become equal codes, so that a pair is compared without its words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.kernel.lists import distinct_in_lists, put_lists, starts_of
from crimebook.identity.linking.kernel.tables import EMPTY, UNKNOWN, Bits, Codes, Floats, Ints, Rows
from crimebook.identity.linking.models import Model
from crimebook.terms.errors import InvalidValueError

Number = TypeVar("Number", bound=np.generic)

_MEASURED = frozenset({Kind.LIKE, Kind.EDITS, Kind.BEGINS, Kind.PART})
_COUNTED = frozenset({Kind.WITHIN, Kind.RISING})


@dataclass(frozen=True, slots=True)
class Coded:
    """Records as arrays, the numbers of their columns by name, and which record each row is."""

    rows: Rows
    columns: dict[str, int]
    order: Ints

    @property
    def longest(self) -> int:
        """Return how many signs the longest text has."""
        return int(np.diff(self.rows.begins).max(initial=0))


@dataclass(frozen=True, slots=True)
class _Column:
    """Codes of a column's values; of a list all of them one after another, and how many each row has."""

    codes: Codes
    lengths: Codes | None


def code_records(records: pa.Table, model: Model, pool: Executor) -> Coded:
    """Return the columns of ``records`` that the model compares, as numbers.

    Rows are put in the order of what most blocks ask for, so that who is compared stands near in memory.
    Raises `InvalidValueError` where texts and numbers are compared with each other.
    """
    tests = list(_atoms(model))
    measured = {test.column for test in tests if test.kind in _MEASURED}
    spaces = _spaces(model.columns, tests)
    spaces.sort(key=measured.isdisjoint)
    columns: dict[str, _Column] = {}
    begins, letters, base = [np.zeros(1, np.int64)], [np.zeros(0, np.int32)], 0
    for names, (dictionary, found) in zip(
        spaces, pool.map(lambda names: _encode([records[name] for name in names]), spaces), strict=True
    ):
        for name, column in zip(names, found, strict=True):
            column.codes[column.codes >= 0] += base
            columns[name] = column
        if not measured.isdisjoint(names):
            ends, signs = _letters_of(dictionary)
            begins.append(ends + sum(map(len, letters)))
            letters.append(signs)
        base += len(dictionary)
    order = _order(columns, model, records.num_rows)
    counted = sorted({name for test in tests if test.kind in _COUNTED for name in test.columns})
    numbers = [_numbers(records[name]) for name in counted]
    rarities = [rarity_of(columns[name].codes) for name in model.rarities]
    sides = records["side"].to_numpy() if "side" in records.column_names else np.arange(records.num_rows)
    starts, values, list_of, codes = _lay_out([columns[name] for name in model.columns], order)
    rows = Rows(
        codes,
        int(list_of.max(initial=-1)) + 1,
        list_of,
        starts,
        values,
        np.array([counted.index(name) if name in counted else -1 for name in model.columns], np.int32),
        _matrix(numbers, order, np.float64),
        np.concatenate(begins),
        np.concatenate(letters),
        _matrix(rarities, order, np.float32),
        sides.astype(np.int32)[order],
    )
    return Coded(rows, {name: number for number, name in enumerate(model.columns)}, order)


def rarity_of(codes: Codes) -> Bits:
    """Return by how many bits each value is rarer than values that agree by chance; NaN where unknown.

    That is log2(chance agreement / share of the value): 0 for what is as common as what pairs agree on.
    """
    known = codes[codes >= 0]
    counts = np.bincount(known).astype(np.float64) if len(known) else np.zeros(1)
    every, squares = float(len(known)), float((counts * counts).sum())
    rarity = np.full(len(codes), np.nan, np.float32)
    rarity[codes >= 0] = np.log2(squares / (every * counts[known])) if len(known) else 0.0
    return rarity


def _atoms(model: Model) -> Iterator[Condition]:
    """Yield the conditions of a model that have no parts."""
    waiting = [level.test for each in model.comparisons for level in each.levels if level.test is not None]
    while waiting:
        test = waiting.pop()
        waiting.extend(test.parts)
        if not test.parts:
            yield test


def _spaces(names: Iterable[str], tests: Iterable[Condition]) -> list[tuple[str, ...]]:
    """Return columns that are compared with each other, together."""
    space = {name: {name} for name in names}
    for test in tests:
        if test.other and test.kind is not Kind.RISING:
            joined = space[test.column] | space[test.other]
            for name in joined:
                space[name] = joined
    return sorted({tuple(sorted(each)) for each in space.values()})


def _encode(columns: list[pa.ChunkedArray]) -> tuple[pa.Array, list[_Column]]:
    """Return the distinct values of columns, and each column by their places among them."""
    flat = [_flat(_whole(column)) for column in columns]
    plain = [values for values, _ in flat]
    if len({values.type for values in plain}) > 1:
        raise InvalidValueError("columns of one kind, as they are compared", str([v.type for v in plain]))
    joined = plain[0] if len(plain) == 1 else pa.concat_arrays(plain)
    encoded = joined.dictionary_encode()
    codes = encoded.indices.fill_null(UNKNOWN).to_numpy().astype(np.int32)
    ends = np.cumsum([len(values) for values in plain])[:-1]
    found = [
        _Column(*((mine, None) if lengths is None else distinct_in_lists(mine, lengths)))
        for mine, (_, lengths) in zip(np.split(codes, ends), flat, strict=True)
    ]
    return encoded.dictionary, found


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _flat(values: pa.Array) -> tuple[pa.Array, Codes | None]:
    """Return plain values, and of lists how many each has (`UNKNOWN`: no list)."""
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        lengths = pc.list_value_length(values).fill_null(UNKNOWN).to_numpy().astype(np.int32)
        return _flat(values.flatten())[0], lengths
    if pa.types.is_null(values.type):
        return values.cast(pa.string()), None
    if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
        return values.cast(pa.float64()), None
    return values, None


def _numbers(column: pa.ChunkedArray) -> Floats:
    numbers: Floats = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)
    return numbers


def _letters_of(dictionary: pa.Array) -> tuple[Ints, Codes]:
    """Return where each text ends, and the signs of all texts one after another."""
    texts = dictionary.to_pylist()
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    return ends, np.frombuffer("".join(texts).encode("utf-32-le"), np.int32)


def _order(columns: Mapping[str, _Column], model: Model, rows: int) -> Ints:
    """Return the records by the two columns that most blocks ask for."""
    asked = Counter(name for block in model.blocks for name in (*block.columns, *block.lists))
    first = [_first_codes(columns[name]) for name, _ in asked.most_common(2)]
    return np.lexsort(first[::-1]) if first else np.arange(rows)


def _first_codes(column: _Column) -> Codes:
    """Return the code of each row, of a list that of its first value."""
    if column.lengths is None:
        return column.codes
    codes = np.where(column.lengths < 0, UNKNOWN, EMPTY).astype(np.int32)
    filled = column.lengths > 0
    ends = np.cumsum(column.lengths[filled])
    codes[filled] = column.codes[ends - column.lengths[filled]]
    return codes


def _lay_out(columns: list[_Column], order: Ints) -> tuple[Ints, Codes, Codes, Codes]:
    """Put all lists of a row side by side; return their starts and values, their places and the codes."""
    listed = [
        (place, each.codes, each.lengths) for place, each in enumerate(columns) if each.lengths is not None
    ]
    lengths = _matrix([np.maximum(each, 0) for _, _, each in listed], order, np.int32)
    starts = starts_of(lengths)
    values = np.empty(int(starts[-1]), np.int32)
    rows = np.empty_like(order)
    rows[order] = np.arange(len(order))
    list_of = np.full(len(columns), -1, np.int32)
    for slot, (place, codes, counts) in enumerate(listed):
        list_of[place] = slot
        put_lists(codes, counts, rows, starts, values, (slot, len(listed)))
    return starts, values, list_of, _matrix([_first_codes(each) for each in columns], order, np.int32)


def _matrix(columns: Sequence[NDArray[Number]], order: Ints, kind: type[Number]) -> NDArray[Number]:
    matrix: NDArray[Number] = np.empty((len(order), len(columns)), kind)
    for number, column in enumerate(columns):
        matrix[:, number] = column[order]
    return matrix
