"""What a staging file holds for one row: a staged record, or why the row was refused. One line each.

A line is the name of the record's type and the value in JSON; each is read back as exactly what was written.
A person's name is in no line: what a row said of persons was sealed before, or left out.
"""

from dataclasses import replace
from functools import cache
from typing import Any, get_args

import msgspec

from crimebook.exchange.tables import Refusal
from crimebook.stores.register import records
from crimebook.stores.register.records import NewCitation, NewIdentity, Staged
from crimebook.terms.errors import Fault

_REFUSED = b"refused"
_NAMED, _LEFT_OUT = b"+", b"-"
"""What stands behind the type's name of a record with a sealed identity, or with one that was left out."""
_ENCODER = msgspec.json.Encoder()
_REFUSAL = msgspec.json.Decoder(tuple[int, str, Fault])


def write_line(entry: Staged | Refusal) -> bytes:
    """Return the line of a row's outcome, without a line break."""
    if isinstance(entry, Refusal):
        return _REFUSED + b" " + _ENCODER.encode((entry.row, entry.field, entry.fault))
    name = type(entry.record).__name__.encode()
    left_out = _LEFT_OUT if entry.has_left_out else b""
    if entry.identity is not None:
        value = _ENCODER.encode((entry.citation, entry.record, entry.identity))
        return name + _NAMED + left_out + b" " + value
    return name + left_out + b" " + _ENCODER.encode((entry.citation, entry.record))


def read_line(line: bytes) -> Staged | Refusal:
    """Return what `write_line` wrote."""
    name, _, value = line.partition(b" ")
    if name == _REFUSED:
        return Refusal(*_REFUSAL.decode(value))
    staged = Staged(*_decoder(name.removesuffix(_LEFT_OUT)).decode(value))
    return replace(staged, has_left_out=True) if name.endswith(_LEFT_OUT) else staged


@cache
def _decoder(name: bytes) -> "msgspec.json.Decoder[Any]":
    types = {each.__name__.encode(): each for each in get_args(records.NewRecord)}
    parts: list[Any] = [NewCitation, types[name.removesuffix(_NAMED)]]
    parts += [NewIdentity] if name.endswith(_NAMED) else []
    return msgspec.json.Decoder(tuple.__class_getitem__(tuple(parts)))
