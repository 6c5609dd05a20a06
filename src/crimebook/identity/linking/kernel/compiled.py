"""How functions of this room are compiled: by numba, without the lock of the interpreter, kept on disk.

A function that takes tables of arrays pays for each of them at each call, in copies and in counted
references. So those that are asked of every pair are put into their caller, and what they call counts none.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Return the function as machine code, made at its first call."""
    return _compile(function)


def called(function: F) -> F:
    """Return a function that others of this room call: it makes no arrays."""
    return _compile(function, _nrt=False)


def put_in(function: F) -> F:
    """Return a function whose code is put where it is called: it makes no arrays."""
    return _compile(function, _nrt=False, forceinline=True)


def _compile(function: F, **options: bool) -> F:
    # Its stubs, where there are any, do not know all options.
    jit: Any = njit
    try:
        made = jit(function, nogil=True, cache=True, **options)
    except RuntimeError:
        # Where no folder can be written to, what is compiled is not kept, and is made anew in each process.
        return cast("F", jit(function, nogil=True, **options))
    # By itself numba asks of a function's own file alone whether what it kept is fresh, and would go on
    # calling what other files of ours said before they changed. It has no public way to be told more.
    made._cache._cache_file._source_stamp = _stamp()  # noqa: SLF001
    return cast("F", made)


@functools.cache
def _stamp() -> tuple[tuple[str, int, int], ...]:
    """Return what changes with any file of this room."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files)
