"""Strict reading of canonical JSON into values: one writing for one meaning.

What was read is written again and must be the same bytes. So an unknown field, a missing one, a field twice,
a space, another order or another writing of a number are all refused, without a rule for each.
"""

import re
from datetime import date
from typing import Any, TypeVar

import msgspec

from crimebook.sealing.errors import EnvelopeError, FutureVersionError
from crimebook.terms.canonical import canonical_json

Value = TypeVar("Value")
_HEX_OF_32 = re.compile(r"[0-9a-f]{64}")


class _Versioned(msgspec.Struct):
    version: int


def write_value(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a dataclass."""
    return canonical_json(msgspec.to_builtins(value))


def read_value(content: bytes, kind: type[Value], version: int) -> Value:
    """Return the ``kind`` that `write_value` wrote as ``content``; raise `EnvelopeError` for all else.

    A higher ``version`` raises `FutureVersionError`: that is no fault of who wrote it.
    """
    name = kind.__name__
    try:
        found = msgspec.json.decode(content, type=_Versioned).version
        if found <= version:
            value = msgspec.json.decode(content, type=kind)
            is_canonical = write_value(value) == content
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise EnvelopeError(f"a {name} of version {version}", _where(error)) from error
    if found > version:
        raise FutureVersionError(
            f"a {name} of version {version}",
            f"version {found}",
            "open it with a newer version of the program",
        )
    if found != version or not is_canonical:
        raise EnvelopeError(f"a {name} of version {version} in canonical writing", "another writing")
    return value


def _where(error: Exception) -> str:
    """Return the place of a fault and never its value, which may be a person's words."""
    _, _, place = str(error).partition(" - at `")
    return f"a fault at {place.rstrip('`')}" if place else "something else"


def check_that(is_right: bool, expected: str) -> None:  # noqa: FBT001 - a test and its sentence
    """Raise `EnvelopeError` unless ``is_right``; never say what there is instead."""
    if not is_right:
        raise EnvelopeError(expected, "something else")


def check_day(day: str) -> None:
    """Raise `EnvelopeError` unless ``day`` is a day like 2020-08-09."""
    try:
        is_day = date.fromisoformat(day).isoformat() == day
    except ValueError:
        is_day = False
    check_that(is_day, "a day like 2020-08-09")


def is_hex(text: str) -> bool:
    """Whether ``text`` is 32 bytes in lower-case hexadecimal."""
    return bool(_HEX_OF_32.fullmatch(text))
