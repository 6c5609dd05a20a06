"""Who is who: the queue's next pair of mentions, and the forms by which a person decides.

Its script asks for parts of the page alone, so that the next pair is there before it is wanted.
"""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from crimebook.identity.edges import Verdict
from crimebook.work.actors import Actor
from crimebook.work.persons import deciding
from crimebook.work.reading import reviewing as reading
from crimebook.work.reading.person_pages import ReviewPage
from crimebook.zones.desk.queries import parse_number, parse_pair, parse_word
from crimebook.zones.desk.reviewpairs import draw_last, draw_pair
from crimebook.zones.desk.views import persons
from crimebook.zones.desk.visitors import form, page

_VERDICTS = frozenset(Verdict) - {Verdict.WITHDRAWN}
_QUEUES = frozenset({"second"})
_PAGE, _PAIR, _TOLD = "desk/persons_review.html", "desk/parts/review_pair.html", "desk/parts/review_next.html"


@page
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the next pair, or the one that the address asks for."""
    return _render(request, actor, _PAGE, request.GET)


@page
def part(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Give the part of the page that holds one pair."""
    return _render(request, actor, _PAIR, request.GET)


@form
def judge(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take what a person says of two mentions."""
    verdict = parse_word(request.POST, "verdict", frozenset(_VERDICTS))
    if not verdict:
        raise BadRequest("verdict: expected same, different or unsure, got nothing")
    pair, seen = parse_pair(request.POST, "pair"), parse_number(request.POST, "seen")
    reason, queue = request.POST.get("reason", ""), parse_word(request.POST, "queue", _QUEUES)
    onward = parse_pair(request.POST, "onward") if request.POST.get("onward") else None
    try:
        deciding.judge(actor, pair, Verdict(verdict), seen=seen, reason=reason, at=timezone.now())
    except deciding.SaidMeanwhileError:
        return _render(request, actor, _PAGE, request.POST, is_old=True)
    return _onward(request, actor, queue, onward=f"{onward.left}-{onward.right}" if onward else "")


@form
def show_weight(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show what a pair weighs before a word: it is kept that this person saw it."""
    pair, queue = parse_pair(request.POST, "pair"), parse_word(request.POST, "queue", _QUEUES)
    deciding.show_weight(actor, pair, at=timezone.now())
    return _onward(request, actor, queue, pair=f"{pair.left}-{pair.right}")


@form
def take_back(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take back one decision; what stood before it stands again."""
    edge, seen = parse_number(request.POST, "edge"), parse_number(request.POST, "seen")
    queue = parse_word(request.POST, "queue", _QUEUES)
    person_id = parse_number(request.POST, "person") if "person" in request.POST else None
    try:
        pair = deciding.take_back(actor, edge, seen=seen, at=timezone.now())
    except deciding.SaidMeanwhileError:
        if person_id is not None:
            return persons.show_old(request, actor, person_id)
        return _render(request, actor, _PAGE, QueryDict(), is_old=True)
    if person_id is not None:
        return redirect("person", person_id)
    return _onward(request, actor, queue, pair=f"{pair.left}-{pair.right}")


def _onward(
    request: HttpRequest, actor: Actor, queue: str, *, pair: str = "", onward: str = ""
) -> HttpResponseBase:
    """Lead to the next pair, or back to one that was opened again; a script asks for no more than is new."""
    asked = {"pair": pair, "onward": onward, "queue": queue}
    query = urlencode({name: value for name, value in asked.items() if value})
    if request.headers.get("X-Part") == "told":
        return _render(request, actor, _TOLD, QueryDict(query))
    return redirect(reverse("review") + (f"?{query}" if query else ""))


def _render(
    request: HttpRequest, actor: Actor, template: str, asked: QueryDict, *, is_old: bool = False
) -> HttpResponseBase:
    queue = parse_word(asked, "queue", _QUEUES)
    pair, onward = (parse_pair(asked, name) if asked.get(name) else None for name in ("pair", "onward"))
    is_part = template != _PAGE
    review = reading.open_review(actor, pair, onward=onward, queue=queue, is_part=is_part, at=timezone.now())
    return render(request, template, _shown(review, queue, is_old=is_old), status=409 if is_old else 200)


def _shown(review: ReviewPage, queue: str, *, is_old: bool) -> dict[str, object]:
    return {
        "review": review,
        "drawn": draw_pair(review.pair) if review.pair else None,
        "last": draw_last(review.last),
        "queue": queue,
        "is_old": is_old,
    }
