"""Who is who: words on pairs of mentions, added and never changed, and what stands around some mentions.

What follows from them is derived by `deriving_persons`. What hangs on a mention (posts, involvements, and by
its incident matches and consents) is carried by it: no merge and no split touches any of that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db.models import Q

from crimebook.identity.doubles import Term
from crimebook.identity.edges import Edge, Pair, Verdict, live_words
from crimebook.identity.linking.sentences import PRIOR, sentence_of
from crimebook.identity.persons import Persons, Words, persons_of, words_of
from crimebook.stores.register.models import (
    Involvement,
    PersonEdge,
    PersonMention,
    PersonPair,
    ShownWeight,
)
from crimebook.stores.register.saying import Saying
from crimebook.terms.errors import NotFoundError
from crimebook.terms.reasons import Reason

STEP = 2_000
"""Mentions named in one statement."""

NO_ID = 2**63
"""No database counts rows so far, and some fail when asked."""


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """What one person said of two mentions, and when; ``change`` is the same for all said at once."""

    number: int
    pair: Pair
    verdict: Verdict
    actor: str
    at: datetime
    reason: str
    change: int
    is_blind: bool
    bits: float | None
    terms: tuple[Term, ...]
    model_digest: str
    takes_back: int | None


@dataclass(frozen=True, slots=True)
class Around:
    """All that was ever said around some mentions, and the persons that follow from what stands.

    ``mentions`` are those asked for and all that a standing ``same`` connects with them; ``suspects`` are
    those of whom anything is alleged, whatever became of it: with a merge a clearance travels as well.
    """

    rows: Mapping[int, EdgeRow]
    words: Words
    mentions: frozenset[int]
    suspects: frozenset[int]
    persons: Persons

    @property
    def last(self) -> int:
        """Return the number of the last word; 0 where nothing was said."""
        return max(self.rows, default=0)

    def group_of(self, mention: int) -> tuple[int, ...]:
        """Return all mentions of the person that a mention stands for."""
        return next((group for group in self.persons.groups if mention in group), (mention,))

    def torn_with(self, mention: int) -> tuple[int, ...]:
        """Return the mentions of the torn group that a mention is in; none where it is in none."""
        return next((group for group in self.persons.torn if mention in group), ())

    @property
    def person_of(self) -> dict[int, int]:
        """Return the person of every mention here."""
        return {each: each for each in self.mentions} | self.persons.person_of


@dataclass(frozen=True, slots=True)
class Weight:
    """What a model says of a pair: bits, their terms, and the model's digest."""

    bits: float
    terms: tuple[Term, ...]
    model_digest: str


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict on a pair, what it weighed, and what was on the screen when it was given."""

    pair: Pair
    verdict: Verdict
    weight: Weight | None = None
    shown: Mapping[str, Any] | None = None
    is_blind: bool = False
    takes_back: int | None = None


def standing_around(mentions: Iterable[int]) -> Around:
    """Return everything said of these mentions and of those that a standing ``same`` connects with them."""
    rows: dict[int, EdgeRow] = {}
    reached: set[int] = set()
    fresh = {each for each in mentions if each < NO_ID}
    while fresh:
        reached |= fresh
        found = _touching(fresh)
        rows |= found
        fresh = {
            end
            for pair, words in live_words(_edges(found.values())).items()
            if words[-1].verdict is Verdict.SAME
            for end in pair
        } - reached
    return _around(dict(sorted(rows.items())), frozenset(reached))


def standing_everywhere() -> Around:
    """Return everything that was ever said."""
    rows = {row.pk: edge_row(row) for row in PersonEdge.objects.order_by("pk").iterator(STEP)}
    return _around(rows, frozenset(end for row in rows.values() for end in row.pair))


def find_edge(number: int) -> EdgeRow:
    """Return one word, or raise `NotFoundError`."""
    row = PersonEdge.objects.filter(pk=number).first()
    if row is None:
        raise NotFoundError(f"expected a decision on two mentions, got none numbered {number}")
    return edge_row(row)


def edges_of_change(change: int) -> tuple[EdgeRow, ...]:
    """Return all that was said at once, in order."""
    return tuple(edge_row(row) for row in PersonEdge.objects.filter(change=change).order_by("pk"))


def missing_mentions(ids: Iterable[int]) -> tuple[int, ...]:
    """Return which of these ids no mention has."""
    wanted = set(ids)
    possible = sorted(each for each in wanted if each < NO_ID)
    known = PersonMention.objects.filter(pk__within=possible).values_list("pk", flat=True)
    return tuple(sorted(wanted.difference(known)))


def weight_of(pair: Pair) -> Weight | None:
    """Return what a proposed pair weighs; None where no model weighed it."""
    row = PersonPair.objects.filter(left_id=pair.left, right_id=pair.right, bits__isnull=False).first()
    if row is None or row.bits is None:
        return None
    return Weight(row.bits, terms_from(row.terms), row.model_digest)


def has_seen_weight(pair: Pair, actor: str) -> bool:
    """Whether somebody was shown what a pair weighs, or has said something of it: then it is shown."""
    ends = {"left_id": pair.left, "right_id": pair.right, "actor": actor}
    return PersonEdge.objects.filter(**ends).exists() or ShownWeight.objects.filter(**ends).exists()


def note_weights_shown(pairs: Iterable[Pair], actor: str, at: datetime) -> None:
    """Keep that somebody is shown the weights of pairs; the first time counts."""
    for left, right in sorted(set(pairs)):
        ShownWeight.objects.get_or_create(left_id=left, right_id=right, actor=actor, defaults={"at": at})


def add_edges(said: Sequence[Said], saying: Saying, *, change: int) -> tuple[int, ...]:
    """Add what a person says of pairs, all under one change; return the numbers in order."""
    numbers = []
    for each in said:
        row = PersonEdge.objects.create(
            left_id=each.pair.left,
            right_id=each.pair.right,
            verdict=each.verdict.value,
            takes_back_id=each.takes_back,
            actor=saying.actor,
            at=saying.at,
            reason=saying.reason,
            bits=each.weight.bits if each.weight else None,
            terms=terms_to(each.weight.terms) if each.weight else [],
            model_digest=each.weight.model_digest if each.weight else "",
            shown=dict(each.shown or {}),
            is_blind=each.is_blind,
            change=change,
        )
        numbers.append(row.pk)
    return tuple(numbers)


def edge_row(row: PersonEdge) -> EdgeRow:
    """Return a stored word as a row."""
    return EdgeRow(
        number=row.pk,
        pair=Pair(row.left_id, row.right_id),
        verdict=Verdict(row.verdict),
        actor=row.actor,
        at=row.at,
        reason=row.reason,
        change=row.change,
        is_blind=row.is_blind,
        bits=row.bits,
        terms=terms_from(row.terms),
        model_digest=row.model_digest,
        takes_back=row.takes_back_id,
    )


def terms_to(terms: Iterable[Term]) -> list[dict[str, Any]]:
    """Return terms for a JSON column; the reverse of `terms_from`."""
    return [_brief(each) | {"reason": each.reason.to_json()} for each in terms]


def brief_terms_to(terms: Iterable[Term]) -> list[dict[str, Any]]:
    """Return terms as `terms_to` does, without each sentence that follows from the level of a model."""
    return [
        _brief(each) if each.reason == _sentence(each.name, each.level) else terms_to([each])[0]
        for each in terms
    ]


def terms_from(stored: Iterable[Mapping[str, Any]]) -> tuple[Term, ...]:
    """Read what `terms_to` or `brief_terms_to` wrote."""
    return tuple(
        _term(each["name"], each["bits"], each.get("level", ""), each.get("reason")) for each in stored
    )


def _brief(term: Term) -> dict[str, Any]:
    told: dict[str, Any] = {"name": term.name, "bits": term.bits}
    return told | ({"level": term.level} if term.level else {})


def _term(name: str, bits: float, level: str, sentence: dict[str, Any] | None) -> Term:
    return Term(name, bits, Reason.from_json(sentence) if sentence else _sentence(name, level), level)


@lru_cache(maxsize=1_024)
def _sentence(name: str, level: str) -> Reason:
    return sentence_of(name, level) if level else PRIOR


def _around(rows: Mapping[int, EdgeRow], mentions: frozenset[int]) -> Around:
    words = words_of(_edges(rows.values()))
    suspects = _suspects(mentions)
    return Around(rows, words, mentions, suspects, persons_of(_inside(words, mentions), suspects))


def _inside(words: Words, mentions: frozenset[int]) -> Words:
    """Leave out words on mentions beyond: what else is said of those is not known here."""
    return {pair: word for pair, word in words.items() if mentions.issuperset(pair)}


def _suspects(mentions: Iterable[int]) -> frozenset[int]:
    wanted = sorted(mentions)
    parts = (wanted[start : start + STEP] for start in range(0, len(wanted), STEP))
    rows = (
        Involvement.objects.filter(mention_id__within=part).values_list("mention_id", flat=True)
        for part in parts
    )
    return frozenset(chain.from_iterable(rows))


def _touching(mentions: Iterable[int]) -> dict[int, EdgeRow]:
    wanted = sorted(mentions)
    found: dict[int, EdgeRow] = {}
    for start in range(0, len(wanted), STEP):
        part = wanted[start : start + STEP]
        rows = PersonEdge.objects.filter(Q(left_id__within=part) | Q(right_id__within=part))
        found |= {row.pk: edge_row(row) for row in rows}
    return found


def _edges(rows: Iterable[EdgeRow]) -> list[Edge]:
    return [Edge(row.number, row.pair, row.verdict, row.actor) for row in rows]
