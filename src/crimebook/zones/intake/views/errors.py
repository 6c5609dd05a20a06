"""Pages for what went wrong: what happened, what was kept, what to do."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what came could not be read, or that it was too much."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "intake/large.html", status=413)
    return render(request, "intake/bad.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that this is not done."""
    return render(request, "intake/refused.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that there is no such page."""
    return render(request, "intake/missing.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the program failed, and what that means for a draft."""
    return render(request, "intake/broken.html", status=500)
