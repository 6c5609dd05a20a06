"""Sealed files: whole and in order, or refused."""

import io
import os
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from tests.sealing.cast import DESK, body

from crimebook.sealing.envelope import seal_report
from crimebook.sealing.errors import EnvelopeError, FutureVersionError
from crimebook.sealing.parts import part_ref, seal_part
from crimebook.sealing.sealedfile import TITLE, SealedFile, read_sealed_file, sealed_file_head
from crimebook.terms.canonical import canonical_json

REPORT = seal_report(body(), [DESK.recipient], os.urandom)
PARTS = {
    part_ref(part).sha256: part for part in (seal_part(b"", DESK.recipient, os.urandom) for _ in range(2))
}
HEAD = sealed_file_head(REPORT.submission_id, REPORT.envelope, list(PARTS))
WHOLE = HEAD + b"".join(PARTS[name] for name in sorted(PARTS))


def read(content: bytes, step: int = 1 << 30) -> SealedFile:
    """Read as from a pipe that gives ``step`` bytes at a time."""
    source = io.BytesIO(content)
    return read_sealed_file(lambda count: source.read(min(count, step)))


@pytest.mark.parametrize("step", [1 << 30, 65_536, 4_099])
def test_what_was_written_is_read(step: int):
    found = read(WHOLE, step)
    assert (found.envelope, found.head.submission_id) == (REPORT.envelope, REPORT.submission_id)
    assert dict(found.parts) == PARTS


def test_a_report_without_files_has_no_parts():
    found = read(sealed_file_head(REPORT.submission_id, REPORT.envelope, []))
    assert list(found.parts) == []


def test_parts_stand_in_an_order_that_tells_nothing():
    assert all(one < following for one, following in pairwise(name for name, _ in read(WHOLE).parts))


def take_all(content: bytes) -> None:
    for _ in read(content).parts:
        pass


@pytest.mark.parametrize("length", [0, 10, len(TITLE), len(HEAD) - 1, len(HEAD), len(WHOLE) - 1])
def test_a_file_that_was_cut_is_refused(length: int):
    with pytest.raises(EnvelopeError):
        take_all(WHOLE[:length])


def test_a_file_that_goes_on_is_refused():
    with pytest.raises(EnvelopeError):
        take_all(WHOLE + b"\0")


@pytest.mark.parametrize("place", [3, len(TITLE) + 8, len(HEAD) - 5, len(HEAD) + 9, len(WHOLE) - 1])
def test_a_changed_byte_is_found(place: int):
    with pytest.raises(EnvelopeError):
        take_all(WHOLE[:place] + bytes([WHOLE[place] ^ 1]) + WHOLE[place + 1 :])


def test_a_future_version_is_refused_by_name():
    with pytest.raises(FutureVersionError):
        read(WHOLE.replace(b"/v1\n", b"/v2\n", 1))


@pytest.mark.parametrize(
    "change",
    [
        {"parts": sorted(PARTS, reverse=True)},
        {"parts": sorted(PARTS)[:1] * 2},
        {"parts": ["x" * 64]},
        {"parts": [f"{number:064x}" for number in range(4_097)]},
        {"submission_id": "../../etc"},
        {"envelope_bytes": 1 << 21},
        {"envelope_bytes": 0},
        {"more": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_head_of_another_form_is_refused(change: dict[str, Any]):
    head = msgspec.json.decode(HEAD[len(TITLE) :].split(b"\n", 1)[0]) | change
    with pytest.raises(EnvelopeError):
        read(TITLE + canonical_json(head) + b"\n" + REPORT.envelope)


def test_a_head_without_end_costs_no_more_than_its_limit():
    with pytest.raises(EnvelopeError):
        read(TITLE + b"0" * (1 << 20))
