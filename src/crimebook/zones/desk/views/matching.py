"""Candidates of an incident: the queue, one incident at a time, and the forms by which a person decides.

Its script asks for the next incident before it is wanted, so that it is there at once.
"""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from crimebook.spacetime.verdicts import MatchWord
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work import judging_matches
from crimebook.work.actors import Actor
from crimebook.work.reading import candidates as reading
from crimebook.work.reading.match_pages import CandidatesPage, WithWord
from crimebook.zones.desk.candidates import (
    draw_candidates,
    parse_bits,
    parse_entered,
    parse_match_filter,
    parse_seen_at,
    query_of,
)
from crimebook.zones.desk.maps import map_of_page
from crimebook.zones.desk.queries import KINDS, parse_number, parse_word, parse_words
from crimebook.zones.desk.strips import strip_of_page
from crimebook.zones.desk.visitors import form, page

_VERDICTS = frozenset(MatchWord) - {MatchWord.WITHDRAWN}


@page
def queue(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Lead to the incident whose best pair of all waits for a verdict."""
    ref = reading.open_next(actor, at=timezone.now())
    return redirect("candidates", ref) if ref else render(request, "desk/matches_done.html")


@page
def show(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Show the candidates of one incident."""
    return _render(request, actor, ref)


@form
def judge(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Take what a person says of a pair; the page that comes after shows the same list."""
    verdict = parse_word(request.POST, "verdict", frozenset(_VERDICTS))
    kind = parse_word(request.POST, "kind", KINDS)
    bits = parse_bits(request.POST, "bits")
    if not verdict or not kind or bits is None:
        raise BadRequest("verdict, kind, bits: expected a verdict on a shown match, got none")
    pairing = judging_matches.Pairing(
        Ref.parse(ref), SubjectKind(kind), Ref.parse(parse_words(request.POST, "seen_ref"))
    )
    try:
        judging_matches.judge(
            actor,
            pairing,
            judging_matches.Opinion(
                MatchWord(verdict), request.POST.get("reason", ""), parse_seen_at(request.POST)
            ),
            seen=parse_number(request.POST, "seen"),
            bits=bits,
            at=timezone.now(),
        )
    except judging_matches.SaidMeanwhileError:
        return _render(request, actor, ref, notice="old")
    except judging_matches.InstantOutsideError:
        return _render(request, actor, ref, notice="outside")
    return _onward(request, actor, ref)


@form
def take_back(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Take back one's own word; lead to the incident that it was about."""
    number, seen = parse_number(request.POST, "number"), parse_number(request.POST, "seen")
    try:
        about = judging_matches.take_back(actor, number, seen=seen, at=timezone.now())
    except judging_matches.SaidMeanwhileError:
        return _render(request, actor, ref, notice="old")
    if str(about.incident) != ref:
        return redirect("candidates", str(about.incident))
    return _onward(request, actor, ref)


def _onward(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    """Lead back to the list as it was narrowed; a script is given it at once."""
    if request.headers.get("X-Part") == "content":
        return _render(request, actor, ref)
    query = query_of(parse_match_filter(request.GET), parse_entered(request.GET))
    return redirect(reverse("candidates", args=[ref]) + query + "#candidates")


def _render(request: HttpRequest, actor: Actor, ref: str, *, notice: str = "") -> HttpResponseBase:
    shown = reading.open_candidates(
        actor,
        ref,
        parse_match_filter(request.GET),
        entered=parse_entered(request.GET),
        at=timezone.now(),
    )
    return render(
        request, "desk/candidates.html", _drawn(shown, notice=notice), status=409 if notice else 200
    )


def _drawn(shown: CandidatesPage, *, notice: str) -> dict[str, Any]:
    drawn = draw_candidates(shown)
    ranked = [each.ranked for each in drawn]
    placed = [each for each in ranked if each.match.is_placed]
    return {
        "incident": shown,
        "drawn": drawn,
        "words": [each for each in WithWord if each],
        "query": query_of(shown.chosen, shown.entered),
        "notice": notice,
        "strip": strip_of_page(shown.windows, ranked),
        "map": map_of_page(shown.windows, placed, streets=shown.streets, streets_ref=shown.ref),
    }
