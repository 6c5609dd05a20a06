"""Opening of age v1 files (C2SP age.md), in constant memory.

`open_chunks` gives chunk by chunk, and every chunk that it gives is authentic; but only its end says that the
file is whole. Whoever takes them puts them where nobody reads before that, or says first how many bytes
are to come.
"""

import hmac
import io
from collections.abc import Callable, Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crimebook.sealing.agefile import (
    CHUNK_BYTES,
    NONCE_BYTES,
    chunk_nonce,
    derive_key,
    header_mac,
    make_header,
)
from crimebook.sealing.recipients import TAG_BYTES, Recipient
from crimebook.unsealing.errors import Refusal, UnsealError
from crimebook.unsealing.header import HeaderReader, Read, read_header
from crimebook.unsealing.identities import Identity, find_file_key

SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES

Write = Callable[[bytes], object]
"""Takes bytes; ``file.write`` is one."""


def open_bytes(sealed: bytes, identities: Sequence[Identity]) -> bytes:
    """Return what is in an age file, or raise `UnsealError`."""
    plain = io.BytesIO()
    open_stream(io.BytesIO(sealed).read, plain.write, identities)
    return plain.getvalue()


def open_stream(read: Read, write: Write, identities: Sequence[Identity]) -> None:
    """Open the age file that ``read`` gives and ``write`` what is in it, or raise `UnsealError`."""
    for chunk in open_chunks(read, identities):
        write(chunk)


def open_chunks(read: Read, identities: Sequence[Identity]) -> Iterator[bytes]:
    """Yield what is in the age file that ``read`` gives, or raise `UnsealError`, maybe after a part of it."""
    reader = HeaderReader(read)
    file_key = _open_header(reader, identities)
    payload = _Payload(reader.rest(), read)
    nonce = payload.take(NONCE_BYTES)
    if len(nonce) != NONCE_BYTES:
        raise UnsealError(Refusal.HEADER, f"expected a nonce of {NONCE_BYTES} bytes, got {len(nonce)}")
    aead = ChaCha20Poly1305(derive_key(file_key, nonce, b"payload"))
    number, chunk = 0, payload.take(SEALED_CHUNK_BYTES)
    while following := payload.take(SEALED_CHUNK_BYTES):
        opened = _open_chunk(aead, chunk, number, is_last=False)
        if opened is None:
            yield _open_early_last(aead, chunk, number)  # authentic, and the vectors ask for it
            raise UnsealError(Refusal.PAYLOAD, f"expected the end after chunk {number}, got more")
        yield opened
        number, chunk = number + 1, following
    last = _open_chunk(aead, chunk, number, is_last=True)
    if last is None:
        raise UnsealError(Refusal.PAYLOAD, f"chunk {number} is no last chunk; the file was cut or changed")
    if number and not last:
        raise UnsealError(Refusal.PAYLOAD, "expected the last chunk not to be empty")
    yield last


def rewrap(sealed: bytes, identities: Sequence[Identity], recipients: Sequence[Recipient]) -> bytes:
    """Return the age file with the same payload, sealed to ``recipients`` and to nobody else.

    The payload is not read: what was sealed is kept to the byte, and only who can open it changes.
    """
    reader = HeaderReader(io.BytesIO(sealed).read)
    file_key = _open_header(reader, identities)
    return make_header(file_key, recipients) + sealed[len(reader.seen()) :]


def opens(sealed: bytes, identities: Sequence[Identity]) -> bool:
    """Whether one of ``identities`` opens an age file; its payload is not read."""
    try:
        _open_header(HeaderReader(io.BytesIO(sealed).read), identities)
    except UnsealError:
        return False
    return True


def _open_header(reader: HeaderReader, identities: Sequence[Identity]) -> bytes:
    header = read_header(reader)
    file_key = find_file_key(header.stanzas, identities)
    if not hmac.compare_digest(header_mac(file_key, header.head), header.mac):
        raise UnsealError(Refusal.MAC, "the header was changed after it was sealed")
    return file_key


def _open_chunk(aead: ChaCha20Poly1305, chunk: bytes, number: int, *, is_last: bool) -> bytes | None:
    try:
        return aead.decrypt(chunk_nonce(number, is_last=is_last), chunk, None)
    except InvalidTag:
        return None


def _open_early_last(aead: ChaCha20Poly1305, chunk: bytes, number: int) -> bytes:
    """Return what is in a chunk that is the last one though more follows, or raise `UnsealError`."""
    last = _open_chunk(aead, chunk, number, is_last=True)
    if last is None:
        raise UnsealError(Refusal.PAYLOAD, f"chunk {number} is not what was sealed there")
    return last


class _Payload:
    """What was read with the header, then what comes."""

    def __init__(self, rest: bytes, read: Read) -> None:
        self._rest = rest
        self._read = read

    def take(self, count: int) -> bytes:
        """Return ``count`` bytes, fewer only at the end: a pipe gives what it has."""
        parts, wanting = [self._rest[:count]], count - len(self._rest[:count])
        self._rest = self._rest[count:]
        while wanting and (more := self._read(wanting)):
            parts.append(more)
            wanting -= len(more)
        return b"".join(parts) if len(parts) > 1 else parts[0]
