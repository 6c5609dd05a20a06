"""Names that are hard to tell: every way of writing against plain ones, and people who are much alike.

The people are drawn as the scenario draws its officers (`crimebook.scenario.officers`), whose names are put
together by lot of stems and endings; nobody is anybody. Each has neighbours who are other people: a brother,
a sister, a son, a father and son in each other's place, a cousin, and bearers of other surnames with the same
given name and patronymic: of the same stem, with one other consonant, and an altogether other one (the name
of a husband is another name). A way of writing is judged by pairs of a name so written and the plain names
of the same person (matches), or of a neighbour (others). What no reader could tell is left out: a cousin
where one of the names has no patronymic, a neighbour with the same initials where there is no more.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from bench.latin_tables import CHATS, WAYS
from crimebook.scenario import spelling
from crimebook.scenario.draws import Draws
from crimebook.scenario.officers.cases import CASES, decline, kind_of_given
from crimebook.scenario.officers.names import FullName, Given, Surname, draw_names, given_names

Pair = tuple[str, str]
Teller = Callable[[FullName], list[str]]

PEOPLE = 60
_SEED = 16
_LANGUAGES = ("be", "classic", "ru", "uk")
_ENDING = re.compile(
    "(?:[оаеёуы]?[ўв]|[іиы]н|[эе]н?к[ао]|[аоеёэ][ўв]?[іи]ч|[оеаё]?[ўв]?[сц]ь?к(?:і|ий)"
    "|ь?ч?[ую]к|ь?ч?[ыиі]к|[эе]йк[ао]|ь?[ёо]н[оа]к|[эе]ня|к[ао]|ь)$"
)
_STEM_ENDINGS = {"be": "ецкі", "classic": "ецкі", "ru": "ецкий", "uk": "ецький"}
_OTHER_CONSONANT = dict(zip("бвгдзклмнпрстфхцчшж", "мклгнсрпбтлнвсдмклт", strict=True))
_HOMOGLYPHS = dict(zip("аеорсухАЕОРСХКМТВН", "aeopcyxAEOPCXKMTBH", strict=True))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another person, and what a name must have so that it can be told from the first one's."""

    name: FullName
    needs: str = "anything"


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain name to compare with, and whether it has a patronymic."""

    text: str
    has_father: bool


def people() -> list[FullName]:
    """Return the invented people, men and women in turn by lot."""
    women = [place % 4 == 3 for place in range(PEOPLE)]
    drawn = draw_names(3 * PEOPLE, women * 3, Draws("bench", "hard names", _SEED))
    fit = (
        name
        for name in drawn
        if not re.search("й[аоуеёюяі]", _surname(name, "be")) and len(name.surnames) == 1
    )
    return sorted(fit, key=lambda name: name.is_woman)[-PEOPLE - PEOPLE // 2 :][:PEOPLE]


def neighbours(name: FullName, others: Sequence[FullName]) -> Iterator[Neighbour]:
    """Yield people who are not this one; ``others`` lend their given names and surnames."""
    men, women = given_names("men"), given_names("women")
    other_man = men[(_place(men, name.father) + 5) % len(men)]
    sisters = women if not name.is_woman else men
    yield Neighbour(replace(name, given=_next(women if name.is_woman else men, name.given)), "given")
    yield Neighbour(
        replace(name, given=sisters[hash_of(name) % len(sisters)], is_woman=not name.is_woman), "given"
    )
    yield Neighbour(replace(name, father=other_man), "father")
    if not name.is_woman:
        if name.father != name.given:
            yield Neighbour(replace(name, given=name.father, father=name.given), "given")
        yield Neighbour(replace(name, given=_next(men, name.given), father=name.given), "given")
    surname = name.surnames[0]
    yield Neighbour(replace(name, surnames=(_of_the_stem(surname),)))
    yield Neighbour(replace(name, surnames=(_other_consonant(surname),)))
    other = others[hash_of(name) % len(others)].surnames
    if other != name.surnames:
        yield Neighbour(replace(name, surnames=other))


def hash_of(name: FullName) -> int:
    """Return a number of a name, the same in every run."""
    return sum(ord(letter) * (place + 7) for place, letter in enumerate(_surname(name, "ru")))


def _place(given: Sequence[Given], one: Given) -> int:
    return given.index(one) if one in given else 0


def _next(given: Sequence[Given], one: Given) -> Given:
    """Return another given name, of another initial in every language."""
    at = _place(given, one)
    turned = (given[(at + step) % len(given)] for step in range(3, len(given)))
    return next(
        each for each in turned if all(each.forms[tongue][0] != one.forms[tongue][0] for tongue in _LANGUAGES)
    )


def _of_the_stem(surname: Surname) -> Surname:
    forms = {tongue: _ENDING.sub("", surname.forms[tongue]) + _STEM_ENDINGS[tongue] for tongue in _LANGUAGES}
    return Surname(forms, "adjective")


def _other_consonant(surname: Surname) -> Surname:
    small = [surname.forms[tongue].lower() for tongue in _LANGUAGES]
    shared = [
        letter
        for letter in small[2][1:]
        if letter in _OTHER_CONSONANT and all(letter in each[1:] for each in small)
    ]
    letter = shared[0] if shared else "к"
    forms = {
        tongue: form[0] + form[1:].replace(letter, _OTHER_CONSONANT[letter], 1)
        for tongue, form in surname.forms.items()
    }
    return Surname(forms, surname.kind)


def _surname(name: FullName, language: str) -> str:
    return "-".join(each.of(language, is_woman=name.is_woman)[0] for each in name.surnames)


def _full(name: FullName, language: str) -> str:
    return f"{_surname(name, language)} {name.given.forms[language]} {name.patronymic(language)}"


def _two(name: FullName, language: str) -> str:
    return f"{name.given.forms[language]} {_surname(name, language)}"


def plain_names(name: FullName) -> list[Plain]:
    """Return what a way of writing is compared with: three languages, the passport's Latin and BGN's."""
    mixed = f"{name.given.forms['ru']} {name.patronymic('ru')} {_surname(name, 'ru')}"
    return [
        Plain(_full(name, "be"), has_father=True),
        Plain(mixed, has_father=True),
        Plain(_two(name, "uk"), has_father=False),
        Plain(_two(name, "ru"), has_father=False),
        Plain(spelling.BGN_BE.write(_two(name, "be")), has_father=False),
        Plain(spelling.ICAO.write(_full(name, "ru")), has_father=True),
    ]


_COARSE = str.maketrans(
    dict.fromkeys("аяо", "а") | dict.fromkeys("еєёэюіийї", "и") | dict.fromkeys("увґгх", "в")
)


def _may_begin_alike(one: FullName, other: FullName) -> bool:
    """Whether the initials of two given names may be one in some alphabet."""
    told = [
        {each.given.forms[tongue][0].lower().translate(_COARSE) for tongue in _LANGUAGES}
        for each in (one, other)
    ]
    return bool(told[0] & told[1])


def pairs_of_way(tell: Teller, *, has_initials: bool = False) -> tuple[list[Pair], list[Pair]]:
    """Return the matches and the others of a way of writing."""
    found = people()
    matches, others = [], []
    for name in found:
        told = tell(name)
        matches += [(one, plain.text) for one in told for plain in plain_names(name)]
        for neighbour in neighbours(name, found):
            is_lost = neighbour.needs == "father" or (
                neighbour.needs == "given" and _may_begin_alike(name, neighbour.name)
            )
            if not (has_initials and is_lost):
                others += list(_told_apart(told, neighbour))
    return matches, others


def _told_apart(told: Sequence[str], neighbour: Neighbour) -> Iterator[Pair]:
    for one, plain in product(told, plain_names(neighbour.name)):
        has_fathers = plain.has_father and len(one.split()) > 2
        if neighbour.needs != "father" or has_fathers:
            yield one, plain.text


def written(language: str, write: Callable[[str], str]) -> Teller:
    """Return how to tell a name in a way of writing: with the patronymic, and without."""
    return lambda name: [write(_full(name, language)), write(_two(name, language))]


def _declined(language: str) -> Teller:
    def tell(name: FullName) -> list[str]:
        return [_in_case(name, language, case) for case in range(len(CASES))]

    return tell


def _in_case(name: FullName, language: str, case: int) -> str:
    surname, kind = name.surnames[0].of(language, is_woman=name.is_woman)
    father = name.patronymic(language)
    words = (
        decline(surname, kind, language, case),
        name.given.declined(language, case),
        decline(father, kind_of_given(father), language, case),
    )
    return " ".join(words)


def _initials(language: str, form: str, write: Callable[[str], str] = str) -> Teller:
    def tell(name: FullName) -> list[str]:
        surname, given, father = write(_full(name, language)).rsplit(maxsplit=2)
        return [form.format(s=surname, g=given[0], p=father[0])]

    return tell


def _altered(language: str, alter: Callable[[str], str]) -> Teller:
    return lambda name: [alter(_full(name, language)), alter(_two(name, language))]


def _homoglyphs(text: str) -> str:
    """Put Latin letters for every other Cyrillic one that looks the same."""
    return "".join(_HOMOGLYPHS.get(sign, sign) if place % 2 else sign for place, sign in enumerate(text))


def _doubled(language: str, joint: str) -> Teller:
    def tell(name: FullName) -> list[str]:
        found = people()
        second = found[(hash_of(name) + 7) % len(found)].surnames[0].of(language, is_woman=name.is_woman)[0]
        first, *others = _full(name, language).split(maxsplit=1)
        return [f"{first}{joint}{second} {others[0]}"]

    return tell


def _spaced(text: str) -> str:
    return "\u200b" + text.replace(" ", "\u00a0").replace("о", "о\u00ad")


def _mixed_order(name: FullName) -> list[str]:
    surname, given, father = _surname(name, "ru"), name.given.forms["ru"], name.patronymic("ru")
    return [f"{surname}, {given} {father}", f"{given} {surname} {father}", f"{father} {surname} {given}"]


def _english(name: FullName) -> list[str]:
    return [f"{name.given.english} {spelling.ICAO.write(_surname(name, 'ru'))}"]


_TABLES = {name: written(way.language, way.write) for name, way in {**WAYS, **CHATS}.items()}
_APOSTROPHES = {
    "’": "’",
    "ʼ": "ʼ",
    "`": "`",
    "´": "´",
    "ʹ": "ʹ",
    "′": "′",
    "‘": "‘",
    "*": "*",
    '"': '"',
    "none": "",
    "ь": "ь",
}

FORMS: Mapping[str, Teller] = {
    **{f"{tongue}: as it is": written(tongue, str) for tongue in _LANGUAGES},
    **{f"{tongue}: oblique cases": _declined(tongue) for tongue in _LANGUAGES},
    "ru: capitals": _altered("ru", str.upper),
    "ru: е for ё": _altered("ru", lambda text: text.replace("ё", "е")),
    "be: и, у for і, ў": _altered("be", lambda text: text.translate(str.maketrans("іўІЎ", "иуИУ"))),
    "be: i of Latin, no apostrophe": _altered("be", lambda text: text.replace("і", "i").replace("'", "")),
    **{
        f"be: apostrophe {told}": _altered("be", lambda text, sign=sign: text.replace("'", sign))
        for told, sign in _APOSTROPHES.items()
    },
    "ru: Latin look-alikes": _altered("ru", _homoglyphs),
    "ru: invisible signs": _altered("ru", _spaced),
    "be: taken apart (NFD)": _altered("be", lambda text: unicodedata.normalize("NFD", text)),
    "ru: words in other orders": _mixed_order,
    "ru: double surname, hyphen": _doubled("ru", "-"),
    "ru: double surname, space": _doubled("ru", " "),
    "be: double surname, dash": _doubled("be", " — "),
    "English given name": _english,
}
INITIALS: Mapping[str, Teller] = {
    "ru: С. Г. П.": _initials("ru", "{s} {g}. {p}."),
    "be: С.Г.П.": _initials("be", "{s} {g}.{p}."),
    "uk: Г. С.": _initials("uk", "{g}. {s}"),
    "ru: ГП С": _initials("ru", "{g}.{p}.{s}"),
    "BGN of Belarusian: S. G.": _initials("be", "{s} {g}.", spelling.BGN_BE.write),
    "passports: G.P. S": _initials("ru", "{g}.{p}. {s}", spelling.ICAO.write),
}


def ways() -> dict[str, tuple[list[Pair], list[Pair]]]:
    """Return the pairs of every way of writing by its name: matches, and others."""
    told = {name: pairs_of_way(tell) for name, tell in {**_TABLES, **FORMS}.items()}
    return told | {
        f"initials, {name}": pairs_of_way(tell, has_initials=True) for name, tell in INITIALS.items()
    }
