"""What people said of matches, as pages show it: who, what, when, why, and what all of it says together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crimebook.spacetime.verdicts import MatchState, MatchWord
from crimebook.stores.register import verdicts
from crimebook.stores.register.queries.match_queue import names_of_pairs
from crimebook.stores.register.verdicts import PairVerdicts, VerdictRow
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import find_actor


@dataclass(frozen=True, slots=True)
class MatchWordView:
    """What one person said of a pair; ``bits`` is the score that they were shown.

    ``seen_at_s`` is the second of the recording at which they saw it, where they said one.
    """

    number: int
    verdict: MatchWord
    actor: str
    name: str
    at: datetime
    reason: str
    bits: float | None
    seen_at_s: int | None = None


@dataclass(frozen=True, slots=True)
class MatchWords:
    """What stands of a pair, what that says together, and the number of the last word of all."""

    state: MatchState = MatchState.OPEN
    standing: tuple[MatchWordView, ...] = ()
    last: int = 0


NOTHING_SAID = MatchWords()


def word_view(row: VerdictRow) -> MatchWordView:
    """Return one word as a page shows it."""
    known = find_actor(row.actor)
    return MatchWordView(
        number=row.number,
        verdict=row.verdict,
        actor=row.actor,
        name=known.name if known else row.actor,
        at=row.at,
        reason=row.reason,
        bits=row.score_bits,
        seen_at_s=row.seen_at_s,
    )


def words_view(said: PairVerdicts | None) -> MatchWords:
    """Return what stands of a pair as a page shows it."""
    if said is None:
        return NOTHING_SAID
    return MatchWords(said.state, tuple(word_view(row) for row in said.standing), said.last)


def words_by_ref(subject: SubjectKind, record_id: int) -> Mapping[str, MatchWords]:
    """Return what was said of a record's matches, by the reference of the record on the other side."""
    of_incident = subject is SubjectKind.INCIDENT
    said = verdicts.verdicts_of(record_id) if of_incident else verdicts.verdicts_on(subject, record_id)
    names = names_of_pairs(each.pair for each in said)
    return {names[each.pair][int(of_incident)]: words_view(each) for each in said if each.pair in names}
