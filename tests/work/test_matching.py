"""Matching: what is kept, and that going on from where one stopped gives the same as beginning anew."""

from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, post, recording

from crimebook.stores.register import models
from crimebook.terms.errors import NotFoundError
from crimebook.terms.windows import SubjectKind
from crimebook.work import matching as work
from crimebook.work.actors import Actor, Role
from crimebook.work.matching import match_book
from crimebook.work.reading.incidents import open_incident
from crimebook.work.reading.match_views import MatchPages
from crimebook.work.reading.windows import open_matches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def operator() -> Actor:
    return open_test_book()


def stored() -> list[tuple[str, str, bool, float, str]]:
    """Every live match by the records' own ids, so that two registers can be compared."""
    rows = models.Match.objects.select_related(
        "window__incident", "other__recording", "other__communication"
    ).order_by("window__incident__external_id", "-score_bits", "other_id")
    return [
        (
            row.window.incident.external_id,
            (row.other.recording or row.other.communication).external_id,
            row.is_placed,
            row.score_bits,
            str(row.terms),
        )
        for row in rows
    ]


def test_a_camera_that_ran_there_and_then_comes_first(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("1")]), tmp_path)
    rows = [
        recording("there"),
        recording("later", start="2020-08-10T23:55:00+03:00", end="2020-08-11T00:20:00+03:00"),
        recording("elsewhere", lat="53.95", lon="27.60"),
        recording(
            "posted", lat="", lon="", start="", end="", posted_at="2020-08-11T00:10:00+03:00", duration_s="20"
        ),
    ]
    bring("recordings", file_of(rows), tmp_path)
    match(tmp_path)
    found = open_matches(operator, "a-source:1", top=10, at=NOW)
    assert [each.ref.partition(":")[2] for each in found] == ["there", "posted"]
    assert [each.is_placed for each in found] == [True, False]


def test_the_terms_add_up_to_the_score(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("1")]), tmp_path)
    bring("recordings", file_of([recording("1", azimuth_deg="90", opening_deg="60", range_m="90")]), tmp_path)
    match(tmp_path)
    found = open_matches(operator, "a-source:1", top=1, at=NOW)[0]
    assert [term.name for term in found.terms] == [
        *("prior", "time", "place", "view", "background", "calibration")
    ]
    assert sum(term.bits for term in found.terms) == pytest.approx(found.score_bits, abs=1e-9)
    assert all(str(term.reason) for term in found.terms)


def test_one_record_with_several_windows_is_told_once(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("1", place_text="(53.907, 27.460); (53.9071, 27.4601)")]), tmp_path)
    bring("recordings", file_of([recording("1")]), tmp_path)
    match(tmp_path)
    assert models.Match.objects.count() == 2
    assert len(open_matches(operator, "a-source:1", top=10, at=NOW)) == 1


def test_a_recording_shows_the_incidents_that_it_may_show(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("1"), case("2", date_from="2020-08-20")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    match(tmp_path)
    found = open_matches(operator, "a-source:r", top=10, at=NOW)
    assert [(each.ref, each.kind.value) for each in found] == [("a-source:1", "incident")]


def test_one_kind_can_be_asked_for_alone(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("1")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    bring("channel-posts", file_of([post("1", media_type="text", duration_s="")]), tmp_path)
    match(tmp_path)
    both = open_matches(operator, "a-source:1", top=10, at=NOW)
    for kind in (SubjectKind.RECORDING, SubjectKind.COMMUNICATION):
        alone = open_matches(operator, "a-source:1", top=10, at=NOW, kind=kind)
        assert alone == tuple(each for each in both if each.kind is kind)
        assert len(alone) == 1
    page = open_incident(operator, "a-source:1", at=NOW, pages=MatchPages(kind=SubjectKind.COMMUNICATION))
    assert (page.placed.rows, page.placed.total) == ((), 0)
    assert [(each.value, each.count) for each in page.placed.kinds] == [("recording", 1)]
    assert [each.kind for each in page.unplaced.rows] == [SubjectKind.COMMUNICATION]


def test_a_second_run_has_nothing_to_do(tmp_path: Path):
    bring("cases", file_of([case("1")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    assert match(tmp_path).windows == 1
    assert match(tmp_path).windows == 0


def test_what_came_in_steps_is_matched_as_if_it_had_come_at_once(tmp_path: Path):
    days = [f"2020-08-{day:02}" for day in (9, 10, 11, 12)]
    cases = [case(str(n), date_from=day) for n, day in enumerate(days)]
    cameras = [
        recording(str(n), start=f"{day}T22:30:00+03:00", end=f"{day}T23:00:00+03:00")
        for n, day in enumerate(days)
    ]
    posts = [post(str(n), time_utc=f"{day}T20:30:00Z") for n, day in enumerate(days)]
    for batch in (cases[:2], cases[2:]):
        bring("cases", file_of(batch), tmp_path)
        match(tmp_path)
    for step in range(4):
        bring("recordings", file_of(cameras[step : step + 1]), tmp_path)
        bring("channel-posts", file_of(posts[step : step + 1]), tmp_path, source="posts")
        match(tmp_path)
    bring("recordings", file_of([{**cameras[0], "lat": "53.9068"}]), tmp_path)
    match(tmp_path)
    in_steps = stored()
    models.MatchedThrough.objects.all().delete()
    assert match(tmp_path).windows == 4
    assert stored() == in_steps
    assert len(in_steps) > 8


def test_a_run_that_stops_goes_on_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(work, "CHUNK", 1)
    bring("cases", file_of([case(str(n)) for n in range(3)]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)

    def stop_after_one(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        match_book(
            open_test_book(), at=NOW, memory_limit="500MB", spill_folder=tmp_path, progress=stop_after_one
        )
    assert models.MatchedThrough.objects.count() == 1
    report = match(tmp_path)
    assert report.windows == 2
    assert len(stored()) == 3


def test_a_window_that_was_superseded_matches_nothing(operator: Actor, tmp_path: Path):
    bring("cases", file_of([case("1")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    match(tmp_path)
    bring("recordings", file_of([recording("r", lat="52.1", lon="23.7")]), tmp_path)
    assert open_matches(operator, "a-source:1", top=10, at=NOW) == ()
    match(tmp_path)
    assert models.Match.objects.count() == 0


def test_only_who_may_match_matches(tmp_path: Path):
    reader = Actor("r", "Reader", Role.REVIEWER)
    with pytest.raises(NotFoundError):
        match_book(reader, at=NOW, memory_limit="1GB", spill_folder=None, progress=lambda *_: None)


def test_superseded_windows_do_not_keep_others_waiting(tmp_path: Path):
    bring("cases", file_of([case("1"), case("2")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    match(tmp_path)
    bring("cases", file_of([case("1", time_text="22:50")]), tmp_path)
    match(tmp_path)
    bring("recordings", file_of([recording("r", lat="53.9071")]), tmp_path)
    assert match(tmp_path).windows == 2
    assert match(tmp_path).windows == 0
