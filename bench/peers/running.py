"""Running a peer: in a process of its own, with a time limit, its result as one line of JSON.

``python -m bench.peers.running NAME FOLDER`` is that process. What is timed is named by the peer, step by
step, by the clock and by the processor: that of the process, of its threads and children, and of a server
that works for it.
"""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

INCIDENT_FACTOR, RECORDING_FACTOR, MODULUS = 2_654_435_761, 40_503, 1_000_003
NAME_AND_FOLDER = 3
AT_ONCE = 65_536
ROOT = Path(__file__).resolve().parents[2]

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Result:
    """What a peer did, or in ``words`` why it did not. ``steps`` are seconds by clock and processor."""

    name: str
    words: str = ""
    version: str = ""
    pairs: int = 0
    checksum: int = 0
    peak_mb: int = 0
    steps: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether the peer found its pairs."""
        return bool(self.steps)

    @property
    def wall_s(self) -> float:
        """Seconds by the clock, all steps."""
        return sum(wall for wall, _ in self.steps.values())

    @property
    def join_s(self) -> float:
        """Seconds by the clock of the join alone."""
        return self.steps.get("join", (0.0, 0.0))[0]

    @property
    def cpu_s(self) -> float:
        """Seconds of processors, all steps."""
        return sum(cpu for _, cpu in self.steps.values())


class Rig:
    """What a peer is given: the set's folder, and a watch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: dict[str, tuple[float, float]] = {}

    def path(self, side: str) -> Path:
        """Return the file of ``recordings`` or ``incidents``."""
        return self.folder / f"{side}.parquet"

    def table(self, side: str) -> pa.Table:
        """Return a side in memory; reading it is not timed for any peer that starts from memory."""
        return pq.read_table(self.path(side))

    @contextmanager
    def step(self, name: str, elsewhere: Callable[[], float] = lambda: 0.0) -> Iterator[None]:
        """Time a step; ``elsewhere`` tells the processor seconds of a server until now."""
        wall, cpu = time.perf_counter(), cpu_s() + elsewhere()
        yield
        self.steps[name] = time.perf_counter() - wall, cpu_s() + elsewhere() - cpu


def cpu_s() -> float:
    """Return the processor seconds of this process, its threads and the children it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


class Tally:
    """Counts pairs and sums them up, whatever order they come in."""

    def __init__(self) -> None:
        self.pairs = self.checksum = 0

    def add(self, incidents: Rows, recordings: Rows) -> None:
        """Add pairs, some at a time: what is worked out on the way should not fill the memory."""
        self.pairs += len(incidents)
        for at in range(0, len(incidents), AT_ONCE):
            mixed = incidents[at : at + AT_ONCE].astype(np.int64) * INCIDENT_FACTOR
            mixed += recordings[at : at + AT_ONCE].astype(np.int64) * RECORDING_FACTOR
            # As ``mixed % MODULUS``: numpy divides many numbers at once, and takes remainders one by one.
            mixed -= mixed // MODULUS * MODULUS
            self.checksum += int(mixed.sum())


def checksum_sql(incident: str, recording: str, big: str = "BIGINT") -> str:
    """Return ``count, checksum`` of pairs for an engine that speaks SQL."""
    return (
        f"count(*), coalesce(sum((CAST({incident} AS {big}) * {INCIDENT_FACTOR} + "
        f"CAST({recording} AS {big}) * {RECORDING_FACTOR}) % {MODULUS}), 0)"
    )


def run_peer(name: str, folder: Path, *, limit_s: float, settings: Mapping[str, str] | None = None) -> Result:
    """Run a peer in its own process; what keeps it from ending is said in its words."""
    python = os.environ.get(f"CRIMEBOOK_BENCH_{name.upper()}", sys.executable)
    paths = os.pathsep.join(str(path) for path in (ROOT, ROOT / "src"))
    environment = os.environ | {"PYTHONPATH": paths} | dict(settings or {})
    command = [python, "-m", "bench.peers.running", name, str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own module, and a Python that whoever measures names
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as peer:
        try:
            said, erred = peer.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            # It is asked to end, so that a server which works for it ends as well.
            peer.terminate()
            return Result(name, words=f"stopped after {limit_s:.0f} s")
    if peer.returncode:
        last = (erred.strip().splitlines() or ["no word"])[-1]
        return Result(name, words=f"failed: {last[:160]}")
    told: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    told["steps"] = {step: (wall, cpu) for step, (wall, cpu) in told["steps"].items()}
    return Result(**told)


def peak_mb() -> int:
    """Return the most memory that this process had; what `resource` says may be that of who started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) // 1024


def main(arguments: list[str]) -> int:
    """Be the process of one peer."""
    if len(arguments) != NAME_AND_FOLDER:
        print("usage: python -m bench.peers.running NAME FOLDER", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    name, rig = arguments[1], Rig(Path(arguments[2]))
    try:
        peer = importlib.import_module(f"bench.peers.{name}")
    except ImportError as error:
        print(json.dumps(asdict(Result(name, words=f"not installed: {error.name}"))))
        return 0
    told = peer.run(rig)
    if isinstance(told, str):
        print(json.dumps(asdict(Result(name, words=told))))
        return 0
    tally, version = told
    result = Result(name, "", version, tally.pairs, tally.checksum, peak_mb(), rig.steps)
    print(json.dumps(asdict(result)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
