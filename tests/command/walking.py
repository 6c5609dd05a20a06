"""The chain of command by brute force: every beginning and end that the bounds allow, every way upward.

It is slow and plain on purpose, and shares nothing with the engine but the values. Days are whole: an unknown
bound is taken one day beyond all that is known.
"""

from itertools import product

from tests.command.histories import LAST_DAY, day

from crimebook.command.history import History, RelationKind
from crimebook.terms.intervals import FourPoint

STRENGTH = {"certain": 2, "possible": 1, "uncited": 0}
BEFORE, AFTER = -1, LAST_DAY + 1
UPWARD = {RelationKind.COMMAND, RelationKind.OPERATIONAL, RelationKind.ATTACHED}

Way = tuple[str, int]


def held(time: FourPoint, at: int) -> str:
    """Return the certainty by trying all spans; empty where no span holds the day."""
    start, latest_start, end, latest_end = (
        None if bound is None else (bound - day(0)).days for bound in time.points
    )
    starts = range(BEFORE if start is None else start, (AFTER if latest_start is None else latest_start) + 1)
    ends = range(BEFORE if end is None else end, (AFTER if latest_end is None else latest_end) + 1)
    spans = [(first, last) for first, last in product(starts, ends) if first <= last]
    holding = [first <= at <= last for first, last in spans]
    if not any(holding):
        return ""
    if all(holding):
        return "certain"
    known = [each for each in (start, latest_start, end, latest_end) if each is not None]
    return "possible" if known and min(known) <= at <= max(known) else "uncited"


def held_alive(history: History, person: int, time: FourPoint, at: int) -> str:
    found = held(time, at)
    death = history.deaths.get(person)
    if not found or death is None or day(at) < death.earliest:
        return found
    if day(at) > death.latest:
        return ""
    return "possible" if found == "certain" else found


def superiors(history: History, unit: int, at: int) -> list[tuple[int, str]]:
    mine = [(each, held(each.time, at)) for each in history.relations if each.child == unit]
    live = [(each, strength) for each, strength in mine if strength]
    commanding = [(each.parent, strength) for each, strength in live if each.kind in UPWARD]
    staff = [(each.parent, strength) for each, strength in live if each.kind is RelationKind.ADMINISTRATIVE]
    return commanding if any(strength != "uncited" for _, strength in commanding) else commanding + staff


def ways_up(history: History, unit: int, at: int) -> dict[int, Way]:
    """Return for each unit above the strongest of all simple ways to it, and the shortest such length."""
    found: dict[int, list[tuple[int, int]]] = {unit: [(2, 0)]}

    def walk(path: list[int], weakest: int) -> None:
        for parent, strength in superiors(history, path[-1], at):
            if parent not in path:
                least = min(weakest, STRENGTH[strength])
                found.setdefault(parent, []).append((least, len(path)))
                walk([*path, parent], least)

    walk([unit], 2)
    names = {strength: name for name, strength in STRENGTH.items()}
    best = {there: max(ways, key=lambda way: (way[0], -way[1])) for there, ways in found.items()}
    return {there: (names[strength], length) for there, (strength, length) in best.items()}


def commanders(history: History, unit: int, at: int) -> dict[int, str]:
    """Return the numbers of the posts of command that can have been held on a day, with their certainty."""
    mine = [each for each in history.postings if each.unit == unit and each.is_command]
    all_held = {each.number: held_alive(history, each.person, each.time, at) for each in mine}
    return {number: strength for number, strength in all_held.items() if strength}
