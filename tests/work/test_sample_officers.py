"""Officers of the sample book: all invented, in invented units and cases alone."""

import csv
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from tests.work.book import NOW, context, open_test_book

from crimebook.command.certainty import Certainty
from crimebook.stores.register.models import Involvement, PersonMention
from crimebook.terms.ids import SourceName
from crimebook.work.importing.importer import Delivery, import_file
from crimebook.work.reading.commanding import open_command
from crimebook.work.reading.person_pages import PersonFilter
from crimebook.work.reading.persons import open_person, open_persons
from crimebook.work.sample_officers import CASE, ELSEWHERE, HEARD, NAMED, bring_sample_allegations
from crimebook.work.sampling import SAMPLE_FILES, sample_file

OFFICERS = [each for each in SAMPLE_FILES if each.kind in {"persons", "postings"}]
NEEDED = {"cases", "institutions", "deployments", "persons", "postings"}
REGIMENT = "sample-invented:x.regiment-topol"
THAT_NIGHT = datetime(2020, 8, 12, 20, tzinfo=UTC)


def rows(name: str) -> list[dict[str, str]]:
    text = files("crimebook.work.sample_book").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_officer_is_invented_and_in_something_invented() -> None:
    invented = {row["id"] for row in rows("invented-units.csv") if row["is_invented"] == "yes"}
    cases = {f"sample-cases:{row['case_no']}" for row in rows("cases.csv") if row["is_invented"] == "yes"}
    cases |= {f"sample-invented:{row['case_no']}" for row in rows("invented-cases.csv")}
    for each in OFFICERS:
        for row in rows(each.name):
            assert row["is_invented"] == "yes", row["id"]
            assert row["unit"] in invented | {""}, row["id"]
            assert row.get("incident", "") in cases | {""}, row["id"]
    told = {f"{each.source}:{row['id']}" for each in OFFICERS for row in rows(each.name)}
    assert told >= {NAMED, HEARD, ELSEWHERE}
    assert CASE in cases


@pytest.mark.django_db
def test_persons_allegations_and_a_chain_with_gaps_stand_in_the_sample_book(tmp_path: Path) -> None:
    operator = open_test_book()
    for each in SAMPLE_FILES:
        if each.kind in NEEDED:
            delivery = Delivery(sample_file(each.name), SourceName(each.source), operator, NOW)
            report = import_file(
                each.kind, delivery, context(), rejects_folder=tmp_path, progress=lambda *_: None
            )
            assert report.tally.refused == 0, each.name
    assert bring_sample_allegations(operator, at=NOW) == 2
    assert bring_sample_allegations(operator, at=NOW) == 0
    assert Involvement.objects.count() == 2
    alleged = open_persons(operator, PersonFilter(alleged="yes"), at=NOW)
    assert [row.status for row in alleged.rows] == ["lead", "lead"]
    page = open_person(operator, PersonMention.objects.get(external_id="k-3").pk, at=NOW)
    (view,) = page.standards[0].involvements
    assert (view.proposed, len(view.supporting), len(view.exculpating)) == ("named", 1, 1)
    command = open_command(operator, REGIMENT, THAT_NIGHT, at=NOW)
    regiment, directorate, ministry = command.steps
    assert [each.certainty for each in regiment.holders] == [Certainty.CERTAIN, Certainty.POSSIBLE]
    assert (directorate.holders, ministry.holders) == ((), ())
    assert command.presences
