"""Pages for what went wrong. They say what happened, what was kept, what to do; never whose record it was.

The arguments are those that Django gives, used or not.
"""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which value of the address could not be read."""
    field = str(exception).partition(":")[0] if isinstance(exception, BadRequest) else ""
    return render(request, "desk/errors/400.html", {"field": field}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the visitor may not see this."""
    return render(request, "desk/errors/403.html", status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Say that a form came without the mark of a page of ours."""
    return render(request, "desk/errors/403.html", {"is_form": True}, status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that there is nothing here that the visitor may see."""
    return render(request, "desk/errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the program failed. The database may be what failed, so nothing is asked of it."""
    return render(None, "desk/errors/500.html", status=500)
