"""Any table with a mapping file, as a partner's format.

What a row does not say stays unknown: a row without a day or a place comes in. A day in words ("in early
August") stays words; a day in figures that can be read two ways refuses its row and asks for a format. A
table without ids knows a row by its words, so that the same row is known again wherever it stands; rows that
only a person tells from one another have a number.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from crimebook.exchange.accounts import (
    Account,
    ConsentWords,
    Format,
    LinkWords,
    LocalTimes,
    Subject,
    When,
    Where,
)
from crimebook.exchange.cases import InjuryWords
from crimebook.exchange.consents import read_consent
from crimebook.exchange.headings import Role
from crimebook.exchange.mapping import Mapping, personal_columns
from crimebook.exchange.moments import Moment, read_as, read_moment, says_words
from crimebook.exchange.persons import number_again, set_apart, set_repeats_apart
from crimebook.exchange.points import read_spot, spot_of
from crimebook.exchange.recordings import Spot
from crimebook.exchange.sheets import is_of_forms, read_sheet
from crimebook.exchange.tables import FieldError, Row, TableError
from crimebook.exchange.values import MAX_SPAN_S, amount_reader, read_url
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id
from crimebook.terms.instants import at_local, parse_zone

MAPPED = "mapped"
"""The name of every such format: a mapping's own name is that of a source, and may be any."""

STATED_SIGMA_S = 900.0
"""A time of day that a person gives is good to a quarter of an hour."""
_ENTRIES = re.compile(r"[|;\n]")
_ADDRESSES = re.compile(r"[\s|]+")
_INJURY = re.compile(r"([a-z0-9_.]+)/([a-z0-9_.]+)(?:/([a-z0-9_.]*))?")
T = TypeVar("T")


def mapped_format(mapping: Mapping) -> Format:
    """Return the format of tables that a mapping describes."""
    reader = _Reader(mapping)
    return Format(
        MAPPED, f"a table read by the mapping {mapping.name}", reader.read_rows, reader.read_account
    )


class _Reader:
    """The two functions of a mapped format."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._empty = frozenset(word.casefold() for word in mapping.empty)
        self._codes = {
            role: {_folded(word): code for word, code in codes.items()}
            for role, codes in mapping.codes.items()
        }

    def read_rows(self, content: bytes) -> Iterator[Row]:
        """Yield the rows; raise `TableError` where a column of the mapping is not in the table."""
        sheet = read_sheet(content, self._mapping.layout)
        wanted = [
            (f"columns.{role}", name) for role, names in self._mapping.columns.items() for name in names
        ]
        wanted += [("consents", rule.column) for rule in self._mapping.consents if rule.column]
        for key, name in wanted:
            if name not in sheet.header:
                raise TableError(f"{key}: expected a column {name[:80]!r}, got none of that name")
        personal = personal_columns(self._mapping, sheet.header)
        rows: Iterable[Row] = sheet.rows
        if is_of_forms(content):
            rows = map(set_repeats_apart, rows)
        if personal:
            rows = (set_apart(row, personal, self._empty) for row in rows)
        yield from rows if Role.ID in self._mapping.columns else number_again(rows)

    def read_account(self, row: Row) -> Account:
        """Read one row."""
        mapping = self._mapping
        text, injuries = self._injuries(row)
        account = Account(
            row=row,
            external_id=self._id(row),
            subject=mapping.subject,
            title=self._first(row, Role.TITLE),
            text="\n\n".join((*self._words(row, Role.TEXT), *text)),
            url=self._one(row, Role.URL, read_url) or "",
            when=self._when(row),
            where=Where(
                self._spot(row), ", ".join(self._words(row, Role.PLACE_WORDS)), self._first(row, Role.TOWN)
            ),
            labels=self._coded(Role.LABELS, self._entries(row, Role.LABELS)),
            injuries=injuries,
            actors=self._entries(row, Role.ACTORS),
            victims=self._first(row, Role.VICTIMS),
            evidence_kind=self._first(row, Role.EVIDENCE_KIND),
            links=tuple(self._links(row)),
            consents=tuple(self._consents(row)),
            is_invented=mapping.is_invented,
        )
        return self._of_subject(row, account)

    def _of_subject(self, row: Row, account: Account) -> Account:
        """Add what only a recording, a message or a unit has."""
        kind = next(iter(self._coded(Role.KIND, self._words(row, Role.KIND))), "")
        parent = self._first(row, Role.PARENT)
        names = (("be", Role.NAME_BE), ("ru", Role.NAME_RU), ("en", Role.NAME_EN))
        return replace(
            account,
            kind=kind or ("undetermined" if account.subject in {Subject.RECORDING, Subject.MESSAGE} else ""),
            duration_s=self._one(row, Role.DURATION_S, _read_duration_s),
            channel=self._first(row, Role.CHANNEL),
            sender=self._first(row, Role.SENDER),
            names=tuple(
                (language, self._first(row, role)) for language, role in names if self._first(row, role)
            ),
            parent=check_external_id(_unspaced(parent)) if parent else None,
        )

    def _cells(self, row: Row, role: Role) -> Iterator[tuple[str, str]]:
        """Yield the columns of a role that say something, or else its constant."""
        said = False
        for column in self._mapping.columns.get(role, ()):
            words = row[column]
            if words and words.casefold() not in self._empty:
                said = True
                yield column, words
        constant = self._mapping.constants.get(role)
        if constant and not said:
            yield f"constants.{role}", constant

    def _words(self, row: Row, role: Role) -> tuple[str, ...]:
        return tuple(words for _, words in self._cells(row, role))

    def _first(self, row: Row, role: Role) -> str:
        return next(iter(self._words(row, role)), "")

    def _one(self, row: Row, role: Role, read: Callable[[str], T]) -> T | None:
        for column, words in self._cells(row, role):
            return _read(column, words, read)
        return None

    def _entries(self, row: Row, role: Role) -> tuple[str, ...]:
        separator = self._mapping.separators.get(role)
        return tuple(
            entry.strip()
            for words in self._words(row, role)
            for entry in (words.split(separator) if separator else _ENTRIES.split(words))
            if entry.strip() and entry.strip().casefold() not in self._empty
        )

    def _coded(self, role: Role, entries: tuple[str, ...]) -> tuple[str, ...]:
        codes = self._codes.get(role, {})
        return tuple(codes.get(_folded(entry), entry) for entry in entries)

    def _id(self, row: Row) -> ExternalId:
        for column, words in self._cells(row, Role.ID):
            return _read(column, _unspaced(words), check_external_id)
        for column in self._mapping.columns.get(Role.ID, ()):
            raise FieldError(column, Fault("the record's own id", "an empty cell", "fill it in"))
        words = json.dumps(list(row.words), ensure_ascii=False)
        return ExternalId("row-" + hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32])

    def _links(self, row: Row) -> Iterator[LinkWords]:
        """Yield the addresses in the columns of links; what is no address stays words."""
        separator = self._mapping.separators.get(Role.LINKS)
        for words in self._words(row, Role.LINKS):
            for entry in words.split(separator) if separator else _ADDRESSES.split(words):
                try:
                    yield LinkWords(read_url(entry.strip().rstrip(",;")))
                except InvalidValueError:
                    continue

    def _injuries(self, row: Row) -> tuple[tuple[str, ...], tuple[InjuryWords, ...]]:
        """Return injuries in words, to stand with the text, and those in codes ``region/nature/method``."""
        entries = self._entries(row, Role.INJURIES)
        coded = [_INJURY.fullmatch(entry) for entry in entries]
        words = tuple(entry for entry, found in zip(entries, coded, strict=True) if found is None)
        return words, tuple(
            InjuryWords(each[1], each[2], each[3] or "") for each in coded if each is not None
        )

    def _consents(self, row: Row) -> Iterator[ConsentWords]:
        for rule in self._mapping.consents:
            if not rule.column:
                yield ConsentWords(rule.purpose, rule.answer, rule.given_by, rule.words)
            elif row[rule.column] and row[rule.column].casefold() not in self._empty:
                said = read_consent(rule.column, row[rule.column], given_by=rule.given_by)
                words = "; ".join(filter(None, (rule.words, said.words)))
                yield replace(said, purpose=rule.purpose, words=words)

    def _spot(self, row: Row) -> Spot | None:
        radius = self._one(row, Role.RADIUS_M, str)
        for column, words in self._cells(row, Role.POINT):
            spot = _read(column, words, read_spot)
            return spot if spot is None or not radius else _read(column, radius, _with_radius(spot))
        lat, lon = (next(self._cells(row, role), ("", "")) for role in (Role.LAT, Role.LON))
        if not lat[1] and not lon[1]:
            return None
        if not lat[1] or not lon[1]:
            column = self._mapping.columns[Role.LON if lat[1] else Role.LAT][0]
            raise FieldError(
                column, Fault("both coordinates, or neither", "one of them", "fill in the other")
            )
        return _read(lat[0], lat[1], lambda text: spot_of(text, lon[1], radius or ""))

    def _when(self, row: Row) -> When:
        zone = self._mapping.zone
        when = self._days(row)
        when = replace(when, posted_at=self._posted_at(row), zones=(zone,) if zone else ())
        start, end = self._moment(row, Role.START), self._moment(row, Role.END)
        return when if start is None and end is None else self._clocked(row, when, start, end)

    def _days(self, row: Row) -> When:
        words = " ".join(self._words(row, Role.TIME_WORDS))
        moment = self._moment(row, Role.DAY)
        if moment is None:
            said = self._first(row, Role.DAY)
            return When(words=" ".join(filter(None, (said, words))))
        if moment.instant is not None:
            return When(start=moment.instant, end=moment.instant, sigma_s=STATED_SIGMA_S, words=words)
        last = self._moment(row, Role.LAST_DAY)
        last_day = last.last if last is not None else moment.last
        if last_day < moment.first:
            raise FieldError(
                self._mapping.columns.get(Role.LAST_DAY, ("last_day",))[0],
                Fault("a last day on or after the first", "an earlier one", "check both days"),
            )
        clock = f"{moment.local:%H:%M}" if moment.local is not None else ""
        return When(
            first=moment.first, last=last_day if last_day != moment.first else None, words=words or clock
        )

    def _clocked(self, row: Row, when: When, start: Moment | None, end: Moment | None) -> When:
        """Return a time with its beginning and its end; one alone is both, days without clocks are days."""
        start, end = start or end, end or start
        if start is None or end is None or start.clock is None or end.clock is None:
            first, last = (start or end), (end or start)
            if when.first is not None or first is None or last is None:
                return when
            return replace(when, first=first.first, last=last.last if last.last != first.first else None)
        column = next(iter((*self._cells(row, Role.END), *self._cells(row, Role.START))))[0]
        if (start.instant is None) != (end.instant is None):
            raise FieldError(column, Fault("both times with an offset, or neither", "one of them"))
        if end.clock < start.clock:
            raise FieldError(column, Fault("an end after its start", "an earlier one", "check both times"))
        sigma_s = self._mapping.clock_sigma_s
        if start.instant is not None and end.instant is not None:
            return replace(when, start=start.instant, end=end.instant, sigma_s=sigma_s)
        return replace(when, local=LocalTimes(start.clock, end.clock), sigma_s=sigma_s)

    def _moment(self, row: Row, role: Role) -> Moment | None:
        """Return the time of a role; None where it is empty, or told in words."""
        for column, words in self._cells(row, role):
            if says_words(words) and role not in self._mapping.formats:
                try:
                    return read_moment(words)
                except InvalidValueError:
                    return None
            return _read(column, words, self._reader_of(role))
        return None

    def _reader_of(self, role: Role) -> Callable[[str], Moment]:
        pattern = self._mapping.formats.get(role)
        return read_moment if pattern is None else lambda text: read_as(pattern, text)

    def _posted_at(self, row: Row) -> datetime | None:
        """Return when it was published. A day alone is over at its end; a clock needs the mapping's zone."""
        moment = self._moment(row, Role.POSTED_AT)
        if moment is None or moment.instant is not None:
            return None if moment is None else moment.instant
        if not self._mapping.zone:
            column = next(self._cells(row, Role.POSTED_AT))[0]
            fault = Fault("a time with its offset from UTC", "one without", "name the zone in the mapping")
            raise FieldError(column, fault)
        zone = parse_zone(self._mapping.zone)
        if moment.local is None:
            return at_local(moment.last, 24, zone)
        return moment.local.replace(tzinfo=zone)


def _read(column: str, words: str, read: Callable[[str], T]) -> T:
    try:
        return read(words)
    except InvalidValueError as error:
        raise FieldError(column[:80], error.fault) from error


def _with_radius(spot: Spot) -> Callable[[str], Spot]:
    def read(radius: str) -> Spot:
        placed = spot_of(str(spot.point.lat), str(spot.point.lon), radius.replace(",", "."))
        return placed or spot

    return read


def _read_duration_s(text: str) -> float:
    """Read seconds, ``mm:ss`` or ``h:mm:ss``."""
    parts = text.replace(",", ".").split(":")
    if len(parts) > 3:
        raise InvalidValueError("seconds, or h:mm:ss", "more parts")
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + amount_reader(MAX_SPAN_S)(part.strip())
    return amount_reader(MAX_SPAN_S)(str(seconds))


def _unspaced(text: str) -> str:
    """Return an id without white space; the cell keeps it as it was written."""
    return "_".join(text.split())


def _folded(word: str) -> str:
    return " ".join(word.casefold().split())
