"""Deciding on doubles: a person says whether records are one, and can take it back. Both records stay.

What is said is added and never changed; the leader of a group follows from it. Each decision is written with
its events, in the chain of every record that it touches and in the journal of the person, in one transaction.
Whoever decides upon a page that somebody else has made old is told so, and nothing is written.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.identity.doubles import DoubtKind, Proposal
from crimebook.identity.edges import Pair, Standing, Verdict, groups_of, open_pairs
from crimebook.stores.register import doubles
from crimebook.stores.register.events import append_events
from crimebook.stores.register.judgements import (
    Around,
    Said,
    Saying,
    add_judgements,
    lead,
    standing_around,
)
from crimebook.stores.register.queries.doubts import DoubtRow, find_doubt, names_of, proposal_of
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.work.actors import Actor, Right, check_right

MAX_REASON_CHARACTERS = 500


class SaidMeanwhileError(CrimebookError):
    """Somebody has said something of these records since the page was shown. Nothing was written."""


def judge(
    actor: Actor,
    doubt_id: int,
    verdict: Verdict,
    *,
    pairs: Sequence[Pair] | None,
    seen: int,
    reason: str = "",
    at: datetime,
) -> int:
    """Say ``verdict`` of pairs of a doubt, or of all its records where ``pairs`` is None.

    ``seen`` is the number of the last judgement that the page showed. Returns how many words were added: none
    where all of it had been said. Raises `SaidMeanwhileError`, or `InvalidValueError` for other pairs.
    """
    check_right(actor, Right.JUDGE)
    if verdict is Verdict.WITHDRAWN:
        raise InvalidValueError("same, different or unsure", "withdrawn", "take the judgement back instead")
    words = _check_reason(reason)
    with writing():
        row = find_doubt(doubt_id)
        proposal = proposal_of(row)
        members = proposal.members if proposal else ()
        around = standing_around(row.subject, members)
        chosen = _all_of(proposal, around.stands, verdict) if pairs is None else _check_pairs(pairs, members)
        fresh = [pair for pair in chosen if not _stands(around.stands, pair, verdict)]
        if not fresh:
            return 0
        _check_seen(around, seen)
        said = [Said(pair, verdict, _shown(row, proposal, pair)) for pair in fresh]
        _write(actor, row, said, around.stands, words, at)
    return len(fresh)


def take_back(actor: Actor, doubt_id: int, change: int, *, seen: int, reason: str = "", at: datetime) -> int:
    """Take back what was said under ``change`` as far as it stands; what stood before it stands again.

    Returns how many words were taken back; raises `SaidMeanwhileError` where none of it stands any more.
    """
    check_right(actor, Right.JUDGE)
    words = _check_reason(reason)
    with writing():
        row = find_doubt(doubt_id)
        proposal = proposal_of(row)
        around = standing_around(row.subject, proposal.members if proposal else ())
        _check_seen(around, seen)
        pairs = [pair for pair, edge in around.stands.items() if around.rows[edge.number].change == change]
        if not pairs:
            raise SaidMeanwhileError(
                f"doubt {doubt_id}: expected a decision that stands, got change {change}"
            )
        said = [
            Said(pair, Verdict.WITHDRAWN, {"doubt": row.doubt_id, "takes_back": around.stands[pair].number})
            for pair in sorted(pairs)
        ]
        _write(actor, row, said, around.stands, words, at)
    return len(said)


def _write(
    actor: Actor, row: DoubtRow, said: Sequence[Said], stood: Standing, reason: str, at: datetime
) -> None:
    change = next_change()
    add_judgements(row.subject, said, Saying(actor.key, at, reason), change=change)
    around = lead(row.subject, {end for each in said for end in each.pair})
    doubles.refresh_records(row.subject, around.records, change=change)
    append_events(_deeds(actor, row, said, stood, reason, at))


def _deeds(
    actor: Actor, row: DoubtRow, said: Sequence[Said], stood: Standing, reason: str, at: datetime
) -> list[Deed]:
    """Return one event for each record that something was said of, and one for the person's own journal."""
    ids = sorted({end for each in said for end in each.pair})
    refs = {pk: named.ref for pk, named in names_of(row.subject, ids).items()}
    verdict = said[0].verdict
    action = _action(verdict, {stood[each.pair].verdict for each in said if each.pair in stood})
    told = f"{verdict.value}: {reason}" if reason else verdict.value
    deeds = [Deed(refs[pk], action, actor.key, at, told, inputs=tuple(_others(pk, said, refs))) for pk in ids]
    journal = Deed(
        f"journal:{actor.key}",
        action,
        actor.key,
        at,
        f"doubt {row.doubt_id}: {verdict.value}",
        inputs=tuple(refs[pk] for pk in ids),
    )
    return [*deeds, journal]


def _action(verdict: Verdict, stood: set[Verdict]) -> Action:
    if verdict is Verdict.SAME:
        return Action.MERGED
    return Action.UNMERGED if Verdict.SAME in stood else Action.JUDGED


def _others(pk: int, said: Sequence[Said], refs: dict[int, str]) -> Iterable[str]:
    for each in said:
        if pk in each.pair:
            yield refs[each.pair.right if pk == each.pair.left else each.pair.left]


def _all_of(proposal: Proposal | None, stands: Standing, verdict: Verdict) -> list[Pair]:
    if proposal is None:
        return []
    if proposal.kind is DoubtKind.TOLD:
        return list(proposal.open_pairs(stands))
    return _all_pairs(proposal.members, stands, verdict)


def _all_pairs(members: Sequence[int], stands: Standing, verdict: Verdict) -> list[Pair]:
    """Return the pairs that say a verdict of all: a star from the lowest for ``same``, else what is open."""
    if verdict is not Verdict.SAME:
        return list(open_pairs(members, stands))
    group_of = {member: group[0] for group in groups_of(stands) for member in group}
    joined = {group_of.get(member, member) for member in members[:1]}
    pairs = []
    for member in members[1:]:
        group = group_of.get(member, member)
        if group not in joined:
            joined.add(group)
            pairs.append(Pair(members[0], member))
    return pairs


def _check_pairs(pairs: Sequence[Pair], members: Sequence[int]) -> list[Pair]:
    if not pairs or not {end for pair in pairs for end in pair} <= set(members):
        raise InvalidValueError("pairs of records of this doubt", f"{len(pairs)} pairs, not all of it")
    return sorted(set(pairs))


def _stands(stands: Standing, pair: Pair, verdict: Verdict) -> bool:
    return pair in stands and stands[pair].verdict is verdict


def _check_seen(around: Around, seen: int) -> None:
    if around.last != seen:
        raise SaidMeanwhileError(f"expected the last judgement to be {seen}, it is {around.last}; look again")


def _check_reason(reason: str) -> str:
    words = " ".join(reason.split())
    if len(words) > MAX_REASON_CHARACTERS or not words.isprintable():
        raise InvalidValueError(
            f"a reason of at most {MAX_REASON_CHARACTERS} printable characters", f"{len(words)} characters"
        )
    return words


def _shown(row: DoubtRow, proposal: Proposal | None, pair: Pair) -> dict[str, Any]:
    """Return what was on the screen: the trait, and the terms of this pair."""
    weighed = (
        next((each for each in proposal.pairs if pair == (each.left, each.right)), None) if proposal else None
    )
    terms = weighed.terms if weighed else ()
    return {
        "doubt": row.doubt_id,
        "kind": row.kind.value,
        "trait": doubles.doubt_key(row.trait),
        "bits": weighed.bits if weighed else None,
        "terms": [{"name": term.name, "bits": term.bits, "reason": term.reason.to_json()} for term in terms],
    }
