"""Deciding who is who: two mentions are one person or not, a person is parted, a word is taken back.

What is said is added and never changed; persons follow from it in the same transaction, and each decision
ends with its events: in the chain of every mention that it is about or that changes its person, and in the
journal of whoever decided. Of a suspect a ``same`` counts once a second person has said it. Nobody takes
back what somebody else said: who thinks otherwise says so, and the contradiction stays in sight until it is
solved.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.identity.bounds import Bounds, find_excess
from crimebook.identity.edges import Conflict, Pair, Verdict, conflicts_of
from crimebook.identity.persons import Words, disputes_of, standing_of
from crimebook.identity.splitting import plan_split
from crimebook.stores.register import persons as stored
from crimebook.stores.register.deriving_persons import refresh
from crimebook.stores.register.events import append_events
from crimebook.stores.register.persons import Around, EdgeRow, Said
from crimebook.stores.register.saying import Saying
from crimebook.stores.register.transactions import next_change, noting, writing
from crimebook.terms.errors import CrimebookError, InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note
from crimebook.work.persons.telling import chain_of_mention, tell_mentions

__all__ = [
    "BOUNDS",
    "MAX_REASON_CHARACTERS",
    "Decided",
    "SaidMeanwhileError",
    "chain_of_mention",
    "judge",
    "show_weight",
    "split",
    "take_back",
]

MAX_REASON_CHARACTERS = 500
WEAK_BELOW_BITS = 10.0
"""A link that one person alone said on less than this, odds of a thousand to one, is weak."""

BOUNDS = Bounds()


class SaidMeanwhileError(CrimebookError):
    """Somebody has said something of these mentions since they were shown. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: the numbers of its words (none where all of it had been said already)."""

    edges: tuple[int, ...] = ()
    waits: bool = False
    """Whether it counts only once a second person has said it too."""
    halted: tuple[Pair, ...] = ()
    """Each ``same`` that counted before, and waits for a second person since: it touches a suspect now."""
    raised: tuple[Conflict, ...] = ()
    """Each ``different`` that a chain of ``same`` contradicts since."""
    disputed: tuple[Pair, ...] = ()
    """Each pair of which two people say the opposite since."""


def judge(
    actor: Actor, pair: Pair, verdict: Verdict, *, seen: int, reason: str = "", at: datetime
) -> Decided:
    """Say ``verdict`` of two mentions.

    ``seen`` is the number of the last word around them that was shown. Raises `SaidMeanwhileError`,
    `NotFoundError` for a mention that there is not, and `InvalidValueError` for a ``same`` by which a person
    would grow beyond the bounds of a group.
    """
    check_right(actor, Right.JUDGE)
    if verdict is Verdict.WITHDRAWN:
        raise InvalidValueError("same, different or unsure", "withdrawn", "take the decision back instead")
    words = _check_reason(reason)
    with writing():
        _check_mentions(pair)
        around = stored.standing_around(pair)
        if _has_said(around, pair, verdict, actor.key):
            return Decided()
        _check_seen(around, seen)
        weight = stored.weight_of(pair)
        if verdict is Verdict.SAME:
            _check_bounds(around, pair, None if weight is None else weight.bits, actor.key)
        is_blind = not stored.has_seen_weight(pair, actor.key)
        shown = _shown(around, is_blind=is_blind)
        said = Said(pair, verdict, weight, shown, is_blind)
        return _write([said], around, Saying(actor.key, at, words), verdict.value)


def split(
    actor: Actor, person_id: int, mentions: Collection[int], *, seen: int, reason: str = "", at: datetime
) -> Decided:
    """Part a person into two: ``mentions`` and the rest. A person whose mentions contradict each other too.

    Raises `SaidMeanwhileError`, `NotFoundError` where there is no such person of two mentions or more, and
    `InvalidValueError` for mentions that are none or all of it.
    """
    check_right(actor, Right.JUDGE)
    words = _check_reason(reason)
    with writing():
        around = stored.standing_around({person_id})
        members = around.torn_with(person_id) or around.group_of(person_id)
        if len(members) < 2:
            raise NotFoundError(
                f"expected a person of two mentions or more, got none with mention {person_id}"
            )
        _check_seen(around, seen)
        plan = plan_split(standing_of(around.words), members, mentions)
        shown = _shown(around, is_blind=False) | {"left": list(plan.left), "right": list(plan.right)}
        said = [Said(pair, verdict, stored.weight_of(pair), shown) for pair, verdict in plan.says]
        return _write(said, around, Saying(actor.key, at, words), "split")


def take_back(actor: Actor, edge: int, *, seen: int, reason: str = "", at: datetime) -> Pair:
    """Take back a decision, all that was said at once; what stood before stands again. Return its pair.

    Raises `SaidMeanwhileError` where it does not stand any more, in part or whole, and `InvalidValueError`
    where somebody else said it.
    """
    check_right(actor, Right.JUDGE)
    words = _check_reason(reason)
    with writing():
        told = stored.find_edge(edge)
        decision = _decision_of(told)
        around = stored.standing_around({end for row in decision for end in row.pair})
        if told.actor != actor.key:
            raise InvalidValueError(
                "a decision of one's own",
                f"{told.number}, which somebody else made",
                "say what you think of it",
            )
        _check_seen(around, seen)
        for row in decision:
            word = around.words.get(row.pair)
            if word is None or word.edge.number != row.number:
                raise SaidMeanwhileError(
                    f"decision {row.number}: expected it to stand, it does not any more; look again"
                )
        said = [Said(row.pair, Verdict.WITHDRAWN, takes_back=row.number) for row in decision]
        _write(said, around, Saying(actor.key, at, words), "taken back")
    return told.pair


def show_weight(actor: Actor, pair: Pair, *, at: datetime) -> None:
    """Keep that somebody asks to see what a pair weighs: what they say of it from then on is not blind."""
    check_right(actor, Right.READ)
    with noting():
        _check_mentions(pair)
        stored.note_weights_shown([pair], actor.key, at)
        note(actor, Action.READ, *(f"weight:{chain_of_mention(end)}" for end in pair), at=at)


def _write(said: Sequence[Said], before: Around, saying: Saying, told: str) -> Decided:
    change = next_change()
    numbers = stored.add_edges(said, saying, change=change)
    after = refresh({end for each in said for end in each.pair}, change=change)
    waiting = {edge.number for edge in after.persons.waiting}
    decided = Decided(
        numbers,
        not waiting.isdisjoint(numbers),
        _halted(before, after),
        _raised(before.words, after.words),
        _disputed(before.words, after.words),
    )
    append_events(_deeds(said, decided, (before, after), saying, told))
    return decided


def _deeds(
    said: Sequence[Said], decided: Decided, states: tuple[Around, Around], saying: Saying, told: str
) -> Iterable[Deed]:
    """Yield an event for each mention that was spoken of or that changes its person, and for the journal."""
    others: dict[int, set[int]] = {}
    for left, right in (each.pair for each in said):
        others.setdefault(left, set()).add(right)
        others.setdefault(right, set()).add(left)
    what = told + _contradiction(decided)
    deeds = tuple(tell_mentions(states, others, saying, what))
    yield from deeds
    edges = ", ".join(map(str, decided.edges))
    journal, about = f"journal:{saying.actor}", tuple(deed.object_id for deed in deeds)
    yield Deed(journal, deeds[0].action, saying.actor, saying.at, f"decision {edges}: {told}", about)


def _contradiction(decided: Decided) -> str:
    """Return what a decision contradicts or halts: no chain of custody is silent on it."""
    apart = sorted(conflict.apart.number for conflict in decided.raised)
    told = f"; contradicts decision {', '.join(map(str, apart))}" if apart else ""
    told += "; disputed" if decided.disputed else ""
    return f"{told}; others wait for a second person" if decided.halted else told


def _halted(before: Around, after: Around) -> tuple[Pair, ...]:
    waited = {edge.number for edge in before.persons.waiting}
    new = (edge for edge in after.persons.waiting if edge.number in before.rows and edge.number not in waited)
    return tuple(edge.pair for edge in new)


def _raised(before: Words, after: Words) -> tuple[Conflict, ...]:
    known = {conflict.apart.pair for conflict in conflicts_of(standing_of(before))}
    return tuple(each for each in conflicts_of(standing_of(after)) if each.apart.pair not in known)


def _disputed(before: Words, after: Words) -> tuple[Pair, ...]:
    known = {word.edge.pair for word in disputes_of(before)}
    return tuple(word.edge.pair for word in disputes_of(after) if word.edge.pair not in known)


def _decision_of(edge: EdgeRow) -> tuple[EdgeRow, ...]:
    """Return all that was said together with one word, which is no withdrawal."""
    if edge.verdict is Verdict.WITHDRAWN:
        raise InvalidValueError("a decision", f"{edge.number}, which took one back", "say it again instead")
    return stored.edges_of_change(edge.change)


def _has_said(around: Around, pair: Pair, verdict: Verdict, actor: str) -> bool:
    """Whether this is the word that stands, and this person has said it."""
    word = around.words.get(pair)
    return word is not None and word.edge.verdict is verdict and actor in word.sayers


def _check_mentions(pair: Pair) -> None:
    missing = stored.missing_mentions(pair)
    if missing:
        raise NotFoundError(f"expected two mentions of persons, got none numbered {missing[0]}")


def _check_seen(around: Around, seen: int) -> None:
    if around.last != seen:
        raise SaidMeanwhileError(f"expected the last decision to be {seen}, it is {around.last}; look again")


def _check_bounds(around: Around, pair: Pair, bits: float | None, actor: str) -> None:
    """Refuse a ``same`` by which a person would be too large, or hang together by too long a chain."""
    same = {each: word for each, word in around.words.items() if word.edge.verdict is Verdict.SAME}
    stands = {each: word.edge for each, word in same.items() if each != pair}
    weak = {
        each
        for each, word in same.items()
        if not word.second and each != pair and _is_weak(around.rows[word.edge.number].bits)
    }
    if _is_weak(bits) and not (pair in same and same[pair].sayers - {actor}):
        weak.add(pair)
    excess = find_excess(stands, weak, pair, BOUNDS)
    if excess:
        raise InvalidValueError("a person within the bounds of a group", str(excess))


def _is_weak(bits: float | None) -> bool:
    return bits is None or bits < WEAK_BELOW_BITS


def _check_reason(reason: str) -> str:
    words = " ".join(reason.split())
    if len(words) > MAX_REASON_CHARACTERS or not words.isprintable():
        raise InvalidValueError(
            f"a reason of at most {MAX_REASON_CHARACTERS} printable characters", f"{len(words)} characters"
        )
    return words


def _shown(around: Around, *, is_blind: bool) -> dict[str, Any]:
    """Return what was on the screen beside the two mentions: whether the weight, and up to which word."""
    return {"weight": not is_blind, "seen": around.last}
