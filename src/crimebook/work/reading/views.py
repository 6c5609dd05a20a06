"""From the register's rows to what a page shows: windows, matches, incidents in a list."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from crimebook.stores.register import matching
from crimebook.stores.register.matching import BestPair
from crimebook.stores.register.rows import IncidentRow as StoredIncident
from crimebook.stores.register.rows import MatchRow
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.reasons import Reason
from crimebook.terms.script import romanise
from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.match_views import MATCH_ROWS, MatchList, MatchPages, MatchView
from crimebook.work.reading.match_words import NOTHING_SAID, MatchWords, words_by_ref
from crimebook.work.reading.page_parts import Choice, Name, TermView, WindowView
from crimebook.work.reading.pages import IncidentRow

PAGE_ROWS = 50


def window_view(record: WindowRecord) -> WindowView:
    """Return a window as a page shows it."""
    return WindowView(
        record.window_id,
        record.subject,
        record.window,
        record.place_name,
        record.place_words,
        record.time_words,
        record.leg_step,
        record.leg_kind,
        record.town_words,
        record.wants_place,
    )


def match_lists(subject: SubjectKind, record_id: int, pages: MatchPages) -> tuple[MatchList, MatchList]:
    """Return a page of a record's matches with a place, and one of those without, best first.

    Of one other record's pairs of windows only the best is told, and one that has a pair with a place is not
    repeated among those without. What is not shown is not loaded.
    """
    best = matching.best_pairs(subject, record_id)
    placed = [pair for pair in best if pair.is_placed]
    unplaced = [pair for pair in best if not pair.is_placed]
    words = words_by_ref(subject, record_id)
    return (
        _list(subject, placed, pages.placed, pages.kind, words),
        _list(subject, unplaced, pages.unplaced, pages.kind, words),
    )


def best_matches(
    subject: SubjectKind, record_id: int, top: int, kind: SubjectKind | None = None
) -> tuple[MatchView, ...]:
    """Return the best matches of a record, all or of one kind: those with a place before those without."""
    best = matching.best_pairs(subject, record_id)
    ids = [pair.match_id for pair in best if kind in {None, pair.kind}][:top]
    return tuple(match_view(row) for row in matching.load_matches(subject, ids))


def _list(
    subject: SubjectKind,
    pairs: Sequence[BestPair],
    page: int,
    kind: SubjectKind | None,
    words: Mapping[str, MatchWords],
) -> MatchList:
    chosen = [pair.match_id for pair in pairs if kind in {None, pair.kind}]
    start = (page - 1) * MATCH_ROWS
    rows = matching.load_matches(subject, chosen[start : start + MATCH_ROWS])
    counts = Counter(pair.kind for pair in pairs)
    kinds = tuple(Choice(each.value, counts[each]) for each in SubjectKind if counts[each])
    shown = tuple(match_view(row, words.get(row.ref, NOTHING_SAID)) for row in rows)
    return MatchList(shown, page, len(chosen), kinds)


def match_view(row: MatchRow, words: MatchWords = NOTHING_SAID) -> MatchView:
    """Return one match as a page shows it."""
    return MatchView(
        ref=row.ref,
        kind=row.subject,
        title=row.title,
        score_bits=row.score_bits,
        is_placed=row.is_placed,
        terms=tuple(
            TermView(term["name"], term["bits"], Reason.from_json(term["reason"])) for term in row.terms
        ),
        window_id=row.window_id,
        matched=window_view(row.other),
        is_invented=row.is_invented,
        duration_s=row.duration_s,
        words=words,
    )


def incident_rows(stored: Iterable[StoredIncident]) -> tuple[IncidentRow, ...]:
    """Return incidents as rows of a list, each with its best match."""
    incidents = tuple(stored)
    best = matching.best_by_record(SubjectKind.INCIDENT, [each.incident_id for each in incidents])
    return tuple(_incident_row(each, best) for each in incidents)


def name_of(names: tuple[tuple[str, str], ...]) -> Name:
    """Return the first name, which is in its owner's script, with its romanisation where that differs."""
    original = names[0][1]
    romanised = romanise(original)
    return Name(original, "" if romanised == original else romanised)


def _incident_row(row: StoredIncident, best: Mapping[int, tuple[int, float]]) -> IncidentRow:
    matches, bits = best.get(row.incident_id, (0, None))
    return IncidentRow(
        ref=row.ref,
        title=row.title,
        windows=tuple(window_view(window) for window in row.windows),
        acts=tuple(dict.fromkeys(act.code for act in row.acts if act.code)),
        mentions=tuple(mention.words for mention in row.mentions if mention.role == "alleged_actor"),
        injuries=len(row.injuries),
        best_bits=bits,
        matches=matches,
        is_invented=row.is_invented,
        wants_solving=any(window.window.wanting is not None for window in row.windows),
    )
