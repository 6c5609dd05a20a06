"""Persons of a force and the posts they held, as lists tell of them; names stand as their source writes them.

``persons``: ``id, is_invented`` must be there; ``name, name_kind, rank, unit, unit_words, badge, helmet,
plate, phone, birth, death, description, role, side, incident`` may be. ``postings``: ``id, person,
is_invented`` must be there, with ``unit`` or ``unit_words``; ``kind, title, rank, is_command, time`` may be.
Days are YYYY, YYYY-MM or YYYY-MM-DD. These are lists of a force's people: a list of victims or witnesses is
a list of cases, where names are sealed.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crimebook.exchange.papers.paper import (
    read_choice,
    read_code,
    read_id,
    read_invented,
    read_ref,
    read_time,
    read_unit,
)
from crimebook.exchange.tables import FieldError, Parsed, Row, Table, need, parse_table, read_optional
from crimebook.exchange.values import EARLIEST_YEAR, check_not_future, read_yes_no
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, Ref
from crimebook.terms.intervals import FourPoint
from crimebook.terms.mentions import SaidOfPerson

PERSONS = ("id", "is_invented")
POSTINGS = ("id", "person", "is_invented")
SIDES = ("force", "public", "unknown")
COMMANDING = frozenset({"head", "acting_head"})
"""Codes of ``posting_kinds`` whose holders command the unit, where a row says nothing else."""

LATEST_YEAR = 2099
"""A later year is a slip of the pen."""

_DAYS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_TOLD = ("name", "rank", "badge", "helmet", "plate", "phone", "description", "role")
_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Body:
    """A unit as a row names it: its source's id and its names by language."""

    external_id: ExternalId
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A time in days: begun from and by, ended from and by; None is unknown."""

    begun_from: date | None = None
    begun_by: date | None = None
    ended_from: date | None = None
    ended_by: date | None = None

    def in_zone(self, zone: ZoneInfo) -> FourPoint:
        """Return the time with days of a zone; raise `InvalidValueError` for one that runs backwards."""
        return FourPoint(
            _begin(self.begun_from, zone),
            _end(self.begun_by, zone),
            _begin(self.ended_from, zone),
            _end(self.ended_by, zone),
        )


Days = tuple[date, date]
"""The first and the last day that a date may mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """A person of a force. ``unit`` asks for a unit of the book by its id or reference."""

    row: Row
    external_id: ExternalId
    is_invented: bool
    said: SaidOfPerson
    unit: str = ""
    incident: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A post that a person held.

    The person is asked for in the book by ``person``, or told here by ``officer`` with the source's id; the
    unit likewise by ``unit``, or told here by ``body``.
    """

    row: Row
    external_id: ExternalId
    is_invented: bool
    person: str = ""
    officer: tuple[ExternalId, SaidOfPerson] | None = None
    unit: str = ""
    body: Body | None = None
    unit_words: str = ""
    kind: str = "undetermined"
    title: str = ""
    rank_words: str = ""
    rank: str = ""
    is_command: bool = False
    time: FourPoint | DaySpan = DaySpan()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """A body and, where the source names one, the body above it. ``kind`` is a code of ``unit_relations``."""

    row: Row
    external_id: ExternalId
    is_invented: bool
    child: Body
    parent: Body | None = None
    kind: str = "administrative"
    time: DaySpan = DaySpan()


def parse_persons(content: Table, *, today: date) -> Parsed[OfficerRow]:
    """Read a table of persons of a force."""

    def parse_row(row: Row) -> OfficerRow:
        if not any(row[field] for field in _TOLD):
            raise FieldError("name", Fault("something by which to know the person", "nothing"))
        return OfficerRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            said=_said(row, today),
            unit=row["unit"],
            incident=read_ref(row, "incident") if row["incident"] else None,
        )

    return parse_table(content, required=PERSONS, parse_row=parse_row, identify=lambda each: each.external_id)


def parse_postings(content: Table, *, today: date) -> Parsed[ServiceRow]:
    """Read a table of posts."""

    def parse_row(row: Row) -> ServiceRow:
        unit, unit_words = read_unit(row)
        kind = read_code(row, "kind") or "undetermined"
        commands = read_optional(row, "is_command", read_yes_no)
        return ServiceRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            person=need(row, "person"),
            unit=unit,
            unit_words=unit_words,
            kind=kind,
            title=row["title"],
            rank_words=row["rank"],
            is_command=kind in COMMANDING if commands is None else commands,
            time=read_time(row, today),
        )

    return parse_table(
        content, required=POSTINGS, parse_row=parse_row, identify=lambda each: each.external_id
    )


def read_days(text: str) -> Days:
    """Read YYYY, YYYY-MM or YYYY-MM-DD."""
    found = _DAYS.fullmatch(text)
    if not found:
        raise InvalidValueError("YYYY, YYYY-MM or YYYY-MM-DD", repr(text[:40]))
    year, month, day = (int(part) if part else None for part in found.groups())
    if not EARLIEST_YEAR <= (year or 0) <= LATEST_YEAR:
        raise InvalidValueError(f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}", repr(text[:40]))
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise InvalidValueError("a day that exists", repr(text[:40])) from error
    if day is not None:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def cited_span(first: Days | None, last: Days | None, *, is_start: bool, is_end: bool) -> DaySpan:
    """Return the time of what a source first and last tells of on some of these days.

    With ``is_start`` and ``is_end`` it began and ended on them; else it had begun by the first, and lasted to
    the last, and nobody says since when and how long. Raises `InvalidValueError` for a last before a first.
    """
    if first and last and last[1] < first[0]:
        raise InvalidValueError(f"a last day from {first[0]} on", str(last[1]), "check both dates")
    begun_from = first[0] if first and is_start else None
    begun_by = first[1] if first else None
    ended_from = last[0] if last else None
    ended_by = last[1] if last and is_end else None
    if begun_by and ended_by:
        begun_by = min(begun_by, ended_by)
    if begun_from and ended_from:
        ended_from = max(begun_from, ended_from)
    return DaySpan(begun_from, begun_by, ended_from, ended_by)


def _said(row: Row, today: date) -> SaidOfPerson:
    name_kind = read_code(row, "name_kind") or ("legal" if row["name"] else "unnamed")
    return SaidOfPerson(
        name=row["name"],
        name_kind=name_kind,
        rank_words=row["rank"],
        unit_words=row["unit_words"],
        badge=_number(row, "badge"),
        helmet=_number(row, "helmet"),
        plate=_number(row, "plate"),
        phone=_number(row, "phone"),
        birth=days_as_written(row, "birth", today),
        death=days_as_written(row, "death", today),
        description=row["description"],
        role_words=row["role"],
        side=read_choice(row, "side", SIDES) or "force",
    )


def days_as_written(row: Row, field: str, today: date) -> str:
    """Return a cell of days that have begun, as it is written; empty where it is."""

    def read(text: str) -> str:
        check_not_future(read_days(text)[0], today)
        return text

    return read_optional(row, field, read) or ""


def _number(row: Row, field: str) -> str:
    if len(row[field]) > 64:
        raise FieldError(
            field, Fault("at most 64 characters", f"{len(row[field])}", "put the rest elsewhere")
        )
    return row[field]


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)


def _end(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), zone) - _JUST_BEFORE
