"""Solving places: a person decides once, for all mentions, where words are that no gazetteer knows for sure.

A decision is added, never changed; taking it back is another decision, after which the windows are again what
the gazetteer says. Each is one transaction with the windows that it changes and its custody event.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.places.solutions import Solution, precision_of_radius
from crimebook.stores.register import solutions as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.solutions import SolutionRow, SolvedMeanwhileError
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.register.waiting import count_again_around
from crimebook.stores.register.zone import book_zone
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.places import LatLon, Place
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.context import ImportContext, open_context
from crimebook.work.journal import note_search
from crimebook.work.placing import place_records
from crimebook.work.reading.unsolved import Preview, preview_solution

__all__ = ["Solved", "SolvedMeanwhileError", "make_solution", "point_place", "preview", "solve", "take_back"]

MOST_CHARACTERS = 2_000
"""A reason, a name or a source may be this long."""


@dataclass(frozen=True, slots=True)
class Solved:
    """What a decision did: its id, and how many records got other windows."""

    solution_id: int
    records: int


def point_place(lat: float, lon: float, radius_m: float) -> Place:
    """Return the disc that a person pointed at; how well it is known follows from its radius."""
    return Place(LatLon(lat, lon), radius_m, precision_of_radius(radius_m))


def make_solution(words: str, towns: str, *, name: str, place: Place, why: str) -> Solution:
    """Return a solution that may be decided, or raise `InvalidValueError`."""
    if not words.strip() and not towns.strip():
        raise InvalidValueError("words, or the name of a town", "neither")
    return Solution(
        words, towns, _text(name or words or towns, "a name"), place, _text(why, "a reason in words")
    )


def preview(actor: Actor, solution: Solution, *, at: datetime) -> Preview:
    """Return which windows a solution would change; raise `InvalidValueError` where it cannot be decided."""
    check_right(actor, Right.SOLVE)
    note_search(actor, "what a solution of a place would change", at=at)
    context = open_context(book_zone().key, at.date())
    _check_ground(solution.place, context)
    return preview_solution(context, solution)


def solve(actor: Actor, solution: Solution, *, source_words: str = "", at: datetime) -> Solved:
    """Decide where words are and read all records that say them again.

    Raises `SolvedMeanwhileError` where a solution for the same words counts already.
    """
    check_right(actor, Right.SOLVE)
    if len(source_words) > MOST_CHARACTERS:
        raise InvalidValueError(f"a source of at most {MOST_CHARACTERS} characters", f"{len(source_words)}")
    with writing():
        context = open_context(book_zone().key, at.date())
        _check_ground(solution.place, context)
        change = next_change()
        solution_id = stored.add_solution(
            solution, source_words=source_words.strip(), actor=actor.key, at=at, change=change
        )
        records = stored.records_saying(solution.words, solution.towns, within=True)
        changed = place_records(records, _with_decisions(context), change=change)
        count_again_around(solution.words, solution.towns, change=change)
        _tell(actor, solution_id, f"place solved: {changed} records placed again", at)
    return Solved(solution_id, changed)


def take_back(actor: Actor, solution_id: int, *, why: str, at: datetime) -> Solved:
    """Withdraw a solution and read the records that it placed again.

    Raises `SolvedMeanwhileError` where it was withdrawn before, or never made.
    """
    check_right(actor, Right.SOLVE)
    why = _text(why, "a reason in words")
    with writing():
        change = next_change()
        row: SolutionRow = stored.withdraw_solution(
            solution_id, why=why, actor=actor.key, at=at, change=change
        )
        context = open_context(book_zone().key, at.date())
        records = stored.records_saying(row.words, row.towns, within=False)
        changed = place_records(records, context, change=change)
        count_again_around(row.words, row.towns, change=change)
        _tell(actor, solution_id, f"place solution taken back: {changed} records placed again", at)
    return Solved(solution_id, changed)


def _with_decisions(context: ImportContext) -> ImportContext:
    return replace(context, gazetteer=context.gazetteer.with_solutions(stored.read_solutions()))


def _check_ground(place: Place, context: ImportContext) -> None:
    """Refuse a point far from the book's country: two numbers the wrong way round are in the sea."""
    context.bounds.check(place.centre)


def _text(text: str, what: str) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > MOST_CHARACTERS:
        raise InvalidValueError(
            f"{what}, at most {MOST_CHARACTERS} characters", f"{len(stripped)} characters"
        )
    return stripped


def _tell(actor: Actor, solution_id: int, what: str, at: datetime) -> None:
    append_event(Deed(f"place-solution:{solution_id}", Action.CREATED, actor.key, at, reason=what))
