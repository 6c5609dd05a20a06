"""Papers become records about an incident, a unit or another record's words, which must be in the book.

Parsing asks the book, a slice of rows at a time, for what the papers are about: a paper about nothing that is
here is refused with its remedy, and so is a code that its vocabulary does not have. A vocabulary that the
codebook does not have yet refuses nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from crimebook.exchange.papers.consents import parse_consents
from crimebook.exchange.papers.deaths import parse_deaths
from crimebook.exchange.papers.departures import parse_departures
from crimebook.exchange.papers.deployments import DeploymentRow, parse_deployments
from crimebook.exchange.papers.descriptions import parse_descriptions
from crimebook.exchange.papers.detentions import DetentionRow, parse_detentions
from crimebook.exchange.papers.evaluations import EvaluationRow, parse_evaluations
from crimebook.exchange.papers.headcounts import parse_headcounts
from crimebook.exchange.papers.identifications import parse_identifications
from crimebook.exchange.papers.orders import parse_orders
from crimebook.exchange.papers.paper import Paper
from crimebook.exchange.papers.retractions import parse_retractions
from crimebook.exchange.papers.translations import parse_translations
from crimebook.exchange.tables import Parsed, Refusal, Row, Table
from crimebook.places.timereadings import TimeReading
from crimebook.stores.register import papers as stored
from crimebook.stores.register.paper_records import Fact, NewFinding, NewPaper, PaperKind
from crimebook.stores.register.records import Staged
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.errors import Fault
from crimebook.terms.ids import ExternalId
from crimebook.terms.instants import format_instant
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import reason
from crimebook.terms.windows import TimeBasis, WindowKind
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.media import places_of, windows_of

P = TypeVar("P", bound=Paper)

PAPER_PARSERS: Mapping[PaperKind, Callable[[Table, ImportContext], Parsed[Any]]] = {
    PaperKind.DETENTIONS: lambda rows, book: parse_detentions(rows, today=book.today, bounds=book.bounds),
    PaperKind.EVALUATIONS: lambda rows, book: parse_evaluations(rows, today=book.today),
    PaperKind.DEATHS: lambda rows, book: parse_deaths(rows, today=book.today),
    PaperKind.ORDERS: lambda rows, book: parse_orders(rows, today=book.today),
    PaperKind.DESCRIPTIONS: lambda rows, _: parse_descriptions(rows),
    PaperKind.IDENTIFICATIONS: lambda rows, book: parse_identifications(rows, today=book.today),
    PaperKind.TRANSLATIONS: lambda rows, _: parse_translations(rows),
    PaperKind.RETRACTIONS: lambda rows, book: parse_retractions(rows, today=book.today),
    PaperKind.CONSENTS: lambda rows, book: parse_consents(rows, today=book.today),
    PaperKind.HEADCOUNTS: lambda rows, book: parse_headcounts(rows, today=book.today),
    PaperKind.DEPARTURES: lambda rows, book: parse_departures(rows, today=book.today),
    PaperKind.DEPLOYMENTS: lambda rows, book: parse_deployments(rows, today=book.today, bounds=book.bounds),
}
PLACED = frozenset({PaperKind.DETENTIONS, PaperKind.DEPLOYMENTS})
"""Papers that have windows."""

VOCABULARIES: Mapping[PaperKind, Mapping[str, str]] = {
    PaperKind.DETENTIONS: {
        "step": "detention_legs",
        "place_kind": "place_kinds",
        "conditions": "detention_conditions",
    },
    PaperKind.EVALUATIONS: {
        "qualification": "examiner_qualifications",
        "setting": "examination_settings",
        "consistency": "istanbul_consistency",
    },
    PaperKind.DEATHS: {"place_kind": "place_kinds"},
    PaperKind.ORDERS: {"kind": "order_kinds", "answer": "order_answers"},
    PaperKind.DESCRIPTIONS: {"feature": "description_features"},
    PaperKind.IDENTIFICATIONS: {"procedure": "identification_procedures"},
    PaperKind.TRANSLATIONS: {"method": "translation_methods"},
    PaperKind.RETRACTIONS: {"reason": "retraction_reasons"},
    PaperKind.CONSENTS: {
        "purpose": "consent_purposes",
        "answer": "consent_answers",
        "given_by": "consent_givers",
        "age_band": "age_bands",
    },
    PaperKind.DEPARTURES: {"kind": "departure_kinds"},
}
"""The vocabulary of each coded field. Those of findings stand apart: a finding has two codes."""

FINDING_VOCABULARIES = {"code": "medical_findings", "region": "body_regions"}
_NOT_STORED = frozenset(field.name for field in fields(Paper)) | {"findings", "spot", "towns"}
_STORED_ELSEWHERE: Mapping[PaperKind, frozenset[str]] = {
    # Where and when a leg or a deployment was stands in its windows.
    kind: frozenset({"time", "place_words"})
    for kind in PLACED
}


@dataclass(frozen=True, slots=True)
class Resolved(Generic[P]):
    """A paper with the ids of what it is about; None where it is about no such thing."""

    paper: P
    incident_id: int | None
    unit_id: int | None
    citation_id: int | None

    @property
    def row(self) -> Row:
        """The paper's row."""
        return self.paper.row

    @property
    def external_id(self) -> ExternalId:
        """The paper's own id."""
        return self.paper.external_id


def parse_paper(kind: PaperKind, content: Table, context: ImportContext) -> Parsed[Resolved[Any]]:
    """Return the papers of a table whose references and codes are known; the others are refused."""
    parsed = PAPER_PARSERS[kind](content, context)
    records, refusals = [], list(parsed.refusals)
    for resolved, missing in _resolve(parsed.records):
        refusal = missing or _unknown_code(kind, resolved.paper, context)
        if refusal is None:
            records.append(resolved)
        else:
            refusals.append(refusal)
    return Parsed(tuple(records), tuple(refusals))


def stage_paper(kind: PaperKind, resolved: Resolved[Any], context: ImportContext) -> Staged:
    """Return the record of a paper."""
    paper = resolved.paper
    return Staged(
        cite(paper.row, paper.external_id),
        NewPaper(
            kind=kind,
            external_id=paper.external_id,
            is_invented=paper.is_invented,
            facts=(*_about(kind, resolved), *_facts(kind, paper)),
            windows=_windows(paper, context) if kind in PLACED else (),
            findings=_findings(paper) if kind is PaperKind.EVALUATIONS else (),
        ),
    )


def _resolve(papers: tuple[P, ...]) -> Iterator[tuple[Resolved[P], Refusal | None]]:
    incidents = stored.find_incidents(paper.incident for paper in papers if paper.incident)
    units = stored.find_units(paper.unit for paper in papers if paper.unit)
    citations = stored.find_citations(paper.citation_of for paper in papers if paper.citation_of)
    for paper in papers:
        resolved = Resolved(
            paper,
            incidents.get(paper.incident) if paper.incident else None,
            units.get(paper.unit) if paper.unit else None,
            citations.get(paper.citation_of) if paper.citation_of else None,
        )
        yield resolved, _missing(resolved)


def _missing(resolved: Resolved[Any]) -> Refusal | None:
    paper = resolved.paper
    for field, asked, found, what, remedy in (
        ("incident", paper.incident, resolved.incident_id, "an incident", "import its list first"),
        ("unit", paper.unit, resolved.unit_id, "a unit", "import its list first, or say it in unit_words"),
        ("citation_of", paper.citation_of, resolved.citation_id, "a record", "import its list first"),
    ):
        if asked and found is None:
            fault = Fault(f"{what} of the book", f"none called {str(asked)[:80]}", remedy)
            return Refusal(paper.row.number, field, fault)
    return None


def _unknown_code(kind: PaperKind, paper: Paper, context: ImportContext) -> Refusal | None:
    for field, vocabulary, code in _codes(kind, paper):
        known = context.codebook.vocabularies.get(vocabulary)
        if code and known is not None and known.find_term(code) is None:
            fault = Fault(f"a code of {vocabulary}", repr(code[:40]), "see the codebook")
            return Refusal(paper.row.number, field, fault)
    return None


def _codes(kind: PaperKind, paper: Paper) -> Iterator[tuple[str, str, str]]:
    """Yield (field, vocabulary, code) of every code of a paper."""
    for field, vocabulary in VOCABULARIES.get(kind, {}).items():
        value = getattr(paper, field)
        yield from ((field, vocabulary, code) for code in ((value,) if isinstance(value, str) else value))
    if isinstance(paper, EvaluationRow):
        for finding in paper.findings:
            for part, vocabulary in FINDING_VOCABULARIES.items():
                yield "findings", vocabulary, getattr(finding, part)


def _about(kind: PaperKind, resolved: Resolved[Any]) -> Iterator[tuple[str, Fact]]:
    match kind:
        case PaperKind.DEPLOYMENTS:
            yield "unit_id", resolved.unit_id
            yield "derived_from_id", resolved.incident_id
        case PaperKind.HEADCOUNTS | PaperKind.DEPARTURES:
            yield "unit_id", resolved.unit_id
        case PaperKind.TRANSLATIONS:
            yield "original_id", resolved.citation_id
        case PaperKind.RETRACTIONS:
            yield "retracted_id", resolved.citation_id
        case PaperKind.CONSENTS:
            yield "citation_id", resolved.citation_id
        case _:
            yield "incident_id", resolved.incident_id


def _facts(kind: PaperKind, paper: Paper) -> Iterator[tuple[str, Fact]]:
    """Yield the columns that a paper's own fields give; their names are the same."""
    without = _NOT_STORED | _STORED_ELSEWHERE.get(kind, frozenset())
    for field in fields(paper):
        if field.name not in without:
            yield field.name, _fact(getattr(paper, field.name))


def _fact(value: Any) -> Fact:
    match value:
        case FourPoint():
            return value.format()
        case None | str() | bool() | int() | tuple():
            return value
        case _:
            return format_instant(value)


def _windows(paper: DetentionRow | DeploymentRow, context: ImportContext) -> tuple[WindowRecord, ...]:
    """Return the windows of a leg or a deployment; none where neither a place nor a time is told."""
    places = places_of(paper.spot, paper.towns, paper.place_words, context)
    is_timed = any(paper.time.points)
    if not places and not is_timed:
        return ()
    why = reason("the time is given in bounds") if is_timed else reason("the source gives no time")
    basis = TimeBasis.STATED if is_timed else TimeBasis.UNKNOWN
    time = TimeReading(paper.time.in_zone(context.zone), WindowKind.LASTING, basis, (why,), None)
    return windows_of(places, time, context, towns=paper.towns)


def _findings(paper: EvaluationRow) -> tuple[NewFinding, ...]:
    return tuple(NewFinding(each.code, each.region, each.words) for each in paper.findings)
