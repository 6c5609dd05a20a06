"""Marks: numbers by which an officer is known, ranks and looks, in the forms in which sources write them."""

from crimebook.scenario.draws import Rolls
from crimebook.scenario.officers.careers import Rank, rank_near, ranks
from crimebook.scenario.officers.people import Officer
from crimebook.scenario.officers.slips import misread
from crimebook.scenario.officers.sources import SourceKind
from crimebook.scenario.officers.tongues import write
from crimebook.scenario.officers.units import words

_COLUMNS = {"looks": ("ru", "be", "en"), "roles": ("ru", "be", "en", "de", "pl", "uk")}
_TO_CYRILLIC = str.maketrans("ABEIKMHOPCTX", "АВЕІКМНОРСТХ")
_LATIN = {"be-latin": ("be", "lacinka"), "ru-latin": ("ru", "chat-ru")}
"""For a language in Latin letters: the language, and the tongue that writes it."""


def tell_badge(officer: Officer, source: SourceKind, rolls: Rolls) -> str:
    """Return the number of the service card, at times with the letters before it."""
    number = _read(officer.badge, source, rolls)
    return rolls.weighed(((0.7, number), (0.2, f"МВД {number}"), (0.1, f"{number[:3]} {number[3:]}")))


def tell_helmet(officer: Officer, year: int, source: SourceKind, rolls: Rolls) -> str:
    """Return the number on the helmet; empty where none is worn."""
    number = officer.helmet_in(year)
    if not number:
        return ""
    number = _read(number, source, rolls)
    return rolls.weighed(((0.75, number), (0.15, number.lstrip("0")), (0.1, f"№ {number}")))


def tell_phone(officer: Officer, source: SourceKind, rolls: Rolls) -> str:
    """Return the telephone number: as the world writes it, as one dials at home, or its end alone."""
    number = _read(officer.phone, source, rolls)
    home, tail = number[3:5], number[5:]
    split = f"{tail[:3]}-{tail[3:5]}-{tail[5:]}"
    forms = ((0.4, f"+375 {home} {split}"), (0.3, f"+{number}"), (0.2, f"80{home}{tail}"), (0.1, split))
    return rolls.weighed(forms)


def tell_plate(officer: Officer, source: SourceKind, rolls: Rolls) -> str:
    """Return the plate of the car, in Latin or Cyrillic letters, with or without its marks."""
    plate = _read(officer.plate, source, rolls)
    if rolls.flag(0.4):
        plate = plate.translate(_TO_CYRILLIC)
    return rolls.weighed(((0.55, plate), (0.3, plate.replace(" ", "")), (0.15, plate.split("-")[0])))


def tell_birth(officer: Officer, rolls: Rolls) -> str:
    """Return the day of birth as far as the source knows it; one in fifty has day and month exchanged."""
    year, month, day = officer.born
    if rolls.flag(0.02) and day <= 12:
        month, day = day, month
    return rolls.weighed(
        (
            (0.72, f"{year:04d}-{month:02d}-{day:02d}"),
            (0.06, f"{year:04d}-{month:02d}"),
            (0.22, f"{year:04d}"),
        )
    )


def tell_rank(officer: Officer, year: int, around: str, source: SourceKind, rolls: Rolls) -> tuple[str, str]:
    """Return the words for the rank and its code in the codebook."""
    code, service = officer.career.rank_in(year), officer.career.unit_in(year).service
    is_off, is_higher = rolls.flag(source.rank_off), rolls.flag(0.5)
    rank = rank_near(code, 1 if is_higher else -1) if is_off else ranks()[code]
    is_short, has_service = rolls.flag(0.2), rolls.flag(0.3)
    language, tongue = _LATIN.get(around, (around, ""))
    text = _rank_words(rank, language, service, is_short=is_short, has_service=has_service)
    return (write(text, tongue) if tongue else text), f"{service}.{rank.code}"


def tell_looks(officer: Officer, around: str, rolls: Rolls) -> str:
    """Return what a source says of the looks: some of them, at times wrong."""
    height, *told = officer.looks
    language, tongue = _LATIN.get(around, (around, ""))
    column = _COLUMNS["looks"].index(language) if language in _COLUMNS["looks"] else 0
    looks, parts = words()["looks"], []
    if rolls.flag(0.5):
        guessed = 5 * round((height - 7 + 14 * rolls.number()) / 5)
        parts.append(looks["height"].split("|")[column].format(cm=guessed))
    for kind, is_so in zip(("builds", "hairs", "eyes", "marks"), told, strict=True):
        is_told, is_wrong, other = rolls.flag(0.4), rolls.flag(0.12), rolls.number()
        if is_told and is_so >= 0:
            shown = int(other * len(looks[kind])) if is_wrong else is_so
            parts.append(looks[kind][shown].split("|")[column])
    text = ", ".join(parts)
    return write(text, tongue) if tongue else text


def tell_role(around: str, rolls: Rolls) -> str:
    """Return words for what the officer was seen to do."""
    return _in_words(rolls.pick(words()["roles"]["list"]), around)


def tell_callsign(officer: Officer, around: str, rolls: Rolls) -> str:
    """Return a phrase with the callsign, as a source adds it to a description."""
    callsign = officer.callsign if rolls.flag(0.8) else officer.callsign.replace("-", " ")
    return _in_words(words()["roles"]["callsign"], around).format(callsign=callsign)


def _in_words(row: str, around: str) -> str:
    language, tongue = _LATIN.get(around, (around, ""))
    text = row.split("|")[_COLUMNS["roles"].index(language)]
    if not tongue:
        return text
    return "{callsign}".join(write(part, tongue) for part in text.split("{callsign}"))


def _rank_words(rank: Rank, language: str, service: str, *, is_short: bool, has_service: bool) -> str:
    if language in rank.short and is_short:
        return rank.short[language]
    text = rank.words[language]
    if language in words()["services"] and has_service:
        text = f"{text} {words()['services'][language][service]}".rstrip()
    return text


def _read(number: str, source: SourceKind, rolls: Rolls) -> str:
    return misread(number, rolls) if rolls.flag(source.misread) else number
