"""What every page says: whose book it is, whether this is the onion, and the language switch."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, translate_url
from django.utils.translation import get_language

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
        "languages": language_links(request, folder),
        "language": get_language(),
    }


def language_links(request: HttpRequest, folder: IntakeFolder) -> list[dict[str, object]]:
    """Return the same page in the languages of this intake."""
    names = dict(settings.LANGUAGES)
    current = get_language()
    try:
        urls = {code: translate_url(request.path, code) for code in folder.languages}
    except Resolver404:
        urls = {code: f"/{code}/" for code in folder.languages}
    return [
        {"code": code, "name": names.get(code, code), "url": urls[code], "is_current": code == current}
        for code in folder.languages
    ]
