"""Stems: a word without its case ending, so that "проспекте Машерова", "Masherov" and "Машэрава" meet.

Only endings are taken that streets and surnames show: genitive and dative of adjectives (-ага, -ого, -oho,
-аму, -ому), instrumental after -ов, -ін, -ск, and final vowels. Genitive plurals (Касманаўтаў) and surnames
(Masherov) end alike and keep their -ov. An adjective in -ск tells its root apart: «Пушкинская» is not
«Пушкина», and a caller that lets them meet must say so.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from crimebook.terms.script.folding import fold_keeping_sounds


class Form(StrEnum):
    """How the ending of a word reads."""

    PLAIN = "plain"
    """No ending of a case: Masherov, Лазо."""

    GENITIVE = "genitive"
    """Of somebody or something: Пушкіна, Дзержинского, Pobeditelei."""

    ADJECTIVE = "adjective"
    """An adjective in -sk: Пушкинская, Ленінская, Sovetskaya."""


class Ending(StrEnum):
    """What sort of word an ending leaves, where it is sure: «Садовая» and «Сядова» are different words."""

    ADJECTIVE = "adjective"
    """Садовая, Красную, Oktyabrskaya."""

    NOUN = "noun"
    """Сядова, Masherov, Сурганову."""

    PLACE = "place"
    """A name of a place in -ино, -ово: Ленино."""

    OPEN = "open"
    """May be any of them: Победы, Партизанский, Дзержинского."""


@dataclass(frozen=True, slots=True)
class Stem:
    """A word without its ending; ``root`` is an adjective's word without -sk, else empty."""

    text: str
    form: Form
    root: str = ""


_SHORTEST = 3
_OBLIQUE = re.compile(
    r"(?:[аоеёяі]г[ао]|[аоеёя]му|(?<=[оеёаія]в)[ыиі]м|(?<=[иіы]н)[ыиі]м|(?<=[сцз]к)[оаиіы]м"
    r"|[aoeiy][gh][ao]|[aoei]mu|(?<=[oeay]v)[yi]m|(?<=[iy]n)[yi]m|(?<=[sc]k)[iy]m)$"
)
_LATIN_VOWEL = r"(?:(?![aeo]u[jy])(?!(?<=[aeo])u[jy])[aeiouyj])"
"""In -auje the u is ў, a consonant: Zaslauje."""

_VOWELS = re.compile(rf"(?:[аоеэяєиіыїуюйь]+|{_LATIN_VOWEL}*[yj]u|{_LATIN_VOWEL}*[aeioyj]|(?<![aeo])u)$")
_ADJECTIVE_ENDING = re.compile(
    "(?:ая|ую|ой|ай|ий|ый|ы|і|ое|ае|ие|ия|ыя|ія|aya|aja|aia|aia|uyu|uju|oy|oj|ay|aj|ai|iy|yy|ij|y|i|oe|aje|aye)$"
)
_SK = re.compile("(?:ск|sk)$")
_TSK = re.compile("(?:[сц]к|[sc]k)$")
_SURE_ADJECTIVE = re.compile("(?:ая|яя|ую|юю|ое|ой|ай|aya|aja|aia|uyu|uju|oye|oje|oy|oj|ay|aj)$")
_SURE_PLACE = re.compile("(?:[иыіеоё][нв]о|(?:in|yn|ov|ev)o)$")
_SURE_NOUN = re.compile(
    "(?:[бвгджзклмнпрстфхцчшщўь]|(?<=[бвгджзклмнпрстфхцчшщў])[аяую]|[bcdfghklmnprstvwxzšžčćśźŭł]"
    "|(?<=[bcdfghklmnprstvwxzšžčćśźŭł])[au])$"
)
_NAMED_BY_A_TOWN = re.compile("sk$")
"""English says "Pinsk street" for «Пинская»."""


@lru_cache(maxsize=65_536)
def find_stem(token: str) -> Stem:
    """Return the stem of one word of any of the alphabets, folded but for š, ŭ, ў and the like.

    >>> find_stem("Пушкинская")
    Stem(text='пушкинск', form=<Form.ADJECTIVE: 'adjective'>, root='пушкин')
    """
    word = fold_keeping_sounds(token)
    oblique = _strip(_OBLIQUE, word)
    if oblique != word:
        return Stem(_strip(_VOWELS, oblique), Form.GENITIVE)
    text = _strip(_VOWELS, word)
    if text == word:
        return Stem(text, Form.PLAIN)
    root = _strip(_SK, text)
    if root != text and _ADJECTIVE_ENDING.search(word):
        return Stem(text, Form.ADJECTIVE, root)
    return Stem(text, Form.GENITIVE)


def stem(token: str) -> str:
    """Return the text of `find_stem`."""
    return find_stem(token).text


@lru_cache(maxsize=65_536)
def find_ending(token: str) -> Ending:
    """Return what sort of word the ending of ``token`` surely leaves.

    >>> find_ending("Садовая"), find_ending("Сядова")
    (<Ending.ADJECTIVE: 'adjective'>, <Ending.NOUN: 'noun'>)
    """
    word = fold_keeping_sounds(token)
    if _strip(_OBLIQUE, word) != word or _NAMED_BY_A_TOWN.search(word):
        return Ending.OPEN
    if _strip(_SURE_ADJECTIVE, word) != word:
        return Ending.ADJECTIVE
    if _SURE_PLACE.search(word):
        return Ending.PLACE
    return Ending.NOUN if _SURE_NOUN.search(word) else Ending.OPEN


@lru_cache(maxsize=65_536)
def is_adjectival(token: str) -> bool:
    """Whether ``token`` ends as an adjective in -sk or an oblique adjective: «Слуцкая», «Дзержинского»."""
    word = fold_keeping_sounds(token)
    if _strip(_OBLIQUE, word) != word:
        return True
    bare = _strip(_ADJECTIVE_ENDING, word)
    return bare != word and bool(_TSK.search(bare))


def _strip(ending: re.Pattern[str], word: str) -> str:
    """Nothing shorter than three letters is left: Гая, Лазо and Мира keep what they have."""
    shorter = ending.sub("", word)
    return shorter if len(shorter) >= _SHORTEST else word
