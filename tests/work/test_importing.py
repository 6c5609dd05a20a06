"""Importing: nothing is doubled, nothing is lost, nothing is half-written."""

import csv
from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, context, file_of, match, open_test_book, post, recording

from crimebook.custody.events import check_chain
from crimebook.exchange.tables import TableError
from crimebook.stores.register import models
from crimebook.stores.register.events import chain_of
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import SourceName
from crimebook.work.actors import Actor, Role
from crimebook.work.importing.importer import Delivery, import_file
from crimebook.work.reading.incidents import open_incident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def operator() -> Actor:
    return open_test_book()


def test_a_case_becomes_an_incident_that_cites_its_own_words(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("7")]), tmp_path)
    page = open_incident(operator, "a-source:7", at=NOW)
    assert dict(page.citations[0].words)["time_text"] == "22:45"
    assert [(act.code, act.source_label) for act in page.acts] == [
        ("ill_treatment.beating", "Beating"),
        ("", "Something new"),
    ]
    assert page.acts[0].victim == "a man"
    assert page.windows[0].window.place is not None


def test_unit_words_stay_mentions(tmp_path: Path):
    bring("cases", file_of([case("7", perpetrator_units="OMON|Undefined|plain-clothed")]), tmp_path)
    assert models.Unit.objects.count() == 0
    words = models.Mention.objects.filter(role="alleged_actor").order_by("id").values_list("words", flat=True)
    assert list(words) == ["OMON", "Undefined", "plain-clothed"]


def test_the_same_file_again_adds_nothing(tmp_path: Path):
    file = file_of([case("1"), case("2")])
    first = bring("cases", file, tmp_path)
    before = {model: model.objects.count() for model in (models.Incident, models.Citation, models.Window)}
    again = bring("cases", file, tmp_path)
    assert (first.tally.new, again.tally.new, again.tally.known) == (2, 0, 2)
    assert before == {model: model.objects.count() for model in before}


def test_changed_words_supersede_and_keep_the_old_ones(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("1")]), tmp_path)
    report = bring("cases", file_of([case("1", time_text="23:30", violations="Beating")]), tmp_path)
    assert (report.tally.new, report.tally.changed) == (0, 1)
    page = open_incident(operator, "a-source:1", at=NOW)
    assert dict(page.citations[0].words)["time_text"] == "23:30"
    assert len(page.acts) == 1
    assert len(page.windows) == 1
    assert models.Citation.objects.count() == 2
    assert models.Window.objects.filter(superseded_at_change__isnull=False).count() == 1


def test_words_that_go_back_to_an_earlier_wording_find_it(operator: Actor, tmp_path: Path):
    for time_text in ("22:45", "23:30", "22:45"):
        bring("cases", file_of([case("1", time_text=time_text)]), tmp_path)
    assert models.Citation.objects.count() == 2
    page = open_incident(operator, "a-source:1", at=NOW)
    assert dict(page.citations[0].words)["time_text"] == "22:45"
    assert len(page.acts) == 2


def test_refused_rows_stand_in_the_reject_file_and_the_sums_hold(tmp_path: Path):
    report = bring("cases", file_of([case("1"), case("2", date_from="2092-01-01"), case("1")]), tmp_path)
    assert (report.tally.rows, report.tally.new, report.tally.refused) == (3, 1, 2)
    assert report.reject_file is not None
    assert report.reject_file.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(report.reject_file.read_text(encoding="utf-8").splitlines()))
    assert [(row["row"], row["field"]) for row in rows] == [("3", "date_from"), ("4", "case_no")]


def test_a_file_that_is_cut_off_leaves_no_trace(tmp_path: Path):
    file = file_of([case("1"), case("2")])
    cut = type(file)(file.name, file.folder, file.content[:-40], file.digest)
    with pytest.raises(TableError, match="cut off"):
        bring("cases", cut, tmp_path)
    assert not models.Incident.objects.exists()
    assert not models.Source.objects.filter(name="a-source").exists()
    assert not list(tmp_path.iterdir())


def test_a_failure_while_saving_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("crimebook.stores.register.saving.save_windows", fail)
    with pytest.raises(OSError, match="no room"):
        bring("cases", file_of([case("1")]), tmp_path)
    assert not models.Incident.objects.exists()
    assert not models.Citation.objects.exists()
    assert not chain_of("source:a-source")


def test_an_import_is_an_event_in_the_chain_of_its_source(tmp_path: Path):
    file = file_of([case("1")])
    bring("cases", file, tmp_path)
    bring("cases", file, tmp_path)
    chain = chain_of("source:a-source")
    check_chain(chain)
    assert len(chain) == 2
    assert file.digest.encode() in chain[0]


def test_a_post_with_a_video_is_a_recording_and_any_other_a_message(tmp_path: Path):
    bring("channel-posts", file_of([post("1"), post("2", media_type="photo", duration_s="")]), tmp_path)
    assert models.Recording.objects.get().external_id == "chan/1"
    assert models.Communication.objects.get().external_id == "chan/2"


def test_a_unit_stands_under_its_parent_wherever_the_parent_stands_in_the_file(tmp_path: Path):
    child = {"id": "c", "name_en": "Child", "parent": "p", "place": "", "note": "a note"}
    parent = {"id": "p", "name_en": "Parent", "parent": "", "place": "", "note": ""}
    bring("institutions", file_of([child, parent]), tmp_path)
    relation = models.UnitRelation.objects.get()
    assert (relation.child.external_id, relation.parent.external_id) == ("c", "p")
    assert models.Claim.objects.get().field == "note"


def test_a_figure_about_an_unknown_unit_is_refused_and_nothing_is_written(tmp_path: Path):
    figure = {
        "id": "f",
        "subject_unit": "nobody",
        "field": "x",
        "value": "1",
        "words": "w",
        "source_title": "t",
    }
    with pytest.raises(NotFoundError, match="nobody"):
        bring("figures", file_of([figure]), tmp_path)
    assert not models.Claim.objects.exists()


def test_only_a_registrar_imports(tmp_path: Path):
    reader = Actor("r", "Reader", Role.REVIEWER)
    delivery = Delivery(file_of([case("1")]), SourceName("s"), reader, NOW)
    with pytest.raises(NotFoundError):
        import_file("cases", delivery, context(), rejects_folder=tmp_path, progress=lambda *_: None)


def test_progress_is_told_to_the_last_row(tmp_path: Path):
    told: list[tuple[int, int]] = []
    delivery = Delivery(
        file_of([recording(str(n)) for n in range(3)]), SourceName("s"), open_test_book(), NOW
    )
    import_file(
        "recordings", delivery, context(), rejects_folder=tmp_path, progress=lambda *step: told.append(step)
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert match(tmp_path).windows == 0
