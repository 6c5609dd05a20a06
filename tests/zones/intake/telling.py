"""Files of every kind that name somebody, made by hand: in each place that tells stands the same secret."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.zones.intake.pictures import box, tiff

SECRET = b"SECRET-IVAN"
XMP = b"<x:xmpmeta><rdf:li/><dc:creator><rdf:li>SECRET-IVAN</rdf:li></dc:creator></x:xmpmeta>"
_SINCE_1904 = 2_082_844_800 + 1_597_101_300
EXIF_ITEM = struct.pack(">I", 0) + tiff().replace(b"A. Author Name", b"SECRET-IVAN --")


def full(kind: bytes, *content: bytes, version: int = 0) -> bytes:
    """Return a box with a version and no flags."""
    return box(kind, struct.pack(">I", version << 24), *content)


def _timed(kind: bytes, rest: bytes) -> bytes:
    return full(kind, struct.pack(">II", _SINCE_1904, _SINCE_1904), rest)


def track(
    number: int, handler: bytes, entry: bytes, samples: list[int], at: int, *more: bytes, frame_s: int = 100
) -> bytes:
    """Return a track whose samples of these sizes lie one after another from a place on, in one chunk."""
    size = struct.pack(">II", 96 << 16, 64 << 16) if handler == b"vide" else bytes(8)
    header = struct.pack(">III", number, 0, frame_s * len(samples)) + bytes(16)
    header += struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30) + size
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">III", 1, len(samples), frame_s)),
        full(b"stsc", struct.pack(">IIII", 1, 1, len(samples), 1)),
        full(b"stsz", struct.pack(f">II{len(samples)}I", 0, len(samples), *samples)),
        full(b"stco", struct.pack(">II", 1, at)),
    )
    minf = box(
        b"minf", full(b"vmhd", bytes(8)), box(b"dinf", full(b"dref", struct.pack(">I", 1), _source())), table
    )
    mdia = box(
        b"mdia",
        _timed(b"mdhd", struct.pack(">IIHH", 1000, frame_s * len(samples), 0x55C4, 0)),
        full(b"hdlr", bytes(4), handler, b"appl", bytes(8), SECRET + b"\0"),
        minf,
    )
    return box(b"trak", _timed(b"tkhd", header), mdia, *more)


def _source() -> bytes:
    return box(b"url ", struct.pack(">I", 1))


def picture_entry(kind: bytes, *inner: bytes) -> bytes:
    """Return how samples of a picture of 96 x 64 are to be read; the maker's name stands in it."""
    name = bytes([len(SECRET)]) + SECRET.ljust(31, b"\0")
    head = bytes(6) + struct.pack(">H", 1) + bytes(4) + b"SECR" + bytes(8) + struct.pack(">HH", 96, 64)
    head += struct.pack(">IIIH", 0x480000, 0x480000, 0, 1) + name + struct.pack(">Hh", 24, -1)
    return box(kind, head, *inner)


def film(
    frames: list[bytes],
    entry: bytes | None = None,
    *,
    is_directory_first: bool = False,
    has_way: bool = True,
    has_gap: bool = True,
    brand: bytes = b"qt  ",
    bloat: bytes = b"",
) -> bytes:
    """Return a MOV of frames, with all that phones write beside; with ``has_way``, a track of places too."""
    ways = [b"\0\0\0\x1b" + SECRET + b"+53.9045+027.5615/"] * len(frames) if has_way else []
    gap = b"between " + SECRET if has_gap else b""
    media = b"".join(frames) + gap + b"".join(ways)
    start = box(b"ftyp", brand, bytes(4), brand)

    def directory(at: int) -> bytes:
        header = (
            struct.pack(">II", 1000, 100 * len(frames)) + struct.pack(">IHH", 1 << 16, 1 << 8, 0) + bytes(8)
        )
        header += (
            struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30) + bytes(24) + struct.pack(">I", 3)
        )
        tracks = [
            track(
                1,
                b"vide",
                entry or picture_entry(b"avc1", box(b"uuid", bytes(16), SECRET)),
                [len(each) for each in frames],
                at,
            )
        ]
        if has_way:
            way_at = at + sum(map(len, frames)) + len(gap)
            mebx = box(b"mebx", bytes(6), struct.pack(">H", 1), box(b"keys", SECRET))
            tracks.append(track(2, b"meta", mebx, [len(each) for each in ways], way_at, box(b"udta", SECRET)))
        return box(
            b"moov",
            _timed(b"mvhd", header),
            *tracks,
            *_phone_words(),
            *([box(b"free", bloat)] if bloat else []),
        )

    if is_directory_first:
        at = len(start) + len(directory(0)) + 8
        return start + directory(at) + box(b"mdat", media) + box(b"free", SECRET)
    wide = box(b"wide")
    return (
        start
        + wide
        + box(b"mdat", media)
        + directory(len(start) + len(wide) + 8)
        + box(b"uuid", bytes(16), XMP)
    )


def _phone_words() -> tuple[bytes, bytes, bytes]:
    place = b"+53.9045+027.5615/"
    udta = box(b"udta", box("©xyz".encode("latin-1"), struct.pack(">HH", len(place), 0) + place), bytes(4))
    keys = [
        b"com.apple.quicktime.make",
        b"com.apple.quicktime.location.ISO6709",
        b"com.apple.quicktime.author",
    ]
    listed = b"".join(struct.pack(">I", len(key) + 8) + b"mdta" + key for key in keys)
    items = [(1, b"Apple"), (2, b"+53.9045+027.5615+200/"), (3, SECRET)]
    values = b"".join(
        box(struct.pack(">I", number), box(b"data", bytes(8) + value)) for number, value in items
    )
    meta = box(b"meta", box(b"keys", struct.pack(">II", 0, len(keys)) + listed), box(b"ilst", values))
    return udta, meta, box(b"uuid", bytes(16), XMP)


def heic(
    picture: bytes = b"picture" * 9,
    kind: bytes = b"hvc1",
    properties: tuple[bytes, ...] = (),
    brand: bytes = b"heic",
    gap: bytes = b"gap" + SECRET,
) -> bytes:
    """Return a HEIC (or an AVIF) of one picture with EXIF and XMP beside it, and what lies between."""
    items = [(1, kind, picture), (2, b"Exif", EXIF_ITEM), (3, b"mime", XMP)]
    start = box(b"ftyp", brand, bytes(4), b"mif1" + brand)
    content = [picture, gap, EXIF_ITEM, XMP]

    def directory(at: int) -> bytes:
        places = [
            at,
            at + len(picture) + len(content[1]),
            at + len(picture) + len(content[1]) + len(EXIF_ITEM),
        ]
        iloc = struct.pack(">BBH", 0x44, 0, 3) + b"".join(
            struct.pack(">HHHII", number, 0, 1, place, len(data))
            for (number, _, data), place in zip(items, places, strict=True)
        )
        named = [
            full(
                b"infe",
                struct.pack(">HH", number, 0)
                + each
                + SECRET
                + b"\0"
                + (b"application/rdf+xml\0" if each == b"mime" else b""),
                version=2,
            )
            for number, each, _ in items
        ]
        shapes = (full(b"ispe", struct.pack(">II", 96, 64)), *properties, full(b"udes", SECRET))
        links = struct.pack(">IHB", 1, 1, len(shapes)) + bytes(
            [1, *(0x80 | at for at in range(2, len(shapes))), len(shapes)]
        )
        return full(
            b"meta",
            full(b"hdlr", bytes(4), b"pict", bytes(12), SECRET + b"\0"),
            full(b"pitm", struct.pack(">H", 1)),
            full(b"iloc", iloc),
            full(b"iinf", struct.pack(">H", 3), *named),
            full(b"iref", box(b"cdsc", struct.pack(">HHH", 2, 1, 1))),
            box(b"iprp", box(b"ipco", *shapes), full(b"ipma", links)),
        )

    at = len(start) + len(directory(0)) + 8
    return start + directory(at) + box(b"mdat", *content)


def riff(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a RIFF of chunks."""
    inner = b"".join(
        kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
        for kind, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(inner) + 4) + form + inner


def webp(drawn: tuple[bytes, bytes] = (b"VP8L", b"picture"), size: tuple[int, int] = (96, 64)) -> bytes:
    """Return a WebP of one drawing chunk with EXIF and XMP."""
    head = struct.pack("<I", 0x0C) + b"".join((each - 1).to_bytes(3, "little") for each in size)
    exif = tiff().replace(b"A. Author Name", b"SECRET-IVAN --")
    return riff(b"WEBP", (b"VP8X", head), drawn, (b"EXIF", exif), (b"XMP ", XMP), (b"odd ", SECRET)) + SECRET


def wav(sound: bytes = bytes(range(200))) -> bytes:
    """Return a WAV with a speaker's name."""
    form = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    info = b"INFOIART" + struct.pack("<I", len(SECRET)) + SECRET + b"\0"
    bext = bytes(256) + SECRET.ljust(64, b"\0") + b"2020-08-1023:15:00"
    return riff(
        b"WAVE", (b"fmt ", form), (b"bext", bext), (b"data", sound), (b"LIST", info), (b"id3 ", id3())
    )


def id3() -> bytes:
    """Return an ID3v2.3 tag."""

    def frame(name: bytes, content: bytes) -> bytes:
        return name + struct.pack(">IH", len(content), 0) + content

    frames = frame(b"TPE1", b"\0" + SECRET) + frame(b"TXXX", b"\3model\0" + SECRET) + frame(b"PRIV", SECRET)
    frames += frame(b"TYER", b"\x01" + "2020".encode("utf-16")) + bytes(32)
    size = len(frames)
    return b"ID3\3\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + frames


def mp3(sound: bytes = b"\xff\xfb\x90\x00" + bytes(413)) -> bytes:
    """Return an MP3 with ID3v2 before it, and APE and ID3v1 behind it."""
    ape = struct.pack("<II", len(SECRET), 0) + b"Artist\0" + SECRET
    footer = b"APETAGEX" + struct.pack("<IIII", 2000, len(ape) + 32, 1, 0) + bytes(8)
    return (
        id3()
        + sound * 2
        + SECRET
        + sound * 2
        + ape
        + footer
        + b"TAG"
        + SECRET.ljust(30, b"\0") * 2
        + bytes(65)
    )


def comments(*more: bytes) -> bytes:
    """Return Vorbis comments."""
    lines = [b"ARTIST=" + SECRET, b"LOCATION=53.9045", *more]
    packed = b"".join(struct.pack("<I", len(line)) + line for line in lines)
    return struct.pack("<I", len(SECRET)) + SECRET + struct.pack("<I", len(lines)) + packed


def flac() -> bytes:
    """Return a FLAC with comments and a picture."""
    blocks = [(0, bytes(range(34))), (4, comments()), (6, SECRET), (2, b"riff" + SECRET), (1, SECRET)]
    packed = b"".join(
        bytes([kind | (0x80 if at == len(blocks) - 1 else 0)]) + len(each).to_bytes(3, "big") + each
        for at, (kind, each) in enumerate(blocks)
    )
    return id3() + b"fLaC" + packed + b"\xff\xf8\xc9\x18" + bytes(50)


def page(
    serial: int, number: int, content: bytes, *, flags: int = 0, is_open: bool = False, at_moment: int = 0
) -> bytes:
    """Return a page of Ogg that holds one packet, or with ``is_open`` the beginning of one."""
    lacing = bytes([255] * (len(content) // 255)) + (b"" if is_open else bytes([len(content) % 255]))
    head = b"OggS\0" + bytes([flags]) + struct.pack("<QII", at_moment, serial, number)
    whole = head + bytes(4) + bytes([len(lacing)]) + lacing + content
    return whole[:22] + struct.pack("<I", ogg_sum(whole)) + whole[26:]


def ogg_sum(page_bytes: bytes) -> int:
    """Return the sum of a page whose own is 0."""
    total = 0
    for byte in page_bytes:
        total ^= byte << 24
        for _ in range(8):
            total = (total << 1 ^ (0x04C11DB7 if total & 0x80000000 else 0)) & 0xFFFFFFFF
    return total


def opus(extra: int = 0, head: bytes = b"OpusHead\1\1" + bytes(9), sound: list[bytes] | None = None) -> bytes:
    """Return a voice note; with ``extra`` bytes of comments it goes over several pages."""
    packet = b"OpusTags" + comments(b"X=" + SECRET * (extra // len(SECRET)))
    full_pages, rest = divmod(len(packet), 255 * 200)
    pages = [packet[at * 255 * 200 : (at + 1) * 255 * 200] for at in range(full_pages)]
    tags = b"".join(
        page(7, at + 1, each, flags=1 if at else 0, is_open=True) for at, each in enumerate(pages)
    )
    tags += page(7, full_pages + 1, packet[len(packet) - rest :], flags=1 if pages else 0)
    spoken = b"".join(
        page(7, full_pages + 2 + at, each, at_moment=960 * (at + 1))
        for at, each in enumerate(sound or [b"voice" * 20])
    )
    return page(7, 0, head, flags=2) + tags + spoken


def vorbis() -> bytes:
    """Return Vorbis sound whose comments share no page with others."""
    return (
        page(9, 0, b"\x01vorbis" + bytes(23), flags=2)
        + page(9, 1, b"\x03vorbis" + comments() + b"\1")
        + page(9, 2, b"\x05vorbis")
    )


def pdf(*more: bytes, jpeg: bytes = b"") -> bytes:
    """Return a PDF of one page, as phones and offices write it, and objects that are added."""
    utf16 = b"\xfe\xff" + "Аўтар".encode("utf-16be")
    drawn = b"BT (page) Tj ET"
    note = b"<< /Type /Annot /Subtype /Text /T (SECRET-IVAN) /Contents (a note) /M (D:20200810) >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Annots [" + note + b"] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(XMP), XMP),
        b"<< /A#75thor (SECRET-IVAN \\(Name\\) (nested)) /Producer <"
        + utf16.hex().encode()
        + b"> /Own (SECRET-IVAN)"
        b" /CreationDate (D:20200810231500) >>",
        *(
            [
                b"<< /Subtype /Image /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
                % (len(jpeg), jpeg)
            ]
            if jpeg
            else []
        ),
        *more,
    ]
    whole = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%%Invocation: /home/SECRET-IVAN/a.ps\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % at for at in places)
    trailer = b"trailer\n<< /Root 1 0 R /Info 6 0 R /Size %d /ID [<%s> <%s>] >>\n" % (
        len(objects) + 1,
        SECRET.hex().encode(),
        SECRET.hex().encode(),
    )
    return whole + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(whole) + SECRET


def packed_object(dictionary: bytes) -> bytes:
    """Return an object that holds others packed."""
    packed = zlib.compress(b"9 0 " + dictionary)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    return b"%s\nstream\n%s\nendstream" % (head, packed)


def zipped(entries: dict[str, bytes]) -> bytes:
    """Return a ZIP."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.comment = SECRET
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return the entries of a ZIP, all read and summed."""
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def docx(**more: bytes) -> bytes:
    """Return a DOCX that names its author in every place."""
    thumbnail = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
    core = (
        b'<c:p xmlns:c="urn:oasis:c" own="SECRET-IVAN"><dc:creator>SECRET-IVAN</dc:creator>'
        b"<cp:lastModifiedBy>SECRET-IVAN B</cp:lastModifiedBy>"
        b"<dcterms:created>2020-08-10</dcterms:created></c:p>"
    )
    entries = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b'<R><Relationship Id="r1" Type="%s" Target="docProps/a.jpeg"/></R>' % thumbnail,
        "docProps/core.xml": core,
        "docProps/app.xml": b"<Properties><Company>SECRET-IVAN Ltd</Company><Pages>1</Pages></Properties>",
        "docProps/thumbnail.jpeg": SECRET,
        "word/document.xml": b'<w:p w:rsidR="00AB12"><w:ins w:author="SECRET-IVAN" w:date="2020-08-10T0">'
        b"<w:t>the words</w:t></w:ins></w:p>",
        "word/comments.xml": b"<w:comment w:author='SECRET-IVAN' w:initials='SECRET-IVAN'/>",
        "word/settings.xml": b'<w:rsids><w:rsidRoot w:val="00AB12"/></w:rsids>',
        "word/_rels/settings.xml.rels": rb'<R><Relationship Target="file:///C:\Users\SECRET-IVAN\N.dotm"/></R>',
        "customXml/item1.xml": b"<b>SECRET-IVAN</b>",
    }
    return zipped(entries | {name.replace("__", "/"): content for name, content in more.items()})


def odt() -> bytes:
    """Return an ODT that names its author."""
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": b"<manifest:manifest/>",
            "meta.xml": b"<o><meta:initial-creator>SECRET-IVAN</meta:initial-creator>"
            b"<meta:generator>Writer</meta:generator></o>",
            "content.xml": b"<t>the words</t><office:annotation><dc:creator>SECRET-IVAN</dc:creator>"
            b"<dc:date>2020-08-10T12:00:00</dc:date></office:annotation>",
            "settings.xml": b'<config:config-item config:name="PrinterName">SECRET-IVAN</config:config-item>',
        }
    )
