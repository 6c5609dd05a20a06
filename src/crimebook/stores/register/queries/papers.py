"""Papers: those of one incident, those of one unit. What is superseded is not told here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import F, Model, Prefetch, Q, QuerySet

from crimebook.stores.register.models import (
    Citation,
    Consent,
    Death,
    Departure,
    Deployment,
    Description,
    DetentionLeg,
    Headcount,
    Identification,
    Incident,
    MedicalEvaluation,
    MedicalFinding,
    Order,
    Retraction,
    Translation,
    Window,
)
from crimebook.stores.register.paper_rows import (
    ConsentRow,
    DeathRow,
    DepartureRow,
    DeploymentRow,
    DescriptionRow,
    EvaluationRow,
    FindingRow,
    HeadcountRow,
    IdentificationRow,
    IncidentPapers,
    LegRow,
    OrderRow,
    RetractionRow,
    TranslationRow,
    UnitPapers,
)
from crimebook.stores.register.queries.citations import WITH_SOURCE, citation_row
from crimebook.stores.register.rows import CitationRow
from crimebook.stores.register.window_rows import WindowRecord, window_record
from crimebook.terms.intervals import FourPoint

M = TypeVar("M", bound=Model)

MOST_ROWS = 50
"""Papers of one kind that a unit's page shows; how many there are is counted beside."""


@dataclass(frozen=True, slots=True)
class _Said:
    """The citations of an incident and its papers: those that stand ``now``, and all that ``ever`` stood."""

    source_id: int
    now: tuple[int, ...]
    ever: tuple[int, ...]

    @classmethod
    def of(cls, incident_id: int, of_papers: Sequence[int]) -> Self:
        incident = Incident.objects.only("source_id", "external_id", "citation_id").get(pk=incident_id)
        # What was taken back, translated or agreed to under an earlier wording is told of all wordings.
        own = Citation.objects.filter(source_id=incident.source_id, external_id=incident.external_id)
        ever = (*own.values_list("pk", flat=True), *of_papers)
        return cls(incident.source_id, (incident.citation_id, *of_papers), ever)


def papers_of_incident(incident_id: int) -> IncidentPapers:
    """Return every paper about one incident, its words, or the words of its papers."""
    mine = Q(incident_id=incident_id)
    legs = list(_cited(DetentionLeg.objects.filter(mine).prefetch_related(_live_windows())))
    evaluations = list(_cited(MedicalEvaluation.objects.filter(mine).prefetch_related(_current_findings())))
    deaths = list(_cited(Death.objects.filter(mine)))
    orders = list(_cited(Order.objects.filter(mine)))
    descriptions = list(_cited(Description.objects.filter(mine)))
    identifications = list(_cited(Identification.objects.filter(mine)))
    every: tuple[Any, ...] = (*legs, *evaluations, *deaths, *orders, *descriptions, *identifications)
    said = _Said.of(incident_id, [paper.citation_id for paper in every])
    return IncidentPapers(
        legs=tuple(_leg(row) for row in sorted(legs, key=lambda leg: leg.position)),
        evaluations=tuple(_evaluation(row) for row in evaluations),
        deaths=tuple(_death(row) for row in deaths),
        orders=tuple(_order(row) for row in orders),
        descriptions=tuple(_description(row) for row in descriptions),
        identifications=tuple(_identification(row) for row in identifications),
        retractions=tuple(_retraction(row) for row in _about(Retraction, "retracted", said.ever)),
        translations=tuple(_translation(row) for row in _about(Translation, "original", said.ever)),
        consents=_consents(said),
    )


def papers_of_unit(unit_id: int) -> UnitPapers:
    """Return a unit's papers, the latest told first."""
    mine = Q(unit_id=unit_id)
    deployments = _cited(Deployment.objects.filter(mine).prefetch_related(_live_windows())).order_by("-id")
    headcounts = _cited(Headcount.objects.filter(mine)).order_by("-id")
    departures = _cited(Departure.objects.filter(mine)).order_by("kind", "-id")
    return UnitPapers(
        deployments=tuple(_deployment(row) for row in deployments[:MOST_ROWS]),
        headcounts=tuple(_headcount(row) for row in headcounts[:MOST_ROWS]),
        departures=tuple(_departure(row) for row in departures[:MOST_ROWS]),
        deployments_in_all=deployments.count(),
        headcounts_in_all=headcounts.count(),
        departures_in_all=departures.count(),
    )


def _cited(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.select_related(*WITH_SOURCE).order_by("id")


def _live_windows() -> "Prefetch[Any, Any, Any]":
    live = Window.objects.filter(superseded_at_change__isnull=True).select_related("leg").order_by("id")
    return Prefetch("windows", queryset=live)


def _current_findings() -> "Prefetch[Any, Any, Any]":
    """Take the findings of the evaluation's latest words."""
    current = MedicalFinding.objects.filter(citation_id=F("evaluation__citation_id")).order_by("id")
    return Prefetch("findings", queryset=current)


def _about(table: type[M], field: str, cited: Sequence[int]) -> Iterable[M]:
    rows = table._default_manager.filter(**{f"{field}__in": cited})  # noqa: SLF001
    return _cited(rows).select_related(f"{field}__source")


def _consents(said: "_Said") -> tuple[ConsentRow, ...]:
    """Return the answers that count for a record and its papers.

    An answer that came with a record's words goes with that wording; one that came as a row of its own counts
    for every wording, until a later wording of that row takes its place.
    """
    with_words = Q(told_in__isnull=True, citation__in=said.now)
    in_rows = Q(told_in__isnull=False, citation__in=said.ever)
    for_all = Q(source_id=said.source_id, citation__isnull=True)
    # One after the other: alternatives in one question, or a join, would go over all consents of the book.
    every = Consent.objects.select_related("source", "citation__source", "told_in")
    rows = {row.pk: row for each in (with_words, in_rows, for_all) for row in every.filter(each)}
    return tuple(_consent(rows[pk]) for pk in sorted(rows) if not _was_told_again(rows[pk]))


def _was_told_again(row: Consent) -> bool:
    """Whether a later wording of the row that told an answer took its place."""
    if row.told_in is None:
        return False
    said = {"source_id": row.told_in.source_id, "external_id": row.told_in.external_id}
    wordings = list(Citation.objects.filter(**said).values_list("pk", flat=True))
    return Consent.objects.filter(source_id=row.source_id, told_in__in=wordings, pk__gt=row.pk).exists()


def _said(row: Any) -> CitationRow:
    return citation_row(row.citation, is_invented=row.is_invented)


def _windows(row: Any) -> tuple[WindowRecord, ...]:
    return tuple(window_record(window) for window in row.windows.all())


def _leg(row: DetentionLeg) -> LegRow:
    return LegRow(
        position=row.position,
        step=row.step,
        place_kind=row.place_kind,
        cell=row.cell,
        persons_in_cell=row.persons_in_cell,
        counsel=row.counsel,
        court=row.court,
        conditions=tuple(row.conditions),
        windows=_windows(row),
        citation=_said(row),
    )


def _evaluation(row: MedicalEvaluation) -> EvaluationRow:
    return EvaluationRow(
        qualification=row.qualification,
        is_clinician=row.is_clinician,
        setting=row.setting,
        officers_present=row.officers_present,
        time=FourPoint.parse(row.time),
        physical=row.physical,
        psychological=row.psychological,
        findings=tuple(FindingRow(each.code, each.region, each.words) for each in row.findings.all()),
        opinion=row.opinion,
        consistency=row.consistency,
        citation=_said(row),
    )


def _death(row: Death) -> DeathRow:
    return DeathRow(
        time=FourPoint.parse(row.time),
        place_words=row.place_words,
        place_kind=row.place_kind,
        cause=row.cause,
        official_version=row.official_version,
        in_custody=row.in_custody,
        citation=_said(row),
    )


def _order(row: Order) -> OrderRow:
    return OrderRow(
        giver=row.giver,
        recipient=row.recipient,
        time=FourPoint.parse(row.time),
        kind=row.kind,
        words=row.words,
        answer=row.answer,
        citation=_said(row),
    )


def _description(row: Description) -> DescriptionRow:
    return DescriptionRow(row.of_whom, row.feature, row.words, _said(row))


def _identification(row: Identification) -> IdentificationRow:
    return IdentificationRow(
        by_whom=row.by_whom,
        whom=row.whom,
        procedure=row.procedure,
        time=FourPoint.parse(row.time),
        images_shown=row.images_shown,
        prior_exposure=row.prior_exposure,
        described_first=row.described_first,
        citation=_said(row),
    )


def _retraction(row: Retraction) -> RetractionRow:
    return RetractionRow(
        of_ref=_ref(row.retracted),
        time=FourPoint.parse(row.time),
        reason=row.reason,
        words=row.words,
        coercion_suspected=row.coercion_suspected,
        citation=_said(row),
    )


def _translation(row: Translation) -> TranslationRow:
    return TranslationRow(
        of_ref=_ref(row.original),
        field=row.field,
        original=tuple(
            (field, said) for field, said in row.original.words if said and row.field in {"", field}
        ),
        from_language=row.from_language,
        to_language=row.to_language,
        text=row.text,
        translator=row.translator,
        method=row.method,
        checked_by=row.checked_by,
        citation=_said(row),
    )


def _consent(row: Consent) -> ConsentRow:
    return ConsentRow(
        of_ref=_ref(row.citation) if row.citation else "",
        purpose=row.purpose,
        answer=row.answer,
        given_by=row.given_by,
        age_band=row.age_band,
        understood=row.understood,
        limits_explained=row.limits_explained,
        text_version=row.text_version,
        words=row.words,
        at=row.at,
        expires_at=row.expires_at,
        source=row.source.name,
        is_invented=row.is_invented or row.source.is_invented,
    )


def _deployment(row: Deployment) -> DeploymentRow:
    return DeploymentRow(tuple(row.callsigns), _windows(row), _said(row))


def _headcount(row: Headcount) -> HeadcountRow:
    return HeadcountRow(FourPoint.parse(row.time), row.at_least, row.at_most, _said(row))


def _departure(row: Departure) -> DepartureRow:
    return DepartureRow(
        row.kind, FourPoint.parse(row.time), row.persons, row.reason, row.verified_by, _said(row)
    )


def _ref(citation: Citation) -> str:
    return f"{citation.source.name}:{citation.external_id}"
