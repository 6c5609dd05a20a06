"""Structured answers of a report become an account, and from there an incident, as any partner's record does.

A row's columns are the questions of the form, its cells the answers: codes, lists of codes parted by ``|``,
and moments, places and numbers as JSON. ``ref``, ``way`` and ``is_invented`` stand before them. The row is
the words of the report's citation, so that its place and time can be read again when the gazetteer knows
more. Nothing that was told in free words is in it.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from crimebook.exchange.accounts import Account, Subject, When, Where
from crimebook.exchange.cases import InjuryWords, split_list
from crimebook.exchange.recordings import Spot
from crimebook.exchange.tables import FieldError, Parsed, Row, Table, parse_table, read_field
from crimebook.exchange.values import check_not_future, read_yes_no
from crimebook.places.gazetteer import Gazetteer
from crimebook.stores.register.records import Staged
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.grades import Basis
from crimebook.terms.ids import check_external_id
from crimebook.terms.places import LatLon
from crimebook.work.importing.accounts import stage_account
from crimebook.work.importing.context import ImportContext

NAME: Final = "sealed-reports"
REQUIRED = ("ref", "way", "is_invented")
EVIDENCE: Final = "testimony"
TAPPED_RADIUS_M: Final = 250.0
"""How far off a finger on a map may be, where nobody said how sure they are."""

_PARTS: Final = {
    "night": "night",
    "morning": "morning",
    "midday": "noon",
    "afternoon": "afternoon",
    "evening": "evening",
    "late_evening": "late evening",
}
"""The words that the reader of times knows for the form's parts of a day."""


def parse_reports(content: Table, context: ImportContext) -> Parsed[Account]:
    """Read rows of answers; a row whose time is still to come, or whose place is elsewhere, is refused."""

    def parse_row(row: Row) -> Account:
        return _account(row, context)

    return parse_table(
        content, required=REQUIRED, parse_row=parse_row, identify=lambda each: each.external_id
    )


def stage_report(account: Account, context: ImportContext) -> Staged:
    """Return the incident of a report, on a citation that says how the reporter knows it."""
    staged = stage_account(account, context)
    return Staged(replace(staged.citation, basis=_basis(account.row)), staged.record)


def when_of(moment: Mapping[str, Any] | None) -> When:
    """Return the time of a moment; a time of day goes before a part of the day, and both before words."""
    if not moment or "date" not in moment:
        return When(words=str((moment or {}).get("words", "")))
    first = date.fromisoformat(moment["date"])
    last = date.fromisoformat(moment["date_to"]) if "date_to" in moment else None
    if moment.get("part") == "night" and "time" not in moment:
        # The night of a date is that in which it begins or that in which it ends: people mean either.
        first, last = first - timedelta(days=1), last or first
    return When(first=first, last=last, words=_time_words(moment))


def where_of(place: Mapping[str, Any] | None, gazetteer: Gazetteer) -> Where:
    """Return the place of an answer: a point, a named place of the book, or words."""
    if not place:
        return Where()
    words = str(place.get("words", ""))
    if "lat" in place:
        point = LatLon(float(place["lat"]), float(place["lon"]))
        return Where(Spot(point, float(place.get("radius_m", TAPPED_RADIUS_M))), words)
    known = str(place.get("known", ""))
    named = next((each for each in gazetteer.landmarks() if known and each.ref.external_id == known), None)
    if named is not None:
        return Where(Spot(named.place.centre, named.place.radius_m), named.names[0])
    return Where(words=", ".join(filter(None, (known, words))))


def _account(row: Row, context: ImportContext) -> Account:
    when = when_of(_json(row, "event_when"))
    where = where_of(_json(row, "event_where"), context.gazetteer)
    _check(when, where, context)
    return Account(
        row=row,
        external_id=read_field(row, "ref", check_external_id),
        subject=Subject.INCIDENT,
        when=when,
        where=where,
        labels=tuple(_label(context.codebook, "acts", code) for code in split_list(row["acts"])),
        injuries=_injuries(split_list(row["injury_regions"]), split_list(row["injury_natures"])),
        actors=_actors(row, context.codebook),
        evidence_kind=EVIDENCE,
        is_invented=read_field(row, "is_invented", read_yes_no),
    )


def _check(when: When, where: Where, context: ImportContext) -> None:
    try:
        if when.first is not None:
            check_not_future(when.first, context.today)
        if where.spot is not None:
            context.bounds.check(where.spot.point)
    except InvalidValueError as error:
        raise FieldError("event_when" if where.spot is None else "event_where", error.fault) from error


def _json(row: Row, field: str) -> Mapping[str, Any] | None:
    if not row[field]:
        return None
    try:
        value = json.loads(row[field])
    except ValueError as error:
        raise FieldError(field, Fault("a JSON object", "something else")) from error
    # "I do not know" and "I would rather not say" say nothing of when or where.
    return value if isinstance(value, dict) and not value.keys() & {"unknown", "unsaid"} else None


def _label(codebook: Codebook, vocabulary: str, code: str) -> str:
    return codebook.label(vocabulary, code, "en")


def _time_words(moment: Mapping[str, Any]) -> str:
    if "time" in moment:
        return "-".join(filter(None, (moment["time"], moment.get("time_to", ""))))
    return _PARTS.get(str(moment.get("part", "")), "") or str(moment.get("words", ""))


def _basis(row: Row) -> Basis:
    if row["way"] == "victim":
        return Basis.OWN_BODY
    told = [code for code in split_list(row["basis"]) if code in set(Basis)]
    return Basis(told[0]) if told else Basis.NOT_STATED


def _injuries(regions: tuple[str, ...], natures: tuple[str, ...]) -> tuple[InjuryWords, ...]:
    """Return the injuries. Which nature is where is not asked, so several of both are not paired."""
    if len(natures) <= 1 or len(regions) <= 1:
        pairs = [(region, nature) for region in regions or ("",) for nature in natures or ("",)]
        return tuple(InjuryWords(region, nature, "") for region, nature in pairs if region or nature)
    return (
        *(InjuryWords(region, "", "") for region in regions),
        *(InjuryWords("", nature, "") for nature in natures),
    )


def _actors(row: Row, codebook: Codebook) -> tuple[str, ...]:
    """Return those who are said to have done it: kinds of bodies, and a unit's name as it was heard."""
    bodies = [_label(codebook, "unit_kinds", code) for code in split_list(row["actors_body"])]
    return (*bodies, *((row["unit_heard"],) if row["unit_heard"] else ()))
