"""Filters and tags that say a page's values in the reader's language."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.timezone import get_default_timezone as book_zone
from django.utils.translation import get_language, gettext

from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import CrimebookError
from crimebook.terms.places import Place
from crimebook.terms.reasons import Reason
from crimebook.terms.script.romanising import romanise
from crimebook.terms.windows import Window
from crimebook.work.reading.page_parts import WindowView
from crimebook.zones.desk import times, words

register = template.Library()
_MINUS = "\N{MINUS SIGN}"


@register.filter
def say(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    return words.say_reason(reason)


@register.filter
def label(code: object, vocabulary: str) -> str:
    """Return the codebook's label of a code, or the code where the codebook has none."""
    try:
        return Codebook.load().label(vocabulary, str(code), times.locale())
    except CrimebookError:
        return str(code)


@register.filter
def word(key: object, family: str) -> str:
    """Return the page's word for a key."""
    return words.find_word(family, str(key))


@register.filter
def country(code: str) -> str:
    """Return the name of a jurisdiction; one that the standard leaves to its users has none but its code."""
    names = Locale.parse(times.locale()).territories
    return code if code.startswith("X") else str(names.get(code, code))


@register.filter
def when(window: Window) -> str:
    """Return the sentence for a window's time."""
    return times.say_time(window, book_zone())


@register.filter
def bounds(window: Window) -> tuple[tuple[str | Promise, str], ...]:
    """Return the four points of a window's time with their names."""
    return times.bounds(window.time, book_zone())


@register.filter
def moment(instant: datetime) -> str:
    """Return a day and a time of day in the book's zone."""
    return times.say_instant(instant, book_zone())


@register.filter
def day(value: date) -> str:
    """Return a day in words."""
    return times.say_days(value, value)


@register.filter
def days(first: date, last: date) -> str:
    """Return the days from one to another in words."""
    return times.say_days(first, last)


@register.filter
def day_of_text(text: str) -> str:
    """Return a day written YYYY-MM-DD in words."""
    return day(date.fromisoformat(text))


@register.filter
def grouped(number: int) -> str:
    """Return a whole number with narrow spaces between thousands, from five digits on."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if number > 9999 else str(number)


@register.simple_tag
def querystring_of(**values: str) -> str:
    """Return a query of these values alone."""
    return "?" + urlencode(values)


@register.filter
def day_of_month(value: date) -> str:
    """Return a day as briefly as an axis needs it."""
    return f"{value.day}.{value.month:02}"


@register.filter
def hour(instant: datetime) -> str:
    """Return the time of day of an instant that already stands in the book's zone."""
    return f"{instant:%H:%M}"


@register.filter
def playing_time(seconds: float) -> str:
    """Return the length of a recording."""
    return times.say_length(seconds)


@register.filter
def shape(place: Place | None) -> str:
    """Return the shape that stands for a place's precision."""
    return words.precision_shape(place)


@register.filter
def where(place: Place | None) -> str:
    """Return in words how well a place is known, with its radius."""
    if place is None:
        return gettext("no place known")
    if words.precision_shape(place) != "circle" and place.radius_m < 1:
        return words.precision_word(place)
    radius_m = place.half_width_m if place.lines else place.radius_m
    return gettext("%(precision)s, within %(distance)s") % {
        "precision": words.precision_word(place),
        "distance": distance(radius_m),
    }


@register.filter
def distance(metres: float) -> str:
    """Return a distance in metres or kilometres."""
    if metres < 995:
        return _whole(
            gettext("%(count)s m") % {"count": round(metres, -1 if metres > 100 else 0).__trunc__()}
        )
    kilometres = metres / 1000
    digits = 1 if kilometres < 9.95 and round(kilometres, 1) != round(kilometres) else 0
    count = format_decimal(kilometres, "0.0" if digits else "0", locale=times.locale())
    return _whole(gettext("%(count)s km") % {"count": count})


def _whole(measure: str) -> str:
    # No line ends between a number and its unit.
    return measure.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def bits(value: float | None) -> str:
    """Return a score with its sign and one digit after the point."""
    if value is None:
        return "–"
    rounded = round(value, 1)
    # What is rounded to nothing speaks neither against nor for.
    sign = "+" if rounded >= 0 else _MINUS
    return sign + format_decimal(abs(rounded), "0.0", locale=times.locale())


@register.filter
def romanised(text: str) -> str:
    """Return a name in Latin letters where it is written in Cyrillic, else nothing."""
    return romanise(text) if any("\u0400" <= letter <= "\u04ff" for letter in text) else ""


_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@register.filter
def unbroken(text: str) -> str:
    """Return a title as markup in which no day written YYYY-MM-DD is torn apart at the end of a line."""
    found, at = [], 0
    for day_of in _ISO_DAY.finditer(text):
        found += [(text[at : day_of.start()], day_of[0])]
        at = day_of.end()
    days = format_html_join("", '{}<span class="whole">{}</span>', found)
    return format_html("{}{}", days, text[at:])


@register.filter
def letter(number: int) -> str:
    """Return the letter of a page's own window: 1 is A; past Z, the number."""
    return chr(64 + number) if number <= 26 else str(number)


@register.filter
def letter_of(window_id: int, windows: Sequence[WindowView]) -> str:
    """Return the letter of the window of that id, nothing where the page has only one."""
    ids = [view.window_id for view in windows]
    return letter(ids.index(window_id) + 1) if len(ids) > 1 and window_id in ids else ""


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """Return this page's address in every language, its query kept."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    now = get_language()
    return [
        {
            "code": code,
            "name": name,
            "url": translate_url(here, code) if request and request.resolver_match else f"/{code}/",
            "is_current": code == now,
        }
        for code, name in settings.LANGUAGES
    ]
