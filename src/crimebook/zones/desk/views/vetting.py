"""Vetting: the list with the form to ask, one question with its answer, and what each of the two does.

Nothing of a person stands in an address, and no page of these is kept by a browser.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from crimebook.identity.particulars import FIELDS, MOST_CHARACTERS, Particulars
from crimebook.terms.errors import InvalidValueError
from crimebook.work.actors import Actor
from crimebook.work.reading import vetting as reading
from crimebook.work.vetting import asking, confirming
from crimebook.work.vetting.questions import MOST_A_DAY, REPLY_WAIT, VettingError, Wish
from crimebook.work.vetting.questions import MOST_CHARACTERS as MOST_WORDS
from crimebook.zones.desk.queries import parse_number, parse_page, parse_word
from crimebook.zones.desk.visitors import form, page, page_and_form
from crimebook.zones.desk.words import say_reason

_NAMES: Final = ("name", "writing")
_TYPED: Final = (*_NAMES, *FIELDS, "asked_for", "purpose")
_REPLIES: Final = frozenset(asking.REPLIES)
_BAD_FORM: Final = 400
_NOT_NOW: Final = 409


@page
def _list(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return _render_list(request, actor)


@form
def _ask(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    try:
        token = asking.ask(actor, _wish(request), at=timezone.now())
    except InvalidValueError:
        told = gettext(
            "Ask about one person: a name of theirs, another writing of that same name, a birth as 1979, "
            "1979-04 or 1979-04-02. Say who wants to know, and what for."
        )
        return _render_list(request, actor, fault=told, status=_BAD_FORM)
    except VettingError as error:
        return _render_list(request, actor, fault=say_reason(error.reason), status=_NOT_NOW)
    return redirect("vetting-question", token)


questions = page_and_form(_list, _ask)
"""Show every question and the form to ask, or take a question."""


@page
def show(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Show one question."""
    return _render(request, actor, token)


@form
def reply(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Note what came of seeking the person's reply."""
    kind = parse_word(request.POST, "kind", _REPLIES)
    try:
        asking.note_reply(actor, token, kind, request.POST.get("words", ""), at=timezone.now())
    except (InvalidValueError, VettingError) as error:
        return _render(request, actor, token, error)
    return redirect("vetting-question", token)


@form
def confirm(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Confirm somebody else's question, and so have it answered."""
    try:
        confirming.confirm(actor, token, seen=parse_number(request.POST, "seen"), at=timezone.now())
    except VettingError as error:
        return _render(request, actor, token, error)
    return redirect("vetting-question", token)


@form
def refuse(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Refuse somebody else's question."""
    try:
        confirming.refuse(actor, token, request.POST.get("words", ""), at=timezone.now())
    except (InvalidValueError, VettingError) as error:
        return _render(request, actor, token, error)
    return redirect("vetting-question", token)


@form
def withdraw(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Take one's own question back."""
    try:
        asking.withdraw(actor, token, request.POST.get("words", ""), at=timezone.now())
    except (InvalidValueError, VettingError) as error:
        return _render(request, actor, token, error)
    return redirect("vetting-question", token)


def _wish(request: HttpRequest) -> Wish:
    def word(name: str) -> str:
        return request.POST.get(name, "").strip()

    names = tuple(word(name) for name in _NAMES if word(name))
    particulars = Particulars(names, **{name: word(name) for name in FIELDS})
    return Wish(particulars, word("asked_for"), word("purpose"))


def _render_list(
    request: HttpRequest, actor: Actor, *, fault: str = "", status: int = 200
) -> HttpResponseBase:
    number = parse_page(request.GET)
    shown = {
        "list": reading.open_questions(actor, page=number, at=timezone.now()),
        "page": number,
        "fault": fault,
        "typed": {name: request.POST.get(name, "") for name in _TYPED},
        "most_a_day": MOST_A_DAY,
        "limit": MOST_CHARACTERS,
        "words_limit": MOST_WORDS,
    }
    return _uncached(render(request, "desk/vetting.html", shown, status=status))


def _render(
    request: HttpRequest, actor: Actor, token: str, error: VettingError | InvalidValueError | None = None
) -> HttpResponseBase:
    shown: dict[str, Any] = {
        "page": reading.open_question(actor, token, at=timezone.now()),
        "fault": _said(error),
        "wait_days": REPLY_WAIT.days,
        "words_limit": MOST_WORDS,
    }
    status = 200 if error is None else _NOT_NOW if isinstance(error, VettingError) else _BAD_FORM
    return _uncached(render(request, "desk/vetting_question.html", shown, status=status))


def _said(error: VettingError | InvalidValueError | None) -> str:
    match error:
        case None:
            return ""
        case VettingError():
            return say_reason(error.reason)
        case _:
            return gettext("Say it in words, on one line or a few.")


def _uncached(response: HttpResponse) -> HttpResponseBase:
    """Keep a page out of the browser's cache: it says about whom somebody asks."""
    response["Cache-Control"] = "no-store"
    return response
