"""What every page says: whose book it is, whether this is the onion, and the language switch."""

from collections.abc import Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override

from crimebook.stores.intake.folder import IntakeFolder
from crimebook.zones.intake.house import intake


def is_onion(request: HttpRequest) -> bool:
    """Whether the page was asked for over Tor's onion service; the host decides, no address does."""
    return request.get_host().partition(":")[0].endswith(".onion")


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Give templates what every page shows (a context processor)."""
    folder = intake().folder
    return {
        "house": folder,
        "is_onion": is_onion(request),
        "languages": partial(language_links, request, folder),
        "language": get_language(),
        "to": addresses(str(get_language())),
    }


@cache
def addresses(language: str) -> Mapping[str, str]:
    """Return where every page leads, by name: they are put together once."""
    with override(language):
        pages = {name: reverse(name) for name in ("report", "leave")}
    files = {"icon": static("intake/blank.svg"), "style": static("intake/intake.css")}
    return MappingProxyType(pages | files)


def language_links(request: HttpRequest, folder: IntakeFolder) -> list[dict[str, object]]:
    """Return the same page in the languages of this intake."""
    names = dict(settings.LANGUAGES)
    current = get_language()
    # Every page's address is its language and what follows it (`urls`); to resolve it and put it together
    # again for each language would take a fifth of a page's time.
    _, _, rest = request.path.removeprefix("/").partition("/")
    rest = rest if request.path.startswith(f"/{current}/") else ""
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "url": f"/{code}/{rest}",
            "is_current": code == current,
        }
        for code in folder.languages
    ]
