"""The first page and the pages of help: they are useful to somebody who never reports."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from crimebook.sealing.errors import ManifestError
from crimebook.sealing.fingerprints import fingerprint_words
from crimebook.zones.intake.helping import help_page
from crimebook.zones.intake.house import intake, now

CLEARED = '"cache", "cookies", "storage"'
LEAVE_S = 1
"""Long enough for the browser to clear, too short to read."""


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the first page: what this is, whether one is safe, three doors, the first day."""
    return render(request, "intake/first.html", {"page": help_page("first", str(get_language()), intake())})


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one page of help."""
    shown = help_page(name, str(get_language()), intake())
    return render(request, "intake/help.html", {"page": shown, "name": name})


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Show by what somebody can check that this is the book's own intake."""
    house, at, language = intake(), now(), str(get_language())
    shown: dict[str, object] = {
        "roots": [
            (name, digest, fingerprint_words(digest, language)) for name, digest in house.root_fingerprints()
        ]
    }
    try:
        shown["keys"] = house.keys(at)
        shown["epoch"] = house.keys(at).manifest.epoch_at(at)
    except ManifestError:
        # Without a month's key nothing is taken either, and the page says what there is.
        pass
    return render(request, "intake/check.html", shown)


def leave(request: HttpRequest) -> HttpResponse:
    """Show a dull page that clears what the browser kept of us, then go to the neutral site."""
    page = help_page("exit", str(get_language()), intake())
    response = render(request, "intake/leave.html", {"page": page})
    response.headers["Clear-Site-Data"] = CLEARED
    response.headers["Refresh"] = f"{LEAVE_S}; url={intake().folder.exit_url}"
    return response


@require_GET
def offline(_request: HttpRequest) -> HttpResponse:
    """Hand out the form that works without a server."""
    folder = intake().folder
    if not folder.has_offline_form():
        raise Http404
    response = HttpResponse(folder.read_offline_form(), content_type="application/octet-stream")
    # A dull name: the file lies on somebody's stick.
    response.headers["Content-Disposition"] = 'attachment; filename="form.html"'
    return response
