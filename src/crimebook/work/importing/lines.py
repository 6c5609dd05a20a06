"""What a staging file holds for one row: a staged record, or why the row was refused. One line each.

A line is the name of the record's type and the value in JSON; each is read back as exactly what was written.
"""

from functools import cache
from typing import Any, get_args

import msgspec

from crimebook.exchange.tables import Refusal
from crimebook.stores.register import records
from crimebook.stores.register.records import NewCitation, Staged
from crimebook.terms.errors import Fault

_REFUSED = b"refused"
_ENCODER = msgspec.json.Encoder()
_REFUSAL = msgspec.json.Decoder(tuple[int, str, Fault])


def write_line(entry: Staged | Refusal) -> bytes:
    """Return the line of a row's outcome, without a line break."""
    if isinstance(entry, Refusal):
        return _REFUSED + b" " + _ENCODER.encode((entry.row, entry.field, entry.fault))
    name = type(entry.record).__name__.encode()
    return name + b" " + _ENCODER.encode((entry.citation, entry.record))


def read_line(line: bytes) -> Staged | Refusal:
    """Return what `write_line` wrote."""
    name, _, value = line.partition(b" ")
    if name == _REFUSED:
        return Refusal(*_REFUSAL.decode(value))
    return Staged(*_decoder(name.decode()).decode(value))


@cache
def _decoder(name: str) -> "msgspec.json.Decoder[Any]":
    types = {each.__name__: each for each in get_args(records.NewRecord)}
    pair: Any = tuple.__class_getitem__((NewCitation, types[name]))
    return msgspec.json.Decoder(pair)
