"""The papers of the cast: every section of the pages of an incident and of a unit, all invented."""

from datetime import UTC, datetime

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
from crimebook.stores.register.rows import CitationRow
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import SubjectKind, Window
from crimebook.work.reading.papers import PapersOfIncident, standing_consents

LEG_WINDOW = 14
NOON = FourPoint.instant(datetime(2020, 8, 12, 9, tzinfo=UTC))
UNKNOWN = FourPoint.unknown()


def consent(purpose: str, answer: str, of_ref: str, expires_at: datetime | None = None) -> ConsentRow:
    """Return an answer for one purpose."""
    return ConsentRow(
        of_ref=of_ref,
        purpose=purpose,
        answer=answer,
        given_by="self",
        age_band="adult",
        understood="yes",
        limits_explained="unknown",
        text_version="1",
        words="" if of_ref else "asked at a meeting",
        at=datetime(2020, 8, 15, 9, tzinfo=UTC),
        expires_at=expires_at,
        source="sample-cases",
        is_invented=True,
    )


def of_incident(ref: str, citation: CitationRow, window: Window) -> PapersOfIncident:
    """Return papers of every kind about one incident."""
    where = WindowRecord(
        window, "Europe/Minsk", "Прыкладны пастарунак", window_id=LEG_WINDOW, subject=SubjectKind.LEG
    )
    told = IncidentPapers(
        legs=(
            LegRow(1, "transport", "police_vehicle", "", None, "no", "", (), (), citation),
            LegRow(2, "", "police_station", "the gym", 60, "no", "", ("cold", "no_air"), (where,), citation),
        ),
        evaluations=(
            EvaluationRow(
                qualification="physician",
                is_clinician=True,
                setting="clinic",
                officers_present="yes",
                time=NOON,
                physical="two lines on the back",
                psychological="",
                findings=(FindingRow("physical.patterned_bruise", "back", "two lines"),),
                opinion="",
                consistency="highly_consistent",
                citation=citation,
            ),
            EvaluationRow(
                "volunteer", False, "street", "unknown", UNKNOWN, "limps", "", (), "", "", citation
            ),
        ),
        deaths=(DeathRow(NOON, "a yard", "yard", "", "fell ill before", "yes", citation),),
        orders=(
            OrderRow("an officer", "the escort", NOON, "ill_treat", "Няхай стаіць.", "refused", citation),
            OrderRow("", "", UNKNOWN, "", "", "unknown", citation),
        ),
        descriptions=(DescriptionRow("the tall one", "voice", "hoarse", citation),),
        identifications=(
            IdentificationRow("a passer-by", "", "album", UNKNOWN, "ten pictures", "", "no", citation),
        ),
        retractions=(RetractionRow(ref, NOON, "fear", "Гэтага не было.", "yes", citation),),
        translations=(
            TranslationRow(
                of_ref=ref,
                field="time",
                original=(("time", "late evening"),),
                from_language="en",
                to_language="be",
                text="позна ўвечары",
                translator="a volunteer",
                method="volunteer",
                checked_by="",
                citation=citation,
            ),
        ),
    )
    answers = (
        consent("analysis", "granted", ref),
        consent("sanctions", "granted", ref, datetime(2020, 12, 1, tzinfo=UTC)),
        consent("icc_un", "withdrawn", ""),
    )
    return PapersOfIncident(told, standing_consents(answers, ref, datetime(2026, 1, 1, tzinfo=UTC)))


def of_unit(citation: CitationRow, window: Window) -> UnitPapers:
    """Return papers of every kind about one unit."""
    where = WindowRecord(window, "Europe/Minsk", "плошча", subject=SubjectKind.DEPLOYMENT)
    return UnitPapers(
        deployments=(DeploymentRow(("Дуб-1", "Дуб"), (where,), citation), DeploymentRow((), (), citation)),
        headcounts=(
            HeadcountRow(NOON, 10, 12, citation),
            HeadcountRow(NOON, 10, None, citation),
            HeadcountRow(NOON, None, 12, citation),
            HeadcountRow(UNKNOWN, None, None, citation),
            HeadcountRow(NOON, 0, 0, citation),
        ),
        departures=(
            DepartureRow("resigned", NOON, 3, "did not want to", "a lawyer", citation),
            DepartureRow("", UNKNOWN, 1, "", "", citation),
        ),
        deployments_in_all=2,
        headcounts_in_all=5,
        departures_in_all=2,
    )
