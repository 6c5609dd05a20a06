"""Copies without what names somebody, of every kind of file: nothing of it is left, the rest is as it was."""

import struct
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.zones.intake import telling
from tests.zones.intake.pictures import box, telling_jpeg, telling_png
from tests.zones.intake.scripts import ScriptError, call, call_all, needs_node
from tests.zones.intake.telling import SECRET
from tests.zones.intake.test_browser_metadata import PLAIN_JPEG

pytestmark = needs_node
FRAMES = [b"frame one", b"and the second", b"third"]
KINDS = {
    "film": telling.film(FRAMES),
    "film that plays while it loads": telling.film(FRAMES, is_directory_first=True, brand=b"isom"),
    "picture of boxes": telling.heic(),
    "webp": telling.webp(),
    "wav": telling.wav(),
    "mp3": telling.mp3(),
    "flac": telling.flac(),
    "voice note": telling.opus(),
    "voice note of many pages": telling.opus(200_000),
    "vorbis": telling.vorbis(),
    "pdf": telling.pdf(),
    "pdf with a photograph": telling.pdf(jpeg=telling_jpeg(PLAIN_JPEG)),
    "pdf with packed pages": telling.pdf(telling.packed_object(b"<< /Type /Page >>")),
    "docx": telling.docx(word__media__a=b"", **{"word__media__image1.jpeg": telling_jpeg(PLAIN_JPEG)}),
    "odt": telling.odt(),
}
KEPT = {
    "film": FRAMES,
    "film that plays while it loads": FRAMES,
    "picture of boxes": [b"picture" * 9],
    "webp": [b"picture"],
    "wav": [bytes(range(200))],
    "mp3": [b"\xff\xfb\x90\x00" + bytes(413)],
    "flac": [b"\xff\xf8\xc9\x18"],
    "voice note": [b"voice" * 20],
    "voice note of many pages": [b"voice" * 20],
    "vorbis": [b"\x05vorbis"],
    "pdf": [b"BT (page) Tj ET", b"/Contents (a note)", b"/Root 1 0 R"],
    "pdf with a photograph": [b"BT (page) Tj ET"],
    "pdf with packed pages": [b"/ObjStm"],
    "docx": [b"<w:t>the words</w:t>", b"\xff\xda\x00\x08"],
    "odt": [b"<t>the words</t>", b"application/vnd.oasis.opendocument.text"],
}


@pytest.fixture(scope="module")
def copies() -> dict[str, Any]:
    """What is said of each file, and of the copy of each: node takes long to start, so it is asked twice."""
    told = call_all(*(("readMetadata", content) for content in KINDS.values()))
    again = call_all(*(("readMetadata", each["cleaned"]) for each in told))
    return dict(zip(KINDS, zip(told, again, strict=True), strict=True))


def opened(content: bytes) -> bytes:
    """Return a file with all that is packed in it, for who searches it."""
    return content + b"".join(telling.unzipped(content).values()) if content[:2] == b"PK" else content


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_names_is_left_in_a_copy_and_what_is_shown_stays(kind: str, copies: dict[str, Any]):
    told, again = copies[kind]
    assert any(SECRET.decode() in each["value"] for each in told["found"]), told["found"]
    assert told["isKnown"]
    assert told["why"] == ""
    left = opened(told["cleaned"])
    for secret in (
        SECRET,
        SECRET.hex().encode(),
        SECRET.decode().encode("utf-16-be"),
        b"53.9045",
        b"SN-0451",
        b"Canon",
    ):
        assert (secret in left) is False
    for kept in KEPT[kind]:
        assert (kept in left) is True
    assert (again["found"], again["cleaned"] is not None) == ([], True)


@pytest.mark.parametrize(
    "kind", [each for each in KINDS if each not in {"webp", "wav", "mp3", "flac", "docx", "odt"}]
)
def test_what_is_counted_from_a_files_beginning_stays_at_its_place(kind: str, copies: dict[str, Any]):
    copy = copies[kind][0]["cleaned"]
    assert len(copy) == len(KINDS[kind])
    for kept in KEPT[kind]:
        assert copy.find(kept) == KINDS[kind].find(kept)


def test_a_track_of_places_is_told_and_its_samples_are_gone(copies: dict[str, Any]):
    told, _ = copies["film"]
    kinds = {each["kind"]: each["value"] for each in told["found"]}
    assert kinds["track"] == "mebx"
    assert kinds["time"] == "2020-08-10 23:15"
    assert ("place", "+53.9045+027.5615/") in {(each["kind"], each["value"]) for each in told["found"]}
    assert b"between" not in told["cleaned"]
    assert b"mebx" not in told["cleaned"]


def test_pages_of_ogg_are_summed_anew(copies: dict[str, Any]):
    copy = copies["voice note of many pages"][0]["cleaned"]
    at = count = 0
    while at < len(copy):
        lacing = copy[at + 27 : at + 27 + copy[at + 26]]
        end = at + 27 + len(lacing) + sum(lacing)
        page = copy[at:end]
        assert telling.ogg_sum(page[:22] + bytes(4) + page[26:]) == struct.unpack("<I", page[22:26])[0]
        at, count = end, count + 1
    assert count > 3


UNCLEANABLE = {
    "locked pdf": (telling.pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R"), "locked"),
    "signed pdf": (telling.pdf(b"<< /Type /Sig /ByteRange [0 1 2 3] >>"), "signed"),
    "pdf whose packed objects name": (
        telling.pdf(telling.packed_object(b"<< /A#75thor (SECRET-IVAN) >>")),
        "packed",
    ),
    "pdf with a packed note": (
        telling.pdf(telling.packed_object(b"<< /Subtype /Text /T (SECRET-IVAN) >>")),
        "packed",
    ),
    "pdf with a file in it": (telling.pdf(b"<< /Type /Filespec /EF << /F 4 0 R >> >>"), "packed"),
    "pdf whose author stands elsewhere": (telling.pdf(b"<< /Author 9 0 R >>"), "packed"),
    "pdf without its information": (telling.pdf().replace(b"/Info 6 0 R", b"/Info 9 0 R"), "packed"),
    "docx with a macro": (telling.docx(**{"word__vbaProject.bin": SECRET}), "packed"),
    "docx that is signed": (telling.docx(**{"_xmlsignatures__sig1.xml": b"<s/>"}), "signed"),
    "film of pieces with a way": (telling.film(FRAMES) + box(b"moof"), "packed"),
    "film whose samples lie elsewhere": (
        telling.film(FRAMES).replace(b"url \0\0\0\1", b"url \0\0\0\0"),
        "packed",
    ),
    "film cut short": (telling.film(FRAMES)[:-30], "damaged"),
    "film with a box that lies": (
        telling.film(FRAMES).replace(struct.pack(">I", 8) + b"wide", struct.pack(">I", 1 << 30) + b"wide"),
        "damaged",
    ),
    "picture whose item is all of the file": (
        telling.heic().replace(struct.pack(">H", 1) + b"\0\0\0\1", b"\0\1\0\0\0\1", 1)[:-9],
        "damaged",
    ),
}


def test_where_no_copy_can_be_made_the_page_can_say_why():
    told = call_all(*(("readMetadata", content) for content, _ in UNCLEANABLE.values()))
    for (kind, (_, why)), each in zip(UNCLEANABLE.items(), told, strict=True):
        assert (each["cleaned"], each["why"], each["mayHoldMore"]) == (None, why, True), kind


BOXES = [
    struct.pack(">I", 0) + b"moov" + bytes(64),
    struct.pack(">I", 1) + b"moov" + struct.pack(">Q", 2**63) + bytes(32),
    struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 8) + bytes(32),
    struct.pack(">I", 7) + b"moov" + bytes(32),
    b"".join(struct.pack(">I4s", 8000 - 8 * at, b"moov" if at % 2 else b"trak") for at in range(900))
    + bytes(800),
    box(b"ftyp", b"heic")
    + telling.full(
        b"meta", telling.full(b"hdlr", bytes(4), b"pict", bytes(13)), telling.full(b"iloc", b"\x44\0\xff\xff")
    ),
    b"OggS" + bytes(22) + b"\xff" + b"\xff" * 255,
    b"RIFF" + struct.pack("<I", 2**32 - 1) + b"WEBPVP8X",
    b"ID3\4\0\x10\x7f\x7f\x7f\x7f",
    b"fLaC\x84\xff\xff\xff",
    b"\xff\xfb\x90\x00" + bytes(1 << 20),
    b"%PDF-1.7 1 0 obj " + b"[" * 5000,
    b"%PDF-1.7 1 0 obj <<" + b"/A <<" * 5000,
    b"%PDF-1.7 1 0 obj (" + b"(" * 100_000,
    b"%PDF-1.7 " + b"1 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\nxendstream " * 50,
    b"%PDF-1.7 " + b"7" * 200_000,
    b"PK\3\4" + bytes(22) + b"PK\5\6" + b"\xff" * 18,
]


def test_boxes_that_lie_or_lead_nowhere_end_without_a_copy():
    for content, told in zip(BOXES, call_all(*(("readMetadata", each) for each in BOXES)), strict=True):
        assert not isinstance(told, ScriptError), (content[:40], told.told)
        assert told["cleaned"] is None, content[:40]
        assert told["mayHoldMore"]


def test_a_bomb_of_zeros_is_not_unpacked_to_its_end():
    bomb = telling.docx(**{"word__bomb.xml": bytes(80 << 20)})
    assert len(bomb) < 1 << 20
    told = call("readMetadata", bomb)
    assert (told["cleaned"], told["why"]) == (None, "damaged")
    assert call("readMetadata", telling.pdf(telling.packed_object(b" " * (80 << 20))))["cleaned"] is None


def test_a_long_film_is_never_read_into_memory():
    """Two gigabytes that are not there: whoever asks for them is counted."""
    size = 2 << 30
    told = call("readLongFilm", telling.film(FRAMES), size)
    assert told["size"] > size
    assert told["read"] < 1 << 20
    assert told["hasCopy"]


# What the mutations change: anything but the few numbers that say what is picture or sound and what is not.
_NAMES = {
    "film": (b"stsz", b"stsc", b"stco"),
    "picture of boxes": (b"iloc",),
    "webp": (b"VP8L",),
    "wav": (b"data",),
    "mp3": (),
    "voice note": (),
    "vorbis": (),
}
_MUTATED = {
    **{kind: KINDS[kind] for kind in _NAMES},
    "film": telling.film(FRAMES, has_gap=False),
    "picture of boxes": telling.heic(gap=b""),
}


def _spared(kind: str, content: bytes) -> set[int]:
    found = [content.find(name, at) for name in _NAMES[kind] for at in range(0, len(content), 64)]
    return {at + each for at in found if at >= 0 for each in range(-4, 64)}


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, bytes]:
    kind = draw(st.sampled_from(sorted(_MUTATED)))
    content = bytearray(_MUTATED[kind])
    spared = _spared(kind, bytes(content))
    places = [at for at in range(len(content)) if at not in spared]
    for at in draw(st.lists(st.sampled_from(places), max_size=3)):
        content[at] = draw(st.integers(0, 255))
    return kind, bytes(content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content)


@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(mutations(), min_size=150, max_size=150))
def test_whatever_is_wrong_with_a_file_no_copy_names_anybody(files: list[tuple[str, bytes]]):
    told = call_all(*(("readMetadata", content) for _, content in files))
    for (kind, content), each in zip(files, told, strict=True):
        _check(kind, content, each)


def _check(kind: str, content: bytes, told: Any) -> None:
    assert not isinstance(told, ScriptError), (kind, told.told, content)
    if told["cleaned"] is not None:
        assert (SECRET in opened(told["cleaned"])) is False, (kind, content)


def _is_of_a_name(content: bytearray, at: int) -> bool:
    """Whether a byte is a letter or ends a word: what a PDF's key means that nobody knows, none can say."""
    return content[max(0, at - 1) : at].isalpha() or content[at : at + 1].isalpha()


@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["pdf", "docx", "odt", "pdf with a photograph"]),
            st.integers(0),
            st.integers(0, 255),
        ),
        min_size=50,
        max_size=50,
    )
)
def test_papers_with_a_wrong_byte_or_cut_short_break_nothing(changes: list[tuple[str, int, int]]):
    files = []
    for number, (kind, place, byte) in enumerate(changes):
        content = bytearray(KINDS[kind])
        at = place % len(content)
        content[at] = byte if kind[:3] != "pdf" or not _is_of_a_name(content, at) else content[at]
        files.append((kind, bytes(content[:at] if number % 3 == 0 else content)))
    for (kind, content), told in zip(
        files, call_all(*(("readMetadata", each) for _, each in files)), strict=True
    ):
        _check(kind, content, told)


def test_a_paper_whose_properties_go_by_a_name_with_a_wrong_byte_is_damaged():
    """Under another name they would be taken for words of the paper, and kept."""
    whole = KINDS["odt"]
    places = [at for at in range(len(whole)) if whole.startswith(b"meta.xml", at)]
    assert len(places) == 2, "where it stands and in the directory"
    wrong = [whole[:at] + b"G" + whole[at + 1 :] for at in places]
    for told in call_all(*(("readMetadata", content) for content in wrong)):
        assert (told["cleaned"], told["why"]) == (None, "damaged")


def test_pictures_of_the_kinds_of_before_keep_their_copies():
    for content in (telling_jpeg(PLAIN_JPEG), telling_png()):
        assert call("readMetadata", content)["cleaned"]
