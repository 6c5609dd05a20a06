"""Requests for identities: the list, one with what came of it, and every step that a person takes with it.

The desk opens none: what goes to custodians and to a reader goes as files, and comes back as files.
"""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from crimebook.custody.events import ChainError
from crimebook.sealing.errors import SealingError
from crimebook.sealing.requests import WORDS_LIMIT, parse_answer
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import write_value
from crimebook.terms.errors import InvalidValueError
from crimebook.work import custodians, handovers
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.apart import is_of_a_list
from crimebook.work.custodians import Wish
from crimebook.work.own_keys import SignatureWantedError
from crimebook.work.reading import identities as reading
from crimebook.zones.desk.queries import parse_page, parse_word
from crimebook.zones.desk.signing import NOT_DONE, ask_signature, hand_of, signed, why_not
from crimebook.zones.desk.unlocked import find_desk, need_desk, need_vault
from crimebook.zones.desk.visitors import form, page, page_and_form

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_ANSWER_BYTES = 64 * 1024
"""Of one custodian's answer: ten times what a share and its reason need."""
MAX_ANSWERS = 32
_AIMS = frozenset({Aim.IDENTITY.value, Aim.DANGER.value})
_FAULTS = (InvalidValueError, ChainError, *NOT_DONE)
_BAD_FORM = 400


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show every request that was ever made, who keeps the shares, and whether a drill is due."""
    number = parse_page(request.GET)
    found = reading.open_requests(need_vault(), actor, page=number, at=timezone.now())
    shown = {"list": found, "page": number, "is_locked": find_desk() is None}
    return render(request, "desk/identities.html", shown)


@page
def show(request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Show one request."""
    return _render(request, actor, request_id)


@page
def _ask(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    return _render_wish(request, actor, ref)


@form
@signed
def _take_wish(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    hand = hand_of(request)
    aim = Aim(parse_word(request.POST, "aim", _AIMS) or Aim.IDENTITY.value)
    try:
        asked = custodians.ask(need_desk(), actor, _wish(request, ref, aim), at=hand.at, hand=hand)
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, _page_of(ref))
    except _FAULTS as error:
        return _render_wish(request, actor, ref, fault=why_not(error))
    return redirect("identity-request", asked.id)


@page
def _ask_drill(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    check_right(actor, Right.KEYS)
    return _render_wish(request, actor, "")


@form
@signed
def _take_drill(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    hand = hand_of(request)
    wish = _wish(request, custodians.DRILL, Aim.DRILL)
    try:
        asked = handovers.begin_drill(need_desk(), actor, wish, at=hand.at, hand=hand)
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, reverse("identities"))
    except _FAULTS as error:
        return _render_wish(request, actor, "", fault=why_not(error))
    return redirect("identity-request", asked.id)


ask = page_and_form(_ask, _take_wish)
"""Ask for a name out of a report or beside a record, or take the request."""

drill = page_and_form(_ask_drill, _take_drill)
"""Ask the custodians for a name of nobody."""


@form
def notify(request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Note to whom the request was sent."""
    told = [int(each) for each in request.POST.getlist("custodian") if each.isdecimal() and len(each) < 5]
    try:
        custodians.notify(need_desk(), actor, request_id, told, at=timezone.now())
    except SealingError as error:
        return _render(request, actor, request_id, faults=[("", why_not(error))])
    return redirect("identity-request", request_id)


@form
def take(request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Take in the files that custodians answered with; those that are not good are said, the others kept."""
    check_right(actor, Right.COLLECT_NAME)
    given = request.FILES.getlist("answers")
    faults = [("", "expected files of custodians, got none")] if not given else []
    for file in given[:MAX_ANSWERS]:
        fault = _take_one(actor, request_id, file)
        if fault:
            faults.append((file.name or "", fault))
    if faults:
        return _render(request, actor, request_id, faults=faults)
    return redirect("identity-request", request_id)


def _take_one(actor: Actor, request_id: str, file: "UploadedFile[Any]") -> str:
    """Take one answer in; return what is wrong with it, or nothing."""
    if (file.size or 0) > MAX_ANSWER_BYTES:
        return f"expected at most {MAX_ANSWER_BYTES} bytes, got {file.size}"
    try:
        answer = parse_answer(file.read())
        if answer.id != request_id:
            return f"expected an answer to the request {request_id}, got one to {answer.id}"
        custodians.take(need_desk(), actor, answer, at=timezone.now())
    except SealingError as error:
        return str(error)
    return ""


@form
@signed
def veto(request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Stop a request for ever."""
    hand, reason = hand_of(request), request.POST.get("reason", "")
    try:
        custodians.veto(need_desk(), actor, request_id, reason, at=hand.at, hand=hand)
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, reverse("identity-request", args=[request_id]))
    except _FAULTS as error:
        return _render(request, actor, request_id, faults=[("", why_not(error))])
    return redirect("identity-request", request_id)


@form
@signed
def release(request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Make the opening for its reader, who alone can open it."""
    hand = hand_of(request)
    try:
        custodians.release(need_desk(), actor, request_id, at=hand.at, hand=hand)
    except SignatureWantedError as wanted:
        return ask_signature(request, wanted, reverse("identity-request", args=[request_id]))
    except _FAULTS as error:
        return _render(request, actor, request_id, faults=[("", why_not(error))])
    return redirect("identity-request", request_id)


@page
def give_request(_request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Give the request out, to be sent to every custodian."""
    given = custodians.give_request(need_vault(), actor, request_id, at=timezone.now())
    return _file(f"request-{request_id[:8]}.json", given)


@page
def give_veto(_request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Give the veto out, to be sent to every custodian."""
    given = custodians.give_veto(need_vault(), actor, request_id, at=timezone.now())
    return _file(f"veto-{request_id[:8]}.json", given)


@page
def give_opening(_request: HttpRequest, actor: Actor, request_id: str) -> HttpResponseBase:
    """Give out what the named reader alone can open."""
    given = custodians.give_opening(need_desk(), actor, request_id, at=timezone.now())
    return _file(f"opening-{request_id[:8]}.json", given)


def _file(name: str, value: Any) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(write_value(value), content_type="application/json", headers=headers)


def _wish(request: HttpRequest, ref: str, aim: Aim) -> Wish:
    def word(name: str) -> str:
        return request.POST.get(name, "").strip()

    # A recipient that was copied out of a letter has line ends in it.
    return Wish(ref, word("reason"), "".join(word("to").split()), word("to_name"), aim)


def _render(
    request: HttpRequest, actor: Actor, request_id: str, *, faults: list[tuple[str, str]] | None = None
) -> HttpResponseBase:
    shown = {
        "page": reading.open_request(need_vault(), actor, request_id, at=timezone.now()),
        "faults": faults or [],
        "is_locked": find_desk() is None,
        "limit": WORDS_LIMIT,
    }
    return _uncached(render(request, "desk/identity.html", shown, status=_BAD_FORM if faults else 200))


def _render_wish(request: HttpRequest, actor: Actor, ref: str, *, fault: str = "") -> HttpResponseBase:
    names = reading.open_wish(need_desk(), actor, ref, at=timezone.now()) if ref else None
    shown = {
        "ref": ref,
        "page_of_ref": _page_of(ref) if ref else "",
        "names": names,
        "fault": fault,
        "typed": {name: request.POST.get(name, "") for name in ("aim", "reason", "to", "to_name")},
        "limit": WORDS_LIMIT,
    }
    return _uncached(render(request, "desk/identity_ask.html", shown, status=_BAD_FORM if fault else 200))


def _page_of(ref: str) -> str:
    """Return the address of the report, or of the record of a list, whose name is asked for."""
    return reverse("incident" if is_of_a_list(ref) else "report", args=[ref])


def _uncached(response: HttpResponse) -> HttpResponseBase:
    """Keep a page out of the browser's cache: it says whose name is asked for, and why."""
    response["Cache-Control"] = "no-store"
    return response
