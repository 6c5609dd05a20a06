"""What a custodian's own machine remembers of requests: all that it saw, and what stopped each.

The desk lists in a request what was asked for before. That is the desk's word: one that was denied could ask
again and list nothing. So the machine keeps for itself what it saw, and finds it again by the digest of the
report that the shares are bound to, which no desk can change: with another one no share opens.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crimebook.sealing.requests import VERSION, Answer, IdentityRequest, Veto, parse_answer, parse_veto
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import read_value, write_value
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.ids import Digest
from crimebook.terms.instants import format_instant, parse_instant

SEEN, ASKED, VETO = "seen", "asked", "veto"


@dataclass(frozen=True, slots=True)
class Remembered:
    """A request that was seen here: its words, without the shares. ``earlier`` are the ids that it listed."""

    id: str
    digest: Digest
    report: str
    aim: Aim
    asked_by: str
    reason: str
    to_name: str
    asked_at: str
    earlier: tuple[str, ...]
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Before:
    """Another request for the same report that this machine saw, and what it knows to have stopped that.

    ``is_left_out``: the request that is looked at came later, and does not list it.
    """

    request: Remembered
    denials: tuple[Answer, ...]
    veto: Veto | None
    is_left_out: bool


def remember(vault: Vault, request: IdentityRequest, at: datetime) -> datetime:
    """Keep a request's words and when it was first seen here, and return when that was."""
    digest = request.digest
    _put_once(vault, f"{digest}.{SEEN}", format_instant(at).encode())
    kept = Remembered(
        id=request.id,
        digest=digest,
        report=request.header.report,
        aim=request.aim,
        asked_by=request.asked_by,
        reason=request.reason,
        to_name=request.to_name,
        asked_at=request.asked_at,
        earlier=tuple(each.id for each in request.earlier),
    )
    _put_once(vault, f"{digest}.{ASKED}", write_value(kept))
    return parse_instant(vault.read(Room.IDENTITIES, f"{digest}.{SEEN}").decode())


def remember_denial(vault: Vault, answer: Answer) -> None:
    """Keep a denial: this custodian's own, or another's."""
    _put_once(vault, f"{answer.request}.{answer.custodian}", write_value(answer))


def remember_veto(vault: Vault, veto: Veto) -> None:
    """Keep a veto."""
    _put_once(vault, f"{veto.request}.{VETO}", write_value(veto))


def denials_of(vault: Vault, digest: Digest) -> tuple[Answer, ...]:
    """Return the denials of a request that are known here, whoever the custodians are by now."""
    named = (name.rpartition(".") for name in vault.names(Room.IDENTITIES))
    seats = sorted(int(seat) for of, _, seat in named if of == digest and seat.isdecimal())
    return tuple(parse_answer(vault.read(Room.IDENTITIES, f"{digest}.{seat}")) for seat in seats)


def veto_of(vault: Vault, digest: Digest) -> Veto | None:
    """Return the veto of a request, where one is known here."""
    name = f"{digest}.{VETO}"
    return parse_veto(vault.read(Room.IDENTITIES, name)) if vault.has(Room.IDENTITIES, name) else None


def seen_before(vault: Vault, request: IdentityRequest) -> tuple[Before, ...]:
    """Return every other request for the same report that was seen here, for whatever aim, oldest first."""
    listed = {each.id for each in request.earlier}
    found = [
        each
        for each in _all_remembered(vault)
        if each.report == request.header.report and each.digest != request.digest
    ]
    return tuple(
        Before(
            request=each,
            denials=denials_of(vault, each.digest),
            veto=veto_of(vault, each.digest),
            # One that lists this one came after it: dates are the desk's word, and decide nothing here.
            is_left_out=each.id not in listed and request.id not in each.earlier,
        )
        for each in sorted(found, key=lambda each: (each.asked_at, each.id))
    )


def _all_remembered(vault: Vault) -> Iterator[Remembered]:
    for name in vault.names(Room.IDENTITIES):
        if name.endswith(f".{ASKED}"):
            yield read_value(vault.read(Room.IDENTITIES, name), Remembered, VERSION)


def _put_once(vault: Vault, name: str, content: bytes) -> None:
    if not vault.has(Room.IDENTITIES, name):
        vault.put_new(Room.IDENTITIES, name, content)
