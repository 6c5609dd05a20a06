import math
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimebook.spacetime.chances import chances
from crimebook.spacetime.kernel import Index, Scoring
from crimebook.spacetime.kernel.from_windows import scored_incidents, scored_recordings
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import TermName, term_bits
from crimebook.spacetime.strata import DAY_S, Stratum
from crimebook.spacetime.times import Lag
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, View, Window, WindowKind

SOAK = bool(os.environ.get("CRIMEBOOK_SOAK"))
EVENING = datetime(2020, 8, 9, 20, tzinfo=UTC)
MINSK = Stratum("Minsk", DAY_S, 12_000.0, 0.007, 1.6e-4, 100, 0.25)
SMALL = Stratum("the background", 365 * DAY_S, 3e6, 2e-8, 2e-9, 100, 0.2)
LAG = Lag((0.7, 0.3), (600.0, 86_400.0))
KINDS = ["", "video", "audio", "fixed_camera"]

_SECONDS = st.sampled_from([0, 0, 1, 60, 900, 3_600, 90_000]) | st.integers(0, 200_000)


@st.composite
def four_points(draw: st.DrawFn) -> FourPoint:
    start = EVENING + timedelta(
        seconds=draw(st.integers(-7_200, 7_200)), microseconds=draw(st.integers(0, 3))
    )
    offsets = sorted(draw(st.tuples(_SECONDS, _SECONDS, _SECONDS)))
    first, second, last = (start + timedelta(seconds=each) for each in offsets)
    inner = [first, second] if draw(st.booleans()) else [second, first]
    points = [start, *inner, last]
    if draw(st.integers(0, 9)) == 0:
        points[draw(st.integers(0, 3))] = None
    return FourPoint(*points)


@st.composite
def places(draw: st.DrawFn, east: float = 0.0) -> Place:
    lat, lon = 53.9 + draw(st.floats(-0.01, 0.01)), 27.55 + east + draw(st.floats(-0.01, 0.01))
    radius_m = draw(st.sampled_from([0.0, 5.0, 90.0, 400.0, 5_000.0]))
    precision = draw(st.sampled_from([Precision.EXACT, Precision.VICINITY, Precision.LOCALITY]))
    if draw(st.integers(0, 4)) == 0:
        line = (LatLon(lat, lon), LatLon(lat + 0.003, lon + 0.001))
        return Place.along((line,), 15.0, Precision.STREET)
    return Place(LatLon(lat, lon), radius_m, precision)


@st.composite
def recordings(draw: st.DrawFn) -> Window:
    view = View(draw(st.floats(0, 359.9)), draw(st.floats(1, 360)), draw(st.sampled_from([50.0, 200.0])))
    # No camera stands on the very point of an incident known exactly: there a bearing is but rounding.
    return Window(
        draw(places(east=1.234e-5)),
        draw(four_points()),
        draw(st.sampled_from(WindowKind)),
        draw(st.sampled_from([TimeBasis.CLOCK, TimeBasis.STATED, TimeBasis.POSTED])),
        (),
        draw(st.sampled_from([0.0, 0.0, 2.0, 60.0, 3_000.0])),
        view if draw(st.booleans()) else None,
    )


@st.composite
def incidents(draw: st.DrawFn) -> Window:
    kind = draw(st.sampled_from(WindowKind))
    return Window(draw(places()), draw(four_points()), kind, TimeBasis.STATED, ())


def scored_by_the_book(
    incident: Window, told: Sequence[tuple[int, Window]], kinds: dict[int, str], stratum: Stratum
) -> dict[int, dict[str, float]]:
    recorded = replace(Recorded.of(told, kinds=kinds), lag=LAG)
    terms = term_bits(chances(incident, recorded), stratum, recorded.kind_bits)
    rows = {name: np.nan_to_num(values) for name, values in terms.items()}
    return {
        window_id: {name.value: float(rows[name][row]) for name in TermName}
        for row, (window_id, _) in enumerate(told)
    }


@settings(max_examples=10_000 if SOAK else 60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(incidents(), min_size=1, max_size=3),
    st.lists(st.tuples(recordings(), st.sampled_from(KINDS)), min_size=1, max_size=8),
    st.sampled_from([MINSK, SMALL]),
)
def test_every_pair_has_the_score_of_the_book(
    asked: list[Window], told: list[tuple[Window, str]], stratum: Stratum
) -> None:
    windows = [(10 * row, window) for row, (window, _) in enumerate(told)]
    kinds = {10 * row: kind for row, (_, kind) in enumerate(told)}
    index = Index.of(scored_recordings(windows, kinds=kinds), threads=1)
    table = scored_incidents([(row, window, stratum) for row, window in enumerate(asked)])
    found = index.best(table, Scoring(0.5, 0.5, lag=LAG), len(told))
    pairs = index.pairs(table)
    assert sorted(zip(found["incident"].to_pylist(), found["recording"].to_pylist(), strict=True)) == list(
        zip(pairs["incident"].to_pylist(), pairs["recording"].to_pylist(), strict=True)
    )
    for k in (1, 2):
        assert index.best(table, Scoring(0.5, 0.5, lag=LAG), k).equals(
            found.filter(pa.array(found["rank"].to_numpy() <= k))
        )
    wanted = [scored_by_the_book(window, windows, kinds, stratum) for window in asked]
    for row in found.to_pylist():
        terms = wanted[row["incident"]][row["recording"]]
        assert row["score_bits"] == pytest.approx(math.fsum(terms.values()), abs=1e-3)
        assert row["prior_bits"] + row["kind_bits"] == pytest.approx(terms["prior"], abs=1e-3)
        for name in ("time", "place", "view"):
            assert row[f"{name}_bits"] == pytest.approx(terms[name], abs=1e-3)


def many() -> tuple[pa.Table, pa.Table]:
    """Four hundred recordings and forty incidents of one evening and quarter, with ties."""
    rng = np.random.default_rng(4)
    told, asked = [], []
    for row in range(400):
        place = Place(LatLon(53.9 + 1e-3 * rng.integers(0, 4), 27.55), 30.0, Precision.EXACT)
        start = EVENING + timedelta(minutes=int(rng.integers(0, 60)))
        span = FourPoint.exact(start, start + timedelta(minutes=int(rng.integers(1, 20))))
        view = View(float(rng.integers(0, 360)), 60.0, 150.0) if row % 3 == 0 else None
        sigma_s = float(rng.choice([0.0, 30.0]))
        told.append(
            (1_000 - row, Window(place, span, WindowKind.LASTING, TimeBasis.CLOCK, (), sigma_s, view))
        )
    for row in range(40):
        place = Place(LatLon(53.9 + 1e-4 * row, 27.55), 90.0, Precision.VICINITY)
        span = FourPoint.exact(EVENING + timedelta(minutes=row), EVENING + timedelta(minutes=row + 15))
        asked.append((row, Window(place, span, WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ()), MINSK))
    return scored_recordings(told), scored_incidents(asked)


def test_the_best_are_the_first_of_all_the_scores() -> None:
    told, asked = many()
    index, scoring = Index.of(told, threads=2), Scoring(0.5, 0.5)
    every = index.best(asked, scoring, 400)
    assert every.num_rows == index.pairs(asked).num_rows > 2_000
    for k in (1, 10, 50):
        kept = every.filter(pa.array(every["rank"].to_numpy() <= k))
        assert index.best(asked, scoring, k).equals(kept)


def test_equal_scores_stand_by_the_recordings_ids() -> None:
    told, asked = many()
    rows = Index.of(told).best(asked, Scoring(0.5, 0.5), 400).to_pylist()
    order = [(row["incident"], -row["score_bits"], row["recording"]) for row in rows]
    assert order == sorted(order)
    assert len({each[:2] for each in order}) < len(order)


def test_a_table_without_columns_for_the_score_is_scored_by_its_bounds_alone() -> None:
    told, asked = many()
    plain = [
        "window",
        "part",
        "x",
        "y",
        "z",
        "sin_half",
        "cos_half",
        "radius_m",
        "share",
        "start_us",
        "end_us",
    ]
    found = Index.of(told.select(plain)).best(asked.select(plain), Scoring(0.01, 0.001), 3)
    assert found.num_rows == 120
    assert set(found["kind_bits"].to_pylist()) == {0.0}
    assert found["prior_bits"][0].as_py() == pytest.approx(
        0.2 + 0.64 * math.log2(0.01) + 0.4 * math.log2(0.001)
    )
