"""Two times of one instant: the one that a device's clock showed, and the one by GPS."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TwoTimes:
    """``shown`` is the device's own time, aware where an offset stands beside it, else local somewhere.

    ``gps_at`` is aware. With ``is_live`` it is of that very instant; without, it may be that of the last fix.
    """

    shown: datetime
    gps_at: datetime
    is_live: bool
