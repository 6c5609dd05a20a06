"""Slips: what is misheard, misread and mistyped.

Four in five wrong words differ by one letter left out, put in, changed or swapped (Damerau 1964); keys are
missed for their neighbours. By ear the unstressed о and а, е and и, е and я, voiced and voiceless consonants,
hard and soft and doubled ones are mixed up, as phonologies of Russian and Belarusian describe. Digits are
misread by shape.
"""

from crimebook.scenario.draws import Rolls
from crimebook.scenario.spelling import mistype

_HEARD = {
    "о": "а",
    "а": "о",
    "е": "ия",
    "и": "е",
    "і": "е",
    "я": "е",
    "ё": "ео",
    "б": "п",
    "п": "б",
    "д": "т",
    "т": "д",
    "г": "кх",
    "к": "г",
    "з": "с",
    "с": "з",
    "в": "ф",
    "ф": "в",
    "ж": "ш",
    "ш": "жщ",
    "ч": "щ",
    "ц": "с",
    "ў": "в",
    "м": "н",
    "н": "м",
    "ы": "и",
    "э": "е",
    "х": "г",
}
_SHAPES = {
    "0": "86",
    "1": "74",
    "2": "73",
    "3": "85",
    "4": "19",
    "5": "63",
    "6": "80",
    "7": "12",
    "8": "306",
    "9": "48",
}
_LOOKALIKES = str.maketrans("асеорхуАВЕКМНОРСТХ", "aceopxyABEKMHOPCTX")


def mishear(text: str, rolls: Rolls) -> str:
    """Return ``text`` with one sound taken for another, a soft sign lost or a doubled letter made one."""
    where, which = rolls.number(), rolls.number()
    doubles = [place for place in range(1, len(text)) if text[place] == text[place - 1]]
    if doubles and which < 0.5:
        return text[: doubles[0]] + text[doubles[0] + 1 :]
    if "ь" in text and which < 0.25:
        return text.replace("ь", "", 1)
    places = [place for place, letter in enumerate(text) if letter in _HEARD]
    if not places:
        return text
    place = places[int(where * len(places))]
    others = _HEARD[text[place]]
    return text[:place] + others[int(which * len(others))] + text[place + 1 :]


def mistype_with(text: str, rolls: Rolls) -> str:
    """Return ``text`` with one slip of the fingers."""
    return mistype(text, kind=rolls.number(), where=rolls.number(), key=rolls.number())


def misread(number: str, rolls: Rolls) -> str:
    """Return ``number`` with one digit taken for one of like shape, two swapped, or one not seen."""
    kind, where, which = rolls.number(), rolls.number(), rolls.number()
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    if not places:
        return number
    at = int(where * len(places))
    place = places[at]
    if kind < 0.7:
        others = _SHAPES[number[place]]
        return number[:place] + others[int(which * len(others))] + number[place + 1 :]
    if kind < 0.9 and at + 1 < len(places) and places[at + 1] == place + 1:
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return number[:place] + number[place + 1 :]


def swap_lookalikes(text: str) -> str:
    """Return ``text`` with Latin letters where they look like the Cyrillic ones."""
    return text.translate(_LOOKALIKES)
