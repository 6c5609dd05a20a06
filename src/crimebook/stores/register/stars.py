"""Stars: an incident and those of other sources that may tell the same event, as doubts of kind ``told``.

Every record of a star has a trait ``told`` whose key is the id of the star's home, so that a star is found
from each of its records, and loses one whose words change. What was weighed stands in the doubt: weights of a
pair hang on all records that were at hand, and are not made again for a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crimebook.identity.doubles import DoubtKind, PairWeight, Proposal, Term
from crimebook.identity.linking.sentences import PRIORS, sentence_of
from crimebook.identity.tellings import Star
from crimebook.identity.traits import Trait, TraitKind

MODEL = "incidents"


def trait_of_star(home: int) -> Trait:
    """Return the trait that the records of a star share."""
    return Trait(TraitKind.TOLD, str(home))


def proposal_of_star(star: Star) -> Proposal:
    """Return a star as a proposal; the home stands first among what a list names."""
    pairs = tuple(
        PairWeight(min(star.home, each.record_id), max(star.home, each.record_id), each.terms)
        for each in star.candidates
    )
    return _proposal(star.home, pairs)


def kept_pairs(proposal: Proposal) -> list[list[Any]]:
    """Return the pairs of a star as values of JSON; the reverse of `star_from`."""
    return [
        [pair.left, pair.right, [[term.name, term.level, term.bits] for term in pair.terms]]
        for pair in proposal.pairs
    ]


def star_from(home: int, kept: Sequence[Sequence[Any]], holders: Iterable[int]) -> Proposal | None:
    """Return what is left of a star: pairs of records that still share it; None where there are none."""
    live = set(holders)
    pairs = tuple(
        PairWeight(left, right, tuple(_term(*each) for each in terms))
        for left, right, terms in kept
        if left in live and right in live
    )
    return _proposal(home, pairs) if pairs else None


def stars_from(
    kept: Mapping[Trait, Sequence[Sequence[Any]]], holders: Mapping[Trait, Iterable[int]]
) -> dict[Trait, Proposal]:
    """Return the stars of these traits as far as they hold."""
    found = {
        trait: star_from(int(trait.key), kept[trait], holders[trait]) for trait in kept if trait in holders
    }
    return {trait: proposal for trait, proposal in found.items() if proposal is not None}


def _proposal(home: int, pairs: tuple[PairWeight, ...]) -> Proposal:
    others = tuple(pair.left if pair.right == home else pair.right for pair in pairs)
    return Proposal(
        DoubtKind.TOLD, (home, *others), len(pairs) + 1, 2, round(pairs[0].bits, 3), pairs[0].terms, pairs
    )


def _term(name: str, level: str, bits: float) -> Term:
    told = sentence_of(name, level) if level else PRIORS[MODEL]
    return Term(name, bits, told, level)
