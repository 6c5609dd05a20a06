"""Tables by which Cyrillic names are written in Latin letters: those of the scenario's officers, and more.

Written apart from the rules of `crimebook.identity.names`, letter by letter, with those rules of context that
change most names; finer ones (of stress, of the parts of a word) are left out:

* ALA-LC 1997 (its ligatures left out, as catalogues on the web do), BSI 2979:1958.
* GOST 16876-71 table 2, GOST R 52535.1-2006 (passports 2010 to 2014), the passports until 1997, after the
  French.
* BGN/PCGN 1965 of Ukrainian; the passports of Ukraine of 2007; ISO 9:1995 of Ukrainian; the scholarly one.
* The practical transcriptions of the press: Czech and Slovak, Lithuanian, Latvian, Estonian, Finnish (SFS
  4900), Swedish, Norwegian, Dutch, Hungarian, Spanish, Italian, Portuguese, Romanian, Turkish, Serbian and
  Croatian, French, German and Polish.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from crimebook.scenario import spelling
from crimebook.scenario.officers import latin
from crimebook.scenario.officers.latin import Table

Writer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to write a name: of which language's spelling, and how."""

    language: str
    write: Writer


def _letters(cyrillic: str, latin_letters: str) -> dict[str, str]:
    return dict(zip(cyrillic, latin_letters.split(), strict=True))


_SILENT = {"ь": "", "ъ": "", "'": "", "’": ""}
_SOUNDS = _SILENT | _letters("абвгдезиклмнопрстуфыэій", "a b v g d e z i k l m n o p r s t u f y e i j")
_IOTATED = _letters("еёюя", "je jo ju ja")
_SOFT = _letters("еёюя", "e jo ju ja")
_ENGLISH = _SOUNDS | _letters("жхцчшщйюяёўґєї", "zh kh ts ch sh shch i iu ia e u g ie i")
_MARKED = _SOUNDS | _letters("жхцчшщюяёўґєї", "ž ch c č š šč ju ja jo ŭ g je ji") | {"е": "je"}
_UK = {"г": "h", "и": "y"}
_BE = {"г": "h"}


def _baltic(word: str, his: str, after_i: str) -> str:
    """Return a word with the ending that Baltic languages give a man's name; women's end in a vowel."""
    if re.search("[aeėoyāiī]$", word) and not re.search("ij?$|y$", word):
        return word
    return re.sub("(?:ij|ij?|y|j)$", "", word) + (after_i if re.search("(?:ij|i|y|j)$", word) else his)


def _by_word(table: Table, end: Callable[[str], str]) -> Writer:
    return lambda name: re.sub(r"[^\s,.-]+", lambda found: end(table.write(found[0])), name)


def _french(word: str) -> str:
    """Return a word with what French needs to be read: ss between vowels, gu before e and i, -ine."""
    word = re.sub("(?<=[aeiouy])s(?=[aeiouy])", "ss", word)
    return re.sub("in$", "ine", re.sub("g(?=[eiy])", "gu", re.sub("G(?=[eiy])", "Gu", word)))


_CZECH = Table(
    "czech",
    _MARKED | {"ы": "y", "е": "je", "э": "e"},
    _letters("еёюя", "e o ju ja"),
    groups={"ий": "ij", "ский": "ský", "те": "tě", "де": "dě", "не": "ně", "ся": "sja"},
)
_LITHUANIAN = Table(
    "lithuanian",
    _MARKED | _letters("гые", "g y je"),
    _letters("еёюя", "e io iu ia"),
    groups={"ий": "ij", "ей": "ėj", "чё": "čio", "шё": "šio"},
)
_LATVIAN = Table(
    "latvian",
    _MARKED | _letters("хще", "h šč je"),
    _SOFT,
    groups={"ий": "ij", "ль": "ļ", "нь": "ņ", "дж": "dž"},
)
_ESTONIAN = Table(
    "estonian",
    _MARKED | _letters("жхцчшщйы", "ž hh ts tš š štš i õ"),
    _letters("еёюя", "e jo ju ja"),
    groups={"ий": "i", "ый": "õi"},
)
_FINNISH = Table(
    "finnish",
    _MARKED | _letters("жхцчшщйы", "ž h ts tš š štš i y"),
    _letters("еёюя", "e jo ju ja"),
    groups={"ий": "i", "ый": "yi"},
)
_SWEDISH = Table(
    "swedish",
    _MARKED | _letters("жхцчшщ", "zj ch ts tj sj sjtj"),
    _SOFT,
    groups={"ий": "ij", "ый": "yj"},
)
_NORWEGIAN = Table(
    "norwegian",
    _MARKED | _letters("жхцчшщ", "zj kh ts tsj sj sjtsj"),
    _SOFT,
    groups={"ий": "ij", "ый": "yj"},
)
_DUTCH = Table(
    "dutch",
    _MARKED | _letters("ужхцчшщ", "oe zj ch ts tsj sj sjtsj") | {"ю": "joe"},
    _letters("еёюя", "e jo joe ja"),
    groups={"ий": "i", "ый": "y"},
)
_HUNGARIAN = Table(
    "hungarian",
    _MARKED | _letters("сжхцчшщы", "sz zs h c cs s scs i"),
    _letters("еёюя", "e jo ju ja"),
    groups={"ий": "ij", "ый": "ij", "нь": "ny", "не": "nye", "ня": "nya", "те": "tye", "ль": "l"},
)
_SPANISH = Table(
    "spanish",
    _ENGLISH | _letters("жхцчшщйюя", "zh j ts ch sh shch i yu ya") | {"ё": "yo", "е": "ye"},
    _letters("еёюя", "e io iu ia"),
    groups={"ий": "i", "ый": "i", "ге": "gue", "ги": "gui"},
)
_ITALIAN = Table(
    "italian",
    _ENGLISH | _letters("жхцчшщйёюя", "zh kh ts ch sh shch j jo ju ja"),
    groups={"ий": "ij"},
)
_PORTUGUESE = Table(
    "portuguese",
    _ENGLISH | _letters("жхцчшщйёюя", "j kh ts tch ch chtch i io iu ia"),
    groups={"ий": "i", "ге": "gue", "ги": "gui"},
)
_ROMANIAN = Table(
    "romanian",
    _ENGLISH | _letters("жхцчшщйёюяы", "j h ț ci ș șci i io iu ia î"),
    groups={
        "ий": "i",
        "чи": "ci",
        "че": "ce",
        "чё": "cio",
        "ге": "ghe",
        "ги": "ghi",
        "ке": "che",
        "ки": "chi",
    },
)
_TURKISH = Table(
    "turkish",
    _ENGLISH | _letters("жхцчшщйёюяы", "j h ts ç ş şç y yo yu ya ı"),
    groups={"ий": "iy"},
)
_SERBIAN = Table(
    "serbian",
    _MARKED | _letters("хщы", "h šč i"),
    _letters("еёюя", "e jo ju ja"),
    groups={"ий": "ij", "ль": "lj"},
)
_FRENCH_LETTERS = _letters("ужхцчшщйёюя", "ou j kh ts tch ch chtch ï io iou ia")
_FRENCH = Table("french", _SOUNDS | _FRENCH_LETTERS, groups={"ий": "i", "ый": "y", "ье": "ie"})
_FRENCH_UK = Table(
    "french-uk",
    _SOUNDS | _FRENCH_LETTERS | _letters("гиєїґ", "h y ie ï g"),
    groups={"ий": "yï", "ій": "iï"},
)
_FRENCH_BE = Table(
    "french-be", _SOUNDS | _FRENCH_LETTERS | _letters("гўе", "h ou ie"), groups={"ый": "y", "аў": "aou"}
)
_OLD_PASSPORT = Table("passport-1997", _SOUNDS | _FRENCH_LETTERS | {"й": "i"}, groups={"ий": "i", "ый": "y"})

_ALA = _ENGLISH | {"ё": "ë", "ю": "iu", "я": "ia", "й": "ĭ", "ь": "ʹ", "э": "ė"}
_BSI = _ENGLISH | {"ё": "ë", "ю": "yu", "я": "ya", "й": "ĭ", "ы": "ȳ", "ь": "ʹ", "э": "é"}
_GOST_1971 = _ENGLISH | _letters("хцщйюяёэ", "kh c shh j ju ja jo eh") | {"ь": "'"}
_GOST_2006 = _ENGLISH | _letters("цщйюя", "tc shch i iu ia")
_BGN_UK = _ENGLISH | _UK | _letters("йюяєї", "y yu ya ye yi") | {"ь": "’"}
_PASSPORT_UK = _ENGLISH | _letters("гийюяєїґ", "g y i iu ia ie i g")
_ISO_UK = spelling.ISO_9.letters | _letters("гґєїи", "g g̀ ê ï i")
_SCHOLARLY_UK = _MARKED | _UK | _letters("хєїще", "x je ï šč e") | {"ь": "ʹ"}
_GERMAN_UK = latin.DUDEN_RU.letters | _letters("гиєїіґй", "h y je ji i g j") | {"е": "e"}
_POLISH_UK = latin.POLISH_RU.letters | _letters("гиєїіґе", "h y je ji i g e")
_CZECH_UK = _MARKED | _UK | _letters("єї", "je ji") | {"е": "e"}

WAYS: dict[str, Way] = {
    "be: BGN/PCGN 1979": Way("be", spelling.BGN_BE.write),
    "be: instruction of 2000": Way("be", latin.NATIONAL_2000.write),
    "be: instruction of 2007": Way("be", spelling.NATIONAL_BE.write),
    "be: passports": Way("be", latin.PASSPORT_BE.write),
    "be: Łacinka, classic": Way("classic", spelling.LACINKA.write),
    "be: Łacinka, marks left out": Way(
        "classic", lambda name: spelling.without_marks(spelling.LACINKA.write(name))
    ),
    "be: ISO 9:1995": Way("be", spelling.ISO_9.write),
    "be: ALA-LC": Way("be", Table("ala-be", _ALA | _BE | {"ў": "ŭ", "ё": "io", "е": "e"}).write),
    "be: scholarly (DIN 1460)": Way("be", latin.DIN_BE.write),
    "be: German (Duden)": Way("be", latin.DUDEN_BE.write),
    "be: Polish (PWN)": Way("be", latin.POLISH_BE.write),
    "be: French": Way("be", _by_word(_FRENCH_BE, _french)),
    "ru: BGN/PCGN 1947": Way("ru", spelling.BGN_RU.write),
    "ru: passports (ICAO 9303)": Way("ru", spelling.ICAO.write),
    "ru: passports 2010 (GOST R 52535.1)": Way("ru", Table("gost-2006", _GOST_2006).write),
    "ru: passports until 1997": Way("ru", _by_word(_OLD_PASSPORT, _french)),
    "ru: ISO 9:1995 (GOST 7.79 A)": Way("ru", spelling.ISO_9.write),
    "ru: GOST 7.79 B": Way("ru", spelling.GOST_B.write),
    "ru: GOST 16876-71": Way("ru", Table("gost-1971", _GOST_1971).write),
    "ru: ALA-LC": Way("ru", Table("ala-ru", _ALA).write),
    "ru: British Standard 2979": Way("ru", Table("bsi", _BSI).write),
    "ru: scholarly (DIN 1460)": Way("ru", latin.DIN_RU.write),
    "ru: German (Duden)": Way("ru", latin.DUDEN_RU.write),
    "ru: Polish (PWN)": Way("ru", latin.POLISH_RU.write),
    "ru: French": Way("ru", _by_word(_FRENCH, _french)),
    "ru: Czech": Way("ru", _CZECH.write),
    "ru: Lithuanian": Way("ru", _by_word(_LITHUANIAN, lambda word: _baltic(word, "as", "ijus"))),
    "ru: Latvian": Way("ru", _by_word(_LATVIAN, lambda word: _baltic(word, "s", "ijs"))),
    "ru: Estonian": Way("ru", _ESTONIAN.write),
    "ru: Finnish": Way("ru", _FINNISH.write),
    "ru: Swedish": Way("ru", _SWEDISH.write),
    "ru: Norwegian": Way("ru", _NORWEGIAN.write),
    "ru: Dutch": Way("ru", _DUTCH.write),
    "ru: Hungarian": Way("ru", _HUNGARIAN.write),
    "ru: Spanish": Way("ru", _SPANISH.write),
    "ru: Italian": Way("ru", _ITALIAN.write),
    "ru: Portuguese": Way("ru", _PORTUGUESE.write),
    "ru: Romanian": Way("ru", _ROMANIAN.write),
    "ru: Turkish": Way("ru", _TURKISH.write),
    "ru: Serbian, Croatian": Way("ru", _SERBIAN.write),
    "uk: KMU 2010": Way("uk", latin.KMU.write),
    "uk: BGN/PCGN 1965": Way("uk", Table("bgn-uk", _BGN_UK, groups={"зг": "z·h"}).write),
    "uk: passports of 2007": Way("uk", Table("passport-uk", _PASSPORT_UK).write),
    "uk: ALA-LC": Way("uk", Table("ala-uk", _ALA | _UK | _letters("єї", "ie ï")).write),
    "uk: ISO 9:1995": Way("uk", Table("iso-uk", _ISO_UK).write),
    "uk: scholarly": Way("uk", Table("scholarly-uk", _SCHOLARLY_UK).write),
    "uk: German (Duden)": Way("uk", Table("german-uk", _GERMAN_UK).write),
    "uk: Polish (PWN)": Way(
        "uk", Table("polish-uk", _POLISH_UK, groups={"ський": "ski", "цький": "cki"}).write
    ),
    "uk: French": Way("uk", _by_word(_FRENCH_UK, _french)),
    "uk: Czech": Way("uk", Table("czech-uk", _CZECH_UK, groups={"ський": "ský", "ий": "yj"}).write),
}
"""Tables by language and name."""

_CHAT_J = _ENGLISH | _letters("хцщйюяёы", "x c sch j ju ja jo y")
_CHAT_Y = _ENGLISH | _letters("хцщйюяёы", "h ts sch y yu ya yo i")
_CHAT_W = _ENGLISH | _letters("хцшщйюяёыж", "h tz w w i yu ya e y j")
_CHAT_IJ = _ENGLISH | _letters("хцщйюяёыж", "kh tc shh ij yu ia e yi j") | {"ь": "'"}

CHATS: dict[str, Way] = {
    "chat: h, c, sch, e, u": Way("ru", spelling.CHAT.write),
    "chat: x, c, j, ju, jo": Way("ru", Table("chat-j", _CHAT_J).write),
    "chat: h, ts, iy, yu, yo": Way("ru", Table("chat-y", _CHAT_Y).write),
    "chat: w, tz, j, e": Way("ru", Table("chat-w", _CHAT_W).write),
    "chat: shh, tc, ij, yi, '": Way("ru", Table("chat-ij", _CHAT_IJ).write),
    "chat: Belarusian, h, c, j": Way(
        "be", Table("chat-be", _CHAT_J | _letters("гёўе", "h jo u e"), _letters("ёюя", "io iu ia")).write
    ),
    "chat: Ukrainian, h, ts, y": Way("uk", Table("chat-uk", _CHAT_Y | _letters("гиєї", "g y e i")).write),
}
"""Habits of messengers, which no table rules."""
