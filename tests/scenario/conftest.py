"""Scenarios made in memory, once for all tests of this folder."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import pytest

from crimebook.scenario.generator import headers, make_bodies, make_city_night
from crimebook.scenario.nights import plan_nights
from crimebook.scenario.world import load_world

Files = Mapping[str, bytes]
Rows = list[dict[str, str]]


@cache
def make_files(seed: int, incidents: int) -> Files:
    """Return the bytes of every file of a scenario."""
    world = load_world()
    parts: dict[str, list[bytes]] = defaultdict(list)
    chunks = [*headers(), make_bodies(world, seed)]
    for night in plan_nights(world, seed=seed, incidents=incidents):
        chunks += make_city_night(world, night)
    for chunk in chunks:
        parts[chunk.file].append(chunk.content)
    return {name: b"".join(each) for name, each in parts.items()}


@cache
def read_rows(seed: int, incidents: int, name: str) -> Rows:
    """Return the rows of one file of a scenario."""
    text = make_files(seed, incidents)[name].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Scenario:
    """One scenario: its files as bytes and as rows."""

    def __init__(self, seed: int, incidents: int) -> None:
        self.seed, self.incidents = seed, incidents

    @property
    def files(self) -> Files:
        return make_files(self.seed, self.incidents)

    def rows(self, name: str) -> Rows:
        return read_rows(self.seed, self.incidents, name)


@pytest.fixture
def scenario() -> Scenario:
    """A scenario of 3,000 incidents: several nights, great and small towns."""
    return Scenario(seed=5, incidents=3000)
