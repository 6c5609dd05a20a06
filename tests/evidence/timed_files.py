"""Photographs and films with a device's own time beside that of GPS, made by hand."""

import struct
from datetime import UTC, datetime, timedelta

from tests.zones.intake.pictures import box, chunk
from tests.zones.intake.telling import full

TAKEN = "2020:08:10 23:15:42"
GPS_AT = datetime(2020, 8, 10, 20, 15, tzinfo=UTC)
_SINCE_1904 = datetime(1904, 1, 1, tzinfo=UTC)


def exif(
    taken: str = TAKEN, offset: str = "", gps_at: datetime | None = GPS_AT, *, order: str = "<"
) -> bytes:
    """Return an EXIF block with the device's time, its offset where one is given, and a time by GPS."""
    values = bytearray()

    def far(tag: int, kind: int, count: int, content: bytes) -> bytes:
        at = 300 + len(values)
        values.extend(content + b"\0" * (len(content) % 2))
        return struct.pack(order + "HHII", tag, kind, count, at)

    def words(tag: int, text: str) -> bytes:
        return far(tag, 2, len(text) + 1, text.encode() + b"\0")

    exif_tags = [words(0x9003, taken)] + ([words(0x9011, offset)] if offset else [])
    gps_tags = []
    if gps_at is not None:
        clock = struct.pack(order + "6I", gps_at.hour, 1, gps_at.minute, 1, gps_at.second * 100, 100)
        gps_tags = [far(0x0007, 5, 3, clock), words(0x001D, gps_at.strftime("%Y:%m:%d"))]
    first = [struct.pack(order + "HHII", tag, 4, 1, at) for tag, at in ((0x8769, 100), (0x8825, 200))]
    block = bytearray(300)
    block[:8] = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    for at, tags in ((8, first), (100, exif_tags), (200, gps_tags)):
        packed = struct.pack(order + "H", len(tags)) + b"".join(tags)
        block[at : at + len(packed)] = packed
    return bytes(block) + bytes(values)


def jpeg(block: bytes) -> bytes:
    """Return a JPEG with a thumbnail's segment, EXIF, and a picture."""

    def segment(marker: int, content: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content

    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0" + bytes(9))
        + segment(0xE1, b"Exif\0\0" + block)
        + segment(0xDA, bytes(6))
        + bytes(40)
        + b"\xff\xd9"
    )


def png(block: bytes) -> bytes:
    """Return a PNG that has EXIF behind its head."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"eXIf", block) + chunk(b"IEND", b"")


def heic(block: bytes) -> bytes:
    """Return a HEIC of one picture with EXIF as an item beside it."""
    picture, item = b"picture" * 9, struct.pack(">I", 0) + block

    def directory(at: int) -> bytes:
        names = [(1, b"hvc1"), (2, b"Exif")]
        listed = b"".join(
            full(b"infe", struct.pack(">HH4s", n, 0, kind), b"\0", version=2) for n, kind in names
        )
        places = [(1, at, len(picture)), (2, at + len(picture), len(item))]
        lined = b"".join(struct.pack(">HHHII", n, 0, 1, start, length) for n, start, length in places)
        return full(
            b"meta",
            full(b"hdlr", bytes(4), b"pict", bytes(13)),
            full(b"pitm", struct.pack(">H", 1)),
            full(b"iloc", b"\x44\x00", struct.pack(">H", len(places)), lined),
            full(b"iinf", struct.pack(">H", len(names)), listed),
        )

    start = box(b"ftyp", b"heic", bytes(4), b"mif1")
    at = len(start) + len(directory(0)) + 8
    return start + directory(at) + box(b"mdat", picture + item)


def klv(key: bytes, kind: bytes, size: int, content: bytes) -> bytes:
    """Return a value of GPMF."""
    head = key + kind + struct.pack(">BH", size, len(content) // size)
    return head + content + bytes(-len(content) % 4)


def nested(key: bytes, *content: bytes) -> bytes:
    """Return values of GPMF within another."""
    return klv(key, b"\0", 1, b"".join(content))


def stamped(at: datetime | None) -> bytes:
    """Return a second of a camera whose GPS says its time in words; None is one without a fix."""
    words = (at or datetime(2015, 1, 1, tzinfo=UTC)).strftime("%y%m%d%H%M%S.000").encode()
    fix = klv(b"GPSF", b"L", 4, struct.pack(">I", 3 if at else 0))
    return nested(b"DEVC", nested(b"STRM", fix, klv(b"GPSU", b"U", 16, words)))


def counted(at: datetime | None) -> bytes:
    """Return a second of a later camera, whose GPS counts days and milliseconds."""
    since = (at or datetime(2015, 1, 1, tzinfo=UTC)) - datetime(2000, 1, 1, tzinfo=UTC)
    of_day = round((since - timedelta(days=since.days)).total_seconds() * 1000)
    sample = struct.pack(">7i2H", 0, 0, 0, 0, 0, since.days, of_day, 100, 3 if at else 0)
    scale = klv(b"SCAL", b"l", 4, struct.pack(">9i", *([1] * 6), 1000, 100, 1))
    return nested(b"DEVC", nested(b"STRM", scale, klv(b"GPS9", b"?", 32, sample + sample)))


def film(began: datetime, payloads: list[bytes], *, has_way: bool = True, is_long: bool = False) -> bytes:
    """Return a film of an action camera: its picture and what its sensors said, a payload a second."""
    start = box(b"ftyp", b"mp41", bytes(4))
    media = b"frame" * 10 + b"".join(payloads)
    head = len(start) + 8 + len(b"frame" * 10)
    since = round((began - _SINCE_1904).total_seconds())
    times = struct.pack(">QQ" if is_long else ">II", since, since)
    header = full(b"mvhd", times, struct.pack(">II", 1000, 1000 * len(payloads)), version=int(is_long))
    starts = [head + sum(map(len, payloads[:at])) for at in range(len(payloads))]
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), box(b"gpmd" if has_way else b"tmcd", bytes(8))),
        full(b"stts", struct.pack(">III", 1, len(payloads), 1000)),
        full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        full(b"stsz", struct.pack(f">II{len(payloads)}I", 0, len(payloads), *map(len, payloads))),
        full(b"stco", struct.pack(f">I{len(payloads)}I", len(payloads), *starts)),
    )
    track = box(
        b"trak",
        box(
            b"mdia",
            full(b"mdhd", struct.pack(">IIIIHH", 0, 0, 1000, 1000 * len(payloads), 0, 0)),
            box(b"minf", table),
        ),
    )
    return start + box(b"mdat", media) + box(b"moov", header, track)
