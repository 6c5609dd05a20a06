"""Promise 8: matching misses no pair that the windows allow, and says why each one scores as it does.

Here over the whole way, from files to stored matches; the engine is held against brute force in
``tests/spacetime`` and ``tests/stores/lake``.
"""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.work.book import bring, case, file_of, match, open_test_book, recording

from crimebook.spacetime.sight import reach_m
from crimebook.stores.register.matching import incident_windows, seen_windows
from crimebook.stores.register.models import Match
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.places import distance_m

places = st.tuples(st.floats(53.895, 53.915), st.floats(27.44, 27.48))
minutes = st.integers(0, 300)


def may_be_one(incident: WindowRecord, other: WindowRecord) -> bool:
    """Whether two windows allow one moment, by the plainest reading: every disc against every disc."""
    one, two = incident.window, other.window
    if not one.time.may_overlap(two.time):
        return False
    assert one.place is not None
    assert two.place is not None
    return any(
        distance_m(near.centre, far.centre) <= near.radius_m + far.radius_m + reach_m(two)
        for near in one.place.cover()
        for far in two.place.cover()
    )


class Matching(TestCase):
    @settings(max_examples=15)
    @given(
        st.lists(st.tuples(places, minutes), min_size=1, max_size=4),
        st.lists(st.tuples(places, minutes, st.integers(1, 90)), min_size=1, max_size=8),
    )
    def test_every_pair_that_the_windows_allow_is_stored_with_its_reasons(self, incidents, cameras):
        folder = Path("unused")
        open_test_book()
        rows = [
            case(
                str(n),
                place_text=f"({lat:.6f}, {lon:.6f})",
                time_text=f"{18 + minute // 60}:{minute % 60:02}",
            )
            for n, ((lat, lon), minute) in enumerate(incidents)
        ]
        bring("cases", file_of(rows), folder)
        seen = []
        for n, ((lat, lon), minute, length) in enumerate(cameras):
            hour, end = 18 + minute // 60, minute + length
            last = 18 + end // 60
            seen.append(
                recording(
                    f"r{n}",
                    lat=f"{lat:.6f}",
                    lon=f"{lon:.6f}",
                    start=f"2020-08-10T{hour:02}:{minute % 60:02}:00+03:00",
                    end=f"2020-08-{10 + last // 24}T{last % 24:02}:{end % 60:02}:00+03:00",
                )
            )
        bring("recordings", file_of(seen), folder)
        match(folder)
        allowed = {
            (one.window_id, two.window_id)
            for one in incident_windows()
            for two in seen_windows()
            if may_be_one(one, two)
        }
        stored = list(Match.objects.all())
        assert {(row.window_id, row.other_id) for row in stored if row.is_placed} == allowed
        for row in stored:
            names = [term["name"] for term in row.terms]
            assert names == ["prior", "time", "place", "background", "calibration"]
            assert sum(term["bits"] for term in row.terms) == pytest.approx(row.score_bits, abs=1e-9)
            assert all(term["reason"]["message"] for term in row.terms)
