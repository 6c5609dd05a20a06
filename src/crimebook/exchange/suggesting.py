"""Suggestions for a mapping: what the columns of somebody's table may be, and why.

A name that people give such a column counts first, then the look of the first values. A suggestion is for a
person to confirm; each says its reason. What neither name nor look tells stays the source's words.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from functools import partial

from crimebook.exchange.accounts import Subject
from crimebook.exchange.consents import purpose_of
from crimebook.exchange.headings import Role, plain, role_of
from crimebook.exchange.mapping import DATED, EMPTY, LISTS, ConsentRule, Mapping, write_mapping
from crimebook.exchange.moments import read_as, read_moment
from crimebook.exchange.persons import PERSONAL, person_role_of
from crimebook.exchange.points import read_spot
from crimebook.exchange.sheets import Layout, Sheet, find_layout, read_sheet
from crimebook.exchange.values import read_number, read_url
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import check_external_id
from crimebook.terms.reasons import Reason, reason

SAMPLE_ROWS = 200
LOOKED_AT = 3
"""Values of which at least so many tell what a column is."""
ENOUGH = 0.8
"""The share of values that must look like something before a column is taken for it."""
MANY = frozenset({*PERSONAL, Role.TEXT, Role.LINKS, Role.LABELS, Role.ACTORS, Role.CONSENT, Role.PLACE_WORDS})
"""Roles that more than one column may have."""
_CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+\d(?:[\s()-]*\d){8,14}|80\d{9}")
"""With a plus, or as it is dialled within Belarus; a bare number can be many things."""
_SLASHED = re.compile(r"(\d\d?)/(\d\d?)/(?:\d{4}|\d\d)\b")
_FORMATS = ("DD/MM/YYYY", "MM/DD/YYYY", "DD/MM/YY", "MM/DD/YY", "DD.MM.YY")
_PARTING = ("|", ";", ",")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A column, what it may be, why, and the writing of its times or lists where that must be named."""

    column: str
    role: Role
    reason: Reason
    format: str = ""
    separator: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """Something that values can look like: a reader that refuses other values, and what it is called."""

    role: Role
    read: Callable[[str], object]
    why: Reason


def suggest_mapping(header: Sequence[str], rows: Sequence[Pairs[str, str]]) -> tuple[Suggestion, ...]:
    """Return a suggestion for each column that its name or its values tell, in the order of the table."""
    found: list[Suggestion] = []
    taken: set[Role] = set()
    for column in header:
        values = _values(column, rows)
        for suggestion in _of_column(column, values):
            if suggestion.role not in taken or suggestion.role in MANY:
                taken.add(suggestion.role)
                found.append(suggestion)
                break
    return tuple(_consistent(found))


def draft_mapping(
    name: str, sheet: Sheet, *, layout: Layout | None = None, subject: Subject = Subject.INCIDENT
) -> Mapping:
    """Return a mapping of all suggestions for a table, to be looked at and corrected."""
    suggestions = suggest_mapping(sheet.header, [row.cells for row in sheet.rows[:SAMPLE_ROWS]])
    return mapping_of(name, suggestions, layout=layout or Layout(), subject=subject)


def suggest_file(name: str, content: bytes) -> bytes:
    """Return a mapping file for a table, with the reason of each suggestion and the columns left as words.

    Raises `TableError` where the file is no table.
    """
    layout = find_layout(content)
    sheet = read_sheet(content, layout)
    suggestions = suggest_mapping(sheet.header, [row.cells for row in sheet.rows[:SAMPLE_ROWS]])
    suggested = {each.column for each in suggestions}
    notes = [f"# {each.role}: {each.column}: {each.reason}" for each in suggestions]
    notes += [f"# stays words: {column}" for column in sheet.header if column not in suggested]
    head = "".join(f"{_one_line(note)}\n" for note in notes)
    return f"{head}\n".encode() + write_mapping(mapping_of(name, suggestions, layout=layout))


def _one_line(note: str) -> str:
    """Return a comment of TOML: a line break in it would make a key of what follows."""
    return "".join(sign if sign.isprintable() else " " for sign in note)


def mapping_of(
    name: str, suggestions: Sequence[Suggestion], *, layout: Layout, subject: Subject = Subject.INCIDENT
) -> Mapping:
    """Return the mapping that suggestions make together."""
    columns: dict[Role, tuple[str, ...]] = {}
    for each in suggestions:
        if each.role is not Role.CONSENT:
            columns[each.role] = (*columns.get(each.role, ()), each.column)
    return Mapping(
        name=name,
        subject=subject,
        columns=columns,
        layout=layout,
        formats={each.role: each.format for each in suggestions if each.format},
        separators={each.role: each.separator for each in suggestions if each.separator},
        consents=tuple(
            ConsentRule(purpose_of(each.column), column=each.column)
            for each in suggestions
            if each.role is Role.CONSENT
        ),
    )


def _values(column: str, rows: Sequence[Pairs[str, str]]) -> tuple[str, ...]:
    cells = (row.get(column, "").strip() for row in rows[:SAMPLE_ROWS])
    return tuple(cell for cell in cells if cell and cell not in EMPTY)


def _of_column(column: str, values: tuple[str, ...]) -> Iterator[Suggestion]:
    """Yield what a column may be, the best first: its name, as its values allow it, then its values.

    What may lead to a person goes before all: taken for something else, it would lie open.
    """
    personal = _personal(column, values)
    if personal is not None:
        yield personal
        return
    named = role_of(column)
    if named is not None and _fits(named, values):
        yield from _named(column, named, values)
    looks = _look_of(values)
    if looks is not None and looks.role is not named:
        yield _dated(column, looks.role, looks.why, values)


def _personal(column: str, values: tuple[str, ...]) -> Suggestion | None:
    """Return what of a person a column may tell, by its name or by the look of its values."""
    role = person_role_of(column)
    if role is not None:
        return Suggestion(column, role, reason("the column is called {name}", name=column[:80]))
    if plain(column) == "name":
        why = reason("a column called {name} may name persons, or what happened: look", name=column[:80])
        return Suggestion(column, Role.PERSON_NAME, why)
    if len(values) >= LOOKED_AT and _share(values, _read_email) >= ENOUGH:
        return Suggestion(column, Role.PERSON_EMAIL, reason("its values are addresses of e-mail"))
    if len(values) >= LOOKED_AT and _share(values, _read_phone) >= ENOUGH:
        return Suggestion(column, Role.PERSON_PHONE, reason("its values are numbers of telephones"))
    return None


def _named(column: str, role: Role, values: tuple[str, ...]) -> Iterator[Suggestion]:
    why = reason("the column is called {name}", name=column[:80])
    if role in DATED:
        yield _dated(column, role, why, values)
    elif role in LISTS and role is not Role.LINKS:
        yield Suggestion(column, role, why, separator=_separator(values))
    else:
        yield Suggestion(column, role, why)


def _fits(role: Role, values: tuple[str, ...]) -> bool:
    """Whether the values of a column can be what its name says; most names allow any words."""
    readers: dict[Role, Callable[[str], object]] = {
        Role.POINT: read_spot,
        Role.LAT: read_number,
        Role.LON: read_number,
        Role.RADIUS_M: read_number,
        Role.URL: read_url,
        Role.LINKS: _first_url,
        Role.ID: lambda text: check_external_id("_".join(text.split())),
        Role.START: read_moment,
        Role.END: read_moment,
        Role.POSTED_AT: read_moment,
    }
    if role is Role.ID and len(set(values)) != len(values):
        return False
    return role not in readers or not values or _share(values, readers[role]) >= ENOUGH


def _look_of(values: tuple[str, ...]) -> _Look | None:
    if len(values) < LOOKED_AT:
        return None
    return next((look for look in _LOOKS if _share(values, look.read) >= ENOUGH), None)


def _share(values: tuple[str, ...], read: Callable[[str], object]) -> float:
    return sum(_can_be(value, read) for value in values) / len(values)


def _can_be(value: str, read: Callable[[str], object]) -> bool:
    try:
        read(value)
    except InvalidValueError:
        return False
    return True


def _dated(column: str, role: Role, why: Reason, values: tuple[str, ...]) -> Suggestion:
    """Return a suggestion with the format in which all its days can be read, where one must be named."""
    if role not in DATED or not values or _share(values, read_moment) == 1:
        return Suggestion(column, role, why)
    fitting = [pattern for pattern in _FORMATS if _share(values, partial(read_as, pattern)) >= ENOUGH]
    if not fitting:
        return Suggestion(column, role, why)
    is_two_ways = len(fitting) > 1 and fitting[0][:2] != fitting[1][:2]
    if is_two_ways:
        why = reason(
            "the days of {name} can be read two ways: look which number is the month", name=column[:80]
        )
    return Suggestion(column, role, why, format=fitting[0])


def _separator(values: tuple[str, ...]) -> str:
    counts = {sign: sum(sign in value for value in values) for sign in _PARTING}
    best = max(_PARTING, key=lambda sign: counts[sign])
    return best if counts[best] else ""


def _consistent(found: list[Suggestion]) -> Iterator[Suggestion]:
    """Leave out half a pair of coordinates, and a pair beside a column of points."""
    roles = {each.role for each in found}
    is_pair = {Role.LAT, Role.LON} <= roles
    for each in found:
        if each.role in {Role.LAT, Role.LON} and not is_pair:
            continue
        if each.role is Role.POINT and is_pair:
            continue
        yield each


def _first_url(text: str) -> str:
    return read_url(re.split(r"[\s|]+", text)[0].rstrip(",;"))


def _read_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise InvalidValueError("an address of e-mail", "something else")
    return text


def _read_phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise InvalidValueError("a number of a telephone with its country", "something else")
    return text


def _read_clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise InvalidValueError("a time of day", "something else")
    return text


def _read_day(text: str) -> object:
    """Read a day that names itself as one: a bare year or a bare number can be many things."""
    if _SLASHED.match(text):
        return text
    if len(text) < 6 or not re.search(r"\D", text):
        raise InvalidValueError("a day", "a number")
    return read_moment(text)


def _read_clocked(text: str) -> object:
    moment = read_moment(text)
    if moment.clock is None or not re.search(r"\D", text):
        raise InvalidValueError("a day with a time", "something else")
    return moment


_LOOKS = (
    _Look(Role.LINKS, _first_url, reason("its values are web addresses")),
    _Look(Role.POINT, read_spot, reason("its values are pairs of coordinates")),
    _Look(Role.START, _read_clocked, reason("its values are days with a time")),
    _Look(Role.DAY, _read_day, reason("its values are days")),
    _Look(Role.TIME_WORDS, _read_clock, reason("its values are times of day")),
)
