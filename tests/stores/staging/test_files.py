"""Files on their way in, and the rows that could not come in."""

import csv
from pathlib import Path

import pytest

from crimebook.stores.staging import files
from crimebook.stores.staging.files import StagingError, find_gazetteers, read_source, write_rejects
from crimebook.terms.digests import sha256_hex


def test_what_is_hashed_is_what_is_read(tmp_path: Path):
    path = tmp_path / "partner" / "cases.csv"
    path.parent.mkdir()
    path.write_bytes(b"id\n1\n")
    source = read_source(path)
    assert (source.name, source.folder, source.digest) == ("cases.csv", "partner", sha256_hex(b"id\n1\n"))


def test_a_file_too_large_to_read_whole_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 3)
    path = tmp_path / "large.csv"
    path.write_bytes(b"four")
    with pytest.raises(StagingError, match="split the file"):
        read_source(path)


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(StagingError, match="readable file"):
        read_source(tmp_path)


def test_a_refused_formula_does_not_run_from_the_reject_file(tmp_path: Path):
    path = write_rejects(tmp_path / "rejects.csv", [("3", "words", "plain words", "=cmd()", "")])
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert rows[0]["got"] == "'=cmd()"
    assert path.stat().st_mode & 0o077 == 0


def test_a_reject_file_is_whole_or_absent(tmp_path: Path):
    def rows():
        yield ("1", "f", "e", "g", "r")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        write_rejects(tmp_path / "rejects.csv", rows())
    assert not (tmp_path / "rejects.csv").exists()


def test_gazetteers_beside_a_file_are_found(tmp_path: Path):
    for name in ("cases/cases.csv", "a-gazetteer/streets.geojson", "a-gazetteer/SOURCE.md", "other/x.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = find_gazetteers(tmp_path / "cases" / "cases.csv")
    assert [path.name for path in found] == ["streets.geojson"]
