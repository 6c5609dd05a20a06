"""Which blobs the register stands for, and which sealed bytes each had when it was made."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from crimebook.custody.events import FIRST
from crimebook.stores.register.models import Attachment, CustodyEvent
from crimebook.terms.digests import parse_digest
from crimebook.terms.ids import Digest

_BATCH = 500
_ERASED = "erased"


@dataclass(frozen=True, slots=True)
class KnownBlob:
    """A blob that must be there: whose file it is, and the digest of its sealed bytes.

    ``sealed_sha256`` is None for one that was made before such digests were recorded.
    """

    name: Digest
    ref: str
    number: int
    sealed_sha256: Digest | None


def blob_object(name: Digest) -> str:
    """Return under which name a blob has its custody events."""
    return f"blob:{name}"


def count_known_blobs() -> int:
    """Return how many blobs must be there."""
    return _standing().count()


def known_blobs() -> Iterator[KnownBlob]:
    """Yield every blob that must be there, sorted by name; those of erased reports must not."""
    rows = _standing().order_by("blob").values_list("blob", "report__ref", "number")
    batch: list[tuple[str, str, int]] = []
    for row in rows.iterator(chunk_size=_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _with_digests(batch)
            batch = []
    yield from _with_digests(batch)


def find_known_blobs(names: Collection[Digest]) -> set[Digest]:
    """Return which of ``names`` must be there, as the register stands now."""
    wanted = sorted(names)
    found: set[Digest] = set()
    for start in range(0, len(wanted), _BATCH):
        rows = _standing().filter(blob__in=wanted[start : start + _BATCH])
        found |= {Digest(blob) for blob in rows.values_list("blob", flat=True)}
    return found


def _standing() -> QuerySet[Attachment]:
    return Attachment.objects.exclude(report__state=_ERASED)


def _with_digests(rows: Iterable[tuple[str, str, int]]) -> Iterator[KnownBlob]:
    kept = list(rows)
    digests = _created([Digest(blob) for blob, _, _ in kept])
    for blob, ref, number in kept:
        yield KnownBlob(Digest(blob), ref, number, digests.get(Digest(blob)))


def _created(names: list[Digest]) -> dict[Digest, Digest]:
    """Return the digests that the blobs' own first events tell: a row can be rewritten, a chain shows it."""
    events = CustodyEvent.objects.filter(
        object_id__in=[blob_object(name) for name in names], previous=FIRST
    ).values_list("object_id", "body")
    told = {object_id: json.loads(body)["outputs"] for object_id, body in events}
    # A first event without a digest is of a blob that was gone before anybody had hashed it.
    return {
        Digest(object_id.removeprefix("blob:")): parse_digest(outputs[0])
        for object_id, outputs in told.items()
        if outputs
    }
