"""Bringing a table in: it is sent, its columns are chosen, what it would bring is shown, it is imported.

Until then the table waits encrypted, by a key that stands in a cookie of the sender's browser and nowhere at
the desk: who has the desk's disk has no table, and a browser that is closed can do no more with one.
"""

import os
import re
import secrets
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from crimebook.terms.errors import CrimebookError, NotFoundError
from crimebook.work import mapping
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.apart import persons_of
from crimebook.zones.desk import importforms
from crimebook.zones.desk.visitors import form, page, page_and_form

_BAD_FORM = 400
KEY_COOKIE = "table"
_KEY = re.compile(r"[0-9a-f]{64}")


@page
def preview(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Show what an import would bring."""
    try:
        shown = mapping.preview(actor, _desk(request), token, at=timezone.now())
    except NotFoundError:
        raise
    except CrimebookError as error:
        return _render_columns(request, actor, token, str(error))
    return render(request, "desk/imports_preview.html", {"preview": shown})


@page
def mapping_file(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Hand out the mapping that was chosen."""
    name, content = mapping.mapping_file(actor, _desk(request), token, at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/toml", headers=headers)


@form
def discard(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    """Remove a table that is not wanted."""
    mapping.discard(actor, _desk(request), token, at=timezone.now())
    return redirect("new-import")


@page
def _ask(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    check_right(actor, Right.IMPORT)
    return _render_ask(request)


@form
def _receive(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    check_right(actor, Right.IMPORT)
    if importforms.is_too_large(request):
        return _render_ask(
            request, gettext("The file is too large for this page. Import it with the command line.")
        )
    sent = importforms.read_upload(request)
    if sent is None:
        return _render_ask(request, gettext("Choose a file first."))
    token = secrets.token_hex(16)
    name, content = sent
    key = _key_of(request) or secrets.token_bytes(mapping.KEY_BYTES)
    try:
        mapping.receive(
            actor, _desk(request, key), name=name, content=content, token=token, at=timezone.now()
        )
    except NotFoundError:
        raise
    except CrimebookError as error:
        return _render_ask(request, str(error))
    answer = redirect("choose-columns", token=token)
    answer.set_cookie(
        KEY_COOKIE,
        key.hex(),
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


@page
def _show(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    return _render_columns(request, actor, token)


@form
def _take(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    if request.POST.get("what") == "layout":
        return _take_layout(request, actor, token)
    choices = importforms.read_choices(request.POST)
    try:
        mapping.choose(actor, _desk(request), token, choices, at=timezone.now())
    except NotFoundError:
        raise
    except CrimebookError as error:
        return _render_columns(request, actor, token, str(error), choices)
    return redirect("preview-import", token=token)


def _take_layout(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    layout = importforms.read_layout(request.POST)
    try:
        mapping.lay_out(actor, _desk(request), token, layout, at=timezone.now())
    except NotFoundError:
        raise
    except CrimebookError as error:
        return _render_columns(request, actor, token, str(error))
    return redirect("choose-columns", token=token)


@form
def _import(request: HttpRequest, actor: Actor, token: str) -> HttpResponseBase:
    try:
        report = mapping.import_upload(actor, _desk(request), token, at=timezone.now())
    except NotFoundError:
        raise
    except CrimebookError as error:
        return _render_columns(request, actor, token, str(error))
    return render(request, "desk/imports_report.html", {"report": report})


@page
def _begin_anew(_request: HttpRequest, _actor: Actor, token: str) -> HttpResponseBase:  # noqa: ARG001
    """Lead back who comes to a report again: what was imported is not waiting any more."""
    return redirect("new-import")


new = page_and_form(_ask, _receive)
"""Ask for a table, or take one."""

choose = page_and_form(_show, _take)
"""Show the columns of a table, or take what was chosen for them."""

bring_in = page_and_form(_begin_anew, _import)
"""Import a table and show the report; whoever comes back to it later begins anew."""


def _render_ask(request: HttpRequest, fault: str = "") -> HttpResponseBase:
    shown = {"fault": fault, "limit_mb": mapping.MAX_UPLOAD_BYTES // 1024**2}
    return render(request, "desk/imports_new.html", shown, status=_BAD_FORM if fault else 200)


def _render_columns(
    request: HttpRequest,
    actor: Actor,
    token: str,
    fault: str = "",
    choices: mapping.Choices | None = None,
) -> HttpResponseBase:
    upload = mapping.open_upload(actor, _desk(request), token, at=timezone.now())
    shown: dict[str, Any] = {
        "upload": upload if choices is None else importforms.refill(upload, choices),
        "fault": fault,
        "max_columns": importforms.MAX_COLUMNS,
        **importforms.offers(),
    }
    return render(request, "desk/imports_columns.html", shown, status=_BAD_FORM if fault else 200)


def _key_of(request: HttpRequest) -> bytes:
    """Return the key that the browser brought; empty where it brought none."""
    text = request.COOKIES.get(KEY_COOKIE, "")
    return bytes.fromhex(text) if _KEY.fullmatch(text) else b""


def _desk(request: HttpRequest, key: bytes = b"") -> mapping.Desk:
    book = settings.BOOK
    if book is None:
        raise Http404
    return mapping.Desk(
        book.staging_folder / "uploads",
        book.rejects_folder,
        book.zone,
        key or _key_of(request),
        persons_of(book.vault_folder, os.urandom),
    )
