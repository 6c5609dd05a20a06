"""Items: the one file that a report or a message is, a line of canonical JSON and the sealed bytes.

One file, because a file is whole or absent under one name, and two files are not. Reading is strict: a
heading that would be written differently today is refused.
"""

import json
from dataclasses import dataclass
from typing import Any

from crimebook.stores.spool.layout import ItemKind, parse_hold
from crimebook.stores.spool.refusals import DamagedItemError
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import parse_digest, sha256_hex
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

VERSION = 1


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands before the sealed bytes: their digest; the parts of its files; a message's mailbox."""

    kind: ItemKind
    envelope_sha256: Digest
    parts: tuple[Digest, ...] = ()
    hold: str = ""
    mailbox: str = ""
    counter: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A heading and the sealed bytes that it belongs to."""

    heading: Heading
    sealed: bytes

    def to_bytes(self) -> bytes:
        """Return the file's bytes; the reverse of `parse_item`."""
        return canonical_json(_heading_value(self.heading)) + b"\n" + self.sealed


def _heading_value(heading: Heading) -> dict[str, Any]:
    value: dict[str, Any] = {"v": VERSION, "kind": heading.kind.value, "envelope": heading.envelope_sha256}
    match heading.kind:
        case ItemKind.REPORT:
            return value | {"parts": list(heading.parts), "hold": heading.hold}
        case ItemKind.MESSAGE:
            held = {"parts": list(heading.parts), "hold": heading.hold} if heading.parts else {}
            return value | held | {"mailbox": heading.mailbox, "counter": heading.counter}


def parse_item(name: str, content: bytes) -> Item:
    """Read an item; raise `DamagedItemError` (naming the file) unless it is exactly what was written."""
    line, _, sealed = content.partition(b"\n")
    try:
        heading = _parse_heading(json.loads(line))
        written = canonical_json(_heading_value(heading))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidValueError) as error:
        raise _damaged(name, "a heading that cannot be read") from error
    if written != line:
        raise _damaged(name, "a heading in another writing")
    if sha256_hex(sealed) != heading.envelope_sha256:
        raise _damaged(name, "an envelope of another digest")
    return Item(heading, sealed)


def _parse_heading(value: dict[str, Any]) -> Heading:
    kind = ItemKind(value["kind"])
    envelope = parse_digest(value["envelope"])
    # A message without files says nothing of parts.
    is_bare = kind is ItemKind.MESSAGE and "parts" not in value
    parts = () if is_bare else tuple(map(parse_digest, value["parts"]))
    hold = "" if is_bare else value["hold"]
    if hold:
        parse_hold(hold)
    match kind:
        case ItemKind.REPORT:
            return Heading(kind, envelope, parts, hold)
        case ItemKind.MESSAGE:
            mailbox = parse_digest(value["mailbox"])
            return Heading(kind, envelope, parts, hold, mailbox, int(value["counter"]))


def _damaged(name: str, got: str) -> DamagedItemError:
    return DamagedItemError(
        f"item {name[:16]} as it was written", got, "keep the folder as it is and compare the other copies"
    )
