"""Who commanded a unit at an instant: up the chain, each step cited, gaps as gaps, certainty of each step.

A unit may have several superiors at an instant, by one source or by two that disagree: all are shown. Each
unit stands in the chain once, reached by the strongest way, and of those by the shortest; the strength of a
way is that of its weakest link. Where no source cites who commanded a unit then, it is followed to the body
that it was administratively part of as well, and the gap is told. Successors and other names of a body are no
superiors.

Trap: a chart that joined posts outside their dates once showed a dead dictator as commander
(security-force-monitor/sfm-cms, #352). Here a post counts at an instant by `grade_alive` and by nothing else.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crimebook.command.certainty import Certainty, grade_alive, grade_at, weakest
from crimebook.command.history import COMMANDING, History, Posting, Relation, RelationKind
from crimebook.terms.instants import check_aware
from crimebook.terms.reasons import Reason, reason


@dataclass(frozen=True, slots=True)
class Link:
    """A relation that can have held at the instant, and how certain that is."""

    relation: Relation
    certainty: Certainty
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A post that can have been held at the instant, and how certain that is."""

    posting: Posting
    certainty: Certainty
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A unit of the chain and who commanded it then.

    ``depth`` is 0 for the unit that was asked about; ``certainty`` says how certain it is that the chain
    reaches this unit, ``links`` by what. ``holders`` are certain or possible; ``uncited`` are those whom no
    source puts there at that time and none excludes. ``gaps`` say what nobody tells, or is told two ways.
    """

    unit: int
    depth: int
    certainty: Certainty
    links: tuple[Link, ...]
    holders: tuple[Holding, ...]
    uncited: tuple[Holding, ...]
    gaps: tuple[Reason, ...]

    def certainty_of(self, holding: Holding) -> Certainty:
        """Return how certain it is that a holder of this step commanded the unit that was asked about."""
        return weakest((self.certainty, holding.certainty))


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain above a unit at an instant: its own step first, then by depth."""

    unit: int
    instant: datetime
    steps: tuple[Step, ...]

    @property
    def citations(self) -> tuple[int, ...]:
        """Return every citation that the chain rests on, in order."""
        links = (link.relation.citation for step in self.steps for link in step.links)
        held = (each.posting.citation for step in self.steps for each in (*step.holders, *step.uncited))
        return tuple(sorted({*links, *held}))


def chain_at(history: History, unit: int, instant: datetime) -> Chain:
    """Return the chain of command above ``unit`` at ``instant``."""
    check_aware(instant)
    ways = _ways(history, unit, instant)
    upward = {each: links_at(history, each, instant) for each in ways}
    steps = [
        _step(history, reached, way, upward, instant)
        for reached, way in sorted(ways.items(), key=lambda item: (item[1][1], item[1][0].rank, item[0]))
    ]
    return Chain(unit, instant, tuple(steps))


def links_at(history: History, unit: int, instant: datetime) -> tuple[Link, ...]:
    """Return under whom a unit can have stood at an instant, the strongest first."""
    links = []
    for relation in history.above(unit):
        grade = grade_at(relation.time, instant)
        if grade is not None:
            links.append(Link(relation, grade.certainty, grade.reasons))
    chosen = [link for link in links if link.relation.kind in COMMANDING]
    if not any(_is_cited(link) for link in chosen):
        chosen += [link for link in links if link.relation.kind is RelationKind.ADMINISTRATIVE]
    return tuple(sorted(chosen, key=lambda link: (link.certainty.rank, link.relation.number)))


def _is_cited(link: Link) -> bool:
    return link.certainty is not Certainty.UNCITED


def holdings_at(history: History, postings: tuple[Posting, ...], instant: datetime) -> tuple[Holding, ...]:
    """Return which of these posts can have been held at an instant, the strongest first."""
    held = []
    for posting in postings:
        grade = grade_alive(posting.time, instant, history.deaths.get(posting.person))
        if grade is not None:
            held.append(Holding(posting, grade.certainty, grade.reasons))
    return tuple(sorted(held, key=lambda each: (each.certainty.rank, each.posting.number)))


def _ways(history: History, unit: int, instant: datetime) -> dict[int, tuple[Certainty, int]]:
    """Return for each unit of the chain how certain the best way to it is, and how many links it has."""
    ways: dict[int, tuple[Certainty, int]] = {}
    for least in Certainty:
        for reached, depth in _reach(history, unit, instant, least):
            ways.setdefault(reached, (least, depth))
    return ways


def _reach(history: History, unit: int, instant: datetime, least: Certainty) -> Iterator[tuple[int, int]]:
    """Yield each unit that links of at least a certainty reach, with its distance, the nearest first."""
    seen, queue = {unit}, deque([(unit, 0)])
    while queue:
        here, depth = queue.popleft()
        yield here, depth
        for link in links_at(history, here, instant):
            there = link.relation.parent
            if link.certainty.rank <= least.rank and there not in seen:
                seen.add(there)
                queue.append((there, depth + 1))


def _step(
    history: History,
    unit: int,
    way: tuple[Certainty, int],
    upward: dict[int, tuple[Link, ...]],
    instant: datetime,
) -> Step:
    commanding = tuple(each for each in history.held(unit) if each.is_command)
    held = holdings_at(history, commanding, instant)
    holders = tuple(each for each in held if each.certainty is not Certainty.UNCITED)
    uncited = tuple(each for each in held if each.certainty is Certainty.UNCITED)
    certainty, depth = way
    below = (link for links in upward.values() for link in links if link.relation.parent == unit)
    return Step(
        unit=unit,
        depth=depth,
        certainty=certainty,
        # Of the unit that was asked about nothing is reached: a circle comes back to it.
        links=()
        if depth == 0
        else tuple(sorted(below, key=lambda link: (link.certainty.rank, link.relation.number))),
        holders=holders,
        uncited=uncited,
        gaps=(*_untold_holder(commanding, holders, uncited), *_untold_superior(upward[unit])),
    )


def _untold_holder(
    commanding: tuple[Posting, ...], holders: tuple[Holding, ...], uncited: tuple[Holding, ...]
) -> Iterator[Reason]:
    certain = {each.posting.person for each in holders if each.certainty is Certainty.CERTAIN}
    if len(certain) > 1:
        yield reason("sources say of {count} persons that they commanded it then", count=len(certain))
    if holders:
        return
    if uncited:
        yield reason("nobody is cited in command for this time, and nobody's command is known to have ended")
    elif commanding:
        yield reason("everybody cited in command held the post at another time")
    else:
        yield reason("no source names anybody in command")


def _untold_superior(links: tuple[Link, ...]) -> Iterator[Reason]:
    if not links:
        yield reason("no source says under whom it stood then")
    elif any(link.relation.kind is RelationKind.ADMINISTRATIVE for link in links):
        yield reason("no source says who commanded it then; administratively it was part of another body")
