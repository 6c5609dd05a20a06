"""A disk of its own for a process, and what can be found on it raw: free blocks included, in many writings.

Also what can be found in a process's memory, which is what a seizure of a running machine gives.

The disk is an ext4 image on a loop device, mounted so that every write reaches it at once: what was written
for a moment and deleted stays in its free blocks. A process started by `only_here` can write nowhere else.
"""

import gzip
import os
import shutil
import subprocess
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

MIB = 1 << 20
IMAGE_BYTES = 1536 * MIB
"""Sparse. An intake takes no files where less than 1 GiB is free."""
CHUNK_BYTES = 4 * MIB
OVERLAP_BYTES = 4096
STREAM_BYTES = 64 * 1024
_STREAMS = (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_TOOLS = ("mkfs.ext4", "mount", "umount", "unshare", "bash")

_ONLY_HERE = """
set -e
mount --make-rprivate /
while read -r _ where kind _; do
  case "$kind:$where" in
    proc:*|sysfs:*|cgroup*|devtmpfs:*|devpts:*|mqueue:*|*:/dev/shm|*:"$HERE") ;;
    *) mount -o remount,bind,ro "$where" 2>/dev/null || ! test -w "$where" ;;
  esac
done < /proc/self/mounts
exec "$@"
"""


class Disk:
    """An image that can be mounted, and read raw while it is not."""

    def __init__(self, folder: Path) -> None:
        self.image = folder / "disk.img"
        self.here = folder / "disk"

    def make(self) -> None:
        """Make an empty file system."""
        self.here.mkdir()
        with self.image.open("wb") as image:
            image.truncate(IMAGE_BYTES)
        run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "nodiscard", str(self.image))

    @contextmanager
    def mounted(self) -> Iterator[Path]:
        """Mount it; nothing of it is mounted afterwards."""
        run("mount", "-o", "loop,sync,nodiscard", str(self.image), str(self.here))
        try:
            yield self.here
        finally:
            run("umount", str(self.here))

    def only_here(self) -> tuple[str, ...]:
        """Return what runs a command that can write on this disk and on no other."""
        return ("env", f"HERE={self.here}", "unshare", "--mount", "bash", "-c", _ONLY_HERE, "bash")

    def chunks(self) -> Iterator[bytes]:
        """Yield all that was ever written to the disk, in overlapping pieces; holes were not."""
        size = self.image.stat().st_size
        with self.image.open("rb") as image:
            at = 0
            while at < size:
                try:
                    at = os.lseek(image.fileno(), at, os.SEEK_DATA)
                except OSError:
                    return
                end = os.lseek(image.fileno(), at, os.SEEK_HOLE)
                while at < end:
                    image.seek(max(0, at - OVERLAP_BYTES))
                    yield image.read(CHUNK_BYTES + OVERLAP_BYTES)
                    at += CHUNK_BYTES


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"


def disk_of_its_own(folder: Path) -> Disk:
    """Return an empty disk, or skip the test with the reason why there can be none."""
    if os.geteuid() != 0:
        pytest.skip("mounting a disk image needs root")
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    disk = Disk(folder)
    disk.make()
    try:
        with disk.mounted() as here:
            run(*disk.only_here(), "bash", "-c", f"touch {here}/probe && ! touch {folder}/probe 2>/dev/null")
            (here / "probe").unlink()
    except AssertionError as error:
        pytest.skip(f"no disk image can be mounted here, or no other disk be made read-only: {error}")
    return disk


# Writings of a word, and how they are found


def writings(word: str) -> dict[str, bytes]:
    """Return the writings of a word, by name. Those of base64 hold for whatever stands before and after."""
    utf8, utf16 = word.encode(), word.encode("utf-16-le")
    found = {
        "utf-8": utf8,
        "utf-16-le": utf16,
        "utf-16-be": word.encode("utf-16-be"),
        "hex": utf8.hex().encode(),
        "HEX": utf8.hex().upper().encode(),
        "hex of utf-16": utf16.hex().encode(),
        "json": word.encode("ascii", "backslashreplace"),
        "html": word.encode("ascii", "xmlcharrefreplace"),
        "url": quote(word).encode(),
        "url in small letters": quote(word).lower().encode(),
        "cp1251": word.encode("cp1251"),
    }
    for name, content in (("utf-8", utf8), ("utf-16-le", utf16)):
        for offset in range(3):
            found[f"base64 of {name} at {offset}"] = base64_inside(content, offset)
    return found


def base64_inside(content: bytes, offset: int) -> bytes:
    """Return the base64 digits that depend on the content alone when ``offset`` bytes stand before it."""
    written = b64encode(b"\0" * offset + content)
    first = -(-offset * 8 // 6)
    last = (offset + len(content)) * 8 // 6
    return written[first:last]


def search(content: bytes, wanted: Mapping[str, bytes]) -> set[str]:
    """Return the names of what is in the bytes, or in compressed streams that begin in them."""
    found = {name for name, each in wanted.items() if each in content}
    for stream in _streams(content):
        found |= {f"compressed {name}" for name, each in wanted.items() if each in stream}
    return found


def search_disk(disk: Disk, wanted: Mapping[str, bytes]) -> set[str]:
    """Return the names of what is anywhere on the disk."""
    found: set[str] = set()
    for chunk in disk.chunks():
        found |= search(chunk, wanted)
    return found


def search_memory(pid: int, wanted: Mapping[str, bytes]) -> set[str]:
    """Return the names of what is in the memory that a process can write: its heap, stacks and mappings."""
    found: set[str] = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _writable(pid):
            held = b""
            for at in range(start, end, CHUNK_BYTES):
                memory.seek(at)
                try:
                    chunk = held[-OVERLAP_BYTES:] + memory.read(min(CHUNK_BYTES, end - at))
                except OSError:
                    # A guard page, or memory that was given back since.
                    break
                found |= {name for name, each in wanted.items() if each in chunk}
                held = chunk
    return found


def _writable(pid: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights, *_ = line.split()
        if rights.startswith("rw"):
            start, _, end = span.partition("-")
            yield int(start, 16), int(end, 16)


def _streams(content: bytes) -> Iterator[bytes]:
    for mark in _STREAMS:
        at = content.find(mark)
        while at >= 0:
            plain = _inflated(content[at : at + STREAM_BYTES])
            if len(plain) > 16:
                yield plain
            at = content.find(mark, at + 1)


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(47).decompress(content, 1 << 20)
    except zlib.error:
        return b""


def control_files(wanted: Mapping[str, bytes], text: str) -> list[bytes]:
    """Return what a leak would leave: a file for each writing, and a compressed one."""
    plain = [b"before " + each + b" after" for each in wanted.values()]
    return [*plain, gzip.compress(f"{text} again and again. ".encode() * 500)]
