"""The kernel's lists are those of the numpy scorer, which stays the oracle, however the lake is cut."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from crimebook.spacetime.columns import parts_table, times_table
from crimebook.spacetime.kernel import Index
from crimebook.spacetime.score import TermName, top_k
from crimebook.spacetime.seen_columns import Seen, heads_of, recorded_of, searched_parts, seen_table
from crimebook.spacetime.times import Lag
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.windows import SubjectKind, TimeBasis, View, Window, WindowKind
from crimebook.work.pieces import KEPT, LISTS, Best, Piece, Strata
from crimebook.work.scanning import strata_of
from crimebook.work.strata import Company

FIRST = datetime(2020, 8, 9, 18, tzinfo=UTC)
LAG_LEARNT = Lag((0.7, 0.3), (900.0, 40_000.0))
RNG = np.random.default_rng(11)


def some_place() -> Place | None:
    lat, lon = 53.9 + RNG.normal(0, 0.01), 27.55 + RNG.normal(0, 0.015)
    shape = RNG.random()
    if shape < 0.2:
        return None
    if shape < 0.3:
        line = (LatLon(lat, lon), LatLon(lat + 0.004, lon + 0.003))
        return Place.along((line,), 15.0, Precision.STREET)
    if shape < 0.35:
        return Place(LatLon(53.9, 27.55), 12_000.0, Precision.LOCALITY)
    return Place(LatLon(lat, lon), float(RNG.choice([5, 40, 300])), Precision.VICINITY)


def some_time(length_s: float, soft_s: float) -> FourPoint:
    start = FIRST + timedelta(seconds=float(RNG.uniform(0, 30_000)))
    soft, end = timedelta(seconds=soft_s), start + timedelta(seconds=length_s)
    return FourPoint(start - soft, start + soft, end - soft, end + soft)


def some_recording() -> Window:
    place, how = some_place(), RNG.random()
    view = View(float(RNG.uniform(0, 360)), 70.0, 150.0) if RNG.random() < 0.4 else None
    if how < 0.3:
        posted = FIRST + timedelta(seconds=float(RNG.uniform(0, 60_000)))
        time = FourPoint(posted - timedelta(days=2), posted - timedelta(seconds=60), None, posted)
        return Window(place, time, WindowKind.LASTING, TimeBasis.POSTED, (), 0.0, view)
    if how < 0.4:
        open_end = FourPoint(FIRST, FIRST + timedelta(minutes=5), None, None)
        return Window(place, open_end, WindowKind.LASTING, TimeBasis.CLOCK, (), 0.0, view)
    sigma_s = float(RNG.choice([0, 20, 120]))
    time = some_time(float(RNG.choice([600, 3_600])), min(4 * sigma_s, 250.0))
    return Window(
        place, time, WindowKind.LASTING, TimeBasis.CLOCK, (), sigma_s if sigma_s < 60 else 0.0, view
    )


def some_message() -> Window:
    time = some_time(0.0, 0.0)
    return Window(some_place(), time, WindowKind.INSTANT_INSIDE, TimeBasis.CLOCK, (), 0.0, None)


def some_incident() -> Window:
    kind = WindowKind.LASTING if RNG.random() < 0.3 else WindowKind.INSTANT_INSIDE
    time = some_time(float(RNG.choice([1_200, 7_200, 30_000, 90_000])), float(RNG.choice([0, 300])))
    if RNG.random() < 0.1:
        time = FourPoint(time.earliest_start, None, None, None)
    return Window(some_place(), time, kind, TimeBasis.STATED, ())


SEEN = [
    Seen(3 * n + 1, some_recording(), SubjectKind.RECORDING, str(RNG.choice(["video", "fixed_camera", ""])))
    if n % 4
    else Seen(3 * n + 1, some_message(), SubjectKind.COMMUNICATION)
    for n in range(900)
]
TABLE = seen_table(SEEN)
WINDOWS = [(5 * n + 2, some_incident()) for n in range(60)]


def strata() -> dict[int, Strata]:
    company = Company(heads_of(TABLE))
    counted = {pk: (company.count_around(window), company.count_at(window)) for pk, window in WINDOWS}
    return {pk: strata_of(window, counted[pk]) for pk, window in WINDOWS}


STRATA = strata()


def expected(window_id: int, window: Window) -> dict[int, dict[int, Any]]:
    """Return all candidates of each list with their scores, as numpy makes them."""
    recorded = recorded_of(TABLE, lag=LAG_LEARNT)
    heads = heads_of(TABLE)
    is_message = heads["subject"].to_numpy(zero_copy_only=False) == SubjectKind.COMMUNICATION.value
    pairs = Index.of(searched_parts(TABLE)).pairs(parts_table([(window_id, window)]))
    near = np.searchsorted(recorded.ids, pairs["recording"].to_numpy())
    times = times_table([(window_id, window)])
    meets = (heads["start_us"].to_numpy() <= times["end_us"][0].as_py()) & (
        times["start_us"][0].as_py() <= heads["end_us"].to_numpy()
    )
    then = np.flatnonzero(meets & ~recorded.is_placed if window.is_placed else meets)
    found = {}
    for place, which in enumerate(LISTS):
        rows = then if which.is_apart else near
        rows = rows[is_message[rows] == which.is_message]
        stratum = STRATA[window_id][which.is_apart]
        scored = top_k(window, recorded.take(rows), stratum, len(rows)) if len(rows) else ()
        found[place] = {each.window_id: each for each in scored}
    return found


def test_the_lists_are_those_of_the_numpy_scorer():
    piece = Piece(TABLE, LAG_LEARNT)
    best, counts = piece.best(WINDOWS, STRATA), piece.count(WINDOWS, STRATA, 10_000)
    lists = {(pk, LISTS.index(which)): rows for pk, which, rows in best.lists()}
    full = 0
    for pk, window in WINDOWS:
        wanted = expected(pk, window)
        assert counts[pk] == sum(map(len, wanted.values()))
        for place, candidates in wanted.items():
            rows = lists.get((pk, place), slice(0, 0))
            mine = best.explained(window, LISTS[place], rows, STRATA[pk]) if candidates else ()
            theirs = sorted((each.score_bits for each in candidates.values()), reverse=True)[:KEPT]
            assert [each.score_bits for each in mine] == pytest.approx(theirs, abs=1e-3)
            for each in mine:
                other = candidates[each.window_id]
                assert [term.name for term in each.terms] == [term.name for term in other.terms]
                for term, same in zip(each.terms, other.terms, strict=True):
                    assert term.bits == pytest.approx(same.bits, abs=1e-3)
                    assert term.reason.message == same.reason.message
            full += len(candidates) > KEPT
            if mine:
                assert best.most(rows, LISTS[place], STRATA[pk]) == pytest.approx(
                    mine[0].score_bits, abs=1e-4
                )
    assert full > 30
    assert {place for _, place in lists} == {0, 1, 2, 3}


def test_what_a_reason_says_of_time_and_view_is_read_back_from_the_bits():
    best = Piece(TABLE, LAG_LEARNT).best(WINDOWS, STRATA)
    said = 0
    for pk, which, rows in best.lists():
        window = dict(WINDOWS)[pk]
        wanted = expected(pk, window)[LISTS.index(which)] if pk % 7 == 0 else {}
        for each in best.explained(window, which, rows, STRATA[pk]) if wanted else ():
            for term, same in zip(each.terms, wanted[each.window_id].terms, strict=True):
                mine, theirs = dict(term.reason.values), dict(same.reason.values)
                if term.name in {TermName.TIME, TermName.VIEW}:
                    assert mine == pytest.approx(theirs, rel=0.01, abs=2e-5)
                    said += 1
                else:
                    assert mine == theirs
    assert said > 500


@pytest.mark.parametrize("cuts", [(300,), (40, 41, 700)])
def test_what_is_kept_does_not_depend_on_how_the_lake_is_cut(cuts: tuple[int, ...]):
    ids = TABLE["window"].to_numpy()
    bounds = [0, *(int(np.searchsorted(ids, 3 * cut + 1)) for cut in cuts), len(TABLE)]
    pieces = [Piece(TABLE.slice(first, end - first), LAG_LEARNT) for first, end in pairwise(bounds)]
    whole = Piece(TABLE, LAG_LEARNT).best(WINDOWS, STRATA)
    cut = Best.of([piece.best(WINDOWS, STRATA) for piece in pieces])
    for name in ("window", "which", "seen", "score", "terms"):
        np.testing.assert_array_equal(getattr(cut, name), getattr(whole, name), name)
    for (pk, which, rows), (_, _, same) in zip(cut.lists(), whole.lists(), strict=True):
        window = dict(WINDOWS)[pk]
        assert cut.explained(window, which, rows, STRATA[pk]) == whole.explained(
            window, which, same, STRATA[pk]
        )


def test_a_piece_that_holds_nothing_finds_nothing():
    nothing = Piece(TABLE.slice(0, 0), LAG_LEARNT)
    assert list(nothing.best(WINDOWS, STRATA).lists()) == []
    assert set(nothing.count(WINDOWS, STRATA, 1).values()) == {0}
    assert len(Best.of([nothing.best([], {})]).seen) == len(pa.array([]))
