"""Signing in by a link that works once. The link's token is shown once and only its digest is kept."""

import secrets
from datetime import datetime, timedelta

from crimebook.custody.events import Action, Deed
from crimebook.stores.register import members
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor

LINK_HOURS = 12


def offer_link(actor: Actor, *, at: datetime) -> str:
    """Return the token of a new link for ``actor``, good for `LINK_HOURS`."""
    token = secrets.token_urlsafe(32)
    with noting():
        members.add_link(actor.key, _digest(token), expires_at=at + timedelta(hours=LINK_HOURS))
        append_event(Deed(f"member:{actor.key}", Action.SIGN_IN_OFFERED, actor.key, at))
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


def _digest(token: str) -> Digest:
    return tagged_digest(Purpose.SIGN_IN, token.encode())
