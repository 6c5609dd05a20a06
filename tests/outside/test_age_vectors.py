"""The C2SP test vectors of age: one fault a file, with what is expected of it in its head.

All are read. Vectors for passphrases expect a header failure or a wrong passphrase; we take no passphrase at
all, so all of them must be refused at the header, which `REFUSED_AT_THE_HEADER` says by name. A vector that
opens with a passphrase would not apply, and there is none among those at hand.
"""

import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.zones.cli.conftest import Program

from crimebook.unsealing.agefile import open_stream
from crimebook.unsealing.armor import ArmorReader
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import parse_identity

pytestmark = pytest.mark.outside

SUCCESS = "success"
REFUSED_AT_THE_HEADER = {
    "scrypt_work_factor_wrong": "expects a wrong passphrase to be noticed; no passphrase is tried here",
}
"""Vectors that expect something else, with the reason why it is a header failure here."""
KNOWN_FIELDS = {"expect", "payload", "identity", "passphrase", "armored", "compressed", "file key", "comment"}


@dataclass(frozen=True)
class Vector:
    name: str
    expected: str
    payload: str
    identities: tuple[str, ...]
    is_armored: bool
    has_passphrase: bool
    sealed: bytes


def parse_vector(path: Path) -> Vector:
    head, _, sealed = path.read_bytes().partition(b"\n\n")
    fields = [line.split(": ", 1) for line in head.decode().splitlines()]
    assert {name for name, _ in fields} <= KNOWN_FIELDS
    one = dict(fields)
    return Vector(
        path.name,
        one["expect"],
        one.get("payload", ""),
        tuple(value for name, value in fields if name == "identity"),
        one.get("armored") == "yes",
        "passphrase" in one,
        zlib.decompress(sealed) if one.get("compressed") == "zlib" else sealed,
    )


@pytest.fixture(scope="module")
def vectors(outside: Path) -> tuple[Vector, ...]:
    folder = outside / "vectors" / "age-testkit"
    if not folder.is_dir():
        pytest.skip("the age vectors are not in the outside data folder")
    return tuple(parse_vector(path) for path in sorted(folder.iterdir()))


def result_of(vector: Vector, plain: io.BytesIO) -> str:
    source = io.BytesIO(vector.sealed)
    read = ArmorReader(source.read).read if vector.is_armored else source.read
    try:
        open_stream(read, plain.write, [parse_identity(each) for each in vector.identities])
    except UnsealError as error:
        return str(error.refusal)
    return SUCCESS


def failures(vectors: tuple[Vector, ...]) -> Iterator[str]:
    for vector in vectors:
        expected = "header failure" if vector.name in REFUSED_AT_THE_HEADER else vector.expected
        plain = io.BytesIO()
        found = result_of(vector, plain)
        if found != expected:
            yield f"{vector.name}: expected {expected}, got {found}"
        if vector.payload and hashlib.sha256(plain.getvalue()).hexdigest() != vector.payload:
            yield f"{vector.name}: another payload than the one that may be given out"


def test_every_vector_ends_as_it_must(vectors: tuple[Vector, ...]):
    assert list(failures(vectors)) == []


def test_the_vectors_are_of_all_kinds(vectors: tuple[Vector, ...]):
    """So that the test above cannot pass by reading nothing."""
    assert len(vectors) >= 60
    assert {vector.expected for vector in vectors} >= {
        SUCCESS,
        "no match",
        "header failure",
        "payload failure",
        "armor failure",
    }
    assert sum(vector.name.startswith("hybrid") for vector in vectors) >= 9


def test_no_vector_that_opens_is_left_out(vectors: tuple[Vector, ...]):
    assert not [each.name for each in vectors if each.has_passphrase and each.expected == SUCCESS]


@pytest.mark.parametrize(
    "kind", ["hybrid_multiple_recipients", "stream_three_chunks", "armor_x25519", "stream_no_final"]
)
def test_the_program_opens_and_refuses_as_the_engine_does(
    kind: str, vectors: tuple[Vector, ...], tmp_path: Path
):
    vector = next(each for each in vectors if each.name == kind)
    sealed, opened, key = tmp_path / "sealed", tmp_path / "opened", tmp_path / "key"
    sealed.write_bytes(vector.sealed)
    key.write_text("\n".join(vector.identities))
    done = Program(tmp_path / "book").run("age", "open", "-i", str(key), str(sealed), str(opened))
    if vector.expected == SUCCESS:
        assert done.returncode == 0, done.stderr
        assert hashlib.sha256(opened.read_bytes()).hexdigest() == vector.payload
    else:
        assert done.returncode == 1
        assert vector.expected in done.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["key", "sealed"]
