"""Marks: what a record's own words tell that another record's may tell too (`spacetime.shared`).

Read from the words that every reader of the book may see: those of a case, of an inventory, of a radio log.
What was told in confidence, in a report or an interview, gives no marks: a shared one would be shown to
people who may not read it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from crimebook.identity.fields.callsigns import find_callsign, read_callsign
from crimebook.identity.fields.units import read_unit
from crimebook.spacetime.odds import with_terms
from crimebook.spacetime.score import Scored
from crimebook.spacetime.shared import Mark, MarkKind, shared_terms
from crimebook.stores.register import told as stored
from crimebook.stores.register.told import Told
from crimebook.terms.script import fold, split_words
from crimebook.terms.windows import SubjectKind

_NUMBER = re.compile(
    r"(?:номер\w*|нумар\w*|шлем\w*|шлём\w*|шалом\w*|helmet|number|badge|№|no\.)\D{0,12}?(?<![\d?])(\d{3,6})(?![\d?])",
    re.IGNORECASE,
)
_SHORTEST_WORD, _STEM = 6, 6
_NONE: frozenset[Mark] = frozenset()


MOST_KEPT = 50_000
"""Marks of so many records are kept for the next window."""


class Sharing:
    """What incidents and candidates have in common; marks that were read stay at hand for a run."""

    def __init__(self) -> None:
        self._units = stored.unit_names()
        self._marks: dict[tuple[SubjectKind, int], frozenset[Mark]] = {}

    def weigh(self, asked: Sequence[tuple[int, Sequence[Scored]]]) -> tuple[tuple[Scored, ...], ...]:
        """Return for each incident its candidates with what they share, best first within each list.

        ``asked`` are the number of an incident and the candidates of one of its windows; with and without a
        place, recordings and messages are lists of their own.
        """
        told = stored.told_by_incidents({pk for pk, _ in asked})
        mine = {pk: marks for pk, each in told.items() if (marks := marks_of(each))}
        wanted = {each.window_id for pk, scored in asked if pk in mine for each in scored}
        records = {
            window_id: (SubjectKind.COMMUNICATION, message)
            if recording is None
            else (SubjectKind.RECORDING, recording)
            for window_id, (recording, message) in stored.seen_records(wanted).items()
        }
        self._read({(kind, pk) for kind, pk in records.values() if pk is not None})
        return tuple(
            self._weigh(mine[pk], scored, records) if pk in mine else tuple(scored) for pk, scored in asked
        )

    def _weigh(
        self,
        mine: frozenset[Mark],
        scored: Sequence[Scored],
        records: Mapping[int, tuple[SubjectKind, int | None]],
    ) -> tuple[Scored, ...]:
        lists: dict[tuple[bool, bool], list[Scored]] = {}
        for each in scored:
            kind = records[each.window_id][0]
            lists.setdefault((not each.is_placed, kind is not SubjectKind.RECORDING), []).append(each)
        found: list[Scored] = []
        for which in sorted(lists):
            theirs = [self._marks_of(records[each.window_id]) for each in lists[which]]
            both = zip(lists[which], shared_terms(mine, theirs), strict=True)
            weighed = [with_terms(each, terms) if terms else each for each, terms in both]
            found += sorted(weighed, key=lambda each: (-each.score_bits, each.window_id))
        return tuple(found)

    def _marks_of(self, record: tuple[SubjectKind, int | None]) -> frozenset[Mark]:
        kind, pk = record
        return _NONE if pk is None else self._marks.get((kind, pk), _NONE)

    def _read(self, records: set[tuple[SubjectKind, int]]) -> None:
        if len(self._marks) > MOST_KEPT:
            self._marks.clear()
        new = records - self._marks.keys()
        recordings = stored.told_by_recordings([pk for kind, pk in new if kind is SubjectKind.RECORDING])
        messages = [pk for kind, pk in new if kind is SubjectKind.COMMUNICATION]
        for pk, told in recordings.items():
            self._marks[SubjectKind.RECORDING, pk] = marks_of(told)
        for pk, told in stored.told_by_messages(messages, self._units).items():
            self._marks[SubjectKind.COMMUNICATION, pk] = marks_of(told)


def marks_of(told: Told) -> frozenset[Mark]:
    """Return the marks of a record, each value in its plain form."""
    said = (*told.texts, *told.titles)
    called = (*told.callsigns, *filter(None, map(find_callsign, said)))
    return frozenset(
        {
            *(Mark(MarkKind.LINK, key) for key in told.links),
            *(Mark(MarkKind.NUMBER, number) for text in said for number in numbers_of(text)),
            *(Mark(MarkKind.CALLSIGN, value) for value in _callsigns(called)),
            *(Mark(MarkKind.UNIT, kind) for words in told.units if (kind := read_unit(words).kind)),
            *(Mark(MarkKind.WORDS, word) for text in told.texts for word in _words(text)),
        }
    )


def numbers_of(text: str) -> Iterable[str]:
    """Return the numbers of uniforms and helmets that a text tells whole, no digit of them unread."""
    return (found.lstrip("0") for found in _NUMBER.findall(text) if found.lstrip("0"))


def _callsigns(called: Iterable[str]) -> Iterable[str]:
    """Return callsigns with their numbers: without one it is the word of a whole unit, and says less."""
    for words in called:
        word, number = read_callsign(words)
        if word:
            yield f"{word}-{number}" if number else word


def _words(text: str) -> Iterable[str]:
    """Return beginnings of long words: endings differ by case."""
    return (
        word[:_STEM] for word in split_words(fold(text)) if len(word) >= _SHORTEST_WORD and word.isalpha()
    )
