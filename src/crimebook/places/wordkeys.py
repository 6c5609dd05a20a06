"""How one word of a name is compared with another, and what it costs where they are not plainly the same."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from crimebook.places.aliases import ENGLISH_WORDS, STREET_WORDS
from crimebook.terms.script import Ending, find_ending, find_stem, fold, skeletons, sounds

SHORTEST_SKELETON = 3
"""With fewer consonants different names fall together: Мір and Мора."""


class WordMatch(IntEnum):
    """How two words meet; the number is the cost."""

    SAME = 0
    VOWELS_DIFFER = 2
    ADJECTIVAL = 3
    SURNAME_FOR_ADJECTIVE = 4
    """«Ленина» said of «Ленінская»: rather two streets than two spellings."""

    OTHER_ENDING = 7
    """The same sounds of another sort of word, «Садовая» and «Сядова»: shown, never chosen."""


@dataclass(frozen=True, slots=True)
class WordKeys:
    """The keys of one word: sounds and skeletons without the ending, an adjective's root, meaning, ending."""

    sounds: frozenset[str]
    skeletons: frozenset[str]
    roots: frozenset[str]
    meaning: int | None
    ending: Ending = Ending.OPEN


@lru_cache(maxsize=65_536)
def word_keys(word: str) -> WordKeys:
    """Return the keys of one word of a name."""
    english = _ENGLISH_MEANINGS.get(fold(word))
    if english is not None:
        return WordKeys(frozenset({f"@{fold(word)}"}), frozenset(), frozenset(), english)
    plain = _plain_keys(word)
    meanings = (_MEANINGS.get(sound) for sound in plain.sounds)
    meaning = next((each for each in sorted(m for m in meanings if m is not None)), None)
    return WordKeys(plain.sounds, plain.skeletons, plain.roots, meaning, plain.ending)


def match_words(one: WordKeys, other: WordKeys) -> WordMatch | None:
    """Return how the word said (``one``) meets a word of a name, or None if they are different words."""
    if one.meaning is not None and one.meaning == other.meaning:
        return WordMatch.SAME
    is_other = Ending.OPEN not in {one.ending, other.ending} and one.ending is not other.ending
    if not one.sounds.isdisjoint(other.sounds):
        return WordMatch.OTHER_ENDING if is_other else WordMatch.SAME
    if not is_other and not one.skeletons.isdisjoint(other.skeletons):
        return WordMatch.VOWELS_DIFFER
    if not one.roots.isdisjoint(other.sounds):
        return WordMatch.ADJECTIVAL
    return None if other.roots.isdisjoint(one.sounds) else WordMatch.SURNAME_FOR_ADJECTIVE


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
    return WordKeys(sounds(found.text) or frozenset({found.text}), bones, roots, None, find_ending(word))


_MEANINGS = {
    sound: number
    for number, row in enumerate(STREET_WORDS)
    for word in row
    if word not in ENGLISH_WORDS
    for sound in _plain_keys(word).sounds
}
_ENGLISH_MEANINGS = {
    fold(word): number for number, row in enumerate(STREET_WORDS) for word in row if word in ENGLISH_WORDS
}
