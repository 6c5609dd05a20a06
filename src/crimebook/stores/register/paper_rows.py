"""Papers as the register hands them out: frozen, whole, each with where it is said."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.rows import CitationRow
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.intervals import FourPoint


@dataclass(frozen=True, slots=True)
class LegRow:
    """One stay or transfer of a detention, in the order of the itinerary."""

    position: int
    step: str
    place_kind: str
    cell: str
    persons_in_cell: int | None
    counsel: str
    court: str
    conditions: tuple[str, ...]
    windows: tuple[WindowRecord, ...]
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of an evaluation."""

    code: str
    region: str
    words: str


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One medical evaluation with its findings."""

    qualification: str
    is_clinician: bool
    setting: str
    officers_present: str
    time: FourPoint
    physical: str
    psychological: str
    findings: tuple[FindingRow, ...]
    opinion: str
    consistency: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class DeathRow:
    """One death, beside what the state says of it."""

    time: FourPoint
    place_words: str
    place_kind: str
    cause: str
    official_version: str
    in_custody: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order and its answer."""

    giver: str
    recipient: str
    time: FourPoint
    kind: str
    words: str
    answer: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class DescriptionRow:
    """One feature of one person."""

    of_whom: str
    feature: str
    words: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class IdentificationRow:
    """One identification."""

    by_whom: str
    whom: str
    procedure: str
    time: FourPoint
    images_shown: str
    prior_exposure: str
    described_first: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class RetractionRow:
    """A statement taken back, with the reference of the record whose words it was."""

    of_ref: str
    time: FourPoint
    reason: str
    words: str
    coercion_suspected: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class TranslationRow:
    """A translation beside its original's own words: (field, words) pairs of the field, or of all."""

    of_ref: str
    field: str
    original: tuple[tuple[str, str], ...]
    from_language: str
    to_language: str
    text: str
    translator: str
    method: str
    checked_by: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One answer for one purpose; ``of_ref`` is empty where it was given for all that the source brought."""

    of_ref: str
    purpose: str
    answer: str
    given_by: str
    age_band: str
    understood: str
    limits_explained: str
    text_version: str
    words: str
    at: datetime | None
    expires_at: datetime | None
    source: str
    is_invented: bool


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """A unit at a place for a time."""

    callsigns: tuple[str, ...]
    windows: tuple[WindowRecord, ...]
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class HeadcountRow:
    """How many served; None is a bound that nobody gave."""

    time: FourPoint
    at_least: int | None
    at_most: int | None
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class DepartureRow:
    """Officers who left."""

    kind: str
    time: FourPoint
    persons: int
    reason: str
    verified_by: str
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class IncidentPapers:
    """Every paper about one incident."""

    legs: tuple[LegRow, ...] = ()
    evaluations: tuple[EvaluationRow, ...] = ()
    deaths: tuple[DeathRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    descriptions: tuple[DescriptionRow, ...] = ()
    identifications: tuple[IdentificationRow, ...] = ()
    retractions: tuple[RetractionRow, ...] = ()
    translations: tuple[TranslationRow, ...] = ()
    consents: tuple[ConsentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitPapers:
    """A unit's deployments, headcounts and departures, at most `MOST_ROWS` each, and how many there are."""

    deployments: tuple[DeploymentRow, ...] = ()
    headcounts: tuple[HeadcountRow, ...] = ()
    departures: tuple[DepartureRow, ...] = ()
    deployments_in_all: int = 0
    headcounts_in_all: int = 0
    departures_in_all: int = 0
