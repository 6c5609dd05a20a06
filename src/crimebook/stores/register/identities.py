"""Sealed identities beside the words that a list brought: added, found, removed. Nothing here opens one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet  # noqa: TC002 - as in the other modules of this room

from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.erasing import overwrite_what_is_deleted
from crimebook.stores.register.models import CitedIdentity, ErasedIdentity
from crimebook.stores.register.records import NewIdentity
from crimebook.terms.errors import NotFoundError

BATCH = 500
"""Identities that are read together: each is some 20 kB."""


@dataclass(frozen=True, slots=True)
class StoredIdentity:
    """A sealed identity, with the record's id at its source and the digest of the words it belongs to."""

    identity_id: int
    source: str
    external_id: str
    words: str
    report: str
    sealed: bytes


def add_identity(citation_id: int, identity: NewIdentity, writer: Writer) -> None:
    """Store a sealed identity beside its words."""
    writer.add(CitedIdentity, citation_id=citation_id, report=identity.report, sealed=identity.sealed)


def with_identity(citation_ids: Iterable[int]) -> frozenset[int]:
    """Return those of the citations that have a sealed identity."""
    found = CitedIdentity.objects.filter(citation_id__within=list(citation_ids))
    return frozenset(found.values_list("citation_id", flat=True))


def find_identity(source: str, external_id: str) -> StoredIdentity:
    """Return the sealed identity of a record, the latest of several; raise `NotFoundError` for none."""
    of_record = CitedIdentity.objects.filter(citation__source__name=source, citation__external_id=external_id)
    found = next(_stored(of_record.order_by("-citation_id")[:1]), None)
    if found is None:
        raise NotFoundError("expected a record with a sealed identity, got a reference to none")
    return found


def is_named(ref: str) -> bool:
    """Whether something was sealed of whom the record ``SOURCE:ID`` is about."""
    source, _, external_id = ref.partition(":")
    of_record = CitedIdentity.objects.filter(citation__source__name=source, citation__external_id=external_id)
    return of_record.exists()


def every_identity() -> Iterator[StoredIdentity]:
    """Yield all of them, in the order in which they came."""
    last = 0
    while part := list(_stored(CitedIdentity.objects.filter(pk__gt=last).order_by("pk")[:BATCH])):
        yield from part
        last = part[-1].identity_id


def remove_identities(source: str, external_id: str, day: date) -> int:
    """Delete what was ever sealed of a record, inside `transactions.writing`; return how many."""
    overwrite_what_is_deleted()
    of_record = CitedIdentity.objects.filter(citation__source__name=source, citation__external_id=external_id)
    gone = sorted(of_record.values_list("pk", flat=True))
    ErasedIdentity.objects.bulk_create(ErasedIdentity(identity_id=pk, day=day) for pk in gone)
    return CitedIdentity.objects.filter(pk__in=gone).delete()[0]


def _stored(rows: "QuerySet[CitedIdentity]") -> Iterator[StoredIdentity]:
    names = (
        "pk", "citation__source__name", "citation__external_id", "citation__digest", "report", "sealed",
    )  # fmt: skip
    for pk, source, external_id, words, report, sealed in rows.values_list(*names):
        yield StoredIdentity(pk, source, external_id, words, report, bytes(sealed))
