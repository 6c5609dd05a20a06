"""Parts of the day in English, Russian and Belarusian, as four hours: start from, start to, end from, end to.

Hours count from local midnight of the day that is named, so 26 is two in the morning after. Sources date a
night by the day on which it began. The bounds are soft because the words are; each row says why.
"""

import re
from dataclasses import dataclass

Hours = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day: its name, its hours and the words that say it, as a pattern over folded text."""

    name: str
    hours: Hours
    pattern: re.Pattern[str]


def _part(name: str, hours: Hours, *words: str) -> DayPart:
    return DayPart(name, hours, re.compile(rf"\b(?:{'|'.join(words)})\b"))


_MIDNIGHT_BE = "(?:поунач|поуначы|пауночы|поуночы)"

BEFORE_MIDNIGHT = _part(
    "evening",
    (17, 19, 24, 24),
    "(?:before|until|till?|to) midnight",
    "до (?:полуночи|полночи)",
    f"да {_MIDNIGHT_BE}",
)
"""An evening that may be a long one; beside a clock time it is the end, 24:00."""

DAY_PARTS = (
    _part(
        "whole day",
        (0, 0, 24, 24),
        r"all day(?: long)?",
        "whole day",
        "весь день",
        "целый день",
        "у?весь дзень",
        "цэлы дзень",
    ),
    # a date names the night that begins on it, so its small hours are those of the next day
    _part(
        "after midnight",
        (24, 24, 28, 28),
        "(?:after|past) midnight",
        "после (?:полуночи|полночи)",
        "за полночь",
        f"(?:пасля|за) {_MIDNIGHT_BE}",
        "(?:the )?small hours",
    ),
    BEFORE_MIDNIGHT,
    # which of the two midnights of a date is meant is seldom said; the night's own is the second
    _part("midnight", (23, 24, 24, 25), "midnight", "пол(?:у)?ноч[ьи]", f"а?{_MIDNIGHT_BE}"),
    _part(
        "morning",
        (29, 31, 35, 36),
        "(?:the )?(?:next|following) (?:day in the )?morning",
        "(?:на )?следующ(?:ее|им) утр(?:о|ом)",
        "(?:на )?наступн(?:ай|ую) раніц(?:ай|у)",
        "назаутра раніцай",
    ),
    _part("morning", (0, 5, 12, 12), "before noon", "до полудня", "да поудня"),
    _part(
        "afternoon",
        (12, 12, 18, 21),
        "after noon",
        "(?:in )?(?:the )?second half of the day",
        "во второй половине дня",
        "у другой палове дня",
    ),
    # dark, and past the time when anybody's evening ends
    _part(
        "late night",
        (22, 24, 27, 29),
        "late (?:at )?night",
        "поздн(?:ей|яя) ночью?",
        "глубокой ночью",
        "поздно ночью",
        "позна (?:уначы|ноччу)",
        "глыбокай ноччу",
    ),
    # after supper, into the first hours of the next day
    _part(
        "late evening",
        (20, 22, 24, 26),
        "late (?:in the )?evening",
        "поздн(?:им|ий) вечер(?:ом)?",
        "поздно вечером",
        "вечером поздно",
        "позна (?:у ?)?вечар(?:ы|ам)",
        "познім вечарам",
        "позні вечар",
    ),
    _part(
        "early morning",
        (4, 6, 7, 9),
        "early (?:in the )?morning",
        "рано утром",
        "ранним утром",
        "рана раніцай",
        "ранняй раніцай",
        "рана ранкам",
    ),
    # the sun rises between 4:40 in June and 9:30 in December in Minsk
    _part(
        "dawn",
        (3, 5, 6, 9),
        "dawn",
        "daybreak",
        "sunrise",
        "рассвет[еа]?",
        "світанн[іея]",
        "світанак",
        "святанн[іея]",
    ),
    _part(
        "afternoon", (12, 13, 17, 19), "afternoon", "после (?:обеда|полудня)", "пасля (?:абеду|абеда|поудня)"
    ),
    _part("noon", (11, 12, 13, 14), "noon", "midday", "полдень", "поудзень", "апоудні", "полудня", "поудня"),
    _part(
        "morning", (5, 7, 11, 12), "morning", "утр(?:ом|о|а)", "раніц(?:ай|а|у|ы)", "ранк(?:ам|у|а)", "ранак"
    ),
    # until the dark; a source that knows only day and night counts a light evening to the day
    _part(
        "daytime",
        (6, 9, 18, 21),
        "daytime",
        "day time",
        "by day",
        "during the day",
        "in the day",
        "day",
        "день",
        "дзень",
        "днем",
        "удзень",
        "у дзень",
    ),
    _part("evening", (17, 19, 22, 24), "evening", "вечер(?:ом|а)?", "(?:у ?)?вечар(?:ы|ам|а)?"),
    # runs into the next morning
    _part(
        "night",
        (20, 23, 28, 30),
        "(?:all |the whole )?night(?:time)?",
        "night time",
        "overnight",
        "tonight",
        "ноч(?:ью|ь|и|ы)?",
        "у ?начы",
        "ноччу",
    ),
)
"""The first that matches counts, so the more particular words stand before the plainer ones."""


def find_day_part(folded: str) -> DayPart | None:
    """Return the part of the day that ``folded`` (see `crimebook.terms.script.fold`) names, if any."""
    return next((part for part in DAY_PARTS if part.pattern.search(folded)), None)
