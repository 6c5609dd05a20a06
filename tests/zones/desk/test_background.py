import json
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from shapely import Point
from shapely.geometry import shape

PATH = files("crimebook.zones.desk") / "static/desk/background.geojson"
KINDS = {"country", "river", "lake", "road"}


def features() -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(PATH.read_text(encoding="utf-8"))["features"]
    return features


def test_the_background_is_small_enough_for_a_page() -> None:
    assert len(PATH.read_bytes()) < 60_000


def test_every_feature_has_a_kind_that_the_map_draws_and_three_names() -> None:
    for feature in features():
        assert feature["properties"]["kind"] in KINDS
        assert all(feature["properties"][language] for language in ("be", "ru", "en"))
    assert {feature["properties"]["kind"] for feature in features()} == KINDS


def test_every_shape_is_whole() -> None:
    for feature in features():
        drawn = shape(feature["geometry"])
        assert drawn.is_valid, feature["properties"]["en"]
        assert drawn.is_simple, feature["properties"]["en"]


@pytest.mark.parametrize("kind", ["settlement", "street", "landmark", "district"])
def test_the_places_of_the_sample_book_lie_inside_the_outline(kind: str) -> None:
    (country,) = (shape(each["geometry"]) for each in features() if each["properties"]["kind"] == "country")
    folder = files("crimebook.work.sample_book")
    places = [
        each
        for name in ("gazetteer.toml", "landmarks.toml")
        for each in tomllib.loads((folder / name).read_text(encoding="utf-8"))["place"]
        if each["kind"] == kind
    ]
    assert places
    for each in places:
        points = (
            [point for line in each["lines"] for point in line]
            if "lines" in each
            else [(each["lat"], each["lon"])]
        )
        assert all(country.contains(Point(lon, lat)) for lat, lon in points), each["id"]
