"""Arrow tables of parts as the kernel reads them: one array a column, no copy where none is needed.

What `spacetime.columns.parts_table` and its like return is enough to find pairs. To score them a table also
needs `RECORDING_COLUMNS` or `INCIDENT_COLUMNS`; what it lacks of these has the value given here, so that a
list of plain places and times can be scored as well.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from crimebook.spacetime.kernel.compiling import Floats, Longs


class Parts(NamedTuple):
    """The discs of windows: metres from the globe's centre, radii in metres, microseconds since 1970."""

    window: Longs
    x: Floats
    y: Floats
    z: Floats
    sin_half: Floats
    cos_half: Floats
    radius_m: Floats
    start_us: Longs
    end_us: Longs

    @classmethod
    def of(cls, table: pa.Table) -> "Parts":
        """Return the columns of a table of parts."""
        return cls(*(column(table, name) for name in cls._fields))

    def take(self, rows: Longs) -> "Parts":
        """Return some rows."""
        return Parts(*(_fixed(getattr(self, name)[rows]) for name in self._fields))


_DTYPES: Mapping[str, type] = MappingProxyType({"window": np.int64, "start_us": np.int64, "end_us": np.int64})


def column(table: pa.Table, name: str, dtype: type | None = None) -> Any:
    """Return a column, not to be written to; copied only from several chunks or another type."""
    wanted = dtype or _DTYPES.get(name, np.float64)
    found: Any = np.ascontiguousarray(table[name].combine_chunks().to_numpy(zero_copy_only=False), wanted)
    return _fixed(found)


def _fixed(found: Any) -> Any:
    """Return a view that may not be written to: what may be is another type, to be compiled for apart."""
    view = found.view()
    view.flags.writeable = False
    return view
