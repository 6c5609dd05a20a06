"""Coming back with twelve words. The words are posted, never in an address, and kept by nothing but the page.

What a page of the mailbox carries to the next is a sealed token of the words' entropy and of the files that
came for the next letter. A wrong receipt looks like an empty mailbox.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import get_language

from crimebook.asking.plain_text import read_needed_text, read_text
from crimebook.asking.questionnaire import CONSENT_CODES, load_form
from crimebook.asking.refusals import RefusedError
from crimebook.asking.summary import refusal_text
from crimebook.sealing.errors import ManifestError
from crimebook.sealing.messages import MessageKind
from crimebook.sealing.parts import FileRef
from crimebook.sealing.words import WordsError, read_words
from crimebook.stores.spool.refusals import MissingPartsError, SpoolFullError, TooManyMessagesError
from crimebook.work.receiving.files import Incoming
from crimebook.work.receiving.mailbox import (
    MAX_TEXT_CHARACTERS,
    Mailbox,
    Saying,
    open_mailbox,
    remove_read,
    write,
)
from crimebook.zones.intake import filing, telling
from crimebook.zones.intake.drafts import PackedFile, pack_file, unpack_file
from crimebook.zones.intake.house import intake, now
from crimebook.zones.intake.keyring import ring
from crimebook.zones.intake.proving import FILE_NAME, proof_texts, say_in_book, say_lateness
from crimebook.zones.intake.returning import consents
from crimebook.zones.intake.tokens import Purpose, TokenError, open_token, seal_token
from crimebook.zones.intake.uploads import BusyError, Form, read_form

UNREADABLE = 422


class _Carried(msgspec.Struct, forbid_unknown_fields=True):
    entropy: str
    nonce: str
    files: list[PackedFile] = []


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with their words, the nonce of the message that this page may write, and its files so far."""

    request: HttpRequest
    fields: QueryDict
    entropy: bytes
    nonce: str
    files: tuple[FileRef, ...] = ()
    refusal: str = ""

    def token(self) -> str:
        """Return what the page carries: the words' entropy, the next message's nonce and its files."""
        # While files wait, it is still the same message that they are for.
        nonce = self.nonce if self.files else os.urandom(32).hex()
        entropy = b64encode(self.entropy).decode()
        carried = {"entropy": entropy, "nonce": nonce, "files": [pack_file(each) for each in self.files]}
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
        return _enter(request, read_form(request, _begin_file))
    except BusyError:
        return render(request, "intake/busy.html", status=503)
    except MultiPartParserError:
        return render(request, "intake/bad.html", status=400)
    except ManifestError:
        return render(request, "intake/closed.html", status=503)


def _enter(request: HttpRequest, posted: Form) -> HttpResponse:
    """Do what somebody with their words wants, or say what is wrong with them."""
    try:
        return _act(_visit(request, posted))
    except TokenError:
        return render(request, "intake/words.html", {"is_old": True}, status=410)
    except WordsError as error:
        # What was typed goes back into the field of the same person's page, and nowhere else.
        context = {"hints": error.hints, "typed": posted.fields.get("words", "")[:1000]}
        return render(request, "intake/words.html", context, status=UNREADABLE)


def _visit(request: HttpRequest, posted: Form) -> Visit:
    fields = posted.fields
    if "mailbox" not in fields:
        return Visit(request, fields, read_words(fields.get("words", "")), os.urandom(32).hex())
    carried = _carried(fields)
    files = (*map(unpack_file, carried.files), *posted.files)
    entropy = b64decode(carried.entropy)
    return Visit(request, fields, entropy, carried.nonce, files, filing.refusal_of(posted))


def _carried(fields: QueryDict) -> _Carried:
    try:
        return msgspec.json.decode(
            open_token(ring(), Purpose.MAILBOX, fields.get("mailbox", "")), type=_Carried
        )
    except msgspec.MsgspecError as error:
        raise TokenError("a mailbox of another version of the program") from error


def _begin_file(fields: QueryDict, files: tuple[FileRef, ...]) -> Incoming:
    """Return the way in for a file; a form without a mailbox that opens may bring none."""
    held = (*map(unpack_file, _carried(fields).files), *files)
    return filing.begin(intake(), held, now(), os.urandom)


def _act(visit: Visit) -> HttpResponse:
    """Do what the pressed button wants."""
    wish, _, of_what = visit.fields.get("do", "").partition(":")
    if visit.refusal or wish == "add-file":
        return _show(visit, typed=visit.fields.get("text", ""))
    if wish == "remove-file":
        left = tuple(file for file in visit.files if file.sha256 != of_what)
        return _show(replace(visit, files=left), typed=visit.fields.get("text", ""))
    return _WISHES.get(wish, _show)(visit)


def _show(visit: Visit, **told: Any) -> HttpResponse:
    mailbox = visit.open()
    language = str(get_language())
    context = {
        "mailbox": mailbox,
        "in_book": say_in_book(mailbox.in_book, language),
        "lateness": say_lateness(mailbox.lateness, language),
        "proof": {**proof_texts(language), "file_name": FILE_NAME},
        "letters": mailbox.said,
        "token": visit.token(),
        "limit": MAX_TEXT_CHARACTERS,
        "held": filing.listed(visit.files, visit.fields, str(get_language())),
        **telling.texts(visit.fields, str(get_language())),
        "room_mib": filing.room_mib(intake(), visit.files),
        "refusal": visit.refusal,
        **told,
    }
    status = UNREADABLE if visit.refusal or "error" in told else 200
    return render(visit.request, "intake/mailbox.html", context, status=status)


def _add(visit: Visit) -> HttpResponse:
    """Keep an addition, or an answer where the desk asked something."""
    typed = visit.fields.get("text", "")
    read = read_text if visit.files else read_needed_text
    try:
        text = read(typed, MAX_TEXT_CHARACTERS)
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
    is_in_words = kind in {MessageKind.ANSWER, MessageKind.ADDITION}
    said = Saying(kind, visit.nonce, text, values or {}, visit.files if is_in_words else ())
    try:
        write(intake(), visit.open(), said, at=now())
    except MissingPartsError as error:
        left = filing.still_here(visit.files, error.hashes)
        return _show(replace(visit, files=left, refusal="expired"), typed=text)
    except (SpoolFullError, TooManyMessagesError):
        return _show(visit, failure="full", typed=text)
    return _show(replace(visit, files=()), done=kind.value)


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
    chosen = {each.purpose: visit.fields.get(f"consent.{each.purpose}", "") for each in consents(load_form())}
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
