"""Landmarks: buildings and institutions, found by what sort they are and the words that are their own.

Sources write "Zhodzina prison", "Zhodino detention facility" and "Prison No. 8": the sort is the same, the
town is the same, and the place keeps only one. So a landmark is compared by its sort and by its words
without the sort, the town and the filler words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from crimebook.places.gazetteer import MAX_COST, Found, Gazetteer
from crimebook.places.placegrammar import is_district
from crimebook.places.streetwords import StreetType, parse_street_name
from crimebook.places.wordkeys import WordKeys, WordMatch, index_keys, lookup_keys, match_words, word_keys
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.script import Ending, fold, is_adjectival, split_words
from crimebook.terms.toponyms import Toponym

ENOUGH_WORDS = 0.6
"""Share of the longer name's words that must be the same where neither name holds the other."""


SHOWN_COST = MAX_COST + 1
"""Shown among the alternatives, never chosen."""


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
    (LandmarkClass.METRO, r"метро|metro|subway|underground|ст\.? ?м|станци[яией] м"),
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
    r"the|an?|of|for|at|in|on|and|no|number|near|by|temporary|cent(?:re|er)|facility|station|stop|offenders|department"
    r"|district|front|entrance|building|camera|city|hall|area|центр\w?|цэнтр\w?|временного|содержания|правонарушителей"
    r"|правапарушальнікау|часовага|утрымання|станц\w+|ст|м|на|в|у|і|и|ля|каля|г|горад\w?|город\w?"
    r"|institution|correctional|установ\w|папрауч\w+|учрежден\w+|исправительн\w+"
)
_SAME_WORD = frozenset({WordMatch.SAME, WordMatch.VOWELS_DIFFER})
"""Пушкінская station is not what "Pushkina" says."""

_SHORT_TERM = re.compile(r"\b(?:ивс|цип|ivs|tsip|cip|temporary|временн\w+|часов\w+)\b")
_NUMBER_SIGN = re.compile(r"\b(?:no|n)\.?\s*(?=\d)")
_LABELLED_NUMBER = re.compile(r"(?:№|\bno\b|\bн)\.?\s*\d")
_NUMBER = re.compile(r"\d+\w?")


@dataclass(frozen=True, slots=True)
class _Words:
    kind: LandmarkClass | None
    keys: tuple[WordKeys, ...]
    numbers: frozenset[str]
    is_adjective: bool
    """All its own words are adjectives: «Советская» may be a street, a square, a station, a department."""
    is_short_term: bool
    """A place of detention for days: no prison."""


@dataclass(frozen=True, slots=True)
class _Match:
    cost: int
    reasons: tuple[Reason, ...] = ()
    is_similar: bool = False


@lru_cache(maxsize=65_536)
def class_of(text: str) -> LandmarkClass | None:
    """Return what sort of landmark ``text`` speaks of, if it says so."""
    return _class_of(fold(text))


def find_landmarks(
    text: str,
    gazetteer: Gazetteer,
    town: Toponym | None,
    *,
    is_alone: bool = True,
    sort: LandmarkClass | None = None,
) -> tuple[Found, ...]:
    """Return the landmarks that ``text`` may mean, in ``town`` or anywhere, the best first.

    ``is_alone`` tells that the source says nothing else of the place: only then may the sort and the town do
    ("Zhodzina prison"). ``sort`` is what a mention beside it says: "detention centre" at "Akrestsina".
    """
    town_names = frozenset(town.names) if town else frozenset[str]()
    said = _take_apart(text, town_names)
    if said.kind is None and not _may_be_landmark(text):
        return ()
    said = replace(said, kind=said.kind or sort)
    if not said.keys and not is_alone:
        return ()
    plain = fold(text)
    found = [
        best
        for each in _index_of(gazetteer).like(said, plain, town)
        if (best := _find_named(plain, each) or _compare_names(said, each, town_names))
    ]
    return tuple(sorted(found, key=lambda each: (each.cost, str(each.toponym.ref))))


@lru_cache(maxsize=16_384)
def bare_sort(text: str) -> LandmarkClass | None:
    """Return the sort of landmark that ``text`` says if it says nothing else: "detention centre"."""
    said = _take_apart(text, frozenset())
    return None if said.keys else said.kind


def _may_be_landmark(text: str) -> bool:
    """Words of no sort of landmark are none if they are of a street, a house in one, or a district."""
    name = parse_street_name(text)
    if name.type not in {None, StreetType.SQUARE}:
        return False
    is_house = bool(name.house) and not _LABELLED_NUMBER.search(fold(text))
    return not is_house and not is_district(text)


def _find_named(plain: str, landmark: Toponym) -> Found | None:
    """Find a landmark that is called exactly so, were it by its sort alone: «стела» in Minsk is one."""
    if plain not in _fold_all(landmark.names):
        return None
    return Found(landmark, 0, (reason("a name of it in the gazetteer"),))


class _Index:
    """The landmarks of a gazetteer by their towns, their whole names and the keys of their words.

    What it gives out holds everything that `_find_named` or `_compare_names` could find.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._landmarks = gazetteer.landmarks()
        homes = [gazetteer.town_of(each) for each in self._landmarks]
        self._towns = [home.ref if home else None for home in homes]
        self._named: dict[str, set[int]] = {}
        self._by_key: dict[str, set[int]] = {}
        for at, each in enumerate(self._landmarks):
            for name in _fold_all(each.names):
                self._named.setdefault(name, set()).add(at)
            for key in {key for name in each.names for key in _keys_of(name)}:
                self._by_key.setdefault(key, set()).add(at)

    def like(self, said: "_Words", plain: str, town: Toponym | None) -> Iterator[Toponym]:
        """Yield the landmarks that share a word with ``said``, or all where only a sort is said."""
        found = set(self._named.get(plain, ()))
        for word in said.keys:
            for key in lookup_keys(word):
                found |= self._by_key.get(key, set())
        places = sorted(found) if said.keys else range(len(self._landmarks))
        for at in places:
            if town is None or self._towns[at] == town.ref:
                yield self._landmarks[at]


def _keys_of(name: str) -> Iterator[str]:
    for word in _take_apart(name, frozenset()).keys:
        yield from index_keys(word)


@lru_cache(maxsize=8)
def _index_of(gazetteer: Gazetteer) -> _Index:
    return _Index(gazetteer)


@lru_cache(maxsize=16_384)
def _fold_all(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)


def _compare_names(said: _Words, landmark: Toponym, town_names: frozenset[str]) -> Found | None:
    own = frozenset({*town_names, landmark.town}) if landmark.town else town_names
    names = [_take_apart(name, own) for name in landmark.names]
    kinds = {name.kind for name in names} - {None}
    numbers = frozenset[str]().union(*(name.numbers for name in names))
    if not said.keys and said.numbers.isdisjoint(numbers) and any(name.keys for name in names):
        return None
    if said.kind is None and LandmarkClass.POLICE in kinds:
        return None
    if said.numbers and numbers and said.numbers.isdisjoint(numbers):
        return None
    found = [match for name in names if (match := _compare(said, name, numbers)) is not None]
    best = min(found, key=lambda each: each.cost, default=None)
    if best is None:
        return None
    cost = best.cost + (SHOWN_COST if said.kind is None and said.is_adjective and kinds else 0)
    return Found(landmark, cost, best.reasons, is_similar=best.is_similar)


def _compare(said: _Words, known: _Words, numbers: frozenset[str]) -> _Match | None:
    if said.kind and known.kind and said.kind is not known.kind:
        return None
    if not said.keys:
        return _compare_sorts(said, known, numbers)
    if not known.keys:
        return None
    return _compare_words(said, known)


def _compare_sorts(said: _Words, known: _Words, numbers: frozenset[str]) -> _Match | None:
    """Compare by sort, number and town alone; only a place of detention may do without a number."""
    if known.keys or known.kind is not said.kind or not said.numbers <= numbers:
        return None
    if said.numbers:
        return _Match(0, (reason("named by its sort, its number and its town"),))
    if said.kind is not LandmarkClass.DETENTION or (said.is_short_term and not known.is_short_term):
        return None
    return _Match(0, (reason("named by its sort and its town only"),))


def _compare_words(said: _Words, known: _Words) -> _Match | None:
    """Compare own words; without its sort said, a landmark that has one is only shown."""
    same, is_similar = _count_same(said.keys, known.keys)
    shorter, longer = sorted((len(said.keys), len(known.keys)))
    cost = 0 if said.kind is known.kind else 1
    cost += SHOWN_COST if said.kind is None and known.kind is not None else 0
    if same == longer:
        return _Match(cost, (), is_similar)
    if same == shorter and said.kind is not None and said.kind is known.kind:
        return _Match(cost + 1, (), is_similar)
    if same >= 2 and same / longer >= ENOUGH_WORDS:
        why = reason("{same} of {all} words are the same", same=same, all=longer)
        return _Match(cost + 2, (why,), is_similar)
    return None


def _count_same(said: Sequence[WordKeys], known: Sequence[WordKeys]) -> tuple[int, bool]:
    """Return how many words are the same, and whether one of them has other vowels."""
    left = list(known)
    matches: list[WordMatch] = []
    for word in said:
        met = ((match_words(word, each), at) for at, each in enumerate(left))
        best = min(((match, at) for match, at in met if match in _SAME_WORD), default=None)
        if best is not None:
            matches.append(best[0])
            del left[best[1]]
    return len(matches), WordMatch.VOWELS_DIFFER in matches


@lru_cache(maxsize=16_384)
def _take_apart(text: str, town_names: frozenset[str]) -> _Words:
    folded = fold(text)
    kind = _class_of(folded)
    is_short_term = bool(_SHORT_TERM.search(folded))
    for _, pattern in _CLASS_PATTERNS:
        folded = pattern.sub(" ", folded)
    folded = _NUMBER_SIGN.sub(" ", folded)
    towns = {key for name in town_names for word in split_words(name) for key in word_keys(word).sounds}
    words = [word for word in split_words(folded) if _is_own(word)]
    own = [(word, word_keys(word)) for word in words if not _is_of(word_keys(word), towns)]
    adjectives = [key.ending is Ending.ADJECTIVE or is_adjectival(word) for word, key in own]
    numbers = frozenset(re.findall(r"\d+", folded))
    return _Words(kind, tuple(key for _, key in own), numbers, bool(own) and all(adjectives), is_short_term)


def _is_of(key: WordKeys, towns: set[str]) -> bool:
    """Whether a word is a town's name or its adjective: «жодзінская»."""
    return not (key.sounds.isdisjoint(towns) and key.roots.isdisjoint(towns))


def _is_own(word: str) -> bool:
    return not _FILLERS.fullmatch(word) and not _NUMBER.fullmatch(word)


def _class_of(folded: str) -> LandmarkClass | None:
    return next((kind for kind, pattern in _CLASS_PATTERNS if pattern.search(folded)), None)
