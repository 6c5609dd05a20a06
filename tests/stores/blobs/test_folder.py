"""Blobs in a folder: created once, whole or absent."""

import hashlib
from pathlib import Path

import pytest

from crimebook.stores.blobs.folder import BlobFolder, BlobMissingError
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

NAME = Digest(hashlib.sha256(b"a name").hexdigest())


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path / "blobs")


def put(blobs: BlobFolder, content: bytes) -> None:
    with blobs.creating(NAME) as file:
        file.write(content)


def read(blobs: BlobFolder) -> bytes:
    with blobs.reading(NAME) as file:
        return file.read()


def files(blobs: BlobFolder) -> list[Path]:
    return [path for path in blobs._root.rglob("*") if path.is_file()]


def break_off(blobs: BlobFolder) -> None:
    with blobs.creating(NAME) as file:
        file.write(b"half of it")
        raise RuntimeError


def test_a_blob_is_read_as_it_was_written(blobs: BlobFolder):
    put(blobs, b"sealed")
    assert read(blobs) == b"sealed"
    assert blobs.has(NAME)


def test_a_blob_is_never_replaced(blobs: BlobFolder):
    put(blobs, b"first")
    put(blobs, b"second")
    assert read(blobs) == b"first"
    assert len(files(blobs)) == 1


def test_a_blob_that_broke_off_leaves_nothing(blobs: BlobFolder):
    with pytest.raises(RuntimeError):
        break_off(blobs)
    assert not blobs.has(NAME)
    assert files(blobs) == []


def test_a_blob_that_was_removed_is_missing(blobs: BlobFolder):
    put(blobs, b"sealed")
    assert blobs.remove(NAME)
    assert not blobs.remove(NAME)
    with pytest.raises(BlobMissingError):
        read(blobs)


def test_a_name_that_is_no_digest_is_refused(blobs: BlobFolder):
    with pytest.raises(InvalidValueError):
        blobs.has(Digest("../../etc/passwd"))
