"""Who is at the desk: the session names an actor; a page is shown to nobody else.

`page` makes a view of a page: it admits actors only, reads only, and turns "points at nothing the asker may
see" into a 404, so that a stranger cannot tell a hidden record from none. `form` does so for what is posted.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, find_actor

_SESSION_KEY = "actor_key"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
PageView = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]


def find_visitor(request: HttpRequest) -> Actor | None:
    """Return the actor whom the session names, if there is still one of that key."""
    key = request.session.get(_SESSION_KEY) if hasattr(request, "session") else None
    return find_actor(key) if isinstance(key, str) else None


def admit(request: HttpRequest, actor_key: str) -> None:
    """Begin a new session for an actor; nothing of the old one, its key least of all, is kept."""
    request.session.flush()
    request.session[_SESSION_KEY] = actor_key
    request.session.cycle_key()


def dismiss(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()


def page(view: PageView[P]) -> View[P]:
    """Return the view of a page for actors; anybody else is sent to the page about sign-in links."""

    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = find_visitor(request)
        if actor is None:
            return redirect("sign-in")
        request.visitor = actor  # type: ignore[attr-defined]
        try:
            return view(request, actor, *args, **kwargs)
        except NotFoundError as error:
            raise Http404 from error

    return cast("View[P]", require_safe(shown))


def form(view: PageView[P]) -> View[P]:
    """Return the view of a form for actors: it is posted, and a value that cannot be is answered with 400."""

    @wraps(view)
    def taken(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = find_visitor(request)
        if actor is None:
            return redirect("sign-in")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        request.visitor = actor  # type: ignore[attr-defined]
        try:
            return view(request, actor, *args, **kwargs)
        except NotFoundError as error:
            raise Http404 from error
        except InvalidValueError as error:
            raise BadRequest(str(error)) from error

    return cast("View[P]", taken)


def page_and_form(shown: View[P], taken: View[P]) -> View[P]:
    """Return the view of one address: a guarded page, and the guarded form that is posted from it."""

    @wraps(shown)
    def by_method(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return (taken if request.method == "POST" else shown)(request, *args, **kwargs)

    return cast("View[P]", by_method)


def visitor(request: HttpRequest) -> dict[str, Any]:
    """Give templates the visitor of a page (a context processor). Other pages have none."""
    return {"visitor": getattr(request, "visitor", None)}
