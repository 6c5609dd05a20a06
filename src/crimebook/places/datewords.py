"""Dates inside time words: "9-14.08.2020", "night 11-12 August", «10 августа», «12 жніўня»."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A day, or days from ``first`` to ``last``, and what is left of the words that named them.

    ``is_night_end`` tells that the words speak of the night to a single day: «в ночь на 10 августа».
    """

    first: date
    last: date
    rest: str
    is_night_end: bool = False


_MONTHS = (
    "jan(?:uary)?|январ[ья]|студзен[ья]",
    "feb(?:ruary)?|феврал[ья]|лют(?:ы|ага)",
    "mar(?:ch)?|марта?|сакавіка?",
    "apr(?:il)?|апрел[ья]|красавіка?",
    "may|ма[йя]|травень|трауня",
    "june?|июн[ья]|чэрвен[ья]",
    "july?|июл[ья]|ліпен[ья]",
    "aug(?:ust)?|августа?|жнівень|жніуня",
    "sept?(?:ember)?|сентябр[ья]|верасень|верасня",
    "oct(?:ober)?|октябр[ья]|кастрычніка?",
    "nov(?:ember)?|ноябр[ья]|лістапада?",
    "dec(?:ember)?|декабр[ья]|снежань|снежня",
)
_MONTH = "|".join(f"(?P<m{number}>{words})" for number, words in enumerate(_MONTHS, 1))
_TO = r"(?:-|to|and|till|until|на|по|и|і|да|па)"
_ORDINAL = r"(?:st|nd|rd|th|-?(?:го|га|е|ое|ае))?"

_ISO = re.compile(rf"\b(\d{{4}})-(\d\d)-(\d\d)(?:\s*(?:{_TO}|/)\s*(\d{{4}})-(\d\d)-(\d\d))?(?:t(?=\d)|\b)")
_NUMBERS = re.compile(
    rf"(?<![\d.:])(?:(?P<d1>\d{{1,2}})(?:\.(?P<n1>\d{{1,2}})(?:\.(?P<y1>\d{{4}}))?)?\s*{_TO}\s*)?"
    r"(?P<d2>\d{1,2})\.(?P<n2>\d{1,2})\.(?P<y2>\d{4})(?![\d:])"
)
_DAY_MONTH = re.compile(r"(?<![\d.:/])(\d{1,2})[./](\d\d)(?![\d:/]|\.\d)")
_NIGHT_DAYS = re.compile(
    r"(?:(?<=ночь )|(?<=ночью )|(?<=ноч )|(?<=ноччу )|(?<=начы ))(?:с|со|з|ад)\s+"
    r"(\d{1,2})(?:-?г[оа])?\s+на\s+(\d{1,2})(?:-?(?:го|е|ае))?(?![\w:.])"
    r"|(?:(?<=night )|(?<=night, ))(?:(?:of|from) )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?\s*(?:to|-)\s*(?:the )?"
    r"(\d{1,2})(?:st|nd|rd|th)?(?![\w:.])"
)
_FROM = re.compile(r"\b(?:from|between|с|со|з|ад|от|между|паміж)\s+(?:the\s+)?$")
_NIGHT_TO = re.compile(r"\b((?:over)?night|ноч[ьи]|ночы|ноч|ноччу)\s+(?:на|to|into|before)\s+(?:the\s+)?$")
_NAMED = re.compile(
    rf"(?<![\w.:])(?:(?P<d1>\d{{1,2}}){_ORDINAL}\s*(?:{_TO}|/)\s*)?(?P<d2>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?:{_MONTH})\b\.?"
    r"(?:,?\s*(?P<y>\d{4}))?"
)
_NAMED_FIRST = re.compile(
    rf"\b(?:{_MONTH})\.?\s+(?P<d1>\d{{1,2}}){_ORDINAL}(?:\s*{_TO}\s*(?P<d2>\d{{1,2}}){_ORDINAL})?"
    r"(?!\s*[:\d])(?:,?\s*(?P<y>\d{4}))?"
)


_PATTERNS = (_ISO, _NUMBERS, _NAMED, _NAMED_FIRST, _DAY_MONTH, _NIGHT_DAYS)


def find_days(folded: str, first: date, last: date) -> DaySpan | None:
    """Return the days that ``folded`` names, if any; a year that is not said is that of ``first``.

    ``10.08`` is a date where it lies in the months of ``first`` and ``last``.
    """
    if not _may_name_days(folded):
        return None
    for read in (_read_iso, _read_numbers, _read_named, _read_named_first):
        with suppress(ValueError):
            if span := read(folded, first):
                return span
    return _read_day_month(folded, first, last) or _read_night_days(folded, first)


@lru_cache(maxsize=16_384)
def _may_name_days(folded: str) -> bool:
    """Whether the words are written as any days are: most are not, and come again with every date."""
    return any(pattern.search(folded) for pattern in _PATTERNS)


def _read_iso(folded: str, _: date) -> DaySpan | None:
    if not (found := _ISO.search(folded)):
        return None
    start = date(int(found[1]), int(found[2]), int(found[3]))
    end = date(int(found[4]), int(found[5]), int(found[6])) if found[4] else start
    return _span(start, end, folded, found)


def _read_numbers(folded: str, _: date) -> DaySpan | None:
    if not (found := _NUMBERS.search(folded)):
        return None
    end = date(int(found["y2"]), int(found["n2"]), int(found["d2"]))
    start = end
    if found["d1"]:
        start = date(int(found["y1"] or end.year), int(found["n1"] or end.month), int(found["d1"]))
    return _span(start, end, folded, found)


def _read_named(folded: str, first: date) -> DaySpan | None:
    if not (found := _NAMED.search(folded)):
        return None
    end = date(int(found["y"] or first.year), _month(found), int(found["d2"]))
    start = _before(end, int(found["d1"])) if found["d1"] else end
    return _span(start, end, folded, found)


def _read_named_first(folded: str, first: date) -> DaySpan | None:
    if not (found := _NAMED_FIRST.search(folded)):
        return None
    start = date(int(found["y"] or first.year), _month(found), int(found["d1"]))
    end = start.replace(day=int(found["d2"])) if found["d2"] else start
    return _span(start, end, folded, found)


def _read_day_month(folded: str, first: date, last: date) -> DaySpan | None:
    for found in _DAY_MONTH.finditer(folded):
        with suppress(ValueError):
            day = date(first.year, int(found[2]), int(found[1]))
            if day.month in {first.month, last.month}:
                return _span(day, day, folded, found)
    return None


def _read_night_days(folded: str, first: date) -> DaySpan | None:
    """Read «ночь с 9 на 10» beside a date of the same days."""
    if not (found := _NIGHT_DAYS.search(folded)):
        return None
    start, end = int(found[1] or found[3]), int(found[2] or found[4])
    for eve in (first, first - timedelta(days=1)):
        day_after = eve + timedelta(days=1)
        if (eve.day, day_after.day) == (start, end):
            return _span(eve, day_after, folded, found)
    return None


def _before(end: date, day: int) -> date:
    """Return the last date with the day of month ``day`` up to ``end``: 31-1 September began in August."""
    if day <= end.day:
        return end.replace(day=day)
    return (end.replace(day=1) - timedelta(days=1)).replace(day=day)


def _month(found: re.Match[str]) -> int:
    return next(number for number in range(1, 13) if found[f"m{number}"])


def _span(start: date, end: date, folded: str, found: re.Match[str]) -> DaySpan | None:
    if end < start:
        return None
    before, after = folded[: found.start()], folded[found.end() :]
    if start == end and (night := _NIGHT_TO.search(before)):
        return DaySpan(start, end, f"{before[: night.end(1)]} {after}", is_night_end=True)
    if start != end:
        before = _FROM.sub(" ", before)
    return DaySpan(start, end, f"{before} {after}")
