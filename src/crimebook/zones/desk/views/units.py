"""Units: the tree as far as it is known, and one of them."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import get_default_timezone as book_zone

from crimebook.work.actors import Actor
from crimebook.work.reading import commanding
from crimebook.work.reading import units as reading
from crimebook.zones.desk.queries import parse_moment
from crimebook.zones.desk.visitors import page


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the units under those that they are said to belong to."""
    units = reading.open_units(actor, at=timezone.now())
    by_ref = {unit.ref: unit for unit in units}
    rows = [(unit, by_ref.get(unit.parent_ref)) for unit in units]
    return render(request, "desk/units.html", {"rows": rows})


@page
def show(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Show one unit: its names, what is claimed of it, which words may mean it, who commanded it when."""
    at, asked = timezone.now(), parse_moment(request.GET, "at", book_zone())
    shown = {
        "unit": reading.open_unit(actor, ref, at=at),
        "command": commanding.open_command(actor, ref, asked, at=at),
    }
    return render(request, "desk/unit.html", shown)
