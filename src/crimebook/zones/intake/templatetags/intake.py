"""Filters that say values in the reader's language."""

from django import template
from django.utils.translation import gettext

from crimebook.terms.reasons import Reason

register = template.Library()


@register.filter
def say(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    return reason.say(gettext(reason.message))


@register.filter
def fingerprint(digest: str) -> list[str]:
    """Return a digest in groups of eight digits, as people compare them aloud."""
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]
