"""Importing: nothing is doubled, nothing is lost, nothing is half-written."""

import csv
from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, context, file_of, match, open_test_book, post, recording

from crimebook.custody.events import check_chain
from crimebook.exchange.tables import TableError
from crimebook.stores.register import models
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.gazetteer import credits_of_places
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import SourceName
from crimebook.work import placing
from crimebook.work.actors import Actor, Role
from crimebook.work.counting import count_book
from crimebook.work.importing.context import open_context
from crimebook.work.importing.importer import Delivery, GazetteerChangedError, import_file
from crimebook.work.reading.incidents import open_incident
from crimebook.work.reading.units import open_unit

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
        "field": "cases.documented",
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
    assert told == [(3, 6), (6, 6)]
    assert match(tmp_path).windows == 0


def test_a_post_that_turns_out_to_be_a_picture_is_one_record(operator: Actor, tmp_path: Path):
    for media_type in ("video_file", "photo", "video_file"):
        bring("channel-posts", file_of([post("1", media_type=media_type)]), tmp_path)
        counts = count_book(operator, at=NOW).totals
        assert counts["posts"] == counts["recordings"] + counts["communications"] == 1
        assert counts["windows"] == 1
    again = bring("channel-posts", file_of([post("1")]), tmp_path)
    assert (again.tally.known, again.tally.changed) == (1, 0)


def test_claims_and_parents_are_those_of_the_latest_words(operator: Actor, tmp_path: Path):
    child = {"id": "c", "name_en": "Child", "parent": "p", "place": "", "note": "one", "formed": "1990"}
    bodies = [{**child, "id": name, "name_en": name, "parent": "", "note": ""} for name in ("p", "q")]
    other = {**child, "parent": "q", "note": ""}
    for version in (child, other, child, other):
        bring("institutions", file_of([version, *bodies]), tmp_path)
        page = open_unit(operator, "a-source:c", at=NOW)
        assert [unit.ref for unit in page.parents] == [f"a-source:{version['parent']}"]
        said = {(claim.field, claim.value) for claim in page.claims}
        assert said == {("formed", "1990")} | ({("note", "one")} if version["note"] else set())
        assert len(page.claims) == len(said)


def test_a_figure_that_was_corrected_stands_once(tmp_path: Path):
    for value in ("300", "301", "300"):
        figure = {"id": "f", "field": "cases.documented", "value": value, "words": "w", "source_title": "t"}
        bring("figures", file_of([figure]), tmp_path)
        live = models.Claim.objects.filter(superseded_at_change__isnull=True)
        assert [claim.value for claim in live] == [value]


def test_mentions_of_a_case_without_violations_are_not_doubled(operator: Actor, tmp_path: Path):
    for time_text in ("22:45", "23:30", "22:45"):
        bring("cases", file_of([case("1", violations="", time_text=time_text)]), tmp_path)
    assert len(open_incident(operator, "a-source:1", at=NOW).mentions) == 2


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("recordings", recording("bad", radius_m="1e300")),
        ("recordings", recording("bad", clock_sigma_s="1e12")),
        ("recordings", recording("bad", kind="a rumour")),
        (
            "recordings",
            recording("bad", posted_at="2020-08-10T20:00:00Z", duration_s="1e11"),
        ),
        ("cases", case("bad", injuries="head/nonsense/")),
    ],
)
def test_one_bad_value_refuses_its_row_alone(tmp_path: Path, kind: str, row: dict[str, str]):
    good = case("good") if kind == "cases" else recording("good")
    report = bring(kind, file_of([good, row]), tmp_path)
    assert (report.tally.new, report.tally.refused) == (1, 1)
    assert report.refusals[0].row == 3


def test_words_of_any_length_come_in_on_every_database(operator: Actor, tmp_path: Path):
    long = "слова " * 500
    row = case("1", violations=long, perpetrator_units=long, victim_category=long, evidence_kind=long)
    assert bring("cases", file_of([row]), tmp_path).tally.new == 1
    assert open_incident(operator, "a-source:1", at=NOW).acts[0].source_label == long.strip()


def test_a_gazetteer_that_changes_under_an_import_stops_it(operator: Actor, tmp_path: Path):
    old = context()
    body = {"id": "x", "name_en": "A prison", "parent": "", "place": "Minsk; 53.9 27.5"}
    bring("institutions", file_of([body]), tmp_path)
    delivery = Delivery(file_of([case("1")]), SourceName("late"), operator, NOW)
    with pytest.raises(GazetteerChangedError, match="import it again"):
        import_file("cases", delivery, old, rejects_folder=tmp_path, progress=lambda *_: None)
    assert not models.Incident.objects.exists()


def test_words_that_changed_while_they_were_read_again_keep_their_own_windows(
    operator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    bring("cases", file_of([case("1", time_text="late evening")]), tmp_path)
    stale = list(placing._slices(["cases"]))
    bring("cases", file_of([case("1", time_text="22:45")]), tmp_path)
    monkeypatch.setattr(placing, "_slices", lambda _kinds: iter(stale))
    placing.place_again(operator, context(), at=NOW, progress=lambda *_: None)
    live = models.Window.objects.get(superseded_at_change__isnull=True)
    assert live.time_words == "22:45"


def test_only_what_others_drew_is_credited(tmp_path: Path):
    body = {
        "id": "x",
        "name_en": "A prison",
        "parent": "",
        "place": "Minsk; 53.9 27.5",
        "source": "https://example.org",
    }
    bring("institutions", file_of([{**body, "source_licence": "ours"}]), tmp_path)
    assert credits_of_places() == ()
    bring("institutions", file_of([{**body, "source_licence": "CC BY-SA"}]), tmp_path)
    assert credits_of_places() == ("https://example.org",)


def test_a_source_that_speaks_in_a_zone_of_its_own_is_read_again_in_that_zone(
    operator: Actor, tmp_path: Path
):
    delivery = Delivery(file_of([case("1")]), SourceName("far"), operator, NOW, "America/New_York")
    spoken = open_context("America/New_York", NOW.date())
    import_file("cases", delivery, spoken, rejects_folder=tmp_path, progress=lambda *_: None)
    before = models.Window.objects.values_list("earliest_start", "zone").get(
        superseded_at_change__isnull=True
    )
    assert placing.place_again(operator, context(), at=NOW, progress=lambda *_: None) == 0
    after = models.Window.objects.values_list("earliest_start", "zone").get(superseded_at_change__isnull=True)
    assert after == before
