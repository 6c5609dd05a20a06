"""What follows from words on mentions: which person each stands for, and which pairs want a word.

`refresh` derives it around the mentions that a word touches, in the transaction in which it is said; `remake`
derives all of it anew, and finds nothing to mend. Nobody edits it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from crimebook.identity.edges import Pair
from crimebook.identity.persons import Persons
from crimebook.identity.reviewing import PairState, Queued, contradictions_of, queue_of, rank_of
from crimebook.stores.register.bulk import Writer, refresh_statistics
from crimebook.stores.register.models import PersonMember, PersonMention, PersonPair
from crimebook.stores.register.persons import (
    STEP,
    Around,
    Weight,
    brief_terms_to,
    standing_around,
    standing_everywhere,
    terms_from,
)


@dataclass(frozen=True, slots=True)
class Remade:
    """What came out when all was derived anew: persons of two mentions or more, and rows that were wrong."""

    mentions: int
    persons: int
    torn: int
    pairs: int
    corrected: int


def refresh(mentions: Iterable[int], *, change: int) -> Around:
    """Derive persons and the queue anew around these mentions, inside the transaction of what changed them.

    Whoever alleges something of a mention calls it too: from then on it is a suspect's, and what one person
    alone said joins it to nobody.
    """
    around = standing_around(mentions)
    _write_members(around.mentions, around.persons)
    _write_pairs(around, change)
    return around


def remake(*, change: int) -> Remade:
    """Derive all members and the whole queue anew; return how many rows had been something else."""
    around = standing_everywhere()
    corrected = _write_members(around.mentions, around.persons)
    stored = {(row.left_id, row.right_id): row for row in PersonPair.objects.iterator(STEP)}
    weighed = {
        Pair(left, right): Weight(row.bits, terms_from(row.terms), row.model_digest)
        for (left, right), row in stored.items()
        if row.bits is not None
    }
    queue = _queue(weighed, around, {})
    corrected += sum(
        1
        for pair, queued in queue.items()
        if (row := stored.get(pair)) is None
        or (row.state, row.said_by, row.settles) != (queued.state, queued.said_by, queued.settles)
    )
    corrected += len(stored.keys() - queue.keys())
    _replace_pairs(weighed, queue, change)
    persons = around.persons
    return Remade(
        mentions=PersonMention.objects.count(),
        persons=len(persons.groups),
        torn=len(persons.torn),
        pairs=len(queue),
        corrected=corrected,
    )


def replace_pairs(weighed: Mapping[Pair, Weight], *, change: int) -> int:
    """Let these pairs be the ones proposed, and derive what is wanted of each; return how many are new.

    A pair that waits for a second person, or on which words contradict each other, stays whatever it weighs.
    """
    known = set(PersonPair.objects.filter(bits__isnull=False).values_list("left_id", "right_id"))
    # A mention may have been erased while pairs were weighed.
    there = set(PersonMention.objects.values_list("pk", flat=True).iterator(STEP))
    kept = [pair for pair in weighed if there.issuperset(pair)]
    _replace_pairs(weighed, _queue(kept, standing_everywhere(), {}), change)
    return sum(pair not in known for pair in kept)


def _write_members(mentions: Iterable[int], persons: Persons) -> int:
    """Write which person each of these mentions stands for; return how many rows were something else."""
    wanted = dict.fromkeys(mentions, (0, False))
    wanted |= {member: (group[0], False) for group in persons.groups for member in group}
    wanted |= {member: (member, True) for group in persons.torn for member in group}
    rows = PersonMember.objects.filter(mention_id__within=sorted(wanted))
    stored = {row.mention_id: (row.person_id, row.is_torn) for row in rows}
    wrong = [each for each, value in wanted.items() if stored.get(each, (0, False)) != value]
    PersonMember.objects.filter(mention_id__within=sorted(stored.keys() & set(wrong))).delete()
    PersonMember.objects.bulk_create(
        (
            PersonMember(mention_id=each, person_id=wanted[each][0], is_torn=wanted[each][1])
            for each in sorted(wrong)
            if wanted[each][0]
        ),
        batch_size=STEP,
    )
    return len(wrong)


def _write_pairs(around: Around, change: int) -> None:
    """Derive what is wanted of every pair that touches these mentions."""
    stored = {Pair(row.left_id, row.right_id): row for row in _pairs_touching(around.mentions)}
    beyond = {end for pair in (*stored, *around.words) for end in pair} - around.mentions
    weighed = [pair for pair, row in stored.items() if row.bits is not None]
    queue = _queue(weighed, around, _persons_beyond(beyond))
    for pair, queued in queue.items():
        row = stored.get(pair)
        if row is None:
            PersonPair.objects.create(left_id=pair.left, right_id=pair.right, **_wanted(queued, None, change))
        elif (row.state, row.said_by, row.settles) != (queued.state, queued.said_by, queued.settles):
            PersonPair.objects.filter(pk=row.pk).update(**_wanted(queued, row.bits, change))
    gone = [row.pk for pair, row in stored.items() if pair not in queue]
    PersonPair.objects.filter(pk__within=gone).delete()


def _pairs_touching(mentions: Iterable[int]) -> Iterable[PersonPair]:
    wanted = sorted(mentions)
    for start in range(0, len(wanted), STEP):
        part = wanted[start : start + STEP]
        yield from PersonPair.objects.filter(Q(left_id__within=part) | Q(right_id__within=part)).defer(
            "terms"
        )


def _persons_beyond(mentions: Iterable[int]) -> dict[int, int]:
    rows = PersonMember.objects.filter(mention_id__within=sorted(mentions))
    return dict(rows.values_list("mention_id", "person_id"))


def _outspoken(around: Around) -> set[Pair]:
    """Return the pairs of which a word is wanted whatever they weigh: a second one, or one that settles."""
    return {*contradictions_of(around.words), *(edge.pair for edge in around.persons.waiting)}


def _must_stay(queued: Queued) -> bool:
    return queued.state in {PairState.WAITING, PairState.TORN}


def _queue(pairs: Iterable[Pair], around: Around, elsewhere: Mapping[int, int]) -> dict[Pair, Queued]:
    """Return what is wanted of the pairs that were weighed, and of those that stay whatever they weigh."""
    weighed = frozenset(pairs)
    queue = queue_of(weighed | _outspoken(around), around.words, around.persons, elsewhere)
    return {pair: queued for pair, queued in queue.items() if pair in weighed or _must_stay(queued)}


def _replace_pairs(weighed: Mapping[Pair, Weight], queue: Mapping[Pair, Queued], change: int) -> None:
    PersonPair.objects.all().delete()
    writer = Writer()
    for pair in sorted(queue):
        weight = weighed.get(pair)
        writer.add(
            PersonPair,
            left_id=pair.left,
            right_id=pair.right,
            terms=brief_terms_to(weight.terms) if weight else [],
            model_digest=weight.model_digest if weight else "",
            bits=weight.bits if weight else None,
            **_wanted(queue[pair], weight.bits if weight else None, change),
        )
    writer.close()
    refresh_statistics((PersonPair,), rows=len(queue))


def _wanted(queued: Queued, bits: float | None, change: int) -> dict[str, Any]:
    return {
        "state": queued.state.value,
        "said_by": queued.said_by,
        "settles": queued.settles,
        "rank": rank_of(bits, queued.settles),
        "change": change,
    }
