"""Romanising: Cyrillic in plain readable Latin, for people.

BGN/PCGN 1979 for Belarusian, 1947 for Russian, 1965 for Ukrainian, simplified: no apostrophes, soft signs or
diaereses, and final -iy, -yy as -y. The language is guessed for each word by its letters (ў, і, шы, дзя are
Belarusian; ї, є are Ukrainian; щ, ъ, рю are Russian), and for a word without a sign by the rest of the text.
"""

import re
from functools import lru_cache

_COMMON = {
    "а": "a", "б": "b", "в": "v", "д": "d", "ж": "zh", "з": "z", "і": "i", "й": "y", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ґ": "g", "ў": "w", "ї": "yi", "є": "ye", "ѣ": "e", "’": "", "ʼ": "",
}  # fmt: skip
_BELARUSIAN = {"г": "h", "е": "ye", "ё": "yo", "и": "i"}
_RUSSIAN = {"г": "g", "е": "e", "ё": "yo", "и": "i"}
_UKRAINIAN = {"г": "h", "е": "e", "ё": "yo", "и": "y"}
_TABLES = {"be": _COMMON | _BELARUSIAN, "ru": _COMMON | _RUSSIAN, "uk": _COMMON | _UKRAINIAN}

_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+(?:[’ʼ'][\u0400-\u052f]+)*")
_IS_UKRAINIAN = re.compile(r"[їєґ]|и.*і|і.*и")
_IS_BELARUSIAN = re.compile(r"[ўі]|[чшж]ы|дз[еёяю]|ц[ёяю]|[аяі]га$|аго$|[сз]ьц|цц|шч")
_IS_RUSSIAN = re.compile(r"[щъи]|р[ёюяь]|[ое]го$|т[ёюяье]|д[ёюяье]")


@lru_cache(maxsize=65_536)
def romanise(text: str) -> str:
    """Return ``text`` with its Cyrillic words in Latin letters; everything else stays as it is."""
    rest = _language(text.casefold(), "ru")
    return _CYRILLIC_WORD.sub(lambda found: _romanise_word(found[0], rest), text)


def _romanise_word(word: str, rest: str) -> str:
    table = _TABLES[_language(word.casefold(), rest)]
    latin = "".join(_romanise_letter(sign, table) for sign in word)
    latin = re.sub(r"(?<=\w)(?:iy|yy)$", "y", latin, flags=re.IGNORECASE)
    return latin.upper() if len(word) > 1 and word.isupper() else latin


def _romanise_letter(sign: str, table: dict[str, str]) -> str:
    small = sign.casefold()
    latin = table.get(small, "" if sign in "’ʼ'" else sign)
    return latin if sign == small else latin.capitalize()


def _language(word: str, otherwise: str) -> str:
    if _IS_UKRAINIAN.search(word) and "ы" not in word and "ў" not in word:
        return "uk"
    if _IS_RUSSIAN.search(word):
        return "ru"
    return "be" if _IS_BELARUSIAN.search(word) else otherwise
