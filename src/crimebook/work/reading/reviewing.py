"""Opening the review of who is who: the queue's next pair, with its weight or without, and the agreement.

The weight of a pair stays hidden from whoever has neither said anything of it nor asked to see it: what they
say first is said with their own eyes. What is hidden does not come up to the page at all.
"""

from dataclasses import replace
from datetime import datetime

from crimebook.identity.agreement import agreement_of
from crimebook.identity.edges import Pair, Verdict
from crimebook.identity.persons import said_between, standing_of
from crimebook.identity.reviewing import PairState
from crimebook.stores.register import persons as stored
from crimebook.stores.register.persons import Around
from crimebook.stores.register.queries import persons as queries
from crimebook.stores.register.queries.persons import PairRow, PersonMentionRow
from crimebook.stores.register.second_looks import is_look_wanted
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Right
from crimebook.work.journal import note_readings
from crimebook.work.persons.deciding import chain_of_mention
from crimebook.work.reading.person_pages import DoubtView, LastView, PairView, ReviewPage, SideView
from crimebook.work.reading.person_views import Speech, ends_of, mention_view, other_names, term_views

MOST_DOUBTS = 20
"""Contradictions that the page names; who solves them makes room for more."""
_WANTED = {False: {PairState.OPEN, PairState.WAITING}, True: {PairState.WAITING}}


def open_review(
    actor: Actor,
    pair: Pair | None,
    *,
    onward: Pair | None = None,
    queue: str = "",
    is_part: bool = False,
    at: datetime,
) -> ReviewPage:
    """Return a pair, or the next of the queue; ``queue`` is ``second`` for what waits for a second person.

    ``onward`` is where a reader was going: it comes next if a word of it is still wanted, so that what they
    left for later does not come back at once.
    A part of the page is asked for with every key: the agreement of all reviewers is left out of it. Raises
    `NotFoundError` for a pair that nobody proposed.
    """
    is_second = queue == "second"
    row = _find(actor, pair, onward, is_second=is_second)
    shown = [] if row is None else [chain_of_mention(end) for end in row.pair]
    note_readings(actor, ["who-is-who", *shown], at=at)
    counts = queries.count_queue(actor.key)
    behind = () if row is None else queries.next_pairs(actor.key, waiting_only=is_second, count=1, after=row)
    return ReviewPage(
        pair=None if row is None else _pair_view(actor, row),
        following="".join(f"{each.pair.left}-{each.pair.right}" for each in behind),
        left=counts.open + counts.waiting,
        waiting=counts.waiting,
        is_more=counts.is_more,
        last=_last(actor),
        agreement=agreement_of(() if is_part else queries.labels_said_twice()),
        may_judge=actor.may(Right.JUDGE),
        doubts=() if is_part else _doubts(),
    )


def _find(actor: Actor, pair: Pair | None, onward: Pair | None, *, is_second: bool) -> PairRow | None:
    if pair is None:
        row = queries.find_pair(onward) if onward else None
        if row and row.state in _WANTED[is_second] and row.said_by != actor.key:
            return row
        return next(iter(queries.next_pairs(actor.key, waiting_only=is_second, count=1)), None)
    row = queries.find_pair(pair)
    if row is None:
        raise NotFoundError(f"expected a pair that was proposed, got {pair.left} and {pair.right}")
    return row


def _pair_view(actor: Actor, row: PairRow) -> PairView:
    around = stored.standing_around(row.pair)
    one, other = (frozenset(around.group_of(end)) for end in row.pair)
    mentions = queries.mentions_of(ends_of(around) | one | other)
    said = Speech(actor, around, mentions)
    is_blind = not stored.has_seen_weight(row.pair, actor.key)
    if is_look_wanted(row.pair, actor.key):
        return _second_look(row, around, mentions, is_blind=is_blind)
    between = said_between(standing_of(around.words), one, other)
    return PairView(
        left=_side(row.pair.left, one, mentions, around),
        right=_side(row.pair.right, other, mentions, around),
        bits=None if is_blind else row.bits,
        terms=() if is_blind else term_views(row.terms),
        is_blind=is_blind,
        settles=row.settles,
        needs_second=not around.suspects.isdisjoint(one | other),
        waits_for_second=row.state is PairState.WAITING,
        against=tuple(said.of(edge) for edge in between if edge.verdict is Verdict.DIFFERENT),
        seen=around.last,
    )


def _second_look(
    row: PairRow, around: Around, mentions: dict[int, PersonMentionRow], *, is_blind: bool
) -> PairView:
    """Return a pair as if nobody had said anything of it: what was decided must not show."""
    left, right = (_alone(end, mentions, around) for end in row.pair)
    return PairView(
        left=left,
        right=right,
        bits=None if is_blind else row.bits,
        terms=() if is_blind else term_views(row.terms),
        is_blind=is_blind,
        settles=0,
        needs_second=left.is_suspect or right.is_suspect,
        waits_for_second=False,
        against=(),
        seen=around.last,
    )


def _alone(mention: int, mentions: dict[int, PersonMentionRow], around: Around) -> SideView:
    view = replace(mention_view(mentions[mention]), person_id=mention)
    return SideView(view, (), 1, is_suspect=mention in around.suspects)


def _doubts() -> tuple[DoubtView, ...]:
    found = queries.list_contradictions()
    edges = (*(each.apart for each in found.conflicts), *(each.edge for each in found.disputes))
    pairs = list(dict.fromkeys(edge.pair for edge in edges))
    named = queries.mentions_of({end for pair in pairs[:MOST_DOUBTS] for end in pair})
    return tuple(
        DoubtView(f"{pair.left}-{pair.right}", *(named[end].name or named[end].ref for end in pair))
        for pair in pairs[:MOST_DOUBTS]
    )


def _side(
    mention: int, group: frozenset[int], mentions: dict[int, PersonMentionRow], around: Around
) -> SideView:
    own = mentions[mention]
    members = [mentions[each] for each in sorted(group) if each in mentions]
    return SideView(
        mention_view(own),
        other_names(members, own.name),
        len(group),
        is_suspect=not around.suspects.isdisjoint(group),
    )


def _last(actor: Actor) -> LastView | None:
    row = queries.last_edge_of(actor.key)
    if row is None:
        return None
    around = stored.standing_around(row.pair)
    said = Speech(actor, around, queries.mentions_of(row.pair))
    return LastView(said.say(row), row.bits, term_views(row.terms), around.last)
