"""Medical evaluations: who examined, where, what was found, and what a clinician thinks of it.

Columns: ``id, incident, qualification, is_invented`` must be there; ``setting, officers_present, time,
physical, psychological, findings, opinion, consistency`` may be. A finding is ``code``, ``code/region`` or
``code/region/words``; findings are parted by ``|``.

Only a clinician sets how consistent the findings are with what was told (Istanbul Protocol, paragraph 187 of
the 2004 edition): of anybody else a consistency refuses the row. An empty consistency says that nobody has
set one; that no sign was found is no reason to call the findings "not consistent".
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.cases import split_list
from crimebook.exchange.papers.paper import (
    Paper,
    check_code,
    parse_papers,
    read_answer,
    read_code,
    read_id,
    read_invented,
    read_ref,
    read_time,
)
from crimebook.exchange.tables import FieldError, Parsed, Row, Table, read_field, read_optional
from crimebook.terms.errors import Fault
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "incident", "qualification", "is_invented")
CLINICIANS = frozenset(
    {
        "clinician",
        "physician",
        "forensic_physician",
        "psychiatrist",
        "psychologist",
        "dentist",
        "nurse",
        "feldsher",
    }
)
"""Qualifications whose holders may set a consistency: the codebook's clinicians."""

NOT_CONSISTENT = "not_consistent"
NONE_SEEN = frozenset({"physical.none_seen", "psychological.none_seen"})
"""Codes that say that no sign was found."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its code, the body region as a code, and the examiner's words; empty where not said."""

    code: str
    region: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRow(Paper):
    """What one examiner found, as the source tells it."""

    qualification: str
    is_clinician: bool
    setting: str
    officers_present: str
    time: FourPoint
    physical: str
    psychological: str
    findings: tuple[Finding, ...]
    opinion: str
    consistency: str


def parse_evaluations(content: Table, *, today: date) -> Parsed[EvaluationRow]:
    """Read a table of medical evaluations."""

    def parse_row(row: Row) -> EvaluationRow:
        evaluation = EvaluationRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            incident=read_ref(row, "incident"),
            qualification=read_field(row, "qualification", check_code),
            is_clinician=row["qualification"] in CLINICIANS,
            setting=read_code(row, "setting"),
            officers_present=read_answer(row, "officers_present"),
            time=read_time(row, today),
            physical=row["physical"],
            psychological=row["psychological"],
            findings=read_optional(row, "findings", _read_findings) or (),
            opinion=row["opinion"],
            consistency=read_code(row, "consistency"),
        )
        _check_consistency(evaluation)
        return evaluation

    return parse_papers(content, REQUIRED, parse_row)


def _check_consistency(evaluation: EvaluationRow) -> None:
    if evaluation.consistency and not evaluation.is_clinician:
        fault = Fault(
            "a consistency set by a clinician",
            f"the qualification {evaluation.qualification}",
            "leave it empty; what a layman saw belongs into physical and psychological",
        )
        raise FieldError("consistency", fault)
    seen = [finding for finding in evaluation.findings if finding.code not in NONE_SEEN]
    has_signs = seen or (not evaluation.findings and (evaluation.physical or evaluation.psychological))
    if evaluation.consistency == NOT_CONSISTENT and not has_signs:
        fault = Fault(
            "findings that speak against the account",
            "none",
            "absent signs are not inconsistency: leave it empty, or write what was found",
        )
        raise FieldError("consistency", fault)


def _read_findings(text: str) -> tuple[Finding, ...]:
    return tuple(_read_finding(part) for part in split_list(text))


def _read_finding(text: str) -> Finding:
    code, _, rest = text.partition("/")
    region, _, words = rest.partition("/")
    return Finding(
        check_code(code.strip()), check_code(region.strip()) if region.strip() else "", words.strip()
    )
