"""Canonical bytes: one writing of one value, RFC 8785 (JSON Canonicalization Scheme)."""

import json
from typing import Any

import rfc8785

from crimebook.terms.errors import InvalidValueError


def canonical_json(value: Any) -> bytes:
    """Return the RFC 8785 bytes of a value of dict, list, tuple, str, int, float, bool and None.

    Two values are equal if and only if their bytes are. Integers beyond 2**53 raise `InvalidValueError`:
    other readers would round them.
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise InvalidValueError("a value that JSON can carry exactly", type(value).__name__) from error


def parse_canonical(content: bytes) -> Any:
    """Return the value that `canonical_json` wrote as ``content``; raise `InvalidValueError` for all else.

    What was read is written again and must be the same bytes: so a field twice, a space or another order are
    refused. Which fields and types there must be is for who asked.
    """
    try:
        value = json.loads(content)
        is_canonical = canonical_json(value) == content
    except (ValueError, RecursionError) as error:
        raise InvalidValueError("canonical JSON", "something else") from error
    if not is_canonical:
        raise InvalidValueError("JSON in its canonical writing", "another writing")
    return value
