"""The counts of the book, each number beside the list that it counts."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from crimebook.work.actors import Actor
from crimebook.work.reading import counts as reading
from crimebook.zones.desk.visitors import page


@page
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the acts by kind, day, place and mention."""
    return render(request, "desk/counts.html", {"counts": reading.open_counts(actor, at=timezone.now())})
