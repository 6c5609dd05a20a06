"""Persons of a force and their posts become mentions and posts; ranks in words become codes where known.

Parsing asks the book, a slice of rows at a time, for the units, incidents and persons that rows name: what is
not here is refused with its remedy, and so is a code that its vocabulary does not have.
"""

from dataclasses import dataclass, replace

from crimebook.exchange.officers import (
    Body,
    OfficerRow,
    RelationRow,
    ServiceRow,
    parse_persons,
    parse_postings,
)
from crimebook.exchange.tables import Parsed, Refusal, Row, Table
from crimebook.stores.register import papers as stored
from crimebook.stores.register.officer_records import (
    NewBody,
    NewOfficer,
    NewOfForce,
    NewRelation,
    NewService,
)
from crimebook.stores.register.queries.command import find_mentions
from crimebook.stores.register.records import Staged
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId
from crimebook.terms.mentions import SaidOfPerson
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext


@dataclass(frozen=True, slots=True)
class Known:
    """A person or a post with the ids of what it names in the book; None where it names no such thing."""

    told: OfficerRow | ServiceRow
    unit_id: int | None = None
    incident_id: int | None = None
    mention_id: int | None = None

    @property
    def row(self) -> Row:
        """The row."""
        return self.told.row

    @property
    def external_id(self) -> ExternalId:
        """The row's own id."""
        return self.told.external_id


def parse_known_persons(content: Table, context: ImportContext) -> Parsed[Known]:
    """Return the persons of a table whose units and incidents are known."""
    parsed = parse_persons(content, today=context.today)
    units = stored.find_units(each.unit for each in parsed.records if each.unit)
    incidents = stored.find_incidents(each.incident for each in parsed.records if each.incident)
    records: list[Known] = []
    refusals = list(parsed.refusals)
    for each in parsed.records:
        known = Known(each, units.get(each.unit), incidents.get(each.incident) if each.incident else None)
        missing = _missing(
            known,
            ("unit", each.unit, known.unit_id, "import its list first, or say it in unit_words"),
            ("incident", str(each.incident or ""), known.incident_id, "import its list first"),
        )
        _sort(known, missing, records, refusals)
    return Parsed(tuple(records), tuple(refusals))


def parse_known_postings(content: Table, context: ImportContext) -> Parsed[Known]:
    """Return the posts of a table whose persons and units are known."""
    parsed = parse_postings(content, today=context.today)
    units = stored.find_units(each.unit for each in parsed.records if each.unit)
    mentions = find_mentions(each.person for each in parsed.records)
    records: list[Known] = []
    refusals = list(parsed.refusals)
    for each in parsed.records:
        known = Known(each, units.get(each.unit), mention_id=mentions.get(each.person))
        missing = _missing(
            known,
            (
                "person",
                each.person,
                known.mention_id,
                "import the persons first; where two lists have it, say SOURCE:ID",
            ),
            ("unit", each.unit, known.unit_id, "import its list first, or say it in unit_words"),
        )
        _sort(known, missing, records, refusals)
    return Parsed(tuple(records), tuple(refusals))


def stage_known(known: Known, context: ImportContext) -> Staged:
    """Return the record of a person or a post of a table of ours."""
    told = known.told
    if isinstance(told, OfficerRow):
        officer = _officer(told.external_id, told.said, context, is_invented=told.is_invented)
        record = replace(officer, unit_id=known.unit_id, incident_id=known.incident_id)
        return Staged(cite(told.row, told.external_id), record)
    service = _service(told, context)
    return Staged(
        cite(told.row, told.external_id),
        replace(service, mention_id=known.mention_id, unit_id=known.unit_id),
    )


def stage_force(told: OfficerRow | ServiceRow | RelationRow, context: ImportContext) -> Staged:
    """Return the record of a row of a partner's file, which tells of person and unit itself."""
    record: NewOfForce
    match told:
        case OfficerRow():
            record = _officer(told.external_id, told.said, context, is_invented=told.is_invented)
        case ServiceRow():
            record = _service(told, context)
        case RelationRow():
            parent = None if told.parent is None else _body(told.parent)
            time = told.time.in_zone(context.zone).format()
            record = NewRelation(
                told.external_id, told.is_invented, _body(told.child), parent, told.kind, time
            )
    return Staged(cite(told.row, told.external_id), record)


def _officer(
    name: ExternalId, said: SaidOfPerson, context: ImportContext, *, is_invented: bool
) -> NewOfficer:
    if said.name_kind != "unnamed":
        _check_code("alias_kinds", said.name_kind, context.codebook)
    coded = replace(said, rank=said.rank or _rank(said.rank_words, context.codebook))
    facts = coded.items()
    return NewOfficer(name, is_invented, facts)


def _service(told: ServiceRow, context: ImportContext) -> NewService:
    _check_code("posting_kinds", told.kind, context.codebook)
    rank = told.rank or _rank(told.rank_words, context.codebook)
    facts = (
        ("kind", told.kind),
        ("title", told.title),
        ("rank_words", told.rank_words),
        ("rank", rank),
        ("unit_words", told.unit_words),
    )
    return NewService(
        external_id=told.external_id,
        is_invented=told.is_invented,
        mention_id=None,
        officer=_told_officer(told, context),
        unit_id=None,
        body=None if told.body is None else _body(told.body),
        is_command=told.is_command,
        time=told.time.in_zone(context.zone).format(),
        facts=facts,
    )


def _told_officer(told: ServiceRow, context: ImportContext) -> NewOfficer | None:
    if told.officer is None:
        return None
    return _officer(*told.officer, context, is_invented=told.is_invented)


def _body(told: Body) -> NewBody:
    return NewBody(told.external_id, told.names)


def _rank(words: str, codebook: Codebook) -> str:
    return codebook.code_for_label("ranks", words) or "" if words else ""


def _check_code(vocabulary: str, code: str, codebook: Codebook) -> None:
    if codebook.vocabulary(vocabulary).find_term(code) is None:
        raise InvalidValueError(f"a code of {vocabulary}", repr(code[:40]), "see the codebook")


def _missing(known: Known, *asked: tuple[str, str, int | None, str]) -> Refusal | None:
    for field, name, found, remedy in asked:
        if name and found is None:
            fault = Fault(f"a {field} of the book", f"none called {name[:80]}", remedy)
            return Refusal(known.row.number, field, fault)
    return None


def _sort(known: Known, missing: Refusal | None, records: list[Known], refusals: list[Refusal]) -> None:
    if missing is None:
        records.append(known)
    else:
        refusals.append(missing)
