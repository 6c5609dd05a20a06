"""Persons: what follows from the words that stand on pairs of mentions. Nobody edits a person.

A ``same`` joins two mentions where it counts:

* nobody else's last word on the pair is ``different``, or a second person said ``same`` as well;
* where either side is a suspect, a second person said ``same`` as well. A side is all that words of two
  people connect: what one person alone said never makes another mention part of a suspect.

A ``different`` needs no second person: to keep two mentions apart attributes nothing to anybody. Where it
stands inside a group, or is disputed there, the group is torn: its mentions stand alone until a person has
solved it. A person has the lowest mention of its group for its id: the same words give the same persons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crimebook.identity.edges import Edge, Pair, Standing, Verdict, connected, live_words

_AGAINST = {
    Verdict.SAME: frozenset({Verdict.DIFFERENT}),
    Verdict.DIFFERENT: frozenset({Verdict.SAME}),
    # Who is unsure after somebody else was sure doubts it: that is told, and settles nothing.
    Verdict.UNSURE: frozenset({Verdict.SAME, Verdict.DIFFERENT}),
}


@dataclass(frozen=True, slots=True)
class Word:
    """The word that stands on a pair, and who else has said the same or the opposite of it.

    ``second`` and ``against`` name another person whose own last word on the pair it is; empty for nobody.
    ``sayers`` are all whose own last word it is.
    """

    edge: Edge
    second: str = ""
    against: str = ""
    sayers: frozenset[str] = frozenset()

    @property
    def is_disputed(self) -> bool:
        """Whether two people contradict each other, or one doubts the other, and no third settled it."""
        return bool(self.against) and not self.second


Words = Mapping[Pair, Word]
"""What stands on each pair; pairs on which nothing stands are not in it."""


@dataclass(frozen=True, slots=True)
class Persons:
    """What the words say of all mentions that they are about.

    ``groups`` are persons of two mentions or more, ``torn`` groups that a ``different`` contradicts,
    ``waiting`` every ``same`` that does not count yet because a second person has to say it.
    """

    groups: tuple[tuple[int, ...], ...]
    torn: tuple[tuple[int, ...], ...]
    waiting: tuple[Edge, ...]

    @property
    def person_of(self) -> dict[int, int]:
        """Return for each mention of a group the id of its person."""
        return {member: group[0] for group in self.groups for member in group}


def words_of(edges: Iterable[Edge]) -> dict[Pair, Word]:
    """Return what stands on each pair, with who else stands behind it or against it."""
    return {pair: _word(said) for pair, said in live_words(edges).items()}


def standing_of(words: Words) -> dict[Pair, Edge]:
    """Return the words alone, for what asks nothing of two people."""
    return {pair: word.edge for pair, word in words.items()}


def persons_of(words: Words, suspects: AbstractSet[int]) -> Persons:
    """Return the persons that follow from ``words`` where the mentions in ``suspects`` are of suspects."""
    same = {pair: word for pair, word in words.items() if word.edge.verdict is Verdict.SAME}
    firm = [pair for pair, word in same.items() if word.second]
    side_of = {member: group[0] for group in connected(firm) for member in group}
    guarded = {side_of.get(each, each) for each in suspects}
    counted, waiting = list(firm), []
    for pair, word in sorted(same.items()):
        if word.second:
            continue
        if guarded.intersection(side_of.get(end, end) for end in pair):
            waiting.append(word.edge)
        elif not word.against:
            counted.append(pair)
    groups = connected(counted)
    torn = frozenset(_torn(groups, words))
    return Persons(
        tuple(group for group in groups if group not in torn),
        tuple(group for group in groups if group in torn),
        tuple(waiting),
    )


def disputes_of(words: Words) -> tuple[Word, ...]:
    """Return every word that another person contradicts and no third one has settled, in order."""
    return tuple(word for _, word in sorted(words.items()) if word.is_disputed)


def is_between(pair: Pair, one: AbstractSet[int], other: AbstractSet[int]) -> bool:
    """Whether a pair has one end on each of two sides."""
    return (pair.left in one and pair.right in other) or (pair.left in other and pair.right in one)


def said_between(stands: Standing, one: AbstractSet[int], other: AbstractSet[int]) -> tuple[Edge, ...]:
    """Return the words that stand between two sides: what was said of one of a side is said of all of it."""
    return tuple(edge for pair, edge in sorted(stands.items()) if is_between(pair, one, other))


def _word(said: Sequence[Edge]) -> Word:
    edge = said[-1]
    # A person's earlier word gives way to their later one, whoever spoke in between.
    last = {each.actor: each.verdict for each in said}
    others = [actor for actor in sorted(last) if actor != edge.actor]
    opposite = _AGAINST[edge.verdict]
    second = next((actor for actor in others if last[actor] is edge.verdict), "")
    against = next((actor for actor in others if last[actor] in opposite), "")
    sayers = frozenset(actor for actor, verdict in last.items() if verdict is edge.verdict)
    return Word(edge, second, against, sayers)


def _torn(groups: Iterable[tuple[int, ...]], words: Words) -> Iterator[tuple[int, ...]]:
    group_of = {member: group for group in groups for member in group}
    for pair, word in words.items():
        group = group_of.get(pair.left)
        # A doubt alone tears nobody: it says that somebody has to look, not that two are apart.
        is_against = word.edge.verdict is Verdict.DIFFERENT or (
            word.is_disputed and word.edge.verdict is Verdict.SAME
        )
        if is_against and group is not None and group is group_of.get(pair.right):
            yield group
