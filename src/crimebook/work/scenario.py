"""Scenarios: make one on disk, check that it is what its manifest says, and name its files for importing."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crimebook.scenario import inventories, lists, radio, reports
from crimebook.scenario.generator import COLUMNS, Chunk, headers, make_bodies, make_city_night
from crimebook.scenario.manifest import NAME, FileFacts, Manifest, check_size, parse_manifest
from crimebook.scenario.nights import CityNight, plan_nights
from crimebook.scenario.world import load_world
from crimebook.stores.staging.folders import hash_file, new_folder, read_text

Progress = Callable[[int, int], None]
AHEAD = 8
"""City-nights that a process may be ahead of the writer: more would only fill the memory."""


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A file of a scenario: its kind of import, its name, and the source it stands for."""

    kind: str
    name: str
    source: str


FILES = (
    ScenarioFile("institutions", "institutions.csv", lists.UNITS),
    ScenarioFile("deployments", "deployments.csv", lists.UNITS),
    ScenarioFile("cases", "reports.csv", reports.REPORTS),
    ScenarioFile("cases", "partner.csv", reports.PARTNER),
    ScenarioFile("detentions", "detentions.csv", reports.REPORTS),
    ScenarioFile("retractions", "retractions.csv", reports.REPORTS),
    ScenarioFile("recordings", "recordings.csv", inventories.RECORDINGS),
    ScenarioFile("radio", "radio.csv", radio.RADIO),
    ScenarioFile("truth", "truth.csv", "scenario-truth"),
)
"""In the order in which they come in. The other files of truth are for measuring, not for the book."""


def make_scenario(folder: Path, *, seed: int, incidents: int, processes: int, progress: Progress) -> Manifest:
    """Write a scenario into a new folder; one that is interrupted leaves nothing behind."""
    check_size(incidents)
    world = load_world()
    rows = dict.fromkeys(COLUMNS, 0)
    done = 0
    with new_folder(folder) as writer:
        for chunk in (*headers(), make_bodies(world, seed)):
            writer.append(chunk.file, chunk.content)
            rows[chunk.file] += chunk.rows
        nights = plan_nights(world, seed=seed, incidents=incidents)
        for size, chunks in _made(nights, processes):
            for chunk in chunks:
                writer.append(chunk.file, chunk.content)
                rows[chunk.file] += chunk.rows
            done += size
            progress(done, incidents)
        files = tuple(FileFacts(name, rows[name], writer.digest(name)) for name in COLUMNS)
        manifest = Manifest(seed, incidents, files)
        writer.append(NAME, manifest.format().encode())
    return manifest


def read_scenario(folder: Path) -> Manifest:
    """Return the manifest of a scenario's folder."""
    return parse_manifest(read_text(folder / NAME))


def find_changed(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Return the names of files whose bytes are not those of the manifest."""
    return tuple(each.name for each in manifest.files if hash_file(folder / each.name) != each.digest)


def _made(nights: Iterator[CityNight], processes: int) -> Iterator[tuple[int, tuple[Chunk, ...]]]:
    """Yield the size and the chunks of each city-night in order, made by one process or by several."""
    if processes == 1:
        world = load_world()
        yield from ((night.incidents, make_city_night(world, night)) for night in nights)
        return
    # A fresh interpreter inherits neither threads nor open databases of this one.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[tuple[int, Future[tuple[Chunk, ...]]]] = deque()
        waiting.extend(
            (night.incidents, pool.submit(_make, night)) for night in islice(nights, AHEAD * processes)
        )
        try:
            while waiting:
                size, future = waiting.popleft()
                waiting.extend((night.incidents, pool.submit(_make, night)) for night in islice(nights, 1))
                yield size, future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _make(night: CityNight) -> tuple[Chunk, ...]:
    return make_city_night(load_world(), night)
