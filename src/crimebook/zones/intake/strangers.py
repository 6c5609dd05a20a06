"""What another site makes a browser send is refused, where the browser says so.

There is nothing to steal by it (see `tokens`), but a person's line would be seen contacting us. Browsers tell
by ``Sec-Fetch-Site`` or ``Origin``; who sends neither is no browser that another site could use.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})


class RefuseStrangers:
    """Answer 403 to what changes something and comes from elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the view's answer, or the refusal."""
        if request.method not in _SAFE and is_from_elsewhere(request):
            return render(request, "intake/refused.html", status=403)
        return self._get_response(request)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site made it send this."""
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site not in _OWN
    origin = request.META.get("HTTP_ORIGIN")
    # "null" is what a sandboxed page of anybody's sends, and never a page of ours.
    return origin is not None and urlsplit(origin).netloc != request.get_host()
