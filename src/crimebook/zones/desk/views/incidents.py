"""Incidents: the list, one of them, and the streets around it."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from crimebook.work.actors import Actor
from crimebook.work.reading import incidents as reading
from crimebook.work.reading import streets as near
from crimebook.work.reading.identities import may_ask
from crimebook.zones.desk.maps import map_of_page, streets_json
from crimebook.zones.desk.matches import Ranked, parse_pages, rank
from crimebook.zones.desk.queries import parse_filter
from crimebook.zones.desk.strips import strip_of_page
from crimebook.zones.desk.visitors import page


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the incidents that a filter leaves."""
    chosen = parse_filter(request.GET)
    shown = reading.open_incidents(actor, chosen, at=timezone.now())
    return render(request, "desk/incidents.html", {"list": shown, "chosen": shown.chosen})


@page
def show(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Show everything known of one incident, with what may show it."""
    incident = reading.open_incident(actor, ref, at=timezone.now(), pages=parse_pages(request.GET))
    placed: Ranked = rank(incident.placed, "p")
    unplaced: Ranked = rank(incident.unplaced, "u")
    shown = {
        "incident": incident,
        "placed": placed,
        "kind": request.GET.get("kind", ""),
        "unplaced": unplaced,
        "may_ask_name": may_ask(actor),
        "strip": strip_of_page(incident.windows, (*placed.rows, *unplaced.rows)),
        "map": map_of_page(incident.windows, placed.rows, streets=incident.streets, streets_ref=ref),
    }
    return render(request, "desk/incident.html", shown)


@page
def streets(_request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Give the streets near an incident's windows as GeoJSON, for the map."""
    return JsonResponse(streets_json(near.open_streets(actor, ref, at=timezone.now())))
