"""Marking: the words of a text that a question met, as parts; markup is made by whoever shows them.

The parts of a text join to that text exactly. A word is marked where one of its keys is one of the
question's, by the same nets that found the record; a phrase only as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.search.keys import WordKeys, read_keys
from crimebook.search.plans import Net, allowed_slips
from crimebook.search.questions import Phrase, Question, Word
from crimebook.search.words import Atom

EXCERPT_CHARACTERS = 260


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, met by the question or not."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text in parts, and whether the text goes on before it and after it."""

    parts: tuple[Part, ...]
    is_cut_before: bool = False
    is_cut_after: bool = False


Span = tuple[int, int]


def mark(text: str, question: Question, net: Net = Net.MOST_WORDS) -> tuple[Part, ...]:
    """Return the whole text in parts."""
    return _parts(text, find_hits(text, question, net), 0, len(text))


def excerpt(
    text: str, question: Question, net: Net = Net.MOST_WORDS, *, length: int = EXCERPT_CHARACTERS
) -> Excerpt:
    """Return the piece of some ``length`` characters that holds most hits, the earliest of equals."""
    hits = find_hits(text, question, net)
    start, end = _window(text, hits, length)
    return Excerpt(_parts(text, hits, start, end), start > 0, end < len(text))


def find_hits(text: str, question: Question, net: Net) -> tuple[Span, ...]:
    """Return where the question met the text: (start, end), in order, not overlapping."""
    keyed = read_keys(text)
    wanted = _Wanted(question, has_slips=net in {Net.SLIPS, Net.MOST_WORDS})
    spans = [(atom.start, atom.end) for atom, keys in keyed if wanted.meets(keys)]
    for phrase in question.wanted:
        if isinstance(phrase, Phrase):
            spans.extend(_phrase_spans(keyed, phrase.forms))
    return _joined(sorted(set(spans)))


class _Wanted:
    """The keys of a question, by net."""

    def __init__(self, question: Question, *, has_slips: bool) -> None:
        keys = [each.keys for each in question.wanted if isinstance(each, Word)]
        self._forms = {each.form for each in keys}
        self._stems = {stem for each in keys for stem in each.stems}
        self._sounds = {key for each in keys for key in (*each.sounds, *each.bones)}
        self._fuzzy = [
            (form, allowed_slips(form)) for form in sorted(self._forms) if has_slips and allowed_slips(form)
        ]

    def meets(self, keys: WordKeys) -> bool:
        return (
            keys.form in self._forms
            or not self._stems.isdisjoint(keys.stems)
            or not self._sounds.isdisjoint((*keys.sounds, *keys.bones))
            or any(is_within(form, keys.form, slips) for form, slips in self._fuzzy)
        )


def is_within(one: str, other: str, slips: int) -> bool:
    """Whether two words are at most ``slips`` apart: letters put in, left out, changed, or two swapped."""
    if abs(len(one) - len(other)) > slips:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        following = [at]
        for there, letter in enumerate(other, start=1):
            least = min(row[there] + 1, following[there - 1] + 1, row[there - 1] + (sign != letter))
            if before and there > 1 and sign == other[there - 2] and one[at - 2] == letter:
                least = min(least, before[there - 2] + 1)
            following.append(least)
        if min(following) > slips:
            return False
        before, row = row, following
    return row[-1] <= slips


def _phrase_spans(keyed: Sequence[tuple[Atom, WordKeys]], forms: tuple[str, ...]) -> list[Span]:
    count = len(forms)
    return [
        (keyed[at][0].start, keyed[at + count - 1][0].end)
        for at in range(len(keyed) - count + 1)
        if all(keyed[at + step][1].form == form for step, form in enumerate(forms))
    ]


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _parts(text: str, hits: Sequence[Span], start: int, end: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = start
    for first, last in hits:
        if last <= start or first >= end:
            continue
        parts.append(Part(text[at : max(first, at)]))
        parts.append(Part(text[max(first, at) : min(last, end)], is_hit=True))
        at = min(last, end)
    parts.append(Part(text[at:end]))
    return tuple(part for part in parts if part.text)


def _window(text: str, hits: Sequence[Span], length: int) -> Span:
    """Return where to cut: around the most hits, at ends of words."""
    if len(text) <= length:
        return 0, len(text)
    if not hits:
        return 0, _word_end(text, length)
    counts = [
        sum(first <= other[0] and other[1] <= first + length * 3 // 4 for other in hits) for first, _ in hits
    ]
    first = hits[counts.index(max(counts))][0]
    start = _word_start(text, max(0, min(first - length // 4, len(text) - length)))
    return start, _word_end(text, start + length)


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = text.find(" ", at)
    return at if space < 0 or space > at + 30 else space + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", 0, at)
    return at if space < at - 30 else space
