"""Rows that the register hands out: frozen, whole, without a way back to the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.windows import SubjectKind


@dataclass(frozen=True, slots=True)
class CitationRow:
    """Where something is said: the source, its own words, how to find them, and the two grades."""

    source: str
    ref: str
    words: tuple[tuple[str, str], ...]
    """The source's own fields and words, in its order: (field, words)."""
    url: str
    reliability: str
    credibility: int
    basis: str
    digest: str
    imported_at: datetime
    is_invented: bool


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A unit or a person as one source names them."""

    words: str
    role: str
    """``alleged_actor`` or ``victim``."""
    unit_ref: str = ""
    """The unit that a person has decided this mention means; empty while nobody has."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One kind of violation against one victim or group, as coded, beside the source's own label."""

    code: str
    source_label: str
    victim: str
    """The victims in the source's words: a group, never a private person's name."""


@dataclass(frozen=True, slots=True)
class InjuryRow:
    """One injury: body region and nature as codes; the acts it came from, if the source says."""

    region: str
    nature: str
    method: str
    source_label: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """An assertion with its citations: claims, not facts."""

    claim_id: int
    subject: str
    field: str
    value: str
    status: str
    citations: tuple[CitationRow, ...]


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident with what its latest citation says."""

    incident_id: int
    ref: str
    title: str
    evidence_kind: str
    is_invented: bool
    citations: tuple[CitationRow, ...]
    windows: tuple[WindowRecord, ...]
    acts: tuple[ActRow, ...]
    injuries: tuple[InjuryRow, ...]
    mentions: tuple[MentionRow, ...]


@dataclass(frozen=True, slots=True)
class MediumRow:
    """A recording or a communication."""

    medium_id: int
    subject: SubjectKind
    ref: str
    title: str
    kind: str
    is_invented: bool
    duration_s: float | None
    details: tuple[tuple[str, str], ...]
    text: str
    channel: str
    windows: tuple[WindowRecord, ...]
    citations: tuple[CitationRow, ...]


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A stored match seen from one side: the other side's record and window, and the terms as stored."""

    ref: str
    subject: SubjectKind
    title: str
    is_invented: bool
    duration_s: float | None
    score_bits: float
    is_placed: bool
    terms: tuple[dict[str, Any], ...]
    window_id: int
    other: WindowRecord


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its names by language, original scripts first."""

    unit_id: int
    ref: str
    names: tuple[tuple[str, str], ...]
    parent_id: int | None
    is_invented: bool
    citations: tuple[CitationRow, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows carry one value."""

    value: str
    count: int
