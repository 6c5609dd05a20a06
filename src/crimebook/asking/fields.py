"""What a page's form posts, and the reverse: names of fields for one question.

A field is named after its question and its part of the answer: ``event_when.date``,
``detention_legs.0.place.words``. A simple answer is the field ``first_account`` itself; several choices
repeat it. The field ``QUESTION.special`` with "unknown" or "unsaid" wins over anything else typed, since it
is a button of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crimebook.asking.questions import Kind, Question, Special, special_of

SPECIAL = "special"

Fields = Mapping[str, Sequence[str]]

_ONE_FIELD = frozenset({Kind.NOTICE, Kind.CHOICE, Kind.CONSENT, Kind.TEXT, Kind.LONG_TEXT})
_REPEATED_FIELD = frozenset({Kind.CHOICES, Kind.BODY})
_ROWS = frozenset({Kind.LEGS, Kind.FILES})


def raw_from_fields(question: Question, fields: Fields) -> Any:
    """Return what was posted as a raw answer for `check_answer`; other questions' fields are passed over."""
    special = _last(fields, f"{question.id}.{SPECIAL}")
    if special in set(Special):
        return Special(special).answer
    if question.kind in _REPEATED_FIELD:
        return list(fields.get(question.id, ()))
    if question.kind in _ONE_FIELD or question.id in fields:
        return _last(fields, question.id)
    nested = _nested(question.id, fields)
    return _rows(nested) if question.kind in _ROWS else nested


def fields_from_answer(question: Question, value: Any) -> dict[str, list[str]]:
    """Return the fields that post an answer, so that a page can show it again."""
    special = special_of(value)
    if special is not None:
        return {f"{question.id}.{SPECIAL}": [special.value]}
    if question.kind in _REPEATED_FIELD:
        return {question.id: list(value)}
    if question.kind is Kind.NOTICE:
        return {question.id: ["read"]}
    return {name: [text] for name, text in _flat(question.id, value)}


def _last(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[-1] if values else ""


def _nested(question_id: str, fields: Fields) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name in fields:
        head, _, rest = name.partition(".")
        keys = rest.split(".")
        if head != question_id or not rest or keys == [SPECIAL]:
            continue
        inner = nested
        for key in keys[:-1]:
            below = inner.setdefault(key, {})
            # A hostile page may post both "a" and "a.b"; the first stays and is refused as a wrong shape.
            inner = below if isinstance(below, dict) else {}
        inner.setdefault(keys[-1], _last(fields, name))
    return nested


def _rows(nested: Mapping[str, Any]) -> list[Any]:
    """Return numbered rows in their order; what has no number is a wrong shape and stays visible as such."""
    numbered = {
        int(key): row for key, row in nested.items() if key.isascii() and key.isdigit() and len(key) < 5
    }
    rows = [numbered[key] for key in sorted(numbered)]
    return rows if len(numbered) == len(nested) else [*rows, "unnumbered"]


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(f"{name}.{key}", each)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _flat(f"{name}.{number}", each)
    else:
        yield name, str(value)
