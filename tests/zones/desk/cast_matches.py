"""The cast of the pages of matches: an incident with candidates, words on some of them, all invented."""

from tests.zones.desk import cast

from crimebook.spacetime.verdicts import MatchState, MatchWord
from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.match_pages import (
    CandidatesPage,
    CandidateView,
    ClockKnown,
    ClockLesson,
    ClockTaught,
    LastWord,
    MatchFilter,
    QueuePlace,
)
from crimebook.work.reading.match_words import NOTHING_SAID, MatchWords, MatchWordView

REF, NEXT = cast.INCIDENT_REF, "sample-cases:14"
CLOCK = ClockKnown(61.5, 4.0, 2)
TAUGHT = ClockTaught(
    "7", is_camera=True, confirmed=3, measured=1, clock=ClockKnown(42.0, 9.0, 4), is_news=True
)
LESSON = ClockLesson(-750.0, 180.0, 3.0)


def word(number: int = 5, verdict: MatchWord = MatchWord.CONFIRMED, name: str = "Alice") -> MatchWordView:
    return MatchWordView(number, verdict, name.lower(), name, cast.at(12, 9), "the same <b>bus</b>", 5.5, 192)


DISPUTED = MatchWords(MatchState.DISPUTED, (word(), word(6, MatchWord.REJECTED, "Bob")), 6)


def candidate(number: int = 1, words: MatchWords = NOTHING_SAID) -> CandidateView:
    match = cast.match(number)
    is_recording = match.kind is SubjectKind.RECORDING
    what = "fixed_camera" if is_recording else "radio"
    return CandidateView(match, what, cast.citation(), words, LESSON, "7" if is_recording else "", CLOCK)


def candidates(chosen: MatchFilter | None = None, ref: str = REF) -> CandidatesPage:
    rows = (candidate(1, DISPUTED), candidate(2), candidate(3))
    return CandidatesPage(
        ref=ref,
        title=f"Stun grenades in {ref}",
        is_invented=True,
        windows=(cast.seen(),),
        citations=(cast.citation(),),
        streets=(),
        credits=(),
        chosen=chosen or MatchFilter(),
        rows=rows,
        total=3,
        in_all=9,
        open=8,
        entered=QueuePlace(is_placed=True, score_bits=3.25, incident_id=13),
        following=NEXT if ref == REF else "",
        last=LastWord(word(), REF, cast.RECORDING_REF, 6, LESSON, TAUGHT),
        may_judge=True,
        gone=((SubjectKind.COMMUNICATION, cast.MESSAGE_REF, DISPUTED),),
    )
