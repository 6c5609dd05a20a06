"""From the register's rows to what a page shows: windows, matches, incidents in a list."""

from collections.abc import Iterable, Mapping

from crimebook.stores.register import matching
from crimebook.stores.register.rows import IncidentRow as StoredIncident
from crimebook.stores.register.rows import MatchRow
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.reasons import Reason
from crimebook.terms.script import romanise
from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.pages import IncidentRow, MatchView, Name, TermView, WindowView

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
    )


def match_views(rows: Iterable[MatchRow]) -> tuple[tuple[MatchView, ...], tuple[MatchView, ...]]:
    """Return (placed, without a place), best first: of one record's pairs of windows, its best one.

    A record that has a pair with a place is not repeated among those without.
    """
    best: dict[str, MatchRow] = {}
    for row in rows:
        held = best.get(row.ref)
        if held is None or (row.is_placed, row.score_bits) > (held.is_placed, held.score_bits):
            best[row.ref] = row
    ordered = sorted(best.values(), key=lambda row: (-row.score_bits, row.ref))
    views = [match_view(row) for row in ordered]
    return (
        tuple(view for view in views if view.is_placed),
        tuple(view for view in views if not view.is_placed),
    )


def match_view(row: MatchRow) -> MatchView:
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
