"""Both times of photographs and films that were made by hand; what is damaged tells and breaks nothing."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evidence import timed_files as files
from tests.evidence.timed_files import GPS_AT
from tests.zones.intake import telling
from tests.zones.intake.pictures import telling_jpeg

from crimebook.evidence.gps_time import read_gps_time
from crimebook.evidence.twotimes import TwoTimes

SHOWN = datetime(2020, 8, 10, 23, 15, 42)
"""As a device writes it: local, without a zone."""
BEGAN = datetime(2020, 8, 10, 23, 15, 42, tzinfo=UTC)
WRAPPED = {"jpeg": files.jpeg, "png": files.png, "heic": files.heic}


def read(content: bytes) -> TwoTimes | None:
    return read_gps_time(lambda at, size: content[at : at + size], len(content))


def film(*payloads: bytes, **differences: bool) -> bytes:
    return files.film(BEGAN, list(payloads), **differences)


@pytest.mark.parametrize("kind", WRAPPED)
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photograph_tells_its_own_local_time_and_that_of_the_last_fix(kind: str, order: str):
    assert read(WRAPPED[kind](files.exif(order=order))) == TwoTimes(SHOWN, GPS_AT, is_live=False)


def test_an_offset_is_taken_where_one_is_written():
    minsk = timezone(timedelta(hours=3))
    found = read(files.jpeg(files.exif(offset="+03:00")))
    assert found is not None
    assert (found.shown, found.shown.utcoffset()) == (SHOWN.replace(tzinfo=minsk), timedelta(hours=3))
    for blank in ("   :  ", "+3", "Minsk", "+99:00"):
        other = read(files.jpeg(files.exif(offset=blank)))
        assert other is None or other.shown.tzinfo is None


@pytest.mark.parametrize(
    "block",
    [
        files.exif(gps_at=None),
        files.exif(taken="0000:00:00 00:00:00"),
        files.exif(taken="2020:13:10 23:15:42"),
        files.exif(taken="    :  :     :  :  "),
        files.exif(taken="1980:01:01 00:00:00"),
        b"II*\0",
    ],
)
def test_what_lacks_one_of_both_times_tells_nothing(block: bytes):
    assert read(files.jpeg(block)) is None


@pytest.mark.parametrize("second", [files.stamped, files.counted])
@pytest.mark.parametrize("is_long", [False, True])
def test_a_film_tells_when_it_began_by_its_clock_and_by_the_first_fix(second, is_long: bool):
    content = film(second(None), second(None), second(GPS_AT), second(GPS_AT), is_long=is_long)
    assert read(content) == TwoTimes(SHOWN, GPS_AT - timedelta(seconds=2), is_live=True)


def test_a_film_without_a_fix_or_without_a_track_of_gps_tells_nothing():
    assert read(film(files.stamped(None))) is None
    assert read(film(files.stamped(GPS_AT), has_way=False)) is None
    assert read(telling.film([b"frame"])) is None


def test_a_file_of_another_kind_tells_nothing():
    for content in (b"", b"%PDF-1.7", telling.mp3(), telling_jpeg(b"\xff\xd8\xff\xd9")):
        assert read(content) is None


KINDS = [
    *(make(files.exif(offset="+03:00")) for make in WRAPPED.values()),
    film(files.stamped(None), files.stamped(GPS_AT)),
    film(files.counted(GPS_AT), is_long=True),
]


@given(
    number=st.integers(0, len(KINDS) - 1),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=4),
    share=st.floats(0, 1),
    is_cut=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_tells_nothing_wrong_of_its_form_and_never_breaks(
    number: int, changes: list[tuple[float, bytes]], share: float, is_cut: bool
):
    content = bytearray(KINDS[number])
    for place, put in changes:
        at = int(place * (len(content) - 1))
        content[at : at + len(put)] = put
    whole = bytes(content[: int(share * len(content))] if is_cut else content)
    found = read(whole)
    assert found is None or found.gps_at.tzinfo is not None


def test_a_directory_nested_without_end_is_no_film():
    deep = b""
    for _ in range(5_000):
        deep = files.box(b"mdia", deep)
    content = files.box(b"ftyp", b"mp41") + files.box(
        b"moov", files.full(b"mvhd", bytes(16)), files.box(b"trak", deep)
    )
    assert read(content) is None
