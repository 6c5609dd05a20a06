"""Reading: the right first, the record of the reading second, the page third."""

from pathlib import Path

import pytest
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, post, recording

from crimebook.custody.events import check_chain
from crimebook.stores.register.events import chain_of
from crimebook.terms.errors import CrimebookError, NotFoundError
from crimebook.work.actors import Actor, Role
from crimebook.work.reading import incidents, messages, overview, recordings, streets, units
from crimebook.work.reading.pages import IncidentFilter

pytestmark = pytest.mark.django_db

OUTSIDER = Actor("auditor", "Auditor", Role.AUDITOR)


@pytest.fixture
def operator(tmp_path: Path) -> Actor:
    actor = open_test_book()
    rows = [
        case("1"),
        case(
            "2", violations="Deprivation of sleep", perpetrator_units="Militsiya", city="Brest", place_text=""
        ),
        case("3", date_from="2020-08-12", injuries="head/bruise/"),
    ]
    bring("cases", file_of(rows), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    bring("channel-posts", file_of([post("1", media_type="text", duration_s="")]), tmp_path)
    body = {
        "id": "omon",
        "name_en": "OMON of a city",
        "name_be": "АМАП",
        "parent": "",
        "place": "",
        "note": "x",
    }
    bring("institutions", file_of([body]), tmp_path)
    match(tmp_path)
    return actor


EVERY_PAGE = (
    lambda actor: overview.open_overview(actor, at=NOW),
    lambda actor: incidents.open_incidents(actor, IncidentFilter(), at=NOW),
    lambda actor: incidents.open_incident(actor, "a-source:1", at=NOW),
    lambda actor: recordings.open_recordings(actor, source="", is_placed=None, page=1, at=NOW),
    lambda actor: recordings.open_recording(actor, "a-source:r", at=NOW),
    lambda actor: messages.open_messages(actor, source="", page=1, at=NOW),
    lambda actor: messages.open_message(actor, "a-source:chan/1", at=NOW),
    lambda actor: units.open_units(actor, at=NOW),
    lambda actor: units.open_unit(actor, "a-source:omon", at=NOW),
    lambda actor: streets.open_streets(actor, "a-source:1", at=NOW),
)
"""Each leaves one event: not none, and not two for one look."""


@pytest.mark.parametrize("open_page", EVERY_PAGE)
def test_every_page_is_recorded_before_it_is_shown(operator: Actor, open_page):
    before = len(chain_of("journal:operator"))
    assert open_page(operator) is not None
    chain = chain_of("journal:operator")
    assert len(chain) == before + 1
    check_chain(chain)


@pytest.mark.parametrize("open_page", EVERY_PAGE)
def test_who_may_not_read_learns_nothing_and_leaves_no_page(operator: Actor, open_page):
    with pytest.raises(NotFoundError):
        open_page(OUTSIDER)


@pytest.mark.parametrize(
    "open_page",
    [
        lambda actor: incidents.open_incident(actor, "a-source:99", at=NOW),
        lambda actor: recordings.open_recording(actor, "a-source:1", at=NOW),
        lambda actor: messages.open_message(actor, "nobody:1", at=NOW),
        lambda actor: units.open_unit(actor, "a-source:1", at=NOW),
        lambda actor: incidents.open_incident(actor, "no reference", at=NOW),
    ],
)
def test_what_is_not_there_is_not_found_and_the_asking_is_recorded(operator: Actor, open_page):
    before = len(chain_of("journal:operator"))
    with pytest.raises(CrimebookError):
        open_page(operator)
    assert len(chain_of("journal:operator")) == before + 1


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (IncidentFilter(), {"1", "2", "3"}),
        (IncidentFilter(act="ill_treatment.sleep_deprived"), {"2"}),
        (IncidentFilter(mention="Militsiya"), {"2"}),
        (IncidentFilter(words="brest"), {"2"}),
        (IncidentFilter(source="elsewhere"), set()),
    ],
)
def test_a_filter_leaves_what_it_says(operator: Actor, chosen: IncidentFilter, left: set[str]):
    page = incidents.open_incidents(operator, chosen, at=NOW)
    assert {row.ref.partition(":")[2] for row in page.rows} == left
    assert page.total == len(left)


def test_each_choice_of_a_filter_leaves_as_many_as_it_promises(operator: Actor):
    page = incidents.open_incidents(operator, IncidentFilter(), at=NOW)
    for name in ("act", "mention", "town"):
        for choice in getattr(page, f"{name}s"):
            narrowed = incidents.open_incidents(operator, IncidentFilter(**{name: choice.value}), at=NOW)
            assert narrowed.total == choice.count, (name, choice)


def test_the_numbers_of_the_overview_are_those_of_the_lists(operator: Actor):
    page = overview.open_overview(operator, at=NOW)
    numbers = {number.key: number.value for number in page.numbers}
    assert numbers["incidents"] == incidents.open_incidents(operator, IncidentFilter(), at=NOW).total
    assert numbers["recordings"] == 1
    assert sum(day.incidents for day in page.days) == numbers["incidents"]
    assert sum(day.acts for day in page.days) == numbers["acts"]
    assert numbers["injuries"] == 1


def test_a_mention_that_looks_like_a_unit_is_a_hint_on_its_page(operator: Actor):
    page = units.open_unit(operator, "a-source:omon", at=NOW)
    assert page.name.original == "АМАП"
    assert page.name.romanised == "AMAP"
    assert [each.value for each in page.mentions] == ["OMON"]
    assert {row.ref for row in page.incidents} == {"a-source:1", "a-source:3"}


def test_streets_behind_an_incident_are_near_it(operator: Actor):
    names = {street.name for street in streets.open_streets(operator, "a-source:1", at=NOW)}
    assert any("Прытыцкага" in name for name in names)
