"""The kernel: exact candidate pairs, and the best recordings of each incident, by the million.

`Index.of` sorts recordings once; `Index.pairs` returns every pair of windows that the reference SQL
(`spacetime.pairs_sql`) returns; `Index.best` scores them as `spacetime.score` does and keeps the k best of
each incident without ever holding all pairs. Arrow tables in, Arrow tables out. Pure: no files but numba's
cache of compiled code, no clock, no randomness.
"""

from crimebook.spacetime.kernel.index import Index
from crimebook.spacetime.kernel.memory import memory_bytes
from crimebook.spacetime.kernel.scoring import Scoring

__all__ = ["Index", "Scoring", "memory_bytes"]
