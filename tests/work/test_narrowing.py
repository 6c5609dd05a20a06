"""Narrowing the list of incidents: as long as the counts say, in the order of time, however long it is."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.work.book import NOW, bring, case, file_of, open_test_book

from crimebook.stores.register.models import Incident, Window
from crimebook.stores.register.queries import incidents as stored
from crimebook.stores.register.queries.milestones import IN_TIME, Milestone, page_from, set_milestones
from crimebook.stores.register.transactions import last_change
from crimebook.work import milestones
from crimebook.work.actors import Actor
from crimebook.work.counting import current_counts, keep_counts
from crimebook.work.milestones import milestones_for
from crimebook.work.reading import incidents as reading
from crimebook.work.reading.incidents import open_incidents
from crimebook.work.reading.pages import IncidentFilter, IncidentList

if TYPE_CHECKING:
    from crimebook.work.reading.page_parts import Choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(tmp_path: Path) -> Actor:
    """Seven cases of two towns and two weeks; one has no act, one no day, two are judged to be one."""
    actor = open_test_book()
    rows = [
        case("1", date_from="2020-08-12"),
        case("2", date_from="2020-08-10", city="Brest", place_text=""),
        case("3", date_from="2020-08-18", perpetrator_units="Militsiya"),
        case("4", date_from="2020-08-11", violations="", city="Brest", place_text=""),
        case("5", date_from="2020-08-10", city="Hrodna", place_text=""),
        case("6", date_from="2020-08-17", violations="Deprivation of sleep"),
    ]
    bring("cases", file_of(rows), tmp_path)
    again = [case("7", date_from="2020-08-12", city="Hrodna", place_text="", perpetrator_units="Spetsnaz")]
    bring("cases", file_of(again), tmp_path, source="another")
    Incident.objects.filter(external_id="5").update(first_start=None, day="")
    first = Incident.objects.get(external_id="1")
    Incident.objects.filter(external_id="7").update(leader=first)
    return actor


def narrowed(actor: Actor, **to: object) -> IncidentList:
    return open_incidents(actor, IncidentFilter(**to), at=NOW)


def ids(found: IncidentList) -> list[str]:
    return [row.ref.partition(":")[2] for row in found.rows]


@pytest.mark.parametrize("counted", [2_000, 1, 0])
def test_a_list_is_as_long_as_its_count_and_stands_in_the_order_of_time(
    actor: Actor, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    monkeypatch.setattr(stored, "COUNTED", counted)
    counts = current_counts(at=NOW)
    whole = ids(narrowed(actor))
    assert whole == ["2", "4", "1", "6", "3", "5"]
    ways: dict[str, tuple[Choice, ...]] = {
        "mention": counts.incidents_by_mention,
        "town": counts.incidents_by_place,
        "source": counts.incidents_by_source,
    }
    for name, choices in ways.items():
        assert choices
        for choice in choices:
            found = narrowed(actor, **{name: choice.value})
            assert len(found.rows) == choice.count
            assert (found.total, found.is_more) == (choice.count, False)
            assert ids(found) == [each for each in whole if each in ids(found)]
    for choice in counts.incidents_by_day:
        if choice.value:
            assert narrowed(actor, day=date.fromisoformat(choice.value)).total == choice.count


def test_an_incident_without_an_act_counts_for_its_place(actor: Actor) -> None:
    towns = {each.value: each.count for each in current_counts(at=NOW).incidents_by_place}
    brest = Window.objects.get(incident__external_id="4").place_name
    assert towns[brest] == 2
    assert sorted(ids(narrowed(actor, town=brest))) == ["2", "4"]


def test_what_is_told_of_a_double_is_found_at_the_incident_that_stands_for_both(actor: Actor) -> None:
    assert ids(narrowed(actor, mention="Spetsnaz")) == ["1"]


@pytest.mark.parametrize("counted", [2_000, 0])
def test_several_days_are_those_from_the_first_to_the_last(
    actor: Actor, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    monkeypatch.setattr(stored, "COUNTED", counted)
    week = narrowed(actor, day=date(2020, 8, 11), last_day=date(2020, 8, 17))
    assert ids(week) == ["4", "1", "6"]
    assert week.total == 3
    assert ids(narrowed(actor, day=date(2020, 8, 11), last_day=date(2020, 8, 10))) == []


def test_a_list_under_two_conditions_says_how_many_it_has_at_least(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "COUNTED", 1)
    long = narrowed(actor, source="a-source", mention="OMON")
    assert ids(long) == ["2", "4", "1", "6", "5"]
    assert (long.total, long.is_more) == (1, True)
    short = narrowed(actor, mention="Militsiya", day=date(2020, 8, 18))
    assert (ids(short), short.total, short.is_more) == (["3"], 1, False)


@pytest.mark.parametrize("is_current", [False, True])
@pytest.mark.parametrize("size", [1, 2, 4, 5])
@pytest.mark.parametrize("counted", [2_000, 0])
def test_pages_follow_each_other_without_a_gap(
    actor: Actor, monkeypatch: pytest.MonkeyPatch, counted: int, size: int, *, is_current: bool
) -> None:
    """Also where the later ones are found from the end."""
    monkeypatch.setattr(stored, "COUNTED", counted)
    every = Incident.objects.filter(leader__isnull=True).count()
    by = stored.Narrowing(source="a-source")
    pages = [
        stored.narrow_incidents(by, start=start, count=size, known=every, is_current=is_current)
        for start in range(0, 9, size)
    ]
    refs = [row.ref.partition(":")[2] for page in pages for row in page.rows]
    assert refs == ["2", "4", "1", "6", "3", "5"]


def test_choices_of_a_short_list_are_counted_within_it(actor: Actor) -> None:
    found = narrowed(actor, day=date(2020, 8, 10), last_day=date(2020, 8, 12))
    assert sum(each.count for each in found.sources) == found.total == 3
    assert [each.value for each in found.days] == ["2020-08-10", "2020-08-11", "2020-08-12"]
    assert sum(each.count for each in found.acts) == 2


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_found_from_milestones_are_those_found_by_walking(
    actor: Actor, monkeypatch: pytest.MonkeyPatch, size: int, stride: int
) -> None:
    """Dated and undated incidents, and two that begin at the same instant."""
    Incident.objects.filter(external_id="3").update(first_start=None)
    Incident.objects.filter(external_id="4").update(first_start=Incident.objects.get(pk=1).first_start)
    monkeypatch.setattr(stored, "COUNTED", 0)
    left = Incident.objects.filter(leader__isnull=True)
    stones = set_milestones(left, stride=stride)
    walked = list(left.order_by(*IN_TIME).values_list("pk", flat=True))
    assert [each.pk for each in stones] == walked[stride::stride]
    for start in range(len(walked)):
        page = page_from(left, stones, start, size)
        whole = walked[start : start + size]
        nearest = max((each for each in stones if each.position <= start), key=_position, default=None)
        undated = left.filter(pk__in=whole, first_start=None).exists()
        if nearest is None or len(whole) < size or (nearest.first_start and undated):
            assert page is None
        else:
            assert page == whole


def _position(milestone: Milestone) -> int:
    return milestone.position


def test_long_lists_have_milestones_until_something_changes(
    actor: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(stored, "COUNTED", 0)
    monkeypatch.setattr(milestones, "LONG", 3)
    monkeypatch.setattr(reading, "STRIDE", 0)
    monkeypatch.setattr(set_milestones, "__kwdefaults__", {"stride": 2})
    counts = keep_counts(at=NOW)
    by = stored.Narrowing(mention="OMON")
    assert [each.position for each in milestones_for(by, change=counts.change)] == [2, 4]
    assert milestones_for(stored.Narrowing(mention="Militsiya"), change=counts.change) == ()
    assert milestones_for(stored.Narrowing(mention="OMON", words="x"), change=counts.change) == ()
    assert ids(narrowed(actor, mention="OMON")) == ["2", "4", "1", "6", "5"]
    bring("cases", file_of([case("9", date_from="2020-08-09")]), tmp_path, source="third")
    assert milestones_for(by, change=last_change()) == ()
