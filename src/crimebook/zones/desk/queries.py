"""What a page's address asks for. What cannot be read is answered with 400, not with a guess."""

from datetime import date, datetime, tzinfo

from django.core.exceptions import BadRequest
from django.http import QueryDict

from crimebook.identity.edges import Pair, pair_of
from crimebook.search.kinds import RecordKind
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.windows import SubjectKind, TimeBasis
from crimebook.work.finding import SearchQuestion
from crimebook.work.reading.pages import IncidentFilter

_MAX_CHARACTERS = 200
MAX_OBJECT_CHARACTERS = 240
_MAX_PAGE = 1_000_000
_MOST_DIGITS = 18
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
WAITING = frozenset({"place", "match"})
BASES = frozenset(TimeBasis)
RECORD_KINDS = frozenset(RecordKind)
KINDS = frozenset({SubjectKind.RECORDING, SubjectKind.COMMUNICATION})


def parse_filter(query: QueryDict) -> IncidentFilter:
    """Return what a list of incidents is narrowed to."""
    return IncidentFilter(
        source=parse_words(query, "source"),
        act=parse_words(query, "act"),
        mention=parse_words(query, "mention"),
        town=parse_words(query, "town"),
        day=parse_day(query, "day"),
        last_day=parse_day(query, "to"),
        words=parse_words(query, "words"),
        waiting=parse_word(query, "waiting", WAITING),
        page=parse_page(query),
    )


def parse_search(query: QueryDict) -> SearchQuestion:
    """Return what a search asks for."""
    return SearchQuestion(
        words=parse_words(query, "words"),
        kind=parse_word(query, "kind", RECORD_KINDS),
        source=parse_words(query, "source"),
        act=parse_words(query, "act"),
        place=parse_words(query, "place"),
        first_day=parse_day(query, "from"),
        last_day=parse_day(query, "to"),
        is_invented=parse_choice(query, "invented", {"yes": True, "no": False}),
        page=parse_page(query),
    )


def parse_words(query: QueryDict, name: str) -> str:
    """Return a line of text, trimmed; empty where there is none."""
    text = query.get(name, "").strip()
    if len(text) > _MAX_CHARACTERS or not text.isprintable():
        raise BadRequest(f"{name}: expected at most {_MAX_CHARACTERS} printable characters, got {len(text)}")
    return text


def parse_object(query: QueryDict, name: str) -> str:
    """Return the name of an object that has a chain, as events name it; empty where there is none."""
    text = query.get(name, "").strip()
    if len(text) > MAX_OBJECT_CHARACTERS or not text.isprintable():
        raise BadRequest(f"{name}: expected an object's name, got {len(text)} characters of something else")
    return text


def parse_day(query: QueryDict, name: str) -> date | None:
    """Return a day written YYYY-MM-DD."""
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(f"{name}: expected a day such as 2020-08-09, got another writing") from error
    if day.isoformat() != text or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadRequest(f"{name}: expected a day such as 2020-08-09, got another writing")
    return day


def parse_moment(query: QueryDict, name: str, zone: tzinfo) -> datetime | None:
    """Return an instant of a field for day and time, YYYY-MM-DDTHH:MM as the clock of ``zone`` shows it."""
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(
            f"{name}: expected a moment such as 2020-08-09T22:00, got another writing"
        ) from error
    if moment.tzinfo is not None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise BadRequest(f"{name}: expected a moment such as 2020-08-09T22:00, got another writing")
    return moment.replace(tzinfo=zone)


def parse_page(query: QueryDict, name: str = "page") -> int:
    """Return a page's number from 1."""
    text = query.get(name, "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_PAGE))
    if not is_number or not 1 <= int(text) <= _MAX_PAGE:
        raise BadRequest(f"{name}: expected a number from 1 to {_MAX_PAGE}, got another value")
    return int(text)


def parse_number(query: QueryDict, name: str) -> int:
    """Return a whole number, as ids are."""
    return _number(query.get(name, ""), name)


def parse_numbers(query: QueryDict, name: str) -> tuple[int, ...]:
    """Return every whole number of that name; none where nothing is ticked."""
    return tuple(_number(text, name) for text in query.getlist(name))


def parse_pair(query: QueryDict, name: str) -> Pair:
    """Return two records, written as ``12-15``."""
    return read_pair(query.get(name, ""), name)


def read_pair(text: str, name: str) -> Pair:
    """Return two records from one value of a form."""
    ends = text.split("-")
    if len(ends) != 2:
        raise BadRequest(f"{name}: expected two numbers of records, got something else")
    try:
        return pair_of(_number(ends[0], name), _number(ends[1], name))
    except InvalidValueError as error:
        raise BadRequest(f"{name}: {error}") from error


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise BadRequest(f"{name}: expected a number, got something else")
    return int(text)


def parse_word(query: QueryDict, name: str, words: frozenset[str]) -> str:
    """Return one of a few words, empty where nothing is asked."""
    text = query.get(name, "")
    if text and text not in words:
        raise BadRequest(f"{name}: expected one of {', '.join(sorted(words))}, got another word")
    return text


def parse_choice(query: QueryDict, name: str, choices: dict[str, bool]) -> bool | None:
    """Return what one of a few words stands for, None where nothing is asked."""
    text = query.get(name, "")
    if text and text not in choices:
        raise BadRequest(f"{name}: expected one of {', '.join(choices)}, got another word")
    return choices.get(text)
