"""The call from Python: whatever speaks Arrow goes in, an Arrow table comes out."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from crimebook.terms.errors import InvalidValueError
from crimebook.work.windows import RefusedRowsError, match

INCIDENTS = {
    "id": ["beaten", "held"],
    "lat": [53.905, 53.8867],
    "lon": [27.55, 27.538],
    "radius_m": [50.0, 80.0],
    "start": [datetime(2020, 8, 9, 20, tzinfo=UTC), datetime(2020, 8, 9, 22, tzinfo=UTC)],
    "end": [datetime(2020, 8, 9, 22, tzinfo=UTC), datetime(2020, 8, 13, 6, tzinfo=UTC)],
}
RECORDINGS = {
    "id": [7, 8, 9],
    "lat": [53.9052, 53.904, 53.8867],
    "lon": [27.5503, 27.549, 27.5381],
    "radius_m": [20.0, 20.0, 10.0],
    "start": [1_597_004_000, 1_597_003_800, 1_597_093_200],
    "end": [1_597_004_600, 1_597_004_400, 1_597_096_800],
}
EXPECTED = [("beaten", 1), ("beaten", 2), ("held", 1)]


def frames() -> list[tuple[object, object]]:
    both = (INCIDENTS, RECORDINGS)
    return [
        (both[0], both[1]),
        tuple(pa.table(each) for each in both),
        tuple(pl.DataFrame(each) for each in both),
        tuple(pd.DataFrame(each) for each in both),
        (pa.table(INCIDENTS).to_reader(), pl.DataFrame(RECORDINGS)),
    ]


@pytest.mark.parametrize("place", range(5), ids=["mappings", "arrow", "polars", "pandas", "a stream"])
def test_every_kind_of_table_has_the_same_answer(place: int):
    found = match(*frames()[place], top=2)
    assert found.select(["incident", "rank"]).to_pylist() == [
        {"incident": incident, "rank": rank} for incident, rank in EXPECTED
    ]
    assert found["recording"].type == pa.int64()
    assert sorted(found["recording"].to_pylist()) == [7, 8, 9]
    terms = [name for name in found.column_names if name.endswith("_bits") and name != "score_bits"]
    sums = np.sum([found[name].to_numpy() for name in terms], axis=0)
    np.testing.assert_allclose(sums, found["score_bits"], atol=1e-3)


def test_all_pairs_are_every_window_that_can_have_met():
    found = match(INCIDENTS, RECORDINGS, all_pairs=True)
    assert found.sort_by([("incident", "ascending"), ("recording", "ascending")]).to_pydict() == {
        "incident": ["beaten", "beaten", "held"],
        "recording": [7, 8, 9],
    }


def test_rows_that_are_no_windows_are_named_by_their_position():
    wrong = RECORDINGS | {"lat": [53.9, 153.9, None]}
    with pytest.raises(RefusedRowsError, match=r"2 rows of recordings .* row 1, lat: .*row 2, lat") as caught:
        match(INCIDENTS, wrong)
    assert [each.row for each in caught.value.refusals] == [1, 2]


def test_naive_times_need_the_zone_that_they_are_of():
    naive = INCIDENTS | {"start": [datetime(2020, 8, 9, 23), datetime(2020, 8, 10, 1)]}
    with pytest.raises(RefusedRowsError, match="offset"):
        match(naive, RECORDINGS)
    assert match(naive, RECORDINGS, zone=ZoneInfo("Europe/Minsk")) == match(INCIDENTS, RECORDINGS)


def test_what_is_no_table_and_what_is_no_number_is_refused():
    with pytest.raises(InvalidValueError, match="polars or pandas"):
        match([1, 2], RECORDINGS)
    with pytest.raises(InvalidValueError, match="top of 1"):
        match(INCIDENTS, RECORDINGS, top=0)


def test_nothing_in_common_is_an_empty_table_with_its_columns():
    far = RECORDINGS | {"lat": [-53.0] * 3}
    found = match(INCIDENTS, far)
    assert len(found) == 0
    assert found.column_names[:4] == ["incident", "recording", "rank", "score_bits"]
    later = RECORDINGS | {name: [4_000_000_000] * 3 for name in ("start", "end")}
    assert match(INCIDENTS, later).schema == found.schema
