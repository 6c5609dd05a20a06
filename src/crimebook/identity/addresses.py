"""Addresses of the web in their plain form: two writings of one page or one video become equal.

What does not choose the page is dropped: scheme, ``www.``, case of the host, a slash at the end, the
fragment, and parameters that only follow a reader (``utm_*``, ``fbclid``, ``s`` and ``t`` of a shared post).
Houses that give one video several addresses have one form here. Nothing is ever fetched: an address behind a
shortener stays as it is.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

KEY_CHARACTERS = 40
"""160 bits of a SHA-256: enough to tell addresses apart, short enough for an index."""

_FOLLOWING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|igsh|mc_[ce]id|mibextid|ref_src|ref_url|_rdr|cmpid|si"
    r"|__twitter_impression|__cft__.*|__tn__|share_id|smid|ocid|taid)",
    re.IGNORECASE,
)
_DOORS = re.compile(r"^(?:www\d?|m|mobile|amp|old|new|np|web)\.(?=[^.]+\.)")
"""Other doors of the same house, taken off where the house is one of `_HOUSES`."""

_WWW = re.compile(r"^www\d?\.(?=[^.]+\.)")
_WITHOUT_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S", re.IGNORECASE)
_CHANNEL = re.compile(r"^/(?:channel|user|c)/|^/@")
_YOUTUBE_PATH = re.compile(r"^/(?:shorts|embed|live|v|e)/([\w-]{6,})")
_POST = re.compile(r"^/(?:i/web|[^/]+)/status(?:es)?/(\d+)")
_REDDIT = re.compile(r"^/(?:r/[^/]+/|user/[^/]+/)?comments/(\w+)(?:/[^/]*/(\w+))?")
_INSTAGRAM = re.compile(r"^/(?:[^/]+/)?(?:p|reel|reels|tv)/([\w-]+)")
_TIKTOK = re.compile(r"^/(?:@[^/]+/video|v)/(\d+)")
_TELEGRAM = re.compile(r"^/(?:s/)?([A-Za-z]\w+)/(\d+)")
_FACEBOOK_VIDEO = re.compile(r"^/(?:[^/]+/videos/(?:[^/]+/)?|reel/)(\d+)")
_VIMEO = re.compile(r"^/(?:video/)?(\d+)")


def link_key(url: str) -> str:
    """Return the key of an address: equal for two writings of it, empty for what names no page.

    >>> link_key("https://youtu.be/46qWpv-yFE8?t=268") == link_key("http://m.youtube.com/watch?v=46qWpv-yFE8")
    True
    """
    plain = plain_address(url)
    return hashlib.sha256(plain.encode()).hexdigest()[:KEY_CHARACTERS] if plain else ""


def plain_address(url: str) -> str:
    """Return an address in its plain form; empty where it is not of the web or names a whole site.

    The front page of a newspaper or a channel's name is in many records and tells none of them apart.
    """
    text = url.strip()
    try:
        parts = urlsplit(f"https://{text}" if _WITHOUT_SCHEME.match(text) else text)
        host = (parts.hostname or "").rstrip(".").casefold()
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return ""
    if parts.scheme.casefold() not in {"http", "https"} or not host:
        return ""
    house = _DOORS.sub("", host)
    if house in _HOUSES:
        return _HOUSES[house](parts)
    return _plain(_WWW.sub("", host) + port, parts.path, parts)


def _plain(host: str, path: str, parts: SplitResult) -> str:
    """Return host, path and those parameters that choose the page, in one order."""
    path = unquote(path, errors="replace").rstrip("/")
    chosen = sorted(pair for pair in _query(parts) if not _FOLLOWING.fullmatch(pair[0]))
    query = f"?{urlencode(chosen)}" if chosen else ""
    # A fragment chooses a place on the page, unless it is the path of a page made by scripts.
    route = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    return f"{host}{path}{query}{route}" if path or query or route else ""


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    try:
        return parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200, errors="replace")
    except ValueError:
        return [(parts.query, "")]


def _youtube(parts: SplitResult) -> str:
    named = dict(_query(parts)).get("v", "") if parts.path.rstrip("/") == "/watch" else ""
    inside = _YOUTUBE_PATH.match(parts.path)
    video = named or (inside[1] if inside else "")
    if video or _CHANNEL.match(parts.path):
        return f"youtube:{video}" if video else ""
    return _page("youtube.com", parts)


def _youtu_be(parts: SplitResult) -> str:
    video = parts.path.strip("/").partition("/")[0]
    return f"youtube:{video}" if video else ""


def _twitter(parts: SplitResult) -> str:
    """Name a post by its number alone: the name before it may be anything."""
    post = _POST.match(parts.path)
    return f"twitter:{post[1]}" if post else _page("twitter.com", parts)


def _facebook(parts: SplitResult) -> str:
    asked = dict(_query(parts))
    inside = _FACEBOOK_VIDEO.match(parts.path)
    video = asked.get("v", "") if parts.path.startswith(("/watch", "/video.php")) else ""
    if inside or video:
        return f"facebook:{inside[1] if inside else video}"
    if asked.get("story_fbid"):
        return f"facebook:{asked.get('id', '')}/{asked['story_fbid']}"
    # What else stands in the query of a post says only how it was opened.
    kept = {name: asked[name] for name in ("fbid",) if name in asked}
    return _plain("facebook.com", parts.path, parts._replace(query=urlencode(kept)))


def _reddit(parts: SplitResult) -> str:
    found = _REDDIT.match(parts.path)
    if not found:
        return _page("reddit.com", parts)
    return f"reddit:{found[1]}" + (f"/{found[2]}" if found[2] else "")


def _telegram(parts: SplitResult) -> str:
    found = _TELEGRAM.match(parts.path)
    return f"telegram:{found[1].casefold()}/{found[2]}" if found else _page("t.me", parts)


def _numbered(name: str, host: str, pattern: re.Pattern[str]) -> Callable[[SplitResult], str]:
    """Return the reader of a house whose pages are named by one number or word in the path."""

    def read(parts: SplitResult) -> str:
        found = pattern.match(parts.path)
        return f"{name}:{found[1]}" if found else _page(host, parts)

    return read


def _page(host: str, parts: SplitResult) -> str:
    """Return a page of a house that names posts otherwise; an account or a channel alone is no page."""
    plain = _plain(host, parts.path, parts)
    return plain if parts.path.strip("/").count("/") else ""


_HOUSES: Mapping[str, Callable[[SplitResult], str]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtu_be,
    "twitter.com": _twitter,
    "x.com": _twitter,
    "facebook.com": _facebook,
    "reddit.com": _reddit,
    "instagram.com": _numbered("instagram", "instagram.com", _INSTAGRAM),
    "tiktok.com": _numbered("tiktok", "tiktok.com", _TIKTOK),
    "vimeo.com": _numbered("vimeo", "vimeo.com", _VIMEO),
    "player.vimeo.com": _numbered("vimeo", "vimeo.com", _VIMEO),
    "t.me": _telegram,
    "telegram.me": _telegram,
}
