"""Canonical bytes: one writing of one value, RFC 8785 (JSON Canonicalization Scheme)."""

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
