"""Landmarks: buildings and institutions, found by what sort they are and the words that are their own.

Sources write "Zhodzina prison", "Zhodino detention facility" and "Prison No. 8": the sort is the same, the
town is the same, and the place keeps only one. So a landmark is compared by its sort and by its words
without the sort, the town and the filler words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from crimebook.places.gazetteer import Found, Gazetteer
from crimebook.places.wordkeys import WordKeys, WordMatch, match_words, word_keys
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import fold, split_words
from crimebook.terms.toponyms import Toponym

ENOUGH_WORDS = 0.6
"""Share of the longer name's words that must be the same where neither name holds the other."""


class LandmarkClass(StrEnum):
    """What sort of landmark; the value is the English word for reasons."""

    DETENTION = "place of detention"
    POLICE = "police department"
    METRO = "metro station"
    POLLING = "polling station"
    HOTEL = "hotel"
    HOSPITAL = "hospital"
    UNIVERSITY = "university"
    MONUMENT = "monument"
    SHOP = "shop"
    SQUARE = "square"


_CLASSES = (
    (
        LandmarkClass.POLLING,
        r"polling (?:station|place)|избирательн\w+ участ\w+|выбарч\w+ участ\w+|участ\w+ для голосован\w+",
    ),
    (LandmarkClass.METRO, r"метро|metro|subway|underground|ст ?м|станци[яией] м"),
    (
        LandmarkClass.DETENTION,
        r"detention|prison|jail|remand|isolat\w+|тюрьм\w+|турм\w+|изоля\w+|ізаля\w+|цип|ивс|с[иі]з[оа]|tsip|ivs|sizo|cip",
    ),
    (
        LandmarkClass.POLICE,
        r"police|militsiya|militia|милици\w+|міліцы\w+|ruus|ruvd|rovd|guvd|guus|рувд|руус|ровд|гувд|гуус",
    ),
    (LandmarkClass.HOTEL, r"hotel|гостиниц\w+|гатэл\w+|отел\w+"),
    (LandmarkClass.HOSPITAL, r"hospital|больниц\w+|бальніц\w+|шпітал\w+|госпитал\w+"),
    (
        LandmarkClass.UNIVERSITY,
        r"university|университет\w*|універсітэт\w*|institute|институт\w*|інстытут\w*",
    ),
    (
        LandmarkClass.MONUMENT,
        r"monument|obelisk|stella?|stele|stela|памятник\w*|помнік\w*|стел[аыуе]|стэл[аыуе]|абеліск\w*|обелиск\w*",
    ),
    (
        LandmarkClass.SHOP,
        r"shop(?:ping)?|mall|store|market|магазин\w*|крам[аыу]|тр?ц|гц|рын\w+|универсам\w*|торгов\w+|гандлев\w+",
    ),
    (
        LandmarkClass.SQUARE,
        r"square|sq|площад(?:ь|и|ью|ей|ям|ях)|пл|плошч\w*|ploshcha\w*|ploshchad\w*|plosc\w*",
    ),
)
_CLASS_PATTERNS = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _CLASSES)
_FILLERS = re.compile(
    r"the|of|for|at|in|on|and?|no|number|near|by|temporary|cent(?:re|er)|facility|station|stop|offenders|department"
    r"|district|front|entrance|building|camera|city|hall|area|центр\w?|цэнтр\w?|временного|содержания|правонарушителей"
    r"|правапарушальнікау|часовага|утрымання|станц\w+|ст|м|на|в|у|і|и|ля|каля|г|горад\w?|город\w?"
)
_SAME_WORD = frozenset({WordMatch.SAME, WordMatch.VOWELS_DIFFER})
"""Пушкінская station is not what "Pushkina" says."""

_NUMBER = re.compile(r"\d+\w?")


@dataclass(frozen=True, slots=True)
class _Words:
    kind: LandmarkClass | None
    keys: tuple[WordKeys, ...]


def class_of(text: str) -> LandmarkClass | None:
    """Return what sort of landmark ``text`` speaks of, if it says so."""
    return _class_of(fold(text))


def find_landmarks(
    text: str, gazetteer: Gazetteer, town: Toponym | None, *, is_alone: bool = True
) -> tuple[Found, ...]:
    """Return the landmarks that ``text`` may mean, in ``town`` or anywhere, the best first.

    ``is_alone`` tells that the source says nothing else of the place: only then may the sort and the town do
    ("Zhodzina prison").
    """
    town_names = frozenset(town.names) if town else frozenset[str]()
    said = _take_apart(text, town_names)
    if not said.keys and not is_alone:
        return ()
    found = [
        best
        for each in gazetteer.landmarks()
        if town is None or _lies_in(each, town, gazetteer)
        if (best := _compare_names(said, each, town_names))
    ]
    return tuple(sorted(found, key=lambda each: (each.cost, str(each.toponym.ref))))


def _lies_in(landmark: Toponym, town: Toponym, gazetteer: Gazetteer) -> bool:
    home = gazetteer.town_of(landmark)
    return home is not None and home.ref == town.ref


def _compare_names(said: _Words, landmark: Toponym, town_names: frozenset[str]) -> Found | None:
    own = frozenset({*town_names, landmark.town}) if landmark.town else town_names
    found = [
        Found(landmark, cost, why)
        for name in landmark.names
        if (result := _compare(said, _take_apart(name, own))) is not None
        for cost, why in (result,)
    ]
    return min(found, key=lambda each: each.cost, default=None)


def _compare(said: _Words, known: _Words) -> tuple[int, tuple[Reason, ...]] | None:
    if said.kind and known.kind and said.kind is not known.kind:
        return None
    if not said.keys:
        if said.kind is LandmarkClass.DETENTION is known.kind and not known.keys:
            return 0, (reason("named by its sort and its town only"),)
        return None
    if not known.keys:
        return None
    return _compare_words(said, known)


def _compare_words(said: _Words, known: _Words) -> tuple[int, tuple[Reason, ...]] | None:
    same = _count_same(said.keys, known.keys)
    shorter, longer = sorted((len(said.keys), len(known.keys)))
    cost = 0 if said.kind is known.kind else 1
    if same == longer:
        return cost, ()
    if same == shorter and said.kind is not None and said.kind is known.kind:
        return cost + 1, ()
    if same >= 2 and same / longer >= ENOUGH_WORDS:
        return cost + 2, (reason("{same} of {all} words are the same", same=same, all=longer),)
    return None


def _count_same(said: Sequence[WordKeys], known: Sequence[WordKeys]) -> int:
    left = list(known)
    count = 0
    for word in said:
        at = next((at for at, each in enumerate(left) if match_words(word, each) in _SAME_WORD), None)
        if at is not None:
            del left[at]
            count += 1
    return count


@lru_cache(maxsize=16_384)
def _take_apart(text: str, town_names: frozenset[str]) -> _Words:
    folded = fold(text)
    kind = _class_of(folded)
    for _, pattern in _CLASS_PATTERNS:
        folded = pattern.sub(" ", folded)
    towns = {key for name in town_names for word in split_words(name) for key in word_keys(word).sounds}
    keys = (word_keys(word) for word in split_words(folded) if _is_own(word))
    return _Words(kind, tuple(key for key in keys if key.sounds.isdisjoint(towns)))


def _is_own(word: str) -> bool:
    return not _FILLERS.fullmatch(word) and not _NUMBER.fullmatch(word)


def _class_of(folded: str) -> LandmarkClass | None:
    return next((kind for kind, pattern in _CLASS_PATTERNS if pattern.search(folded)), None)
