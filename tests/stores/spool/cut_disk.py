"""A disk that forgets: what POSIX allows a file system to lose when the power goes.

Bytes that were not synchronised may be lost, cut short, or zeros. A name made, moved or removed since its
folder was last synchronised may be as it was, as it is, or as it was in between, each name for itself, in
any order. A lying disk says that it synchronised and did not: with it the tests must fail.
"""

import random
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from crimebook.stores.spool.limits import Space


class PowerCut(BaseException):
    """The power went."""


class _File:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.is_safe = False


class _Folder:
    def __init__(self) -> None:
        self.names: dict[str, _File | _Folder] = {}
        self.safe: dict[str, _File | _Folder] = {}
        self.since: dict[str, list[_File | _Folder | None]] = {}

    def put(self, name: str, node: "_File | _Folder") -> None:
        self.names[name] = node
        self.since.setdefault(name, []).append(node)

    def drop(self, name: str) -> None:
        del self.names[name]
        self.since.setdefault(name, []).append(None)


class CutDisk:
    """`Disk` in memory; ``cut_after`` operations the power goes, and `after_cut` is what is found then."""

    def __init__(self, lies: Collection[str] = (), *, top: _Folder | None = None) -> None:
        self.lies = lies
        self.cut_after: int | None = None
        self.free_bytes = 1 << 40
        self._top = top or _Folder()
        self._claimed: set[Path] = set()

    def _tick(self) -> None:
        if self.cut_after is not None:
            if self.cut_after <= 0:
                raise PowerCut
            self.cut_after -= 1

    def _folder(self, path: Path) -> _Folder:
        node: _File | _Folder | None = self._top
        for name in path.parts[1:]:
            node = node.names.get(name) if isinstance(node, _Folder) else None
        if not isinstance(node, _Folder):
            raise FileNotFoundError(str(path))
        return node

    def _file(self, path: Path) -> _File:
        node = self._folder(path.parent).names.get(path.name)
        if not isinstance(node, _File):
            raise FileNotFoundError(str(path))
        return node

    def make_folder(self, path: Path) -> None:
        self._tick()
        for parent in [*reversed(path.parents), path][1:]:
            folder = self._folder(parent.parent)
            if parent.name not in folder.names:
                folder.put(parent.name, _Folder())

    def names(self, folder: Path) -> tuple[str, ...]:
        return tuple(sorted(self._folder(folder).names))

    def has(self, path: Path) -> bool:
        try:
            return path.name in self._folder(path.parent).names
        except FileNotFoundError:
            return False

    def read(self, path: Path) -> bytes:
        return self._file(path).content

    def read_pieces(self, path: Path) -> Iterator[bytes]:
        yield self.read(path)

    def write(self, path: Path, content: bytes) -> None:
        self._tick()
        folder = self._folder(path.parent)
        if path.name in folder.names:
            raise FileExistsError(str(path))
        file = _File(content)
        folder.put(path.name, file)
        self._tick()
        file.is_safe = "write" not in self.lies

    def link(self, old: Path, new: Path) -> None:
        self._tick()
        file, folder = self._file(old), self._folder(new.parent)
        if new.name in folder.names:
            raise FileExistsError(str(new))
        folder.put(new.name, file)

    def replace(self, old: Path, new: Path) -> None:
        self._tick()
        file = self._file(old)
        self._folder(new.parent).put(new.name, file)
        self._folder(old.parent).drop(old.name)

    def unlink(self, path: Path) -> None:
        self._tick()
        folder = self._folder(path.parent)
        if path.name in folder.names:
            folder.drop(path.name)

    def remove_folder(self, path: Path) -> None:
        self._tick()
        if self._folder(path).names:
            raise OSError(39, "not empty")
        self._folder(path.parent).drop(path.name)

    def sync_folder(self, path: Path) -> None:
        self._tick()
        folder = self._folder(path)
        if not self.lies or not ({path.name, path.parent.name + "/*"} & set(self.lies)):
            folder.safe, folder.since = dict(folder.names), {}

    def claim(self, folder: Path) -> Callable[[], None] | None:
        if folder in self._claimed or not self.has(folder):
            return None
        self._claimed.add(folder)
        return lambda: self._claimed.discard(folder)

    def blur(self, path: Path) -> None:
        pass

    def space(self, folder: Path) -> Space:
        return Space(self.free_bytes)

    def after_cut(self, chance: random.Random) -> "CutDisk":
        """Return a disk as it might be found; claims are gone with the processes that had them."""
        return CutDisk(self.lies, top=_survive(self._top, chance, {}))


def _survive(folder: _Folder, chance: random.Random, met: dict[int, "_File | _Folder"]) -> _Folder:
    found = _Folder()
    for name in sorted({*folder.safe, *folder.since}):
        node = chance.choice([folder.safe.get(name), *folder.since.get(name, [])])
        if node is None:
            continue
        if id(node) not in met:
            met[id(node)] = (
                _survive(node, chance, met) if isinstance(node, _Folder) else _survive_file(node, chance)
            )
        found.safe[name] = met[id(node)]
    found.names = dict(found.safe)
    return found


def _survive_file(file: _File, chance: random.Random) -> _File:
    found = _File(file.content)
    found.is_safe = True
    if not file.is_safe:
        size = len(file.content)
        found.content = chance.choice(
            [b"", bytes(size), file.content[: chance.randrange(size + 1)], file.content]
        )
    return found
