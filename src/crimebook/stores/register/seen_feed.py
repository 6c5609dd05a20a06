"""A feed of the windows of recordings and messages, for a copy that is kept beside the register.

Windows are made and superseded, never rewritten, and changes are numbered in the order of commits. So a copy
that followed up to a change is brought up to date by what was made and what was superseded after it. A copy
of another register, or of one that was put back to an earlier day, shows in its mark.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from crimebook.spacetime.seen_columns import Seen
from crimebook.stores.register.models import Citation, CustodyEvent, ErasedCitation, Window
from crimebook.stores.register.transactions import last_change
from crimebook.stores.register.window_rows import place_of
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import SubjectKind, TimeBasis, View, WindowKind
from crimebook.terms.windows import Window as SeenWindow

_LIVE = Q(superseded_at_change__isnull=True)
_SEEN = Q(recording__isnull=False) | Q(communication__isnull=False)
_COLUMNS = (
    "recording",
    "communication",
    *("lat", "lon", "radius_m", "precision", "lines", "half_width_m"),
    *("earliest_start", "latest_start", "earliest_end", "latest_end"),
    *("kind", "basis", "clock_sigma_s", "azimuth_deg", "opening_deg", "range_m"),
    *("change", "superseded_at_change"),
)


@dataclass(frozen=True, slots=True)
class FeedMark:
    """How far a register has been followed, and by what it is known again.

    ``register`` is the digest of its first citation; ``event`` and ``digest`` its last custody event;
    ``erased`` the last entry of what was taken out, the only way in which a window goes without a trace.
    """

    change: int = 0
    register: str = ""
    event: int = 0
    digest: str = ""
    erased: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the mark as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "FeedMark":
        """Return the mark of `to_json`."""
        return cls(**told)


def feed_mark() -> FeedMark:
    """Return how far the register has come."""
    change = last_change()
    event = CustodyEvent.objects.order_by("-pk").values_list("pk", "digest").first() or (0, "")
    return FeedMark(
        change=change,
        register=Citation.objects.order_by("pk").values_list("digest", flat=True).first() or "",
        event=event[0],
        digest=event[1],
        erased=ErasedCitation.objects.aggregate(last=Max("pk"))["last"] or 0,
    )


def follows(mark: FeedMark) -> bool:
    """Tell whether this register is the marked one, gone on from there."""
    now = feed_mark()
    if mark.change > now.change or mark.register not in {"", now.register}:
        return False
    return not mark.event or CustodyEvent.objects.filter(pk=mark.event, digest=mark.digest).exists()


def seen_after(change: int, *, after: int, count: int) -> tuple[Seen, ...]:
    """Return live windows that were made after ``change``: ``count`` of them from the id after ``after``."""
    rows = Window.objects.filter(_LIVE, _SEEN, pk__gt=after).order_by("pk")
    if change:
        rows = rows.filter(change__gt=change)
    return _seen(rows[:count])


@dataclass(frozen=True, slots=True)
class Moved:
    """Windows that were made after a change, and those that were live at it and are no longer."""

    made: tuple[Seen, ...] = ()
    ended: tuple[Seen, ...] = ()


def moved_after(change: int, *, most: int) -> Moved | None:
    """Return what came and went after ``change``, each in the order of ids; None for more than ``most``."""
    made, ended = _moved_after(change)
    if made[: most + 1].count() + ended[: most + 1].count() > most:
        return None
    return Moved(_seen(made.order_by("pk")), _seen(ended.order_by("pk")))


def moved_bounds_after(change: int) -> tuple[tuple[datetime | None, datetime | None], ...]:
    """Return earliest start and latest end of all that `moved_after` is about, in no order."""
    made, ended = _moved_after(change)
    return tuple(row for rows in (made, ended) for row in rows.values_list("earliest_start", "latest_end"))


def _moved_after(change: int) -> tuple[Any, Any]:
    made = Window.objects.filter(_LIVE, _SEEN, change__gt=change)
    return made, Window.objects.filter(_SEEN, superseded_at_change__gt=change, change__lte=change)


def ended_ids(change: int) -> tuple[int, ...]:
    """Return the ids of all windows that were superseded after ``change``."""
    rows = Window.objects.filter(_SEEN, superseded_at_change__gt=change)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


def count_seen(change: int = 0) -> int:
    """Return how many windows are live, of those that were made after ``change``."""
    rows = Window.objects.filter(_LIVE, _SEEN)
    return (rows.filter(change__gt=change) if change else rows).count()


def _seen(rows: Any) -> tuple[Seen, ...]:
    told = rows.select_related("recording").only(*_COLUMNS, "recording__kind")
    return tuple(_read(row) for row in told.iterator(2000))


def _read(row: Window) -> Seen:
    """Return a row's window without the sentences that say how it was read."""
    columns = {
        name: getattr(row, name) for name in ("lat", "lon", "radius_m", "precision", "lines", "half_width_m")
    }
    view = None
    if row.azimuth_deg is not None and row.opening_deg is not None and row.range_m is not None:
        view = View(row.azimuth_deg, row.opening_deg, row.range_m)
    window = SeenWindow(
        place=place_of(columns),
        time=FourPoint(row.earliest_start, row.latest_start, row.earliest_end, row.latest_end),
        kind=WindowKind(row.kind),
        basis=TimeBasis(row.basis),
        reasons=(),
        clock_sigma_s=row.clock_sigma_s,
        view=view,
    )
    if row.recording is not None:
        return Seen(row.pk, window, SubjectKind.RECORDING, row.recording.kind, row.change)
    return Seen(row.pk, window, SubjectKind.COMMUNICATION, "", row.change)
