"""Mapping a table on a page: it is sent, its columns are chosen, what it would bring is shown, it comes in.

Until the import nothing of it is in the register: the file lies in the book's folder, belongs to the one
who sent it, and is gone after the import, when it is discarded, or after a day. Who may not import is told
of nothing here. What is sent and what is shown of it is noted in the journal.

A table may name victims and witnesses. It waits encrypted under a key that its sender's browser holds; of a
column that leads to a person no value is shown, and the import seals it (`crimebook.work.importing.persons`).
"""

import json
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.exchange.accounts import Subject
from crimebook.exchange.consents import GRANTED, PURPOSES, purpose_of
from crimebook.exchange.headings import Role
from crimebook.exchange.mapping import (
    EMPTY,
    ConsentRule,
    Mapping,
    MappingError,
    check_mapping,
    personal_columns,
    read_mapping,
    write_mapping,
)
from crimebook.exchange.persons import PERSONAL, person_role_of
from crimebook.exchange.sheets import Layout, Sheet, find_layout, read_sheet, sheet_names
from crimebook.exchange.suggesting import SAMPLE_ROWS, Suggestion, suggest_mapping
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.staging import uploads
from crimebook.stores.staging.files import SourceFile
from crimebook.stores.staging.uploads import Upload, WrongKeyError
from crimebook.terms.errors import Fault, NotFoundError
from crimebook.terms.ids import SourceName
from crimebook.terms.reasons import Reason
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.context import open_context, zone_for
from crimebook.work.importing.importer import Delivery, ImportReport, import_file
from crimebook.work.importing.kinds import mapped_kind
from crimebook.work.importing.outlook import Outlook, preview_file
from crimebook.work.importing.persons import NOBODY, Persons
from crimebook.work.journal import note_reading

MAX_UPLOAD_BYTES = uploads.MAX_UPLOAD_BYTES
KEY_BYTES = uploads.KEY_BYTES
SAMPLES = 3
GRANTABLE = tuple(PURPOSES)
"""The purposes for which whoever imports can say that consent came along."""

_NOBODY_KEEPS = Fault(
    "custodians who keep names",
    "columns that lead to persons, and a book without custodians",
    "name custodians in the key manifest, or leave these columns out",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where uploads lie and by which ``key``, where refused rows go, in which zone the book speaks.

    ``persons`` is who keeps the names that a table brings.
    """

    uploads_folder: Path
    rejects_folder: Path
    zone: str
    key: bytes = field(repr=False)
    persons: Persons = NOBODY


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its first values, the role it has been given or may have, and why.

    Of one that leads to a person no values are here.
    """

    place: int
    name: str
    samples: tuple[str, ...]
    role: str
    reason: Reason | None
    format: str
    separator: str


@dataclass(frozen=True, slots=True)
class ChoosingPage:
    """An upload whose columns are to be chosen."""

    token: str
    file_name: str
    rows: int
    layout: Layout
    sheets: tuple[str, ...]
    columns: tuple[Column, ...]
    source: str
    subject: str
    zone: str
    empty: tuple[str, ...]
    purposes: frozenset[str]
    consent_words: str
    is_chosen: bool
    has_custodians: bool
    leaves_persons_out: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose on the page: roles and formats by the column's place, and what holds for all."""

    source: str
    subject: str
    zone: str
    empty: tuple[str, ...]
    roles: Pairs[int, str]
    formats: Pairs[int, str]
    separators: Pairs[int, str]
    purposes: tuple[str, ...]
    consent_words: str
    leaves_persons_out: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """An upload and what its import would bring; ``needed`` of ``custodians`` would open a name in it."""

    token: str
    file_name: str
    source: str
    outlook: Outlook
    needed: int
    custodians: int
    leaves_persons_out: bool


def receive(actor: Actor, desk: Desk, *, name: str, content: bytes, token: str, at: datetime) -> None:
    """Keep a table that was sent; raise `TableError` or `StagingError` where it is none or too large."""
    check_right(actor, Right.IMPORT)
    layout = find_layout(content)
    read_sheet(content, layout)
    uploads.discard_old(desk.uploads_folder, owner=actor.key, at=at)
    upload = Upload(token, name, actor.key, at, _noted(layout, ""))
    uploads.keep_upload(desk.uploads_folder, upload, content, desk.key)
    file = uploads.read_upload(desk.uploads_folder, upload, desk.key)
    _note(actor, Action.RECEIVED, file, "kept for an import", at=at)


def open_upload(actor: Actor, desk: Desk, token: str, *, at: datetime) -> ChoosingPage:
    """Return an upload with what was chosen for it, or else what its columns may be."""
    upload, file = _open(actor, desk, token)
    note_reading(actor, f"upload:{file.digest}", at=at)
    layout, chosen = _chosen(upload)
    sheet = read_sheet(file.content, layout)
    suggestions = {each.column: each for each in suggest_mapping(sheet.header, _samples(sheet))}
    return ChoosingPage(
        token=token,
        file_name=upload.name,
        rows=len(sheet.rows),
        layout=layout,
        sheets=sheet_names(file.content),
        columns=tuple(
            _column(place, name, sheet, suggestions, chosen) for place, name in enumerate(sheet.header)
        ),
        source=chosen.name if chosen else "",
        subject=chosen.subject if chosen else Subject.INCIDENT,
        zone=chosen.zone if chosen else "",
        empty=chosen.empty if chosen else EMPTY,
        purposes=frozenset(rule.purpose for rule in chosen.consents if rule.answer)
        if chosen
        else frozenset(),
        consent_words=next((rule.words for rule in chosen.consents if rule.answer), "") if chosen else "",
        is_chosen=chosen is not None,
        has_custodians=desk.persons.custody is not None,
        leaves_persons_out=_leaves_out(upload),
    )


def lay_out(actor: Actor, desk: Desk, token: str, layout: Layout, *, at: datetime) -> None:
    """Read the table anew in another layout; what was chosen for the old one is forgotten."""
    upload, file = _open(actor, desk, token)
    note_reading(actor, f"upload:{file.digest}", at=at)
    read_sheet(file.content, layout)
    uploads.write_note(desk.uploads_folder, replace(upload, chosen=_noted(layout, "")))


def choose(actor: Actor, desk: Desk, token: str, choices: Choices, *, at: datetime) -> None:
    """Keep what was chosen; raise `MappingError` that names what is wrong."""
    upload, file = _open(actor, desk, token)
    note_reading(actor, f"upload:{file.digest}", at=at)
    layout, _ = _chosen(upload)
    header = read_sheet(file.content, layout).header
    # Written and read back: what a page makes must be a mapping file like any other.
    toml = write_mapping(_mapping_of(choices, header, layout))
    mapping = read_mapping(toml)
    check_mapping(mapping)
    leaves_out = choices.leaves_persons_out
    if desk.persons.custody is None and not leaves_out and (named := personal_columns(mapping, header)):
        raise MappingError(f"columns.{next(iter(named.values()))}", _NOBODY_KEEPS)
    noted = _noted(layout, toml.decode(), leaves_out=leaves_out)
    uploads.write_note(desk.uploads_folder, replace(upload, chosen=noted))


def preview(actor: Actor, desk: Desk, token: str, *, at: datetime) -> Preview:
    """Return what an import of the upload would bring, as far as its first rows tell."""
    upload, file = _open(actor, desk, token)
    note_reading(actor, f"upload:{file.digest}", at=at)
    mapping = _need_mapping(upload)
    context = open_context(_zone_of(mapping, desk.zone), at.date())
    custody = desk.persons.custody
    return Preview(
        token,
        upload.name,
        mapping.name,
        preview_file(file, mapping, context),
        custody.needed if custody else 0,
        len(custody.custodians) if custody else 0,
        _leaves_out(upload),
    )


def import_upload(actor: Actor, desk: Desk, token: str, *, at: datetime) -> ImportReport:
    """Import the upload as the command line does, and remove it."""
    upload, file = _open(actor, desk, token)
    mapping = _need_mapping(upload)
    passing = uploads.passing_folder(desk.uploads_folder, upload)
    source = SourceName(mapping.name)
    with uploads.taken(desk.uploads_folder, upload):
        # What another mapping has read must not be taken up.
        uploads.discard_passing(desk.uploads_folder, token)
        report = import_file(
            mapped_kind(write_mapping(mapping).decode()),
            Delivery(file, source, actor, at, mapping.zone),
            open_context(
                _zone_of(mapping, desk.zone),
                at.date(),
                replace(desk.persons, are_left_out=_leaves_out(upload)),
            ),
            rejects_folder=desk.rejects_folder,
            staging_folder=passing,
            progress=lambda _done, _total: None,
        )
    uploads.discard_upload(desk.uploads_folder, token)
    return report


def mapping_file(actor: Actor, desk: Desk, token: str, *, at: datetime) -> tuple[str, bytes]:
    """Return the mapping that was chosen as a file: its name and its bytes."""
    upload, file = _open(actor, desk, token)
    note_reading(actor, f"upload:{file.digest}", at=at)
    mapping = _need_mapping(upload)
    return f"{mapping.name}.toml", write_mapping(mapping)


def discard(actor: Actor, desk: Desk, token: str, *, at: datetime) -> None:
    """Remove an upload that is not wanted."""
    _, file = _open(actor, desk, token)
    uploads.discard_upload(desk.uploads_folder, token)
    _note(actor, Action.DISCARDED, file, "not imported", at=at)


def _open(actor: Actor, desk: Desk, token: str) -> tuple[Upload, SourceFile]:
    """Return an upload to the one who sent it; to anybody else there is none."""
    check_right(actor, Right.IMPORT)
    upload = uploads.find_upload(desk.uploads_folder, token)
    if upload is None or upload.owner != actor.key:
        raise NotFoundError("expected an upload of one's own, got a token of none")
    try:
        return upload, uploads.read_upload(desk.uploads_folder, upload, desk.key)
    except WrongKeyError as error:
        raise NotFoundError("expected an upload of this browser, got a token of another") from error


def _note(actor: Actor, action: Action, file: SourceFile, why: str, *, at: datetime) -> None:
    with noting():
        append_event(
            Deed(
                f"journal:{actor.key}", action, actor.key, at, reason=f"a table, {why}", inputs=(file.digest,)
            )
        )


def _noted(layout: Layout, toml: str, *, leaves_out: bool = False) -> str:
    facts: dict[str, Any] = {
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "sheet": layout.sheet,
        "header_row": layout.header_row,
    }
    noted = {"layout": facts, "mapping": toml, "leaves_persons_out": leaves_out}
    return json.dumps(noted, ensure_ascii=False)


def _leaves_out(upload: Upload) -> bool:
    return bool(json.loads(upload.chosen)["leaves_persons_out"])


def _chosen(upload: Upload) -> tuple[Layout, Mapping | None]:
    facts = json.loads(upload.chosen)
    toml = facts["mapping"]
    return Layout(**facts["layout"]), read_mapping(toml.encode()) if toml else None


def _need_mapping(upload: Upload) -> Mapping:
    _, mapping = _chosen(upload)
    if mapping is None:
        raise NotFoundError("expected an upload whose columns were chosen, got one of none")
    return mapping


def _samples(sheet: Sheet) -> list[Pairs[str, str]]:
    return [row.cells for row in sheet.rows[:SAMPLE_ROWS]]


def _column(
    place: int, name: str, sheet: Sheet, suggestions: Pairs[str, Suggestion], chosen: Mapping | None
) -> Column:
    suggestion = suggestions.get(name)
    values = dict.fromkeys(row[name] for row in sheet.rows[:SAMPLE_ROWS] if row[name])
    if chosen is None:
        found = (suggestion.role, suggestion.format, suggestion.separator) if suggestion else ("", "", "")
    else:
        found = _role_in(chosen, name)
    is_personal = found[0] in PERSONAL
    samples = () if is_personal else tuple(value[:80] for value in list(values)[:SAMPLES])
    why = suggestion.reason if suggestion and suggestion.role == found[0] else None
    return Column(place, name, samples, found[0], why, found[1], found[2])


def _role_in(mapping: Mapping, name: str) -> tuple[str, str, str]:
    for role, names in mapping.columns.items():
        if name in names:
            return role, mapping.formats.get(role, ""), mapping.separators.get(role, "")
    personal = personal_columns(mapping, (name,)).get(name)
    if personal is not None:
        return personal, "", ""
    return (Role.CONSENT, "", "") if any(rule.column == name for rule in mapping.consents) else ("", "", "")


def _mapping_of(choices: Choices, header: tuple[str, ...], layout: Layout) -> Mapping:
    columns: dict[Role, tuple[str, ...]] = {}
    formats: dict[Role, str] = {}
    separators: dict[Role, str] = {}
    consents = [ConsentRule(purpose, GRANTED, words=choices.consent_words) for purpose in choices.purposes]
    not_persons = []
    for place, text in choices.roles.items():
        if not text or place >= len(header):
            # Whoever saw it offered as a person's and left it in words has said so.
            not_persons += [header[place]] if place < len(header) and person_role_of(header[place]) else []
            continue
        role = _role(text)
        if role is Role.CONSENT:
            consents.append(_consent_column(header[place]))
            continue
        columns[role] = (*columns.get(role, ()), header[place])
        formats |= {role: choices.formats[place]} if choices.formats.get(place) else {}
        separators |= {role: choices.separators[place]} if choices.separators.get(place) else {}
    return Mapping(
        name=choices.source,
        subject=_subject(choices.subject),
        columns=columns,
        layout=layout,
        zone=choices.zone,
        empty=choices.empty,
        formats=formats,
        separators=separators,
        consents=tuple(consents),
        not_persons=tuple(not_persons),
    )


def _consent_column(name: str) -> ConsentRule:
    return ConsentRule(purpose_of(name), column=name)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise MappingError("columns", Fault("a field that this page offers", "another one")) from error


def _subject(text: str) -> Subject:
    try:
        return Subject(text)
    except ValueError as error:
        raise MappingError("subject", Fault(f"one of {', '.join(Subject)}", repr(text[:40]))) from error


def _zone_of(mapping: Mapping, book_zone: str) -> str:
    return mapping.zone or zone_for(SourceName(mapping.name)) or book_zone
