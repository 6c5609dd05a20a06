from dataclasses import replace

import pytest
from tests.command.histories import day, days
from tests.command.test_chain import head

from crimebook.command.certainty import Certainty, Death
from crimebook.command.history import Deployment, History, Spell, death_of
from crimebook.command.presence import Case, may_touch, presences, where_at
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.reasons import join_reasons

SQUARE = Place(LatLon(53.9, 27.56), 100, Precision.VICINITY)
FAR = Place(LatLon(53.9, 27.60), 100, Precision.VICINITY)
NIGHT = days(2, 2, 3, 3)
CASE = Case(7, (Spell(days(2, 3, 2, 3), SQUARE),))


def deployed(number: int = 1, time=NIGHT, place: Place | None = SQUARE, **differing: object) -> Deployment:
    plain = Deployment(number, 1, (Spell(time, place),), 300 + number)
    return replace(plain, **differing)  # type: ignore[arg-type]


def test_a_person_is_where_their_unit_was_no_more_certainly_than_they_served_in_it():
    history = History(postings=(head(1, days(0, 3, 5, 6)),), deployments=(deployed(), deployed(2, unit=9)))
    found = where_at(history, 1, day(2))
    assert [each.certainty for each in found.holdings] == [Certainty.POSSIBLE]
    assert [(each.deployment.number, each.certainty) for each in found.stays] == [(1, Certainty.POSSIBLE)]
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("history", "gap"),
    [
        (History(), "no source tells of any post"),
        (History(postings=(head(1, days(5, 5, 6, 6)),)), "held at another time"),
        (History(postings=(head(1, days(0, 1, 1, None)),)), "no source tells of a post at this time"),
        (History(postings=(head(1, days(0, 0, 6, 6)),), deaths={1: Death(day(1), day(1))}), "had died"),
    ],
)
def test_what_nobody_tells_of_a_person_is_a_gap(history: History, gap: str):
    assert gap in join_reasons(where_at(history, 1, day(2)).gaps)


def test_a_deployment_concluded_from_a_case_never_counts_for_that_case():
    own, other = deployed(1, derived_from=frozenset({7, 9})), deployed(2, derived_from=frozenset({8}))
    found = presences((own, other), CASE)
    assert [(each.deployment.number, each.counts) for each in found] == [(2, True), (1, False)]
    assert "does not count" in join_reasons(found[1].reasons)
    (again,) = presences((own,), replace(CASE, number=9))
    assert not again.counts, "another telling of the same event"
    assert all(each.counts for each in presences((own,), replace(CASE, number=10)))


def test_deployments_elsewhere_or_at_another_time_are_none():
    assert presences((deployed(place=FAR), deployed(2, days(4, 4, 5, 5))), CASE) == ()


def test_without_a_place_a_deployment_is_kept_apart_and_not_left_out():
    (found,) = presences((deployed(place=None),), CASE)
    assert (found.is_placed, found.counts) == (False, True)
    assert "not known" in join_reasons(found.reasons)


def test_of_several_spells_the_one_that_meets_the_case_counts():
    spells = (Spell(NIGHT, FAR), Spell(NIGHT, None), Spell(NIGHT, SQUARE))
    (found,) = presences((deployed(spells=spells),), CASE)
    assert found.is_placed


def test_a_street_touches_what_lies_along_it_and_not_what_its_circle_holds():
    street = Place.along(
        ((LatLon(53.90, 27.50), LatLon(53.90, 27.60)),), half_width_m=20, precision=Precision.STREET
    )
    assert may_touch(street, SQUARE)
    assert not may_touch(street, Place(LatLon(53.91, 27.55), 100, Precision.VICINITY))


def test_somebody_is_dead_once_every_source_says_so():
    told = death_of([Death(day(1), day(2)), Death(day(4), day(4))])
    assert told == Death(day(1), day(4))
    assert death_of([]) is None
