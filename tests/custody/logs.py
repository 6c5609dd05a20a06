"""Logs in memory for tests: entries, the files of their tiles, and keys that sign them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from crimebook.custody.merkle import leaf_hash
from crimebook.custody.tilereader import TileReader
from crimebook.custody.tiles import ENTRIES, WIDTH, TileEdge, join_entries, tiles_of
from crimebook.terms.errors import NotFoundError

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def entries_of(size: int) -> list[bytes]:
    """Entries of 32 bytes, as ours are."""
    return [number.to_bytes(32) for number in range(size)]


def files_of(entries: Sequence[bytes], sizes: Sequence[int] = ()) -> dict[str, bytes]:
    """The files of a log that was published at ``sizes``, and with all entries at last."""
    edge, files, before = TileEdge(), {}, 0
    for size in (*sizes, len(entries)):
        added = {name.path: content for name, content in edge.extend(map(leaf_hash, entries[before:size]))}
        files |= added | {name.path: content for name, content in edge.partial_tiles()}
        for name in tiles_of(size, since=before):
            if name.level == ENTRIES:
                start = name.index * WIDTH
                files[name.path] = join_entries(entries[start : start + name.width])
        before = size
    return files


def fetch_from(files: dict[str, bytes]) -> Callable[[str], bytes]:
    """A fetch that answers out of memory."""

    def fetch(path: str) -> bytes:
        if path not in files:
            raise NotFoundError(path)
        return files[path]

    return fetch


def reader_of_log(size: int) -> TileReader:
    """A reader of a whole log of ``size`` leaves."""
    entries = entries_of(size)
    edge = TileEdge()
    list(edge.extend(map(leaf_hash, entries)))
    return TileReader(fetch_from(files_of(entries)), size, edge.root)
