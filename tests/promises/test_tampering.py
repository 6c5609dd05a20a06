"""Everything that can be done to events, leaves, tiles, checkpoints, shares, blobs and messages is found.

Or it stands in the table as what it is: harmless, or open. The last test makes the table of
``docs/assurance.md``.
"""

import os
import re
from pathlib import Path

import pytest
from tests.promises.tampering import anchors, own_keys, public_files, sealed, told_events
from tests.promises.tampering.matrix import Change, End, Row, Stage, shown_table, table_of, write_table

ROWS: list[Row] = [*told_events.ROWS, *own_keys.ROWS, *public_files.ROWS, *anchors.ROWS, *sealed.ROWS]
CASES = [(row, change) for row in ROWS for change in row.cells if change not in row.without]

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Stage:
    return Stage(tmp_path, capsys)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.material} {row.place}")
def test_what_nobody_touched_is_taken(row: Row, stage: Stage):
    assert row.play(stage, None) == ""


@pytest.mark.parametrize(("row", "change"), CASES, ids=lambda each: getattr(each, "material", each))
def test_what_was_tampered_with_is_found_in_the_right_words(row: Row, change: Change, stage: Stage):
    cell, said = row.cells[change], row.play(stage, change)
    if cell.words:
        assert re.search(cell.words, said, re.DOTALL), said or "nothing was said"
    else:
        assert (said, cell.end) == ("", End.HARMLESS)


def test_the_matrix_is_whole():
    assert len({(row.material, row.place) for row in ROWS}) == len(ROWS) == 18
    for row in ROWS:
        assert set(row.cells) | set(row.without) == set(Change)


def test_the_page_shows_the_table():
    """With CRIMEBOOK_WRITE_TABLES set it is written anew."""
    table = table_of(ROWS)
    if os.environ.get("CRIMEBOOK_WRITE_TABLES"):
        write_table(table)
    assert shown_table() == table
