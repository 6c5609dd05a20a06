"""A person's own hardware keys: enrolled with a touch, and ended."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from crimebook.terms.errors import CrimebookError
from crimebook.work import own_keys
from crimebook.work.actors import Actor
from crimebook.work.own_keys import SignatureWantedError
from crimebook.zones.desk.signing import ask_signature, hand_of
from crimebook.zones.desk.visitors import form

_MAX_HEX = 1024


@form
def enrol(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take a key that the browser made; first ask it for a signature over its own enrolment."""
    text, credential = request.POST.get("public", ""), request.POST.get("new_credential", "")
    mine = reverse("custody-person", args=[actor.key])
    try:
        public = bytes.fromhex(text[:_MAX_HEX])
        own_keys.enrol_key(actor, public, credential, hand_of(request))
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, mine)
    except (CrimebookError, ValueError) as error:
        raise BadRequest(str(error)) from error
    return redirect(mine)


@form
def end(_request: HttpRequest, actor: Actor, digest: str) -> HttpResponseBase:
    """Let one of one's own keys count no longer."""
    own_keys.end_key(actor, digest, at=timezone.now())
    return redirect("custody-person", actor.key)
