"""Windows: the regions of space and time that matching joins."""

from dataclasses import dataclass
from enum import StrEnum

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import Place
from crimebook.terms.reasons import Reason


class WindowKind(StrEnum):
    """What the time of a window means for its subject."""

    INSTANT_INSIDE = "instant_inside"
    """It happened once, at some instant inside: "hit once, between 23:00 and 01:00"."""

    LASTING = "lasting"
    """It went on throughout: "held from the 10th to the 13th", "the camera ran from 22:40 to 22:55"."""


class TimeBasis(StrEnum):
    """How a time is known."""

    STATED = "stated"
    """In words by a source."""

    CLOCK = "clock"
    """By a clock with an error, such as a camera's."""

    POSTED = "posted"
    """Only by when it was published: it happened before that, mostly not long before."""

    UNKNOWN = "unknown"


class SubjectKind(StrEnum):
    """What a window is a window of."""

    INCIDENT = "incident"
    INJURY = "injury"
    LEG = "leg"
    """A stay or a transfer of a detention."""

    DEPLOYMENT = "deployment"
    RECORDING = "recording"
    COMMUNICATION = "communication"


@dataclass(frozen=True, slots=True)
class View:
    """Where a camera looks: azimuth in degrees clockwise from north, full opening angle, range in metres."""

    azimuth_deg: float
    opening_deg: float
    range_m: float

    def __post_init__(self) -> None:
        if not (0 <= self.azimuth_deg < 360 and 0 < self.opening_deg <= 360 and self.range_m > 0):
            raise InvalidValueError(
                "an azimuth of 0 to 360, an opening of more than 0 to 360 degrees and a range above 0 m",
                f"{self.azimuth_deg}, {self.opening_deg}, {self.range_m}",
            )


@dataclass(frozen=True, slots=True)
class Window:
    """Where and when a subject was, as far as one source tells.

    ``place`` is None where no place is known. ``clock_sigma_s`` is the standard deviation of the clock's
    error; the four points already hold the cut at which that error is truncated. ``reasons`` say how the
    window came from the source; ``wanting`` says what a person still has to solve, if anything.
    """

    place: Place | None
    time: FourPoint
    kind: WindowKind
    basis: TimeBasis
    reasons: tuple[Reason, ...]
    clock_sigma_s: float = 0.0
    view: View | None = None
    wanting: Reason | None = None

    @property
    def is_placed(self) -> bool:
        """Whether the place is good enough to match by."""
        return self.place is not None and self.place.precision.is_placed
