"""A feed of the records whose text for search changed, and the texts of those that are asked for.

Writers of records queue up and take their ids and change numbers one after the other
(`crimebook.stores.register.transactions`), so "after these marks" misses nothing that was committed later.
A record is in the feed when its live citation is new, when its windows changed, when a description, an order
or a translation came to it, or when it ended. Units have no text of their own: what is said of them are
claims.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from crimebook.search.documents import Document
from crimebook.search.kinds import RecordKind
from crimebook.stores.register.models import (
    Citation,
    Claim,
    ClaimCitation,
    Description,
    Order,
    PersonMention,
    Translation,
    Window,
)
from crimebook.stores.register.text_documents import TABLES, WINDOWS, read_texts
from crimebook.stores.register.transactions import last_change

COUNTED = 10_000
"""More changed windows are not counted: that many are many."""

_ENDING = frozenset({RecordKind.RECORDING, RecordKind.MESSAGE, RecordKind.CLAIM})
"""Kinds of which a row may have ended; of the others none is read that has."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the register has been read: the last change, citation and claim; and which register it is."""

    change: int = 0
    citation: int = 0
    claim: int = 0
    register: str = ""


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Documents to put and keys to take out; ``last`` is where the next batch goes on, None at the end."""

    documents: tuple[Document, ...] = ()
    gone: tuple[str, ...] = ()
    last: int | None = None


def marks() -> Marks:
    """Return how far the register has come."""
    return Marks(
        change=last_change(),
        citation=Citation.objects.aggregate(last=Max("pk"))["last"] or 0,
        claim=Claim.objects.aggregate(last=Max("pk"))["last"] or 0,
        register=Citation.objects.order_by("pk").values_list("digest", flat=True).first() or "",
    )


def count_since(since: Marks) -> int:
    """Return about how many texts have changed since the marks."""
    if last_change() == since.change:
        return 0
    last = Citation.objects.aggregate(last=Max("pk"))["last"] or 0
    moved = Window.objects.filter(change__gt=since.change).order_by()[:COUNTED].count()
    said = PersonMention.objects.filter(change__gt=since.change).order_by()[:COUNTED].count()
    return max(last - since.citation, moved, said, 1)


def read_changed(kind: RecordKind, since: Marks, zone: ZoneInfo, *, after: int, count: int) -> TextBatch:
    """Return the texts of ``kind`` that changed since the marks, ``count`` from the row after ``after``."""
    rows = TABLES[kind].objects.filter(pk__gt=after)
    if since.change:
        rows = rows.filter(_changed(kind, since))
    elif kind in _ENDING:
        rows = rows.filter(superseded_at_change__isnull=True)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:count])
    told = dict(read_texts(kind, ids, zone))
    return TextBatch(
        documents=tuple(each for each in told.values() if isinstance(each, Document)),
        gone=tuple(each for each in told.values() if isinstance(each, str)),
        last=ids[-1] if len(ids) == count else None,
    )


def load_texts(keys: Sequence[str], zone: ZoneInfo) -> dict[str, Document]:
    """Return the documents of ``keys`` as the register has them now; ended ones are left out."""
    names: dict[RecordKind, list[str]] = defaultdict(list)
    for key in keys:
        kind, _, name = key.partition(" ")
        names[RecordKind(kind)].append(name)
    found = {}
    for kind, wanted in names.items():
        for each in dict(read_texts(kind, _ids(kind, wanted), zone)).values():
            if isinstance(each, Document):
                found[each.key] = each
    return found


def _changed(kind: RecordKind, since: Marks) -> Q:
    if kind is RecordKind.CLAIM:
        cited = ClaimCitation.objects.filter(citation_id__gt=since.citation).values("claim_id")
        return Q(pk__gt=since.claim) | Q(pk__in=cited) | Q(superseded_at_change__gt=since.change)
    if kind is RecordKind.PERSON:
        # A mention is never altered; what is taken out goes with an erasure, which empties the index.
        return Q(change__gt=since.change)
    name = WINDOWS[kind]
    windows = Window.objects.filter(**{f"{name}__isnull": False})
    changed = Q(citation_id__gt=since.citation)
    changed |= Q(pk__in=windows.filter(change__gt=since.change).values(name))
    changed |= Q(pk__in=windows.filter(superseded_at_change__gt=since.change).values(name))
    if kind is not RecordKind.INCIDENT:
        return changed | Q(superseded_at_change__gt=since.change)
    fresh = {"citation_id__gt": since.citation}
    changed |= Q(citation_id__in=Translation.objects.filter(**fresh).values("original_id"))
    for table in (Description, Order):
        changed |= Q(pk__in=table.objects.filter(**fresh, incident__isnull=False).values("incident_id"))
    return changed


def _ids(kind: RecordKind, names: Sequence[str]) -> list[int]:
    if kind is RecordKind.CLAIM:
        return [int(name) for name in names if name.isdigit()]
    by_source: dict[str, list[str]] = defaultdict(list)
    for name in names:
        source, _, external_id = name.partition(":")
        by_source[source].append(external_id)
    return [
        pk
        for source, ids in by_source.items()
        for pk in TABLES[kind]
        .objects.filter(source__name=source, external_id__in=ids)
        .values_list("pk", flat=True)
    ]
