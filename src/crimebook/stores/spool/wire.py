"""What crosses between a desk and its intake over HTTP: the addresses, the bodies, the limits of both.

Bodies of requests are JSON of the structures below; bodies of answers are the bytes themselves of what is
named by its digest or is signed, or JSON. ``docs/spec/0004-collecting.md`` is the page of it.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from crimebook.sealing.slots import SLOTS

PAGE_ITEMS = 1000
"""Names in one answer."""
MAX_SLOTS = 32
"""Slots in one request."""
MAX_REQUEST_BYTES = 1 << 20

Hex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Kind = Literal["report", "message"]


class Address(StrEnum):
    """Where the intake answers its desk, and nobody else. All of it is POST; no name stands in an address."""

    WAITING = "/desk/waiting"
    ITEM = "/desk/item"
    PART = "/desk/part"
    ACKNOWLEDGEMENT = "/desk/acknowledgement"
    SLOTS = "/desk/slots"
    MANIFEST = "/desk/manifest"


class Code(StrEnum):
    """Why an intake refuses, for a program to read."""

    CLOSED = "closed"
    DAMAGED = "damaged"
    FORM = "form"
    FULL = "full"
    GONE = "gone"
    LATE = "late"
    OLDER = "older"
    REFUSED = "refused"
    UNWRITABLE = "unwritable"


class WaitingAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Names after this one; empty for the first page."""

    after: Annotated[str, msgspec.Meta(pattern=r"^((report|message)/[0-9a-f]{64})?$")] = ""


class WaitingTold(msgspec.Struct):
    """A page of names, ``KIND/NAME``, in their order; fewer than `PAGE_ITEMS` are the last page."""

    waiting: Annotated[list[str], msgspec.Meta(max_length=PAGE_ITEMS)]


class ItemAsked(msgspec.Struct, forbid_unknown_fields=True):
    """One report or message; the answer is the item's bytes."""

    kind: Kind
    name: Hex


class PartAsked(msgspec.Struct, forbid_unknown_fields=True):
    """One part, by the ``hold`` that its report's heading names; the answer is the part's bytes."""

    hold: Annotated[str, msgspec.Meta(max_length=200)]
    sha256: Hex


class SlotGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A sealed reply for its place in a mailbox, and the day after which it goes."""

    mailbox_id: Hex
    index: Annotated[int, msgspec.Meta(ge=0, lt=SLOTS)]
    until: date
    slot: bytes


class SlotsGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Replies to put down."""

    slots: Annotated[list[SlotGiven], msgspec.Meta(max_length=MAX_SLOTS)]
