"""Make the data of the intake's scripts from the project's own: lists of words, and the map to tap.

Usage: python tools/intake_data.py make | check. ``check`` says which files are out of date and returns 1.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent.parent / "src/crimebook"
DATA = SOURCE / "zones/intake/static/intake/js/data"
WORDLISTS = SOURCE / "sealing/wordlists"
GAZETTEER = SOURCE / "work/sample_book/gazetteer.toml"
LANDMARKS = SOURCE / "work/sample_book/landmarks.toml"
BACKGROUND = SOURCE / "zones/desk/static/desk/background.geojson"
LANGUAGES = ("be", "ru", "en")

CITY_M, STREETS_M, LANDMARKS_M = 160_000, 30_000, 12_000
"""How many metres across the map names and streets show from; a large town shows from farther."""


def words_files() -> dict[str, str]:
    """Return the lists of words as JSON, by file name."""
    return {
        f"words.{language}.json": _json((WORDLISTS / f"{language}.txt").read_text(encoding="utf-8").split())
        for language in LANGUAGES
    }


def map_file() -> dict[str, str]:
    """Return the map: outlines, rivers and streets, towns by their size, landmarks."""
    features = json.loads(BACKGROUND.read_text(encoding="utf-8"))["features"]
    towns = [each for each in _places(GAZETTEER) if each["kind"] == "settlement"]
    towns.sort(key=lambda town: -town["population"])
    marks = _places(LANDMARKS)
    value = {
        "areas": [
            {"kind": each["properties"]["kind"], "points": _rounded(each["geometry"]["coordinates"][0])}
            for each in features
            if each["geometry"]["type"] == "Polygon"
        ],
        "lines": [
            *(
                {"kind": each["properties"]["kind"], "from_m": 10**7, "points": _rounded(line)}
                for each in features
                if each["geometry"]["type"] == "LineString"
                for line in [each["geometry"]["coordinates"]]
            ),
            *(
                {"kind": "street", "from_m": STREETS_M, "points": [[lon, lat] for lat, lon in line]}
                for street in marks
                if street["kind"] == "street"
                for line in street.get("lines", [])
            ),
        ],
        "towns": [_point(each, "town", 10**7 if each["population"] > 100_000 else CITY_M) for each in towns],
        "landmarks": [
            _point(each, each["kind"], STREETS_M if each["kind"] == "district" else LANDMARKS_M)
            for each in marks
            if each["kind"] in {"landmark", "district"}
        ],
    }
    return {"map.json": _json(value)}


def _places(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["place"]
    return rows


def _point(place: dict[str, Any], kind: str, from_m: int) -> dict[str, Any]:
    names = {language: place[language] for language in LANGUAGES}
    return {"kind": kind, "from_m": from_m, "lat": place["lat"], "lon": place["lon"], **names}


def _rounded(points: list[list[float]]) -> list[list[float]]:
    return [[round(lon, 3), round(lat, 3)] for lon, lat in points]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files, or say which are out of date."""
    made = words_files() | map_file()
    if arguments == ["make"]:
        DATA.mkdir(exist_ok=True)
        for name, text in made.items():
            (DATA / name).write_text(text, encoding="utf-8")
        return 0
    stale = [
        name
        for name, text in made.items()
        if not (DATA / name).is_file() or (DATA / name).read_text(encoding="utf-8") != text
    ]
    for name in stale:
        print(f"{DATA / name}: out of date; run python tools/intake_data.py make")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
