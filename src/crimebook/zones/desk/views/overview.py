"""The book in one look."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from crimebook.work.actors import Actor, Right
from crimebook.work.opening.keyduties import Duty, key_duties
from crimebook.work.reading import overview as reading
from crimebook.zones.desk.drawing.days import draw_days
from crimebook.zones.desk.maps import map_of_dots
from crimebook.zones.desk.visitors import page


def _book_name() -> str:
    book = getattr(settings, "BOOK", None)
    return str(book.name) if book else ""


def _duties(actor: Actor, at: datetime) -> tuple[Duty, ...]:
    """Return what is due about the book's keys, for those who may do it."""
    book = getattr(settings, "BOOK", None)
    return key_duties(book.vault_folder, at) if book and actor.may(Right.KEYS) else ()


@page
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the numbers, the days, the map, what waits for a person."""
    if not actor.may(Right.READ):
        return redirect("custody" if actor.may(Right.AUDIT) else "reports")
    at = timezone.now()
    overview = reading.open_overview(actor, at=at, book_name=_book_name())
    shown = {
        "overview": overview,
        "days": draw_days(overview.days),
        "map": map_of_dots(overview.dots),
        "duties": _duties(actor, at),
    }
    return render(request, "desk/overview.html", shown)
