"""Opening the overview: the book in one look, from the counts that are kept."""

from datetime import date, datetime

from crimebook.stores.register import gazetteer
from crimebook.stores.register.queries import units
from crimebook.stores.register.queries.breakdowns import Dimension
from crimebook.stores.register.queries.incidents import refs_of
from crimebook.stores.register.queries.persons import count_queue
from crimebook.terms.windows import TimeBasis
from crimebook.work.actors import Actor
from crimebook.work.counting import REST, TOPS, Counts, current_counts
from crimebook.work.journal import note_reading
from crimebook.work.reading.overview_page import Day, Dot, Found, Number, Overview
from crimebook.work.reading.page_parts import Choice

_PAGES = {
    "incidents": "incidents",
    "acts": "counts",
    "injuries": "incidents",
    "recordings": "recordings",
    "communications": "messages",
    "units": "units",
    "matches": "incidents",
}
_SHOWN_PLACES = 200


def open_overview(actor: Actor, *, at: datetime, book_name: str = "") -> Overview:
    """Return the numbers, the days, the map and what waits, each as counted from the records."""
    note_reading(actor, "overview", at=at)
    counts = current_counts(at=at)
    return Overview(
        book_name=book_name,
        numbers=tuple(Number(key, counts.totals[key], page) for key, page in _PAGES.items()),
        days=_days(counts),
        dots=_dots(counts),
        claims=units.figures(),
        waiting=(
            Number("places_to_solve", counts.waiting["place"], "incidents", "waiting=place"),
            Number("incidents_without_match", counts.waiting["match"], "incidents", "waiting=match"),
            Number(
                "recordings_without_place",
                counts.totals["recordings_without_a_place"],
                "recordings",
                "placed=no",
            ),
            *_undecided(actor),
        ),
        basis_shares=tuple((TimeBasis(each.value), each.count) for each in counts.recordings_by_time_basis),
        acts=tuple(
            Choice(part.value, part.acts)
            for part in counts.by(Dimension.KIND).parts
            if part.value not in {"", REST}
        ),
        towns=counts.incidents_by_place[:_SHOWN_PLACES],
        credits=gazetteer.credits_of_places(),
        invented=counts.totals["invented_incidents"],
        found=_found(counts),
    )


def _undecided(actor: Actor) -> tuple[Number, ...]:
    """Return how many pairs of mentions wait for a word; nothing where none do."""
    queue = count_queue(actor.key)
    waiting = queue.open + queue.waiting
    return (Number("pairs_to_decide", waiting, "review"),) if waiting else ()


def _days(counts: Counts) -> tuple[Day, ...]:
    acts = {part.value: part.acts for part in counts.by(Dimension.DAY).parts}
    incidents = {each.value: each.count for each in counts.incidents_by_day}
    days = sorted(day for day in {*acts, *incidents} if day)
    return tuple(Day(date.fromisoformat(day), acts.get(day, 0), incidents.get(day, 0)) for day in days)


def _dots(counts: Counts) -> tuple[Dot, ...]:
    # A dot that stands for one incident leads to it; the others lead nowhere, the list of places does.
    refs = refs_of([one for _, _, n, one, _ in counts.dots if n == 1])
    return tuple(
        Dot(lat, lon, n, name, refs.get(one, "") if n == 1 else "") for lat, lon, n, one, name in counts.dots
    )


def _found(counts: Counts) -> Found | None:
    pairs = counts.found["pairs"]
    return Found(pairs, tuple((top, counts.found[str(top)]) for top in TOPS)) if pairs else None
