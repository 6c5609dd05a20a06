"""A person's own hardware keys: shown, enrolled with a touch, and ended."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from crimebook.terms.errors import InvalidValueError
from crimebook.work import own_keys
from crimebook.work.actors import Actor
from crimebook.work.own_keys import SignatureWantedError
from crimebook.work.reading import chains as reading
from crimebook.zones.desk.ledgerplaces import grounds
from crimebook.zones.desk.signing import NOT_DONE, ask_signature, can_sign, hand_of, rp_id_of, signed, why_not
from crimebook.zones.desk.visitors import form, page

_MAX_HEX = 1024


@page
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show one's own keys, how to enrol one, and how to end one."""
    return _render(request, actor)


@form
@signed
def enrol(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take a key that the browser made; first ask it for a signature over its own enrolment."""
    text, credential = request.POST.get("public", ""), request.POST.get("new_credential", "")
    try:
        public = bytes.fromhex(text[:_MAX_HEX])
        own_keys.enrol_key(actor, public, credential, hand_of(request))
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, reverse("own-keys"))
    except (InvalidValueError, *NOT_DONE) as error:
        return _render(request, actor, fault=why_not(error))
    except ValueError as error:
        raise BadRequest("public: expected hexadecimal digits, got something else") from error
    return redirect("own-keys")


@form
def end(_request: HttpRequest, actor: Actor, digest: str) -> HttpResponseBase:
    """Let one of one's own keys count no longer."""
    own_keys.end_key(actor, digest, at=timezone.now())
    return redirect("own-keys")


def _render(request: HttpRequest, actor: Actor, fault: str = "") -> HttpResponseBase:
    shown = {
        "own": reading.open_own_keys(actor, grounds(), at=timezone.now()),
        "fault": fault,
        "can_sign": can_sign(request),
        "rp_id": rp_id_of(request),
    }
    return render(request, "desk/own_keys.html", shown, status=400 if fault else 200)
