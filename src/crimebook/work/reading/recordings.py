"""Opening recordings: one with the incidents it may show, or a list."""

from collections.abc import Mapping
from datetime import datetime

from crimebook.stores.register import gazetteer, matching
from crimebook.stores.register.queries import media
from crimebook.stores.register.rows import MediumRow
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor
from crimebook.work.counting import Counts, current_counts
from crimebook.work.journal import note_reading, note_search
from crimebook.work.reading.besides import NOTHING_BESIDES, besides
from crimebook.work.reading.incidents import page_count
from crimebook.work.reading.match_views import FIRST_PAGES, MatchPages
from crimebook.work.reading.pages import RecordingList, RecordingPage, RecordingRow
from crimebook.work.reading.views import PAGE_ROWS, match_lists, window_view


def open_recording(actor: Actor, ref: str, *, at: datetime, pages: MatchPages = FIRST_PAGES) -> RecordingPage:
    """Return one recording; raise `NotFoundError` where there is none to see."""
    note_reading(actor, ref, at=at)
    return medium_page(media.find_recording(Ref.parse(ref)), pages)


def open_recordings(
    actor: Actor, *, source: str, is_placed: bool | None, page: int, at: datetime, basis: str = ""
) -> RecordingList:
    """Return a page of recordings, of one source and with or without a place where that is asked."""
    note_search(actor, f"recordings source={source} placed={is_placed} basis={basis} page={page}", at=at)
    page = max(1, page)
    found = media.list_recordings(
        media.Sieve(source, is_placed, basis), start=(page - 1) * PAGE_ROWS, count=PAGE_ROWS
    )
    best = matching.best_by_record(SubjectKind.RECORDING, [row.medium_id for row in found.rows])
    counts = current_counts(at=at)
    total = found.total if found.total <= media.COUNTED else _total(counts, source, is_placed, basis)
    return RecordingList(
        total=total,
        pages=page_count(total),
        page=page,
        source=source,
        is_placed=is_placed,
        basis=basis,
        rows=tuple(_row(row, best) for row in found.rows),
        sources=counts.recordings_by_source,
    )


def _total(counts: Counts, source: str, is_placed: bool | None, basis: str) -> int:  # noqa: FBT001 - a filter
    """Return how many recordings a long list has: known for one condition, at least so many for several."""
    without = counts.totals["recordings_without_a_place"]
    every = counts.totals["recordings"]
    of_place = {None: every, True: every - without, False: without}[is_placed]
    of_source = {each.value: each.count for each in counts.recordings_by_source}.get(source, every)
    of_basis = {each.value: each.count for each in counts.recordings_by_time_basis}.get(basis, every)
    asked = (bool(source), is_placed is not None, bool(basis))
    return media.COUNTED if sum(asked) > 1 else min(of_place, of_source, of_basis)


def medium_page(row: MediumRow, pages: MatchPages) -> RecordingPage:
    """Return a recording or a communication with the incidents that its windows allow."""
    placed, unplaced = match_lists(row.subject, row.medium_id, pages)
    is_recording = row.subject is SubjectKind.RECORDING
    return RecordingPage(
        ref=row.ref,
        title=row.title,
        kind=row.kind,
        subject=row.subject,
        is_invented=row.is_invented,
        details=row.details,
        text=row.text,
        windows=tuple(window_view(window) for window in row.windows),
        citations=row.citations,
        placed=placed,
        unplaced=unplaced,
        credits=gazetteer.credits_of_places(),
        besides=besides(row.subject, row.medium_id) if is_recording else NOTHING_BESIDES,
    )


def _row(row: MediumRow, best: Mapping[int, tuple[int, float]]) -> RecordingRow:
    matches, bits = best.get(row.medium_id, (0, None))
    return RecordingRow(
        ref=row.ref,
        title=row.title,
        kind=row.kind,
        window=window_view(row.windows[0]) if row.windows else None,
        duration_s=row.duration_s,
        matches=matches,
        best_bits=bits,
        is_invented=row.is_invented,
    )
