"""What the pages show of command, as values: the chain above a unit at an instant, deployments beside cases.

Certainties are those of `crimebook.command`; a gap is a sentence of its own, and is never filled.
"""

from dataclasses import dataclass
from datetime import datetime

from crimebook.command.certainty import Certainty
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason
from crimebook.work.reading.page_parts import CitationView, Name, WindowView


@dataclass(frozen=True, slots=True)
class LinkView:
    """By what a unit stood under another one, as one source says."""

    child: Name
    child_ref: str
    kind: str
    """A code of ``unit_relations``."""
    time: FourPoint
    certainty: Certainty
    reasons: tuple[Reason, ...]
    citation: CitationView


@dataclass(frozen=True, slots=True)
class HolderView:
    """Who commanded a unit, as one source says, and how certain it is that they did so at the instant."""

    person_id: int
    name: str
    title: str
    rank: str
    time: FourPoint
    certainty: Certainty
    reasons: tuple[Reason, ...]
    citation: CitationView
    is_invented: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A unit of the chain: how it is reached, who commanded it, whom no source puts there then, the gaps."""

    name: Name
    unit_ref: str
    depth: int
    certainty: Certainty
    links: tuple[LinkView, ...]
    holders: tuple[HolderView, ...]
    uncited: tuple[HolderView, ...]
    gaps: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PresenceView:
    """A deployment of the unit beside a case. Where not ``counts``, it was taken from that very case."""

    incident_ref: str
    incident_title: str
    windows: tuple[WindowView, ...]
    """Those of the deployment."""
    certainty: Certainty
    is_placed: bool
    counts: bool
    reasons: tuple[Reason, ...]
    citation: CitationView


@dataclass(frozen=True, slots=True)
class StayView:
    """Where a unit was said to be while a person can have held a post in it: no stronger than both."""

    unit_words: str
    windows: tuple[WindowView, ...]
    certainty: Certainty
    reasons: tuple[Reason, ...]
    citation: CitationView


@dataclass(frozen=True, slots=True)
class WhereaboutsView:
    """What is told of where a person was: posts held at ``instant``, where those units were, and gaps."""

    instant: datetime
    holdings: tuple[HolderView, ...]
    stays: tuple[StayView, ...]
    gaps: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CommandOfUnit:
    """Who commanded a unit at ``instant``, with a few instants that can be asked next, and its presences."""

    unit_ref: str
    instant: datetime
    steps: tuple[StepView, ...]
    moments: tuple[datetime, ...]
    """When its deployments that are known began, in order."""
    presences: tuple[PresenceView, ...]
    presences_in_all: int
    """How many there are of which ``presences`` shows the strongest."""
    is_whole: bool
    """Whether all deployments were held against all cases of their time."""

    @property
    def counting(self) -> int:
        """How many of the presences that are shown count for their cases."""
        return sum(each.counts for each in self.presences)
