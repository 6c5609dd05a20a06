"""Canonical bytes of text alone, fast. Not in `canonical`, for the verifier has not this library."""

from collections.abc import Sequence

import msgspec

from crimebook.terms.errors import InvalidValueError

_TEXTS = msgspec.json.Encoder()


def canonical_texts(rows: Sequence[Sequence[str]]) -> bytes:
    r"""Return the RFC 8785 bytes of lists of text, as `canonical_json` does, at a tenth of its cost.

    For text alone msgspec writes what the RFC asks for: no spaces, the short escapes, lower-case ``\u00xx``
    for the other controls, everything else as it is.
    """
    try:
        return _TEXTS.encode(rows)
    except UnicodeEncodeError as error:
        raise InvalidValueError("text that UTF-8 can carry", "half of a surrogate pair") from error
