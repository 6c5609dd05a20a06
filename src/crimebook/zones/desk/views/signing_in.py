"""Signing in by a link that works once, and signing out.

Opening a link only shows a button: programs that look at links before people do must not use them up.
"""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crimebook.work import signing_in
from crimebook.zones.desk.visitors import admit, dismiss, find_visitor


@require_safe
def explain(request: HttpRequest) -> HttpResponseBase:
    """Say how to get a link."""
    if find_visitor(request) is not None:
        return redirect("overview")
    return render(request, "desk/sign_in.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the button of a link, or use the link."""
    at = timezone.now()
    if request.method != "POST":
        is_open = signing_in.open_link(token, at=at)
        return render(request, "desk/sign_in_link.html", {"is_open": is_open}, status=200 if is_open else 410)
    actor_key = signing_in.use_link(token, at=at)
    if actor_key is None:
        return render(request, "desk/sign_in_link.html", {"is_open": False}, status=410)
    admit(request, actor_key)
    return redirect("overview")


@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Record that the visitor goes, and end the session."""
    actor = find_visitor(request)
    if actor is not None:
        signing_in.sign_out(actor, at=timezone.now())
    dismiss(request)
    return redirect("sign-in")
