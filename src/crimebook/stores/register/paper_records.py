"""Papers on their way into the register, as frozen values of plain parts.

``facts`` are (column, value) pairs of the paper's table; what it is about is resolved to ids already. Times
are in their text forms.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.ids import ExternalId


class PaperKind(StrEnum):
    """The kinds of papers, each with a table of its own; also the names of their imports."""

    DETENTIONS = "detentions"
    EVALUATIONS = "evaluations"
    DEATHS = "deaths"
    ORDERS = "orders"
    DESCRIPTIONS = "descriptions"
    IDENTIFICATIONS = "identifications"
    TRANSLATIONS = "translations"
    RETRACTIONS = "retractions"
    CONSENTS = "consents"
    HEADCOUNTS = "headcounts"
    DEPARTURES = "departures"
    DEPLOYMENTS = "deployments"


Fact: TypeAlias = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class NewFinding:
    """One finding of a medical evaluation: code, body region, the examiner's words."""

    code: str
    region: str
    words: str


@dataclass(frozen=True, slots=True)
class NewPaper:
    """One paper with what its citation says; windows only for legs and deployments."""

    kind: PaperKind
    external_id: ExternalId
    is_invented: bool
    facts: tuple[tuple[str, Fact], ...]
    windows: tuple[WindowRecord, ...] = ()
    findings: tuple[NewFinding, ...] = ()
