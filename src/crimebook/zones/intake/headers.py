"""Headers of every answer, as SecureDrop's source site has them or stricter, and pages of few sizes.

No page reaches another host, is framed, is kept, or tells another site from where somebody came. Pages are
padded to multiples of 16 KiB, since over TLS their lengths would tell which question somebody reads.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

PAGE_STEP_BYTES = 16 * 1024

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
_FEATURES = (
    "accelerometer",
    "attribution-reporting",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "geolocation",
    "gyroscope",
    "interest-cohort",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "web-share",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{kind} {source}" for kind, source in _SOURCES.items()),
    # With "no-referrer" browsers send "Origin: null" with our forms too, and a stranger's looks the same.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-DNS-Prefetch-Control": "off",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Download-Options": "noopen",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "Cache-Control": "no-store",
}


class QuietHeaders:
    """Set the headers, take away what tells more than it must, and pad pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the answer with its headers, padded if it is a page."""
        response = self._get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        for name in ("Last-Modified", "ETag", "Expires", "Vary", "Access-Control-Allow-Origin"):
            response.headers.pop(name, None)
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            response.content = pad_page(response.content)
            response.headers["Content-Length"] = str(len(response.content))
        return response


def pad_page(page: bytes) -> bytes:
    """Return a page followed by as many spaces as bring it to a multiple of `PAGE_STEP_BYTES`."""
    return page.ljust(-(-len(page) // PAGE_STEP_BYTES) * PAGE_STEP_BYTES)
