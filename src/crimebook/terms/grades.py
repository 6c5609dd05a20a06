"""Grades of sources and of what they say.

Reliability and credibility are the six-step scales of NATO AJP-2.1 (the "Admiralty code"); the basis of
knowledge and the direction of a citation are ours.
"""

from enum import IntEnum, StrEnum


class Reliability(StrEnum):
    """How far a source can be relied on, whatever it says now."""

    COMPLETELY = "A"
    USUALLY = "B"
    FAIRLY = "C"
    NOT_USUALLY = "D"
    UNRELIABLE = "E"
    CANNOT_BE_JUDGED = "F"


class Credibility(IntEnum):
    """How credible one statement is, whoever makes it."""

    CONFIRMED = 1
    PROBABLY_TRUE = 2
    POSSIBLY_TRUE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    CANNOT_BE_JUDGED = 6


class Basis(StrEnum):
    """How the one who says it knows it."""

    OWN_BODY = "own_body"
    SAW = "saw"
    HEARD = "heard"
    TOLD = "told"
    INFERRED = "inferred"
    DOCUMENT = "document"
    NOT_STATED = "not_stated"


class Direction(StrEnum):
    """Whether a citation speaks for the claim or against it."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class ClaimStatus(StrEnum):
    """Where a claim stands. Verification belongs to claims, never to a survivor."""

    UNVERIFIED = "unverified"
    ACCEPTED = "accepted"
    CONFLICT = "conflict"
    REJECTED = "rejected"
