"""Opening doubts: the queue, and one of them with its records side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crimebook.identity.doubles import DoubtKind, PairWeight
from crimebook.identity.edges import Pair, conflicts_of, open_pairs
from crimebook.stores.register.judgements import Around, standing_around
from crimebook.stores.register.queries import doubts as stored
from crimebook.stores.register.queries.incidents import load_incidents
from crimebook.stores.register.queries.media import load_recordings
from crimebook.stores.register.rows import IncidentRow, MediumRow
from crimebook.terms.canonical import canonical_json
from crimebook.work.actors import Actor, Right
from crimebook.work.journal import note_reading, note_readings, note_search
from crimebook.work.reading.besides import DecisionView, DoubtView, SaidView, Speech
from crimebook.work.reading.page_parts import ActView, Choice, CitationView, TermView, WindowView
from crimebook.work.reading.views import PAGE_ROWS, window_view

SHOWN_PAIRS = 40
"""Pairs of a large group that one page shows, the heaviest ones; all of them can be decided at once."""


@dataclass(frozen=True, slots=True)
class DoubtFilter:
    """What the queue is narrowed to. ``state`` is empty for what is open, or ``decided``, or ``common``."""

    subject: str = ""
    kind: str = ""
    source: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class DoubtList:
    """A page of the queue; where ``is_more``, ``total`` is how many there are at least."""

    chosen: DoubtFilter
    total: int
    is_more: bool
    pages: int
    rows: tuple[DoubtView, ...]
    kinds: tuple[Choice, ...]
    sources: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class MemberView:
    """A record that a doubt is about. ``number`` is its number on the page."""

    number: int
    record_id: int
    ref: str
    title: str
    is_invented: bool
    windows: tuple[WindowView, ...]
    acts: tuple[ActView, ...]
    links: tuple[str, ...]
    duration_s: float | None
    details: tuple[tuple[str, str], ...]
    citations: tuple[CitationView, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two members, what speaks for and against their being one, and what has been said of them."""

    left: int
    right: int
    left_id: int
    right_id: int
    bits: float
    terms: tuple[TermView, ...]
    said: SaidView | None
    is_answered: bool
    """Whether it has been answered, of these two or by way of others."""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A "different" and the chain of "same" against it."""

    apart: SaidView
    chain: tuple[SaidView, ...]


@dataclass(frozen=True, slots=True)
class DoubtPage:
    """One doubt with its members; ``seen`` is the number of the last judgement that it shows."""

    doubt: DoubtView
    members: tuple[MemberView, ...]
    pairs: tuple[PairView, ...]
    pairs_in_all: int
    open_pairs: int
    conflicts: tuple[ConflictView, ...]
    decisions: tuple[DecisionView, ...]
    seen: int
    may_judge: bool
    following: int
    """The next heaviest open doubt, 0 at the end."""


def open_doubts(actor: Actor, chosen: DoubtFilter, *, at: datetime) -> DoubtList:
    """Return a page of the queue, the heaviest first."""
    facts = {name: str(getattr(chosen, name)) for name in chosen.__slots__ if getattr(chosen, name)}
    note_search(actor, f"doubles {canonical_json(facts).decode()}", at=at)
    kind = DoubtKind.COMMON.value if chosen.state == "common" else chosen.kind
    by = stored.Sieve(chosen.subject, kind, chosen.source, is_open=not chosen.state)
    found = stored.list_doubts(by, start=(chosen.page - 1) * PAGE_ROWS, count=PAGE_ROWS)
    return DoubtList(
        chosen=chosen,
        total=found.total,
        is_more=found.is_more,
        pages=max(1, -(-found.total // PAGE_ROWS)),
        rows=found.rows,
        kinds=found.kinds,
        sources=found.sources,
    )


def open_doubt(actor: Actor, doubt_id: int, *, at: datetime) -> DoubtPage:
    """Return one doubt with everything that its records say; raise `NotFoundError` where there is none."""
    note_reading(actor, f"doubt:{doubt_id}", at=at)
    row = stored.find_doubt(doubt_id)
    proposal = stored.proposal_of(row)
    ids = proposal.members if proposal else ()
    note_readings(actor, [named.ref for named in stored.names_of(row.subject, ids).values()], at=at)
    around = standing_around(row.subject, ids)
    members = _members(row.subject, ids)
    said = Speech(row.subject, around)
    pairs = proposal.pairs if proposal else ()
    return DoubtPage(
        doubt=row,
        members=members,
        pairs=_pairs(pairs[:SHOWN_PAIRS], members, around, said),
        pairs_in_all=len(pairs),
        open_pairs=len(proposal.open_pairs(around.stands)) if proposal else 0,
        conflicts=tuple(
            ConflictView(said.of(each.apart), tuple(said.of(edge) for edge in each.chain))
            for each in conflicts_of(around.stands)
        ),
        decisions=said.decisions(),
        seen=around.last,
        may_judge=actor.may(Right.JUDGE),
        following=stored.following_doubt(row) or 0,
    )


def _pairs(
    pairs: Sequence[PairWeight], members: Sequence[MemberView], around: Around, said: Speech
) -> tuple[PairView, ...]:
    numbers = {each.record_id: each.number for each in members}
    unanswered = set(open_pairs(numbers, around.stands))
    views = []
    for each in pairs:
        pair = Pair(each.left, each.right)
        edge = around.stands.get(pair)
        first, second = sorted((numbers[each.left], numbers[each.right]))
        views.append(
            PairView(
                left=first,
                right=second,
                left_id=each.left,
                right_id=each.right,
                bits=each.bits,
                terms=tuple(TermView(term.name, term.bits, term.reason) for term in each.terms),
                said=said.of(edge) if edge else None,
                is_answered=pair not in unanswered,
            )
        )
    return tuple(views)


def _members(subject: str, ids: Sequence[int]) -> tuple[MemberView, ...]:
    links = stored.links_of(subject, ids)
    if subject == "incident":
        # Of an event told twice the record that is asked about stands first, then the likeliest.
        rows = {row.incident_id: row for row in load_incidents(ids)}
        return tuple(
            _incident(number, row, links.get(row.incident_id, ()))
            for number, row in enumerate((rows[pk] for pk in ids if pk in rows), start=1)
        )
    return tuple(
        _recording(number, row, links.get(row.medium_id, ()))
        for number, row in enumerate(load_recordings(ids), start=1)
    )


def _incident(number: int, row: IncidentRow, links: tuple[str, ...]) -> MemberView:
    return MemberView(
        number=number,
        record_id=row.incident_id,
        ref=row.ref,
        title=row.title,
        is_invented=row.is_invented,
        windows=tuple(window_view(window) for window in row.windows),
        acts=tuple({act.code or act.source_label: act for act in row.acts}.values()),
        links=links,
        duration_s=None,
        details=(),
        citations=row.citations,
    )


def _recording(number: int, row: MediumRow, links: tuple[str, ...]) -> MemberView:
    return MemberView(
        number=number,
        record_id=row.medium_id,
        ref=row.ref,
        title=row.title,
        is_invented=row.is_invented,
        windows=tuple(window_view(window) for window in row.windows),
        acts=(),
        links=links,
        duration_s=row.duration_s,
        details=row.details,
        citations=row.citations,
    )


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many doubts of one kind there are, open or not, and in how many places records stand in them."""

    subject: str
    kind: str
    is_open: bool
    doubts: int
    memberships: int


@dataclass(frozen=True, slots=True)
class DoublesCount:
    """The doubts by kind, and the addresses, as written, that incidents give more than once."""

    kinds: tuple[KindCount, ...]
    repeated_links: int
    shared_links: int
    """Of these how many stand in two incidents or more."""


def count_doubles(actor: Actor, *, at: datetime) -> DoublesCount:
    """Count the book's doubts, every number from the rows as they stand."""
    note_search(actor, "doubles: counts", at=at)
    repeated, shared = stored.count_repeated_links()
    return DoublesCount(tuple(KindCount(*row) for row in stored.count_by_kind()), repeated, shared)
