"""Kill -9 while a book is matched: what was stored stays, and the next run goes on to the same end.

Once always, and only that every window comes to its end; CRIMEBOOK_SOAK=1 kills 40 times, and compares the
end with that of a run which nobody killed.
"""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

from tests.killing import IS_SOAK, Worker
from tests.work.match_worker import CAMERAS, CASES

KILLS = 40 if IS_SOAK else 1


def stored(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "register.sqlite3")) as book:
        return book.execute(
            "SELECT window_id, other_id, is_placed, score_bits, terms FROM register_match ORDER BY 1, 2"
        ).fetchall()


def run(folder: Path) -> Worker:
    return Worker("tests.work.match_worker", "match", folder)


def test_a_book_whose_matching_was_killed_is_matched_to_the_same_end(tmp_path: Path):
    folder, whole = tmp_path / "book", tmp_path / "whole"
    Worker("tests.work.match_worker", "make", folder).wait_end()
    if IS_SOAK:
        shutil.copytree(folder, whole)
    chance = Random(5)  # noqa: S311 - repeatable
    stored_before = 0
    for _ in range(KILLS):
        worker = run(folder)
        worker.wait_ready()
        time.sleep(chance.random() * 0.1)
        said = worker.kill() if worker._child.poll() is None else worker.wait_end()
        now = len(stored(folder))
        assert now >= stored_before
        assert now > 0
        stored_before = now
        assert said[0][0] == "matched"
        if said[-1] == ["done"]:
            break
    assert run(folder).wait_end()[-1:] == [["done"]]
    # Each case was matched with the four cameras of its day.
    assert len(stored(folder)) == CASES * CAMERAS // 3
    if IS_SOAK:
        assert run(whole).wait_end()[-1] == ["done"]
        assert stored(folder) == stored(whole)
