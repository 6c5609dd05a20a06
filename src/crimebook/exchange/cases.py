"""Cases of a partner project: one row, one case, as in an accountability map.

Columns: ``case_no, date_from, city, time_text, place_text, perpetrator_units, violations`` must be there;
``url, date_to, victim_category, evidence_kind, injuries, testimony, links, consent, is_invented`` may be.
Lists are separated by ``|``; an injury is ``region/nature/method`` and a consent ``purpose=answer``, in codes
of the codebook; links are separated by spaces. A city in brackets was taken from the words
of the place.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.tables import FieldError, Parsed, Row, Table, parse_table, read_field, read_optional
from crimebook.exchange.values import date_reader, read_url, read_yes_no
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id

REQUIRED = ("case_no", "date_from", "city", "time_text", "place_text", "perpetrator_units", "violations")


@dataclass(frozen=True, slots=True)
class InjuryWords:
    """An injury in codes: body region, nature and method (empty where not said)."""

    region: str
    nature: str
    method: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as its source tells it."""

    row: Row
    external_id: ExternalId
    url: str
    first: date
    last: date | None
    city: str
    time_words: str
    place_words: str
    units: tuple[str, ...]
    violations: tuple[str, ...]
    victims: str
    evidence_kind: str
    injuries: tuple[InjuryWords, ...]
    testimony: str
    links: tuple[str, ...]
    consents: tuple[tuple[str, str], ...]
    is_invented: bool


def parse_cases(content: Table, *, today: date) -> Parsed[CaseRow]:
    """Read a file of cases."""
    read_date = date_reader(today)

    def parse_row(row: Row) -> CaseRow:
        first = read_field(row, "date_from", read_date)
        last = read_optional(row, "date_to", read_date)
        if last is not None and last < first:
            raise FieldError("date_to", Fault(f"a day from {first} on", last.isoformat(), "check both dates"))
        return CaseRow(
            row=row,
            external_id=read_field(row, "case_no", check_external_id),
            url=read_optional(row, "url", read_url) or "",
            first=first,
            last=last,
            city=row["city"],
            time_words=row["time_text"],
            place_words=row["place_text"],
            units=split_list(row["perpetrator_units"]),
            violations=split_list(row["violations"]),
            victims=row["victim_category"],
            evidence_kind=row["evidence_kind"],
            injuries=read_optional(row, "injuries", _read_injuries) or (),
            testimony=row["testimony"],
            links=read_optional(row, "links", _read_links) or (),
            consents=read_optional(row, "consent", _read_consents) or (),
            is_invented=bool(read_optional(row, "is_invented", read_yes_no)),
        )

    return parse_table(
        content, required=REQUIRED, parse_row=parse_row, identify=lambda case: case.external_id
    )


def split_list(text: str) -> tuple[str, ...]:
    """Return the parts of a list separated by ``|``, without empty ones."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _read_injuries(text: str) -> tuple[InjuryWords, ...]:
    return tuple(_read_injury(part) for part in split_list(text))


def _read_injury(text: str) -> InjuryWords:
    parts = text.split("/")
    if len(parts) != 3 or not parts[0] or not parts[1]:
        raise InvalidValueError("region/nature/method", repr(text[:80]), "use codes of the codebook")
    return InjuryWords(*parts)


def _read_links(text: str) -> tuple[str, ...]:
    return tuple(read_url(part) for part in text.split())


def _read_consents(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_read_consent(part) for part in split_list(text))


def _read_consent(text: str) -> tuple[str, str]:
    purpose, equals, answer = (part.strip() for part in text.partition("="))
    if not equals or not purpose or not answer:
        raise InvalidValueError("purpose=answer", repr(text[:80]), "use codes of the codebook")
    return purpose, answer
