"""A file that streams by tells what it holds; its copy holds nothing of it, however it is cut into pieces."""

import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.zones.intake import telling
from tests.zones.intake.pictures import PLACE, SECRETS, box, chunk, telling_jpeg, telling_png
from tests.zones.intake.telling import SECRET

from crimebook.evidence.scan import Scan
from crimebook.evidence.tape import MAX_SEEN_BYTES, DamagedError, UncleanableError
from crimebook.evidence.told import Finding, Kind

PLAIN_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000000ffda0008010100003f00d2cf20ffd9"
)
FRAMES = [b"frame one", b"and the second", b"third"]
FILMS = {
    "phone": telling.film(FRAMES, has_way=False, has_gap=False),
    "directory first": telling.film(FRAMES, is_directory_first=True),
}
SOUND = {
    "mp3": telling.mp3(),
    "flac": telling.flac(),
    "voice note": telling.opus(),
    "voice note of many pages": telling.opus(200_000),
    "vorbis": telling.vorbis(),
    "wav": telling.wav(),
    "webp": telling.webp(),
}
KINDS = {"jpeg": telling_jpeg(PLAIN_JPEG), "png": telling_png(), **FILMS, **SOUND, "heic": telling.heic()}


def scanned(content: bytes, *, wants_copy: bool = True, pieces: int = 7) -> tuple[bytes, Scan]:
    scan = Scan(wants_copy=wants_copy)
    kept = b"".join(scan.feed(content[at : at + pieces]) for at in range(0, len(content), pieces))
    return kept + scan.finish(), scan


def found(scan: Scan) -> set[tuple[str, str]]:
    return {(each.kind.value, each.value) for each in scan.found}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pieces", [1, 1000, 1 << 20])
def test_nothing_that_names_is_left_in_a_copy(kind: str, pieces: int):
    copy, scan = scanned(KINDS[kind], pieces=pieces)
    assert not any(secret in copy for secret in (*SECRETS, SECRET, b"53.9045"))
    assert scan.found
    again, second = scanned(copy)
    assert (again, second.found, second.is_read) == (copy, (), True)


@pytest.mark.parametrize("kind", KINDS)
def test_an_original_stays_as_it_is_and_tells_the_same(kind: str):
    kept, scan = scanned(KINDS[kind], wants_copy=False)
    assert kept == KINDS[kind]
    assert scan.found == scanned(KINDS[kind])[1].found


def test_a_photograph_tells_and_its_copy_keeps_its_picture_and_how_it_is_turned():
    copy, scan = scanned(KINDS["jpeg"])
    expected = {("place", PLACE), ("device", "Canon EOS 5D"), ("serial", "SN-0451-long"), ("hidden", "XMP")}
    assert expected <= found(scan)
    assert copy.endswith(PLAIN_JPEG[2:])
    assert b"Exif\0\0MM" in copy


def test_a_photograph_that_tells_nothing_is_the_same_copy():
    assert scanned(PLAIN_JPEG)[0] == PLAIN_JPEG


def test_a_png_keeps_what_draws_it():
    copy, scan = scanned(KINDS["png"])
    assert {("author", "Author: A. Author"), ("time", "2020-08-10 23:15"), ("place", PLACE)} <= found(scan)
    assert copy.endswith(chunk(b"IEND", b""))
    assert b"IHDR" in copy


def test_a_picture_of_boxes_keeps_what_draws_it_at_its_place():
    copy, scan = scanned(KINDS["heic"])
    assert {("place", PLACE), ("device", "Canon EOS 5D"), ("hidden", "XMP")} <= found(scan)
    assert copy.find(b"picture" * 9) == KINDS["heic"].find(b"picture" * 9)
    assert len(copy) == len(KINDS["heic"])


@pytest.mark.parametrize("kind", SOUND)
def test_sound_keeps_what_sounds(kind: str):
    copy, scan = scanned(SOUND[kind])
    kept = {"mp3": b"\xff\xfb\x90\x00" + bytes(413), "flac": b"\xff\xf8\xc9\x18", "vorbis": b"\x05vorbis"}
    kept |= {"wav": bytes(range(200)), "webp": b"picture"}
    assert kept.get(kind, b"voice" * 20) in copy
    assert SECRET.decode() in " ".join(each.value for each in scan.found)


@pytest.mark.parametrize("kind", FILMS)
def test_a_film_keeps_its_length_and_its_frames_at_their_places(kind: str):
    copy, scan = scanned(FILMS[kind])
    assert len(copy) == len(FILMS[kind])
    for frame in FRAMES:
        assert copy.find(frame) == FILMS[kind].find(frame)
    assert {("place", "+53.9045+027.5615/"), ("device", "Apple"), ("time", "2020-08-10 23:15")} <= found(scan)


def test_a_track_of_places_that_was_sealed_already_makes_a_copy_impossible_and_is_told():
    film = telling.film(FRAMES)
    with pytest.raises(UncleanableError):
        scanned(film)
    kept, scan = scanned(film, wants_copy=False)
    assert kept == film
    assert Finding(Kind.TRACK, "mebx") in scan.found


UNCLEANABLE = [
    telling.film(FRAMES, has_way=False),  # something lies between the frames and the directory
    telling.film(FRAMES, has_way=False, has_gap=False)[:-30],
    telling.heic()[:-9],
    telling.pdf(),
    b"",
    b"words",
    PLAIN_JPEG[:-2],
    KINDS["png"][:-12],
    box(b"ftyp", b"isom") + struct.pack(">I", 0) + b"mdat",
    box(b"ftyp", b"isom") + struct.pack(">I4sQ", 1, b"moov", 1 << 62),
    box(b"ftyp", b"isom") + struct.pack(">I", MAX_SEEN_BYTES + 9) + b"moov",
    box(b"ftyp", b"isom") + struct.pack(">I", 7) + b"moov",
    box(b"ftyp", b"isom") + box(b"moov", struct.pack(">I4s", 10_000, b"trak") * 900),
    box(b"ftyp", b"isom") + box(b"moof"),
]


@pytest.mark.parametrize("number", range(len(UNCLEANABLE)))
def test_what_cannot_be_cleaned_is_no_copy_and_still_an_original(number: int):
    content = UNCLEANABLE[number]
    with pytest.raises((UncleanableError, DamagedError)):
        scanned(content)
    kept, scan = scanned(content, wants_copy=False)
    assert kept == content
    assert not scan.is_read or scan.found


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_is_wrong_with_a_file_no_copy_names_anybody(data: st.DataObject):
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    content = bytearray(KINDS[kind])
    tables = [
        content.find(name)
        for name in (b"stsz", b"stsc", b"stco", b"\xff\xda", b"IDAT", b"VP8L", b"data", b"iloc")
    ]
    spared = {at + each for at in tables if at >= 0 for each in range(-4, 40)}
    places = [at for at in range(len(content)) if at not in spared]
    for at in data.draw(st.lists(st.sampled_from(places), max_size=3)):
        content[at] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content)
    try:
        copy, _ = scanned(cut, pieces=100)
    except (UncleanableError, DamagedError):
        copy = b""
    assert (SECRET in copy) is False, cut
    assert scanned(cut, wants_copy=False, pieces=100)[0] == cut


def test_a_long_film_is_never_held(request: pytest.FixtureRequest):
    """A film of 64 MiB between its head and its directory: at most a few pieces of it are held."""
    film = telling.film([bytes(64 << 20)], has_way=False, has_gap=False)
    scan = Scan(wants_copy=True)
    view = memoryview(film)
    tracemalloc.start()
    request.addfinalizer(tracemalloc.stop)
    size = sum(len(scan.feed(bytes(view[at : at + 65536]))) for at in range(0, len(film), 65536))
    size += len(scan.finish())
    assert size == len(film)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
