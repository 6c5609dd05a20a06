"""Hints: automatic word lists of towns and streets, such as a search over posts leaves. Noisy; never a join.

A street counts only in a town of the same list. Words that are no street's name leave the town.
"""

from functools import lru_cache

from crimebook.places.choosing import choose
from crimebook.places.gazetteer import Found, Gazetteer
from crimebook.places.junctions import STREET_KINDS
from crimebook.places.landmarks import find_landmarks
from crimebook.places.mentions import may_be_street
from crimebook.places.readings import PlaceReading, collapse
from crimebook.places.streetwords import parse_street_name
from crimebook.terms.reasons import reason
from crimebook.terms.script import sounds, split_words, stem
from crimebook.terms.toponyms import Toponym

SEPARATOR = "|"

_FROM_LIST = reason("from an automatic word list: a hint")


@lru_cache(maxsize=16_384)
def read_hints(towns: str, streets: str, gazetteer: Gazetteer) -> tuple[PlaceReading, ...]:
    """Return a reading for each street found in a hinted town, and for each town without one.

    Both texts are lists parted by ``|``. Without a town there is no reading; each says that it is a hint.
    """
    names = [name for part in towns.split(SEPARATOR) if (name := part.strip())]
    known = {name: found[0] for name in names if (found := gazetteer.find_towns(name))}
    words = [word for part in streets.split(SEPARATOR) if (word := part.strip())]
    readings = [each for name, town in known.items() for each in _read_town(name, town, words, gazetteer)]
    return collapse(readings)


def _read_town(name: str, town: Toponym, streets: list[str], gazetteer: Gazetteer) -> list[PlaceReading]:
    found = [(words, best) for words in streets if (best := _find(words, town, gazetteer))]
    if found:
        return [_to_reading(words, best) for words, best in found]
    reasons = [_FROM_LIST, reason("the settlement of {town} as a whole", town=town.names[0])]
    if _is_inside_a_street(name, streets):
        reasons.append(reason("the town's name may have been taken from a street's"))
    return [PlaceReading(name, town.names[0], town.place, tuple(reasons), (), None)]


def _find(words: str, town: Toponym, gazetteer: Gazetteer) -> Found | None:
    """Take a street or a landmark; a list cuts words off anywhere, so the last word is left out at need."""
    whole = split_words(words)
    for kept in (whole, whole[:-1]):
        text = " ".join(kept)
        if _is_only_the_town(text, town, gazetteer):
            continue
        found = gazetteer.find(text, kinds=STREET_KINDS, town=town) if may_be_street(text) else ()
        best = choose(found or find_landmarks(text, gazetteer, town, is_alone=False)).chosen
        if best is not None:
            return best
    return None


def _is_only_the_town(text: str, town: Toponym, gazetteer: Gazetteer) -> bool:
    """Whether the words are «улицах Минска» or «проспект Минска»: any street of the town, none by name."""
    name = " ".join(parse_street_name(text).words)
    return bool(name) and town in gazetteer.find_towns(name, is_exact=True)


def _to_reading(words: str, best: Found) -> PlaceReading:
    why = reason("{words} is read as {name}", words=words, name=best.toponym.names[0])
    return PlaceReading(
        words, best.toponym.names[0], best.toponym.place, (_FROM_LIST, why, *best.reasons), (), None
    )


def _is_inside_a_street(town: str, streets: list[str]) -> bool:
    heard = sounds(stem(town))
    return any(not heard.isdisjoint(sounds(stem(word))) for street in streets for word in split_words(street))
