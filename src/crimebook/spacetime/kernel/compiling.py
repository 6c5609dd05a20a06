"""Compiled functions: numba's decorator with our settings, and types that mypy can follow.

A compiled function is kept in numba's cache on the disk, so that only the first run after an installation
compiles. It runs without Python's lock: threads of ours share the work (`sharing`), not numba's own, whose
plain threading layer ends the process when two callers come at once.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

_INNER: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}

Function = TypeVar("Function", bound=Callable[..., Any])

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Flags = NDArray[np.bool_]
Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Keys = NDArray[np.uint64]


def compiled(function: Function) -> Function:
    """Return the function compiled at its first call, once for every set of argument types."""
    try:
        made = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        # Where no folder can be written to, each process compiles for itself.
        return cast("Function", numba.njit(nogil=True, error_model="numpy")(function))
    # By itself numba asks of a function's own file alone whether what it kept is fresh, and would go on
    # calling what other files of ours said before they changed. It has no public way to be told more.
    made._cache._cache_file._source_stamp = _stamp()  # type: ignore[attr-defined]  # noqa: SLF001
    return cast("Function", made)


@functools.cache
def _stamp() -> tuple[tuple[str, int, int], ...]:
    """Return what changes with any file of the kernel."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files)


def inner(function: Function) -> Function:
    """Return a function that only compiled ones can call: it is kept with them, not by itself."""
    return cast("Function", numba.njit(**_INNER)(function))


def inlined(function: Function) -> Function:
    """Return a small function that its compiled callers take in."""
    return cast("Function", numba.njit(**_INNER, forceinline=True)(function))
