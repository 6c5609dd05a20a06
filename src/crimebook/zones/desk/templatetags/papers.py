"""Filters that say the values of papers in the reader's language."""

from collections.abc import Sequence

from django import template
from django.utils.timezone import get_default_timezone as book_zone
from django.utils.translation import gettext

from crimebook.terms.codebook import Codebook
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, Window, WindowKind
from crimebook.work.reading.page_parts import WindowView
from crimebook.zones.desk import times
from crimebook.zones.desk.templatetags.book import label

register = template.Library()


@register.filter
def told(time: FourPoint) -> str:
    """Return the sentence for a time that a source gave in four points, or that none is known."""
    if not any(time.points):
        return gettext("time unknown")
    return times.say_time(Window(None, time, WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ()), book_zone())


@register.filter
def meaning(code: str, vocabulary: str) -> str:
    """Return what a code means, in the reader's language; nothing where the codebook does not say."""
    term = Codebook.load().vocabulary(vocabulary).find_term(code)
    return term.definitions.get(times.locale(), "") if term else ""


@register.filter
def leg_name(view: WindowView) -> str:
    """Return what the leg was whose window that is, or the kind of its place; nothing for other windows."""
    if view.leg_step:
        return label(view.leg_step, "detention_legs")
    return label(view.leg_kind, "place_kinds") if view.leg_kind else ""


@register.filter
def leg_of(window_id: int, windows: Sequence[WindowView]) -> str:
    """Return the name of the leg whose window has that id; nothing for other windows."""
    return next((leg_name(view) for view in windows if view.window_id == window_id), "")


@register.filter
def count_said(paper: object) -> str:
    """Return how many, as far as a headcount says: a number, a bound, or that none was reported."""
    at_least, at_most = getattr(paper, "at_least", None), getattr(paper, "at_most", None)
    if at_least is None and at_most is None:
        return gettext("no number was reported")
    if at_least == at_most:
        return str(at_least)
    if at_most is None:
        return gettext("at least %(count)s") % {"count": at_least}
    if at_least is None:
        return gettext("at most %(count)s") % {"count": at_most}
    return gettext("%(least)s to %(most)s") % {"least": at_least, "most": at_most}
