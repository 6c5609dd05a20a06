"""Units: the tree as far as it is known, and one of them."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from crimebook.work.actors import Actor
from crimebook.work.reading import units as reading
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
    """Show one unit: its names, what is claimed of it, which words may mean it."""
    return render(request, "desk/unit.html", {"unit": reading.open_unit(actor, ref, at=timezone.now())})
