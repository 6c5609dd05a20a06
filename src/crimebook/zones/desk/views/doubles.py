"""Doubles: the queue, one doubt with its records side by side, and the forms by which a person decides."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from crimebook.identity.doubles import DoubtKind
from crimebook.identity.edges import Pair, Verdict
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import SubjectKind, TimeBasis, Window, WindowKind
from crimebook.work import doubling
from crimebook.work.actors import Actor
from crimebook.work.reading import doubles as reading
from crimebook.work.reading.doubles import DoubtFilter, MemberView, PairView
from crimebook.work.reading.page_parts import WindowView
from crimebook.zones.desk.drawing.waterfall import Waterfall, draw_waterfall
from crimebook.zones.desk.maps import map_of_page
from crimebook.zones.desk.queries import parse_number, parse_page, parse_word, parse_words, read_pair
from crimebook.zones.desk.strips import own_key, strip_of_page
from crimebook.zones.desk.visitors import form, page

MARKED = 26
"""Records that have a letter on the map and on the strip."""

_SUBJECTS = frozenset({"incident", "recording"})
_STATES = frozenset({"decided", "common"})
_KINDS = frozenset(DoubtKind) - {DoubtKind.COMMON}
_VERDICTS = frozenset(Verdict) - {Verdict.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class DrawnPair:
    """A pair with its waterfall; ``value`` is what its form posts."""

    pair: PairView
    waterfall: Waterfall
    value: str


@dataclass(frozen=True, slots=True)
class DrawnMember:
    """A record with the key that its card shares with the map and the strip."""

    member: MemberView
    key: str


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the queue, the heaviest first."""
    chosen = DoubtFilter(
        subject=parse_word(request.GET, "subject", _SUBJECTS),
        kind=parse_word(request.GET, "kind", frozenset(_KINDS)),
        source=parse_words(request.GET, "source"),
        state=parse_word(request.GET, "state", _STATES),
        page=parse_page(request.GET),
    )
    shown = reading.open_doubts(actor, chosen, at=timezone.now())
    return render(request, "desk/doubles.html", {"list": shown, "chosen": chosen, "kinds": sorted(_KINDS)})


@page
def show(request: HttpRequest, actor: Actor, doubt_id: int) -> HttpResponseBase:
    """Show one doubt."""
    return _render(request, actor, doubt_id)


@form
def judge(request: HttpRequest, actor: Actor, doubt_id: int) -> HttpResponseBase:
    """Take what a person says of a pair, or of all."""
    verdict = parse_word(request.POST, "verdict", frozenset(_VERDICTS))
    if not verdict:
        raise BadRequest("verdict: expected same, different or unsure, got nothing")
    try:
        doubling.judge(
            actor,
            doubt_id,
            Verdict(verdict),
            pairs=_parse_pairs(request.POST),
            seen=parse_number(request.POST, "seen"),
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
        )
    except doubling.SaidMeanwhileError:
        return _render(request, actor, doubt_id, is_old=True)
    return redirect("doubt", doubt_id)


@form
def take_back(request: HttpRequest, actor: Actor, doubt_id: int) -> HttpResponseBase:
    """Take back what was decided at once."""
    try:
        doubling.take_back(
            actor,
            doubt_id,
            parse_number(request.POST, "change"),
            seen=parse_number(request.POST, "seen"),
            at=timezone.now(),
        )
    except doubling.SaidMeanwhileError:
        return _render(request, actor, doubt_id, is_old=True)
    return redirect("doubt", doubt_id)


def _render(request: HttpRequest, actor: Actor, doubt_id: int, *, is_old: bool = False) -> HttpResponseBase:
    doubt = reading.open_doubt(actor, doubt_id, at=timezone.now())
    windows = [_first_window(each) for each in doubt.members[:MARKED]]
    shown = {
        "doubt": doubt,
        "members": [
            DrawnMember(each, own_key(windows[at]) if at < MARKED else "")
            for at, each in enumerate(doubt.members)
        ],
        "pairs": [_drawn(each) for each in doubt.pairs],
        "last": next((each.change for each in doubt.decisions if each.is_standing), 0),
        "has_many": len(doubt.members) > 2,
        "unshown": doubt.pairs_in_all - len(doubt.pairs),
        "is_old": is_old,
        "map": map_of_page(windows, ()),
        "strip": strip_of_page(windows, ()),
    }
    return render(request, "desk/doubt.html", shown, status=409 if is_old else 200)


def _drawn(pair: PairView) -> DrawnPair:
    return DrawnPair(pair, draw_waterfall(pair.terms, pair.bits), f"{pair.left_id}-{pair.right_id}")


def _first_window(member: MemberView) -> WindowView:
    """Return the window by which a record is drawn; one without any keeps its letter and is not drawn."""
    if member.windows:
        return member.windows[0]
    nowhere = Window(None, FourPoint.unknown(), WindowKind.INSTANT_INSIDE, TimeBasis.UNKNOWN, ())
    return WindowView(-member.number, SubjectKind.INCIDENT, nowhere, "", "", "")


def _parse_pairs(posted: QueryDict) -> tuple[Pair, ...] | None:
    """Return the pairs that a form is about; None for the form of all."""
    texts = posted.getlist("pair")
    if texts == ["all"]:
        return None
    return tuple(read_pair(text, "pair") for text in texts)
