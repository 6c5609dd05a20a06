"""Places to solve: the words that no gazetteer knows for sure, and the decisions about them."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from crimebook.terms.errors import InvalidValueError
from crimebook.work import solving
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.reading import unsolved as reading
from crimebook.work.reading.unsolved import Preview, UnsolvedFilter, WordsPage
from crimebook.zones.desk.maps import NamedPlace, PageMap, map_of_places, streets_json
from crimebook.zones.desk.placeforms import (
    DECIDED_MEANWHILE,
    MOST_SAID_CHARACTERS,
    NO_GROUND,
    NO_REASON,
    PlaceForm,
    PlaceFormError,
    parse_id,
    parse_place_form,
    parse_said,
    parse_text,
    read_solution,
)
from crimebook.zones.desk.queries import parse_page, parse_words
from crimebook.zones.desk.visitors import form, page

_CONFLICT, _BAD_FORM = 409, 400


@page
def list_all(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the words that wait for a person, most used first."""
    chosen = UnsolvedFilter(
        words=parse_words(request.GET, "words"),
        town=parse_words(request.GET, "town"),
        source=parse_words(request.GET, "source"),
        page=parse_page(request.GET),
    )
    return render(
        request, "desk/places.html", {"list": reading.open_unsolved(actor, chosen, at=timezone.now())}
    )


@page
def list_solved(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the decisions, newest first, those taken back too."""
    shown = reading.open_solved(actor, page=parse_page(request.GET), at=timezone.now())
    return render(request, "desk/places_solved.html", {"list": shown})


@page
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show one group of words: who says them, what the reader made of them, and where they may be."""
    asked = parse_place_form(request.GET)
    return _render(request, actor, asked, _open(request, actor, asked))


@page
def streets(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Give the streets of a town as GeoJSON, for the map."""
    towns = parse_said(request.GET, "town")
    return JsonResponse(streets_json(reading.open_streets(actor, towns, at=timezone.now())))


@form
def decide(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Solve the words, or show which windows that would change."""
    check_right(actor, Right.SOLVE)
    asked, at = parse_place_form(request.POST), timezone.now()
    words = _open(request, actor, asked)
    is_draft = "preview" in request.POST
    try:
        solution = read_solution(asked, words, is_draft=is_draft)
        preview = solving.preview(actor, solution, at=at)
        if is_draft:
            return _render(request, actor, asked, words, preview=preview)
        solving.solve(actor, solution, source_words=asked.source, at=at)
    except PlaceFormError as error:
        return _render(request, actor, asked, words, error=error, status=_BAD_FORM)
    except InvalidValueError:
        refusal = PlaceFormError(NO_GROUND, "lat")
        return _render(request, actor, asked, words, error=refusal, status=_BAD_FORM)
    except solving.SolvedMeanwhileError:
        return _conflict(request, actor, asked)
    return redirect(_address(words.words, words.towns))


@form
def take_back(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Withdraw a solution; the windows are again what the gazetteer says."""
    check_right(actor, Right.SOLVE)
    asked, solution_id = parse_place_form(request.POST), parse_id(request.POST, "solution")
    why = parse_text(request.POST, "reason")
    if not why:
        refusal = PlaceFormError(NO_REASON, "reason")
        words = _open(request, actor, asked)
        return _render(request, actor, asked, words, error=refusal, status=_BAD_FORM)
    try:
        solving.take_back(actor, solution_id, why=why, at=timezone.now())
    except solving.SolvedMeanwhileError:
        return _conflict(request, actor, asked)
    return redirect(_address(asked.words, asked.town))


def _open(request: HttpRequest, actor: Actor, asked: PlaceForm) -> WordsPage:
    return reading.open_words(
        actor, asked.words, asked.town, find=asked.find, page=parse_page(request.GET), at=timezone.now()
    )


def _conflict(request: HttpRequest, actor: Actor, asked: PlaceForm) -> HttpResponseBase:
    error = PlaceFormError(DECIDED_MEANWHILE, "")
    return _render(request, actor, asked, _open(request, actor, asked), error=error, status=_CONFLICT)


def _render(
    request: HttpRequest,
    actor: Actor,
    asked: PlaceForm,
    words: WordsPage,
    *,
    preview: Preview | None = None,
    error: PlaceFormError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    shown = {
        "page": words,
        "form": asked,
        "preview": preview,
        "error": error,
        "may_solve": actor.may(Right.SOLVE),
        "map": _map(words, preview),
    }
    return render(request, "desk/place.html", shown, status=status)


def _map(words: WordsPage, preview: Preview | None) -> PageMap | None:
    named = [
        NamedPlace(each.key, each.name, each.place, sign=chr(65 + at))
        for at, each in enumerate((*words.alternatives, *words.found))
        if each.place.precision.is_placed
    ]
    if words.solution is not None:
        named.append(NamedPlace("solution", words.solution.name, words.solution.place, role="incident"))
    if preview is not None:
        named.append(NamedPlace("preview", words.words, preview.place, role="incident"))
    query = urlencode({"town": words.towns[:MOST_SAID_CHARACTERS]})
    return map_of_places(named, frame=words.frame, streets_url=f"{reverse('place-streets')}?{query}")


def _address(words: str, towns: str) -> str:
    said = {"words": words[:MOST_SAID_CHARACTERS], "town": towns[:MOST_SAID_CHARACTERS]}
    return f"{reverse('place')}?{urlencode(said)}"
