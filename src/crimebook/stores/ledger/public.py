"""The public files of a log: tiles, bundles and the checkpoint (C2SP tlog-tiles), in a folder to be copied.

::

    checkpoint                     what the log says of itself, signed; renamed last
    witnessed                      the newest checkpoint that enough witnesses signed
    tile/entries/x001/234          256 leaves
    tile/0/x001/234, tile/1/...    256 hashes of a level
    tile/0/x001/235.p/17           the last tile of a level while it is not full
    key-changes/1                  that the log signs by another key, and from which size on
    anchors/...                    see ``stores.anchors``
    seen                           what an audit saw beside it; in the folder of audits alone

Whoever reads a checkpoint finds its tiles: all of them are on the disk under their names before the
checkpoint is. A process that dies leaves hidden files, which the next one sweeps, and tiles of which no
checkpoint speaks yet, which the next one writes again. One process writes at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crimebook.custody.tiles import (
    CHECKPOINT,
    ENTRIES,
    HEIGHT,
    WIDTH,
    TileName,
    edge_widths,
    join_entries,
    join_hashes,
    tiles_of,
)
from crimebook.stores.ledger.disk import Disk
from crimebook.stores.ledger.errors import LedgerBusyError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import NotFoundError

WRITING = ".writing"
WITNESSED = "witnessed"
SEEN = "seen"

Advance = Callable[[int, int], None]
TileContent = tuple[TileName, bytes]


class PublicLog:
    """The folder of a log's public files."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._root = folder
        self._disk = disk
        self._written = 0

    def fetch(self, path: str) -> bytes:
        """Return the file of a path such as ``tile/0/000``, or raise `NotFoundError`."""
        try:
            return self._disk.read(self._root / path)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NotFoundError(f"expected {path[:80]}, got no such file") from error

    def find_note(self) -> bytes | None:
        """Return the note of the checkpoint, or None before the first."""
        try:
            return self.fetch(CHECKPOINT)
        except NotFoundError:
            return None

    def find_witnessed(self) -> bytes | None:
        """Return the newest note that enough witnesses signed, or None."""
        try:
            return self.fetch(WITNESSED)
        except NotFoundError:
            return None

    def find_seen(self) -> bytes:
        """Return what an audit wrote of what it saw, or nothing."""
        try:
            return self.fetch(SEEN)
        except NotFoundError:
            return b""

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Be the only one who writes here; raise `LedgerBusyError` where another process does."""
        self._disk.make_folder(self._root / WRITING)
        self._disk.sync_folder(self._root.parent)
        release = self._disk.claim(self._root / WRITING)
        if release is None:
            raise LedgerBusyError("a folder that nobody else writes into", "one that is being published into")
        try:
            for name in self._disk.names(self._root / WRITING):
                self._disk.unlink(self._root / WRITING / name)
            yield
        finally:
            release()

    def put_tiles(self, tiles: Iterable[TileContent]) -> None:
        """Write tiles and bundles, durably, contents and names. To be called while claimed."""
        touched: dict[Path, None] = {}
        for name, content in tiles:
            path = self._root / name.path
            self._disk.make_folder(path.parent)
            self._put(path, content)
            touched |= dict.fromkeys(self._folders_of(path))
        # From the deepest up: a folder's own name is durable only in the one above it.
        for folder in sorted(touched, key=lambda each: -len(each.parts)):
            self._disk.sync_folder(folder)

    def put_note(self, note: bytes) -> None:
        """Write the checkpoint, durably, in the place of the one before. To be called last, while claimed."""
        self._put(self._root / CHECKPOINT, note)
        self._disk.sync_folder(self._root)

    def put_witnessed(self, note: bytes) -> None:
        """Write a note that enough witnesses signed, durably. To be called while claimed."""
        self._put(self._root / WITNESSED, note)
        self._disk.sync_folder(self._root)

    def put_seen(self, content: bytes) -> None:
        """Write what an audit saw, durably. To be called while claimed."""
        self._put(self._root / SEEN, content)
        self._disk.sync_folder(self._root)

    def put_key_change(self, path: str, note: bytes) -> None:
        """Write a note in which the log changes its key, durably. To be called while claimed."""
        file = self._root / path
        self._disk.make_folder(file.parent)
        self._put(file, note)
        for folder in (file.parent, self._root):
            self._disk.sync_folder(folder)

    def put_refused(self, note: bytes) -> str:
        """Keep a note that was refused, as evidence against who signed it; return the file's name."""
        name = f"refused-{sha256_hex(note)[:16]}"
        self._put(self._root / name, note)
        self._disk.sync_folder(self._root)
        return name

    def publish(self, ledger: Ledger, size: int, note: bytes, *, since: int = 0) -> None:
        """Write what a log of ``size`` leaves has beyond ``since`` leaves, and then its checkpoint.

        ``since`` is the size of the checkpoint that is here. Stopped at any instant, the checkpoint of before
        is good, and calling again completes it.
        """
        self.put_tiles(_tiles(ledger, size, since))
        self.put_note(note)
        self.drop_partial(since, size)

    def drop_partial(self, since: int, size: int) -> None:
        """Remove partial tiles at ``since`` leaves that are full with ``size``, as the format allows."""
        for level in range(ENTRIES, len(edge_widths(since))):
            index, width = divmod(since >> HEIGHT * max(level, 0), WIDTH)
            if width and size >> HEIGHT * max(level, 0) >= (index + 1) * WIDTH:
                self._remove(self._root / f"{TileName(level, index).path}.p")

    def _put(self, path: Path, content: bytes) -> None:
        self._written += 1
        hidden = self._root / WRITING / str(self._written)
        self._disk.write(hidden, content)
        self._disk.replace(hidden, path)

    def _remove(self, folder: Path) -> None:
        if self._disk.has(folder):
            for name in self._disk.names(folder):
                self._disk.unlink(folder / name)
            self._disk.remove_folder(folder)

    def _folders_of(self, path: Path) -> list[Path]:
        return [each for each in path.parents if each == self._root or self._root in each.parents]


def _tiles(ledger: Ledger, size: int, since: int) -> Iterator[TileContent]:
    for name in tiles_of(size, since=since):
        start = name.index * WIDTH
        if name.level == ENTRIES:
            yield name, join_entries(ledger.leaves(start, start + name.width))
        else:
            yield name, join_hashes(ledger.hashes(name.level, start, start + name.width))
