"""Opening the overview: the book in one look."""

from collections import Counter
from datetime import date, datetime

from crimebook.stores.register import gazetteer
from crimebook.stores.register.queries import counting, units
from crimebook.stores.register.queries import incidents as stored
from crimebook.stores.register.rows import IncidentRow
from crimebook.stores.register.zone import book_zone
from crimebook.terms.windows import TimeBasis
from crimebook.work.actors import Actor
from crimebook.work.journal import note_reading
from crimebook.work.reading.pages import Choice, Day, Dot, Number, Overview


def open_overview(actor: Actor, *, at: datetime, book_name: str = "") -> Overview:
    """Return the numbers, the days, the map and what waits, each from the records as they stand."""
    note_reading(actor, "overview", at=at)
    incidents = stored.all_incidents()
    numbers = counting.count_records()
    return Overview(
        book_name=book_name,
        numbers=_numbers(numbers),
        days=_days(incidents),
        dots=_dots(incidents),
        claims=units.figures(),
        waiting=(
            Number("places_to_solve", stored.count_waiting("place"), "incidents", "waiting=place"),
            Number("incidents_without_match", stored.count_waiting("match"), "incidents", "waiting=match"),
            Number(
                "recordings_without_place", numbers["recordings_without_a_place"], "recordings", "placed=no"
            ),
        ),
        basis_shares=tuple((TimeBasis(each.value), each.count) for each in counting.recordings_by_basis()),
        acts=tuple(each for each in counting.acts_by_code() if each.value),
        towns=_towns(incidents),
        credits=gazetteer.credits_of_places(),
    )


def _numbers(numbers: dict[str, int]) -> tuple[Number, ...]:
    pages = {
        "incidents": "incidents",
        "acts": "incidents",
        "injuries": "incidents",
        "recordings": "recordings",
        "communications": "messages",
        "units": "units",
        "matches": "incidents",
    }
    return tuple(Number(key, numbers[key], page) for key, page in pages.items())


def _first_day(row: IncidentRow) -> date | None:
    starts = [window.window.time.earliest_start for window in row.windows]
    known = [start for start in starts if start is not None]
    return min(known).astimezone(book_zone()).date() if known else None


def _days(incidents: tuple[IncidentRow, ...]) -> tuple[Day, ...]:
    acts: Counter[date] = Counter()
    counted: Counter[date] = Counter()
    for row in incidents:
        day = _first_day(row)
        if day is not None:
            acts[day] += len(row.acts)
            counted[day] += 1
    return tuple(Day(day, acts[day], counted[day]) for day in sorted(counted))


def _dots(incidents: tuple[IncidentRow, ...]) -> tuple[Dot, ...]:
    return tuple(
        Dot(row.ref, row.title, window.window, window.place_name)
        for row in incidents
        for window in row.windows
        if window.window.is_placed
    )


def _towns(incidents: tuple[IncidentRow, ...]) -> tuple[Choice, ...]:
    counts = Counter(
        name
        for row in incidents
        for name in {window.place_name for window in row.windows if window.place_name}
    )
    return tuple(Choice(name, count) for name, count in counts.most_common())
