"""Victims: whether sealed names are of one person, by keyed tags alone.

A name that is sealed is not compared where it lies: names can be guessed, and whoever had a key of tags that
stayed could try all names upon them. Names are compared where they were opened, in the memory of whoever may
read them: each is reduced to keys that its spellings share, each becomes HMAC-SHA-256 under a key made for
this one comparison, and only tags are compared. No tag tells anything once that key is gone.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from crimebook.identity.doubles import Term
from crimebook.identity.fields.births import read_birth
from crimebook.identity.fields.naming import name_columns
from crimebook.identity.fields.numbers import read_phone
from crimebook.identity.linking.explaining import explain
from crimebook.identity.linking.plans import SAME, tags_plan
from crimebook.identity.names import keys_of_many
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.script import fold

KEY_BYTES = 32
BITS: Mapping[str, float] = {"name": 10.0, "phone": 20.0, "birth": 13.0, "email": 20.0, "document": 22.0}
"""What agreement of each weighs: a surname with a given name may be another's, a telephone hardly."""

MODEL = tags_plan(BITS)
_READ_AS = {
    "person_name": "name",
    "person_phone": "phone",
    "person_birth": "birth",
    "person_email": "email",
    "person_document": "document",
}
"""Fields of lists. Questionnaires ask for the same under one question, by the names of `BITS`."""


@dataclass(frozen=True, slots=True)
class TaggedVictim:
    """Tags of what was said of persons with one record, by `BITS`; nothing of it can be read back."""

    ref: str
    tags: Mapping[str, frozenset[str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LikePair:
    """Two records whose sealed persons may be one, with what speaks for and against it."""

    left: str
    right: str
    bits: float
    terms: tuple[Term, ...]


def tag_victim(ref: str, said: Mapping[str, Any], key: bytes) -> TaggedVictim:
    """Return the tags of what a record's opened identity says, under a ``key`` of 32 bytes."""
    if len(key) != KEY_BYTES:
        raise InvalidValueError(f"a key of {KEY_BYTES} bytes", f"{len(key)}")
    tags: dict[str, set[str]] = {}
    for question, value in said.items():
        parts = value.items() if isinstance(value, Mapping) else ((question, value),)
        for part, text in parts:
            sort = _READ_AS.get(question, part)
            if sort in BITS:
                found = (_tag(sort, each, key) for each in _keys(sort, str(text)))
                tags.setdefault(sort, set()).update(found)
    return TaggedVictim(ref, {sort: frozenset(found) for sort, found in tags.items() if found})


def compare_victims(victims: Sequence[TaggedVictim]) -> tuple[LikePair, ...]:
    """Return the pairs that share a tag, the heaviest first; a name alone weighs less than nothing."""
    rows = {each.ref: {sort: sorted(tags) for sort, tags in each.tags.items()} for each in victims}
    found = []
    for left, right in combinations(sorted(rows), 2):
        terms = explain(rows[left], rows[right], MODEL)
        if any(term.level == SAME for term in terms):
            found.append(LikePair(left, right, round(sum(term.bits for term in terms), 3), terms))
    return tuple(sorted(found, key=lambda each: (-each.bits, each.left, each.right)))


def _tag(sort: str, key_of_value: str, key: bytes) -> str:
    return hmac.digest(key, f"{sort}/{key_of_value}".encode(), "sha256").hex()


def _keys(sort: str, text: str) -> Iterable[str]:
    """Return what the spellings of one value share; nothing where it cannot be read."""
    if sort == "name":
        return _name_keys(text)
    if sort == "phone":
        number = read_phone(text)[0]
        return (number,) if number else ()
    if sort == "birth":
        day = read_birth(text).day
        return (day,) if day else ()
    plain = "".join(sign for sign in fold(text) if sign.isalnum() or sign in "@.")
    return (plain,) if plain else ()


def _name_keys(text: str) -> Iterable[str]:
    """Return each reading of a surname with each group of the given name; a surname alone is too common."""
    columns = name_columns(keys_of_many([text])[0])
    return [
        f"{surname}/{given}" for surname in columns.surname_skeletons or () for given in columns.givens or ()
    ]
