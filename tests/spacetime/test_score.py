import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.spacetime import weights
from crimebook.spacetime.chances import WRONG_AZIMUTH, chances, time_chances
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import Scored, TermName, score_window, top_k
from crimebook.spacetime.strata import DAY_S, Extent, Stratum, estimate_stratum
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, View, Window, WindowKind

EVENING = datetime(2020, 8, 9, 20, tzinfo=UTC)
CENTRE = LatLon(53.9, 27.55)
NIGHT = Extent("Minsk, the night of 9 August 2020", DAY_S, 12_000.0)
MINSK = estimate_stratum(NIGHT, [60.0, 900.0], [100.0, 150.0], [90.0])
DEGREES_PER_M = math.degrees(1 / EARTH_RADIUS_M)


def minutes(count: float) -> datetime:
    return EVENING + timedelta(minutes=count)


def north(metres: float, radius_m: float = 0.0, precision: Precision = Precision.EXACT) -> Place:
    return Place(LatLon(CENTRE.lat + metres * DEGREES_PER_M, CENTRE.lon), radius_m, precision)


INCIDENT = Window(
    Place(CENTRE, 90.0, Precision.VICINITY),
    FourPoint(minutes(0), minutes(10), minutes(20), minutes(40)),
    WindowKind.INSTANT_INSIDE,
    TimeBasis.STATED,
    (),
)
VIDEO = Window(
    north(100.0, 30.0), FourPoint.exact(minutes(5), minutes(15)), WindowKind.LASTING, TimeBasis.CLOCK, ()
)


def score(incident: Window, recording: Window, stratum: Stratum = MINSK) -> Scored:
    return score_window(incident, [(1, recording)], stratum)[0]


def bits(scored: Scored) -> dict[TermName, float]:
    return {term.name: term.bits for term in scored.terms}


def chance_of_time(incident: Window, recording: Window, context_s: float = 600.0) -> float:
    return float(time_chances(incident, Recorded.of([(1, recording)], context_s))[0])


@pytest.mark.parametrize(
    "recording",
    [
        VIDEO,
        replace(VIDEO, view=View(180.0, 60.0, 200.0), clock_sigma_s=30.0),
        replace(VIDEO, place=None),
        replace(VIDEO, time=FourPoint.unknown()),
        replace(VIDEO, place=north(-9e6), view=View(0.0, 10.0, 5.0)),
        replace(VIDEO, kind=WindowKind.INSTANT_INSIDE, basis=TimeBasis.POSTED),
    ],
)
def test_the_terms_sum_to_the_score_exactly(recording: Window) -> None:
    scored = score(INCIDENT, recording)
    assert math.fsum(term.bits for term in scored.terms) == scored.score_bits
    assert all(math.isfinite(term.bits) for term in scored.terms)
    assert [term.name for term in scored.terms][:2] == [TermName.PRIOR, TermName.TIME]


def test_the_score_is_the_weighed_sum_of_what_the_chances_say() -> None:
    video = replace(VIDEO, view=View(180.0, 60.0, 200.0), clock_sigma_s=30.0)
    found = chances(INCIDENT, Recorded.of([(1, video)]))
    elsewhere = estimate_stratum(Extent("the background", 30 * DAY_S, 300_000.0), [60.0], [100.0], [30.0])
    for stratum in (MINSK, elsewhere):
        told = 0.9 * found.time[0] + 0.1 * stratum.mean_time, 0.9 * found.place[0] + 0.1 * stratum.mean_place
        expected = weights.START_BITS + weights.VIEW_WEIGHT * math.log2(found.view[0])
        expected += weights.TIME_WEIGHT * math.log2(told[0]) + weights.PLACE_WEIGHT * math.log2(told[1])
        assert score(INCIDENT, video, stratum).score_bits == pytest.approx(expected, abs=1e-9)


def test_a_phone_held_up_starts_higher_than_a_camera_that_runs_anyway() -> None:
    videos, kinds = [(n, VIDEO) for n in range(3)], {0: "fixed_camera", 1: "video"}
    columns = replace(Recorded.of(videos, kinds=kinds), reach_m=np.full(3, 150.0))
    ranked = top_k(INCIDENT, columns, MINSK, 3)
    assert [each.window_id for each in ranked] == [1, 2, 0]
    gap = ranked[0].score_bits - ranked[2].score_bits
    assert gap == pytest.approx(weights.KIND_BITS["video"] - weights.KIND_BITS["fixed_camera"])
    assert [term.bits for term in ranked[0].terms[1:]] == [term.bits for term in ranked[2].terms[1:]]


def test_a_kind_that_sees_farther_covers_more() -> None:
    away = replace(VIDEO, place=north(250.0, 30.0))
    kinds = {0: "doorbell", 1: "video", 2: "drone"}
    found = chances(INCIDENT, Recorded.of([(n, away) for n in range(3)], kinds=kinds)).place
    assert found[0] < found[1] < found[2]


def test_a_photograph_speaks_for_half_a_minute_around_it() -> None:
    photo = replace(VIDEO, time=FourPoint.instant(minutes(10)))
    around = FourPoint.exact(minutes(9.5), minutes(10.5))
    assert chance_of_time(INCIDENT, photo) == chance_of_time(INCIDENT, replace(VIDEO, time=around)) > 0


def test_a_term_is_there_only_where_something_speaks_to_it() -> None:
    seen, country = replace(VIDEO, view=View(0.0, 90.0, 50.0)), Place(CENTRE, 3e5, Precision.COUNTRY)
    assert list(bits(score(INCIDENT, VIDEO))) == ["prior", "time", "place"]
    assert list(bits(score(INCIDENT, seen))) == ["prior", "time", "place", "view"]
    assert list(bits(score(replace(INCIDENT, place=None), seen))) == ["prior", "time"]
    unplaced = score(INCIDENT, replace(seen, place=country))
    assert (list(bits(unplaced)), unplaced.is_placed) == (["prior", "time"], False)


def test_an_unknown_time_weighs_nothing() -> None:
    assert bits(score(INCIDENT, replace(VIDEO, time=FourPoint.unknown())))["time"] == 0.0
    assert bits(score(replace(INCIDENT, time=FourPoint.unknown()), VIDEO))["time"] == 0.0


def test_what_seems_impossible_may_rest_on_a_wrong_word() -> None:
    far = replace(VIDEO, place=north(-9e6), time=FourPoint.exact(minutes(1e6), minutes(1e6 + 1)))
    found = bits(score(INCIDENT, far))
    assert found["time"] == pytest.approx(weights.TIME_WEIGHT * math.log2(weights.WRONG))
    assert found["place"] == pytest.approx(weights.PLACE_WEIGHT * math.log2(weights.WRONG))


@given(st.lists(st.floats(0, 3_000), min_size=2, max_size=8))
def test_closer_is_not_worse(distances: list[float]) -> None:
    videos = [replace(VIDEO, place=north(metres, 30.0)) for metres in sorted(distances)]
    found = chances(INCIDENT, Recorded.of(list(enumerate(videos)))).place
    assert (np.diff(found) <= 1e-9).all()


def test_the_time_of_a_video_is_its_share_of_the_trapezoid() -> None:
    height = 2 / (40 + 10)
    expected = 5 * height * (0.5 + 1) / 2 + 5 * height
    assert chance_of_time(INCIDENT, VIDEO) == pytest.approx(expected)


def test_hours_that_may_be_of_either_night_leave_little_for_the_day_between() -> None:
    day, hour = 1_440, 60
    either = FourPoint(minutes(0), minutes(0), minutes(day + hour), minutes(day + hour))
    night = replace(INCIDENT, time=either)

    def chance_from(start: float) -> float:
        return chance_of_time(
            night, replace(VIDEO, time=FourPoint.exact(minutes(start), minutes(start + 10)))
        )

    assert chance_from(20) == pytest.approx(10 / (day + hour) / 2 + 10 / hour / 4)
    assert chance_from(day + 20) == pytest.approx(chance_from(20))
    assert chance_from(720) == pytest.approx(10 / (day + hour) / 2)
    assert chance_of_time(night, replace(VIDEO, time=either)) == pytest.approx(1.0)


@pytest.mark.parametrize("hours", [24, 30])
def test_a_whole_day_and_a_day_with_its_night_are_even(hours: int) -> None:
    whole = replace(INCIDENT, time=FourPoint.exact(minutes(0), minutes(60 * hours)))
    for start in (20, 720):
        video = replace(VIDEO, time=FourPoint.exact(minutes(start), minutes(start + 10)))
        assert chance_of_time(whole, video) == pytest.approx(10 / (60 * hours))


def test_the_reading_of_a_clock_stands_in_the_middle_of_its_cuts() -> None:
    cut = FourPoint(minutes(3), minutes(7), minutes(13), minutes(17))
    assert chance_of_time(INCIDENT, replace(VIDEO, time=cut, clock_sigma_s=1e-6)) == pytest.approx(
        chance_of_time(INCIDENT, VIDEO)
    )


def test_what_lasted_asks_for_presence() -> None:
    held = replace(INCIDENT, time=FourPoint.exact(minutes(-600), minutes(600)), kind=WindowKind.LASTING)
    assert chance_of_time(held, VIDEO) == 1.0


def test_a_message_speaks_of_what_was_around_it() -> None:
    moment = replace(INCIDENT, time=FourPoint.instant(minutes(5)))
    message = replace(VIDEO, time=FourPoint.instant(minutes(0)), kind=WindowKind.INSTANT_INSIDE)
    assert chance_of_time(moment, message, context_s=300.0) == 1.0
    assert chance_of_time(moment, message, context_s=299.0) == 0.0
    post = replace(message, basis=TimeBasis.POSTED)
    assert chance_of_time(moment, post, context_s=600.0) == 0.0
    assert chance_of_time(replace(INCIDENT, time=FourPoint.instant(minutes(-5))), post) == 1.0


def test_a_post_of_unknown_cut_can_be_old_and_one_of_unknown_length_says_nothing() -> None:
    post = replace(VIDEO, basis=TimeBasis.POSTED, time=FourPoint(None, minutes(59), None, minutes(60)))
    old = chance_of_time(replace(INCIDENT, time=FourPoint.instant(minutes(30))), post)
    assert old == pytest.approx(30 / (30 + 30) - 29 / (30 + 29))
    assert math.isnan(chance_of_time(INCIDENT, replace(post, time=FourPoint(None, None, None, minutes(60)))))


@pytest.mark.parametrize(("azimuth", "looks"), [(180.0, True), (0.0, False), (90.0, False)])
def test_the_view_tells_how_much_of_the_place_the_camera_looks_at(azimuth: float, looks: bool) -> None:
    scored = score(INCIDENT, replace(VIDEO, view=View(azimuth, 60.0, 200.0)))
    percent = dict(scored.terms[-1].reason.values)["percent"]
    assert percent > 80 if looks else percent < 1
    assert (bits(scored)["view"] > 0) == looks
    least = weights.VIEW_WEIGHT * math.log2(WRONG_AZIMUTH * 60 / 360 / MINSK.mean_view)
    assert bits(scored)["view"] >= least - 1e-9


def test_a_view_all_round_adds_nothing_to_the_place() -> None:
    found = chances(INCIDENT, Recorded.of([(1, replace(VIDEO, view=View(0.0, 360.0, 200.0)))]))
    assert found.view[0] == pytest.approx(1.0)


def test_a_street_is_weighed_along_its_whole_line() -> None:
    ends = north(-500.0).centre, north(500.0).centre
    street = Place.along((ends,), 10.0, Precision.STREET)
    along = chances(replace(INCIDENT, place=street), Recorded.of([(1, replace(VIDEO, place=north(0.0)))]))
    # A disc of the chain is as wide as it is long, so a little of it is out of reach sideways.
    assert along.place[0] == pytest.approx(2 * 150 / 1_000, rel=0.03)
    turned = chances(replace(INCIDENT, place=north(0.0)), Recorded.of([(1, replace(VIDEO, place=street))]))
    assert turned.place[0] == pytest.approx(along.place[0])


def test_ties_break_by_id_and_only_the_best_are_kept() -> None:
    recordings = [(9, VIDEO), (3, VIDEO), (5, replace(VIDEO, place=north(20.0, 30.0)))]
    ranked = score_window(INCIDENT, recordings, MINSK)
    assert [each.window_id for each in ranked] == [5, 3, 9]
    assert top_k(INCIDENT, Recorded.of(recordings), MINSK, 2) == ranked[:2]
    assert score_window(INCIDENT, [], MINSK) == ()


def test_taken_columns_score_as_the_windows_themselves() -> None:
    street = Place.along(((CENTRE, north(300.0).centre),), 10.0, Precision.STREET)
    recordings = [(1, VIDEO), (2, replace(VIDEO, place=None)), (3, replace(VIDEO, place=street))]
    taken = Recorded.of(recordings).take(np.array([2, 0]))
    assert top_k(INCIDENT, taken, MINSK, 9) == score_window(INCIDENT, [recordings[2], recordings[0]], MINSK)


@pytest.mark.parametrize(
    ("incident", "recording", "sentences"),
    [
        (
            INCIDENT,
            VIDEO,
            (
                "recordings of this kind from Minsk, the night of 9 August 2020",
                "the recording covers 35 % of the possible instants",
                "100 m away, give or take 32 m; reach 150 m",
            ),
        ),
        (
            INCIDENT,
            replace(VIDEO, clock_sigma_s=20.0, view=View(190.0, 60.0, 200.0)),
            ("its clock being right to 20 s", "looks at 82.6 % of the possible places within its reach"),
        ),
        (
            INCIDENT,
            replace(VIDEO, time=FourPoint.unknown()),
            ("too little is known of the time to weigh it",),
        ),
        (
            INCIDENT,
            replace(
                VIDEO,
                basis=TimeBasis.POSTED,
                time=FourPoint(minutes(5), minutes(90), minutes(15), minutes(100)),
            ),
            ("posted 1 h after the last possible instant; recorded in time with a chance of",),
        ),
        (
            INCIDENT,
            replace(VIDEO, kind=WindowKind.INSTANT_INSIDE, time=FourPoint.instant(minutes(15))),
            ("the message speaks of the 10 minutes around it: 72.5 % of the possible instants",),
        ),
        (
            replace(INCIDENT, kind=WindowKind.LASTING),
            VIDEO,
            ("with a chance of 100 % the recording was running while it lasted",),
        ),
        (INCIDENT, replace(VIDEO, place=None), ("before looking closer: 1 in",)),
    ],
)
def test_every_term_says_why(incident: Window, recording: Window, sentences: tuple[str, ...]) -> None:
    said = "; ".join(str(term.reason) for term in score(incident, recording).terms)
    for sentence in sentences:
        assert sentence in said
