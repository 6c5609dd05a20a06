"""Judging matches: a person says whether a recording or message shows what happened, and can take it back.

A score orders leads and decides nothing. What is said is added and never changed, with what was on the screen
when it was said; it is written with its events, in the chains of both records and in the journal of whoever
said it, in one transaction. Words of several people stand beside each other. The reason stays with the word
and out of the chains: it may tell what a reporter told, and goes with them.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.spacetime.verdicts import MatchState, MatchWord
from crimebook.stores.register import verdicts as stored
from crimebook.stores.register.events import append_events
from crimebook.stores.register.queries.match_queue import find_pair, names_of_pairs
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.register.verdicts import MatchedPair, PairVerdicts, Said, ShownMatch, VerdictRow
from crimebook.terms.errors import CrimebookError, InvalidValueError, NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor, Right, check_right

MAX_REASON_CHARACTERS = 500
MAX_SEEN_AT_S = 366 * 86_400
SAYS_WHY = frozenset({MatchWord.CONFIRMED, MatchWord.REJECTED})
_SAME_BITS = 1e-6


class SaidMeanwhileError(CrimebookError):
    """Somebody has spoken of the pair since it was shown, or it was scored anew. Nothing was written."""


class InstantOutsideError(InvalidValueError):
    """The instant at which it is seen does not lie in the recording. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A pair by the references of its records: an incident, and what may show it."""

    incident: Ref
    kind: SubjectKind
    seen: Ref


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person says of a pair, why, and the second of the recording at which it is seen, if they say.

    The instant is kept with a confirmation; with any other word there is nothing to be seen at it.
    """

    verdict: MatchWord
    reason: str = ""
    seen_at_s: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a word did: its number (0 where it had been said already), and what all words say together."""

    number: int
    state: MatchState


def judge(
    actor: Actor, pairing: Pairing, opinion: Opinion, *, seen: int, bits: float, at: datetime
) -> Judged:
    """Say what one thinks of a pair that matching found; ``seen`` and ``bits`` are what the page showed.

    Raises `SaidMeanwhileError`, `NotFoundError` for a pair that is no match, `InvalidValueError` where a word
    that decides does not say why, and `InstantOutsideError` where the instant is not in the recording.
    """
    check_right(actor, Right.JUDGE)
    if opinion.verdict is MatchWord.WITHDRAWN:
        raise InvalidValueError("confirmed, rejected or unsure", "withdrawn", "take the verdict back instead")
    words = _check_words(opinion.verdict, opinion.reason)
    with writing():
        pair = find_pair(pairing.incident, pairing.kind, pairing.seen)
        shown = stored.shown_match(pair)
        if shown is None:
            raise NotFoundError(f"expected a match, got {pairing.incident} and {pairing.seen}")
        meant = Opinion(opinion.verdict, words, _check_instant(pair, opinion))
        known = stored.verdicts_on_pair(pair)
        if known is not None and _has_said(known, actor, meant):
            return Judged(0, known.state)
        _check_seen(known, seen)
        _check_score(shown, bits)
        said = Said(pair, meant.verdict, shown, {"placed": shown.is_placed}, seen_at_s=meant.seen_at_s)
        number = _write(actor, said, words, at)
        return Judged(number, _state(pair))


def take_back(actor: Actor, number: int, *, seen: int, reason: str = "", at: datetime) -> Pairing:
    """Take one's own word back; what stood before it stands again. Return the pair that it was about.

    Raises `SaidMeanwhileError` where it was taken back already or something was said since,
    `InvalidValueError` where somebody else said it, and `NotFoundError` where a record of the pair is gone.
    """
    check_right(actor, Right.JUDGE)
    words = _check_words(MatchWord.WITHDRAWN, reason)
    with writing():
        row = stored.find_verdict(number)
        if row.verdict is MatchWord.WITHDRAWN:
            raise InvalidValueError("a verdict", f"{number}, which took one back", "say it again instead")
        if row.actor != actor.key:
            raise InvalidValueError(
                "a verdict of one's own", f"{number}, which somebody else gave", "say what you think of it"
            )
        known = stored.verdicts_on_pair(row.pair)
        if known is None or number in {each.takes_back for each in known.rows}:
            raise SaidMeanwhileError(f"verdict {number}: expected it to stand, it does not any more")
        _check_seen(known, seen)
        about = pairing_of(row)
        _write(actor, Said(row.pair, MatchWord.WITHDRAWN, takes_back=number), words, at)
        return about


def pairing_of(row: VerdictRow) -> Pairing:
    """Return the pair of a word by its references; raise `NotFoundError` where a record is gone."""
    names = names_of_pairs([row.pair]).get(row.pair)
    if names is None:
        raise NotFoundError(f"expected both records of verdict {row.number}, one is gone")
    return Pairing(Ref.parse(names[0]), row.pair.kind, Ref.parse(names[1]))


def _write(actor: Actor, said: Said, reason: str, at: datetime) -> int:
    change = next_change()
    number = stored.add_verdict(said, actor=actor.key, at=at, reason=reason, change=change)
    append_events(_deeds(actor, said, number, at))
    return number


def _deeds(actor: Actor, said: Said, number: int, at: datetime) -> list[Deed]:
    """Return an event for each of the two records and one for the person's own journal."""
    names = names_of_pairs([said.pair])[said.pair]
    told = f"match verdict {number}: {said.verdict.value}"
    told += "" if said.seen_at_s is None else f", seen at {said.seen_at_s} s"
    told += f", takes back {said.takes_back}" if said.takes_back else ""
    told += f", shown {said.shown_match.score_bits:.2f} bits" if said.shown_match else ""
    incident, seen = names
    return [
        Deed(incident, Action.JUDGED, actor.key, at, told, inputs=(seen,)),
        Deed(seen, Action.JUDGED, actor.key, at, told, inputs=(incident,)),
        Deed(f"journal:{actor.key}", Action.JUDGED, actor.key, at, told, inputs=names),
    ]


def _state(pair: MatchedPair) -> MatchState:
    known = stored.verdicts_on_pair(pair)
    return known.state if known else MatchState.OPEN


def _has_said(known: PairVerdicts, actor: Actor, meant: Opinion) -> bool:
    """Whether this is the person's word that stands already: a form may be sent twice."""
    return any(
        each.actor == actor.key and Opinion(each.verdict, each.reason, each.seen_at_s) == meant
        for each in known.standing
    )


def _check_instant(pair: MatchedPair, opinion: Opinion) -> int | None:
    seen_at_s = opinion.seen_at_s
    if seen_at_s is None or opinion.verdict is not MatchWord.CONFIRMED:
        return None
    if pair.kind is not SubjectKind.RECORDING:
        raise InvalidValueError("an instant inside a recording", "one inside a message", "leave it empty")
    length_s = stored.recording_length_s(pair.record_id)
    most_s = MAX_SEEN_AT_S if length_s is None else math.ceil(length_s)
    if not 0 <= seen_at_s <= most_s:
        raise InstantOutsideError(
            f"an instant inside the recording, 0 to {most_s} s", f"{seen_at_s} s", "count from its start"
        )
    return seen_at_s


def _check_seen(known: PairVerdicts | None, seen: int) -> None:
    last = known.last if known else 0
    if last != seen:
        raise SaidMeanwhileError(f"expected the last verdict to be {seen}, it is {last}; look again")


def _check_score(shown: ShownMatch, bits: float) -> None:
    if abs(shown.score_bits - bits) > _SAME_BITS:
        raise SaidMeanwhileError(f"expected a score of {bits} bits, it is {shown.score_bits}; look again")


def _check_words(verdict: MatchWord, reason: str) -> str:
    words = " ".join(reason.split())
    if len(words) > MAX_REASON_CHARACTERS or not words.isprintable():
        raise InvalidValueError(
            f"a reason of at most {MAX_REASON_CHARACTERS} printable characters", f"{len(words)} characters"
        )
    if verdict in SAYS_WHY and not words:
        raise InvalidValueError("a reason in your own words", "none", "say what you saw")
    return words
