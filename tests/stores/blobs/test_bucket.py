"""Blobs in a bucket: what is only there, and what is damaged."""

import hashlib
import json
import os
import tracemalloc

import httpx
import obstore
import pytest
from obstore.store import MemoryStore

from crimebook.stores.blobs.blob import BlobDamagedError, BlobStoreError, hash_blob
from crimebook.stores.blobs.bucket import BlobBucket
from crimebook.stores.blobs.opening import BlobPlaceError, open_blobs
from crimebook.terms.ids import Digest

NAME = Digest(hashlib.sha256(b"a name").hexdigest())


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bucket(store: MemoryStore) -> BlobBucket:
    return BlobBucket(store, part_bytes=100)


def put(bucket: BlobBucket, content: bytes) -> None:
    with bucket.creating(NAME) as blob:
        blob.write(content)


def paths(store: MemoryStore) -> list[str]:
    return sorted(each["path"] for chunk in obstore.list(store) for each in chunk)


def test_a_blob_is_its_parts_and_an_index_that_names_them(bucket: BlobBucket, store: MemoryStore):
    content = os.urandom(250)
    put(bucket, content)
    index = json.loads(bytes(obstore.get(store, f"{NAME[:2]}/{NAME}/index.json").bytes()))
    assert index["sha256"] == hashlib.sha256(content).hexdigest()
    assert [part["size"] for part in index["parts"]] == [100, 100, 50]
    assert len(paths(store)) == 4


def test_a_part_that_is_gone_is_damage(bucket: BlobBucket, store: MemoryStore):
    put(bucket, os.urandom(250))
    obstore.delete(store, next(path for path in paths(store) if not path.endswith("index.json")))
    with pytest.raises(BlobDamagedError, match="expected part"):
        hash_blob(bucket, NAME)


def test_an_index_that_is_none_is_damage(bucket: BlobBucket, store: MemoryStore):
    put(bucket, os.urandom(250))
    obstore.put(store, f"{NAME[:2]}/{NAME}/index.json", b'{"v":1,"parts":["../../other"]}')
    with pytest.raises(BlobDamagedError, match="expected the index"):
        hash_blob(bucket, NAME)
    assert len(list(bucket.strays())) == 3


def test_a_part_that_was_changed_changes_the_digest(bucket: BlobBucket, store: MemoryStore):
    content = os.urandom(250)
    put(bucket, content)
    part = next(path for path in paths(store) if not path.endswith("index.json"))
    obstore.put(store, part, os.urandom(100))
    assert hash_blob(bucket, NAME).sha256 != hashlib.sha256(content).hexdigest()


def test_objects_of_others_are_strays_and_no_blobs(bucket: BlobBucket, store: MemoryStore):
    obstore.put(store, "readme.txt", b"ours")
    obstore.put(store, f"zz/{NAME}/index.json", b"{}")
    obstore.put(store, f"{NAME[:2]}/{NAME}/rest", b"part")
    assert list(bucket.names()) == []
    assert sorted(bucket.strays()) == paths(store)


def test_a_large_blob_takes_little_memory():
    bucket = BlobBucket(MemoryStore(), part_bytes=1 << 20)
    piece = os.urandom(1 << 18)
    tracemalloc.start()
    with bucket.creating(NAME) as blob:
        for _ in range(200):
            blob.write(piece)
    hash_blob(bucket, NAME)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Of 50 MiB. The store of this test keeps its bytes outside of Python's memory.
    assert peak < 8 << 20


def test_the_server_itself_refuses_a_second_object(bucket_url: str):
    first, second = open_blobs(bucket_url), open_blobs(bucket_url)
    put(first, b"first")
    path = f"{NAME[:2]}/{NAME}/index.json"
    before = first._objects.find(path)
    assert second._objects.put_new(path, b"another index") == before


def test_a_bucket_that_is_not_there_is_said_without_its_address(s3_server: str, bucket_url: str):
    httpx.post(f"{s3_server}/moto-api/reset")
    blobs = open_blobs(bucket_url)
    uses = (
        lambda: put(blobs, b"content"),
        lambda: blobs.has(NAME),
        lambda: hash_blob(blobs, NAME),
        lambda: list(blobs.names()),
        blobs.check_there,
    )
    for use in uses:
        with pytest.raises(BlobStoreError, match="expected a bucket that answers") as raised:
            use()
        assert "127.0.0.1" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://host/bucket",
        "s3://",
        "s3://key:secret@bucket/prefix",
        "s3://bucket/prefix?secret_access_key=s",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str):
    with pytest.raises(BlobPlaceError) as raised:
        open_blobs(url)
    assert "secret@" not in str(raised.value)
