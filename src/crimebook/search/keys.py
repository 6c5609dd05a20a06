"""Keys: what two writings of one word share, in three nets from narrow to wide.

* `WordKeys.form`: the word itself, folded.
* `WordKeys.stems`: without its endings: Snowball's for Russian and English, ours for Belarusian. A Cyrillic
  word without a letter of one language alone may be of either and has the stems of both.
* `WordKeys.sounds`: what it may sound like, with vowels, whole and as a stem; and `WordKeys.bones`: the
  consonants of its stems. Latin and Cyrillic, akanne, и and і, one orthography and the other meet here.

Small words have a form only. The lower-case words of an English text have few sounds and no bones: an
avtozak or a stela may stand there, but most of them would meet other words by chance.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from crimebook.search import belarusian
from crimebook.search.languages import (
    FUNCTION_WORDS,
    is_cyrillic,
    is_english,
    may_be_belarusian,
    may_be_russian,
)
from crimebook.search.words import Atom, fold_atom, split_atoms, split_words
from crimebook.terms.script import fold, skeletons, sounds
from crimebook.terms.script import stem as latin_stem

_RUSSIAN = snowballstemmer.stemmer("russian")
_ENGLISH = snowballstemmer.stemmer("english")
_SHORTEST_BONES = 3
_SHORTEST_SOUND = 3
_MOST_SOUNDS = 12
"""A long Latin word without diacritics has some thirty readings; the first of them are enough to meet."""

_FEW_SOUNDS = 4
_LATIN_PLURAL = re.compile("(?<=...)(?:i?a(?:ch|kh|mi|m)|[iy](?:ch|kh|mi)|[ao]ŭ|[ao]m|iem)$")
_FALLEN_SHORT_U = re.compile("(?<=[аеёоэяыіию])у(?![аеёоэяыіиюуй])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WordKeys:
    """The keys of one word, each net sorted; empty where a net is too wide for the word."""

    form: str
    stems: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    bones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFields:
    """What is indexed of a text: its keys parted by spaces, ``forms`` in the order of the words."""

    forms: str
    stems: str
    sounds: str


def read_fields(text: str) -> TextFields:
    """Return what is indexed of a text: the keys of `read_keys`, read in one go where no word is a code."""
    words = split_words(text)
    if words is None:
        fields = [_fields_of(keys) for _, keys in read_keys(text)]
    else:
        is_plain = is_english(text)
        fields = [_read_word(word, is_plain) for word in words]
    return TextFields(
        " ".join([forms for forms, _, _ in fields]),
        " ".join([stems for _, stems, _ in fields if stems]),
        " ".join([sounds for _, _, sounds in fields if sounds]),
    )


def read_keys(text: str) -> tuple[tuple[Atom, WordKeys], ...]:
    """Return each atom of a text with the keys under which it is indexed."""
    is_plain = is_english(text)
    return tuple(
        (atom, keys_of(atom, is_english=is_plain and _is_lower_latin(atom))) for atom in split_atoms(text)
    )


def keys_of(atom: Atom, *, is_english: bool = False) -> WordKeys:
    """Return the keys of one atom, ``is_english`` where it is a common word of an English text."""
    if atom.is_number or atom.form in FUNCTION_WORDS:
        return WordKeys(atom.form)
    return _english_keys(atom.form) if is_english else _keys_of_word(atom.text.casefold(), atom.form)


@lru_cache(maxsize=131_072)
def _read_word(word: str, is_plain: bool) -> tuple[str, str, str]:  # noqa: FBT001 - a key of the cache
    atom = Atom(word, fold_atom(word), 0, len(word))
    return _fields_of(keys_of(atom, is_english=is_plain and _is_lower_latin(atom)))


def _fields_of(keys: WordKeys) -> tuple[str, str, str]:
    return keys.form, " ".join(keys.stems), " ".join((*keys.sounds, *keys.bones))


def _is_lower_latin(atom: Atom) -> bool:
    return not atom.text[:1].isupper() and not is_cyrillic(atom.form)


@lru_cache(maxsize=32_768)
def _english_keys(form: str) -> WordKeys:
    stems = (_ENGLISH.stemWord(form),)
    return WordKeys(form, stems, _likeliest(sounds(form), _FEW_SOUNDS) if len(form) > _SHORTEST_SOUND else ())


@lru_cache(maxsize=65_536)
def _keys_of_word(text: str, form: str) -> WordKeys:
    is_latin = not is_cyrillic(text)
    spelt = _stems_of(text)
    stems = tuple(sorted({fold(each) for each in spelt}))
    if len(form) < _SHORTEST_SOUND:
        return WordKeys(form, stems)
    roots = _latin_stems(text) if is_latin else spelt
    heard = {sound for each in (text, *roots) for spelling in _spellings(each) for sound in sounds(spelling)}
    bare = {bone for each in roots for spelling in _spellings(each) for bone in skeletons(spelling)}
    return WordKeys(
        form,
        stems,
        _likeliest({each for each in heard if len(each) >= _SHORTEST_SOUND}, _MOST_SOUNDS),
        _likeliest({each for each in bare if len(each.lstrip("A")) >= _SHORTEST_BONES}, _MOST_SOUNDS),
    )


def _stems_of(text: str) -> tuple[str, ...]:
    if not is_cyrillic(text):
        return (_ENGLISH.stemWord(fold(text)),)
    ours = belarusian.stems(text) if may_be_belarusian(text) else ()
    theirs = (_RUSSIAN.stemWord(text.replace("ё", "е")),) if may_be_russian(text) else ()
    return (*ours, *theirs) or (text,)


def _latin_stems(text: str) -> tuple[str, ...]:
    """Return a Latin word without the ending of a surname or a street, and without that of a plural."""
    plural = _LATIN_PLURAL.sub("", text)
    return (latin_stem(text),) if plural == text else (latin_stem(text), plural)


def _spellings(word: str) -> tuple[str, ...]:
    """Return a word as it stands, and with ў where a vowel and у would be ў: people leave the mark out."""
    marked = _FALLEN_SHORT_U.sub("ў", word)
    return (word,) if marked == word else (word, marked)


def _likeliest(keys: Iterable[str], most: int) -> tuple[str, ...]:
    """Return those with the fewest hushing sounds: a plain s is more often s than a stripped š."""
    return tuple(sorted(keys, key=lambda key: (sum(map(str.isupper, key)), len(key), key))[:most])
