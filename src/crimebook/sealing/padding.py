"""Padding: sizes that tell little.

Bodies and messages are padded to one of five sizes. The content comes behind its length in four bytes, and
zeros follow. Numbers of parts are rounded up by Padmé (Nikitin et al., "Reducing Metadata Leakage from
Encrypted Files and Communication with PURBs", PoPETs 2019, section 4), which costs at most 12 percent and
lets a number of n tell only O(log log n) bits.
"""

from crimebook.sealing.errors import BodyTooLongError, EnvelopeError

PADDED_SIZES = (4_096, 16_384, 65_536, 262_144, 1_048_576)
LENGTH_BYTES = 4


def padded_size(size: int) -> int:
    """Return the size to which ``size`` bytes are padded; raise `BodyTooLongError` if there is none."""
    for padded in PADDED_SIZES:
        if size + LENGTH_BYTES <= padded:
            return padded
    raise BodyTooLongError(
        f"at most {PADDED_SIZES[-1] - LENGTH_BYTES} bytes", f"{size} bytes", "send what is long as a file"
    )


def pad(content: bytes, to_bytes: int = 0) -> bytes:
    """Return the length, ``content`` and zeros: `padded_size` bytes, or ``to_bytes`` if that is given."""
    to_bytes = to_bytes or padded_size(len(content))
    if len(content) + LENGTH_BYTES > to_bytes:
        raise BodyTooLongError(f"at most {to_bytes - LENGTH_BYTES} bytes", f"{len(content)} bytes")
    return (len(content).to_bytes(LENGTH_BYTES, "big") + content).ljust(to_bytes, b"\0")


def unpad(padded: bytes, of_bytes: int = 0) -> bytes:
    """Return what `pad` was given; raise `EnvelopeError` if it would have padded it in another way."""
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    content = padded[LENGTH_BYTES : LENGTH_BYTES + length]
    try:
        is_ours = pad(content, of_bytes) == padded
    except BodyTooLongError:
        is_ours = False
    if not is_ours or len(content) != length:
        raise EnvelopeError("a length, a content and zeros, of a padded size", f"{len(padded)} other bytes")
    return content


def padme(count: int) -> int:
    """Return ``count`` rounded up so that few of its leading bits are told; 0 and 1 stay."""
    if count < 2:
        return count
    exponent = count.bit_length() - 1
    step = 1 << exponent - exponent.bit_length()
    return -(-count // step) * step
