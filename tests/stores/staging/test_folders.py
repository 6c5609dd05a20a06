"""A new folder is whole or absent."""

from hashlib import sha256
from pathlib import Path

import pytest

from crimebook.stores.staging.files import StagingError
from crimebook.stores.staging.folders import hash_file, new_folder, read_text


def test_what_was_appended_is_there_under_its_digest(tmp_path: Path):
    with new_folder(tmp_path / "new") as writer:
        writer.append("a", b"one")
        writer.append("b", b"two")
        writer.append("a", b" more")
        digest = writer.digest("a")
    assert (tmp_path / "new/a").read_bytes() == b"one more"
    assert digest == hash_file(tmp_path / "new/a") == sha256(b"one more").hexdigest()
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_what_breaks_leaves_nothing_behind(tmp_path: Path):
    def break_off() -> None:
        with new_folder(tmp_path / "new") as writer:
            writer.append("a", b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_refused(tmp_path: Path):
    (tmp_path / "new").write_text("a file")
    with pytest.raises(StagingError, match="a name that is free"), new_folder(tmp_path / "new"):
        pass


def test_a_place_where_no_folder_can_be_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StagingError, match="a folder to write in"), new_folder(tmp_path / "file/new"):
        pass


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    for read in (read_text, hash_file):
        with pytest.raises(StagingError):
            read(tmp_path / "absent")
