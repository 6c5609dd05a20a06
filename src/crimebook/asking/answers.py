"""Answers: what a page posts is read into one JSON value, or refused with a reason.

The values by kind: a choice or a consent is a code; several choices and body regions are a list of codes
in the form's order; text is a text; fields are a table of texts by part; a number is ``{"at_least",
"at_most"}``; moments, periods and places are as in `crimebook.asking.moments`; stays in detention are a list
of ``{"leg", "place", "period"}``; files a list of ``{"name", "shows", "taken"}``; a notice that was read is
``true``. The two special answers are ``{"unknown": true}`` and ``{"unsaid": true}``. Reading a value again
gives the same value.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from crimebook.asking.moments import (
    is_blank,
    join,
    read_code,
    read_moment,
    read_period,
    read_place,
    read_whole_number,
    said,
)
from crimebook.asking.plain_text import read_needed_text, read_text
from crimebook.asking.questions import Kind, Question, special_of
from crimebook.asking.refusals import AnswerError, Refusal, RefusedError

__all__ = ["DAY_PARTS", "DEFAULT_LIMITS", "Answer", "AnswerError", "Refusal", "check_answer"]

DAY_PARTS = ("night", "morning", "midday", "afternoon", "evening", "late_evening")
"""The codes of the parts of a day; the form gives them their words."""

DEFAULT_LIMITS = MappingProxyType(
    {
        Kind.TEXT: 300,
        Kind.FIELDS: 200,
        Kind.LONG_TEXT: 5000,
        Kind.NUMBER: 100_000,
        Kind.LEGS: 12,
        Kind.FILES: 50,
    }
)
"""Characters of a text, the highest number, and how many stays or files."""

FILE_WORDS_LIMIT = 500
"""Characters of what one file shows."""

FILE_NAME_LIMIT = 200

_RANGE = re.compile(r"(?:from|от|ад)?\s*(\d+)\s*(?:(?:[-–—]|to|до|да)\s*(\d+))?")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was taken: a plain JSON ``value``."""

    question: str
    value: Any = field(hash=False)


def check_answer(question: Question, raw: Any, known: Collection[str] = ()) -> Answer | AnswerError:
    """Read what was posted, or a JSON value; ``known`` are the codes of the question's run-time options."""
    try:
        return Answer(question.id, _read(question, raw, known))
    except RefusedError as error:
        return AnswerError(question.id, error.kind, error.part, error.values)


def _read(question: Question, raw: Any, known: Collection[str]) -> Any:
    special = special_of(raw)
    if special is not None:
        if special not in question.specials:
            raise RefusedError(Refusal.SPECIAL_NOT_OFFERED)
        return special.answer
    if is_blank(raw):
        raise RefusedError(Refusal.EMPTY)
    value = _READERS[question.kind](question, raw, known)
    if is_blank(value):
        raise RefusedError(Refusal.EMPTY)
    return value


def _read_notice(_question: Question, raw: Any, _known: Collection[str]) -> bool:
    if raw not in (True, "true", "read", "on"):
        raise RefusedError(Refusal.WRONG_SHAPE)
    return True


def _read_choice(question: Question, raw: Any, _known: Collection[str]) -> str:
    return read_code(raw, question.codes())


def _read_choices(question: Question, raw: Any, _known: Collection[str]) -> list[str]:
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, list):
        raise RefusedError(Refusal.WRONG_SHAPE)
    chosen = {read_code(each, question.codes()) for each in given}
    return [code for code in question.codes() if code in chosen]


def _read_words(question: Question, raw: Any, _known: Collection[str]) -> str:
    return read_needed_text(raw, question.limit)


def _read_fields(question: Question, raw: Any, _known: Collection[str]) -> dict[str, str]:
    codes = tuple(part.code for part in question.parts)
    given = said(raw, codes)
    return {code: read_text(given[code], question.limit, code) for code in codes if code in given}


def _read_number(question: Question, raw: Any, _known: Collection[str]) -> dict[str, int]:
    """Read 20, "20", "20-30", "from 20 to 30" or a table of both ends."""
    if isinstance(raw, str) and (found := _RANGE.fullmatch(raw.strip().casefold())):
        raw = {"at_least": found[1], "at_most": found[2] or found[1]}
    elif isinstance(raw, int | str):
        raw = {"at_least": raw, "at_most": raw}
    given = said(raw, ("at_least", "at_most"))
    number = {key: read_whole_number(given[key], question.limit, key) for key in sorted(given)}
    if number.get("at_least", 0) > number.get("at_most", question.limit):
        raise RefusedError(Refusal.BACKWARDS, "at_most")
    return number


def _read_legs(question: Question, raw: Any, known: Collection[str]) -> list[dict[str, Any]]:
    legs = []
    for at, row in _rows(question, raw):
        given = said(row, ("leg", "place", "period"), at)
        leg: dict[str, Any] = {"leg": read_code(given.get("leg"), question.codes(), join(at, "leg"))}
        place = read_place(given.get("place", {}), known, join(at, "place"))
        period = read_period(given.get("period", {}), DAY_PARTS, join(at, "period"))
        legs.append({**leg, **({"place": place} if place else {}), **({"period": period} if period else {})})
    return legs


def _read_files(question: Question, raw: Any, _known: Collection[str]) -> list[dict[str, Any]]:
    """Read the words beside files; the files themselves travel by another way."""
    found = []
    for at, row in _rows(question, raw):
        given = said(row, ("name", "shows", "taken"), at)
        each: dict[str, Any] = {
            "name": read_needed_text(given.get("name", ""), FILE_NAME_LIMIT, join(at, "name"))
        }
        if "shows" in given:
            each["shows"] = read_text(given["shows"], FILE_WORDS_LIMIT, join(at, "shows"))
        taken = read_moment(given.get("taken", {}), DAY_PARTS, join(at, "taken"))
        found.append({**each, **({"taken": taken} if taken else {})})
    return found


def _rows(question: Question, raw: Any) -> list[tuple[str, Any]]:
    """Return the rows that say something, each with its number."""
    if not isinstance(raw, list):
        raise RefusedError(Refusal.WRONG_SHAPE)
    rows = [(str(number), row) for number, row in enumerate(raw) if not is_blank(row)]
    if len(rows) > question.limit:
        raise RefusedError(Refusal.TOO_MANY, limit=question.limit)
    return rows


_READERS: dict[Kind, Callable[[Question, Any, Collection[str]], Any]] = {
    Kind.NOTICE: _read_notice,
    Kind.CHOICE: _read_choice,
    Kind.CONSENT: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.BODY: _read_choices,
    Kind.TEXT: _read_words,
    Kind.LONG_TEXT: _read_words,
    Kind.FIELDS: _read_fields,
    Kind.NUMBER: _read_number,
    Kind.DATE_WORDS: lambda _question, raw, _known: read_moment(raw, DAY_PARTS),
    Kind.PERIOD: lambda _question, raw, _known: read_period(raw, DAY_PARTS),
    Kind.PLACE: lambda _question, raw, known: read_place(raw, known),
    Kind.LEGS: _read_legs,
    Kind.FILES: _read_files,
}
