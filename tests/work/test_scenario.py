"""A scenario on disk: whole or absent, the same by one process and by two, and checked."""

from pathlib import Path

import pytest

from crimebook.stores.staging.files import StagingError
from crimebook.terms.errors import InvalidValueError
from crimebook.work.importing.kinds import KINDS
from crimebook.work.scenario import FILES, Progress, find_changed, make_scenario, read_scenario


def quiet(_done: int, _total: int) -> None:
    """Say nothing."""


def make(folder: Path, *, incidents: int = 150, processes: int = 1, progress: Progress = quiet):
    return make_scenario(folder, seed=3, incidents=incidents, processes=processes, progress=progress)


def test_two_processes_make_what_one_makes(tmp_path: Path):
    alone = make(tmp_path / "one", incidents=700)
    together = make(tmp_path / "two", incidents=700, processes=2)
    assert alone == together
    assert [each.digest for each in alone.files] == [each.digest for each in together.files]


def test_the_manifest_counts_and_hashes_every_file(tmp_path: Path):
    made = make(tmp_path / "scenario")
    assert read_scenario(tmp_path / "scenario") == made
    assert find_changed(tmp_path / "scenario", made) == ()
    for each in made.files:
        assert (tmp_path / "scenario" / each.name).read_bytes().count(b"\r\n") == each.rows + 1


def test_progress_ends_with_all_incidents(tmp_path: Path):
    told: list[tuple[int, int]] = []
    make(tmp_path / "scenario", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (150, 150)
    assert told == sorted(told)


def test_a_changed_file_is_found(tmp_path: Path):
    made = make(tmp_path / "scenario")
    path = tmp_path / "scenario" / "radio.csv"
    path.write_bytes(path.read_bytes().replace(b"yes", b"no", 1))
    assert find_changed(tmp_path / "scenario", made) == ("radio.csv",)


def test_one_that_is_interrupted_leaves_nothing_behind(tmp_path: Path):
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "scenario", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path):
    (tmp_path / "scenario").mkdir()
    with pytest.raises(StagingError, match="a name that is free"):
        make(tmp_path / "scenario")


@pytest.mark.parametrize("incidents", [0, -1, 1_000_001])
def test_a_size_that_no_scenario_has_is_refused(tmp_path: Path, incidents: int):
    with pytest.raises(InvalidValueError, match="1 to 1000000"):
        make(tmp_path / "scenario", incidents=incidents)
    assert list(tmp_path.iterdir()) == []


def test_every_file_to_import_is_of_a_kind_that_can_come_in(tmp_path: Path):
    names = {each.name for each in make(tmp_path / "scenario").files}
    assert {each.kind for each in FILES} <= set(KINDS)
    assert names - {each.name for each in FILES} == {"truth_incidents.csv", "truth_clocks.csv"}
