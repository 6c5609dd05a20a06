"""What holds for every kind of blob store: created once, whole or absent, read as written."""

import hashlib
import os
import threading

import pytest

from crimebook.stores.blobs.blob import BlobMissingError, BlobStore, Sealed, hash_blob
from crimebook.stores.blobs.bucket import PART_BYTES
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

NAME = Digest(hashlib.sha256(b"a name").hexdigest())
OTHER = Digest(hashlib.sha256(b"another name").hexdigest())


def put(blobs: BlobStore, content: bytes, name: Digest = NAME) -> Sealed:
    with blobs.creating(name) as blob:
        for start in range(0, len(content), 1 << 20):
            blob.write(content[start : start + (1 << 20)])
    return blob.sealed


def read(blobs: BlobStore, name: Digest = NAME) -> bytes:
    with blobs.reading(name) as blob:
        return blob.read()


def sealed(content: bytes) -> Sealed:
    return Sealed(Digest(hashlib.sha256(content).hexdigest()), len(content))


@pytest.mark.parametrize("size", [0, 1, 1000, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 77])
def test_a_blob_of_any_size_is_read_as_it_was_written(blobs: BlobStore, size: int):
    content = os.urandom(size)
    assert put(blobs, content) == sealed(content) == hash_blob(blobs, NAME)
    assert read(blobs) == content
    assert blobs.has(NAME)


def test_a_blob_is_read_in_pieces_across_parts(blobs: BlobStore):
    content = os.urandom(PART_BYTES + 1000)
    put(blobs, content)
    with blobs.reading(NAME) as blob:
        pieces = list(iter(lambda: blob.read(300_007), b""))
    assert b"".join(pieces) == content
    assert {len(piece) for piece in pieces[:-1]} == {300_007}


def test_a_blob_is_never_replaced_and_the_writer_is_told_what_stayed(blobs: BlobStore):
    put(blobs, b"first")
    assert put(blobs, b"second") == sealed(b"first")
    assert read(blobs) == b"first"
    assert list(blobs.names()) == [NAME]
    assert list(blobs.strays()) == []


def test_of_two_writers_at_once_one_wins_and_both_know(blobs: BlobStore):
    told: list[Sealed] = []
    together = threading.Barrier(2)

    def write(content: bytes) -> None:
        with blobs.creating(NAME) as blob:
            blob.write(content)
            together.wait()
        told.append(blob.sealed)

    threads = [threading.Thread(target=write, args=(content,)) for content in (b"one" * 99, b"two" * 99)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told[0] == told[1] == hash_blob(blobs, NAME)
    assert list(blobs.strays()) == []


def test_a_blob_that_broke_off_is_not_there(blobs: BlobStore):
    def break_off() -> None:
        with blobs.creating(NAME) as blob:
            blob.write(b"half of it")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert not blobs.has(NAME)
    assert list(blobs.names()) == []
    put(blobs, b"the whole of it")
    assert read(blobs) == b"the whole of it"


def test_a_blob_that_was_removed_is_missing_and_leaves_nothing(blobs: BlobStore):
    put(blobs, b"sealed")
    put(blobs, b"sealed as well", OTHER)
    assert blobs.remove(NAME)
    assert not blobs.remove(NAME)
    with pytest.raises(BlobMissingError):
        read(blobs)
    assert list(blobs.names()) == [OTHER]
    assert list(blobs.strays()) == []


def test_an_empty_store_has_no_blobs(blobs: BlobStore):
    assert list(blobs.names()) == list(blobs.strays()) == []
    assert not blobs.has(NAME)
    assert not blobs.remove(NAME)


def test_a_name_that_is_no_digest_is_refused(blobs: BlobStore):
    with pytest.raises(InvalidValueError):
        blobs.has(Digest("../../etc/passwd"))
