import hashlib
import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sealing.cast import DESK, STRANGER, part_refs

from crimebook.sealing.agefile import CHUNK_BYTES
from crimebook.sealing.errors import EnvelopeError, SealingError
from crimebook.sealing.parts import (
    MAX_PARTS,
    PART_BYTES,
    PART_CONTENT_BYTES,
    FileRef,
    FileSealer,
    SealedPart,
    check_files,
    decoys_for,
    part_ref,
    parts_of,
    seal_part,
)
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError

BORDERS = (0, 1, PART_CONTENT_BYTES - 1, PART_CONTENT_BYTES, PART_CONTENT_BYTES + 1, 2 * PART_CONTENT_BYTES)


def held_in_clear(sealer: FileSealer) -> int:
    return len(sealer._filling._sealer._held) if sealer._filling else 0


def file_of(size: int, parts: int) -> FileRef:
    return FileRef("video.mp4", size, "0" * 64, part_refs(parts), "original")


@pytest.mark.parametrize("size", BORDERS)
def test_a_file_is_its_parts_in_their_order(size: int):
    plain = os.urandom(size)
    sealer = FileSealer(DESK.recipient, os.urandom)
    parts = [*sealer.update(plain), *sealer.finish()]
    file = sealer.reference("video.mp4")
    assert [len(part.content) for part in parts] == [PART_BYTES] * parts_of(size)
    assert file.parts == tuple(part_ref(part.content) for part in parts)
    assert b"".join(open_bytes(part.content, [DESK]) for part in parts)[: file.size] == plain
    assert file.sha256 == hashlib.sha256(plain).hexdigest()


@settings(max_examples=15)
@given(st.lists(st.integers(0, 700_000), max_size=6))
def test_how_a_file_comes_in_makes_no_difference(pieces: list[int]):
    plain = os.urandom(sum(pieces))
    sealer, parts, at = FileSealer(DESK.recipient, os.urandom), [], 0
    for piece in pieces:
        parts += sealer.update(plain[at : at + piece])
        at += piece
        assert held_in_clear(sealer) <= CHUNK_BYTES
    parts += sealer.finish()
    file = sealer.reference("video.mp4")
    assert b"".join(open_bytes(part.content, [DESK]) for part in parts)[: file.size] == plain


def test_a_part_that_was_sealed_here_has_the_name_of_its_bytes_and_no_other():
    part = SealedPart(b"sealed")
    assert part.ref == part_ref(b"sealed")
    assert replace(part, content=b"others").ref == part_ref(b"others")
    with pytest.raises(TypeError):
        SealedPart(b"sealed", part_ref(b"others"))  # type: ignore[call-arg]


def test_a_decoy_cannot_be_told_from_a_part_by_its_size():
    decoy = seal_part(b"", DESK.recipient, os.urandom)
    assert len(decoy) == PART_BYTES
    assert not open_bytes(decoy, [DESK]).strip(b"\0")
    with pytest.raises(UnsealError):
        open_bytes(decoy, [STRANGER])


def test_more_than_a_part_holds_is_refused():
    with pytest.raises(SealingError):
        seal_part(bytes(PART_CONTENT_BYTES + 1), DESK.recipient, os.urandom)


def test_a_file_with_a_rest_has_no_reference_yet():
    sealer = FileSealer(DESK.recipient, os.urandom)
    assert list(sealer.update(b"some")) == []
    with pytest.raises(SealingError, match="finish"):
        sealer.reference("note.txt")


def test_files_with_their_parts_and_decoys_are_right():
    size = 8 * PART_CONTENT_BYTES + 1
    assert decoys_for(9) == 1
    check_files([file_of(size, 9)], part_refs(1, "decoy"))


@pytest.mark.parametrize(
    ("file", "decoys"),
    [
        pytest.param(file_of(8 * PART_CONTENT_BYTES + 1, 9), 0, id="a decoy missing"),
        pytest.param(file_of(8 * PART_CONTENT_BYTES + 1, 9), 2, id="a decoy too many"),
        pytest.param(file_of(1, 2), 0, id="a part too many"),
        pytest.param(file_of(PART_CONTENT_BYTES + 1, 1), 0, id="a part missing"),
        pytest.param(
            file_of((MAX_PARTS + 1) * PART_CONTENT_BYTES, MAX_PARTS + 1),
            decoys_for(MAX_PARTS + 1),
            id="too many parts",
        ),
        pytest.param(file_of(-1, 0), 0, id="a size below zero"),
        pytest.param(replace(file_of(1, 1), name=""), 0, id="no name"),
        pytest.param(replace(file_of(1, 1), name="ў" * 256), 0, id="a name too long"),
        pytest.param(replace(file_of(1, 1), sha256="0" * 63), 0, id="no digest"),
        pytest.param(replace(file_of(1, 1), parts=(replace(part_refs(1)[0], size=1),)), 0, id="a small part"),
        pytest.param(
            replace(file_of(1, 1), parts=(replace(part_refs(1)[0], sha256="x"),)), 0, id="no name of a part"
        ),
        pytest.param(
            replace(file_of(PART_CONTENT_BYTES + 1, 2), parts=part_refs(1) * 2), 0, id="a part twice"
        ),
    ],
)
def test_files_that_cannot_be_are_refused(file: FileRef, decoys: int):
    with pytest.raises(EnvelopeError):
        check_files([file], part_refs(decoys, "decoy"))
