"""What leads to a person in somebody's table: it is set apart from a row before anybody reads the row.

A victim's, a witness's or a reporter's name, telephone, address and the like are known by what their column
is called, or because a mapping says so. They leave the cells of the row for `Row.apart`; what becomes of them
there (they are sealed to custodians, or left out) is decided by whoever imports.

Names of those who are said to have done it are no such words: they are claims, and stay. What stands in the
middle of a sentence is not found.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from crimebook.exchange.headings import Role, plain, role_of
from crimebook.exchange.tables import LEFT_OUT, PersonWords, Row

PERSONAL: Final = (
    Role.PERSON_NAME,
    Role.PERSON_PHONE,
    Role.PERSON_EMAIL,
    Role.PERSON_CONTACT,
    Role.PERSON_ADDRESS,
    Role.PERSON_BIRTH,
    Role.PERSON_DOCUMENT,
    Role.PERSON_OTHER,
)
"""The roles of columns that lead to a person."""

AGAIN: Final = "@again"
"""The cell of a row whose words stood in the file before, about somebody else: the number of the person."""

_NO_QUESTIONS = ("_", "meta/", "formhub/", "@")
"""How cells begin that no question of a form fills."""

_MOST_WORDS = 6
"""A longer heading is a question about something else that names a telephone or a person on its way."""

_PHRASES: Mapping[Role, str] = {
    Role.PERSON_NAME: (
        "full name | first name | last name | surname | family name | given name | given names | patronymic "
        "| middle name | maiden name | first and last name | name and surname | name surname | фио | ф и о | "
        "фамилия | имя | отчество | фамилия имя | фамилия имя отчество | имя фамилия | имя и фамилия | "
        "прозвішча | імя | імя і прозвішча | імя прозвішча | прозвішча імя | імя па бацьку | піб"
    ),
    Role.PERSON_EMAIL: (
        "email | e mail | mail | эл почта | электронная почта | почта | адрес электронной почты | эл пошта | "
        "электронная пошта | пошта | адрас электроннай пошты"
    ),
    Role.PERSON_CONTACT: (
        "contact | contacts | contact details | contact info | contact information | how to reach | контакт "
        "| контакты | контактные данные | как связаться | кантакт | кантакты | кантактныя даныя | як звязацца"
    ),
    Role.PERSON_ADDRESS: (
        "home address | postal address | residential address | address of residence | place of residence | "
        "residence | домашний адрес | адрес проживания | адрес регистрации | место жительства | прописка | "
        "хатні адрас | адрас пражывання | адрас рэгістрацыі | месца жыхарства | прапіска"
    ),
    Role.PERSON_BIRTH: "dob | birthday | birthdate | дата рождения | дата нараджэння",
    Role.PERSON_DOCUMENT: (
        "passport | passport number | personal number | personal id | national id | identity number | "
        "id card | паспорт | номер паспорта | личный номер | пашпарт | нумар пашпарта | асабісты нумар"
    ),
}
_STEMS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.PERSON_PHONE, ("phone", "telephone", "mobile", "телефон", "тэлефон")),
    (Role.PERSON_EMAIL, ("email",)),
    (Role.PERSON_BIRTH, ("birth", "рожден", "нараджэн")),
    (Role.PERSON_DOCUMENT, ("passport", "паспорт", "пашпарт")),
)
"""Beginnings of a word of which one is enough."""

_OF_WHOM = (
    "victim", "witness", "survivor", "patient", "respondent", "interviewee", "applicant", "complainant",
    "claimant", "detainee", "detained", "arrested", "injured", "reporter", "informant", "relative", "person",
    "your",
    "потерпевш", "пострадавш", "жертв", "свидетел", "очевид", "заявител", "задержан", "опрошен", "респондент",
    "родственник", "пациент", "ваш", "пацярпел", "ахвяр", "сведк", "відавоч", "заяўнік", "затрыман", "апытан",
    "рэспандэнт", "сваяк", "пацыент",
)  # fmt: skip
_NAMES = ("name", "surname", "фамили", "имя", "имени", "фио", "імя", "імені", "прозвішч")
_REACHED = (
    "contact", "telegram", "viber", "whatsapp", "signal", "skype", "address", "контакт", "телеграм", "вайбер",
    "адрес", "кантакт", "тэлеграм", "адрас",
)  # fmt: skip
_OF_OTHERS = (
    "perpetrator", "officer", "commander", "suspect", "unit", "agency", "police", "judge", "employee", "body",
    "исполнител", "сотрудник", "командир", "подозрева", "подраздел", "милици", "судь", "виновн", "орган",
    "выканаў", "супрацоўнік", "камандзір", "падазра", "падраздзял", "міліц", "суддз", "вінават",
)  # fmt: skip
"""Of whom a claim is made, and what no person is."""

_OF_A_THING = (
    "taken", "took", "seiz", "confisc", "search", "unlock", "broke", "model", "camera", "изъя", "отобра",
    "отнял", "забра", "проверя", "модел", "канфіск", "адабра", "забра", "мадэл",
)  # fmt: skip
"""A telephone that was taken away is no way to reach anybody."""


def person_role_of(heading: str) -> Role | None:
    """Return what of a person a column or question of this name tells, or None for anything else."""
    return _role_of(plain(heading)) if role_of(heading) is not Role.CONSENT else None


@lru_cache(maxsize=10_000)
def _role_of(name: str) -> Role | None:
    words = name.split()
    if name in _EXACT:
        return _EXACT[name]
    if not words or len(words) > _MOST_WORDS or _has(words, _OF_OTHERS) or _has(words, _OF_A_THING):
        return None
    by_word = next((role for role, stems in _STEMS if _has(words, stems)), None)
    if by_word is not None or not _has(words, _OF_WHOM):
        return by_word
    if _has(words, _NAMES):
        return Role.PERSON_NAME
    return Role.PERSON_CONTACT if _has(words, _REACHED) else None


def _has(words: Iterable[str], stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for word in words)


def set_apart(row: Row, roles: Mapping[str, Role], empty: frozenset[str] = frozenset()) -> Row:
    """Return a row without the cells of the given columns; what they say stands apart.

    Cells that say nothing (or one of the words in ``empty``, in small letters) leave the row as well.
    """
    said = tuple(
        PersonWords(role, column, words)
        for column, role in roles.items()
        if (words := row[column]) and words.casefold() not in empty
    )
    kept = {column: cell for column, cell in row.cells.items() if column not in roles}
    return Row(row.number, kept, (*row.apart, *said))


def note_left_out(row: Row, columns: Iterable[str]) -> Row:
    """Return a row that says which columns its format left out, because they lead to a person."""
    left = tuple(PersonWords(LEFT_OUT, column, "") for column in columns)
    return Row(row.number, row.cells, (*row.apart, *left)) if left else row


def set_table_apart(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows of one table without the columns whose names say that they lead to a person."""
    every = iter(rows)
    first = next(every, None)
    if first is None:
        return
    roles = _personal(tuple(first.cells), {})
    # A table of a million rows without such a column is handed through.
    yield from (
        chain((first,), every) if not roles else (set_apart(row, roles) for row in chain((first,), every))
    )


def set_answers_apart(rows: Iterable[Row], *more: tuple[str, Role]) -> Iterator[Row]:
    """Yield submissions without the answers that by their question, or as ``more`` says, lead to a person."""
    known = dict(more)
    seen: dict[tuple[str, ...], dict[str, Role]] = {}
    for row in rows:
        columns = tuple(row.cells)
        if columns not in seen:
            seen.clear()
            seen[columns] = _personal(columns, known)
        kept = set_apart(row, seen[columns]) if seen[columns] else row
        yield set_repeats_apart(kept, known)


def set_repeats_apart(row: Row, known: Mapping[str, Role] = MappingProxyType({})) -> Row:
    """Return a row without the personal answers within its repeated groups, each the JSON text of a list."""
    said: list[PersonWords] = []
    cells = dict(row.cells)
    for column, cell in row.cells.items():
        if cell.startswith("[{") and not column.startswith(_NO_QUESTIONS):
            found: list[PersonWords] = []
            kept = _prune(_read_json(cell), column, known, found)
            if found:
                cells[column], said = json.dumps(kept, ensure_ascii=False), [*said, *found]
    return Row(row.number, cells, (*row.apart, *said)) if said else row


def _personal(columns: tuple[str, ...], known: Mapping[str, Role]) -> dict[str, Role]:
    """Return those of the columns that lead to a person."""
    found = ((column, _asked_in(column, known)) for column in columns if not column.startswith(_NO_QUESTIONS))
    return {column: role for column, role in found if role is not None}


def _asked_in(path: str, known: Mapping[str, Role]) -> Role | None:
    """Return what a question of a form tells of a person; the last part of its path is its name."""
    bare = re.sub(r"\[\d+\]", "", path)
    if _has(plain(bare).split(), _OF_OTHERS):
        # A name in a group about officers is a claim, whatever its own question is called.
        return None
    question = bare.rpartition("/")[2]
    return known.get(plain(question)) or person_role_of(question)


def _prune(value: Any, path: str, known: Mapping[str, Role], found: list[PersonWords]) -> Any:
    """Return a JSON value without what leads to a person, which goes to ``found``."""
    if isinstance(value, list):
        return [_prune(each, f"{path}[{number}]", known, found) for number, each in enumerate(value, start=1)]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, inner in value.items():
        role = _asked_in(f"{path}/{name}", known)
        if role is None:
            kept[name] = _prune(inner, f"{path}/{name}", known, found)
        elif inner not in (None, ""):
            words = inner if isinstance(inner, str) else json.dumps(inner, ensure_ascii=False)
            found.append(PersonWords(role, f"{path}/{name}", words))
    return kept


def _read_json(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def number_again(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with the cell `AGAIN` where only what stands apart tells two of them from one another.

    Two people who were detained on one day in one town are two; the same row twice is one that came twice.
    """
    people: dict[tuple[tuple[str, str], ...], dict[tuple[PersonWords, ...], int]] = {}
    for row in rows:
        known = people.setdefault(row.words, {})
        number = known.setdefault(row.apart, len(known) + 1)
        yield row if number == 1 else Row(row.number, {**row.cells, AGAIN: str(number)}, row.apart)


_EXACT: Mapping[str, Role] = {
    plain(name): role for role, names in _PHRASES.items() for name in names.split("|")
}
