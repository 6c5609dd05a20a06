"""Check your answers: every question of the way with what was answered, in words.

A row's lines are the answer as a person reads it. What the person wrote is given as it is; a page escapes it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from crimebook.asking.flow import Answers, path
from crimebook.asking.questions import OF_OPTIONS, Kind, Question, Questionnaire, Special, special_of
from crimebook.terms.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer: ``lines`` in words; none where there is no answer yet.

    ``special`` tells an "I do not know" from a free answer that says the same.
    """

    question: str
    section: str
    title: str
    lines: tuple[str, ...]
    special: Special | None = None

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return bool(self.lines)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Says values in one language; ``known`` are the labels of run-time options, such as known places."""

    form: Questionnaire
    language: str
    known: Mapping[str, str] = field(hash=False)

    def word(self, key: str, **values: object) -> str:
        return self.form.words[key][self.language].format(**values)

    def lines(self, question: Question, value: Any) -> tuple[str, ...]:
        special = special_of(value)
        if special is not None:
            return (self.word(special.value),)
        say = self._sayings().get(question.kind)
        if say is not None:
            return tuple(say(question, value))
        if question.kind in OF_OPTIONS:
            codes = value if isinstance(value, list) else [value]
            return tuple(question.label(code, self.language) for code in codes)
        return (str(value),)

    def _sayings(self) -> Mapping[Kind, Callable[[Question, Any], Iterator[str]]]:
        return {
            Kind.FIELDS: self._fields,
            Kind.NUMBER: self._number,
            Kind.DATE_WORDS: lambda _question, value: iter((self.moment(value),)),
            Kind.PERIOD: lambda _question, value: self.period(value),
            Kind.PLACE: lambda _question, value: iter((self.place(value),)),
            Kind.LEGS: self._legs,
            Kind.FILES: self._files,
        }

    def _fields(self, question: Question, value: Mapping[str, str]) -> Iterator[str]:
        for code, words in value.items():
            yield f"{question.label(code, self.language)}: {words}"

    def _number(self, _question: Question, value: Mapping[str, int]) -> Iterator[str]:
        if len(set(value.values())) == 1 and len(value) == 2:
            yield str(value["at_least"])
            return
        for key in ("at_least", "at_most"):
            if key in value:
                yield f"{self.word(key)} {value[key]}"

    def moment(self, value: Mapping[str, str]) -> str:
        parts = [
            _dash(_day_first(value.get("date")), _day_first(value.get("date_to"))),
            next(
                (
                    each.labels[self.language]
                    for each in self.form.day_parts
                    if each.code == value.get("part")
                ),
                "",
            ),
            _dash(value.get("time", ""), value.get("time_to", "")),
            value.get("words", ""),
        ]
        return ", ".join(part for part in parts if part)

    def period(self, value: Mapping[str, Any]) -> Iterator[str]:
        for key in ("from", "until"):
            if key in value:
                yield f"{self.word(key)}: {self.moment(value[key])}"

    def place(self, value: Mapping[str, Any]) -> str:
        parts = [
            self.known.get(value["known"], value["known"]) if "known" in value else "",
            value.get("words", ""),
        ]
        if "lat" in value:
            # Nothing added to a zero with a minus is a plain zero, as browsers write it.
            parts.append(f"{value['lat'] + 0.0:.5f}, {value['lon'] + 0.0:.5f}")
        if "radius_m" in value:
            parts.append(self.word("metres", radius_m=value["radius_m"]))
        return ", ".join(part for part in parts if part)

    def _legs(self, question: Question, value: list[Mapping[str, Any]]) -> Iterator[str]:
        for leg in value:
            parts = [question.label(leg["leg"], self.language), self.place(leg.get("place", {}))]
            yield "; ".join(part for part in (*parts, *self.period(leg.get("period", {}))) if part)

    def _files(self, _question: Question, value: list[Mapping[str, Any]]) -> Iterator[str]:
        for each in value:
            parts = (each["name"], each.get("shows", ""), self.moment(each.get("taken", {})))
            yield "; ".join(part for part in parts if part)


def summary_rows(
    form: Questionnaire,
    way: str,
    answers: Answers,
    language: str,
    known: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Row, ...]:
    """Return a row for each question asked on the way; notices are left out.

    ``known`` gives run-time options their labels. Raises `NotFoundError` for an option the form lacks.
    """
    reader = _Reader(form, language, known)
    return tuple(_row(reader, way, each, answers) for each in path(form, way, answers) if each.is_asked)


def _row(reader: _Reader, way: str, question: Question, answers: Answers) -> Row:
    section = reader.form.section_of(question.id).titles[reader.language]
    value = answers.get(question.id)
    lines = () if value is None else reader.lines(question, value)
    return Row(question.id, section, question.title(way, reader.language), lines, special_of(value))


def refusal_text(form: Questionnaire, kind: str, language: str, values: Mapping[str, int]) -> str:
    """Return the words of an `AnswerError`'s kind; raise `NotFoundError` for one that has none."""
    if kind not in form.refusals:
        raise NotFoundError(f"no words for the refusal {kind[:40]!r}")
    return form.refusals[kind][language].format(**values)


def _dash(first: str, last: str) -> str:
    return f"{first} – {last}" if first and last else first or last


def _day_first(date: str | None) -> str:
    return ".".join(reversed(date.split("-"))) if date else ""
