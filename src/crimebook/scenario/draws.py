"""Draws: randomness that is the same on every machine and under every release of NumPy.

Only the raw 64-bit words of Philox 4x64 (Salmon et al. 2011) are taken, whose stream NumPy promises to keep;
what turns them into numbers stands here. A stream is named, and streams of different names are independent.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = list[Sequence[str]]
"""Rows of a list, each a sequence of cells."""

T = TypeVar("T")

_PARTS = 12
"""How many uniform parts are summed for one normal draw: their variance is then one."""

_SINES = np.array([np.sin(np.pi * degree / 180).round(9) for degree in range(450)])


class Draws:
    """One stream, named by ``name``; every call goes on where the last one ended."""

    def __init__(self, *name: str | int) -> None:
        digest = sha256("/".join(str(part) for part in name).encode()).digest()
        self._bits = np.random.Philox(key=int.from_bytes(digest[:16], "big"))

    def uniforms(self, count: int) -> Floats:
        """Return numbers in [0, 1)."""
        return np.asarray((self._raw(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53)

    def between(self, count: int, low: ArrayLike, high: ArrayLike) -> Floats:
        """Return numbers from ``low`` to ``high``."""
        start, end = np.asarray(low, np.float64), np.asarray(high, np.float64)
        return start + (end - start) * self.uniforms(count)

    def normals(self, count: int) -> Floats:
        """Return numbers of mean 0 and standard deviation 1: the sum of twelve uniform parts (Irwin-Hall)."""
        parts = self._raw(count * _PARTS // 4).view(np.uint16).reshape(count, _PARTS)
        return np.asarray((parts.sum(axis=1, dtype=np.int64) - _PARTS * 65535 // 2) / 65536.0)

    def below(self, count: int, most: ArrayLike) -> Whole:
        """Return whole numbers from 0 to ``most`` - 1."""
        return np.asarray(np.floor(self.uniforms(count) * np.asarray(most)), np.int64)

    def flags(self, count: int, chance: ArrayLike) -> Flags:
        """Return truth values, each true with its ``chance``."""
        return np.asarray(self.uniforms(count) < np.asarray(chance))

    def picks(self, count: int, weights: ArrayLike) -> Whole:
        """Return positions in ``weights``, each as often as its weight says."""
        sums = np.cumsum(np.asarray(weights, np.float64))
        places = np.searchsorted(sums, self.uniforms(count) * sums[-1], side="right")
        return np.asarray(np.minimum(places, len(sums) - 1), np.int64)

    def quantiles(self, count: int, table: Sequence[float]) -> Floats:
        """Return draws of the law whose evenly spaced quantiles, first to last, are ``table``."""
        places = np.linspace(0.0, 1.0, len(table))
        return np.asarray(np.interp(self.uniforms(count), places, np.asarray(table)), np.float64)

    def directions(self, count: int) -> Floats:
        """Return unit vectors of whole degrees, shape (count, 2): east, north."""
        return unit_vectors(self.below(count, 360))

    def shuffled(self, count: int) -> Whole:
        """Return 0 to ``count`` - 1 in a random order."""
        return np.argsort(self.uniforms(count), kind="stable").astype(np.int64)

    def rolls(self, count: int, width: int) -> list["Rolls"]:
        """Return one `Rolls` of ``width`` numbers for each of ``count`` rows."""
        return [Rolls(row) for row in self.uniforms(count * width).reshape(count, width).tolist()]

    def _raw(self, count: int) -> Any:
        return self._bits.random_raw(count) if count else np.zeros(0, np.uint64)


class Rolls:
    """A few numbers in [0, 1) for one row, used up one after the other."""

    __slots__ = ("_left",)

    def __init__(self, numbers: list[float]) -> None:
        self._left = iter(numbers)

    def number(self) -> float:
        """Return the next number."""
        return next(self._left)

    def flag(self, chance: float) -> bool:
        """Return true with ``chance``."""
        return next(self._left) < chance

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``, each as likely."""
        return options[int(next(self._left) * len(options))]

    def weighed(self, options: Sequence[tuple[float, T]]) -> T:
        """Return one of (weight, option); the weights need not sum to one."""
        left = next(self._left) * sum(weight for weight, _ in options)
        for weight, option in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][1]


def unit_vectors(azimuths_deg: Whole) -> Floats:
    """Return the vectors (east, north) of whole degrees clockwise from north, from a table."""
    turned = azimuths_deg % 360
    return np.column_stack((_SINES[turned], _SINES[turned + 90]))
