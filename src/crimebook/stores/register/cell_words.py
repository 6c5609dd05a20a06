"""Which words of a citation's cells are words that a person said."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

_NO_WORDS: Final = re.compile(
    r"https?://\S+|\d{4}-\d\d-\d\d\S*|yes|no|true|false|null|[-+]?\d+(?:\.\d+)?", re.IGNORECASE
)


def words_said(words: Iterable[tuple[str, str]], *told: str) -> Iterator[str]:
    """Yield the words of a citation's cells but those already told.

    Addresses, dates, numbers alone and yes or no are no words.
    """
    for _, cell in words:
        for text in _texts_of(cell):
            if text and text not in told and not _NO_WORDS.fullmatch(text):
                yield text


def _texts_of(cell: str) -> Iterator[str]:
    """Yield a cell, or the texts inside where it is a nested JSON value."""
    text = cell.strip()
    if not text.startswith(("[", "{")):
        yield text
        return
    try:
        yield from _leaves(json.loads(text))
    except (ValueError, RecursionError):
        yield text


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(each)


def join_words(texts: Iterable[str]) -> str:
    """Return the texts as one, each once and none that is empty."""
    return " · ".join(dict.fromkeys(text for text in texts if text))
