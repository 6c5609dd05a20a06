"""Blobs in an object store that speaks S3: parts first, the index that makes them a blob last.

::

    PREFIX/ab/abcdef…/0123…        a part of the blob abcdef…, under the SHA-256 of its sealed bytes
    PREFIX/ab/abcdef…/index.json   which parts, in which order, and the digest of the whole

Every object is put on the condition that there is none of its name (``If-None-Match: *``), so nothing is
ever replaced, also by two writers at once, and also where the store keeps objects immutable. A blob is there
when its index is: a writer that is killed leaves parts that nobody sees. Parts of 8 MiB bound the memory, and
there is no largest size. A multipart upload could not be made conditional by the library, and a server-side
copy ends at 5 GiB.

Erasure is the destruction of the report's key. In a bucket that keeps old versions the sealed bytes stay.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Annotated

import msgspec
import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore

from crimebook.stores.blobs.blob import (
    BlobDamagedError,
    BlobMissingError,
    BlobReader,
    BlobStoreError,
    BlobWriter,
    Sealed,
)
from crimebook.terms.digests import parse_digest, sha256_hex
from crimebook.terms.ids import Digest

PART_BYTES = 8 << 20
INDEX = "index.json"
VERSION = 1
_SHELF_DIGITS = 2
_HEX = r"[0-9a-f]{64}"
_INDEX_PATH = re.compile(rf"[0-9a-f]{{2}}/({_HEX})/index\.json")


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sha256: Annotated[str, msgspec.Meta(pattern=f"^{_HEX}$")]
    size: int


class _Index(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: int
    sha256: str
    size: int
    parts: tuple[_Part, ...]


class BlobBucket:
    """The blobs in a bucket. ``store`` begins at the prefix under which they lie."""

    def __init__(self, store: ObjectStore, *, part_bytes: int = PART_BYTES) -> None:
        self._objects = _Objects(store)
        self._part_bytes = part_bytes

    def check_there(self) -> None:
        """Raise `BlobStoreError` where the bucket cannot be read at all."""
        next(self._objects.list(), None)

    def has(self, name: Digest) -> bool:
        """Tell whether there is a whole blob of that name."""
        return self._objects.find(_path(name, INDEX)) is not None

    @contextmanager
    def creating(self, name: Digest) -> Iterator[BlobWriter]:
        """Give a writer; the blob is there once its index is, if nothing was raised."""
        parts = _Parts(self._objects, parse_digest(name), self._part_bytes)
        writer = BlobWriter(parts.write)
        yield writer
        index = parts.finish(writer.sealed)
        kept = self._objects.put_new(_path(name, INDEX), index)
        if kept != index:
            earlier = _read_index(name, kept)
            writer.stays(Sealed(Digest(earlier.sha256), earlier.size))
            own = {part.sha256 for part in parts.parts} - {part.sha256 for part in earlier.parts}
            self._objects.delete([_path(name, each) for each in own])

    @contextmanager
    def reading(self, name: Digest) -> Iterator[BlobReader]:
        """Give a sealed blob to read, a part in memory at a time.

        Raise `BlobMissingError`, `BlobDamagedError`, also while it is read, or `BlobStoreError`.
        """
        content = self._objects.find(_path(name, INDEX))
        if content is None:
            raise BlobMissingError(f"expected a blob {name[:16]}, got none")
        yield _PartsReader(self._parts_of(name, _read_index(name, content)))

    def remove(self, name: Digest) -> bool:
        """Take a blob away, once its key is destroyed; False where it was gone already."""
        index = _path(name, INDEX)
        was_there = self._objects.find(index) is not None
        if was_there:
            # First: what is left of a removal that broke off is no blob.
            self._objects.delete([index])
        self._objects.delete(list(self._objects.list(_path(name, ""))))
        return was_there

    def names(self) -> Iterator[Digest]:
        """Yield the name of every whole blob, in no order."""
        for path in self._objects.list():
            if found := _INDEX_PATH.fullmatch(path):
                yield Digest(found.group(1))

    def strays(self) -> Iterator[str]:
        """Yield the path of every object that belongs to no whole blob."""
        for folder, paths in groupby(self._objects.list(), key=lambda path: path.rpartition("/")[0]):
            known = self._known(folder)
            yield from (path for path in paths if path.rpartition("/")[2] not in known)

    def _known(self, folder: str) -> set[str]:
        found = _INDEX_PATH.fullmatch(f"{folder}/{INDEX}")
        content = self._objects.find(f"{folder}/{INDEX}") if found else None
        if found is None or content is None:
            return set()
        try:
            index = _read_index(Digest(found.group(1)), content)
        except BlobDamagedError:
            return {INDEX}
        return {INDEX, *(part.sha256 for part in index.parts)}

    def _parts_of(self, name: Digest, index: _Index) -> Iterator[bytes]:
        for part in index.parts:
            content = self._objects.find(_path(name, part.sha256))
            if content is None:
                raise BlobDamagedError(f"expected part {part.sha256[:16]} of blob {name[:16]}, got none")
            yield content


class _Objects:
    """The objects of a bucket, put once."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put_new(self, path: str, content: bytes) -> bytes:
        """Put an object where there is none, and return what is there: this one, or an earlier one."""
        try:
            with _reaching():
                obstore.put(self._store, path, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            # Also after a request that was repeated because its first answer got lost.
            return self.find(path) or b""
        return content

    def find(self, path: str) -> bytes | None:
        with _reaching():
            try:
                return bytes(obstore.get(self._store, path).bytes())
            except FileNotFoundError as error:
                # The library makes no difference between an object and a whole bucket that is not there.
                if "NoSuchBucket" in str(error):
                    raise
                return None

    def list(self, prefix: str | None = None) -> Iterator[str]:
        with _reaching():
            for chunk in obstore.list(self._store, prefix=prefix):
                yield from (each["path"] for each in chunk)

    def delete(self, paths: Sequence[str]) -> None:
        if paths:
            with _reaching():
                obstore.delete(self._store, paths)


class _Parts:
    """Cuts what is written into parts and puts each one as soon as it is full."""

    def __init__(self, objects: _Objects, name: Digest, part_bytes: int) -> None:
        self._objects = objects
        self._name = name
        self._part_bytes = part_bytes
        self._buffer = bytearray()
        self.parts: list[_Part] = []

    def write(self, content: bytes) -> None:
        self._buffer += content
        while len(self._buffer) >= self._part_bytes:
            self._put(bytes(self._buffer[: self._part_bytes]))
            del self._buffer[: self._part_bytes]

    def finish(self, sealed: Sealed) -> bytes:
        if self._buffer:
            self._put(bytes(self._buffer))
        return msgspec.json.encode(_Index(VERSION, sealed.sha256, sealed.size, tuple(self.parts)))

    def _put(self, content: bytes) -> None:
        digest = sha256_hex(content)
        if self._objects.put_new(_path(self._name, digest), content) != content:
            raise BlobStoreError(f"expected part {digest[:16]} as it was put, got another under its name")
        self.parts.append(_Part(digest, len(content)))


class _PartsReader:
    """The parts of a blob as one stream."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end; without a size all that is left."""
        if size < 0:
            return bytes(self._rest) + b"".join(self._parts)
        pieces: list[bytes] = []
        while size and self._fill():
            pieces.append(bytes(self._rest[:size]))
            self._rest = self._rest[size:]
            size -= len(pieces[-1])
        return b"".join(pieces)

    def _fill(self) -> bool:
        if not self._rest:
            self._rest = memoryview(next(self._parts, b""))
        return bool(self._rest)


@contextmanager
def _reaching() -> Iterator[None]:
    """Say in our words that the store is not to be had; what is there or not is the caller's matter."""
    try:
        yield
    except AlreadyExistsError:
        raise
    except (BaseError, FileNotFoundError) as error:
        # The library's words name the address and may hold what the store answered: only the kind is said.
        raise BlobStoreError(
            f"expected a bucket that answers, got {type(error).__name__}; check CRIMEBOOK_BLOBS, the "
            "network, and the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ) from error


def _read_index(name: Digest, content: bytes) -> _Index:
    try:
        index = msgspec.json.decode(content, type=_Index)
    except msgspec.MsgspecError as error:
        raise BlobDamagedError(f"expected the index of blob {name[:16]}, got something else") from error
    if index.v != VERSION:
        raise BlobDamagedError(f"expected an index of version {VERSION}, got {index.v} of blob {name[:16]}")
    return index


def _path(name: Digest, file: str) -> str:
    checked = parse_digest(name)
    return f"{checked[:_SHELF_DIGITS]}/{checked}/{file}"
