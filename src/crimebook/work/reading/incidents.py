"""Opening incidents: one, or a list that is narrowed."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice

from crimebook.stores.register import gazetteer, identities
from crimebook.stores.register.queries import incidents as stored
from crimebook.stores.register.queries.milestones import STRIDE
from crimebook.stores.register.queries.persons import mentions_in
from crimebook.stores.register.transactions import last_change
from crimebook.terms.canonical import canonical_json
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor, Right
from crimebook.work.counting import REST, Counts, current_counts
from crimebook.work.journal import note_reading, note_readings, note_search
from crimebook.work.milestones import milestones_for
from crimebook.work.persons.deciding import chain_of_mention
from crimebook.work.reading.allegations import alleged_in
from crimebook.work.reading.besides import besides
from crimebook.work.reading.match_views import FIRST_PAGES, MatchPages
from crimebook.work.reading.page_parts import Choice
from crimebook.work.reading.pages import IncidentFilter, IncidentList, IncidentPage, PersonHere
from crimebook.work.reading.papers import open_papers
from crimebook.work.reading.streets import streets_near
from crimebook.work.reading.views import PAGE_ROWS, incident_rows, match_lists, window_view

CHOICES = 300
"""Choices offered beside a list."""


def open_incident(actor: Actor, ref: str, *, at: datetime, pages: MatchPages = FIRST_PAGES) -> IncidentPage:
    """Return everything known of one incident; raise `NotFoundError` where there is none to see."""
    note_reading(actor, ref, at=at)
    row = stored.find_incident(Ref.parse(ref))
    placed, unplaced = match_lists(SubjectKind.INCIDENT, row.incident_id, pages)
    papers = open_papers(row.incident_id, row.ref, at=at)
    windows = (*row.windows, *papers.leg_windows)
    return IncidentPage(
        ref=row.ref,
        title=row.title,
        summary="",
        is_invented=row.is_invented,
        windows=tuple(window_view(window) for window in windows),
        acts=row.acts,
        injuries=row.injuries,
        mentions=row.mentions,
        evidence_kind=row.evidence_kind,
        citations=row.citations,
        placed=placed,
        unplaced=unplaced,
        credits=gazetteer.credits_of_places(),
        streets=streets_near(windows),
        following=stored.following_ref(row.incident_id),
        besides=besides(SubjectKind.INCIDENT, row.incident_id),
        papers=papers,
        people=_people(actor, row.incident_id, at=at),
        alleged=alleged_in(actor, row.incident_id, at=at),
        may_judge=actor.may(Right.JUDGE),
        has_sealed_name=identities.is_named(row.ref),
    )


def _people(actor: Actor, incident_id: int, *, at: datetime) -> tuple[PersonHere, ...]:
    rows = mentions_in(incident_id)
    if rows:
        note_readings(actor, [chain_of_mention(row.mention_id) for row in rows], at=at)
    return tuple(
        PersonHere(
            row.person_id,
            row.name,
            tuple(
                words
                for words in (row.rank_words, row.unit_words, row.helmet or row.badge, row.role_words)
                if words
            ),
            row.citation,
            row.is_invented,
        )
        for row in rows
    )


def open_incidents(actor: Actor, chosen: IncidentFilter, *, at: datetime) -> IncidentList:
    """Return a page of the incidents that a filter leaves, and what else could be chosen."""
    facts = {name: str(value) for name, value in asdict(chosen).items() if value}
    note_search(actor, f"incidents {canonical_json(facts).decode()}", at=at)
    by = stored.Narrowing(
        chosen.source,
        chosen.act,
        chosen.mention,
        chosen.town,
        chosen.day,
        chosen.last_day if chosen.day else None,
        chosen.words.strip()[:100],
        chosen.waiting,
    )
    page = max(1, chosen.page)
    counts = current_counts(at=at)
    start = (page - 1) * PAGE_ROWS
    found = stored.narrow_incidents(
        by,
        start=start,
        count=PAGE_ROWS,
        known=_known_total(counts, by),
        is_current=counts.change == last_change(),
        milestones=milestones_for(by, change=counts.change) if start >= STRIDE else (),
    )
    if found.is_more or found.total > stored.COUNTED:
        found = _with_choices_of_the_book(found, counts, is_whole=by == stored.Narrowing())
    return IncidentList(
        chosen=chosen,
        total=found.total,
        is_more=found.is_more,
        pages=page_count(found.total),
        rows=incident_rows(found.rows),
        sources=found.sources,
        acts=found.acts,
        mentions=found.mentions,
        towns=found.towns,
        days=found.days,
    )


def _known_total(counts: Counts, by: stored.Narrowing) -> int | None:
    """Return how many incidents were counted under one condition; None for several, or one never counted."""
    asked = {name for name, value in asdict(by).items() if value} - {"last_day"}
    if not asked:
        return counts.totals["incidents"]
    if len(asked) > 1:
        return None
    (name,) = asked
    if name == "day":
        first, last = str(by.day), str(by.last_day or by.day)
        return sum(each.count for each in counts.incidents_by_day if first <= each.value <= last)
    if name == "waiting":
        return counts.waiting[by.waiting]
    counted = counts.incidents_under().get(name, ())
    return {each.value: each.count for each in counted}.get(getattr(by, name))


def _with_choices_of_the_book(found: stored.Narrowed, counts: Counts, *, is_whole: bool) -> stored.Narrowed:
    """Offer what the whole book has where a list is too long to be counted for a page."""
    under = counts.incidents_under()
    return replace(
        found,
        sources=_offer(under["source"], is_whole=is_whole),
        acts=_offer(under["act"], is_whole=is_whole),
        mentions=_offer(under["mention"], is_whole=is_whole),
        towns=_offer(under["town"], is_whole=is_whole),
        days=_offer(counts.incidents_by_day, is_whole=is_whole),
    )


def _offer(choices: Iterable[Choice], *, is_whole: bool) -> tuple[Choice, ...]:
    """Return the first choices; the counts of the whole book are not told of a part of it."""
    named = (each for each in choices if each.value not in {"", REST})
    return tuple(each if is_whole else Choice(each.value, 0) for each in islice(named, CHOICES))


def page_count(total: int) -> int:
    """Return how many pages a list has; an empty list has one."""
    return max(1, -(-total // PAGE_ROWS))
