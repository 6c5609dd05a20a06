"""A place is solved once for all its mentions, those that come later too, and can be taken back."""

from pathlib import Path

import pytest
from django.db import Error, transaction
from tests.work.book import NOW, bring, case, context, file_of, open_test_book, recording

from crimebook.places.solutions import Solution
from crimebook.stores.register import gazetteer as stored_gazetteer
from crimebook.stores.register import solutions as stored
from crimebook.stores.register import waiting
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import PlaceSolution, Window
from crimebook.stores.register.solutions import SolvedMeanwhileError
from crimebook.stores.register.waiting import list_unsolved
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.windows import SubjectKind
from crimebook.work import solving
from crimebook.work.actors import Actor, Role, operator
from crimebook.work.counting import keep_counts
from crimebook.work.placing import place_again
from crimebook.work.reading import unsolved as reading
from crimebook.work.reading.unsolved import UnsolvedFilter

pytestmark = pytest.mark.django_db

KIOSK = "by the old kiosk"
REVIEWER = Actor("rita", "Rita", Role.REVIEWER)
AUDITOR = Actor("alla", "Alla", Role.AUDITOR)
INVESTIGATOR = Actor("ihar", "Ihar", Role.INVESTIGATOR)


def kiosk(words: str = KIOSK, towns: str = "Minsk", radius_m: float = 120.0) -> Solution:
    place = solving.point_place(53.9101, 27.5102, radius_m)
    return solving.make_solution(words, towns, name="the kiosk", place=place, why="its sign is on the video")


def live(words: str = KIOSK) -> list[Window]:
    rows = Window.objects.filter(superseded_at_change__isnull=True, place_words=words)
    return list(rows.order_by("id"))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three cases and a recording that say the same words, one of them in another town."""
    open_test_book()
    bring(
        "cases",
        file_of(
            [
                case("1", place_text=KIOSK),
                case("2", place_text="By the OLD kiosk"),
                case("3", place_text=KIOSK, city="Brest"),
                case("4", place_text=f"some yard; {KIOSK}"),
                case("5", place_text="Lenina street"),
            ]
        ),
        tmp_path,
    )
    rows = [recording("r1", lat="", lon="", radius_m="", place_words=KIOSK, town_words="Minsk")]
    bring("recordings", file_of(rows), tmp_path, source="cameras")
    return tmp_path


def test_words_that_want_a_place_are_grouped_by_words_and_town(book: Path) -> None:
    found = list_unsolved(start=0, count=50, at=NOW)
    groups = {(row.words.casefold(), row.towns): (row.windows, row.incidents) for row in found.rows}
    assert groups == {
        (KIOSK, "Minsk"): (3, 2),
        (KIOSK, "Brest"): (1, 1),
        (f"some yard; {KIOSK}", "Minsk"): (1, 1),
    }
    assert found.rows[0].windows == 3
    assert (found.total, found.windows) == (3, 5)
    assert found.towns == (("minsk", 4), ("brest", 1))


@pytest.mark.parametrize(
    ("narrowed", "total"),
    [
        ({"town": "MINSK"}, 2),
        ({"words": "yard"}, 1),
        ({"source": "cameras"}, 1),
        ({"source": "nobody"}, 0),
        ({"words": "Ёлка"}, 0),
    ],
)
def test_the_list_is_narrowed_by_town_words_and_source(
    book: Path, narrowed: dict[str, str], total: int
) -> None:
    assert list_unsolved(**narrowed, start=0, count=50, at=NOW).total == total


def test_a_page_of_the_list_holds_only_its_rows(book: Path) -> None:
    first, rest = (list_unsolved(start=start, count=2, at=NOW) for start in (0, 2))
    assert (len(first.rows), len(rest.rows)) == (2, 1)
    assert first.total == rest.total == 3


def test_a_solution_places_every_mention_and_those_inside_other_words(book: Path) -> None:
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    assert done.records == 4
    for row in (*live(), *live("By the OLD kiosk")):
        if row.town_words == "Brest":
            assert row.wants_place
            continue
        assert (row.lat, row.lon, row.radius_m, row.precision) == (53.9101, 27.5102, 120.0, "vicinity")
        assert (row.place_name, row.wanting, row.wants_place) == ("the kiosk", None, False)
        assert "a person solved these words" in str(row.reasons)
    (yard,) = live("some yard")
    assert yard.wants_place
    assert sorted(row.town_words for row in live()) == ["Brest", "Minsk", "Minsk", "Minsk"]


def test_a_large_book_counts_its_words_when_it_is_counted_and_around_what_is_decided(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list_unsolved(start=0, count=50, at=NOW).total == 3
    monkeypatch.setattr(waiting, "SMALL", 0)
    bring("cases", file_of([case("9", place_text="a yard of many")]), book)
    assert list_unsolved(start=0, count=50, at=NOW).total == 3
    keep_counts(at=NOW)
    kept = list_unsolved(start=0, count=50, at=NOW)
    assert (kept.total, kept.windows) == (4, 6)
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    left = list_unsolved(start=0, count=50, at=NOW)
    assert {row.words for row in left.rows} >= {"a yard of many", "some yard"}
    assert (left.total, left.windows) == (3, 3)
    assert list_unsolved(source="cameras", start=0, count=50, at=NOW).total == 0
    solving.take_back(INVESTIGATOR, done.solution_id, why="another kiosk", at=NOW)
    again = list_unsolved(start=0, count=50, at=NOW)
    assert (again.total, again.windows, again.towns) == (kept.total, kept.windows, kept.towns)
    assert sorted(map(repr, again.rows)) == sorted(map(repr, kept.rows))


def test_a_solution_says_who_when_and_why_and_stands_in_the_chain_of_custody(book: Path) -> None:
    done = solving.solve(INVESTIGATOR, kiosk(), source_words="https://example.org/video", at=NOW)
    row = PlaceSolution.objects.get(pk=done.solution_id)
    assert (row.actor, row.at, row.reason) == ("ihar", NOW, "its sign is on the video")
    assert (row.words, row.town_words, row.source_words) == (KIOSK, "Minsk", "https://example.org/video")
    assert row.change > 0
    (body,) = chain_of(f"place-solution:{done.solution_id}")
    assert b'"actor":"ihar"' in body
    assert KIOSK.encode() not in body


def test_records_that_come_later_use_it(book: Path) -> None:
    solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    bring("cases", file_of([case("77", place_text="BY THE OLD KIOSK")]), book, source="another-list")
    (row,) = live("BY THE OLD KIOSK")
    assert (row.place_name, row.wants_place) == ("the kiosk", False)


def test_reading_all_words_again_keeps_it(book: Path) -> None:
    solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    assert place_again(operator(), context(), at=NOW, progress=lambda *_: None) == 0


def test_an_import_that_was_read_before_the_solution_begins_anew(book: Path) -> None:
    version = stored_gazetteer.version()
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    assert stored_gazetteer.version() != version
    solved = stored_gazetteer.version()
    solving.take_back(INVESTIGATOR, done.solution_id, why="the wrong kiosk", at=NOW)
    assert stored_gazetteer.version() not in {version, solved}


def test_taking_it_back_gives_the_windows_to_the_gazetteer_again(book: Path) -> None:
    def facts() -> list[tuple[object, ...]]:
        rows = Window.objects.filter(superseded_at_change__isnull=True).order_by(
            "incident", "recording", "id"
        )
        return [(row.place_words, row.place_name, row.lat, row.wants_place, str(row.wanting)) for row in rows]

    before = facts()
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    assert facts() != before
    back = solving.take_back(operator(), done.solution_id, why="the wrong kiosk", at=NOW)
    assert back.records == 4
    assert facts() == before
    first, second = PlaceSolution.objects.order_by("id")
    assert (second.withdraws_id, second.reason, second.place) == (first.pk, "the wrong kiosk", None)
    (row,), total = stored.list_solutions(start=0, count=10)
    assert (row.is_active, row.withdrawn_by, total) == (False, "operator", 1)


def test_after_it_was_taken_back_the_words_can_be_solved_anew(book: Path) -> None:
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    solving.take_back(INVESTIGATOR, done.solution_id, why="the wrong kiosk", at=NOW)
    again = solving.solve(INVESTIGATOR, kiosk(radius_m=40.0), at=NOW)
    assert again.records == 4
    assert {row.radius_m for row in live() if row.town_words == "Minsk"} == {40.0}


def test_words_are_solved_once_at_a_time(book: Path) -> None:
    solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    with pytest.raises(SolvedMeanwhileError):
        solving.solve(operator(), kiosk("BY THE OLD KIOSK"), at=NOW)
    assert PlaceSolution.objects.count() == 1


def test_a_solution_is_taken_back_once(book: Path) -> None:
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    solving.take_back(INVESTIGATOR, done.solution_id, why="wrong", at=NOW)
    for solution_id in (done.solution_id, 999_999):
        with pytest.raises(SolvedMeanwhileError):
            solving.take_back(INVESTIGATOR, solution_id, why="wrong", at=NOW)


@pytest.mark.parametrize("actor", [REVIEWER, AUDITOR])
def test_only_who_may_solve_solves(book: Path, actor: Actor) -> None:
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    with pytest.raises(NotFoundError):
        solving.solve(actor, kiosk(towns="Brest"), at=NOW)
    with pytest.raises(NotFoundError):
        solving.preview(actor, kiosk(), at=NOW)
    with pytest.raises(NotFoundError):
        solving.take_back(actor, done.solution_id, why="no", at=NOW)
    assert PlaceSolution.objects.count() == 1


@pytest.mark.parametrize("why", ["", "   ", "x" * 2_001])
def test_a_reason_in_words_is_required(why: str) -> None:
    place = solving.point_place(53.9, 27.5, 100.0)
    with pytest.raises(InvalidValueError, match="a reason"):
        solving.make_solution(KIOSK, "Minsk", name="", place=place, why=why)


def test_neither_words_nor_town_can_be_solved() -> None:
    place = solving.point_place(53.9, 27.5, 100.0)
    with pytest.raises(InvalidValueError, match="words"):
        solving.make_solution(" ", "", name="", place=place, why="because")


@pytest.mark.parametrize(("lat", "lon"), [(27.5, 53.9), (0.0, 0.0), (-53.9, 27.5)])
def test_a_point_far_from_the_country_is_refused(book: Path, lat: float, lon: float) -> None:
    place = solving.point_place(lat, lon, 100.0)
    solution = solving.make_solution(KIOSK, "Minsk", name="", place=place, why="because")
    with pytest.raises(InvalidValueError):
        solving.solve(INVESTIGATOR, solution, at=NOW)
    assert not PlaceSolution.objects.exists()


def test_a_preview_tells_what_changes_and_changes_nothing(book: Path) -> None:
    events, windows = PlaceSolution.objects.count(), Window.objects.count()
    shown = solving.preview(INVESTIGATOR, kiosk(), at=NOW)
    assert shown.total == 4
    assert {each.name for each in shown.changes} == {"the kiosk"}
    assert {each.mention.ref for each in shown.changes} == {
        "a-source:1", "a-source:2", "a-source:4", "cameras:r1",
    }  # fmt: skip
    assert (PlaceSolution.objects.count(), Window.objects.count()) == (events, windows)


def test_the_page_of_words_shows_mentions_reading_and_candidates(book: Path) -> None:
    page = reading.open_words(INVESTIGATOR, KIOSK.upper(), "minsk", find="Lenina street", at=NOW)
    assert (page.total, page.incidents, page.towns) == (3, 2, "Minsk")
    assert {each.source for each in page.mentions} == {"a-source", "cameras"}
    assert page.readings[0].wanting is not None
    assert "вуліца Леніна" in {each.name for each in page.found}
    chosen = page.found[0]
    assert page.candidate(chosen.key) == chosen
    assert page.candidate("nothing") is None
    assert page.frame is not None
    assert page.solution is None


def test_doubtful_words_offer_their_alternatives(book: Path) -> None:
    bring("cases", file_of([case("9", place_text="Немига")]), book, source="doubts")
    page = reading.open_words(INVESTIGATOR, "Немига", "Minsk", at=NOW)
    assert page.alternatives[0].name == "вуліца Няміга"
    (station,) = (each for each in page.alternatives if "метро" in each.name)
    solution = solving.make_solution(
        page.words, page.towns, name=station.name, place=station.place, why="the stairs are seen"
    )
    solving.solve(INVESTIGATOR, solution, at=NOW)
    (row,) = live("Немига")
    assert row.place_name == "станцыя метро «Няміга»"


def test_opening_the_list_and_the_words_is_recorded(book: Path) -> None:
    reading.open_unsolved(REVIEWER, UnsolvedFilter(town="Minsk"), at=NOW)
    reading.open_words(REVIEWER, KIOSK, "Minsk", at=NOW)
    reading.open_solved(REVIEWER, page=1, at=NOW)
    told = b"|".join(chain_of("journal:rita"))
    assert told.index(b"places to solve") < told.index(b"place words") < told.index(b"places solved")
    with pytest.raises(NotFoundError):
        reading.open_unsolved(AUDITOR, UnsolvedFilter(), at=NOW)


def test_a_leg_of_a_detention_is_solved_and_taken_back_with_the_others(book: Path) -> None:
    leg = {
        "id": "l1",
        "incident": "a-source:1",
        "leg": "1",
        "step": "police_station",
        "place_kind": "police_station",
        "place_words": KIOSK,
        "town_words": "Minsk",
        "time": "2020-08-10T21:00:00+03:00/2020-08-10T22:00:00+03:00",
        "is_invented": "yes",
    }
    bring("detentions", file_of([leg]), book, source="legs")
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    (window,) = Window.objects.filter(leg__isnull=False, superseded_at_change__isnull=True)
    assert (done.records, window.place_name) == (5, "the kiosk")
    page = reading.open_words(INVESTIGATOR, KIOSK, "Minsk", at=NOW)
    assert "a-source:1" in {each.ref for each in page.mentions if each.subject is SubjectKind.LEG}
    assert solving.take_back(INVESTIGATOR, done.solution_id, why="wrong", at=NOW).records == 5


def test_the_database_itself_keeps_decisions(book: Path) -> None:
    done = solving.solve(INVESTIGATOR, kiosk(), at=NOW)
    for change in (
        lambda: PlaceSolution.objects.filter(pk=done.solution_id).update(reason="another"),
        lambda: PlaceSolution.objects.filter(pk=done.solution_id).delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
