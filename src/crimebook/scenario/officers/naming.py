"""Naming: an officer's name as one source writes it, in its tongue, order and case, with its slips."""

from dataclasses import dataclass, replace

from crimebook.scenario.draws import Rolls
from crimebook.scenario.officers.cases import decline, kind_of_given
from crimebook.scenario.officers.names import FullName
from crimebook.scenario.officers.people import Officer
from crimebook.scenario.officers.slips import mishear, mistype_with, swap_lookalikes
from crimebook.scenario.officers.sources import SourceKind
from crimebook.scenario.officers.tongues import Tongue, write
from crimebook.scenario.spelling import without_marks

KINDS = {
    "full": "legal",
    "two": "legal",
    "initials": "legal",
    "surname": "surname",
    "name_patronymic": "patronymic",
    "pet": "nickname",
    "nickname": "nickname",
    "callsign": "callsign",
    "unnamed": "unnamed",
}
"""The kind of name, as the codebook has it, by the style in which a source tells it."""

_ORDERS = {
    "full": ((0.7, "{s} {g} {p}"), (0.2, "{g} {p} {s}"), (0.1, "{s}, {g} {p}")),
    "two": ((0.6, "{g} {s}"), (0.4, "{s} {g}")),
    "initials": (
        (0.45, "{s} {g1}.{p1}."),
        (0.15, "{s} {g1}. {p1}."),
        (0.2, "{g1}.{p1}. {s}"),
        (0.1, "{s} {g1}."),
        (0.1, "{g1}. {s}"),
    ),
    "surname": ((1.0, "{s}"),),
    "name_patronymic": ((1.0, "{g} {p}"),),
    "pet": ((0.6, "{pet} {s}"), (0.4, "{pet}")),
}
_CASES = ((0.35, 0), (0.1, 1), (0.2, 2), (0.25, 3), (0.1, 4))
"""The oblique cases of `cases.CASES`, as often as names stand in them."""
_TWO_LETTERS = frozenset("ХЮЯ")
"""Initials that some tables write with two letters."""
_PLAIN = str.maketrans("żėńśźć", "zenszc")
_RUSSIAN_KEYBOARD = str.maketrans("іўІЎ", "иуИУ")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The parts of a name in the language of a tongue, not yet in its letters."""

    surname: str
    given: str
    patronymic: str
    pet: str
    english: str


def tell_name(officer: Officer, style: str, tongue: Tongue, source: SourceKind, rolls: Rolls) -> str:
    """Return the name in a style; empty where the source names nobody."""
    if style == "unnamed":
        return ""
    if style in ("nickname", "callsign"):
        return write(getattr(officer, style), tongue.name)
    spoken = _spoken(officer.name, tongue, source, rolls)
    if rolls.flag(source.misheard):
        spoken = replace(spoken, surname=mishear(spoken.surname, rolls))
    name = _in_order(spoken, style, tongue, rolls)
    return _as_typed(name, tongue, source, rolls)


def _spoken(name: FullName, tongue: Tongue, source: SourceKind, rolls: Rolls) -> _Spoken:
    language = tongue.language
    is_declined = tongue.is_cyrillic and rolls.flag(source.declined)
    case = rolls.weighed(_CASES) if is_declined else None
    surnames = name.surnames[:1] if rolls.flag(0.3) else name.surnames
    given, patronymic = name.given.forms[language], name.patronymic(language)
    pets = name.given.pets
    pet = pets[0 if rolls.flag(0.6) else -1] if pets else given
    words = [surname.of(language, is_woman=name.is_woman) for surname in surnames]
    if case is not None:
        words = [(decline(word, kind, language, case), kind) for word, kind in words]
        given = name.given.declined(language, case)
        patronymic = decline(patronymic, kind_of_given(patronymic), language, case)
    return _Spoken("-".join(word for word, _ in words), given, patronymic, pet, name.given.english)


def _in_order(spoken: _Spoken, style: str, tongue: Tongue, rolls: Rolls) -> str:
    order = rolls.weighed(_ORDERS[style])
    surname, patronymic, pet = (
        write(word, tongue.name) for word in (spoken.surname, spoken.patronymic, spoken.pet)
    )
    given = spoken.english if tongue.name == "english" else write(spoken.given, tongue.name)
    has_two_letters = rolls.flag(0.5)
    return order.format(
        s=surname,
        g=given,
        p=patronymic,
        pet=pet,
        g1=_initial(given, spoken.given, has_two_letters=has_two_letters),
        p1=_initial(patronymic, spoken.patronymic, has_two_letters=has_two_letters),
    )


def _initial(written: str, spoken: str, *, has_two_letters: bool) -> str:
    """Return the first letter, or the letters that stand for it where a tongue needs two."""
    is_pair = has_two_letters and written[:1] != spoken[:1] and spoken[:1] in _TWO_LETTERS
    return written[: 2 if is_pair else 1]


def _as_typed(name: str, tongue: Tongue, source: SourceKind, rolls: Rolls) -> str:
    if rolls.flag(source.mistyped):
        name = mistype_with(name, rolls)
    if not tongue.is_cyrillic:
        return _latin_as_typed(name, tongue, source, rolls)
    has_dots, is_russian_keyboard, is_lookalike = rolls.flag(0.45), rolls.flag(0.06), rolls.flag(0.01)
    if tongue.language == "ru" and not has_dots:
        name = name.replace("ё", "е").replace("Ё", "Е")
    if tongue.language in ("be", "classic") and is_russian_keyboard:
        name = name.translate(_RUSSIAN_KEYBOARD)
    if is_lookalike:
        name = swap_lookalikes(name)
    return _with_capitals(name, rolls)


def _latin_as_typed(name: str, tongue: Tongue, source: SourceKind, rolls: Rolls) -> str:
    if tongue.name == "english" or rolls.flag(source.no_marks):
        name = without_marks(name).translate(_PLAIN)
    if tongue.around == "ru-latin" and rolls.flag(0.4):
        return name.lower()
    return _with_capitals(name, rolls)


def _with_capitals(name: str, rolls: Rolls) -> str:
    return name.upper() if rolls.flag(0.06) else name
