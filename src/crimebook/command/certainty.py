"""How certain it is that something held at an instant, as far as a four-point time tells.

Four outcomes: it held however the bounds fall (`CERTAIN`); it may have, within bounds that the source gives
(`POSSIBLE`); only that no bound is given on that side leaves it open (`UNCITED`); or it is excluded, which is
no outcome but None. An open side is kept apart because a chart that reads "cited until 1985, no end known" as
"to this day" names the dead as commanders.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import check_aware, format_instant
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason, reason


class Certainty(StrEnum):
    """How certain something is, the strongest first."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    UNCITED = "uncited"

    @property
    def rank(self) -> int:
        """Return 0 for the strongest."""
        return _RANKS[self]


_RANKS = {each: number for number, each in enumerate(Certainty)}


@dataclass(frozen=True, slots=True)
class Grade:
    """A certainty with its reasons."""

    certainty: Certainty
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Death:
    """A person died between two instants; both the same where the instant is known."""

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        if check_aware(self.earliest) > check_aware(self.latest):
            raise InvalidValueError(
                "an earliest death before the latest", f"{format_instant(self.earliest)} after it"
            )


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """Return the weakest of some certainties: no chain is stronger. Of none it is `CERTAIN`."""
    return max(certainties, key=lambda each: each.rank, default=Certainty.CERTAIN)


def grade_at(time: FourPoint, instant: datetime) -> Grade | None:
    """Return how certain it is that what lasted for ``time`` held at ``instant``; None where it is excluded.

    Both ends belong to the time.
    """
    if not time.may_contain(instant):
        return None
    # Nothing ends before it begins: a bound of the one end bounds the other where that has none.
    begun_by = time.latest_end if time.latest_start is None else time.latest_start
    lasts_to = time.earliest_start if time.earliest_end is None else time.earliest_end
    has_begun = begun_by is not None and begun_by <= instant
    still_lasts = lasts_to is not None and instant <= lasts_to
    if has_begun and still_lasts:
        return Grade(Certainty.CERTAIN, (reason("by its source it had begun, and had not ended"),))
    open_side = _open_side(time, instant)
    if open_side is not None:
        return Grade(Certainty.UNCITED, (open_side,))
    why = [] if has_begun else [reason("by its source it may have begun only later")]
    why += [] if still_lasts else [reason("by its source it may have ended before")]
    return Grade(Certainty.POSSIBLE, tuple(why))


def grade_alive(time: FourPoint, instant: datetime, death: Death | None) -> Grade | None:
    """Return how certain it is that somebody held for ``time`` what they held; None where not, or dead."""
    grade = grade_at(time, instant)
    if grade is None or death is None or instant < death.earliest:
        return grade
    if instant > death.latest:
        return None
    certainty = weakest((grade.certainty, Certainty.POSSIBLE))
    return Grade(certainty, (*grade.reasons, reason("the person may have died before")))


def grade_overlap(one: FourPoint, other: FourPoint) -> Grade | None:
    """Return how certain it is that two times share an instant; None where they cannot."""
    if not one.may_overlap(other):
        return None
    if one.must_overlap(other):
        return Grade(Certainty.CERTAIN, (reason("the times overlap however their bounds fall"),))
    spans = [bounds for each in (one, other) if (bounds := _known(each))]
    if len(spans) == 2 and max(min(span) for span in spans) <= min(max(span) for span in spans):
        return Grade(Certainty.POSSIBLE, (reason("the times may overlap, within the bounds that are given"),))
    return Grade(Certainty.UNCITED, (reason("no bound that a source gives keeps the times apart"),))


def _open_side(time: FourPoint, instant: datetime) -> Reason | None:
    """Return why no bound of the source reaches an instant that is not excluded; None where one does."""
    known = _known(time)
    if not known:
        return reason("the source gives no time")
    if instant < min(known):
        return reason("the source tells of a later time only, and of no beginning")
    if instant > max(known):
        return reason("the source tells of an earlier time only, and of no end")
    return None


def _known(time: FourPoint) -> list[datetime]:
    return [bound for bound in time.points if bound is not None]
