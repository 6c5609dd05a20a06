"""A process that changes a lake step by step until it is killed; started by the kill tests.

``lake_worker.py FOLDER SEED``: goes on from the step that the lake notes, and says "step N" after each
change; the first time it is ready.
What a lake holds after a step follows from the step alone: `wanted`.
"""

import sys
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
from tests.killing import SlowDisk, say
from tests.stores.lake.lake_rows import cells, draw_rows

from crimebook.stores.lake.windows import PrivateDisk, WindowLake

MADE = 12
KEPT_STEPS = 6
"""After so many steps two thirds of what a step brought go."""


def added(step: int) -> pa.Table:
    return draw_rows(range(step * MADE, (step + 1) * MADE), Random(step))  # noqa: S311 - repeatable


def gone(step: int) -> list[int]:
    old = (step - KEPT_STEPS) * MADE
    return [window for window in range(max(0, old), max(0, old + MADE)) if window % 3]


def wanted(step: int) -> dict[tuple[int, int], int]:
    held: dict[tuple[int, int], int] = {}
    for each in range(step + 1):
        taken = set(gone(each))
        held = {key: value for key, value in held.items() if key[0] not in taken} | cells(added(each))
    return held


def open_small(folder: Path, disk: Any = None) -> WindowLake:
    return WindowLake(folder, columns="1", disk=disk, file_rows=24)


if __name__ == "__main__":
    where, seed = sys.argv[1:]
    lake = open_small(Path(where), SlowDisk(PrivateDisk(), Random(int(seed))))  # noqa: S311 - repeatable
    with lake.claimed():
        lake.open()
        step = int(lake.state.get("step", -1))
        while True:
            step += 1
            lake.change(added(step), gone(step), {"step": step})
            say(f"step {step}")
