"""Blobs in a folder: what is only there."""

import hashlib
import stat
from pathlib import Path

import pytest

from crimebook.stores.blobs.blob import BlobStoreError
from crimebook.stores.blobs.folder import BlobFolder
from crimebook.terms.ids import Digest

NAME = Digest(hashlib.sha256(b"a name").hexdigest())


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path / "blobs")


def put(blobs: BlobFolder) -> Path:
    with blobs.creating(NAME) as file:
        file.write(b"sealed")
    return blobs._path(NAME)


def break_off(blobs: BlobFolder) -> None:
    with blobs.creating(NAME) as file:
        file.write(b"half of it")
        raise RuntimeError


def test_only_its_owner_may_read_a_blob(blobs: BlobFolder):
    path = put(blobs)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_blob_that_broke_off_leaves_no_file(blobs: BlobFolder):
    with pytest.raises(RuntimeError):
        break_off(blobs)
    assert list(blobs.strays()) == []


def test_files_of_others_are_strays_and_no_blobs(blobs: BlobFolder):
    path = put(blobs)
    (path.parent / ".new-0123").write_bytes(b"half")
    (path.parent.parent / NAME).write_bytes(b"not on its shelf")
    (path.parent / Digest("f" * 64)).symlink_to(path)
    assert list(blobs.names()) == [NAME]
    assert len(list(blobs.strays())) == 3


def test_a_folder_that_is_not_there_is_said(blobs: BlobFolder):
    with pytest.raises(BlobStoreError, match="is its disk mounted"):
        blobs.check_there()
    put(blobs)
    blobs.check_there()
