"""What the pages of an incident and of a unit show beside the story: papers, and which consent stands.

Of several answers for one purpose the safer one stands: a refusal or a withdrawal yields only to a consent
that was provably given later. A consent that has run out is shown as run out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.paper_rows import ConsentRow, IncidentPapers, UnitPapers
from crimebook.stores.register.queries.papers import papers_of_incident
from crimebook.stores.register.window_rows import WindowRecord

PapersOfUnit = UnitPapers
NO_PAPERS_OF_UNIT = UnitPapers()
_REFUSALS = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """The answer that stands for one purpose of one record, and whether it has run out."""

    said: ConsentRow
    is_expired: bool

    @property
    def allows(self) -> bool:
        """Whether the record may be used for the purpose."""
        return self.said.answer == "granted" and not self.is_expired


@dataclass(frozen=True, slots=True)
class PapersOfIncident:
    """Every paper about an incident, as told, and the consents that stand."""

    told: IncidentPapers
    consents: tuple[StandingConsent, ...]

    @property
    def leg_windows(self) -> tuple[WindowRecord, ...]:
        """The windows of the legs, in the order of the itinerary."""
        return tuple(window for leg in self.told.legs for window in leg.windows)

    @property
    def is_coerced(self) -> bool:
        """Whether somebody suspects that a statement was taken back under pressure."""
        return any(each.coercion_suspected == "yes" for each in self.told.retractions)


NO_PAPERS = PapersOfIncident(IncidentPapers(), ())


def open_papers(incident_id: int, ref: str, *, at: datetime) -> PapersOfIncident:
    """Return the papers of an incident whose reading was recorded before."""
    told = papers_of_incident(incident_id)
    return PapersOfIncident(told, standing_consents(told.consents, ref, at))


def standing_consents(answers: Iterable[ConsentRow], ref: str, at: datetime) -> tuple[StandingConsent, ...]:
    """Return the answer that stands for each purpose of each record.

    What was answered for all that a source brought gives way to what was answered for the record ``ref``.
    """
    by_purpose: dict[tuple[str, str], list[ConsentRow]] = {}
    for each in answers:
        by_purpose.setdefault((each.of_ref, each.purpose), []).append(each)
    own = {purpose for of_ref, purpose in by_purpose if of_ref == ref}
    return tuple(
        StandingConsent(said, is_expired=said.expires_at is not None and said.expires_at <= at)
        for (of_ref, purpose), rows in sorted(by_purpose.items())
        if of_ref or purpose not in own
        for said in (_standing(rows),)
    )


def _standing(rows: list[ConsentRow]) -> ConsentRow:
    refusals = [row for row in rows if row.answer in _REFUSALS]
    grants = [row for row in rows if row.answer == "granted"]
    if not refusals:
        # A grant at a known time is better evidence than one without.
        return max(grants, key=_known_last) if grants else rows[-1]
    untimed = [row for row in refusals if row.at is None]
    refusal = untimed[-1] if untimed else max(refusals, key=_known_last)
    later = [grant for grant in grants if _is_later(grant, refusal)]
    return max(later, key=_known_last) if later else refusal


def _is_later(grant: ConsentRow, refusal: ConsentRow) -> bool:
    return grant.at is not None and refusal.at is not None and grant.at > refusal.at


def _known_last(row: ConsentRow) -> float:
    return row.at.timestamp() if row.at is not None else float("-inf")
