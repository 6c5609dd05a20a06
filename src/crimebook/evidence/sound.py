"""MP3, AAC and FLAC (RFC 9639) while they stream by: frames stay, and nothing that stands between them."""

import re
from collections.abc import Generator

from crimebook.evidence.ogg import tell_comments
from crimebook.evidence.pictures import see
from crimebook.evidence.tape import Reading, Treatment, Wish, damaged, uncleanable
from crimebook.evidence.told import Kind, Told

_MAX_STRAY_BYTES = 262_144
_TOLD_BYTES = 65536
_WINDOW_BYTES = 65536
_TAG_BYTES = 128
_FRAME_HEAD_BYTES = 7
_RATES_HZ = (44100, 48000, 32000, 0)
_KBPS_THIRD = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_KBPS_SECOND = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0)
_KBPS_OTHER = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_NAMES = {
    **dict.fromkeys((b"TPE1", b"TPE2", b"TCOM", b"TENC", b"TOWN", b"TCOP"), Kind.AUTHOR),
    **dict.fromkeys((b"TDRC", b"TYER", b"TDEN", b"TDTG"), Kind.TIME),
    b"TSSE": Kind.PROGRAM,
}
_WORDS = re.compile(rb"[\x20-\x7e]{4,}")
_STREAM_INFO, _PADDING, _SEEK_TABLE, _COMMENTS = 0, 1, 3, 4


def is_sound(head: bytes) -> bool:
    """Return whether a file begins as sound in frames does, or with a tag before it."""
    return head[:3] == b"ID3" or head[:4] == b"fLaC" or _is_frame(head)


def _is_frame(head: bytes) -> bool:
    is_layer = head[1] & 0x06 != 0x06 and head[1] & 0x18 != 0x08
    return head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and is_layer and head[2] & 0xF0 != 0xF0


def read_sound(told: Told) -> Reading:
    """Read sound from its beginning."""
    head = yield from see(10)
    while head[:3] == b"ID3":
        size = _safe(head[6:10]) + (10 if head[5] & 0x10 else 0)
        tag = yield from see(min(size, _TOLD_BYTES))
        _tell_id3(tag, told)
        yield Wish(Treatment.DROP, size - len(tag))
        head = yield from see(10)
    if head[:4] == b"fLaC":
        yield from _blocks(head, told)
    else:
        yield from _frames(head, told)


def _safe(size: bytes) -> int:
    return size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]


def _tell_id3(tag: bytes, told: Told) -> None:
    at = 0
    while at + 10 <= len(tag) and tag[at]:
        name, size = tag[at : at + 4], int.from_bytes(tag[at + 4 : at + 8], "big")
        content = tag[at + 10 : at + 10 + size]
        if name[:1] == b"T" and content:
            encoding = "utf-16" if content[0] in {1, 2} else "utf-8"
            told.add(_NAMES.get(name, Kind.TEXT), content[1:400].decode(encoding, "replace"))
        else:
            told.add(Kind.HIDDEN, name.decode("latin-1"))
        at += 10 + size


def _frames(back: bytes, told: Told) -> Reading:
    """Keep frames that follow each other. What stands between them, before and behind them is left out."""
    frames = stray = 0
    while True:
        head = yield Wish(Treatment.SEE, _FRAME_HEAD_BYTES, is_last=True, back=back)
        size = _frame_size(head)
        frame = (yield Wish(Treatment.SEE, size, is_last=True, back=head)) if size else b""
        if size and len(frame) == size and (not stray or (yield from _goes_on())):
            yield Wish(Treatment.SEE, 0, frame)
            back, stray, frames = b"", 0, frames + 1
            continue
        window = yield Wish(Treatment.SEE, 4096, is_last=True, back=frame or head)
        if not window:
            break
        at = window.find(b"\xff", 1)
        left = window[:at] if at > 0 else window
        _tell_stray(left, told)
        back, stray = window[len(left) :], stray + len(left)
        if stray > _MAX_STRAY_BYTES:
            raise damaged("frames of sound")
    if not frames:
        raise damaged("a frame of sound")


def _goes_on() -> Generator[Wish, bytes, bool]:
    """Return whether another frame follows, or the end."""
    head = yield Wish(Treatment.SEE, _FRAME_HEAD_BYTES, is_last=True)
    yield Wish(Treatment.SEE, 0, back=head)
    return not head or _frame_size(head) > 0


def _tell_stray(left: bytes, told: Told) -> None:
    for words in _WORDS.findall(left)[:4]:
        told.add_bytes(Kind.TEXT, words)


def _frame_size(head: bytes) -> int:
    if len(head) < _FRAME_HEAD_BYTES or not _is_frame(head):
        return 0
    size = _aac_size(head) if not head[1] & 0x06 else _mpeg_size(head)
    return size if size >= _FRAME_HEAD_BYTES else 0


def _aac_size(head: bytes) -> int:
    return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5


def _mpeg_size(head: bytes) -> int:
    version, is_third = head[1] >> 3 & 3, head[1] & 0x06 == 0x02
    is_first_version = version == 3
    rate = _RATES_HZ[head[2] >> 2 & 3] >> (0 if is_first_version else 1 if version else 2)
    kbps = (_KBPS_THIRD if is_third else _KBPS_SECOND) if is_first_version else _KBPS_OTHER
    samples = 72 if is_third and not is_first_version else 144
    if not rate or not kbps[head[2] >> 4]:
        return 0
    return samples * kbps[head[2] >> 4] * 1000 // rate + (head[2] >> 1 & 1)


def _blocks(back: bytes, told: Told) -> Reading:
    """Blocks of a FLAC that are not needed become padding, which is as long and says nothing."""
    put = yield Wish(Treatment.SEE, 4, back=back)
    is_last = False
    while not is_last:
        head = yield from see(4, put=put)
        put = b""
        is_last, kind, size = head[0] >= 0x80, head[0] & 0x7F, int.from_bytes(head[1:], "big")
        if kind in {_STREAM_INFO, _SEEK_TABLE}:
            yield Wish(Treatment.KEEP, size, head)
            continue
        content = yield from see(min(size, _TOLD_BYTES))
        if kind == _COMMENTS:
            tell_comments(content, told)
        elif content.strip(b"\0") and kind != _PADDING:
            told.add(Kind.HIDDEN, "PICTURE" if kind == _COMMENTS + 2 else str(kind))
        padding = bytes([_PADDING | (0x80 if is_last else 0)])
        yield Wish(Treatment.ZERO, size, padding + head[1:], back=content)
    yield from _flac_frames(told)


def _flac_frames(told: Told) -> Reading:
    head = yield from see(2)
    if int.from_bytes(head, "big") >> 2 != 0x3FFE:
        raise damaged("a frame of sound")
    put, back = b"", head
    while True:
        window = yield Wish(Treatment.SEE, _WINDOW_BYTES, put, is_last=True, back=back)
        if len(window) < _WINDOW_BYTES:
            break
        put, back = window[:-_TAG_BYTES], window[-_TAG_BYTES:]
    if b"APETAGEX" in window[-_TAG_BYTES:] or window.endswith(b"LYRICS200"):
        raise uncleanable("sound without such a tag behind it")
    if window[-_TAG_BYTES:][:3] == b"TAG":
        _tell_stray(window[-_TAG_BYTES:], told)
        window = window[:-_TAG_BYTES]
    yield Wish(Treatment.SEE, 0, window)
