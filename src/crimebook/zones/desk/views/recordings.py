"""Recordings: the list, and one of them."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from crimebook.work.actors import Actor
from crimebook.work.reading import recordings as reading
from crimebook.work.reading.pages import RecordingPage
from crimebook.zones.desk.maps import map_of_page
from crimebook.zones.desk.matches import parse_pages, rank
from crimebook.zones.desk.queries import BASES, parse_choice, parse_page, parse_word, parse_words
from crimebook.zones.desk.strips import strip_of_page
from crimebook.zones.desk.visitors import page


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show recordings, all or of one source, with or without a place."""
    shown = reading.open_recordings(
        actor,
        source=parse_words(request.GET, "source"),
        is_placed=parse_choice(request.GET, "placed", {"yes": True, "no": False}),
        basis=parse_word(request.GET, "basis", BASES),
        page=parse_page(request.GET),
        at=timezone.now(),
    )
    return render(request, "desk/recordings.html", {"list": shown, "bases": sorted(BASES)})


@page
def show(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Show one recording and the incidents that it may show."""
    recording = reading.open_recording(actor, ref, at=timezone.now(), pages=parse_pages(request.GET))
    return render_recording(request, recording)


def render_recording(request: HttpRequest, recording: RecordingPage) -> HttpResponseBase:
    """Render a recording or a message: both are windows with the incidents that they may show."""
    placed = rank(recording.placed, "p")
    unplaced = rank(recording.unplaced, "u")
    shown = {
        "recording": recording,
        "placed": placed,
        "unplaced": unplaced,
        "strip": strip_of_page(recording.windows, (*placed.rows, *unplaced.rows)),
        "map": map_of_page(recording.windows, placed.rows),
    }
    return render(request, "desk/recording.html", shown)
