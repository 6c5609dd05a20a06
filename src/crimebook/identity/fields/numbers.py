"""Numbers: badges, helmets, plates and telephones as plain signs, and how far two readings may differ.

Such a number is nearly one person's, so chance hardly ever makes two agree and their chances cannot be
counted: their weights are set by hand, each with its cause. One sign misread (3 for 8), two exchanged or one
not seen is one edit (Damerau 1964).
"""

import re

from crimebook.identity.fields.levels import by_hand, comparison, edits, equal, every

_NOT_DIGIT = re.compile(r"\D+")
_CYRILLIC_PLATE = str.maketrans("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX")
_PLATE = re.compile(r"(\d{4})\s*([A-Z]{2})(?:\s*-?\s*([1-8]))?$|([A-Z]{2})\s*(\d{4})(?:\s*-?\s*([1-8]))?$")
_COUNTRY, _LOCAL = "375", 7
_OPERATOR_DIGITS = 2


def read_badge(words: str) -> str | None:
    """Return the digits of a service number of four digits or more, without what stands before them."""
    digits = _NOT_DIGIT.sub("", words)
    return digits if len(digits) >= 4 else None


def read_helmet(words: str) -> str | None:
    """Return the number on a helmet in four digits: sources leave out the zeros before it."""
    digits = _NOT_DIGIT.sub("", words).lstrip("0")
    return digits.zfill(4) if digits and len(digits) <= 6 else None


def read_plate(words: str) -> tuple[str | None, str | None]:
    """Return digits and letters of a plate in Latin letters, and its region; each None where not said."""
    plain = words.upper().translate(_CYRILLIC_PLATE).strip()
    found = _PLATE.search(plain)
    if found is None:
        signs = re.sub(r"[^0-9A-Z]", "", plain)
        return (signs if len(signs) >= 5 else None), None
    digits, letters, region = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    return digits + letters, region


def read_phone(words: str) -> tuple[str | None, str | None]:
    """Return the seven last digits of a telephone number and the two of its network before them."""
    digits = _NOT_DIGIT.sub("", words)
    if len(digits) < _LOCAL:
        return None, None
    network = digits[-_LOCAL - _OPERATOR_DIGITS : -_LOCAL]
    return digits[-_LOCAL:], network if len(network) == _OPERATOR_DIGITS else None


_ONE_OFF = "a sign misread, two exchanged or one not seen; few numbers lie so near each other by chance"

BADGE = comparison(
    "badge",
    by_hand(equal("badge"), "same", 0.94, 2e-7, "a service number has one holder for years"),
    by_hand(edits("badge", 1), "misread", 0.055, 1e-5, _ONE_OFF),
    by_hand(None, "other", 0.005, 0.99999, "numbers are seldom given anew: an other one is an other's"),
)
HELMET = comparison(
    "helmet",
    by_hand(
        every(equal("helmet"), equal("unit")),
        "same_unit",
        0.55,
        4e-6,
        "a number is worn by one person of a unit until helmets are given out anew",
    ),
    by_hand(equal("helmet"), "same", 0.15, 4e-4, "other units have the same numbers"),
    by_hand(edits("helmet", 1), "misread", 0.15, 6e-3, _ONE_OFF),
    by_hand(None, "other", 0.15, 0.9936, "helmets are exchanged and given out anew"),
)
PLATE = comparison(
    "plate",
    by_hand(equal("plate"), "same", 0.9, 1e-6, "a car is one person's, or a patrol's"),
    by_hand(edits("plate", 1), "misread", 0.08, 3e-5, _ONE_OFF),
    by_hand(None, "other", 0.02, 0.99997, "one person is seen with few cars"),
)
PHONE = comparison(
    "phone",
    by_hand(every(equal("phone"), equal("phone_network")), "same", 0.85, 1e-7, "a number has one owner"),
    by_hand(equal("phone"), "same_end", 0.1, 4e-7, "the network is not told, or is another"),
    by_hand(edits("phone", 1), "misread", 0.045, 1e-5, _ONE_OFF),
    by_hand(None, "other", 0.005, 0.99998, "some people have two numbers"),
)
