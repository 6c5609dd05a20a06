"""Canonical JSON is read back only in its one right writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.canonical import canonical_json, parse_canonical
from crimebook.terms.errors import InvalidValueError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(VALUES)
def test_a_value_is_read_as_it_is_written(value: object):
    assert parse_canonical(canonical_json(value)) == value


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'"\\u0061"',
        b'"\\ud800"',
        b"1.0",
        b"1e400",
        b"NaN",
        b"-0",
        b"9007199254740993",
        b"1" * 5_000,
        b"[" * 100_000,
        b"\xff",
        b"\xef\xbb\xbf1",
    ],
    ids=lambda content: repr(content[:16]),
)
def test_another_writing_is_refused(content: bytes):
    with pytest.raises(InvalidValueError, match="JSON"):
        parse_canonical(content)
