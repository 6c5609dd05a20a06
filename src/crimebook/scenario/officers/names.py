"""Names: given names, patronymics and surnames in four spellings, of the blocks in ``names.toml``.

The four are official and classic Belarusian, Russian and Ukrainian; every Latin spelling is made of one of
them.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import numpy as np

from crimebook.scenario.draws import Draws, Floats
from crimebook.scenario.officers.cases import decline, kind_of_given

Forms: TypeAlias = dict[str, str]
"""A word by language: be, classic, ru, uk."""

_SOFTENING = frozenset("еёіюяь")
_HUSH, _THROAT = frozenset("рчшжц"), frozenset("кгх")
_BOTH_PARTS, _COMPOSED = 0.012, 0.27
"""The shares of persons with a double surname, and of surnames of two parts."""


@dataclass(frozen=True)
class Given:
    """A given name, the patronymics made of it (men's), what friends say, and the English press's form."""

    forms: Forms
    english: str
    patronymics: Forms
    pets: tuple[str, ...]

    def declined(self, language: str, case: int) -> str:
        """Return the name in an oblique case."""
        name, rules = self.forms[language], _blocks()
        oblique = rules["oblique" if language == "ru" else "oblique_be"] if language != "uk" else {}
        if name in oblique:
            return decline(oblique[name], "consonant", language, case)
        return decline(name, kind_of_given(name), language, case)


@dataclass(frozen=True)
class Surname:
    """A surname as a man bears it, and as a woman does."""

    forms: Forms
    kind: str

    def of(self, language: str, *, is_woman: bool) -> tuple[str, str]:
        """Return the surname and how it is declined."""
        name = self.forms[language]
        if not is_woman:
            return name, self.kind
        if self.kind == "possessive":
            return _womens_possessive(name), "possessive_f"
        if self.kind == "adjective":
            cut = 1 if language in ("be", "classic") else 2
            return name[:-cut] + ("а" if language == "uk" else "ая"), "adjective_f"
        return name, "fixed"


@dataclass(frozen=True)
class FullName:
    """Who an officer is called by those who know: one surname or two, given name, patronymic's root."""

    surnames: tuple[Surname, ...]
    given: Given
    father: Given
    is_woman: bool

    def patronymic(self, language: str) -> str:
        """Return the patronymic."""
        man = self.father.patronymics[language]
        return _womens_patronymic(man, language) if self.is_woman else man


def draw_names(count: int, women: Sequence[bool], draws: Draws) -> list[FullName]:
    """Return a name for each of ``count`` officers."""
    men, ladies = given_names("men"), given_names("women")
    his = draws.picks(count, _fading(len(men), 0.9)).tolist()
    hers = draws.picks(count, _fading(len(ladies), 0.7)).tolist()
    fathers = draws.picks(count, _fading(len(men), 0.8)).tolist()
    first, second = _draw_surnames(count, draws), _draw_surnames(count, draws)
    doubled = draws.flags(count, _BOTH_PARTS).tolist()
    return [
        FullName(
            surnames=(first[row], second[row]) if doubled[row] else (first[row],),
            given=ladies[hers[row]] if women[row] else men[his[row]],
            father=men[fathers[row]],
            is_woman=women[row],
        )
        for row in range(count)
    ]


@cache
def given_names(sex: str) -> tuple[Given, ...]:
    """Return the given names of men or of women, the most common first."""
    return tuple(_given(row) for row in _blocks()[sex])


def soften(word: str) -> str:
    """Return a Belarusian word in the classic spelling: soft signs where a soft consonant softens another."""
    written: list[str] = []
    small = word.lower()
    for place, letter in enumerate(word):
        written.append(letter)
        if small[place] in "зсц" and _is_soft_after(small, place):
            written.append("ь")
    return "".join(written)


def _is_soft_after(small: str, place: int) -> bool:
    """Say whether the consonant after ``place`` is soft and softens: no р, к, г, х and no hissing."""
    rest = small[place + 1 : place + 4]
    if rest.startswith("дз"):
        return rest[2:3] in _SOFTENING and rest[2:3] != ""
    return len(rest) > 1 and rest[0] in "влмнпбцзс" and rest[1] in _SOFTENING


def _draw_surnames(count: int, draws: Draws) -> list[Surname]:
    stems = _blocks()["surnames"]["stems"]
    firsts, seconds = _blocks()["surnames"]["firsts"], _blocks()["surnames"]["seconds"]
    plain = draws.picks(count, _fading(len(stems), 0.5)).tolist()
    first, second = draws.below(count, len(firsts)).tolist(), draws.below(count, len(seconds)).tolist()
    composed, ending = draws.flags(count, _COMPOSED).tolist(), draws.uniforms(count).tolist()
    return [
        _surname(
            firsts[first[row]] + "+" + seconds[second[row]] if composed[row] else stems[plain[row]],
            ending[row],
        )
        for row in range(count)
    ]


def _surname(stem: str, roll: float) -> Surname:
    parts = [part.split("|") for part in stem.split("+")]
    be, ru, uk = ("".join(part[place] for part in parts) for place in range(3))
    endings = _endings(_ending_kind(be))
    left = roll * sum(weight for weight, *_ in endings)
    place = 0
    while left >= endings[place][0] and place < len(endings) - 1:
        left -= endings[place][0]
        place += 1
    return _put_together(be, ru, uk, endings[place][1:])


@cache
def _put_together(be: str, ru: str, uk: str, ending: tuple[str, str, str, str]) -> Surname:
    mine = _join_be(be.removesuffix("ь"), ending[0])
    forms = {
        "be": mine,
        "classic": soften(mine),
        "ru": ru.removesuffix("ь") + ending[1],
        "uk": uk.removesuffix("ь") + ending[2],
    }
    return Surname(forms, ending[3])


def _join_be(stem: str, ending: str) -> str:
    """Join with the change of д and т before a soft vowel (Belarusian dzekanne and tsekanne)."""
    if ending[:1] in _SOFTENING and ending[:1]:
        if stem.endswith("д"):
            return stem[:-1] + "дз" + ending
        if stem.endswith("т"):
            return stem[:-1] + "ц" + ending
    return stem + ending


def _ending_kind(be: str) -> str:
    last = be[-1]
    if last == "ь":
        return "soft"
    return "stiff" if last in _HUSH else "throat" if last in _THROAT else "hard"


@cache
def _endings(kind: str) -> tuple[tuple[Any, ...], ...]:
    rows = (row.split("|") for row in _blocks()["surnames"][kind])
    return tuple((float(weight), *rest) for weight, *rest in rows)


def _given(row: str) -> Given:
    be, classic, ru, uk, english, of_be, of_ru, of_uk, pets = row.split("|")
    forms = {"be": be, "classic": classic, "ru": ru, "uk": uk}
    patronymics = {"be": of_be, "classic": soften(of_be), "ru": of_ru, "uk": of_uk}
    return Given(forms, english, patronymics, tuple(pets.split()))


def _womens_possessive(name: str) -> str:
    return name[:-1] + "ва" if name.endswith("ў") else name + "а"


def _womens_patronymic(man: str, language: str) -> str:
    if language == "ru":
        return man[:-2] + "на" if man.endswith(("ович", "евич")) else man[:-2] + "инична"
    if language == "uk":
        return man.removesuffix("ович").removesuffix("й") + "івна"
    return man.removesuffix("віч") + "ўна" if man.endswith("віч") else man.removesuffix("іч") + "інічна"


def _fading(count: int, power: float) -> Floats:
    """Return weights by rank, each less than the one before (Zipf)."""
    return np.asarray(1.0 / (np.arange(count) + 2.0) ** power)


@cache
def _blocks() -> dict[str, Any]:
    text = files("crimebook.scenario.officers").joinpath("names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
