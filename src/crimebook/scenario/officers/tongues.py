"""Tongues: the languages, orthographies and Latin systems in which a source may write a name."""

from dataclasses import dataclass
from functools import cache

from crimebook.scenario.officers import latin
from crimebook.scenario.officers.latin import Table
from crimebook.scenario.spelling import (
    BGN_BE,
    BGN_RU,
    CHAT,
    GOST_B,
    ICAO,
    ISO_9,
    LACINKA,
    NATIONAL_BE,
    System,
)


@dataclass(frozen=True)
class Tongue:
    """A way of writing: the language of the name, its Latin system if any, and the language around it."""

    name: str
    language: str
    system: Table | System | None
    around: str

    @property
    def is_cyrillic(self) -> bool:
        """Whether names keep their script, and so may take the endings of cases."""
        return self.system is None


_ALL = (
    Tongue("be", "be", None, "be"),
    Tongue("classic", "classic", None, "be"),
    Tongue("ru", "ru", None, "ru"),
    Tongue("uk", "uk", None, "uk"),
    Tongue("bgn-be", "be", BGN_BE, "en"),
    Tongue("national-2000", "be", latin.NATIONAL_2000, "en"),
    Tongue("national-2007", "be", NATIONAL_BE, "en"),
    Tongue("lacinka", "classic", LACINKA, "be-latin"),
    Tongue("passport-be", "be", latin.PASSPORT_BE, "en"),
    Tongue("bgn-ru", "ru", BGN_RU, "en"),
    Tongue("icao-ru", "ru", ICAO, "en"),
    Tongue("gost-ru", "ru", GOST_B, "en"),
    Tongue("iso-9", "ru", ISO_9, "en"),
    Tongue("chat-ru", "ru", CHAT, "ru-latin"),
    Tongue("chat-be", "be", CHAT, "ru-latin"),
    Tongue("english", "ru", BGN_RU, "en"),
    Tongue("kmu", "uk", latin.KMU, "en"),
    Tongue("din-be", "be", latin.DIN_BE, "de"),
    Tongue("din-ru", "ru", latin.DIN_RU, "de"),
    Tongue("duden-be", "be", latin.DUDEN_BE, "de"),
    Tongue("duden-ru", "ru", latin.DUDEN_RU, "de"),
    Tongue("polish-be", "be", latin.POLISH_BE, "pl"),
    Tongue("polish-ru", "ru", latin.POLISH_RU, "pl"),
)
TONGUES = {each.name: each for each in _ALL}


@cache
def write(word: str, tongue: str) -> str:
    """Return a word of the tongue's language as the tongue writes it."""
    system = TONGUES[tongue].system
    return word if system is None else system.write(word)
