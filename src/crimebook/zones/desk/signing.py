"""A grave act in a browser: shown, signed by the person's own key, and posted again with the signature.

Nothing of it waits on the desk: the page that asks for the signature carries the whole form, and the event
that was prepared. What comes back is checked against what the form says now.

Any view of a form makes its act a signed one so; the use case takes the hand and ends in
`work.own_keys.tell_grave` where it would else end in ``append_event``, and what it does is of ``hand.at``::

    @form
    @signed
    def withdraw(request, actor, ref):
        hand = hand_of(request)
        try:
            withdrawing.withdraw(actor, ref, request.POST.get("reason", ""), at=hand.at, hand=hand)
        except SignatureWantedError as wanted:
            return ask_signature(request, wanted, reverse("report", args=[ref]))
        except NOT_DONE as error:
            return _render(request, actor, ref, fault=why_not(error))
        return redirect("report", ref)

The view is called twice with the same form where the person has a key, and once where they have none. It must
write nothing before the use case; files cannot be posted twice and have to be kept before. Where anything was
written into the same chain meanwhile, be it that the person read another page, `signed` calls it once more,
as if it had come without a signature, and the person is asked anew.
"""

import re
import secrets
from functools import wraps
from ipaddress import ip_address
from typing import ParamSpec, cast
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from crimebook.custody.events import ChainError, parse_event
from crimebook.custody.webauthn import Assertion, SignatureError
from crimebook.work.actors import Actor
from crimebook.work.own_keys import (
    TOKEN_BYTES,
    TOO_LATE,
    Hand,
    OwnKeyNeededError,
    SignatureWantedError,
)
from crimebook.zones.desk.visitors import PageView

P = ParamSpec("P")
NOT_DONE = (OwnKeyNeededError, SignatureError, ChainError)
"""Why an act that was signed, or cannot be signed here, was not done: to be told beside its form.

A chain that moved meanwhile is none of them: `signed` asks again.
"""
_AGAIN = "is_signed_again"
_MAX_HEX = 32_768
_TOKEN = re.compile(rf"[0-9a-f]{{{2 * TOKEN_BYTES}}}")
_PARTS = ("authenticator_data", "client_data", "signature")
_OURS = frozenset({"csrfmiddlewaretoken", "event", "token", "credential", *_PARTS})


def signed(view: PageView[P]) -> PageView[P]:
    """Return the view of a grave act's form, which asks anew for a signature that came too late."""

    @wraps(view)
    def taken(request: HttpRequest, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, actor, *args, **kwargs)
        except TOO_LATE:
            setattr(request, _AGAIN, True)
        try:
            return view(request, actor, *args, **kwargs)
        except TOO_LATE as error:
            raise BadRequest(str(error)) from error

    return cast("PageView[P]", taken)


def hand_of(request: HttpRequest) -> Hand:
    """Return the person's hand: at which address of the desk they are, and what they signed, if they did."""
    origin = request.build_absolute_uri("/").rstrip("/")
    rp_id = rp_id_of(request)
    if "event" not in request.POST or hasattr(request, _AGAIN):
        return Hand(rp_id, origin, timezone.now(), secrets.token_hex(TOKEN_BYTES))
    try:
        event = parse_event(_bytes(request, "event"))
    except ChainError as error:
        raise BadRequest("event: expected the one that was shown, got something else") from error
    token, credential = request.POST.get("token", ""), request.POST.get("credential", "")
    if not _TOKEN.fullmatch(token):
        raise BadRequest(f"token: expected {2 * TOKEN_BYTES} hexadecimal digits, got something else")
    signed = Assertion(*(_bytes(request, name) for name in _PARTS))
    return Hand(rp_id, origin, timezone.now(), token, event, credential, signed)


def rp_id_of(request: HttpRequest) -> str:
    """Return the desk's domain as a browser tells it to a key: a host without its port."""
    return urlsplit(request.build_absolute_uri("/")).hostname or ""


def can_sign(request: HttpRequest) -> bool:
    """Whether browsers use keys at the address of a request: at names alone, not at numbers."""
    try:
        ip_address(rp_id_of(request))
    except ValueError:
        return True
    return False


def ask_signature(
    request: HttpRequest, wanted: SignatureWantedError, back: str, *, gives_file: bool = False
) -> HttpResponseBase:
    """Show what is to be signed, with everything that was posted, to be posted again with the signature.

    ``back`` is the address of who would rather not. Where a file comes for the signature the page stays, and
    has to say that it is done.
    """
    shown = {
        "deed": wanted.event.deed,
        "digest": wanted.event.digest,
        "event": wanted.event.body.hex(),
        "token": wanted.hand.token,
        "credentials": " ".join(wanted.credentials),
        "rp_id": wanted.hand.rp_id,
        "given": [
            (name, value) for name, values in request.POST.lists() if name not in _OURS for value in values
        ],
        "back": back,
        "gives_file": gives_file,
        "is_again": hasattr(request, _AGAIN),
    }
    return render(request, "desk/sign.html", shown)


def why_not(error: Exception) -> str:
    """Return in the visitor's words why an act was not done; what is none of `NOT_DONE` says so itself."""
    if not isinstance(error, NOT_DONE):
        return str(error)
    match error:
        case OwnKeyNeededError():
            return gettext(
                "Nothing was done: this takes your own key, and none that counts can be asked at this "
                "address of the desk. Open the desk where you enrolled the key, or end it under Your own "
                "keys."
            )
        case SignatureError():
            return gettext("Nothing was done: what the key signed does not stand for this. Sign again.")
        case _:
            return gettext(
                "Nothing was done: the chain of custody of your own keys is broken. Tell the auditor."
            )


def _bytes(request: HttpRequest, name: str) -> bytes:
    text = request.POST.get(name, "")
    if len(text) > _MAX_HEX:
        raise BadRequest(f"{name}: expected at most {_MAX_HEX} digits, got {len(text)}")
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise BadRequest(f"{name}: expected hexadecimal digits, got something else") from error
