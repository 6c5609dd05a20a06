"""Files that tell more than they show, made by hand so that what they tell is known."""

import struct
import zlib

PLACE = "53.90450, 27.56150"
SECRETS = (b"Canon", b"SN-0451", b"A. Author", b"2020:08:10", b"SECRET-COMMENT", b"trailing-film")


def tiff(*, order: str = "<", orientation: int = 6) -> bytes:
    """Return an EXIF block: maker, serial number, owner, time, place, and how the picture is turned."""
    extra = bytearray()
    base = 400

    def words(tag: int, text: bytes) -> tuple[int, int, int, bytes]:
        extra_at = base + len(extra)
        extra.extend(text + b"\0")
        return tag, 2, len(text) + 1, struct.pack(order + "I", extra_at)

    def degrees(tag: int, whole: int, minutes: int, hundredths: int) -> tuple[int, int, int, bytes]:
        extra_at = base + len(extra)
        extra.extend(struct.pack(order + "6I", whole, 1, minutes, 1, hundredths, 100))
        return tag, 5, 3, struct.pack(order + "I", extra_at)

    first = [
        words(0x010F, b"Canon EOS 5D"),
        (0x0112, 3, 1, struct.pack(order + "HH", orientation, 0)),
        words(0x013B, b"A. Author Name"),
        (0x8769, 4, 1, struct.pack(order + "I", 100)),
        (0x8825, 4, 1, struct.pack(order + "I", 200)),
    ]
    exif = [words(0x9003, b"2020:08:10 23:15:00"), words(0xA431, b"SN-0451-long")]
    gps = [
        (1, 2, 2, b"N\0\0\0"),
        degrees(2, 53, 54, 1620),
        (3, 2, 2, b"E\0\0\0"),
        degrees(4, 27, 33, 4140),
    ]
    block = bytearray(base)
    block[:8] = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    for at, entries in ((8, first), (100, exif), (200, gps)):
        packed = struct.pack(order + "H", len(entries))
        packed += b"".join(struct.pack(order + "HHI", *each[:3]) + each[3] for each in entries)
        block[at : at + len(packed)] = packed
    return bytes(block + extra)


def telling_jpeg(plain: bytes, *, order: str = "<", orientation: int = 6) -> bytes:
    """Return a JPEG with everything in it that may name somebody."""

    def segment(marker: int, content: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content

    added = (
        segment(0xE1, b"Exif\0\0" + tiff(order=order, orientation=orientation))
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>A. Author</x>")
        + segment(0xED, b"Photoshop 3.0\0A. Author")
        + segment(0xFE, b"SECRET-COMMENT")
    )
    return plain[:2] + added + plain[2:] + b"trailing-film " * 3


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def telling_png() -> bytes:
    """Return a PNG of one pixel with words, a time and EXIF."""
    head, pixel = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0), zlib.compress(b"\0\x7f")
    chunks = [
        (b"IHDR", head),
        (b"tEXt", b"Author\0A. Author"),
        (b"iTXt", b"Comment\0\0\0\0\0SECRET-COMMENT"),
        (b"tIME", struct.pack(">HBBBBB", 2020, 8, 10, 23, 15, 0)),
        (b"eXIf", tiff()),
        (b"IDAT", pixel),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def box(kind: bytes, *content: bytes) -> bytes:
    """Return a box of a film."""
    inner = b"".join(content)
    return struct.pack(">I", len(inner) + 8) + kind + inner


def telling_film(film_bytes: int = 100) -> bytes:
    """Return a MOV whose directory stands behind the film and tells place, device and time."""
    since_1904 = 2_082_844_800 + 1_597_101_300
    header = box(b"mvhd", struct.pack(">IIIII", 0, since_1904, since_1904, 600, 600), bytes(80))
    place = b"+53.9045+027.5615/"
    udta = box(b"udta", box("©xyz".encode("latin-1"), struct.pack(">HH", len(place), 0) + place))
    keys = [b"com.apple.quicktime.make", b"com.apple.quicktime.location.ISO6709"]
    listed = b"".join(struct.pack(">I", len(key) + 8) + b"mdta" + key for key in keys)
    items = [(1, b"Apple"), (2, b"+53.9045+027.5615+200/")]
    values = b"".join(
        box(struct.pack(">I", number), box(b"data", bytes(8) + value)) for number, value in items
    )
    meta = box(b"meta", box(b"keys", struct.pack(">II", 0, len(keys)) + listed), box(b"ilst", values))
    return box(b"ftyp", b"qt  ") + box(b"mdat", bytes(film_bytes)) + box(b"moov", header, udta, meta)


def telling_pdf(*more: bytes) -> bytes:
    """Return a PDF that names its author."""
    utf16 = b"\xfe\xff" + "Аўтар".encode("utf-16be")
    lines = (
        b"%PDF-1.7",
        b"1 0 obj << /Author (A. \\(Author\\)) /Producer <" + utf16.hex().encode() + b"> >> endobj",
        b"<x:xmpmeta><dc:creator><rdf:li>A. Author</rdf:li></dc:creator></x:xmpmeta>",
        *more,
        b"%%EOF",
    )
    return b"\n".join(lines)
