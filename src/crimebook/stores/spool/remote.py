"""Remote: an intake behind a network as a `Source`, over HTTPS or to an onion service.

The desk asks and the intake answers; nothing of the desk ever listens. Every request is signed
(`signed_requests`), every answer is checked by its digest, and a broken line is asked again: a part that
stands on the first shelf is never fetched twice, so a round that was cut goes on where it was.
"""

import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from crimebook.stores.spool.collect import MAX_ITEM_BYTES, MAX_PART_BYTES, Name, check_part, read_item
from crimebook.stores.spool.items import Item
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.refusals import AcknowledgementError, DamagedItemError, SpoolFullError
from crimebook.stores.spool.signed_requests import MICROSECONDS, WINDOW_S, Target, sign_request
from crimebook.stores.spool.slots import KeptSlot
from crimebook.stores.spool.wire import (
    MAX_SLOTS,
    PAGE_ITEMS,
    Address,
    Code,
    ItemAsked,
    PartAsked,
    SlotGiven,
    SlotsGiven,
    WaitingAsked,
    WaitingTold,
)
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import CrimebookError, Fault, InvalidValueError

TOR: Final = "socks5h://127.0.0.1:9050"
"""Where Tor listens on this machine; names of onion services are resolved there."""
WAITS_S: Final = (1.0, 3.0, 10.0, 30.0)
"""How long is waited before a request is sent again over a line that broke."""
MAX_ANSWER_BYTES: Final = 1 << 20
MAX_NAMES: Final = 1_000_000
"""Of one round; an intake in other hands could name things without end."""
TIMEOUT_S: Final = 90.0
"""Between two bytes: a slow circuit is not a dead one."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

Answer = TypeVar("Answer")


class LineError(CrimebookError):
    """The intake cannot be asked, or does not take this desk for its own: the round ends, nothing is lost."""

    def __init__(self, expected: str, got: str, remedy: str = "") -> None:
        self.fault = Fault(expected, got, remedy)
        super().__init__(str(self.fault))


@dataclass(frozen=True, slots=True)
class DeskKey:
    """The desk's Ed25519 key: its public half, and signing as an act."""

    public: bytes
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Line:
    """How an intake is reached: its address without a path, a SOCKS proxy or none, a file of trusted CAs."""

    address: str
    proxy: str = ""
    authorities: Path | None = None

    @classmethod
    def parse(cls, address: str, *, proxy: str = "", authorities: Path | None = None) -> "Line":
        """Read ``https://host[:port]``; plain http only to an onion service or loopback, which need no more.

        An onion service is asked over Tor's usual port on this machine where no proxy is named.
        """
        told = urlsplit(address.strip())
        host = told.hostname or ""
        is_onion = host.endswith(".onion")
        if told.scheme not in {"http", "https"} or not host or told.path not in {"", "/"} or told.query:
            raise InvalidValueError("an address such as https://host", "another", "leave the path away")
        if told.username or told.password:
            raise InvalidValueError("an address without a name in it", "one with a name or password")
        if told.scheme == "http" and not is_onion and host not in _LOOPBACK:
            raise InvalidValueError("https", "http", "plain http is for onion services and for this machine")
        return cls(f"{told.scheme}://{told.netloc}".lower(), proxy or (TOR if is_onion else ""), authorities)

    def open(self) -> httpx.Client:
        """Return a client that takes nothing from its surroundings and follows nothing."""
        trusted = ssl.create_default_context(cafile=self.authorities)
        try:
            return httpx.Client(
                base_url=self.address,
                proxy=self.proxy or None,
                verify=trusted,
                timeout=TIMEOUT_S,
                trust_env=False,
                follow_redirects=False,
                headers={"User-Agent": "", "Accept-Encoding": "identity"},
            )
        except ImportError as error:
            raise LineError(
                "what speaks SOCKS, for an onion service", "none", "install the package socksio"
            ) from error


class RemoteIntake:
    """An intake that is asked over a line. One request at a time, since their numbers rise."""

    def __init__(
        self,
        client: httpx.Client,
        key: DeskKey,
        clock: Callable[[], float],
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._key = key
        self._clock = clock
        self._wait = wait
        self._number_us = 0

    def close(self) -> None:
        """Give the line back."""
        self._client.close()

    def waiting(self) -> tuple[Name, ...]:
        """Return what waits, page by page."""
        names: list[str] = []
        while True:
            asked = WaitingAsked(names[-1] if names else "")
            page = _parse(self._ask(Address.WAITING, asked, MAX_ANSWER_BYTES), WaitingTold).waiting
            if [*names[-1:], *page] != sorted({*names[-1:], *page}):
                raise DamagedItemError("names in their order", "another order", "look at the intake")
            names += page
            if len(page) < PAGE_ITEMS or len(names) >= MAX_NAMES:
                return tuple(map(_name, names))

    def read_item(self, name: Name) -> Item:
        """Return what waits under a name, its envelope checked; raise FileNotFoundError where it is gone."""
        asked = ItemAsked(name.kind.value, name.name)
        return read_item(name, [self._ask(Address.ITEM, asked, MAX_ITEM_BYTES)])

    def read_part(self, hold: str, sha256: str) -> Iterator[bytes]:
        """Return a part in one piece, its digest checked."""
        content = self._ask(Address.PART, PartAsked(hold, sha256), MAX_PART_BYTES)
        return check_part(parse_digest(sha256), [content])

    def give(self, signed: bytes) -> None:
        """Hand in a signed acknowledgement; the intake has let go of the item when this returns."""
        self._ask(Address.ACKNOWLEDGEMENT, signed, MAX_ANSWER_BYTES)

    def put_slots(self, slots: Sequence[KeptSlot]) -> None:
        """Hand in replies; durable at the intake when this returns. Raises `SpoolFullError`."""
        given = [SlotGiven(each.mailbox, each.index, each.until, each.slot) for each in slots]
        for start in range(0, len(given), MAX_SLOTS):
            self._ask(Address.SLOTS, SlotsGiven(given[start : start + MAX_SLOTS]), MAX_ANSWER_BYTES)

    def put_manifest(self, note: bytes) -> None:
        """Hand in the signed key manifest; raise `LineError` where the intake has a newer one or cannot."""
        self._ask(Address.MANIFEST, note, MAX_ANSWER_BYTES)

    def _ask(self, address: Address, asked: msgspec.Struct | bytes, limit_bytes: int) -> bytes:
        body = asked if isinstance(asked, bytes) else msgspec.json.encode(asked)
        for wait_s in (*WAITS_S, None):
            try:
                status, content = self._send(address, body, limit_bytes)
            except httpx.TransportError as error:
                is_untrusted = "CERTIFICATE_VERIFY" in str(error)
                if wait_s is None or is_untrusted:
                    remedy = (
                        "name its authority with --ca" if is_untrusted else "nothing is lost: collect again"
                    )
                    raise LineError("an answer of the intake", _why(error), remedy) from error
                self._wait(wait_s)
                continue
            if status == httpx.codes.OK:
                return content
            if not self._is_to_repeat(content):
                break
        raise _refusal(status, _told(content))

    def _send(self, address: Address, body: bytes, limit_bytes: int) -> tuple[int, bytes]:
        request = self._client.build_request("POST", address.value, content=body)
        target = Target("POST", request.headers["Host"], address.value)
        request.headers.update(
            sign_request(target, body, self._next(), public=self._key.public, sign=self._key.sign)
        )
        answer = self._client.send(request, stream=True)
        try:
            content = bytearray()
            for piece in answer.iter_raw():
                content += piece
                if len(content) > limit_bytes:
                    raise DamagedItemError(
                        f"an answer of at most {limit_bytes} bytes", "more", "look at the intake"
                    )
            return answer.status_code, bytes(content)
        finally:
            answer.close()

    def _next(self) -> int:
        self._number_us = max(self._number_us + 1, int(self._clock() * MICROSECONDS))
        return self._number_us

    def _is_to_repeat(self, content: bytes) -> bool:
        """Whether only the number was too low: another program of ours asked, or the clocks differ."""
        told = _told(content)
        latest = told.get("latest")
        if told.get("error") != Code.LATE or not isinstance(latest, int):
            return False
        # Never one from far ahead: signed today, it would be good for somebody to keep until then.
        if abs(latest - int(self._clock() * MICROSECONDS)) > WINDOW_S * MICROSECONDS:
            return False
        self._number_us = max(self._number_us, latest)
        return True


def _why(error: httpx.TransportError) -> str:
    return f"none ({type(error).__name__})"


def _refusal(status: int, told: dict[str, Any]) -> Exception:
    """Return what an intake's refusal is here. Nothing that it wrote is repeated but codes of ours."""
    code = str(told.get("error", ""))
    match code:
        case Code.GONE:
            return FileNotFoundError("it waits there no longer")
        case Code.DAMAGED:
            return DamagedItemError("an item as it was written", "another", "look at the intake's disk")
        case Code.FULL:
            return SpoolFullError("room at the intake", "a full disk", "collect, and hand in again")
        case Code.REFUSED:
            return AcknowledgementError(
                "an acknowledgement that the intake takes", "a refusal", "collect again"
            )
    remedy = _REMEDIES.get(code, "see whether a crimebook intake answers there")
    return LineError(
        "an answer of the intake", f"{code if code in _REMEDIES else 'a refusal'} ({status})", remedy
    )


_REMEDIES: Final = {
    "body": "something between the desk and the intake changes what is sent",
    "key": "its manifest names another key for the desk: hand the newest one in",
    "signature": "a server in front of the intake must leave the host and the path as they are",
    "stale": "the clocks of the desk and the intake differ by more than five minutes: set them",
    "unsigned": "something between the desk and the intake takes headers away",
    Code.CLOSED: "its manifest has expired: hand the newest one in",
    Code.FORM: "desk and intake are of different versions: update both",
    Code.LATE: "the intake's clock is ahead: set it",
    Code.OLDER: "it has a newer manifest than this desk; a copy of this desk made one",
    Code.UNWRITABLE: "it may not write its folder: copy the manifest there by hand",
}


def _told(content: bytes) -> dict[str, Any]:
    try:
        told = msgspec.json.decode(content)
    except msgspec.DecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _parse(content: bytes, kind: type[Answer]) -> Answer:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise LineError(
            "an answer of a crimebook intake", "something else", "see what answers there"
        ) from error


def _name(text: str) -> Name:
    kind, _, name = text.partition("/")
    try:
        return Name(ItemKind(kind), parse_digest(name))
    except ValueError as error:
        raise InvalidValueError("a report or a message", "something else") from error
