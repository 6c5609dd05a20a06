"""Signing in by a link that works once. The link's token is shown once and only its digest is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import members
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right

LINK_HOURS = 12
DESK_CHAIN = "desk:sessions"
"""The chain of what was done with everybody's sessions at once."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How many sessions ended, and how many links that nobody had used yet."""

    sessions: int
    links: int


def offer_link(actor: Actor, *, at: datetime) -> str:
    """Return the token of a new link for ``actor``, good for `LINK_HOURS`."""
    token = secrets.token_urlsafe(32)
    with noting():
        members.add_link(actor.key, _digest(token), expires_at=at + timedelta(hours=LINK_HOURS))
        append_event(Deed(f"member:{actor.key}", Action.SIGN_IN_OFFERED, actor.key, at))
    return token


def offer_link_to(actor: Actor, key: str, *, at: datetime) -> str:
    """Return the token of a new link for another member; that ``actor`` made it is recorded.

    Whoever may make it could use it: that two people are two is seen by their own keys, not by this.
    """
    check_right(actor, Right.KEYS)
    if members.find_member(key) is None:
        raise NotFoundError(f"expected a member of the team, got none called {key[:40]}")
    token = secrets.token_urlsafe(32)
    with noting():
        members.add_link(key, _digest(token), expires_at=at + timedelta(hours=LINK_HOURS))
        append_event(Deed(f"member:{key}", Action.SIGN_IN_OFFERED, actor.key, at))
    return token


def open_link(token: str, *, at: datetime) -> bool:
    """Whether the link can still be used. Looking uses nothing up: previews of links do no harm."""
    return members.has_open_link(_digest(token), at=at)


def use_link(token: str, *, at: datetime) -> str | None:
    """Use the link and return its member's key, or None where it no longer works."""
    with noting():
        key = members.spend_link(_digest(token), at=at)
        if key is not None:
            append_event(Deed(f"member:{key}", Action.SIGNED_IN, key, at))
    return key


def sign_out(actor: Actor, *, at: datetime) -> None:
    """Record that ``actor`` went."""
    with noting():
        append_event(Deed(f"member:{actor.key}", Action.SIGNED_OUT, actor.key, at))


def end_sessions(actor: Actor, *, at: datetime) -> Ended:
    """Sign everybody out at once, and let no link that was given out sign anybody in."""
    check_right(actor, Right.KEYS)
    with noting():
        ended = Ended(*members.end_sessions(at=at))
        told = f"{ended.sessions} sessions and {ended.links} links ended"
        append_event(Deed(DESK_CHAIN, Action.SIGNED_OUT, actor.key, at, reason=told))
    return ended


def _digest(token: str) -> Digest:
    return tagged_digest(Purpose.SIGN_IN, token.encode())
