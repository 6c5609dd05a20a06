"""Kill -9 at random instants: a writer of the lake leaves what was before its change, or all of it.

A smaller number always; CRIMEBOOK_SOAK=1 makes it 300.
"""

import time
from pathlib import Path
from random import Random

from tests.killing import IS_SOAK, Worker
from tests.stores.lake.lake_rows import cells
from tests.stores.lake.lake_worker import open_small, wanted

KILLS = 300 if IS_SOAK else 3


def test_the_lake_is_that_of_a_step_whenever_its_writer_was_killed(tmp_path: Path):
    chance = Random(11)  # noqa: S311 - repeatable
    last = -1
    for kill in range(KILLS):
        worker = Worker("tests.stores.lake.lake_worker", tmp_path, kill)
        worker.wait_ready()
        time.sleep(chance.random() * 0.4)
        said = [int(words[1]) for words in worker.kill() if words[0] == "step"]
        lake = open_small(tmp_path)
        with lake.claimed():
            lake.open()
            step = int(lake.state.get("step", -1))
            assert step >= max([last, *said])
            held = cells(lake.read(lake.every_file())) if lake.every_file() else {}
            assert held == wanted(step)
            files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")}
            assert files == {each.path for each in lake.every_file()}
        last = step
    assert last >= KILLS - 1
