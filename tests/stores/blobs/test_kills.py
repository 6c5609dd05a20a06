"""A writer killed between any two parts leaves no blob, and the next writer is not in its way."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from crimebook.stores.blobs.blob import hash_blob
from crimebook.stores.blobs.bucket import PART_BYTES
from crimebook.stores.blobs.opening import open_blobs
from crimebook.terms.ids import Digest

NAME = Digest(hashlib.sha256(b"a name").hexdigest())
WORKER = Path(__file__).with_name("worker.py")
PARTS = 3


def start(place: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(WORKER), place, NAME, str(PARTS), str(PART_BYTES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def go_on(process: "subprocess.Popen[str]", parts: int) -> None:
    for number in range(parts):
        assert process.stdout.readline() == f"{number}\n"
        if number + 1 < parts:
            process.stdin.write("\n")
            process.stdin.flush()


@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_killed_after_any_part_there_is_no_blob(kind: str, tmp_path: Path, request: pytest.FixtureRequest):
    place = str(tmp_path / "blobs") if kind == "folder" else request.getfixturevalue("bucket_url")
    blobs = open_blobs(Path(place) if kind == "folder" else place)
    for parts in range(1, PARTS + 1):
        process = start(place)
        go_on(process, parts)
        process.kill()
        process.communicate()
        assert not blobs.has(NAME)
        assert list(blobs.names()) == []
        assert list(blobs.strays())
    process = start(place)
    go_on(process, PARTS)
    process.communicate("\n")
    whole = b"".join(bytes([number]) * PART_BYTES for number in range(PARTS))
    assert hash_blob(blobs, NAME).sha256 == hashlib.sha256(whole).hexdigest()
    assert list(blobs.names()) == [NAME]
