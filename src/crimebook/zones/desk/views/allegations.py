"""Allegations: the form for a new one, one with its grounds and steps, and what each of two people does."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.reasons import reason
from crimebook.work.actors import Actor
from crimebook.work.commanding import involvements
from crimebook.work.commanding.involvements import SaidMeanwhileError, WantingError
from crimebook.work.commanding.wishes import WishError
from crimebook.work.reading import allegations as reading
from crimebook.zones.desk import allegationforms as forms
from crimebook.zones.desk.allegationforms import Typed
from crimebook.zones.desk.queries import parse_number
from crimebook.zones.desk.visitors import form, page, page_and_form

_BAD_FORM, _NOT_NOW = 400, 409


@page
def _ask(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return _render_new(request, actor, Typed())


@form
def _add(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    wish = forms.parse_wish(request.POST)
    values = forms.typed(request.POST, forms.NEW)
    try:
        found = involvements.add_involvement(actor, wish, at=timezone.now())
    except WishError as error:
        return _render_new(request, actor, Typed(values, dict(error.faults)))
    except WantingError as error:
        return _render_new(request, actor, Typed(values, missing=error.wanting))
    return redirect("allegation", found)


new = page_and_form(_ask, _add)
"""Show what an allegation can be made of, or take one."""


@page
def show(request: HttpRequest, actor: Actor, involvement_id: int) -> HttpResponseBase:
    """Show one allegation."""
    return _render(request, actor, involvement_id)


@form
def add_ground(request: HttpRequest, actor: Actor, involvement_id: int) -> HttpResponseBase:
    """Take a record that speaks for an allegation, or against it."""
    values = forms.typed(request.POST, forms.GROUND)
    try:
        wish = forms.parse_ground(request.POST)
        involvements.add_ground(actor, involvement_id, wish, at=timezone.now())
    except WishError as error:
        return _render(request, actor, involvement_id, ground=Typed(values, dict(error.faults)))
    except InvalidValueError:
        faults = {"cited": reason("this record stands among the grounds already, on the same basis")}
        return _render(request, actor, involvement_id, ground=Typed(values, faults))
    return redirect("allegation", involvement_id)


@form
def propose(request: HttpRequest, actor: Actor, involvement_id: int) -> HttpResponseBase:
    """Take a proposal of another status."""
    values, status = forms.typed(request.POST, forms.STEP), forms.parse_status(request.POST)
    said = {name: values[name] for name in ("standard", "reason")}
    seen = parse_number(request.POST, "seen")
    try:
        involvements.propose(actor, involvement_id, status, **said, seen=seen, at=timezone.now())
    except SaidMeanwhileError:
        return _render(request, actor, involvement_id, is_old=True)
    except WantingError as error:
        return _render(request, actor, involvement_id, step=Typed(values, missing=error.wanting))
    except InvalidValueError:
        faults = {"status": reason("this status, standard or reason cannot stand here")}
        return _render(request, actor, involvement_id, step=Typed(values, faults))
    return redirect("allegation", involvement_id)


@form
def answer(request: HttpRequest, actor: Actor, involvement_id: int) -> HttpResponseBase:
    """Take what somebody says of the proposal that waits."""
    says, why = forms.parse_answer(request.POST), request.POST.get("reason", "")
    seen = parse_number(request.POST, "seen")
    try:
        involvements.answer(actor, involvement_id, says, reason=why, seen=seen, at=timezone.now())
    except SaidMeanwhileError:
        return _render(request, actor, involvement_id, is_old=True)
    except WantingError as error:
        return _render(request, actor, involvement_id, step=Typed(missing=error.wanting))
    except InvalidValueError:
        fault = gettext("Nobody confirms what they proposed themselves, and a reason fits on one line.")
        return _render(request, actor, involvement_id, fault=fault)
    return redirect("allegation", involvement_id)


def _render_new(request: HttpRequest, actor: Actor, typed: Typed) -> HttpResponseBase:
    # The form is posted to the address that says of whom and in what it was opened.
    asked = forms.parse_asking(request.GET)
    shown = {
        "page": reading.open_new(actor, asked, at=timezone.now()),
        "typed": typed,
        **forms.choices(),
    }
    status = _BAD_FORM if typed.faults or typed.missing else 200
    return render(request, "desk/allegation_new.html", shown, status=status)


def _render(
    request: HttpRequest,
    actor: Actor,
    involvement_id: int,
    *,
    ground: Typed | None = None,
    step: Typed | None = None,
    fault: str = "",
    is_old: bool = False,
) -> HttpResponseBase:
    shown: dict[str, Any] = {
        "page": reading.open_allegation(actor, involvement_id, at=timezone.now()),
        "ground": ground or Typed(),
        "step": step or Typed(),
        "fault": fault,
        "is_old": is_old,
        **forms.choices(),
    }
    status = _NOT_NOW if is_old else _BAD_FORM if ground or step or fault else 200
    return render(request, "desk/allegation.html", shown, status=status)
