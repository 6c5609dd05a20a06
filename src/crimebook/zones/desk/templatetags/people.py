"""Filters for the pages of persons and of command."""

from collections.abc import Sequence
from datetime import datetime

from babel.numbers import format_decimal, format_percent
from django import template
from django.utils.timezone import get_default_timezone as book_zone
from django.utils.translation import gettext

from crimebook.terms.intervals import FourPoint
from crimebook.work.reading.pages import AllegedHere
from crimebook.zones.desk import times

register = template.Library()
_ENDED = frozenset({"withdrawn", "cleared"})


@register.filter
def standing(rows: Sequence[AllegedHere]) -> list[AllegedHere]:
    """Return the allegations that were neither withdrawn nor shown to be of somebody else."""
    return [each for each in rows if each.status not in _ENDED]


@register.filter
def ended(rows: Sequence[AllegedHere]) -> list[AllegedHere]:
    """Return the allegations that were withdrawn, or of which the person was cleared."""
    return [each for each in rows if each.status in _ENDED]


@register.filter
def two_digits(value: float) -> str:
    """Return a number with two digits after the point."""
    return format_decimal(value, "0.00", locale=times.locale())


@register.filter
def percent(share: float | None) -> str:
    """Return a share in percent; nothing for none."""
    return "" if share is None else format_percent(share, "0 %", locale=times.locale())


@register.filter
def held(time: FourPoint) -> str:
    """Return the sentence for a time of months and years: when it began, when it ended, as far as told."""
    if not any(time.points):
        return gettext("time unknown")
    return gettext("began %(start)s; ended %(end)s") % {
        "start": _side(time.earliest_start, time.latest_start),
        "end": _side(time.earliest_end, time.latest_end),
    }


@register.filter
def clock_field(moment: datetime) -> str:
    """Return an instant as a field for day and time holds it, in the book's zone."""
    return f"{moment.astimezone(book_zone()):%Y-%m-%dT%H:%M}"


def _side(early: datetime | None, late: datetime | None) -> str:
    first, last = (None if each is None else each.astimezone(book_zone()).date() for each in (early, late))
    if first is not None and last is not None:
        said = gettext("on %(days)s") if first == last else gettext("within %(days)s")
        return said % {"days": times.say_days(first, last)}
    if first is not None:
        return gettext("after %(day)s") % {"day": times.say_days(first, first)}
    if last is not None:
        return gettext("before %(day)s") % {"day": times.say_days(last, last)}
    return gettext("at an unknown time")
