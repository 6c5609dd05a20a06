"""Two lists without a book are matched as a book's windows of the same words are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.exchange.windows.checking import Rules, check_rows
from crimebook.exchange.windows.listing import Listing, Side
from crimebook.places.posts import clock_time
from crimebook.spacetime.columns import recording_parts
from crimebook.spacetime.kernel import memory_bytes
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import top_k
from crimebook.spacetime.strata import DAY_S, Extent, stratum_of
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, View, Window, WindowKind
from crimebook.work.windows.columns import AREA_RADIUS_M, Company, Recordings
from crimebook.work.windows.matching import TERMS, Match
from crimebook.work.windows.plan import (
    BYTES_A_RECORDING,
    BYTES_AN_INCIDENT,
    LEAST_SLAB,
    Plan,
    needed_bytes,
    parse_size,
    plan_for,
)

FIRST = datetime(2020, 8, 9, 20, tzinfo=UTC)
KINDS = ("", "video", "photo", "fixed_camera", "livestream", "message", "unheard-of")


def draw_recordings(count: int, seed: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        start = FIRST + timedelta(seconds=float(rng.uniform(0, 40_000)))
        row: dict[str, Any] = {"id": f"r{number}", "lat": 53.9 + rng.normal(0, 0.004), "lon": 27.55}
        row |= {"lon": 27.55 + rng.normal(0, 0.006), "radius_m": float(rng.choice([5, 50, 400]))}
        length_s = float(rng.choice([0, 30, 900, 7_200]))
        row |= {"start": start, "end": None if rng.random() < 0.1 else start + timedelta(seconds=length_s)}
        row |= {"kind": str(rng.choice(KINDS)), "clock_sigma_s": float(rng.choice([0, 2, 60]))}
        aimed, ranged = rng.random() < 0.4, rng.random() < 0.4
        row |= {
            "azimuth_deg": float(rng.uniform(0, 360)) if aimed else None,
            "fov_deg": 70.0 if aimed else None,
        }
        row |= {"range_m": float(rng.uniform(20, 400)) if ranged else None}
        rows.append(row)
    return rows


def draw_incidents(count: int, seed: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed + 1)
    rows = []
    for number in range(count):
        start = FIRST + timedelta(seconds=float(rng.uniform(0, 40_000)))
        length_s = float(rng.choice([0, 600, 7_200, 3 * DAY_S]))
        row = {"id": number, "lat": 53.9 + rng.normal(0, 0.004), "lon": 27.55 + rng.normal(0, 0.006)}
        row |= {
            "radius_m": float(rng.choice([10, 80, 700])),
            "start": start,
            "end": start + timedelta(seconds=length_s),
        }
        rows.append(row | {"kind": str(rng.choice(["", "instant", "lasting"]))})
    return rows


def listed(rows: list[dict[str, Any]], side: Side) -> Listing:
    found = check_rows(pa.Table.from_pylist(rows), Rules(side))
    assert not found.refusals
    return found


def as_recording(row: dict[str, Any]) -> Window:
    """Return the window that a book has of a recording with these words."""
    start, end, sigma_s = row["start"], row["end"], row["clock_sigma_s"]
    place = Place(LatLon(row["lat"], row["lon"]), row["radius_m"], Precision.EXACT)
    if end is None:
        cut = timedelta(seconds=4 * sigma_s)
        time = FourPoint(start - cut, start + cut, None, None)
    else:
        time = clock_time(start, end, sigma_s).time
    kind = WindowKind.INSTANT_INSIDE if row["kind"] == "message" else WindowKind.LASTING
    return Window(place, time, kind, TimeBasis.CLOCK, (), sigma_s, as_view(row))


def as_view(row: dict[str, Any]) -> View | None:
    if row["fov_deg"] is None and row["range_m"] is None:
        return None
    by_kind = {"video": 130.0, "photo": 115.0, "livestream": 150.0}
    range_m = row["range_m"] or by_kind.get(row["kind"], 150.0)
    return View(row["azimuth_deg"] or 0.0, row["fov_deg"] or 360.0, range_m)


def as_incident(row: dict[str, Any]) -> Window:
    place = Place(LatLon(row["lat"], row["lon"]), row["radius_m"], Precision.VICINITY)
    kind = WindowKind.LASTING if row["kind"] == "lasting" else WindowKind.INSTANT_INSIDE
    return Window(place, FourPoint.exact(row["start"], row["end"]), kind, TimeBasis.STATED, ())


RECORDINGS, INCIDENTS = draw_recordings(300, 5), draw_incidents(40, 5)
SEEN = [(row, as_recording(each)) for row, each in enumerate(RECORDINGS)]
KIND_OF = {row: each["kind"] for row, each in enumerate(RECORDINGS)}


def whole(recordings: int = 300, incidents: int = 40) -> Match:
    plan = Plan(recordings, incidents, 1)
    return Match(listed(INCIDENTS, Side.INCIDENTS), listed(RECORDINGS, Side.RECORDINGS), plan)


def test_the_columns_of_a_list_are_those_of_the_books_windows():
    mine, book = Recordings.of(listed(RECORDINGS, Side.RECORDINGS)), Recorded.of(SEEN, kinds=KIND_OF)
    for name in ("points_us", "is_timed", "is_instant", "clock_sigma_s", "context_s", "reach_m", "kind_bits"):
        np.testing.assert_array_equal(getattr(mine, name), getattr(book, name), name)
    for name in ("azimuth_rad", "half_rad"):
        np.testing.assert_allclose(getattr(mine, name), getattr(book, name), err_msg=name)
    searched = mine.table(listed(RECORDINGS, Side.RECORDINGS).discs)
    parts = recording_parts(SEEN, kinds=KIND_OF)
    for name in parts.column_names:
        np.testing.assert_allclose(
            searched[name].to_numpy(), parts[name].to_numpy(), rtol=1e-15, err_msg=name
        )
    np.testing.assert_allclose(searched["sigma_m"].to_numpy(), book.discs.sigma_m)


@pytest.mark.parametrize("slab_s", [DAY_S, 3 * DAY_S, 600.0])
def test_the_company_of_a_list_is_the_stratum_of_its_windows(slab_s: float):
    company = Company([Recordings.of(listed(RECORDINGS, Side.RECORDINGS))])
    book = stratum_of(Extent("all", slab_s, AREA_RADIUS_M), [window for _, window in SEEN])
    assert company.mean_time(np.array([slab_s]))[0] == pytest.approx(book.mean_time)
    assert company.mean_place == pytest.approx(book.mean_place)
    assert company.mean_view == pytest.approx(book.mean_view)


def test_the_best_of_each_incident_and_their_bits_are_the_books():
    """The kernel promises a thousandth of a bit beside the book's scorer."""
    work = whole()
    pairs = pa.concat_tables(work.pairs(work.chunks[0]))
    best = work.best(work.chunks[0], 5)
    book = Recorded.of(SEEN, kinds=KIND_OF)
    scored = 0
    for row, each in enumerate(INCIDENTS):
        candidates = pairs.filter(pa.array(pairs["incident"].to_numpy() == row))["recording"].to_numpy()
        window = as_incident(each)
        slab_s = max((each["end"] - each["start"]).total_seconds(), DAY_S)
        stratum = stratum_of(Extent("all", slab_s, AREA_RADIUS_M), [seen for _, seen in SEEN])
        expected = top_k(window, book.take(np.sort(candidates)), stratum, 5) if len(candidates) else ()
        mine = best.filter(pa.array(best["incident"].to_numpy() == row)).to_pylist()
        assert [found["rank"] for found in mine] == list(range(1, len(expected) + 1))
        bits = {scored.window_id: scored for scored in top_k(window, book, stratum, 300)}
        for found, wanted in zip(mine, expected, strict=True):
            assert found["score_bits"] == pytest.approx(wanted.score_bits, abs=2e-3)
            assert found["score_bits"] == pytest.approx(bits[found["recording"]].score_bits, abs=2e-3)
            assert sum(found[name] for name in TERMS) == pytest.approx(found["score_bits"], abs=1e-4)
            scored += 1
    assert scored > 100


@pytest.mark.parametrize(("recordings", "incidents"), [(37, 40), (300, 7), (50, 11)])
def test_what_is_found_does_not_depend_on_the_cuts(recordings: int, incidents: int):
    uncut, cut = whole(), whole(recordings, incidents)
    lists = pa.concat_tables([cut.best(chunk, 5) for chunk in cut.chunks])
    expected = uncut.best(uncut.chunks[0], 5)
    assert lists.select(["incident", "rank"]) == expected.select(["incident", "rank"])
    np.testing.assert_allclose(lists["score_bits"], expected["score_bits"], atol=1e-3)
    pairs = pa.concat_tables([piece for chunk in cut.chunks for piece in cut.pairs(chunk)])
    by = [("incident", "ascending"), ("recording", "ascending")]
    assert pairs.sort_by(by) == pa.concat_tables(uncut.pairs(uncut.chunks[0])).sort_by(by)
    assert len(set(zip(*pairs.to_pydict().values(), strict=True))) == len(pairs)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20_000_000), st.integers(1, 2_000_000), st.integers(1, 100), st.integers(70, 16_000))
def test_a_plan_covers_everything_within_its_memory(
    recordings: int, incidents: int, top: int, megabytes: int
):
    memory = megabytes * 1_000_000
    if memory < needed_bytes(recordings, min(recordings, LEAST_SLAB), 1, top):
        with pytest.raises(InvalidValueError):
            plan_for(recordings, incidents, top, memory)
        return
    plan = plan_for(recordings, incidents, top, memory)
    assert needed_bytes(recordings, plan.recordings, plan.incidents, top) <= memory
    assert plan.slabs * plan.recordings >= recordings
    assert (plan.slabs - 1) * plan.recordings < recordings
    assert 1 <= plan.incidents <= incidents


def test_what_a_plan_counts_is_what_the_kernel_says_it_takes():
    assert needed_bytes(0, 700, 30, 10) - needed_bytes(0, 0, 0, 10) == pytest.approx(
        memory_bytes(700, 30, 10) - memory_bytes(0, 0, 10) + 700 * BYTES_A_RECORDING + 30 * BYTES_AN_INCIDENT
    )


def test_a_memory_too_small_is_refused_with_what_is_needed():
    with pytest.raises(InvalidValueError, match=r"at least \d+ MB for this list, got 100 MB") as refused:
        plan_for(10_000_000, 1_000, 10, 100_000_000)
    needed = int(str(refused.value).split("at least ")[1].split()[0])
    assert plan_for(10_000_000, 1_000, 10, needed * 1_000_000).slabs > 1


@pytest.mark.parametrize(
    ("text", "size"), [("512MB", 512_000_000), ("1.5 gb", 1_500_000_000), ("2GiB", 2 << 30), ("700", 700)]
)
def test_a_size_is_read(text: str, size: int):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "much", "-1GB", "1 PB"])
def test_what_is_no_size_is_refused(text: str):
    with pytest.raises(InvalidValueError, match="512MB"):
        parse_size(text)
