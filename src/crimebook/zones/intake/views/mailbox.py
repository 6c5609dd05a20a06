"""Coming back with twelve words. The words are posted, never in an address, and kept by nothing but the page.

What a page of the mailbox carries to the next is a sealed token of the words' entropy. A wrong receipt looks
like an empty mailbox.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from crimebook.asking.plain_text import read_needed_text
from crimebook.asking.questionnaire import CONSENT_CODES, load_form
from crimebook.asking.refusals import RefusedError
from crimebook.asking.summary import refusal_text
from crimebook.sealing.errors import ManifestError
from crimebook.sealing.messages import MessageKind
from crimebook.sealing.words import WordsError, read_words
from crimebook.stores.spool.refusals import SpoolFullError, TooManyMessagesError
from crimebook.work.receiving.mailbox import (
    MAX_TEXT_CHARACTERS,
    Mailbox,
    Saying,
    open_mailbox,
    remove_read,
    write,
)
from crimebook.zones.intake.house import intake, now
from crimebook.zones.intake.keyring import ring
from crimebook.zones.intake.proving import FILE_NAME, proof_texts, say_in_book
from crimebook.zones.intake.returning import consents
from crimebook.zones.intake.tokens import Purpose, TokenError, open_token, seal_token

UNREADABLE = 422


class _Carried(msgspec.Struct, forbid_unknown_fields=True):
    entropy: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with their words, and the nonce of the message that this page may write."""

    request: HttpRequest
    entropy: bytes
    nonce: str

    def token(self) -> str:
        """Return what the page carries: the words' entropy and a nonce for the next message."""
        carried = _Carried(b64encode(self.entropy).decode(), os.urandom(32).hex())
        return seal_token(ring(), Purpose.MAILBOX, msgspec.json.encode(carried))

    def open(self) -> Mailbox:
        """Return what the words open."""
        return open_mailbox(intake(), self.entropy, at=now())


def show(request: HttpRequest) -> HttpResponse:
    """Show the field for the words, or what they open."""
    if request.method != "POST":
        # Who asks for it takes this way with scripts too; a page that answers to posted words is on it.
        return render(request, "intake/words.html", {"is_scripted": "plain" not in request.GET})
    try:
        visit = _visit(request)
    except TokenError:
        return render(request, "intake/words.html", {"is_old": True}, status=410)
    except WordsError as error:
        # What was typed goes back into the field of the same person's page, and nowhere else.
        context = {"hints": error.hints, "typed": request.POST.get("words", "")[:1000]}
        return render(request, "intake/words.html", context, status=UNREADABLE)
    try:
        return _WISHES.get(request.POST.get("do", ""), _show)(visit)
    except ManifestError:
        return render(request, "intake/closed.html", status=503)


def _visit(request: HttpRequest) -> Visit:
    token = request.POST.get("mailbox")
    if token is None:
        return Visit(request, read_words(request.POST.get("words", "")), "")
    try:
        carried = msgspec.json.decode(open_token(ring(), Purpose.MAILBOX, token), type=_Carried)
    except msgspec.MsgspecError as error:
        raise TokenError("a mailbox of another version of the program") from error
    return Visit(request, b64decode(carried.entropy), carried.nonce)


def _show(visit: Visit, **told: Any) -> HttpResponse:
    mailbox = visit.open()
    language = str(get_language())
    context = {
        "mailbox": mailbox,
        "in_book": say_in_book(mailbox.in_book, language),
        "proof": {**proof_texts(language), "file_name": FILE_NAME},
        "letters": mailbox.said,
        "token": visit.token(),
        "limit": MAX_TEXT_CHARACTERS,
        **told,
    }
    return render(
        visit.request, "intake/mailbox.html", context, status=UNREADABLE if "error" in told else 200
    )


def _add(visit: Visit) -> HttpResponse:
    """Keep an addition, or an answer where the desk asked something."""
    typed = visit.request.POST.get("text", "")
    try:
        text = read_needed_text(typed, MAX_TEXT_CHARACTERS)
    except RefusedError as error:
        said = refusal_text(load_form(), error.kind, str(get_language()), error.values)
        return _show(visit, error=said, typed=typed)
    mailbox = visit.open()
    has_question = any(each.kind is MessageKind.QUESTION for each in mailbox.said)
    kind = MessageKind.ANSWER if has_question else MessageKind.ADDITION
    return _write(visit, kind, text=text)


def _write(
    visit: Visit, kind: MessageKind, *, text: str = "", values: Mapping[str, str] | None = None
) -> HttpResponse:
    said = Saying(kind, visit.nonce, text, values or {})
    try:
        write(intake(), visit.open(), said, at=now())
    except (SpoolFullError, TooManyMessagesError):
        return _show(visit, failure="full", typed=text)
    return _show(visit, done=kind.value)


def _remove(visit: Visit) -> HttpResponse:
    remove_read(intake(), visit.open())
    return _show(visit, done="removed")


def _ask_withdrawal(visit: Visit) -> HttpResponse:
    return render(visit.request, "intake/withdraw.html", {"token": visit.token()})


def _ask_consent(visit: Visit) -> HttpResponse:
    language = str(get_language())
    purposes = [
        {
            "name": f"consent.{each.purpose}",
            "title": each.titles[language],
            "hint": each.hints.get(language, ""),
            "answers": [(option.code, option.labels[language]) for option in each.options],
        }
        for each in consents(load_form())
    ]
    return render(visit.request, "intake/consent.html", {"token": visit.token(), "purposes": purposes})


def _change_consent(visit: Visit) -> HttpResponse:
    chosen = {
        each.purpose: visit.request.POST.get(f"consent.{each.purpose}", "") for each in consents(load_form())
    }
    values = {purpose: code for purpose, code in chosen.items() if code in CONSENT_CODES}
    return _write(visit, MessageKind.CONSENT, values=values) if values else _show(visit)


_WISHES: Mapping[str, Callable[[Visit], HttpResponse]] = {
    "add": _add,
    "remove": _remove,
    "ask-withdrawal": _ask_withdrawal,
    "withdraw": lambda visit: _write(visit, MessageKind.WITHDRAWAL),
    "undo-withdrawal": lambda visit: _write(visit, MessageKind.WITHDRAWAL_UNDONE),
    "ask-consent": _ask_consent,
    "change-consent": _change_consent,
}
