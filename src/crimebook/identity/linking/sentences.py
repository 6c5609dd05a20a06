"""What the levels of the shipped models say, in sentences that are translated."""

from collections.abc import Mapping

from crimebook.terms.reasons import Reason, reason

PRIOR = reason("two mentions are two persons until something says otherwise")

SENTENCES: Mapping[tuple[str, str], Reason] = {}


def sentence_of(comparison: str, level: str) -> Reason:
    """Return what a level says; by its names where the model is none of ours."""
    return SENTENCES.get((comparison, level)) or reason(
        "{comparison}: {level}", comparison=comparison, level=level
    )
