"""Keys and values that the tests of sealing share: a desk, a reporter, a stranger."""

import hashlib
import os
from dataclasses import replace
from typing import Any

from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.messages import Message, MessageKind
from crimebook.sealing.parts import PART_BYTES, PartRef
from crimebook.sealing.receipt import public_of, receipt_keys
from crimebook.unsealing.identities import HybridIdentity

DESK = HybridIdentity(b"d" * 32)
STRANGER = HybridIdentity(b"s" * 32)
ORIGIN = "log.example/book"
REPORTER = receipt_keys(b"the reporter's 1", ORIGIN)
OTHER_REPORTER = receipt_keys(b"another reporter", ORIGIN)
REPLY_SEED = b"r" * 32
REPLY_KEY = public_of(REPLY_SEED)
DAY = "2020-08-09"


def body(**differences: Any) -> ReportBody:
    """A body without a receipt and without files."""
    plain = ReportBody("first-account:1", "be", {"when": {"unknown": True}}, "Білі.", "0" * 64, "1" * 64, DAY)
    return replace(plain, **differences)


def message(kind: MessageKind = MessageKind.REPLY, **differences: Any) -> Message:
    """An unsigned message of the reporter's mailbox."""
    plain = Message(REPORTER.mailbox_id, kind, "Дзякуй.", DAY, os.urandom(32).hex())
    return replace(plain, **differences)


def part_refs(count: int, of: str = "file") -> tuple[PartRef, ...]:
    """References to parts that nobody made."""
    names = (hashlib.sha256(f"{of} {number}".encode()).hexdigest() for number in range(count))
    return tuple(PartRef(name, PART_BYTES) for name in names)
