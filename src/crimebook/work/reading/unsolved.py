"""Opening the words whose place waits for a person: the list of them, one group, the decisions made."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from crimebook.places.choosing import Alternative
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import read_places
from crimebook.places.readings import PlaceReading
from crimebook.places.searching import search_places
from crimebook.places.solutions import Solution
from crimebook.stores.register import solutions as stored
from crimebook.stores.register.gazetteer import credits_of_places
from crimebook.stores.register.solutions import MentionRow, SolutionRow
from crimebook.stores.register.waiting import UnsolvedRow, list_unsolved
from crimebook.stores.register.window_rows import place_columns
from crimebook.stores.register.zone import book_zone
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.places import Place, Precision
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import fold
from crimebook.work.actors import Actor
from crimebook.work.importing.context import ImportContext, open_context
from crimebook.work.journal import note_search
from crimebook.work.reading.page_parts import StreetLine
from crimebook.work.reading.streets import streets_around

PAGE_ROWS = 50
MENTION_ROWS = 20
CHANGES_SHOWN = 20
_COARSE = frozenset({Precision.LOCALITY, Precision.REGION, Precision.COUNTRY})
WIDEST_FRAME_M = 50_000.0
"""Of a wider ground no streets are drawn."""


@dataclass(frozen=True, slots=True)
class UnsolvedFilter:
    """What the list of unsolved words is narrowed to. Empty means everything."""

    words: str = ""
    town: str = ""
    source: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class UnsolvedList:
    """A page of groups of words; ``windows`` counts all mentions that the filter leaves."""

    chosen: UnsolvedFilter
    rows: tuple[UnsolvedRow, ...]
    total: int
    windows: int
    pages: int
    towns: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SolvedList:
    """A page of decisions, newest first."""

    rows: tuple[SolutionRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a person can choose; ``key`` names it in a form."""

    key: str
    name: str
    place: Place
    why: Reason


@dataclass(frozen=True, slots=True)
class WindowChange:
    """What a solution does to one mention: the place that it has, and the place that it gets."""

    mention: MentionRow
    name: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The windows that a solution changes: how many, and the first of them."""

    place: Place
    total: int
    changes: tuple[WindowChange, ...]


@dataclass(frozen=True, slots=True)
class WordsPage:
    """Everything that helps a person to tell where certain words of a certain town are."""

    words: str
    towns: str
    mentions: tuple[MentionRow, ...]
    total: int
    incidents: int
    page: int
    pages: int
    readings: tuple[PlaceReading, ...]
    """What the reader makes of the words now."""
    alternatives: tuple[Candidate, ...]
    find: str
    found: tuple[Candidate, ...]
    frame: Place | None
    """The ground that a map should show: the town that the source names."""
    solution: SolutionRow | None
    credits: tuple[str, ...]
    may_solve: bool = False
    preview: Preview | None = None

    def candidate(self, key: str) -> Candidate | None:
        """Return the candidate of a key, if it is still there."""
        return next((each for each in (*self.alternatives, *self.found) if each.key == key), None)


def open_unsolved(actor: Actor, chosen: UnsolvedFilter, *, at: datetime) -> UnsolvedList:
    """Return a page of the words whose place waits for a person, most used first."""
    facts = {name: str(value) for name, value in asdict(chosen).items() if value}
    note_search(actor, f"places to solve {canonical_json(facts).decode()}", at=at)
    start = (chosen.page - 1) * PAGE_ROWS
    found = list_unsolved(
        words=chosen.words, town=chosen.town, source=chosen.source, start=start, count=PAGE_ROWS, at=at
    )
    return UnsolvedList(
        chosen, found.rows, found.total, found.windows, _pages(found.total), found.towns, found.sources
    )


def open_solved(actor: Actor, *, page: int, at: datetime) -> SolvedList:
    """Return a page of the decisions, newest first, those taken back too."""
    note_search(actor, "places solved", at=at)
    rows, total = stored.list_solutions(start=(page - 1) * PAGE_ROWS, count=PAGE_ROWS)
    return SolvedList(rows, total, page, _pages(total))


def open_words(
    actor: Actor, words: str, towns: str, *, at: datetime, find: str = "", page: int = 1
) -> WordsPage:
    """Return a group of words with its mentions, what the reader makes of it, and what else may be meant."""
    asked = {"words": words, "town": towns, "find": find}
    note_search(actor, f"place words {canonical_json(asked).decode()}", at=at)
    context = open_context(book_zone().key, at.date())
    mentions, total, incidents = stored.list_mentions(
        words, towns, start=(page - 1) * MENTION_ROWS, count=MENTION_ROWS
    )
    solution = stored.find_solution(words, towns)
    words, towns = _as_said(words, towns, mentions, solution)
    readings = read_places(words, towns=towns, gazetteer=context.gazetteer)
    alternatives = _candidates(each for reading in readings for each in _offered(reading))
    known = {each.place for each in alternatives}
    found = search_places(find, towns=towns, gazetteer=context.gazetteer)
    return WordsPage(
        words=words,
        towns=towns,
        mentions=mentions,
        total=total,
        incidents=incidents,
        page=page,
        pages=max(1, -(-total // MENTION_ROWS)),
        readings=readings,
        alternatives=alternatives,
        find=find,
        found=_candidates(each for each in found if each.place not in known),
        frame=_frame(towns, context),
        solution=solution,
        credits=credits_of_places(),
    )


def open_streets(actor: Actor, towns: str, *, at: datetime) -> tuple[StreetLine, ...]:
    """Return the streets of the town that a source names, to be drawn behind what a person points at."""
    note_search(actor, f"streets {canonical_json({'town': towns}).decode()}", at=at)
    frame = _frame(towns, open_context(book_zone().key, at.date()))
    return streets_around([frame]) if frame is not None and frame.radius_m <= WIDEST_FRAME_M else ()


def preview_solution(context: ImportContext, solution: Solution) -> Preview:
    """Return which live windows a solution changes, without writing anything."""
    gazetteer = context.gazetteer.with_solutions([*stored.read_solutions(), solution])
    touched, total = stored.list_touched(solution.words, solution.towns, count=CHANGES_SHOWN)
    changes = tuple(_change(each, solution, gazetteer) for each in touched)
    return Preview(solution.place, total, changes)


def _change(mention: MentionRow, solution: Solution, gazetteer: Gazetteer) -> WindowChange:
    record = mention.record
    readings = read_places(record.place_words, towns=record.town_words, gazetteer=gazetteer)
    new = next((each for each in readings if each.is_solved), None)
    name, place = (new.name, new.place) if new else (solution.name, solution.place)
    return WindowChange(mention, name, place)


def _candidates(found: Iterable[Alternative]) -> tuple[Candidate, ...]:
    kept = {each.place: each for each in reversed(list(found))}
    return tuple(
        Candidate(_key(each), each.name, each.place, each.reason) for each in reversed(kept.values())
    )


def _offered(reading: PlaceReading) -> Iterator[Alternative]:
    """Yield what words may mean: the place that was taken, unless a whole settlement, and the others."""
    if reading.place is not None and reading.place.precision not in _COARSE and not reading.is_solved:
        yield Alternative(reading.name, reading.place, reason("as it is read now"))
    yield from reading.alternatives


def _key(alternative: Alternative) -> str:
    facts = {"name": alternative.name, **place_columns(alternative.place)}
    return digest_value(Purpose.RECORDS, facts)[:16]


def _as_said(
    words: str, towns: str, mentions: tuple[MentionRow, ...], solution: SolutionRow | None
) -> tuple[str, str]:
    """Return the words as a source wrote them: an address may hold them folded and cut."""
    if mentions:
        record = mentions[0].record
        return record.place_words, record.town_words
    if solution is not None and fold(solution.words) == fold(words):
        return solution.words, solution.towns
    return words, towns


def _frame(towns: str, context: ImportContext) -> Place | None:
    readings = read_places("", towns=towns, gazetteer=context.gazetteer.with_solutions(()))
    return readings[0].place if readings else None


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE_ROWS))
