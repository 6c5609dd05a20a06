"""Reports: the list, one with everything of it, and what a person does with it."""

from pathlib import PurePath
from typing import cast

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from crimebook.asking.questionnaire import load_form
from crimebook.sealing.messages import MessageKind
from crimebook.terms.errors import InvalidValueError
from crimebook.work import answering, interviewing, reporting, withdrawing
from crimebook.work.actors import Actor, Right
from crimebook.work.opening.refused import open_refused
from crimebook.work.own_keys import SignatureWantedError
from crimebook.work.reading import identities
from crimebook.work.reading import reports as reading
from crimebook.work.reading.reports import ReportFilter
from crimebook.zones.desk.queries import parse_page, parse_word
from crimebook.zones.desk.signing import NOT_DONE, ask_signature, hand_of, signed, why_not
from crimebook.zones.desk.unlocked import context_of, find_desk, need_desk
from crimebook.zones.desk.visitors import form, page

STATES = frozenset(reporting.STEPS)
LANGUAGES = frozenset({"be", "ru", "en"})
_KINDS = {kind.value: kind for kind in answering.KINDS}


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the reports that the visitor may read, danger first."""
    ways = frozenset(each.id for each in load_form().ways)
    chosen = ReportFilter(
        state=parse_word(request.GET, "state", STATES),
        way=parse_word(request.GET, "way", ways),
        language=parse_word(request.GET, "language", LANGUAGES),
        page=parse_page(request.GET),
    )
    shown = {
        "list": reading.open_reports_list(actor, chosen, at=timezone.now()),
        "chosen": chosen,
        "states": sorted(STATES, key=list(reporting.STEPS).index),
        "languages": sorted(LANGUAGES),
        "drafts": interviewing.drafts_of(actor, at=timezone.now()) if actor.may(Right.INTERVIEW) else (),
        "is_locked": find_desk() is None,
        "may_see_refused": find_desk() is not None and actor.may(Right.TESTIMONY),
    }
    return render(request, "desk/reports.html", shown)


@page
def list_refused(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show what was collected and could not be opened, with the reason."""
    found = open_refused(need_desk(), actor, at=timezone.now())
    return render(request, "desk/reports_refused.html", {"refused": found})


@page
def show(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Show one report."""
    return _render(request, actor, ref)


@form
@signed
def give_file(request: HttpRequest, actor: Actor, ref: str, number: int) -> HttpResponseBase:
    """Give a file out, to be saved and never shown by the browser: what it holds is not to be trusted."""
    hand = hand_of(request)
    try:
        found, pieces = reading.open_file(need_desk(), actor, ref, number, at=hand.at, hand=hand)
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, reverse("report", args=[ref]), gives_file=True)
    except NOT_DONE as error:
        return _render(request, actor, ref, fault=why_not(error))
    headers = {
        # Pieces that end early are then no whole file to the browser either, and it says so.
        "Content-Length": str(found.size_bytes),
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=PurePath(found.name).name
        ),
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(pieces, content_type="application/octet-stream", headers=headers)


@form
def write(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Take a reply, a question or feedback."""
    kind = parse_word(request.POST, "kind", frozenset(_KINDS)) or MessageKind.REPLY.value
    use = parse_word(request.POST, "use", frozenset(answering.USES)) if kind == "feedback" else ""
    text = request.POST.get("text", "")
    try:
        answering.answer(need_desk(), actor, ref, _KINDS[kind], text, at=timezone.now(), use=use)
    except InvalidValueError as error:
        return _render(request, actor, ref, fault=str(error), typed=text)
    return redirect(f"{request.path.removesuffix('write/')}#dialogue")


@form
def move(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Take a decision on the state of a report, or on how soon somebody should look at it."""
    at = timezone.now()
    urgency = parse_word(request.POST, "urgency", frozenset({"0", "1", "2"}))
    try:
        if urgency:
            reporting.set_urgency(actor, ref, int(urgency), at=at)
        else:
            state = parse_word(request.POST, "state", STATES)
            other = request.POST.get("duplicate_of", "").strip().removeprefix("reports:")
            reporting.move_report(actor, ref, state, duplicate_of=other, at=at)
    except InvalidValueError as error:
        return _render(request, actor, ref, fault=str(error))
    return redirect("report", ref)


@form
@signed
def withdraw(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Withdraw a report for somebody who speaks with us, or undo that."""
    hand = hand_of(request)
    at = hand.at
    try:
        if request.POST.get("undo"):
            withdrawing.undo(need_desk(), actor, context_of(at.date()), ref, at=at)
        else:
            withdrawing.withdraw(actor, ref, request.POST.get("reason", ""), at=at, hand=hand)
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, reverse("report", args=[ref]))
    except (InvalidValueError, *NOT_DONE) as error:
        return _render(request, actor, ref, fault=why_not(error))
    return redirect("report", ref)


def _render(
    request: HttpRequest, actor: Actor, ref: str, *, fault: str = "", typed: str = ""
) -> HttpResponseBase:
    desk, at = find_desk(), timezone.now()
    found = reading.open_report(desk, actor, ref, at=at)
    is_open = desk is not None and found.told is not None
    shown = {
        "page": found,
        "names": identities.names_of(desk, actor, ref, at=at) if desk and is_open else None,
        "kinds": [kind.value for kind in answering.KINDS],
        "uses": answering.USES,
        "max_characters": answering.MAX_CHARACTERS,
        "fault": fault,
        "typed": typed,
    }
    response = render(request, "desk/report.html", shown, status=400 if fault else 200)
    # What was told must not lie in a browser's cache.
    response["Cache-Control"] = "no-store"
    return cast("HttpResponseBase", response)
