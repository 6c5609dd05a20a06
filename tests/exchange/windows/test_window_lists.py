"""Lists of windows: rows that are right come in, each wrong one is named with its column."""

import io
import json
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from crimebook.exchange.tables import TableError
from crimebook.exchange.windows.checking import Rules, check_rows, refuse_doubles
from crimebook.exchange.windows.listing import Listing, Side
from crimebook.exchange.windows.reading import Format, format_of, read_list
from crimebook.terms.places import LatLon, Place, Precision

GOOD = {
    "id": "a",
    "lat": "53.9",
    "lon": "27.55",
    "radius_m": "50",
    "start": "2020-08-09T22:45:00+03:00",
    "end": "2020-08-09T23:00:00+03:00",
}
RULES = Rules(Side.INCIDENTS)


def check(*rows: dict[str, Any], rules: Rules = RULES) -> Listing:
    names = list(dict.fromkeys(name for row in rows for name in row))
    raw = pa.table({name: [row.get(name) for row in rows] for name in names})
    return refuse_doubles(check_rows(raw, rules))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"id": ""}, "id"),
        ({"id": "=1+1"}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"lat": "90.5"}, "lat"),
        ({"lat": "north"}, "lat"),
        ({"lat": ""}, "lat"),
        ({"lon": "-180.5"}, "lon"),
        ({"radius_m": "-1"}, "radius_m"),
        ({"radius_m": "1e8"}, "radius_m"),
        ({"radius_m": ""}, "radius_m"),
        ({"start": "yesterday"}, "start"),
        ({"start": "2020-08-09T22:45:00"}, "start"),
        ({"start": "", "end": ""}, "start"),
        ({"end": "2020-08-09T22:44:00+03:00"}, "end"),
        ({"kind": "murder"}, "kind"),
        ({"clock_sigma_s": "-1"}, "clock_sigma_s"),
        ({"azimuth_deg": "10"}, "fov_deg"),
        ({"fov_deg": "70"}, "azimuth_deg"),
        ({"azimuth_deg": "10", "fov_deg": "0"}, "fov_deg"),
        ({"azimuth_deg": "400", "fov_deg": "70"}, "azimuth_deg"),
        ({"range_m": "0"}, "range_m"),
    ],
)
def test_a_wrong_row_is_refused_by_its_number_and_column_and_the_others_come_in(
    change: dict[str, str], column: str
):
    found = check(GOOD, GOOD | {"id": "b"} | change, GOOD | {"id": "c"})
    assert [(each.row, each.field) for each in found.refusals] == [(2, column)]
    assert found.windows["id"].to_pylist() == ["a", "c"]
    assert found.rows == 3


def test_a_row_with_two_faults_is_refused_once():
    assert len(check(GOOD | {"lat": "x", "lon": "y", "end": "z"}).refusals) == 1


def test_an_id_that_comes_twice_is_refused_the_second_time_and_says_where_the_first_is():
    found = check(GOOD, GOOD | {"lat": "54"}, GOOD | {"id": "b"})
    assert [(each.row, str(each.fault.got)) for each in found.refusals] == [(2, "the id of row 1")]
    assert found.windows["id"].to_pylist() == ["a", "b"]
    assert found.discs["window"].to_pylist() == [0, 1]


def test_an_end_that_is_missing_is_not_known():
    found = check(GOOD | {"end": ""}, {name: GOOD[name] for name in GOOD if name != "end"} | {"id": "b"})
    assert found.windows["end_us"].to_pylist() == [None, None]
    assert found.windows["start_us"].null_count == 0


def test_a_missing_column_refuses_the_list():
    with pytest.raises(TableError, match="none named radius_m, start"):
        check({name: GOOD[name] for name in ("id", "lat", "lon")})


def test_a_radius_may_be_said_once_for_all():
    found = check({**GOOD, "radius_m": None}, rules=RULES._replace(radius_m=25.0))
    assert found.discs["radius_m"].to_pylist() == [25.0]


def test_ids_that_are_numbers_stay_numbers():
    assert check(GOOD | {"id": 7}).windows["id"].to_pylist() == [7]


def as_csv(*rows: dict[str, str], ends: str = "\n") -> bytes:
    lines = [",".join(rows[0])] + [",".join(row.values()) for row in rows]
    return (ends.join(lines) + ends).encode()


def read(content: bytes, written: Format, rules: Rules = RULES) -> Listing:
    return read_list(io.BytesIO(content), written, rules)


def test_csv_and_parquet_say_the_same_and_csv_counts_its_header():
    rows = [GOOD, GOOD | {"id": "b", "lat": "x"}, GOOD | {"id": "c"}]
    sink = io.BytesIO()
    parquet.write_table(pa.table({name: [row[name] for row in rows] for name in GOOD}), sink)
    from_csv, from_parquet = read(as_csv(*rows), Format.CSV), read(sink.getvalue(), Format.PARQUET)
    assert from_csv.discs == from_parquet.discs
    both = [each.windows.drop_columns("row").to_pylist() for each in (from_csv, from_parquet)]
    assert repr(both[0]) == repr(both[1])
    assert ([each.row for each in from_csv.refusals], [each.row for each in from_parquet.refusals]) == (
        [3],
        [2],
    )


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheets_own_delimiter_and_byte_order_mark_are_read(delimiter: str):
    content = b"\xef\xbb\xbf" + as_csv(GOOD, ends="\r\n").replace(b",", delimiter.encode())
    assert read(content, Format.CSV).windows["id"].to_pylist() == ["a"]


@pytest.mark.parametrize(
    ("content", "written", "words"),
    [
        (b"id,lat\n1,2\n3\n", Format.CSV, "row 3: expected 2 cells, got 1"),
        (b"id,id\n1,2\n", Format.CSV, "each column once, got id"),
        (b"", Format.CSV, "an empty line"),
        (as_csv(GOOD).replace(b"2020", b"\xff20", 1), Format.CSV, "UTF-8"),
        (as_csv(GOOD).splitlines()[0], Format.CSV, "rows, got none"),
        (b"PAR2", Format.PARQUET, "expected a Parquet file"),
        (b"{", Format.GEOJSON, "expected GeoJSON"),
        (b"[]", Format.GEOJSON, "FeatureCollection"),
        (b"{}\n{", Format.JSONL, "line 2"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content: bytes, written: Format, words: str):
    with pytest.raises(TableError, match=words):
        read(content, written)


def test_a_name_says_the_format_or_is_refused():
    assert format_of("a.CSV") is Format.CSV
    assert format_of("b.geojsonl") is Format.JSONL
    with pytest.raises(TableError, match=r"\.xlsx"):
        format_of("c.xlsx")


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    told = {name: GOOD[name] for name in ("start", "end")} | properties
    return {
        "type": "Feature",
        "id": "f",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": told,
    }


def read_features(*features: dict[str, Any]) -> Listing:
    whole = read(json.dumps({"type": "FeatureCollection", "features": features}).encode(), Format.GEOJSON)
    lines = read("\n".join(map(json.dumps, features)).encode(), Format.JSONL)
    assert repr(whole.windows.to_pylist()) == repr(lines.windows.to_pylist())
    assert whole.discs == lines.discs
    return whole


def test_a_point_is_longitude_first_with_its_radius():
    discs = read_features(feature("Point", [27.55, 53.9, 210.0], radius_m=50)).discs.to_pylist()
    assert discs == [
        {"window": 0, "part": 0, "lat": 53.9, "lon": 27.55, "radius_m": 50.0, "share": 1.0, "is_point": True}
    ]


def test_a_line_is_the_chain_of_discs_that_a_street_is_in_a_book():
    line = [[27.55, 53.9], [27.56, 53.901]]
    place = Place.along((tuple(LatLon(lat, lon) for lon, lat in line),), 20.0, Precision.STREET)
    found = read_features(
        feature("LineString", line, radius_m=20), feature("Point", [1, 2], radius_m=3) | {"id": 1}
    )
    cover = [(*disc.centre, disc.radius_m, disc.share) for disc in place.cover()]
    told = found.discs.to_pylist()
    assert [(each["lat"], each["lon"], each["radius_m"], each["share"]) for each in told[:-1]] == cover
    assert [each["window"] for each in told] == [0] * len(cover) + [1]
    assert [each["part"] for each in told] == [*range(len(cover)), 0]
    assert not told[0]["is_point"]


def test_an_area_is_the_disc_that_holds_all_its_points():
    ring = [[27.5, 53.8], [27.7, 53.8], [27.7, 54.0], [27.5, 53.8]]
    disc = read_features(feature("Polygon", [ring])).discs.to_pylist()[0]
    assert (disc["lat"], disc["lon"]) == (pytest.approx(53.9), pytest.approx(27.6))
    assert 12_900 < disc["radius_m"] < 13_200


@pytest.mark.parametrize(
    ("kind", "coordinates", "words"),
    [
        ("Point", [200.0, 50.0], "latitude"),
        ("Point", ["a", "b"], "longitude"),
        ("LineString", [[27.5, 53.9]], "two points"),
        ("GeometryCollection", [], "Polygon"),
        ("Polygon", 7, "list"),
    ],
)
def test_a_shape_that_is_none_is_refused_and_the_next_comes_in(kind: str, coordinates: Any, words: str):
    found = read_features(
        feature(kind, coordinates, radius_m=5), feature("Point", [1, 2], radius_m=3) | {"id": "g"}
    )
    assert [(each.row, each.field) for each in found.refusals] == [(1, "geometry")]
    assert words in str(found.refusals[0].fault)
    assert found.windows["id"].to_pylist() == ["g"]
