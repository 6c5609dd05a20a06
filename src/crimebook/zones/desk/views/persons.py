"""Persons: the list, and one person with posts, involvement, what is missing and what speaks for them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import get_default_timezone as book_zone

from crimebook.work.actors import Actor
from crimebook.work.persons import deciding
from crimebook.work.reading import commanding
from crimebook.work.reading import persons as reading
from crimebook.work.reading.person_pages import PersonFilter, PersonPage, PostingView
from crimebook.zones.desk.drawing.calendar import Calendar, draw_calendar
from crimebook.zones.desk.drawing.strip import Row
from crimebook.zones.desk.queries import (
    parse_moment,
    parse_number,
    parse_numbers,
    parse_page,
    parse_word,
    parse_words,
)
from crimebook.zones.desk.templatetags.people import held
from crimebook.zones.desk.visitors import form, page

_ALLEGED = frozenset({"yes", "no"})


@dataclass(frozen=True, slots=True)
class DrawnPosting:
    """A posting with its row on the calendar, and what the row says to who cannot see it."""

    posting: PostingView
    row: Row | None
    said: str


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the persons under a filter."""
    chosen = PersonFilter(
        words=parse_words(request.GET, "words"),
        unit=parse_words(request.GET, "unit"),
        alleged=parse_word(request.GET, "alleged", _ALLEGED),
        page=parse_page(request.GET),
    )
    shown = reading.open_persons(actor, chosen, at=timezone.now())
    return render(request, "desk/persons.html", {"list": shown, "chosen": chosen})


@page
def show(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponseBase:
    """Show one person."""
    return _render(request, actor, person_id)


@form
def split(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponseBase:
    """Take some mentions out of a person: they become another one."""
    mentions = parse_numbers(request.POST, "mention")
    seen, reason = parse_number(request.POST, "seen"), request.POST.get("reason", "")
    try:
        deciding.split(actor, person_id, mentions, seen=seen, reason=reason, at=timezone.now())
    except deciding.SaidMeanwhileError:
        return show_old(request, actor, person_id)
    return redirect("person", person_id)


def show_old(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponseBase:
    """Show how a person stands now to somebody who decided upon an older page."""
    return _render(request, actor, person_id, is_old=True)


def _render(request: HttpRequest, actor: Actor, person_id: int, *, is_old: bool = False) -> HttpResponseBase:
    at, asked = timezone.now(), parse_moment(request.GET, "at", book_zone())
    person = reading.open_person(actor, person_id, at=at)
    if person.person_id != person_id and not is_old:
        # The mention is another person's by now.
        return redirect(f"{reverse('person', args=[person.person_id])}#m{person_id}")
    calendar = draw_calendar([each.time for each in person.postings], book_zone())
    exculpating = [
        (each, ground)
        for group in person.standards
        for each in group.involvements
        for ground in each.exculpating
    ]
    shown = {
        "person": person,
        "calendar": calendar,
        "postings": _drawn(person, calendar),
        "exculpating": exculpating,
        "where": commanding.open_where(actor, person.person_id, asked, at=at) if asked else None,
        "in_favour": len(exculpating) + len(person.ended),
        # What contradictory words tear apart is shown together, so that it can be parted into two sides.
        "mentions": person.together or person.mentions,
        "is_old": is_old,
    }
    return render(request, "desk/person.html", shown, status=409 if is_old else 200)


def _drawn(person: PersonPage, calendar: Calendar | None) -> list[DrawnPosting]:
    rows = calendar.rows if calendar else (None,) * len(person.postings)
    return [
        DrawnPosting(each, row, f"{each.title}: {held(each.time)}")
        for each, row in zip(person.postings, rows, strict=True)
    ]
