"""Latin spellings of Cyrillic names beside those of `scenario.spelling`, each by its published table.

* `NATIONAL_2000`: Belarusian geographical names by the instruction of 2000 (State Committee on Land
  Resources, resolution 15 of 23 November 2000): its soft sign is an apostrophe; that of
  2007 has an acute.
* `PASSPORT_BE`: Belarusian passports, Ministry of Internal Affairs, resolution 200 of 28 June 2010: no marks.
* `KMU`: Ukrainian names, Cabinet of Ministers, resolution 55 of 27 January 2010.
* `DIN_BE`, `DIN_RU`: DIN 1460:1982, the scholarly one. `DUDEN_BE`, `DUDEN_RU`: as German papers
  write, after Duden.
* `POLISH_BE`, `POLISH_RU`: the transcription of the Polish orthographic dictionary (PWN).
"""

from dataclasses import dataclass, field

_VOWELS = frozenset("аеёиоуыэюяієї")
_LONGEST = 3


@dataclass(frozen=True)
class Table:
    """A table of letters that looks at what stands before.

    ``letters`` holds for the beginning of a word, after a vowel and after a sign where nothing nearer does;
    ``after_consonant`` and ``initial`` go before it, and ``groups`` of two or three letters before all.
    """

    name: str
    letters: dict[str, str]
    after_consonant: dict[str, str] = field(default_factory=dict)
    initial: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def write(self, text: str) -> str:
        """Return ``text`` by this table; what is in no table stays."""
        small, written, place = text.lower(), [], 0
        while place < len(text):
            size = next((n for n in (_LONGEST, 2) if small[place : place + n] in self.groups), 1)
            latin = self.groups[small[place : place + size]] if size > 1 else self._letter(small, place)
            written.append(latin if small[place] == text[place] else latin[:1].upper() + latin[1:])
            place += size
        return "".join(written)

    def _letter(self, small: str, place: int) -> str:
        letter, before = small[place], small[place - 1] if place else " "
        if not before.isalpha() and before not in "'’" and letter in self.initial:
            return self.initial[letter]
        if letter in self.after_consonant and before.isalpha() and before not in _VOWELS | set("ьъўй"):
            return self.after_consonant[letter]
        return self.letters.get(letter, letter)


def _table(cyrillic: str, latin: str) -> dict[str, str]:
    return dict(zip(cyrillic, latin.split(), strict=True))


_SILENT = {"ь": "", "ъ": "", "'": "", "’": ""}
_BASE = _SILENT | _table("абвгдезиклмнопрстуфыэі", "a b v g d e z i k l m n o p r s t u f y e i")
_SOFT_BE = _table("еёюя", "ie io iu ia")
_BE = _BASE | _table("гйхцчшжў", "h j ch c č š ž ŭ") | _table("еёюя", "je jo ju ja")

NATIONAL_2000 = Table("national-2000", _BE | {"ь": "'"}, _SOFT_BE)
PASSPORT_BE = Table(
    "passport-be",
    _BASE | _table("гйхцчшжў", "h i kh ts ch sh zh u") | _table("еёюя", "e io iu ia"),
    after_consonant={"е": "e"},
    initial=_table("еёюя", "ye yo yu ya"),
    groups={"ае": "aye", "ая": "aya", "ія": "iya", "ыя": "yia", "эе": "eye"},
)
KMU = Table(
    "kmu",
    _BASE | _table("гґеєжиїйхцчшщюя", "h g e ie zh y i i kh ts ch sh shch iu ia"),
    initial=_table("єїйюя", "ye yi y yu ya"),
    groups={"зг": "zgh"},
)
_DIN = _BASE | _table("жйхцчшщюяё", "ž j ch c č š šč ju ja ë") | {"ь": "ʹ", "э": "ė"}
DIN_BE = Table("din-be", _DIN | _table("гў", "h ŭ"))
DIN_RU = Table("din-ru", _DIN)
_DUDEN = _BASE | _table("вжзйхцчшщюяё", "w sch s i ch z tsch sch schtsch ju ja jo") | {"е": "je"}
DUDEN_RU = Table(
    "duden-ru", _DUDEN, after_consonant={"е": "e"}, groups={"шё": "scho", "чё": "tscho", "щё": "schtscho"}
)
DUDEN_BE = Table(
    "duden-be", _DUDEN | _table("гў", "h u"), after_consonant={"е": "e"}, groups={"дз": "ds", "дж": "dsch"}
)
_POLISH = _BASE | _table("вжйхцчшщюяёел", "w ż j ch c cz sz szcz ju ja jo je ł")
_POLISH_SOFT = _table("еёюя", "ie io iu ia")
_POLISH_GROUPS = (
    {
        "л" + letter: "l" + vowel
        for letter, vowel in zip("еёюяиіь", ["e", "o", "u", "a", "i", "i", ""], strict=True)
    }
    | {"нь": "ń", "сь": "ś", "зь": "ź", "ць": "ć", "дзь": "dź"}
    | {hard + "и": latin + "y" for hard, latin in zip("жшц", ["ż", "sz", "c"], strict=True)}
    | {hard + "е": latin + "e" for hard, latin in zip("жшчцщ", ["ż", "sz", "cz", "c", "szcz"], strict=True)}
    | {hard + "ё": latin + "o" for hard, latin in zip("жшчщ", ["ż", "sz", "cz", "szcz"], strict=True)}
)
POLISH_RU = Table("polish-ru", _POLISH, _POLISH_SOFT, groups=_POLISH_GROUPS)
POLISH_BE = Table("polish-be", _POLISH | _table("гў", "h u"), _POLISH_SOFT, groups=_POLISH_GROUPS)
