"""Identifiers. A ``Ref`` names a record as the world knows it: ``SOURCE:ID``, as ``belarus-cases:13``."""

import re
from dataclasses import dataclass
from typing import NewType, Self

from crimebook.terms.errors import InvalidValueError

SourceName = NewType("SourceName", str)
ExternalId = NewType("ExternalId", str)
Digest = NewType("Digest", str)
"""A SHA-256 as 64 lower-case hexadecimal digits."""

_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_EXTERNAL = re.compile(r"[^\s:][^\s]{0,199}")
NOT_SOURCES = frozenset({
    "account", "acts", "anchor", "blob", "chain", "custodian", "custodians", "desk", "doubt",
    "envelope", "evidence", "identity-request", "involvement", "journal", "key", "ledger", "manifest",
    "member", "mention", "own-keys", "person", "person-mention", "place-solution", "posting", "proof",
    "reading", "record", "recording", "register", "report", "reports", "source", "unit", "upload", "verdict",
    "vetting", "weight", "window",
})  # fmt: skip
"""What no source may be called: the kinds of objects that custody events name, and the book's own reports.

A record ``key:1`` of a source called so would have its events in the chain of a key, and who reads records
would read what only auditors see.
"""


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A source's name and the id which that source gave the record."""

    source: SourceName
    external_id: ExternalId

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``SOURCE:ID``; raise `InvalidValueError` for anything else."""
        source, colon, external_id = text.partition(":")
        if not colon or not _SOURCE.fullmatch(source) or not _is_plain(external_id):
            raise InvalidValueError(
                "a reference SOURCE:ID such as belarus-cases:13",
                repr(text[:80]),
                "the source is the folder name of the imported file, in lower case",
            )
        return cls(SourceName(source), ExternalId(external_id))

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"


def check_source_name(text: str) -> SourceName:
    """Return ``text`` as a source's name, or raise `InvalidValueError`; none of `NOT_SOURCES` is one."""
    if not _SOURCE.fullmatch(text):
        raise InvalidValueError("a source name of a-z, 0-9, dot, dash or underscore", repr(text[:80]))
    if text in NOT_SOURCES:
        raise InvalidValueError(
            "a source name that is not what the book calls a thing of its own",
            repr(text),
            f"give it another name, as {text}-list",
        )
    return SourceName(text)


def check_external_id(text: str) -> ExternalId:
    """Return ``text`` as an external id, or raise `InvalidValueError`."""
    if not _is_plain(text):
        raise InvalidValueError("an id of 1 to 200 plain characters without spaces", repr(text[:80]))
    return ExternalId(text)


def _is_plain(text: str) -> bool:
    """Refuse signs that turn writing round and the dots that an address would swallow: both hide a record."""
    has_dots = any(part in {".", ".."} for part in text.split("/"))
    return bool(_EXTERNAL.fullmatch(text)) and text.isprintable() and not has_dots
