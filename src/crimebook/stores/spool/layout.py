"""Names of the spool's folders and files. Every name is a digest, random, or a coarse hour.

::

    reports/NAME                  heading and envelope of a report, one file, so whole or absent
    held/NAME.WORKER.RANDOM/HASH  second names of an item's parts: what it holds cannot expire or be taken
    messages/NAME                 heading and sealed message of a mailbox
    parts/HOUR/HASH               parts of nothing yet; HOUR is when the bucket was opened
    slots/MAILBOX.INDEX           a sealed reply, with the day it goes
    collected/HASH, spent/NAME    the same mark under the envelope's hash and the report's name
    acknowledgements/HASH         signed by the desk, not applied yet
    writing/WORKER/RANDOM         half-written files of one process

NAME is a tagged digest of the submission id, which itself is random: names tell neither order nor count.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum

from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import Purpose, parse_digest, sha256_hex, tagged_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest


class Room(StrEnum):
    """The folders of a spool, and of a copy of it on the desk."""

    ACKNOWLEDGEMENTS = "acknowledgements"
    COLLECTED = "collected"
    HELD = "held"
    MESSAGES = "messages"
    PARTS = "parts"
    REPORTS = "reports"
    SLOTS = "slots"
    SPENT = "spent"
    WRITING = "writing"


class ItemKind(StrEnum):
    """What waits to be collected."""

    REPORT = "report"
    MESSAGE = "message"

    @property
    def room(self) -> Room:
        """Return the folder where items of this kind wait."""
        return Room.REPORTS if self is ItemKind.REPORT else Room.MESSAGES


PREFIX_DIGITS = 16
TOKEN_BYTES = 16
FIRST_BUCKET = "00000000T00"
"""The bucket of parts that came before anyone told the hour."""

_BUCKET_FORM = "%Y%m%dT%H"
_HOLD = re.compile(r"([0-9a-f]{64})\.([0-9a-f]{32})\.[0-9a-f]{32}")


def report_name(submission_id: str) -> Digest:
    """Return the file name of a report; the id itself is not kept."""
    return tagged_digest(Purpose.SPOOL_REPORT, submission_id.encode())


def message_name(mailbox: Digest, counter: int, sealed: bytes) -> Digest:
    """Return the file name of a message: 16 digits of its mailbox, to count them, and 48 of its own.

    The bytes belong to it: were it the counter alone, somebody who knows a mailbox could occupy the next
    one and the reporter's own message would be taken for a repetition and lost.
    """
    content = canonical_json({"mailbox": mailbox, "counter": counter, "sealed": sha256_hex(sealed)})
    return Digest(message_prefix(mailbox) + tagged_digest(Purpose.SPOOL_MESSAGE, content)[PREFIX_DIGITS:])


def message_prefix(mailbox: Digest) -> str:
    """Return the digits with which the names of a mailbox's messages begin."""
    return tagged_digest(Purpose.SPOOL_MESSAGE, mailbox.encode())[:PREFIX_DIGITS]


def hold_name(name: Digest, worker: str, token: str) -> str:
    """Return the name of a folder that holds a report's parts, made by one worker."""
    return f"{name}.{worker}.{token}"


def parse_hold(text: str) -> tuple[Digest, str]:
    """Return the report and the worker of a hold; raise `InvalidValueError` for any other text."""
    found = _HOLD.fullmatch(text)
    if found is None:
        raise InvalidValueError("the name of a folder of held parts", repr(text[:80]))
    return parse_digest(found[1]), found[2]


def bucket_name(instant: datetime) -> str:
    """Return the bucket of an aware instant's hour, in UTC."""
    if instant.tzinfo is None:
        raise InvalidValueError("an instant with its zone", "a naive one")
    return instant.astimezone(UTC).strftime(_BUCKET_FORM)


def bucket_hour(name: str) -> datetime:
    """Return the hour when a bucket was opened, or the beginning of time for the first one."""
    if name == FIRST_BUCKET:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.strptime(name, _BUCKET_FORM).replace(tzinfo=UTC)
