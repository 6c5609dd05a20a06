"""Papers in the database: its own refusals, what is found in bulk, and columns that are the papers' own."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.exchange.papers.test_papers import PARSERS, table
from tests.work.book import bring, case, file_of, open_test_book

from crimebook.stores.register import models, papers
from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.paper_records import NewPaper, PaperKind
from crimebook.stores.register.paper_tables import TABLES
from crimebook.stores.register.saving import Saving
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.ids import ExternalId, Ref
from crimebook.work.importing.papers import Resolved, stage_paper

pytestmark = pytest.mark.django_db

MANY = 1_200


@pytest.fixture(autouse=True)
def _a_case(tmp_path: Path) -> None:
    open_test_book()
    bring("cases", file_of([case("1")]), tmp_path)


def about() -> dict[str, Any]:
    citation = models.Citation.objects.get(external_id="1")
    incident = models.Incident.objects.get()
    return {"source_id": citation.source_id, "citation_id": citation.pk, "incident_id": incident.pk}


REFUSED: Mapping[str, tuple[Any, dict[str, Any]]] = {
    "a_consistency_set_by_a_layman": (models.MedicalEvaluation, {"consistency": "typical"}),
    "officers_perhaps_present": (models.MedicalEvaluation, {"officers_present": "perhaps"}),
    "a_description_perhaps_first": (models.Identification, {"described_first": ""}),
    "an_order_without_an_answer": (models.Order, {"answer": ""}),
    "counsel_in_other_words": (models.DetentionLeg, {"position": 1, "counsel": "later"}),
    "custody_in_other_words": (models.Death, {"in_custody": "perhaps"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_itself_refuses(name: str) -> None:
    model, facts = REFUSED[name]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**about(), external_id="x", **facts)


def test_a_clinicians_consistency_and_every_answer_come_in() -> None:
    models.MedicalEvaluation.objects.create(
        **about(), external_id="x", consistency="typical", is_clinician=True
    )
    for answer in ("obeyed", "refused", "evaded", "unknown"):
        models.Order.objects.create(**about(), external_id=answer, answer=answer)


def test_the_bounds_of_a_headcount_do_not_run_backwards() -> None:
    facts = {name: value for name, value in about().items() if name != "incident_id"}
    models.Headcount.objects.create(**facts, external_id="missing")
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Headcount.objects.create(**facts, external_id="x", at_least=5, at_most=4)


@pytest.mark.parametrize("kind", PaperKind)
def test_the_facts_of_a_paper_are_columns_of_its_table(kind: PaperKind) -> None:
    (paper,) = PARSERS[kind.value](table(kind.value)).records
    staged = stage_paper(kind, Resolved(paper, 1, 1, 1), _Unplaced())
    assert isinstance(staged.record, NewPaper)
    model = TABLES.get(kind, models.Consent)
    columns = {field.attname for field in model._meta.concrete_fields}
    told = {name for name, _ in staged.record.facts}
    given_beside = {"id", "source_id", "external_id", "citation_id", "told_in_id", "is_invented"}
    # An injury and a mention are linked by a person's decision, not by an import.
    linked_later = {"injury_id", "mention_id"}
    assert told - {"citation_id"} == columns - given_beside - linked_later


class _Unplaced:
    """A context for papers without a place: nothing of it is asked but the zone."""

    zone = ZoneInfo("Europe/Minsk")

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a paper with a point asked for {name}")


def test_what_papers_are_about_is_found_in_bulk(tmp_path: Path) -> None:
    bring("cases", file_of([case(f"m{number}") for number in range(MANY)]), tmp_path)
    refs = [Ref.parse(f"a-source:m{number}") for number in range(MANY)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = papers.find_incidents([*refs, Ref.parse("a-source:nobody"), Ref.parse("nowhere:1")])
    assert set(found) == set(refs)
    assert len(asked) <= 1 + -(-(MANY + 1) // papers.BATCH)


def test_saving_asks_few_questions_however_many_papers(tmp_path: Path) -> None:
    facts = about()
    cited = [
        (
            facts["citation_id"],
            NewPaper(
                PaperKind.DETENTIONS,
                ExternalId(f"l{number}"),
                is_invented=True,
                facts=(("incident_id", facts["incident_id"]), ("position", 1)),
            ),
        )
        for number in range(MANY)
    ]
    with CaptureQueriesContext(connection) as asked, writing():
        writer = Writer()
        saving = Saving(
            facts["source_id"], next_change(), "operator", datetime(2026, 1, 1, tzinfo=UTC), writer
        )
        papers.save_papers(cited, saving)
        writer.close()
    assert models.DetentionLeg.objects.count() == MANY
    assert len(asked) <= 12 + 3 * -(-MANY // papers.BATCH)


def test_a_citation_of_an_incident_goes_before_a_papers_of_the_same_id(tmp_path: Path) -> None:
    order = {"id": "1", "answer": "unknown", "is_invented": "yes"}
    bring("orders", file_of([order]), tmp_path)
    ref = Ref.parse("a-source:1")
    assert papers.find_citations([ref]) == {ref: models.Incident.objects.get().citation_id}


def test_a_unit_is_found_by_its_id_alone_or_with_its_source(tmp_path: Path) -> None:
    bring("institutions", file_of([{"id": "u", "name_en": "A unit", "parent": ""}]), tmp_path)
    found = papers.find_units(["u", "a-source:u", "elsewhere:u", "nobody"])
    assert found == dict.fromkeys(("u", "a-source:u"), models.Unit.objects.get().pk)


def test_every_kind_of_paper_has_a_table_but_consents() -> None:
    assert set(TABLES) == set(PaperKind) - {PaperKind.CONSENTS}
    assert {field.name for field in fields(NewPaper)} >= {"kind", "facts", "windows", "findings"}
