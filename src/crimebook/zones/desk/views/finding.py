"""Search: a question in any spelling, and the records that it finds."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from crimebook.work import finding
from crimebook.work.actors import Actor
from crimebook.zones.desk.queries import parse_search
from crimebook.zones.desk.visitors import page


@page
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show what a question finds, best first."""
    folder = getattr(settings, "SEARCH_FOLDER", None)
    shown = finding.open_search(actor, parse_search(request.GET), folder, at=timezone.now())
    return render(request, "desk/search.html", {"list": shown, "asked": shown.asked})
