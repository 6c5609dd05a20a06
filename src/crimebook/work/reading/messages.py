"""Opening communications: one with the incidents near it, or a list."""

from dataclasses import replace
from datetime import datetime

from crimebook.stores.register import matching
from crimebook.stores.register.queries import media
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor
from crimebook.work.counting import current_counts
from crimebook.work.journal import note_reading, note_search
from crimebook.work.reading.incidents import page_count
from crimebook.work.reading.match_views import FIRST_PAGES, MatchPages
from crimebook.work.reading.nearby import near_message
from crimebook.work.reading.pages import MessageList, MessageRow, RecordingPage
from crimebook.work.reading.recordings import medium_page
from crimebook.work.reading.views import PAGE_ROWS, window_view


def open_message(actor: Actor, ref: str, *, at: datetime, pages: MatchPages = FIRST_PAGES) -> RecordingPage:
    """Return one communication; raise `NotFoundError` where there is none to see."""
    note_reading(actor, ref, at=at)
    row = media.find_message(Ref.parse(ref))
    return replace(medium_page(row, pages), near=near_message(actor, row, at=at))


def open_messages(actor: Actor, *, source: str, page: int, at: datetime) -> MessageList:
    """Return a page of communications in the order of time."""
    note_search(actor, f"messages source={source} page={page}", at=at)
    page = max(1, page)
    found = media.list_messages(source, start=(page - 1) * PAGE_ROWS, count=PAGE_ROWS)
    best = matching.best_by_record(SubjectKind.COMMUNICATION, [row.medium_id for row in found.rows])
    rows = []
    for row in found.rows:
        matches, bits = best.get(row.medium_id, (0, None))
        window = window_view(row.windows[0]) if row.windows else None
        rows.append(
            MessageRow(
                row.ref, row.title, row.kind, row.channel, row.text, window, matches, bits, row.is_invented
            )
        )
    counts = current_counts(at=at)
    of_source = {each.value: each.count for each in counts.messages_by_source}
    known = of_source.get(source, 0) if source else counts.totals["communications"]
    total = found.total if found.total <= media.COUNTED else known
    return MessageList(total, page_count(total), page, source, tuple(rows), counts.messages_by_source)
