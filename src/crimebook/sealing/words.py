"""Twelve words: 128 random bits that a person can write down and read back.

The words of a receipt, in Belarusian, Russian or English, with the four-bit checksum of BIP-39 (SHA-256) over
lists of our own. The written form is ``docs/spec/0002-twelve-words.md``. Reading forgives what hands and
phones do to words and refuses the rest with a hint that a list and a checksum alone can give: nothing here
knows whether a receipt belongs to any book, so nothing here can tell.

What was typed is a secret. No error holds it, and an error's text names positions only; the nearest words of
the list are for the person's own page (`WordsError.hints`) and never for a log.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from crimebook.sealing import spelling
from crimebook.sealing.errors import SealingError
from crimebook.terms.reasons import Reason, reason

WORDS = 12
LIST_WORDS = 2048
ENTROPY_BYTES = 16
TEXT_CHARACTERS = 1000
"""Longer texts are refused unread: twelve words with numbers and signs between need a third of it."""
WORD_LETTERS = 32
NEAREST = 3

_WORD_BITS = 11
_CHECK_BITS = 4
_MOST_RUNS = 4 * WORDS
"""A text of more is refused unread: even on the wrong keyboard a word falls in no more than four."""
_MOSTLY = 9
"""On another keyboard, so many known words are no chance."""


class Language(StrEnum):
    """The languages that have a list; the value is the list's name."""

    BELARUSIAN = "be"
    RUSSIAN = "ru"
    ENGLISH = "en"


class WordsFault(StrEnum):
    """What is wrong with a text that should be the twelve words."""

    TOO_LONG = "too-long"
    COUNT = "count"
    UNKNOWN = "unknown"
    MIXED = "mixed"
    AMBIGUOUS = "ambiguous"
    LAYOUT = "layout"
    CHECKSUM = "checksum"


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """The position of a word that no list has, from 1, and up to three words of the list that are near."""

    position: int
    nearest: tuple[str, ...] = field(default=(), repr=False)

    @property
    def hint(self) -> Reason:
        """What to say to the person who typed it, and to nobody else."""
        if not self.nearest:
            return reason("Word {position} is not in the list", position=self.position)
        return reason(
            "Word {position} is not in the list; the nearest are: {nearest}",
            position=self.position,
            nearest=", ".join(self.nearest),
        )


class WordsError(SealingError):
    """A text that is not the twelve words of any receipt, with a hint; it holds nothing that was typed."""

    def __init__(self, kind: WordsFault, got: str, told: Reason, unknown: Sequence[UnknownWord] = ()) -> None:
        super().__init__("the twelve words of a receipt", got)
        self.kind = kind
        self.reason = told
        self.unknown = tuple(unknown)

    @property
    def hints(self) -> tuple[Reason, ...]:
        """The sentences for the person's own page: the reason, then one for each unknown word."""
        return (self.reason, *(each.hint for each in self.unknown))


def make_words(entropy: bytes, language: Language | str) -> tuple[str, ...]:
    """Return the twelve words of 16 random bytes. `read_words` is the reverse."""
    if len(entropy) != ENTROPY_BYTES:
        raise SealingError("16 bytes behind the twelve words", f"{len(entropy)} bytes")
    words = list_words(language)
    bits = int.from_bytes(entropy, "big") << _CHECK_BITS | _checksum(entropy)
    places = (bits >> _WORD_BITS * at & LIST_WORDS - 1 for at in reversed(range(WORDS)))
    return tuple(words[place] for place in places)


def read_words(text: str) -> bytes:
    """Return the 16 bytes that twelve words stand for, in whichever list they all are.

    Forgiven: case, order numbers, anything between the words, marks over letters (ё, й, ў), і for и,
    apostrophes, hyphens, Latin letters that look Cyrillic and the reverse, and all letters after the fourth.
    Raises `WordsError`.
    """
    if len(text) > TEXT_CHARACTERS:
        told = reason(
            "The text is too long: twelve words need less than {limit} signs", limit=TEXT_CHARACTERS
        )
        raise WordsError(WordsFault.TOO_LONG, f"more than {TEXT_CHARACTERS} signs", told)
    runs = spelling.split_typed(text)
    if len(runs) > _MOST_RUNS:
        raise _miscount(len(runs))
    typed = _part(runs)
    _check_lengths(typed)
    found = {language: _places(typed, language) for language in Language}
    full = {language: places for language, places in found.items() if None not in places}
    if len(typed) != WORDS or not full:
        raise _refusal(text, typed, found)
    return _settle(typed, full)


@lru_cache(maxsize=len(Language))
def list_words(language: Language | str) -> tuple[str, ...]:
    """Return the 2,048 words of a language in the order of their numbers."""
    path = files("crimebook.sealing").joinpath("wordlists", f"{Language(language)}.txt")
    return tuple(path.read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class _List:
    """A list ready for reading: folded words with their letters, and the place of each by its beginnings."""

    folded: tuple[tuple[str, int], ...]
    places: dict[str, int]


@lru_cache(maxsize=len(Language))
def _list(language: Language) -> _List:
    folded = [spelling.fold(word) for word in list_words(language)]
    least = spelling.ABBREVIATION_LETTERS
    places = {word[:end]: place for place, word in enumerate(folded) for end in range(least, len(word) + 1)}
    return _List(tuple((word, spelling.letters_of(word)) for word in folded), places)


def _checksum(entropy: bytes) -> int:
    return hashlib.sha256(entropy).digest()[0] >> 8 - _CHECK_BITS


def _part(runs: Sequence[str]) -> list[str]:
    """Return the typed words. Hyphens join where a list has the whole, and part otherwise."""
    words = []
    for run in runs:
        is_whole = len(run) <= WORD_LETTERS and any(_find(run, language) is not None for language in Language)
        words += [run] if is_whole else run.split("-")
    return words


def _check_lengths(typed: Sequence[str]) -> None:
    for position, word in enumerate(typed, start=1):
        if len(word) > WORD_LETTERS:
            told = reason("Word {position} is too long to be a word of the list", position=position)
            raise WordsError(WordsFault.TOO_LONG, f"a word of {len(word)} letters at {position}", told)


def _fold(word: str, language: Language) -> str:
    """Return a typed word as the script of a language has it."""
    is_latin = language is Language.ENGLISH
    return spelling.fold(word.translate(spelling.TO_LATIN if is_latin else spelling.TO_CYRILLIC))


def _find(word: str, language: Language) -> int | None:
    return _list(language).places.get(_fold(word, language))


def _places(typed: Sequence[str], language: Language) -> list[int | None]:
    return [_find(word, language) for word in typed]


def _settle(typed: Sequence[str], full: dict[Language, list[int | None]]) -> bytes:
    """Return the one reading whose checksum holds; where two do, that with more words written in full."""
    right: dict[bytes, int] = {}
    for language, places in full.items():
        entropy = _decode([place for place in places if place is not None])
        if entropy is not None:
            whole = sum(_is_whole(word, place, language) for word, place in zip(typed, places, strict=True))
            right[entropy] = max(whole, right.get(entropy, 0))
    if not right:
        told = reason("One word is probably wrong, or two are swapped: the words do not check")
        raise WordsError(WordsFault.CHECKSUM, "words that do not check", told)
    most = max(right.values())
    best = [entropy for entropy, whole in right.items() if whole == most]
    if len(best) > 1:
        told = reason("The beginnings of these words stand in two languages: write the words in full")
        raise WordsError(WordsFault.AMBIGUOUS, "abbreviations of two languages", told)
    return best[0]


def _decode(places: Sequence[int]) -> bytes | None:
    """Return the entropy of twelve places, or none if its checksum is another."""
    bits = 0
    for place in places:
        bits = bits << _WORD_BITS | place
    entropy = (bits >> _CHECK_BITS).to_bytes(ENTROPY_BYTES, "big")
    return entropy if _checksum(entropy) == bits & (1 << _CHECK_BITS) - 1 else None


def _is_whole(word: str, place: int | None, language: Language) -> bool:
    return place is not None and _list(language).folded[place][0] == _fold(word, language)


_Found = dict[Language, list[int | None]]


def _refusal(text: str, typed: Sequence[str], found: _Found) -> WordsError:
    """Return the error for words that no list has all of, or that are not twelve."""
    known = max(_known(places) for places in found.values())
    if any(_known_in_best(other) >= max(_MOSTLY, known + 1) for other in spelling.other_layouts(text)):
        told = reason("The keyboard was set to another language: switch it and write the words again")
        return WordsError(WordsFault.LAYOUT, "words of another keyboard", told)
    if len(typed) != WORDS:
        return _miscount(len(typed))
    unknown = [at for at in range(WORDS) if all(places[at] is None for places in found.values())]
    if not unknown:
        told = reason("The words are of more than one language: all twelve are in one")
        return WordsError(WordsFault.MIXED, "words of more than one language", told)
    language = _likeliest(typed, found)
    words = [UnknownWord(at + 1, _nearest(typed[at], language)) for at in unknown]
    positions = ", ".join(str(word.position) for word in words)
    told = reason("Some of the words are in no list: {positions}", positions=positions)
    return WordsError(WordsFault.UNKNOWN, f"unknown words at {positions}", told, words)


def _miscount(count: int) -> WordsError:
    told = reason("A receipt has 12 words; here are {count}", count=count)
    return WordsError(WordsFault.COUNT, f"{count} words", told)


def _known(places: Sequence[int | None]) -> int:
    return sum(place is not None for place in places)


def _known_in_best(text: str) -> int:
    typed = _part(spelling.split_typed(text)[:_MOST_RUNS])
    return max(_known(_places(typed, language)) for language in Language)


def _likeliest(typed: Sequence[str], found: _Found) -> Language:
    """Return the language that knows most of the words, or else has most of their letters."""

    def likeness(language: Language) -> tuple[int, int]:
        alphabet = set("".join(word for word, _ in _list(language).folded))
        return _known(found[language]), sum(letter in alphabet for letter in _fold("".join(typed), language))

    return max(Language, key=likeness)


def _nearest(word: str, language: Language) -> tuple[str, ...]:
    near = spelling.nearest(_fold(word, language), _list(language).folded, NEAREST)
    return tuple(list_words(language)[place] for place in near)
