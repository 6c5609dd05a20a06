"""What happened near a message: how far, how long apart, never by a deployment taken from the case."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from crimebook.command.certainty import Certainty
from crimebook.command.history import Deployment, Spell
from crimebook.command.nearness import NEAR_M, SOON, near_spots, spots_of
from crimebook.command.presence import Case
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision

AT = datetime(2020, 8, 10, 22, 45, tzinfo=timezone(timedelta(hours=3)))
SAID = FourPoint.instant(AT)
HERE = Place(LatLon(53.907, 27.46), 50.0, Precision.VICINITY)
UNIT = Deployment(
    1, 4, (Spell(FourPoint.exact(AT - timedelta(hours=1), AT + timedelta(hours=1)), HERE),), 301
)


def place(metres_north: float, radius_m: float = 50.0) -> Place:
    return Place(LatLon(53.907 + metres_north / 111_195, 27.46), radius_m, Precision.VICINITY)


def case(number: int = 7, metres_north: float = 0.0, minutes: float = 0.0, radius_m: float = 50.0) -> Case:
    time = FourPoint.instant(AT + timedelta(minutes=minutes))
    return Case(number, (Spell(time, place(metres_north, radius_m)),))


def test_a_message_that_tells_its_place_is_there_and_not_where_deployments_are():
    far = replace(UNIT, spells=(replace(UNIT.spells[0], place=place(50_000)),))
    spots = spots_of([Spell(SAID, HERE)], [far])
    assert [each.deployment for each in spots] == [None]
    (near,) = near_spots(spots, SAID, [case(metres_north=300, minutes=10)])
    assert (near.least_m, near.most_m) == pytest.approx((200, 400), abs=0.5)
    assert near.apart == timedelta(minutes=10)
    assert [str(each) for each in near.reasons][-1] == "at least 10 min apart"


def test_without_a_place_its_units_deployments_at_that_instant_tell():
    earlier = FourPoint.exact(AT - timedelta(hours=9), AT - timedelta(hours=8))
    gone = replace(UNIT, number=2, spells=(Spell(earlier, HERE),))
    spots = spots_of([Spell(SAID, None)], [gone, UNIT])
    assert [each.deployment.number for each in spots if each.deployment] == [1]
    (near,) = near_spots(spots, SAID, [case()])
    assert (near.case, near.certainty, near.least_m) == (7, Certainty.CERTAIN, 0.0)


def test_a_deployment_concluded_from_a_case_never_counts_for_that_case():
    spots = spots_of([Spell(SAID, None)], [replace(UNIT, derived_from=frozenset({7}))])
    assert [each.case for each in near_spots(spots, SAID, [case(7), case(8)])] == [8]


@pytest.mark.parametrize(
    ("found", "differing"),
    [
        (1, {"metres_north": NEAR_M + 90}),
        (0, {"metres_north": NEAR_M + 110}),
        (1, {"minutes": SOON.total_seconds() / 60}),
        (0, {"minutes": SOON.total_seconds() / 60 + 0.1}),
        (0, {"radius_m": 16_000.0}),
    ],
)
def test_near_is_within_a_kilometre_and_half_an_hour_and_no_whole_town(found: int, differing: dict):
    assert len(near_spots(spots_of([Spell(SAID, HERE)], []), SAID, [case(**differing)])) == found


def test_what_was_at_the_same_time_comes_first_and_each_case_once():
    twice = Case(9, (*case(9, 500).spells, *case(9, 10).spells))
    found = near_spots(spots_of([Spell(SAID, HERE)], []), SAID, [case(8, minutes=20), twice])
    assert [(each.case, each.least_m) for each in found] == [(9, 0.0), (8, 0.0)]
