"""The sample's reports go the whole way of a real one: sealed, put into the spool, collected, opened."""

import os
import tomllib
from importlib import resources
from pathlib import Path

import pytest
from tests.work.book import NOW, context, open_test_book

from crimebook.asking.flow import check_answers, path
from crimebook.asking.questionnaire import load_form
from crimebook.stores.register.models import Incident
from crimebook.work.opening.desk import DeskFolders
from crimebook.work.sample_reports import SamplePlaces, bring_sample_reports, make_sample_intake

REPORTS = tomllib.loads(
    resources.files("crimebook.work.sample_book").joinpath("reports.toml").read_text("utf-8")
)["report"]


@pytest.mark.parametrize("told", REPORTS, ids=lambda told: told["way"])
def test_every_answer_is_one_that_the_form_takes(told: dict):
    form = load_form()
    assert check_answers(form, told["answers"]) == ()
    assert set(told["answers"]) <= {question.id for question in path(form, told["way"], told["answers"])}


@pytest.mark.django_db
def test_invented_reports_are_sealed_collected_and_opened_once(tmp_path: Path):
    actor = open_test_book()
    folders = DeskFolders(
        tmp_path / "vault", tmp_path / "blobs", (tmp_path / "one", tmp_path / "two"), tmp_path / "spool"
    )
    places = SamplePlaces(folders, tmp_path / "root", tmp_path / "intake")
    desk = make_sample_intake(places, name="A sample", at=NOW, random=os.urandom)
    opening = bring_sample_reports(desk, places.intake, actor, context(), at=NOW)
    assert (len(opening.opened), opening.refused) == (len(REPORTS), ())
    assert Incident.objects.filter(is_invented=True).count() == len(REPORTS)
    again = make_sample_intake(places, name="A sample", at=NOW, random=os.urandom)
    assert bring_sample_reports(again, places.intake, actor, context(), at=NOW).opened == ()
    words = [told["answers"]["first_account"].strip()[:40].encode() for told in REPORTS]
    assert not [
        path for path in tmp_path.rglob("*") if path.is_file() for each in words if each in path.read_bytes()
    ]
