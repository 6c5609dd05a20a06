"""The papers of the sample book: all invented, about invented cases and an invented unit alone."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from tests.work.book import NOW, context, open_test_book

from crimebook.stores.register import models
from crimebook.stores.register.paper_records import PaperKind
from crimebook.stores.register.paper_tables import TABLES
from crimebook.terms.ids import Ref, SourceName
from crimebook.work.importing.importer import Delivery, import_file
from crimebook.work.reading.incidents import open_incident
from crimebook.work.sampling import SAMPLE_FILES, sample_file

PAPERS = [each for each in SAMPLE_FILES if each.kind in set(PaperKind)]
ABOUT = {"sample-cases": "cases.csv", "sample-invented": "invented-cases.csv"}


def rows(name: str) -> list[dict[str, str]]:
    text = files("crimebook.work.sample_book").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def case_of(text: str) -> dict[str, str]:
    ref = Ref.parse(text)
    (found,) = [row for row in rows(ABOUT[ref.source]) if row["case_no"] == ref.external_id]
    return found


def test_every_kind_of_paper_is_in_the_sample_book() -> None:
    assert {each.kind for each in PAPERS} == set(PaperKind)


@pytest.mark.parametrize("name", [each.name for each in PAPERS])
def test_every_paper_is_invented_and_about_something_invented(name: str) -> None:
    units = {row["id"] for row in rows("invented-units.csv") if row["is_invented"] == "yes"}
    for row in rows(name):
        assert row["is_invented"] == "yes", row["id"]
        if row.get("incident"):
            assert case_of(row["incident"])["is_invented"] == "yes", row["id"]
        if row.get("citation_of", "").startswith("sample-cases"):
            assert case_of(row["citation_of"])["is_invented"] == "yes", row["id"]
        assert row.get("unit", next(iter(units))) in units, row["id"]


def test_ids_of_papers_are_unique_across_their_kinds() -> None:
    ids = [row["id"] for each in PAPERS for row in rows(each.name)]
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_every_row_of_every_paper_comes_in_and_every_section_is_seen(tmp_path: Path) -> None:
    operator = open_test_book()
    for each in SAMPLE_FILES:
        if each.kind in {"cases", "institutions"} or each in PAPERS:
            delivery = Delivery(sample_file(each.name), SourceName(each.source), operator, NOW)
            report = import_file(
                each.kind, delivery, context(), rejects_folder=tmp_path, progress=lambda *_: None
            )
            assert report.refusals == (), each.name
    for kind, table in (*TABLES.items(), (PaperKind.CONSENTS, models.Consent)):
        assert table._default_manager.count() == len(rows(f"{kind.value}.csv")), kind
    seen = [
        open_incident(operator, ref, at=NOW).papers
        for ref in ("sample-cases:s15", "sample-cases:s16", "sample-cases:s18", "sample-invented:i01")
    ]
    for name in seen[0].told.__slots__:
        assert any(getattr(papers.told, name) for papers in seen), name
