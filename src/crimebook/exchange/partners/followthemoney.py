"""FollowTheMoney: entities as JSON lines, one a line: ``id``, ``schema``, ``properties`` of lists of values.

Events are incidents; videos, images and sounds are recordings; messages, articles and other documents are
messages; organisations, public bodies and companies are units. Folders hold others and say nothing of their
own. Persons and what ties persons together are refused one by one, and who wrote to whom is not kept: a name
may not come to lie open.

Dates are prefixes of ISO 8601 in UTC (`followthemoney.types.date`): a year, a month or a day is all its days,
an hour or a minute all its seconds; of several dates all are enclosed. An address comes in with the record
that names it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crimebook.exchange.accounts import (
    Account,
    FileFacts,
    Format,
    LinkWords,
    Subject,
    When,
    Where,
)
from crimebook.exchange.partners.ftm_dates import Prefix, enclosing, over_by, prefix_of
from crimebook.exchange.partners.ftm_entities import (
    PLACES,
    REFERS_TO,
    Values,
    first,
    read_rows,
    texts,
    values_of,
    values_of_entity,
)
from crimebook.exchange.partners.ftm_schemas import (
    BODY_SIGNS,
    PERSONS,
    SUBJECTS,
    TIES,
    Schema,
)
from crimebook.exchange.partners.values import (
    entries,
    identity,
    named,
    object_of,
    plain,
    spot_between,
    text_of,
)
from crimebook.exchange.recordings import Spot
from crimebook.exchange.tables import FieldError, Row
from crimebook.exchange.values import MAX_SPAN_S, amount_reader, read_count, read_url
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id

ADDRESS_RADIUS_M = 300.0
"""How far a house may be from the point that a directory of addresses gives it."""

_NAMES = ("name", "alias", "abbreviation", "previousName", "weakAlias")
_LINKS = ("sourceUrl", "publisherUrl", "website", "wikipediaUrl")
_BODIES = ("bodyText", "description", "summary")


def read_account(row: Row) -> Account:
    """Read one entity, or refuse it where its schema has no place in the book."""
    values = values_of(row)
    schema = _schema(row, values)
    if schema.subject is Subject.UNIT:
        return _read_unit(row, values)
    return Account(
        row=row,
        external_id=identity(row, "id"),
        subject=schema.subject,
        title=first(values, "title", "subject", "name", "fileName"),
        text="\n\n".join(dict.fromkeys(first(values, name) for name in _BODIES if first(values, name))),
        url=_url(values),
        when=_when(values),
        where=_where(row, values),
        kind=schema.kind,
        labels=texts(values, "keywords"),
        evidence_kind=schema.evidence_kind,
        links=_links(values),
        files=_files(values),
        duration_s=_duration_s(values),
    )


def _read_unit(row: Row, values: Values) -> Account:
    code = identity(row, "id")
    names = tuple(dict.fromkeys(text for field in _NAMES for text in texts(values, field)))
    if not names:
        raise FieldError("name", Fault("a name", "none", "name the body"))
    return Account(
        row=row,
        external_id=code,
        subject=Subject.UNIT,
        title=names[0],
        text=first(values, "description", "summary"),
        url=_url(values),
        where=_where(row, values),
        links=_links(values),
        names=tuple(("be" if "ў" in name.casefold() else "und", name) for name in names),
        parent=_parent(values, code),
    )


def _schema(row: Row, values: Values) -> Schema:
    name = plain(row, "schema")
    if name in PERSONS or name in TIES:
        got = f"the schema {name}"
        remedy = "a person is no record: name them in a table of records, and they are sealed"
        raise FieldError("schema", Fault("an event, a document, a message or a body", got, remedy))
    if name == "Address":
        raise FieldError(
            "schema",
            Fault("a record", "an address", "nothing to do: it came in with the records that name it"),
        )
    if name not in SUBJECTS:
        raise FieldError("schema", Fault(f"one of {', '.join(SUBJECTS)}", repr(name[:40])))
    if name == "LegalEntity" and not any(values.get(sign) for sign in BODY_SIGNS):
        remedy = "give a body the schema Organization, PublicBody or Company"
        raise FieldError("schema", Fault("a body", "a LegalEntity that may be a person", remedy))
    return SUBJECTS[name]


def _prefixes(values: Values, field: str) -> tuple[Prefix, ...]:
    return named(field, lambda: tuple(prefix_of(text) for text in texts(values, field)))


def _when(values: Values) -> When:
    """Take when it was, from its start to its end; for want of that, when it was made or published."""
    starts, ends = _prefixes(values, "startDate"), _prefixes(values, "endDate")
    happened = starts + ends or _prefixes(values, "date") or _prefixes(values, "authoredAt")
    if not happened:
        published = _prefixes(values, "publishedAt")
        return When(posted_at=over_by(enclosing(published))) if published else When()
    whole = enclosing(happened)
    if starts and ends and enclosing(ends).last < enclosing(starts).first:
        raise FieldError("endDate", Fault("an end after its start", "an earlier one", "check both dates"))
    if whole.start is None or whole.end is None:
        return When(first=whole.first, last=whole.last)
    return When(start=whole.start, end=whole.end)


def _where(row: Row, values: Values) -> Where:
    addresses = [*_nested(values), *(object_of(each, REFERS_TO) for each in entries(row, REFERS_TO))]
    parts = [values_of_entity(each) for each in addresses]
    refs = [each.get("id") for each in addresses]
    words = [text for field in ("location", "address") for text in texts(values, field) if text not in refs]
    words += [first(each, "full", "street", "summary") for each in parts]
    return Where(
        spot=next((found for each in parts if (found := _spot(each)) is not None), None),
        words=", ".join(dict.fromkeys(filter(None, words))),
        towns=", ".join(dict.fromkeys(town for each in parts if (town := first(each, "city")))),
    )


def _nested(values: Values) -> list[Mapping[str, Any]]:
    return [
        each
        for field in PLACES
        for each in values.get(field, ())
        if isinstance(each, Mapping) and each.get("schema") == "Address"
    ]


def _spot(address: Values) -> Spot | None:
    given = {field: first(address, field) for field in ("latitude", "longitude")}
    return spot_between(given, ADDRESS_RADIUS_M)


def _url(values: Values) -> str:
    """Return the first address of its source; one that is no address stays words."""
    for text in texts(values, "sourceUrl"):
        try:
            return read_url(text)
        except InvalidValueError:
            continue
    return ""


def _links(values: Values) -> tuple[LinkWords, ...]:
    publisher = first(values, "publisher")
    return tuple(
        LinkWords(text, publisher if field in {"sourceUrl", "publisherUrl"} else field)
        for field in _LINKS
        for text in texts(values, field)
    )


def _files(values: Values) -> tuple[FileFacts, ...]:
    name, size = first(values, "fileName"), first(values, "fileSize")
    if not name:
        return ()
    digest = first(values, "contentHash")
    return (
        FileFacts(
            name=name,
            # FollowTheMoney's own checksum is SHA-1, which is kept as words only.
            digest=named("contentHash", lambda: parse_digest(digest)) if len(digest) == 64 else None,
            media_type=first(values, "mimeType"),
            size_bytes=named("fileSize", lambda: read_count(size)) if size else None,
        ),
    )


def _duration_s(values: Values) -> float | None:
    """Return the length, which FollowTheMoney gives in milliseconds."""
    text = first(values, "duration")
    if not text:
        return None
    longest_ms = MAX_SPAN_S * 1000
    return timedelta(milliseconds=named("duration", lambda: amount_reader(longest_ms)(text))).total_seconds()


def _parent(values: Values, code: ExternalId) -> ExternalId | None:
    given = next(iter(values.get("parent", ())), None)
    words = text_of(given.get("id"), "parent") if isinstance(given, Mapping) else text_of(given, "parent")
    if not words:
        return None
    parent = named("parent", lambda: check_external_id(words))
    if parent == code:
        raise FieldError("parent", Fault("another body", "the body itself", "leave it out if unknown"))
    return parent


FOLLOW_THE_MONEY = Format("followthemoney", "FollowTheMoney entities (JSON lines)", read_rows, read_account)
