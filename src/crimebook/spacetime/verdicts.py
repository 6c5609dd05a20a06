"""What people say of a match: whether a recording or message truly shows what happened. Words are only added.

A score orders leads; a person decides. Of each person the newest word stands that they have not taken back;
words of several people stand beside each other, and where they contradict each other the pair is disputed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MatchWord(StrEnum):
    """What one person says of a pair, or that they take back what they had said."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class MatchState(StrEnum):
    """What all words that stand say together."""

    OPEN = "open"
    """Nobody has said anything that stands."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"
    DISPUTED = "disputed"
    """One person confirms what another rejects: it counts as neither until one of them takes it back."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its number in the order of saying, and the word that a withdrawal takes back."""

    number: int
    verdict: MatchWord
    actor: str
    takes_back: int | None = None


def standing_words(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return of each person the newest word on ONE pair that is not taken back, in the order of numbers.

    What stood before a word stands again once it is taken back.
    """
    said = sorted(words, key=lambda each: each.number)
    gone = {each.takes_back for each in said if each.verdict is MatchWord.WITHDRAWN}
    newest = {
        each.actor: each
        for each in said
        if each.verdict is not MatchWord.WITHDRAWN and each.number not in gone
    }
    return tuple(sorted(newest.values(), key=lambda each: each.number))


def state_of(standing: Iterable[Word]) -> MatchState:
    """Return what the words that stand say together; one that is unsure outweighs nobody."""
    said = {each.verdict for each in standing}
    if {MatchWord.CONFIRMED, MatchWord.REJECTED} <= said:
        return MatchState.DISPUTED
    for word in (MatchWord.CONFIRMED, MatchWord.REJECTED, MatchWord.UNSURE):
        if word in said:
            return MatchState(word.value)
    return MatchState.OPEN
