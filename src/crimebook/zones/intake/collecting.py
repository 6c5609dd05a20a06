"""For the desk alone: what waits is given out, what it signed is taken in. ``docs/spec/0004-collecting.md``.

Every request is signed by the key that the manifest in force names, over method, host, path and body, and
counts once. A stranger learns that there is such an address and nothing else. Their body is not read, but at
`Address.MANIFEST`: there the key stands in the body, so that of anybody at most `MAX_REQUEST_BYTES` are read
and the root's signatures on them checked. Nothing is opened, nothing is logged, and no file's time changes by
being read.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from crimebook.sealing.errors import ManifestError
from crimebook.stores.intake.folder import IntakeFolderError
from crimebook.stores.spool.collect import Name, WaitingRoom
from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.refusals import AcknowledgementError, DamagedItemError, SpoolFullError
from crimebook.stores.spool.signed_requests import MICROSECONDS, RequestError, Signed, Target, check_request
from crimebook.stores.spool.wire import (
    MAX_REQUEST_BYTES,
    PAGE_ITEMS,
    Address,
    Code,
    ItemAsked,
    PartAsked,
    SlotsGiven,
    WaitingAsked,
    WaitingTold,
)
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.work.receiving.renewing import (
    OlderManifestError,
    UnwritableFolderError,
    check_not_older,
    read_manifest,
    renew,
)
from crimebook.zones.intake.freshness import freshness
from crimebook.zones.intake.house import intake, now

Asked = TypeVar("Asked", bound=msgspec.Struct)
_BYTES = "application/octet-stream"


def _list_waiting(body: bytes) -> HttpResponse:
    after = _parse(body, WaitingAsked).after
    names = sorted(f"{each.kind}/{each.name}" for each in _room().waiting())
    page = [each for each in names if each > after][:PAGE_ITEMS]
    return HttpResponse(msgspec.json.encode(WaitingTold(page)), content_type="application/json")


def _give_item(body: bytes) -> HttpResponse:
    asked = _parse(body, ItemAsked)
    item = _room().read_item(Name(ItemKind(asked.kind), parse_digest(asked.name)))
    return HttpResponse(item.to_bytes(), content_type=_BYTES)


def _give_part(body: bytes) -> HttpResponse:
    asked = _parse(body, PartAsked)
    return HttpResponse(b"".join(_room().read_part(asked.hold, asked.sha256)), content_type=_BYTES)


def _take_acknowledgement(body: bytes) -> HttpResponse:
    keys = [intake().keys(now()).manifest.reply_public]
    return JsonResponse({"outcome": intake().drop.apply_acknowledgement(body, keys).value})


def _take_slots(body: bytes) -> HttpResponse:
    given = _parse(body, SlotsGiven).slots
    for each in given:
        intake().slots.put_slots(each.mailbox_id, {each.index: each.slot}, until=each.until)
    return JsonResponse({"slots": len(given)})


def _for_the_desk(act: Callable[[bytes], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of an act: who asks is checked before the body is read."""

    def view(request: HttpRequest) -> HttpResponse:
        try:
            signed = _check(request, intake().keys(now()).manifest.reply_public)
            body = _read(request)
            signed.check_body(body)
            return act(body)
        except (CrimebookError, FileNotFoundError) as error:
            return _refused(error)

    return require_POST(view)


@require_POST
def _take_manifest(request: HttpRequest) -> HttpResponse:
    """Take a newer manifest: the root signed it, and the key that it names signed the request.

    So an intake whose manifest has expired, or names a key that is no more, can be given the next. An older
    one is refused before the request's number is taken: the key that it names may be in other hands.
    """
    try:
        note = _read(request)
        newer = read_manifest(intake(), note, now())
        check_not_older(intake(), note, newer, now())
        _check(request, newer.reply_public).check_body(note)
        return JsonResponse({"is_new": renew(intake(), note, newer, now()), "serial": newer.serial})
    except CrimebookError as error:
        return _refused(error)


def _check(request: HttpRequest, key: bytes) -> Signed:
    """Return what the desk signed, if it is from now and came for the first time."""
    if request.META.get("QUERY_STRING"):
        raise RequestError("unsigned", "an address without a query", "one with a query")
    target = Target(str(request.method), request.get_host(), request.path)
    signed = check_request(target, request.headers, (key,))
    signed.check_time(int(now().timestamp() * MICROSECONDS))
    latest = freshness().take(signed.number_us)
    if latest is not None:
        raise _LateError(latest)
    return signed


class _LateError(CrimebookError):
    """A request whose number is not higher than one before it; ``latest`` is the highest."""

    def __init__(self, latest: int) -> None:
        self.latest = latest
        super().__init__(f"expected a number above {latest}, got another")


def _room() -> WaitingRoom:
    house = intake()
    # The folders of the spool are made by whoever first puts something down.
    house.drop.missing(())
    return WaitingRoom(house.folder.spool)


def _read(request: HttpRequest) -> bytes:
    """Return the body, at most as long as any that a desk sends."""
    content: bytes = request.read(MAX_REQUEST_BYTES + 1)
    if len(content) > MAX_REQUEST_BYTES:
        raise InvalidValueError(f"at most {MAX_REQUEST_BYTES} bytes", "more")
    return content


def _parse(body: bytes, kind: type[Asked]) -> Asked:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise InvalidValueError("JSON of the form that this address takes", "something else") from error


def _refused(error: CrimebookError | FileNotFoundError) -> HttpResponse:
    """Return an error of ours as a code."""
    match error:
        case RequestError():
            return _refuse(403, error.code)
        case _LateError():
            return _refuse(409, Code.LATE, latest=error.latest)
        case _:
            status, code = next((told for kind, told in _CODES.items() if isinstance(error, kind)), _OTHER)
            return _refuse(status, code)


_CODES: Mapping[type[Exception], tuple[int, Code]] = {
    FileNotFoundError: (404, Code.GONE),
    DamagedItemError: (409, Code.DAMAGED),
    AcknowledgementError: (409, Code.REFUSED),
    SpoolFullError: (507, Code.FULL),
    OlderManifestError: (409, Code.OLDER),
    UnwritableFolderError: (507, Code.UNWRITABLE),
    ManifestError: (503, Code.CLOSED),
    IntakeFolderError: (503, Code.CLOSED),
}
_OTHER = (400, Code.FORM)


def _refuse(status: int, code: str, **more: object) -> HttpResponse:
    return JsonResponse({"error": str(code), **more}, status=status)


ADDRESSES: list[URLPattern] = [
    path(address.value.removeprefix("/"), view)
    for address, view in (
        (Address.WAITING, _for_the_desk(_list_waiting)),
        (Address.ITEM, _for_the_desk(_give_item)),
        (Address.PART, _for_the_desk(_give_part)),
        (Address.ACKNOWLEDGEMENT, _for_the_desk(_take_acknowledgement)),
        (Address.SLOTS, _for_the_desk(_take_slots)),
        (Address.MANIFEST, _take_manifest),
    )
]
"""The addresses and their views, for the intake's table of addresses."""
