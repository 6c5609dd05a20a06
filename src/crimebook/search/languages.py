"""Guesses at a language as far as search needs them, and the small words that say nothing by themselves."""

import re

from crimebook.terms.script import fold

_ONLY_RUSSIAN = re.compile("[ищъИЩЪ]")
_ONLY_BELARUSIAN = re.compile("[іўІЎ'’ʼ]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_ENGLISH_WORD = re.compile(
    r"\b(?:the|of|and|was|were|is|are|to|in|by|with|that|for|had|from|who|they|not|a|an|at|on|near|off)\b",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile(r"\b[a-z]+\b", re.IGNORECASE)
_ENGLISH_SHARE = 8
"""A text is taken for English where one Latin word in so many is a small English one."""

_SMALL_WORDS = (
    # Belarusian, both orthographies
    "а але б бы бо бяз без ва вы вось да дзе для ж з за зь і й ін іх її каб калі ля мы на над не ні ня "
    "нас нам "
    "о ты то таксама ты у ў уж усё хто што як яго яе яна яны ён гэта гэты гэтая гэтыя праз пра пры "
    "паміж па пад "
    # Russian
    "в вот во все всё где для до его ее её если еще ещё же и из или их к как когда кто ко ли мы на над "
    "наш не но "
    "о об от он она они оно по под при про с со так там те то тоже тот у уже чем что чтобы эта эти это "
    "этот я "
    # English
    "a an and are as at be been but by for from had has have he her him his i if in into is it its me "
    "my no not "
    "of off on or our she so that the their them there they this those to us was we were what when "
    "where which "
    "who will with would you your "
    # Polish and Łacinka, where they are no word of English
    "i w z na nie do się u dla ad pa praz za ŭ dy što jak "
)
FUNCTION_WORDS = frozenset(fold(word) for word in _SMALL_WORDS.split())
"""Folded. Left out of the keys and of what a question demands; a phrase in quotes still has them."""


def may_be_belarusian(word: str) -> bool:
    """Whether a Cyrillic word has no letter that Belarusian lacks."""
    return not _ONLY_RUSSIAN.search(word)


def may_be_russian(word: str) -> bool:
    """Whether a Cyrillic word has no letter that Russian lacks."""
    return not _ONLY_BELARUSIAN.search(word)


def is_cyrillic(word: str) -> bool:
    """Whether a word is written in Cyrillic."""
    return bool(_CYRILLIC.search(word))


def is_english(text: str) -> bool:
    """Whether the Latin words of a text are English, as its small words tell."""
    if not _ENGLISH_WORD.search(text):
        return False
    small = len(_ENGLISH_WORD.findall(text))
    return small * _ENGLISH_SHARE >= len(_LATIN_WORD.findall(text))
