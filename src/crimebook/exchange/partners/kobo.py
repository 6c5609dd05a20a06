"""Submissions of forms: KoboToolbox, ODK Central, and the XML of ODK itself.

* KoboToolbox's JSON: ``{"results": [...]}`` or a list, questions named ``group/question``, with ``_id``,
  ``_uuid``, ``_submission_time`` (UTC), ``_geolocation``, ``_attachments``, ``meta/instanceID``;
* ODK Central's OData JSON: ``{"value": [...]}``, nested groups, ``__id``, ``__system``, GeoJSON points;
* one submission as XML (ODK XForms), or a zip file of them; entities and DTDs are refused.

Forms differ, so a question is known by its plain name alone (`crimebook.exchange.headings`): ``date``,
``incident/when``, ``где``, ``апісанне``, ``consent_icc``. What has another name stays the source's words; a
mapping file can name the questions of one form exactly. A point's accuracy is its radius. A clock time that a
person wrote is words, like any other; one with an offset is an instant known to `STATED_SIGMA_S`.

**Set apart:** what leads to the one who answers, or of whom it tells: questions for a name, a telephone, an
address (`crimebook.exchange.persons`).

**Not kept:** what the program on the phone says of itself and of its owner (`NOT_KEPT`): serials, numbers,
names of accounts, and the addresses of attachments, in which the name of an account stands.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from crimebook.exchange.accounts import (
    Account,
    ConsentWords,
    FileFacts,
    Format,
    LinkWords,
    Subject,
    When,
    Where,
    cell_of,
    read_json,
    value_of,
)
from crimebook.exchange.bundles import base_name, is_bundle, open_bundle
from crimebook.exchange.consents import read_consent
from crimebook.exchange.headings import Role, role_of
from crimebook.exchange.moments import read_moment, says_words
from crimebook.exchange.persons import note_left_out, set_answers_apart
from crimebook.exchange.points import read_spot
from crimebook.exchange.recordings import Spot
from crimebook.exchange.tables import FieldError, Row, TableError
from crimebook.exchange.values import read_url
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id

STATED_SIGMA_S = 900.0
"""A time of day that a person gives is good to a quarter of an hour."""
NOT_KEPT = frozenset(
    {
        "deviceid",
        "phonenumber",
        "simserial",
        "subscriberid",
        "username",
        "email",
        "audit",
        "meta/audit",
        "_submitted_by",
        "__system/submitterid",
        "__system/submittername",
        "__system/deviceid",
    }
)
NAMES_NOT_KEPT = frozenset(
    {"phonenumber", "username", "email", "_submitted_by", "__system/submitterid", "__system/submittername"}
)
"""Those of them that name somebody: an import says of how many submissions they were left out."""
MAX_DEPTH = 40
_OF_THE_FORM = frozenset({"start", "end", "today", "id", "name"})
"""Questions of these names tell of the filling of the form, or of the one who filled it."""
_IDS = ("_uuid", "meta/instanceID", "__id", "instanceID", "_id")
_TIME = re.compile(r"(?P<clock>\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_CODES = re.compile(r"[a-z0-9_]+(?: [a-z0-9_]+)+")


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield one row a submission, questions of groups as ``group/question``; persons are apart."""
    # Which record a submission is, its own id says: a name that stands alone is of who fills the form in.
    yield from set_answers_apart(read_submissions(content), ("name", Role.PERSON_NAME))


def read_submissions(content: bytes) -> Iterator[Row]:
    """Yield one row a submission with all its answers, for a mapping that says what is what."""
    if is_bundle(content):
        yield from _from_bundle(content)
    elif content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        yield _row(1, _from_xml(content))
    else:
        for number, entry in enumerate(_entries(read_json(content)), start=1):
            if not isinstance(entry, dict):
                raise TableError(f"submission {number}: expected a JSON object, got {type(entry).__name__}")
            yield _row(number, dict(_flat(entry, number)))


def read_account(row: Row) -> Account:
    """Read one submission as an incident."""
    answers = _by_role(row)
    submitted_at = _submitted_at(row)
    return Account(
        row=row,
        external_id=_id(row),
        subject=Subject.INCIDENT,
        title=_first(answers, Role.TITLE),
        text="\n\n".join(filter(None, (_all(answers, Role.TEXT), _all(answers, Role.INJURIES)))),
        when=_when(answers),
        where=Where(_spot(row, answers), _all(answers, Role.PLACE_WORDS), _first(answers, Role.TOWN)),
        labels=tuple(_choices(_answers(answers, Role.LABELS))),
        actors=tuple(_choices(_answers(answers, Role.ACTORS))),
        victims=_first(answers, Role.VICTIMS),
        evidence_kind=_first(answers, Role.EVIDENCE_KIND),
        links=tuple(_links((*_answers(answers, Role.LINKS), *_answers(answers, Role.URL)))),
        files=tuple(_files(row)),
        consents=_consents(answers, submitted_at),
    )


Answers = Mapping[Role, tuple[tuple[str, str], ...]]
"""The questions of each role with their answers, in the order of the form."""


def _by_role(row: Row) -> Answers:
    found: dict[Role, tuple[tuple[str, str], ...]] = {}
    for path in row.cells:
        question = re.sub(r"\[\d+\]", "", path).rpartition("/")[2]
        is_of_the_form = path.startswith(("_", "meta/", "formhub/")) or question.casefold() in _OF_THE_FORM
        role = None if is_of_the_form else role_of(question)
        if role is not None and row[path]:
            found[role] = (*found.get(role, ()), (path, row[path]))
    return found


def _answers(answers: Answers, role: Role) -> tuple[str, ...]:
    return tuple(words for _, words in answers.get(role, ()))


def _first(answers: Answers, role: Role) -> str:
    return next(iter(_answers(answers, role)), "")


def _all(answers: Answers, role: Role) -> str:
    return "\n\n".join(_answers(answers, role))


def _id(row: Row) -> ExternalId:
    for name in _IDS:
        if row[name]:
            try:
                return check_external_id(row[name].removeprefix("uuid:"))
            except InvalidValueError as error:
                raise FieldError(name, error.fault) from error
    raise FieldError("_uuid", Fault("the id that the server gave a submission", "none", "export it again"))


def _when(answers: Answers) -> When:
    """Return the day, the time of day in words, and an instant where the form wrote its offset."""
    words = " ".join(_clock_words(each) for each in _answers(answers, Role.TIME_WORDS))
    for role in (Role.DAY, Role.START):
        for path, written in answers.get(role, ()):
            try:
                moment = read_moment(written)
            except InvalidValueError as error:
                if not says_words(written):
                    raise FieldError(path[:80], error.fault) from error
                words = f"{words} {written}".strip()
                continue
            if moment.instant is not None:
                return When(start=moment.instant, end=moment.instant, sigma_s=STATED_SIGMA_S, words=words)
            clock = f"{moment.local:%H:%M}" if moment.local else ""
            last = _last_day(answers)
            return When(
                first=moment.first, last=last or _different(moment.first, moment.last), words=words or clock
            )
    return When(words=words)


def _different(first: Any, last: Any) -> Any:
    return last if last != first else None


def _last_day(answers: Answers) -> Any:
    for path, written in answers.get(Role.LAST_DAY, ()):
        try:
            return read_moment(written).last
        except InvalidValueError as error:
            raise FieldError(path[:80], error.fault) from error
    return None


def _clock_words(written: str) -> str:
    """Return a time question's ``23:15:00.000+03:00`` as a person would say it, other words as they are."""
    found = _TIME.fullmatch(written)
    return found["clock"] if found else written


def _spot(row: Row, answers: Answers) -> Spot | None:
    points = answers.get(Role.POINT, ())
    lat, lon = _first(answers, Role.LAT), _first(answers, Role.LON)
    if not points and lat and lon:
        points = (("latitude", f"{lat} {lon}"),)
    for path, written in points:
        try:
            return read_spot(written)
        except InvalidValueError as error:
            if not says_words(written):
                raise FieldError(path[:80], error.fault) from error
    return _geolocation(row)


def _geolocation(row: Row) -> Spot | None:
    """Return Kobo's own reading of the first point of a form, where no question is known to be one."""
    pair = value_of(row, "_geolocation") if row["_geolocation"] else None
    if not isinstance(pair, list) or len(pair) < 2 or any(part is None for part in pair[:2]):
        return None
    try:
        return read_spot(f"{pair[0]} {pair[1]}")
    except InvalidValueError as error:
        raise FieldError("_geolocation", error.fault) from error


def _choices(answers: Iterable[str]) -> Iterator[str]:
    """Yield the choices of answers: codes with spaces between them, or words with a sign between them."""
    for words in answers:
        parts = words.split(" ") if _CODES.fullmatch(words) else re.split(r"[|;\n]", words)
        yield from (part.strip() for part in parts if part.strip())


def _links(answers: Iterable[str]) -> Iterator[LinkWords]:
    for words in answers:
        for part in re.split(r"[\s|]+", words):
            try:
                yield LinkWords(read_url(part.rstrip(",;")))
            except InvalidValueError:
                continue


def _files(row: Row) -> Iterator[FileFacts]:
    attachments = value_of(row, "_attachments") if row["_attachments"] else None
    for each in attachments if isinstance(attachments, list) else ():
        if isinstance(each, dict) and each.get("filename"):
            yield FileFacts(base_name(cell_of(each["filename"])), media_type=cell_of(each.get("mimetype")))


def _consents(answers: Answers, at: datetime | None) -> tuple[ConsentWords, ...]:
    return tuple(
        read_consent(path.rpartition("/")[2], words, at=at) for path, words in answers.get(Role.CONSENT, ())
    )


def _submitted_at(row: Row) -> datetime | None:
    """Return when a form was sent. Kobo writes UTC without saying so; a bad stamp is no reason to refuse."""
    for name, zone in (("__system/submissionDate", ""), ("_submission_time", "Z")):
        if row[name]:
            try:
                moment = read_moment(row[name])
                return moment.instant or read_moment(f"{row[name]}{zone}").instant
            except InvalidValueError:
                return None
    return None


def _entries(value: Any) -> list[Any]:
    if isinstance(value, dict):
        for name in ("results", "value"):
            if isinstance(value.get(name), list):
                return list(value[name])
        if any(name in value for name in (*_IDS, "meta")):
            return [value]
    if isinstance(value, list):
        return value
    raise TableError(
        'expected submissions as {"results": [...]}, {"value": [...]} or a list, got another JSON'
    )


def _flat(
    entry: Mapping[str, Any], number: int, prefix: str = "", depth: int = 0
) -> Iterator[tuple[str, str]]:
    if depth > MAX_DEPTH:
        raise TableError(f"submission {number}: expected at most {MAX_DEPTH} groups in one another, got more")
    for name, value in entry.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and "coordinates" not in value:
            yield from _flat(value, number, f"{path}/", depth + 1)
        else:
            yield path, cell_of(value)


def _row(number: int, cells: Mapping[str, str]) -> Row:
    """Return a submission without what is not kept, which says whether that named somebody."""
    named = [path for path, cell in cells.items() if path.casefold() in NAMES_NOT_KEPT and cell]
    return note_left_out(Row(number, dict(_clean(cells.items()))), named)


def _clean(cells: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for path, cell in cells:
        if path.casefold() in NOT_KEPT or "odata.navigationlink" in path.casefold():
            continue
        yield path, _attachments(cell) if path == "_attachments" else cell


def _attachments(cell: str) -> str:
    """Keep of attachments what they are called and what they are."""
    try:
        value = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return ""
    entries = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    kept = [
        {"filename": base_name(cell_of(each.get("filename"))), "mimetype": cell_of(each.get("mimetype"))}
        for each in entries
    ]
    return json.dumps(kept, ensure_ascii=False)


def _from_bundle(content: bytes) -> Iterator[Row]:
    bundle = open_bundle(content)
    paths = bundle.paths(".xml")
    if not paths:
        raise TableError("expected a zip file with submissions (.xml), got none in it")
    for number, path in enumerate(paths, start=1):
        yield _row(number, _from_xml(bundle.read_text(path), number))


def _from_xml(content: bytes, number: int = 1) -> dict[str, str]:
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise TableError(
            f"submission {number}: expected XML of ODK without a DTD, got {type(error).__name__}"
        ) from error
    cells = dict(_leaves(root, number))
    if root.get("instanceID"):
        cells.setdefault("instanceID", root.get("instanceID", ""))
    return cells


def _leaves(element: Element, number: int, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every answer; the second of a repeated group has ``[2]`` in its path."""
    if depth > MAX_DEPTH:
        raise TableError(f"submission {number}: expected at most {MAX_DEPTH} groups in one another, got more")
    seen: dict[str, int] = {}
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        seen[name] = seen.get(name, 0) + 1
        path = f"{prefix}{name}" + (f"[{seen[name]}]" if seen[name] > 1 else "")
        if len(child):
            yield from _leaves(child, number, f"{path}/", depth + 1)
        else:
            yield path, (child.text or "").strip()


KOBO = Format("kobo", "KoboToolbox and ODK submissions", read_rows, read_account)
