"""Time words as a row of tokens: clock times, parts of the day, and the small words that bind them.

Each token has a letter, so that a wording is a pattern over letters (see `crimebook.places.clockwords`):

======  ==================================  ======  =============================
letter  words                               letter  words
======  ==================================  ======  =============================
``T``   a clock time: 22:45, 9 pm, 9        ``P``   a part of the day
``b``   between                             ``f``   from, since
``t``   to, until                           ``-``   a dash
``>``   after, not before                   ``<``   before, by, not after
``~``   about, probably                     ``a``   at, in, on
``&``   and, or                             ``l``   later, then
``,``   a comma
======  ==================================  ======  =============================

Words that say nothing about the time are dropped. Any other word is kept as ``?``: it is not understood.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from crimebook.places.dayparts import DAY_PARTS, DayPart


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A clock time as written; ``half`` is the part of the day that belongs to it ("pm", «ночи»), folded."""

    hour: int
    minute: int | None
    half: str
    has_unit: bool

    @property
    def is_bare(self) -> bool:
        """Whether nothing says which half of the day is meant."""
        return self.minute is None and not self.half and 1 <= self.hour <= 12


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """The letters of the tokens in order, and the clock times and the parts of the day among them."""

    letters: str
    times: tuple[ClockTime, ...]
    parts: tuple[DayPart, ...]

    @property
    def is_understood(self) -> bool:
        """Whether every word has its token."""
        return "?" not in self.letters


_HALF = (
    r"[ap]\.?\s?m\b\.?|утра\b|дня\b|вечера\b|ночи\b|раніцы\b|вечара\b|ночы\b"
    r"|in the (?:morning|afternoon|evening|night)\b|at night\b"
)
# "about 13 hours" is a length of time, so English hours need their minutes
_UNIT = r"(?:(?(minute)(?:hrs?|hours?)|oclock)|час(?:а|ов|оу|ы|у)?|гадзін[аыуе]?|г\.|ч\.)"
_CLOCK = re.compile(
    r"(?:(?P<hour>\d{1,2})(?:(?P<mark>[:.])(?P<minute>\d\d)(?::\d\d)?|-(?:й|ю|м|ом|ой|ай|га))?"
    rf"(?!\d|[:.]\d)(?:\s*(?P<unit>{_UNIT})(?![^\W\d_]))?|(?P<one>час|гадзін[ау]|першая|першай)(?=\s+(?:ночи|ночы|дня)))"
    rf"(?:\s*(?P<half>{_HALF}))?(?![^\W_])"
)
_AFTER = r"not? (?:before|earlier than)|не (?:ранее|раньше|раней|раньш)(?: (?:чем|за))?|after|после|пасля"
_BEFORE = r"not? (?:after|later than)|не (?:позднее|позже|пазней)(?: (?:чем|за))?|before|by|к|перед|перад"
_ABOUT = (
    r"about|around|approx(?:imately)?\.?|circa|ca\.?|probably|possibly|около|примерно|возможно|вероятно"
    r"|прыкладна|каля|прыблізна|магчыма"
)
_SAYS_NOTHING = r"the|of|local time|time|местного времени|мясцовага часу|года|г\.|date|dates"
_WORDS = (
    (">", _AFTER),
    ("<", _BEFORE),
    ("b", r"between|между|паміж"),
    ("f", r"from|since|с|со|з|ад|от"),
    ("t", r"to|till?|until|до|да|по|па"),
    ("~", _ABOUT),
    ("a", r"at|in|on|during|в|во|у|о|а|на"),
    ("l", r"later|then|потом|затем|позже|потым|пазней"),
    ("&", r"and|or|и|или|і|ды|або|ці"),
    ("", _SAYS_NOTHING),
)
_SIGNS = {"-": "-", "~": "~", "?": "~", ",": ",", ";": ",", "/": "&", "&": "&"}
_SILENT = frozenset(" ().\"'«»„“”:![]")
_LEXICON = tuple((letter, re.compile(rf"(?:{words})(?![^\W_])")) for letter, words in _WORDS)
_ANY_WORD = re.compile(r"[^\W_]+|.", re.DOTALL)


@lru_cache(maxsize=16_384)
def split_phrase(folded: str) -> TimePhrase:
    """Return the tokens of ``folded`` (see `crimebook.terms.script.fold`)."""
    letters: list[str] = []
    times: list[ClockTime] = []
    parts: list[DayPart] = []
    at = 0
    while at < len(folded):
        if part := _part_at(folded, at):
            at = part[1]
            parts.append(part[0])
            letters.append("P")
        elif clock := _clock_at(folded, at):
            at = clock[1]
            times.append(clock[0])
            letters.append("T")
        else:
            letter, at = _word_at(folded, at)
            letters.append(letter)
    return TimePhrase("".join(letters), tuple(times), tuple(parts))


def _part_at(folded: str, at: int) -> tuple[DayPart, int] | None:
    for part in DAY_PARTS:
        if found := part.pattern.match(folded, at):
            return part, found.end()
    return None


def _clock_at(folded: str, at: int) -> tuple[ClockTime, int] | None:
    if not (found := _CLOCK.match(folded, at)):
        return None
    hour, minute = int(found["hour"] or 1), found["minute"]
    if hour > 24 or int(minute or 0) > 59 or _may_be_date(found["mark"], hour, minute):
        return None
    time = ClockTime(hour, None if minute is None else int(minute), found["half"] or "", bool(found["unit"]))
    return time, found.end()


def _may_be_date(mark: str | None, hour: int, minute: str | None) -> bool:
    """10.08 may be the tenth of August; 22.45 and 00.05 may not."""
    return mark == "." and hour >= 1 and 1 <= int(minute or 0) <= 12


def _word_at(folded: str, at: int) -> tuple[str, int]:
    if folded[at] in _SILENT:
        return "", at + 1
    if folded[at] in _SIGNS:
        return _SIGNS[folded[at]], at + 1
    for letter, words in _LEXICON:
        if found := words.match(folded, at):
            return letter, found.end()
    found = _ANY_WORD.match(folded, at)
    return "?", found.end() if found else at + 1
