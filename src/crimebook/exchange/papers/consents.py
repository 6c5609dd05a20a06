"""Consents: one answer for one purpose a row, for one record's words or for all that the source brought.

Columns: ``id, purpose, answer, is_invented`` must be there; ``citation_of, given_by, age_band, understood,
limits_explained, text_version, words, at, expires_at`` may be. Without ``citation_of`` the answer holds for
everything that the source brought, and ``words`` must say how the source came by it. Withdrawing is an
answer of its own, in a row of its own: what was answered before stays readable.
"""

from dataclasses import dataclass
from datetime import date, datetime

from crimebook.exchange.papers.paper import (
    Paper,
    check_code,
    parse_papers,
    read_answer,
    read_choice,
    read_code,
    read_id,
    read_invented,
)
from crimebook.exchange.tables import FieldError, Parsed, Row, Table, need, read_field, read_optional
from crimebook.exchange.values import instant_reader
from crimebook.terms.errors import Fault
from crimebook.terms.ids import Ref
from crimebook.terms.instants import parse_instant

REQUIRED = ("id", "purpose", "answer", "is_invented")
CONSENT_ANSWERS = ("granted", "refused", "withdrawn", "not_asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow(Paper):
    """One answer for one purpose."""

    purpose: str
    answer: str
    given_by: str
    age_band: str
    understood: str
    limits_explained: str
    text_version: str
    words: str
    at: datetime | None
    expires_at: datetime | None


def parse_consents(content: Table, *, today: date) -> Parsed[ConsentRow]:
    """Read a table of consents."""

    def parse_row(row: Row) -> ConsentRow:
        need(row, "answer")
        consent = ConsentRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            citation_of=read_optional(row, "citation_of", Ref.parse),
            purpose=read_field(row, "purpose", check_code),
            answer=read_choice(row, "answer", CONSENT_ANSWERS),
            given_by=read_code(row, "given_by"),
            age_band=read_code(row, "age_band"),
            understood=read_answer(row, "understood"),
            limits_explained=read_answer(row, "limits_explained"),
            text_version=row["text_version"][:64],
            words=row["words"],
            at=read_optional(row, "at", instant_reader(today)),
            expires_at=read_optional(row, "expires_at", parse_instant),
        )
        _check(consent)
        return consent

    return parse_papers(content, REQUIRED, parse_row)


def _check(consent: ConsentRow) -> None:
    if consent.citation_of is None and not consent.words:
        fault = Fault("citation_of, or words on how the source came by it", "neither", "fill in one of them")
        raise FieldError("words", fault)
    if consent.at is not None and consent.expires_at is not None and consent.expires_at <= consent.at:
        fault = Fault("an end after the consent was given", "an earlier one", "check both times")
        raise FieldError("expires_at", fault)
