"""Bech32 (BIP-173) without its limit of 90 characters, as age writes its keys.

A text is all lower case or all upper case; the checksum is always over the lower case one. Here only lower
case is known: the caller asks for one case, so that a key has one writing.
"""

from base64 import b32decode, b32encode

_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CHARSET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_TO_VALUES = bytes.maketrans(_BASE32, bytes(range(32)))
_TO_BASE32 = bytes.maketrans(bytes(range(32)), _BASE32)
_TO_SIGNS = bytes.maketrans(bytes(range(32)), _CHARSET)
_FROM_SIGNS = bytes.maketrans(_CHARSET, bytes(range(32)))
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIGNS = 6


def encode_bech32(prefix: str, content: bytes) -> str:
    """Return ``content`` behind ``prefix``, in lower case."""
    values = _to_values(content)
    checksum = _polymod(_expand(prefix) + values + bytes(_CHECKSUM_SIGNS)) ^ 1
    tail = bytes(checksum >> 5 * (5 - place) & 31 for place in range(_CHECKSUM_SIGNS))
    return f"{prefix}1{(values + tail).translate(_TO_SIGNS).decode()}"


def decode_bech32(text: str, prefix: str) -> bytes:
    """Return what ``text`` in lower case carries behind ``prefix``, or raise ``ValueError``."""
    found, _, signs = text.rpartition("1")
    raw = signs.encode("ascii", "replace")
    if found != prefix or len(raw) < _CHECKSUM_SIGNS or raw.translate(None, _CHARSET):
        raise ValueError("prefix or alphabet")
    values = raw.translate(_FROM_SIGNS)
    if _polymod(_expand(prefix) + values) != 1:
        raise ValueError("checksum")
    values = values[:-_CHECKSUM_SIGNS]
    spare_bits = len(values) * 5 % 8
    if spare_bits >= 5 or (values[-1:] and values[-1] & (1 << spare_bits) - 1):
        raise ValueError("padding")  # bits left over that are not zero would be a second writing
    return b32decode(values.translate(_TO_BASE32) + b"=" * (-len(values) % 8))


def _to_values(content: bytes) -> bytes:
    return b32encode(content).rstrip(b"=").translate(_TO_VALUES)


def _expand(prefix: str) -> bytes:
    return bytes([*(ord(sign) >> 5 for sign in prefix), 0, *(ord(sign) & 31 for sign in prefix)])


def _reduce(top: int) -> int:
    reduced = 0
    for place, generator in enumerate(_GENERATORS):
        reduced ^= generator if top >> place & 1 else 0
    return reduced


_REDUCED = tuple(_reduce(top) for top in range(32))


def _polymod(values: bytes) -> int:
    check = 1
    for value in values:
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _REDUCED[check >> 25]
    return check
