"""Messages: public posts and radio, the list and one of them."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from crimebook.work.actors import Actor
from crimebook.work.reading import messages as reading
from crimebook.zones.desk.matches import parse_pages
from crimebook.zones.desk.queries import parse_page, parse_words
from crimebook.zones.desk.views.recordings import render_recording
from crimebook.zones.desk.visitors import page


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show messages, all or of one source."""
    shown = reading.open_messages(
        actor,
        source=parse_words(request.GET, "source"),
        page=parse_page(request.GET),
        at=timezone.now(),
    )
    return render(request, "desk/messages.html", {"list": shown})


@page
def show(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Show one message and the incidents that it may speak of."""
    message = reading.open_message(actor, ref, at=timezone.now(), pages=parse_pages(request.GET))
    return render_recording(request, message)
