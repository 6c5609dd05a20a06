"""Callsigns and nicknames, wherever a source writes them: as the name, in quotes, or in a description.

A callsign is a word, read like the words of names, and its number: Сокол-30 and Sokol 30 are one, Сокол-31 is
another's.
"""

import re
from functools import lru_cache

from crimebook.identity.fields.levels import comparison, equal, every, trained, untold
from crimebook.identity.names import keys_of

_CALLED = re.compile(
    r"(?:позывн\w*|пазыўн\w*|позивн\w*|pozyvn\w*|pazy[uŭ]n\w*|pazyvn\w*|call ?sign|rufname\w*|kryptonim\w*)"
    r"\s*:?\s*[\"«„“]?(?P<callsign>\w[\w'’]*(?:[\s-]\d{1,3}\b)?)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=65_536)
def read_callsign(words: str) -> tuple[str | None, str | None]:
    """Return the word of a callsign by its consonants, and its number; each None where not said."""
    number = _DIGITS.search(words)
    skeletons = [word.skeletons for word in keys_of(_DIGITS.sub(" ", words)).words]
    word = skeletons[0][0] if skeletons and skeletons[0] else None
    return word, number[0].lstrip("0") if number and word else None


@lru_cache(maxsize=65_536)
def find_callsign(description: str) -> str:
    """Return the callsign that a description tells, or nothing."""
    found = _CALLED.search(description)
    return found["callsign"] if found else ""


CALLSIGN = comparison(
    "callsign",
    trained(
        every(equal("callsign"), equal("callsign_number"), equal("unit")), "same_unit", rarity="callsign"
    ),
    trained(every(equal("callsign"), equal("callsign_number")), "same", rarity="callsign"),
    trained(every(equal("callsign"), untold("callsign_number")), "word", rarity="callsign"),
    trained(None, "other"),
)
NICKNAME = comparison(
    "nickname",
    trained(equal("nickname"), "same", rarity="nickname"),
    trained(None, "other"),
)
