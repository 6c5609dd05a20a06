"""Sealing of age v1 files (C2SP age.md) to post-quantum recipients, in constant memory.

`Sealer` for what comes bit by bit, `seal_bytes` for what is at hand. There is nothing to choose: one cipher,
one kind of recipient, chunks of 64 KiB. What this module writes, any age of version 1.3 or later opens.
"""

import hmac
from base64 import b64encode
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crimebook.sealing.errors import SealingError
from crimebook.sealing.recipients import ENCAPSULATED_BYTES, TAG_BYTES, Recipient

VERSION_LINE = b"age-encryption.org/v1\n"
STANZA_TYPE = "mlkem768x25519"
STANZA_INFO = b"age-encryption.org/mlkem768x25519"
FILE_KEY_BYTES = 16
NONCE_BYTES = 16
CHUNK_BYTES = 65_536
HEADER_BYTES_OF_ONE = 1_627
"""The length of a header with one recipient, without the nonce."""

Random = Callable[[int], bytes]
"""Gives as many secret random bytes as it is asked for; ``os.urandom`` is one."""


class Sealer:
    """Seals one file. Write `header`, then what every `update` returns, then what `finish` returns.

    A full chunk is held back until more comes: only then is it known not to be the last, which age marks.
    """

    def __init__(self, recipients: Sequence[Recipient], random: Random) -> None:
        file_key, nonce = random(FILE_KEY_BYTES), random(NONCE_BYTES)
        self._header = make_header(file_key, recipients) + nonce
        self._aead = ChaCha20Poly1305(derive_key(file_key, nonce, b"payload"))
        self._held = bytearray()
        self._chunks = 0
        self._is_finished = False

    def header(self) -> bytes:
        """Return the header and the nonce: what the file begins with."""
        return self._header

    def update(self, plain: bytes | bytearray | memoryview) -> bytes:
        """Take more of the file, as much as there is, and return what can be written of it."""
        return b"".join(self.seal_chunks(plain))

    def seal_chunks(self, plain: bytes | bytearray | memoryview) -> list[bytes]:
        """Return what `update` does, chunk by chunk: who joins more to it need not copy twice."""
        self._check_open()
        rest, sealed = memoryview(plain), []
        if self._held and len(self._held) + len(rest) > CHUNK_BYTES:
            missing = CHUNK_BYTES - len(self._held)
            self._held += rest[:missing]
            rest = rest[missing:]
            sealed.append(self._seal(self._held))
            self._held.clear()
        if not self._held:
            ready = max(0, len(rest) - 1) // CHUNK_BYTES * CHUNK_BYTES
            sealed += [self._seal(rest[at : at + CHUNK_BYTES]) for at in range(0, ready, CHUNK_BYTES)]
            rest = rest[ready:]
        self._held += rest
        return sealed

    def finish(self) -> bytes:
        """Return the last chunk. It is empty only if the file is."""
        self._check_open()
        self._is_finished = True
        return self._seal(self._held, is_last=True)

    def _seal(self, chunk: bytes | bytearray | memoryview, *, is_last: bool = False) -> bytes:
        nonce = chunk_nonce(self._chunks, is_last=is_last)
        self._chunks += 1
        return self._aead.encrypt(nonce, chunk, None)

    def _check_open(self) -> None:
        if self._is_finished:
            raise SealingError("a file still being sealed", "one that is finished", "begin a new one")


def seal_bytes(plain: bytes, recipients: Sequence[Recipient], random: Random) -> bytes:
    """Return ``plain`` as an age file to every one of ``recipients``."""
    sealer = Sealer(recipients, random)
    return b"".join((sealer.header(), *sealer.seal_chunks(plain), sealer.finish()))


def sealed_size(plain_bytes: int) -> int:
    """Return the size of the age file that ``plain_bytes`` sealed to one recipient are."""
    chunks = max(1, -(-plain_bytes // CHUNK_BYTES))
    return HEADER_BYTES_OF_ONE + NONCE_BYTES + plain_bytes + chunks * TAG_BYTES


def make_header(file_key: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Return the header that gives ``file_key`` to every one of ``recipients``, without the nonce."""
    if not recipients:
        raise SealingError("at least one recipient", "none")
    head = VERSION_LINE + b"".join(_stanza(file_key, each) for each in recipients) + b"---"
    return head + b" " + encode_base64(header_mac(file_key, head)) + b"\n"


def _stanza(file_key: bytes, recipient: Recipient) -> bytes:
    sealed = recipient.seal(file_key, STANZA_INFO)
    share, body = sealed[:ENCAPSULATED_BYTES], sealed[ENCAPSULATED_BYTES:]
    return b"-> %s %s\n%s\n" % (STANZA_TYPE.encode(), encode_base64(share), encode_base64(body))


def header_mac(file_key: bytes, head: bytes) -> bytes:
    """Return the HMAC of a header up to and with its ``---``."""
    return hmac.digest(derive_key(file_key, b"", b"header"), head, "sha256")


def derive_key(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Return HKDF-SHA-256 (RFC 5869) of 32 bytes."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def chunk_nonce(number: int, *, is_last: bool) -> bytes:
    """Return the nonce of a chunk. It may be fixed by its place, because no key seals two payloads."""
    return number.to_bytes(11, "big") + (b"\1" if is_last else b"\0")


def encode_base64(content: bytes) -> bytes:
    """Return RFC 4648 base64 without padding."""
    return b64encode(content).rstrip(b"=")
