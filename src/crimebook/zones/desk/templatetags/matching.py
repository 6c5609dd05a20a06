"""Filters for the pages of matches."""

from django import template
from django.utils.translation import gettext

from crimebook.zones.desk import times

register = template.Library()
_MINUS = "\N{MINUS SIGN}"


@register.filter
def clock_difference(value: float) -> str:
    """Return by how much a clock is ahead, as +m:ss or +h:mm:ss; behind is a minus."""
    whole = round(value)
    return ("+" if whole >= 0 else _MINUS) + times.say_length(abs(whole))


@register.filter
def seconds(value: float) -> str:
    """Return a length of time in seconds, or in minutes from two on."""
    if value >= 120:
        return gettext("%(count)s min") % {"count": round(value / 60)}
    return gettext("%(count)s s") % {"count": round(value)}
