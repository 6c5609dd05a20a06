"""No bound lies below the score that it stands for, and those of clocked recordings lie close above it."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.spacetime.columns import OPEN_END_US, DiscColumns, parts_from_discs
from crimebook.spacetime.kernel import Index, Scoring
from crimebook.spacetime.kernel.best import Sides
from crimebook.spacetime.kernel.bounds import fill_bounds, room_for
from crimebook.spacetime.kernel.chances import asked_of
from crimebook.spacetime.kernel.columns import Parts, Sought
from crimebook.spacetime.kernel.compiling import Ints, Singles, compiled
from crimebook.spacetime.kernel.scoring import Law
from crimebook.spacetime.kernel.windows import owners

SCORING = Scoring(600 / 86_400, (150 / 12_000) ** 2)
COUNT = 3_000


@compiled
def _bounds(law: Law, sides: Sides, incident: int, base_us: int, places: Ints) -> Singles:
    found = room_for(len(places))
    asked = asked_of(sides.mine, sides.sought, law, incident, incident + 1, base_us)
    fill_bounds(law, asked, sides.rows, (places, len(places)), found)
    return found.most


def discs(rng: np.random.Generator, count: int, start_us: NDArray[np.int64], length_us: int) -> pa.Table:
    """Discs on one square kilometre, of which some are points."""
    radius_m = rng.choice([0.0, 3.0, 60.0, 400.0, 9_000.0], count)
    where = 53.9 + rng.uniform(0, 0.01, count), 27.5 + rng.uniform(0, 0.015, count)
    end_us = np.minimum(start_us + length_us, OPEN_END_US)
    numbers = np.arange(count), np.zeros(count, np.int32)
    return parts_from_discs(DiscColumns(*numbers, *where, radius_m, np.ones(count), start_us, end_us))


def recordings(rng: np.random.Generator) -> pa.Table:
    """Recordings whose ends are known in all four ways."""
    start_us = rng.integers(-3_600, 3_600, COUNT) * 1_000_000
    points = start_us[:, None] + np.cumsum(rng.integers(0, 1_200, (COUNT, 4)) * 500_000, axis=1)
    columns = {f"p{number}_us": points[:, number] for number in range(4)} | {
        "is_timed": rng.random(COUNT) < 0.8,
        "is_posted": rng.random(COUNT) < 0.2,
        "is_instant": rng.random(COUNT) < 0.2,
        "clock_sigma_s": rng.choice([0.0, 0.001, 2.0, 60.0, 4_000.0], COUNT),
        "cut_s": rng.choice([0.0, 3_600.0, 86_400.0], COUNT),
        "kind_bits": rng.uniform(-1, 1, COUNT),
        "reach_m": rng.choice([0.0, 0.1, 50.0, 150.0, 2_000.0], COUNT),
    }
    table = discs(rng, COUNT, start_us - 10**12, 2 * 10**12)
    for name, values in columns.items():
        table = table.append_column(name, pa.array(values))
    return table


def incidents(rng: np.random.Generator) -> pa.Table:
    """Instants, what lasted, some hours of one of two days, and an instant known to the microsecond."""
    start_us = rng.integers(-3_600, 3_600, 24) * 1_000_000
    lengths_us = np.tile(np.array([0, 60, 1_200, 14_400, 90_000, 400]) * 1_000_000, 4)
    table = discs(rng, 24, start_us, 10**11)
    for name, share in (("p0_us", 0.0), ("p1_us", 0.2), ("p2_us", 0.7), ("p3_us", 1.0)):
        table = table.append_column(name, pa.array(start_us + (lengths_us * share).astype(np.int64)))
    table = table.append_column("is_instant", pa.array(np.arange(24) % 5 > 0))
    return table.append_column("is_timed", pa.array(np.arange(24) % 11 > 0))


def test_no_bound_lies_below_its_score_and_most_lie_close_above():
    rng = np.random.default_rng(7)
    told, asked = recordings(rng), incidents(rng)
    index = Index.of(told, threads=1)
    scores = index.best(asked, SCORING, COUNT)
    mine = Parts.of(asked)
    whose = owners(mine.window)
    sides = index.sides(mine, Sought.of(asked, SCORING.means), whose)
    places = np.arange(COUNT, dtype=np.int32)
    bounds = np.full((24, COUNT), np.nan)
    for incident in range(24):
        found = _bounds(SCORING.law(), sides, incident, index.base_us, places)
        bounds[incident, index.tree.order] = found[:COUNT]
    above = bounds[scores["incident"], scores["recording"]] - scores["score_bits"].to_numpy()
    assert len(above) > COUNT
    assert above.min() > 0
    has_clock = told["is_timed"].to_numpy() & ~told["is_posted"].to_numpy()
    has_clock &= np.isin(told["clock_sigma_s"].to_numpy(), [2.0, 60.0])
    # Incidents of twenty minutes, with a time, and of an instant.
    is_close = has_clock[scores["recording"]] & np.isin(scores["incident"], [2, 8, 14])
    assert np.quantile(above[is_close], 0.5) < 0.3
