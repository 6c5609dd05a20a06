"""How one word of a name is compared with another, and what it costs where they are not plainly the same."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from crimebook.places.aliases import STREET_WORDS
from crimebook.terms.script import find_stem, skeletons, sounds

SHORTEST_SKELETON = 3
"""With fewer consonants different names fall together: Мір and Мора."""


class WordMatch(IntEnum):
    """How two words meet; the number is the cost."""

    SAME = 0
    VOWELS_DIFFER = 2
    ADJECTIVAL = 3


@dataclass(frozen=True, slots=True)
class WordKeys:
    """The keys of one word: sounds and skeletons without the ending, an adjective's root, its meaning."""

    sounds: frozenset[str]
    skeletons: frozenset[str]
    roots: frozenset[str]
    meaning: int | None


@lru_cache(maxsize=65_536)
def word_keys(word: str) -> WordKeys:
    """Return the keys of one word of a name."""
    plain = _plain_keys(word)
    meanings = (_MEANINGS.get(sound) for sound in plain.sounds)
    meaning = next((each for each in sorted(m for m in meanings if m is not None)), None)
    return WordKeys(plain.sounds, plain.skeletons, plain.roots, meaning)


def match_words(one: WordKeys, other: WordKeys) -> WordMatch | None:
    """Return how two words meet, or None if they are different words."""
    if not one.sounds.isdisjoint(other.sounds):
        return WordMatch.SAME
    if one.meaning is not None and one.meaning == other.meaning:
        return WordMatch.SAME
    if not one.skeletons.isdisjoint(other.skeletons):
        return WordMatch.VOWELS_DIFFER
    if not (one.roots.isdisjoint(other.sounds) and other.roots.isdisjoint(one.sounds)):
        return WordMatch.ADJECTIVAL
    return None


def index_keys(keys: WordKeys) -> tuple[str, ...]:
    """Return the keys under which a word of a gazetteer's name is filed."""
    meaning = () if keys.meaning is None else (f"={keys.meaning}",)
    return (
        *_prefixed("~", keys.sounds),
        *_prefixed(".", keys.skeletons),
        *_prefixed("<", keys.roots),
        *meaning,
    )


def lookup_keys(keys: WordKeys) -> tuple[str, ...]:
    """Return the keys under which the matches of a word are found."""
    return (*index_keys(keys), *_prefixed("~", keys.roots), *_prefixed("<", keys.sounds))


def _prefixed(sign: str, keys: frozenset[str]) -> tuple[str, ...]:
    return tuple(sign + key for key in sorted(keys))


def _plain_keys(word: str) -> WordKeys:
    found = find_stem(word)
    bones = frozenset(each for each in skeletons(found.text) if len(each) >= SHORTEST_SKELETON)
    roots = sounds(found.root) if found.root else frozenset[str]()
    return WordKeys(sounds(found.text) or frozenset({found.text}), bones, roots, None)


_MEANINGS = {
    sound: number
    for number, row in enumerate(STREET_WORDS)
    for word in row
    for sound in _plain_keys(word).sounds
}
