"""A pair's weight, told: the level of every comparison, its bits and its sentence, the prior first.

`explain` does for two rows what `linking_sql.weights_sql` does for millions, by the same conditions; a page
shows its terms as a waterfall. Levels of the shipped models have sentences of their own
(`crimebook.identity.linking.sentences`); those of any other model are told by their names.
"""

from crimebook.identity.doubles import Term
from crimebook.identity.linking.conditions import Row, holds
from crimebook.identity.linking.linking_sql import rarity_column
from crimebook.identity.linking.models import Company, Comparison, Level, Model
from crimebook.identity.linking.sentences import PRIOR, PRIORS, sentence_of

COMPANY = "company"
"""The name of the term of third records."""


def explain(left: Row, right: Row, model: Model, *, company_level: int = -1) -> tuple[Term, ...]:
    """Return the terms of two rows: the prior, then each comparison of which both sides say something.

    Rows are values by column of the model; columns ``rarity_...`` in bits may stand beside them, as
    `linking_sql.records_sql` counts them over a whole book. Without them a value is as rare as any other.
    ``company_level`` is the level of their company, which only a whole book tells (`company.levels_of`); -1
    where it was not heard, and then it is no term.
    """
    compared = ((each, find_level(each, left, right)) for each in model.comparisons)
    told = (
        term_of(comparison, level, _rarity(level, left, right))
        for comparison, level in compared
        if level is not None
    )
    return (_prior(model), *told, *_company(model.company, company_level))


def terms_of(model: Model, pair: Row) -> tuple[Term, ...]:
    """Return the terms of a pair as the database weighed it, with what its company says.

    ``pair`` has the columns of `crimebook.stores.lake.linking.Linked`: ``level_...`` of every comparison (-1:
    not given) and of the company, ``rarity_...`` in bits.
    """
    found = (
        term_of(each, level, pair.get(rarity_column(level.rarity)) or 0.0)
        for each in model.comparisons
        if pair[f"level_{each.name}"] >= 0
        for level in (each.levels[pair[f"level_{each.name}"]],)
    )
    company = pair.get(f"level_{COMPANY}", -1)
    return (_prior(model), *found, *_company(model.company, company))


def find_level(comparison: Comparison, left: Row, right: Row) -> Level | None:
    """Return the level in which two rows are; None where a side lacks what must be given."""
    if any(side.get(name) is None for name in comparison.given for side in (left, right)):
        return None
    return next(level for level in comparison.levels if level.test is None or holds(level.test, left, right))


def term_of(comparison: Comparison, level: Level, rarity_bits: float = 0.0) -> Term:
    """Return what one level weighs, with its sentence. A rare value adds, a common one takes away."""
    bits = level.bits
    if level.rarity:
        bits = max(bits + min(rarity_bits, level.rarity_bits), min(bits, 0.0))
    return Term(comparison.name, round(bits, 3), sentence_of(comparison.name, level.name), level.name)


def _company(company: Company | None, number: int) -> tuple[Term, ...]:
    if company is None or number < 0:
        return ()
    level = company.levels[number]
    return (Term(COMPANY, round(level.bits, 3), sentence_of(COMPANY, level.name), level.name),)


def _prior(model: Model) -> Term:
    return Term("prior", round(model.prior_bits, 3), PRIORS.get(model.name, PRIOR))


def _rarity(level: Level, left: Row, right: Row) -> float:
    if not level.rarity:
        return 0.0
    column = rarity_column(level.rarity)
    known = [bits for bits in (left.get(column), right.get(column)) if bits is not None]
    return float(min(known, default=0.0))
