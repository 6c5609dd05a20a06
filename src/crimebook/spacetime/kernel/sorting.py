"""Sorting rows by 64-bit keys: a least-digit-first radix sort, its passes shared among threads."""

import numpy as np

from crimebook.spacetime.kernel.compiling import Ints, Keys, Longs, compiled
from crimebook.spacetime.kernel.sharing import chunks, share

_DIGIT_BITS = 11
_DIGITS = 1 << _DIGIT_BITS


def sort_rows(keys: Keys, threads: int) -> Ints:
    """Return the rows' numbers in the order of their keys, equal keys in their own order.

    ``keys`` is used as working space. Digits that all keys share are passed over.
    """
    count = len(keys)
    order, other_order = np.arange(count, dtype=np.int32), np.empty(count, np.int32)
    other_keys = np.empty_like(keys)
    differing = int(np.bitwise_or.reduce(keys) ^ np.bitwise_and.reduce(keys)) if count else 0
    for shift in range(0, 64, _DIGIT_BITS):
        if differing >> shift & (_DIGITS - 1):
            _pass((keys, order), (other_keys, other_order), shift, threads)
            keys, other_keys = other_keys, keys
            order, other_order = other_order, order
    return order


def places_of(order: Ints, threads: int) -> Ints:
    """Return the place of each row: what `sort_rows` gives, the other way round."""
    place = np.empty_like(order)
    share(lambda low, high: _invert(order, low, high, place), chunks(len(order), threads), threads)
    return place


@compiled
def _invert(order: Ints, low: int, high: int, place: Ints) -> None:
    for at in range(low, high):
        place[order[at]] = at


def _pass(source: tuple[Keys, Ints], target: tuple[Keys, Ints], shift: int, threads: int) -> None:
    """Move rows to where one digit of their keys wants them."""
    ranges = chunks(len(source[0]), threads)

    def count(low: int, high: int) -> Longs:
        return _count(source[0], low, high, shift)

    counts = np.stack(share(count, ranges, threads))
    # A digit's rows of the first chunk come before its rows of the second.
    ends = np.cumsum(counts.T).reshape(_DIGITS, -1).T
    starts = dict(zip((low for low, _ in ranges), np.ascontiguousarray(ends - counts), strict=True))

    def move(low: int, high: int) -> None:
        _move(*source, low, high, shift, (starts[low], *target))

    share(move, ranges, threads)


@compiled
def _count(keys: Keys, low: int, high: int, shift: int) -> Longs:
    counts = np.zeros(_DIGITS, np.int64)
    for i in range(low, high):
        counts[(keys[i] >> np.uint64(shift)) & np.uint64(_DIGITS - 1)] += 1
    return counts


@compiled
def _move(keys: Keys, order: Ints, low: int, high: int, shift: int, to: tuple[Longs, Keys, Ints]) -> None:
    next_place, sorted_keys, sorted_order = to
    for i in range(low, high):
        digit = (keys[i] >> np.uint64(shift)) & np.uint64(_DIGITS - 1)
        place = next_place[digit]
        next_place[digit] = place + 1
        sorted_keys[place] = keys[i]
        sorted_order[place] = order[i]
