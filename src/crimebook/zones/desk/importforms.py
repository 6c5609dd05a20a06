"""Forms of the pages that bring a table in: what they offer, and what was posted, as values."""

import re
from dataclasses import replace

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crimebook.exchange.accounts import Subject
from crimebook.exchange.headings import Role
from crimebook.exchange.mapping import DATED, LISTS
from crimebook.exchange.persons import PERSONAL
from crimebook.exchange.sheets import ENCODINGS, Layout
from crimebook.work.mapping import GRANTABLE, MAX_UPLOAD_BYTES, Choices, ChoosingPage

MAX_COLUMNS = 200
"""Columns that the page offers; a wider table takes a mapping file."""
FORMATS = ("DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "YYYY-MM-DD", "DD/MM/YY", "MM/DD/YY", "DD.MM.YY")
SEPARATORS = ("|", ";", ",", "/")
ZONES = (
    "Europe/Minsk",
    "Europe/Vilnius",
    "Europe/Warsaw",
    "Europe/Kyiv",
    "Europe/Moscow",
    "Europe/Riga",
    "Europe/London",
    "UTC",
)
_MAX_WORDS = 2000
_MAX_NAME = 120

SUBJECTS: dict[str, Promise] = {
    Subject.INCIDENT: _("incidents: things that happened"),
    Subject.RECORDING: _("recordings: videos, photographs, sounds"),
    Subject.MESSAGE: _("messages and posts"),
    Subject.UNIT: _("units: bodies of the state"),
}
FIELDS: dict[Role, Promise] = {
    Role.ID: _("The record's own id"),
    Role.TITLE: _("Title"),
    Role.TEXT: _("Words: what was said"),
    Role.URL: _("Address of the record"),
    Role.LINKS: _("Links to recordings and sources"),
    Role.DAY: _("Day"),
    Role.LAST_DAY: _("Last day"),
    Role.TIME_WORDS: _("Time of day, in words or by the clock"),
    Role.START: _("Beginning: day and clock"),
    Role.END: _("End: day and clock"),
    Role.POSTED_AT: _("When it was published"),
    Role.DURATION_S: _("Length in seconds"),
    Role.POINT: _("Coordinates in one column"),
    Role.LAT: _("Latitude"),
    Role.LON: _("Longitude"),
    Role.RADIUS_M: _("Radius in metres"),
    Role.PLACE_WORDS: _("Place in words"),
    Role.TOWN: _("Town"),
    Role.LABELS: _("What was done"),
    Role.INJURIES: _("Injuries"),
    Role.ACTORS: _("By whom, as said"),
    Role.VICTIMS: _("To whom, as a category"),
    Role.EVIDENCE_KIND: _("Kind of evidence"),
    Role.CONSENT: _("Consent of the one who told it"),
    Role.KIND: _("Kind of recording or message"),
    Role.CHANNEL: _("Channel"),
    Role.SENDER: _("Sender"),
    Role.NAME_EN: _("Name in English"),
    Role.NAME_RU: _("Name in Russian"),
    Role.NAME_BE: _("Name in Belarusian"),
    Role.PARENT: _("Id of the unit above"),
    Role.PERSON_NAME: _("Name of a victim, a witness or who reported"),
    Role.PERSON_PHONE: _("Their telephone"),
    Role.PERSON_EMAIL: _("Their e-mail"),
    Role.PERSON_CONTACT: _("How else to reach them"),
    Role.PERSON_ADDRESS: _("Where they live"),
    Role.PERSON_BIRTH: _("When they were born"),
    Role.PERSON_DOCUMENT: _("Number of their passport or another paper"),
    Role.PERSON_OTHER: _("Whatever else leads to them"),
}
GROUPS: tuple[tuple[Promise, tuple[Role, ...]], ...] = (
    (_("Record"), (Role.ID, Role.TITLE, Role.TEXT, Role.URL, Role.LINKS)),
    (
        _("When"),
        (
            Role.DAY,
            Role.LAST_DAY,
            Role.TIME_WORDS,
            Role.START,
            Role.END,
            Role.POSTED_AT,
            Role.DURATION_S,
        ),
    ),
    (
        _("Where"),
        (Role.POINT, Role.LAT, Role.LON, Role.RADIUS_M, Role.PLACE_WORDS, Role.TOWN),
    ),
    (
        _("What and who"),
        (
            Role.LABELS,
            Role.INJURIES,
            Role.ACTORS,
            Role.VICTIMS,
            Role.EVIDENCE_KIND,
            Role.CONSENT,
        ),
    ),
    (
        _("Recordings, messages, units"),
        (
            Role.KIND,
            Role.CHANNEL,
            Role.SENDER,
            Role.NAME_EN,
            Role.NAME_RU,
            Role.NAME_BE,
            Role.PARENT,
        ),
    ),
    (_("Persons: sealed, nobody at the desk can read it"), PERSONAL),
)


def offers() -> dict[str, object]:
    """Return what the selects of the page offer."""
    groups = [(title, [(role, FIELDS[role]) for role in roles]) for title, roles in GROUPS]
    return {
        "groups": groups,
        "subjects": list(SUBJECTS.items()),
        "formats": FORMATS,
        "separators": SEPARATORS,
        "zones": ZONES,
        "encodings": ENCODINGS,
        "purposes": GRANTABLE,
        "dated": frozenset(DATED),
        "listed": LISTS - {"links"},
        "personal": frozenset(PERSONAL),
    }


def read_upload(request: HttpRequest) -> tuple[str, bytes] | None:
    """Return the name and the bytes of the file that was sent; None where there is none, or too much."""
    file = request.FILES.get("table")
    if file is None or file.size is None or file.size > MAX_UPLOAD_BYTES:
        return None
    name = "".join(sign for sign in str(file.name) if sign.isprintable())[:_MAX_NAME]
    return name or "table", file.read()


def is_too_large(request: HttpRequest) -> bool:
    """Whether more was sent than a page takes: then the file was let through unread."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    file = request.FILES.get("table")
    too_long = length.isdecimal() and int(length) > MAX_UPLOAD_BYTES
    return too_long or (file is not None and (file.size or 0) > MAX_UPLOAD_BYTES)


def read_layout(posted: QueryDict) -> Layout:
    """Return the layout that was chosen; what is not one raises `BadRequest`."""
    encoding = posted.get("encoding", "utf-8")
    header_row = posted.get("header_row", "1")
    if encoding not in ENCODINGS:
        raise BadRequest(f"encoding: expected one of {', '.join(ENCODINGS)}, got another word")
    if not re.fullmatch(r"[0-9]{1,3}", header_row) or int(header_row) < 1:
        raise BadRequest("header_row: expected a number from 1 to 999, got another value")
    return Layout(encoding=encoding, sheet=_line(posted, "sheet"), header_row=int(header_row))


def read_choices(posted: QueryDict) -> Choices:
    """Return what was chosen for the columns and for the source."""
    return Choices(
        source=_line(posted, "source").lower(),
        subject=_line(posted, "subject"),
        zone=_line(posted, "zone"),
        empty=tuple(_line(posted, "empty").split()),
        roles=_by_place(posted, "role"),
        formats=_by_place(posted, "format"),
        separators=_by_place(posted, "separator"),
        purposes=tuple(purpose for purpose in GRANTABLE if purpose in posted.getlist("purpose")),
        consent_words=posted.get("consent_words", "").strip()[:_MAX_WORDS],
        leaves_persons_out="leave_persons_out" in posted,
    )


def refill(page: ChoosingPage, choices: Choices) -> ChoosingPage:
    """Return the page with what was posted, so that nobody has to choose twice after a fault."""
    return replace(
        page,
        columns=tuple(
            replace(
                column,
                role=choices.roles.get(column.place, ""),
                format=choices.formats.get(column.place, ""),
                separator=choices.separators.get(column.place, ""),
                samples=() if choices.roles.get(column.place) in PERSONAL else column.samples,
            )
            for column in page.columns
        ),
        source=choices.source,
        subject=choices.subject,
        zone=choices.zone,
        empty=choices.empty,
        purposes=frozenset(choices.purposes),
        consent_words=choices.consent_words,
        leaves_persons_out=choices.leaves_persons_out,
    )


def _by_place(posted: QueryDict, name: str) -> dict[int, str]:
    return {
        place: _line(posted, f"{name}-{place}") for place in range(MAX_COLUMNS) if f"{name}-{place}" in posted
    }


def _line(posted: QueryDict, name: str) -> str:
    text = posted.get(name, "").strip()
    if len(text) > 200 or not text.isprintable():
        raise BadRequest(f"{name}: expected at most 200 printable characters, got {len(text)}")
    return text
