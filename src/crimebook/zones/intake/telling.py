"""What files told while they came, as the pages without scripts show it before anything is sent.

It is carried by the page itself, in a field for each file: it stands on the page anyway, and nothing is kept
of it here. Of the words, those that the scripts say are said.
"""

from typing import Any

import msgspec
from django.http import QueryDict

from crimebook.evidence.scan import Scan
from crimebook.evidence.told import MAX_FOUND, Kind
from crimebook.zones.intake.scripted import script_words

COPY_FIELD = "copy"
CLEANED = "cleaned"
_MAX_CHARACTERS = 20_000


class _Told(msgspec.Struct, forbid_unknown_fields=True):
    found: list[tuple[Kind, str]]
    is_read: bool
    is_copy: bool


def wants_copy(fields: QueryDict) -> bool:
    """Return whether a form asks for copies without what names somebody."""
    return fields.get(COPY_FIELD) == CLEANED


def field_of(sha256: str) -> str:
    """Return the name of the field that carries what a file told."""
    return f"told.{sha256}"


def pack(scan: Scan) -> str:
    """Return what a file told, as the field carries it."""
    told = _Told([(each.kind, each.value) for each in scan.found], scan.is_read, scan.is_copy)
    return msgspec.json.encode(told).decode()


def told(fields: QueryDict, sha256: str, language: str) -> dict[str, Any]:
    """Return what the page says of a file: nothing, where its field is gone or is not ours."""
    name = field_of(sha256)
    packed = fields.get(name, "")[:_MAX_CHARACTERS]
    try:
        read = msgspec.json.decode(packed, type=_Told)
    except msgspec.MsgspecError:
        return {}
    words = script_words()
    rows = [(words[f"tells_{kind}"][language], value or "…") for kind, value in read.found[:MAX_FOUND]]
    return {"field": name, "packed": packed, "rows": rows, "is_read": read.is_read, "is_copy": read.is_copy}


def texts(fields: QueryDict, language: str) -> dict[str, Any]:
    """Return the texts about copies that a page with files says, and what was chosen on it."""
    said = {key: each[language] for key, each in script_words().items()}
    return {"telling": said, "wants_copy": wants_copy(fields)}
