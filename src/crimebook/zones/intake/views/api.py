"""What the browser's own sealing posts: sealed parts, sealed reports, sealed messages. All is create-once.

Answers are JSON or plain bytes; a refusal is ``{"error": "code", …}``. Nothing names a mailbox or a report in
an address. Bodies are read with a limit before anything is done with them.
"""

from typing import Annotated, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from crimebook.sealing.envelope import MESSAGE_SIZES, REPORT_SIZES, check_form
from crimebook.sealing.errors import ManifestError, MessageError
from crimebook.sealing.parts import MAX_PARTS, PART_BYTES
from crimebook.stores.intake.folder import IntakeFolderError
from crimebook.stores.spool.refusals import (
    MissingPartsError,
    SpoolError,
    SpoolFullError,
    TooManyMessagesError,
    TooManyPartsError,
)
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.zones.intake.house import intake, now
from crimebook.zones.intake.keyring import ring
from crimebook.zones.intake.puzzles import is_solved, make_puzzle

TICKET_HEADER = "Crimebook-Ticket"
"""``CHALLENGE NONCE``"""

MAX_JSON_BYTES = 3 * 1024 * 1024
Body = TypeVar("Body")
_Hex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class _Hashes(msgspec.Struct, forbid_unknown_fields=True):
    hashes: Annotated[list[_Hex], msgspec.Meta(max_length=MAX_PARTS)]


class _Report(msgspec.Struct, forbid_unknown_fields=True):
    submission_id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-zA-Z._-]{16,128}$")]
    envelope: bytes
    parts: Annotated[list[_Hex], msgspec.Meta(max_length=MAX_PARTS)] = []


class _Message(msgspec.Struct, forbid_unknown_fields=True):
    mailbox_id: _Hex
    counter: Annotated[int, msgspec.Meta(ge=0, lt=2**32)]
    sealed: bytes
    parts: Annotated[list[_Hex], msgspec.Meta(max_length=MAX_PARTS)] = []


class _Mailbox(msgspec.Struct, forbid_unknown_fields=True):
    mailbox_id: _Hex


class _Fetched(msgspec.Struct, forbid_unknown_fields=True):
    sign_public: bytes
    fetch_public: bytes
    slots: Annotated[list[_Hex], msgspec.Meta(max_length=8)]
    signature: bytes


class BodyError(InvalidValueError):
    """A request whose body is too long or not of the form that its address takes."""


@require_GET
def show_keys(_request: HttpRequest) -> HttpResponse:
    """Return the signed key manifest as it is; who seals checks it."""
    try:
        note = intake().keys(now()).note
    except (ManifestError, IntakeFolderError):
        return _refuse(503, "closed")
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


@require_POST
def set_puzzle(_request: HttpRequest) -> HttpResponse:
    """Return a challenge for tickets; one does for every part of a report, each solved for itself."""
    puzzle = make_puzzle(ring())
    return JsonResponse({"challenge": puzzle.challenge, "bits": puzzle.bits})


def take_part(request: HttpRequest, sha256: str) -> HttpResponse:
    """Keep a sealed part: 201 where it is new, 200 where it was here."""
    if request.method != "PUT":
        return HttpResponse(status=405, headers={"Allow": "PUT"})
    challenge, _, nonce = request.headers.get(TICKET_HEADER, "").partition(" ")
    if not is_solved(ring(), challenge, sha256, nonce):
        return _refuse(402, "ticket")
    try:
        is_new = intake().drop.put_part(sha256, _read(request, PART_BYTES))
    except CrimebookError as error:
        return _refused(error)
    return JsonResponse({"sha256": sha256}, status=201 if is_new else 200)


@require_POST
def find_missing(request: HttpRequest) -> HttpResponse:
    """Say which of some parts are not here: how an upload goes on after it was cut."""
    try:
        asked = _parse(request, _Hashes)
        return JsonResponse({"missing": list(intake().drop.missing(asked.hashes))})
    except CrimebookError as error:
        return _refused(error)


@require_POST
def take_report(request: HttpRequest) -> HttpResponse:
    """Keep a sealed report, durably before this answers; the same submission again changes nothing."""
    try:
        report = _parse(request, _Report)
        check_form(report.envelope, REPORT_SIZES)
        kept = intake().drop.put_report(report.submission_id, report.envelope, report.parts)
    except CrimebookError as error:
        return _refused(error)
    return JsonResponse({"envelope": kept.envelope_sha256}, status=201 if kept.is_new else 200)


@require_POST
def take_message(request: HttpRequest) -> HttpResponse:
    """Keep a reporter's sealed message with the parts of its files, durably."""
    try:
        message = _parse(request, _Message)
        check_form(message.sealed, MESSAGE_SIZES)
        kept = intake().drop.put_message(message.mailbox_id, message.counter, message.sealed, message.parts)
    except CrimebookError as error:
        return _refused(error)
    return JsonResponse({"message": kept.envelope_sha256}, status=201 if kept.is_new else 200)


@require_POST
def show_slots(request: HttpRequest) -> HttpResponse:
    """Return the slots of a mailbox, one after another, always as many and as long."""
    try:
        slots = intake().slots.read_slots(_parse(request, _Mailbox).mailbox_id)
    except CrimebookError as error:
        return _refused(error)
    return HttpResponse(b"".join(slots), content_type="application/octet-stream")


@require_POST
def remove_slots(request: HttpRequest) -> HttpResponse:
    """Remove letters that were read; the mailbox's own key signs for it. The answer tells no number."""
    try:
        asked = _parse(request, _Fetched)
        intake().slots.remove_fetched(asked.sign_public, asked.fetch_public, asked.slots, asked.signature)
    except CrimebookError as error:
        return _refused(error)
    return HttpResponse(status=204)


def _read(request: HttpRequest, most_bytes: int) -> bytes:
    """Return the body, or raise `BodyError` for one that is longer."""
    content: bytes = request.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise BodyError(f"at most {most_bytes} bytes", "more")
    return content


def _parse(request: HttpRequest, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(_read(request, MAX_JSON_BYTES), type=kind)
    except msgspec.MsgspecError as error:
        raise BodyError("JSON of the form that this address takes", "something else") from error


def _refused(error: CrimebookError) -> HttpResponse:
    """Return an error of ours as a code; no text of ours or theirs goes into it."""
    match error:
        case MissingPartsError():
            return _refuse(409, "missing", missing=list(error.hashes))
        case SpoolFullError() | TooManyMessagesError():
            return _refuse(507, "full")
        case TooManyPartsError():
            return _refuse(413, "parts")
        case MessageError():
            return _refuse(403, "signature")
        case SpoolError() | InvalidValueError():
            return _refuse(400, "form")
        case _:
            return _refuse(503, "closed")


def _refuse(status: int, code: str, **more: object) -> HttpResponse:
    return JsonResponse({"error": code, **more}, status=status)
