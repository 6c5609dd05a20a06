"""Taking a chain of custody out of the book: a file for whoever checks it elsewhere."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from crimebook.work.actors import Actor
from crimebook.work.chain_exporting import export_chain
from crimebook.work.own_keys import SignatureWantedError
from crimebook.zones.desk.ledgerplaces import grounds
from crimebook.zones.desk.queries import parse_object
from crimebook.zones.desk.signing import NOT_DONE, ask_signature, hand_of, signed, why_not
from crimebook.zones.desk.visitors import form


@form
@signed
def chain(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Give an object's chain out with its signatures and proofs, for ``crimebook-verify chain``."""
    hand, object_id, places = hand_of(request), parse_object(request.POST, "object"), grounds().places
    if not object_id or places is None:
        return redirect("custody")
    try:
        exported = export_chain(actor, object_id, places, at=hand.at, hand=hand)
    except SignatureWantedError as wanted:
        back = f"{reverse('custody')}?{urlencode({'object': object_id})}"
        return ask_signature(request, wanted, back, gives_file=True)
    except NOT_DONE as error:
        raise BadRequest(why_not(error)) from error
    headers = {"Content-Disposition": 'attachment; filename="chain.json"', "Cache-Control": "no-store"}
    return HttpResponse(exported.to_json(), content_type="application/json", headers=headers)
