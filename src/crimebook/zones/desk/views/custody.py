"""Chains of custody: of an object, of what one person did, and the ledger's proof of an event."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from crimebook.work.actors import Actor, Right
from crimebook.work.reading import chains as reading
from crimebook.zones.desk.ledgerplaces import grounds
from crimebook.zones.desk.queries import parse_day, parse_object, parse_page
from crimebook.zones.desk.visitors import page


@page
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the chain of an object; without one, ask for one and name the members of the team."""
    at = timezone.now()
    object_id = parse_object(request.GET, "object")
    if not object_id:
        return render(request, "desk/custody.html", {"members": reading.open_members(actor, at=at)})
    number = parse_page(request.GET)
    chain = reading.open_chain(actor, object_id, grounds(), page=number, at=at)
    shown = {"chain": chain, "list": chain, "page": number, "sees_people": actor.may(Right.AUDIT)}
    return render(request, "desk/custody_chain.html", shown)


@page
def show_person(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """Show what one member did, of one day or of all."""
    day, number = parse_day(request.GET, "day"), parse_page(request.GET)
    zone = ZoneInfo(settings.TIME_ZONE)
    person = reading.open_person(actor, key, grounds(), zone, day=day, page=number, at=timezone.now())
    shown = {"person": person, "list": person, "page": number, "day": day}
    return render(request, "desk/custody_person.html", shown)


@page
def give_proof(_request: HttpRequest, actor: Actor, digest: str) -> HttpResponseBase:
    """Give the ledger's proof of an event, to be checked elsewhere."""
    proof = reading.open_proof(actor, digest, grounds(), at=timezone.now())
    response = HttpResponse(str(proof), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{digest[:16]}.tlog-proof"'
    return response
