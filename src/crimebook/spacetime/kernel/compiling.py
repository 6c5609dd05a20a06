"""Compiled functions: numba's decorator with our settings, and types that mypy can follow.

A compiled function is kept in numba's cache on the disk, so that only the first run after an installation
compiles. It runs without Python's lock: threads of ours share the work (`sharing`), not numba's own, whose
plain threading layer ends the process when two callers come at once.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., Any])

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Keys = NDArray[np.uint64]


def compiled(function: Function) -> Function:
    """Return the function compiled at its first call, once for every set of argument types."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """Return a small function that its compiled callers take in."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function))
