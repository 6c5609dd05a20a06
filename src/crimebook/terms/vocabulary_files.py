"""Vocabularies and crosswalks as TOML: what a file may hold, read strictly.

A file is named after what it holds. Keys that are not known here, values of another type, empty texts and a
text that one language lacks are refused; the error names the file and the term. Nothing is guessed but one
thing: a dotted code stands under the code before its last dot, where there is such a term.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, TypeVar

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.vocabularies import LANGUAGES, Crosswalk, CrosswalkEntry, Term, Vocabulary

T = TypeVar("T")
Toml = Mapping[str, Any]

_DEFINITION = "definition_"
_TEXTS = frozenset(LANGUAGES) | {f"{_DEFINITION}{language}" for language in LANGUAGES}
_VOCABULARY_KEYS = _TEXTS | {"name", "version", "group", "terms", "huridocs_list"}
_TERM_KEYS = _TEXTS | {
    "code",
    "broader",
    "order",
    "huridocs",
    "icd10",
    "icd11",
    "elements",
    "deprecated",
    "replaced_by",
}
_CROSSWALK_KEYS = frozenset({"name", "version", "title", "shared", "labels"})
_NOT_A_VOCABULARY = frozenset({"label", "note"})


def read_vocabulary(name: str, text: str) -> Vocabulary:
    """Read the vocabulary ``name`` from the text of its file, or raise `InvalidValueError`."""
    file = f"{name}.toml"
    with _place(file):
        toml = _parse(text)
        _check_keys(toml, _VOCABULARY_KEYS)
        rows = _tables(toml, "terms")
        _check_name(toml, name)
    codes = {row["code"] for row in rows if isinstance(row.get("code"), str)}
    terms = tuple(_read_term(file, number, row, codes) for number, row in enumerate(rows, start=1))
    with _place(file):
        if not any(language in toml for language in LANGUAGES):
            raise InvalidValueError("a label in each of en, ru, be", "none")
        return Vocabulary(
            name,
            _text(toml, "version"),
            terms,
            labels=_texts(toml, ""),
            definitions=_texts(toml, _DEFINITION),
            group=_text(toml, "group") if "group" in toml else "",
            huridocs_list=_number(toml, "huridocs_list"),
        )


def read_crosswalk(name: str, text: str) -> Crosswalk:
    """Read the crosswalk ``name`` from the text of its file, or raise `InvalidValueError`."""
    file = f"crosswalks/{name}.toml"
    with _place(file):
        toml = _parse(text)
        _check_keys(toml, _CROSSWALK_KEYS)
        rows = _tables(toml, "labels")
        _check_name(toml, name)
    entries = tuple(_read_entry(file, number, row) for number, row in enumerate(rows, start=1))
    with _place(file):
        return Crosswalk(name, _text(toml, "version"), entries, _text(toml, "title"), _flag(toml, "shared"))


def _read_term(file: str, number: int, row: Toml, codes: set[str]) -> Term:
    with _place(file, row.get("code"), number):
        _check_keys(row, _TERM_KEYS)
        code = _text(row, "code")
        above = code.rpartition(".")[0]
        return Term(
            code,
            _texts(row, ""),
            definitions=_texts(row, _DEFINITION),
            broader=_text(row, "broader") if "broader" in row else above if above in codes else "",
            order=_number(row, "order"),
            huridocs=_text(row, "huridocs") if "huridocs" in row else "",
            icd10=_list(row, "icd10"),
            icd11=_list(row, "icd11"),
            elements=_list(row, "elements"),
            is_deprecated=_flag(row, "deprecated"),
            replaced_by=_text(row, "replaced_by") if "replaced_by" in row else "",
        )


def _read_entry(file: str, number: int, row: Toml) -> CrosswalkEntry:
    with _place(file, row.get("label"), number):
        codes = {name: _text(row, name) for name in row if name not in _NOT_A_VOCABULARY}
        note = _text(row, "note") if "note" in row else ""
        return CrosswalkEntry(_text(row, "label"), MappingProxyType(codes), note)


@contextmanager
def _place(file: str, code: object = None, number: int = 0) -> Iterator[None]:
    """Say of an error in which file and at which term it stands."""
    try:
        yield
    except InvalidValueError as error:
        where = f"mend {code if isinstance(code, str) and code else f'entry {number}'} in {file}"
        raise InvalidValueError(
            error.fault.expected, error.fault.got, where if number else f"mend {file}"
        ) from error


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidValueError("TOML", str(error)[:120]) from error


def _check_keys(row: Toml, known: frozenset[str]) -> None:
    unknown = sorted(set(row) - known)
    if unknown:
        raise InvalidValueError(f"keys among {', '.join(sorted(known))}", ", ".join(unknown)[:80])


def _check_name(toml: Toml, name: str) -> None:
    if _text(toml, "name") != name:
        raise InvalidValueError(f"the name of the file, {name}", repr(toml["name"][:80]))


def _tables(toml: Toml, key: str) -> list[dict[str, Any]]:
    rows = toml.get(key)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise InvalidValueError(f"at least one table [[{key}]]", type(rows).__name__)
    return rows


def _text(row: Toml, key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InvalidValueError(f"a text as {key}", repr(value)[:40])
    return value


def _texts(row: Toml, prefix: str) -> Mapping[str, str]:
    """Return the texts of ``en``, ``ru`` and ``be``, or of ``definition_en`` and so on, that are there."""
    keys = {language: prefix + language for language in LANGUAGES}
    return MappingProxyType({each: _text(row, key) for each, key in keys.items() if key in row})


def _list(row: Toml, key: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise InvalidValueError(f"a list of texts as {key}", repr(value)[:40])
    if key in row and (not value or len(set(value)) != len(value)):
        raise InvalidValueError(f"a list of different texts as {key}", repr(value)[:40])
    return tuple(value)


def _number(row: Toml, key: str) -> int | None:
    return _typed(row, key, int, "a whole number")


def _flag(row: Toml, key: str) -> bool:
    return bool(_typed(row, key, bool, "true or false"))


def _typed(row: Toml, key: str, kind: Callable[..., T], expected: str) -> T | None:
    # type() and not isinstance(): in Python true is a number.
    if key in row and type(row[key]) is not kind:
        raise InvalidValueError(f"{expected} as {key}", repr(row[key])[:40])
    return row.get(key)
