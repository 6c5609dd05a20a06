"""Texts for search: what each record says, and a feed of the records whose text changed.

Writers of records queue up and take their ids and change numbers one after the other
(`crimebook.stores.register.transactions`), so "after these marks" misses nothing that was committed later.
A record is in the feed when its live citation is new, when its windows changed, when a description, an order
or a translation came to it, or when it ended. Units have no text of their own: what is said of them are
claims.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Model, Q, QuerySet

from crimebook.identity.names import lookup_keys, romanised
from crimebook.search.documents import Document
from crimebook.search.kinds import RecordKind, key_of
from crimebook.stores.register.models import (
    Act,
    Citation,
    Claim,
    ClaimCitation,
    Communication,
    Description,
    Incident,
    Mention,
    Order,
    PersonMember,
    PersonMention,
    Recording,
    Translation,
    Window,
)
from crimebook.stores.register.transactions import last_change
from crimebook.terms.codebook import LANGUAGES, Codebook
from crimebook.terms.errors import CrimebookError

M = TypeVar("M", bound=Model)
COUNTED = 10_000
"""More changed windows are not counted: that many are many."""

_OF_PERSONS = (
    "rank_words", "unit_words", "role_words", "badge", "helmet", "plate", "phone", "description",
)  # fmt: skip
SLICE = 400
"""Ids named in one statement; SQLite takes a few hundred more."""

_NO_WORDS = re.compile(
    r"https?://\S+|\d{4}-\d\d-\d\d\S*|yes|no|true|false|null|[-+]?\d+(?:\.\d+)?", re.IGNORECASE
)
_TABLES: Mapping[RecordKind, Any] = {
    RecordKind.INCIDENT: Incident,
    RecordKind.RECORDING: Recording,
    RecordKind.MESSAGE: Communication,
    RecordKind.CLAIM: Claim,
    RecordKind.PERSON: PersonMention,
}
_ENDING = frozenset({RecordKind.RECORDING, RecordKind.MESSAGE, RecordKind.CLAIM})
"""Kinds of which a row may have ended; of the others none is read that has."""

_WINDOWS = {
    RecordKind.INCIDENT: "incident_id",
    RecordKind.RECORDING: "recording_id",
    RecordKind.MESSAGE: "communication_id",
}


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
    rows = _TABLES[kind].objects.filter(pk__gt=after)
    if since.change:
        rows = rows.filter(_changed(kind, since))
    elif kind in _ENDING:
        rows = rows.filter(superseded_at_change__isnull=True)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:count])
    told = dict(_read(kind, ids, zone))
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
        for each in dict(_read(kind, _ids(kind, wanted), zone)).values():
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
    name = _WINDOWS[kind]
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
        for pk in _TABLES[kind]
        .objects.filter(source__name=source, external_id__in=ids)
        .values_list("pk", flat=True)
    ]


def _read(kind: RecordKind, ids: Sequence[int], zone: ZoneInfo) -> Iterator[tuple[int, Document | str]]:
    """Yield (id, document), or (id, key) for what has ended."""
    for start in range(0, len(ids), SLICE):
        part = ids[start : start + SLICE]
        match kind:
            case RecordKind.CLAIM:
                yield from _claims(part)
            case RecordKind.INCIDENT:
                yield from _incidents(part, zone)
            case RecordKind.PERSON:
                yield from _persons(part)
            case _:
                yield from _media(kind, part, zone)


@dataclass(slots=True)
class _Where:
    """What the live windows of one record say of days and places."""

    starts: list[datetime] = field(default_factory=list)
    ends: list[datetime] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def days(self, zone: ZoneInfo) -> tuple[date | None, date | None]:
        known = self.starts or self.ends
        if not known:
            return None, None
        first, last = min(known), max(self.ends or self.starts)
        return first.astimezone(zone).date(), max(first, last).astimezone(zone).date()


def _windows(name: str, ids: Sequence[int]) -> dict[int, _Where]:
    found: dict[int, _Where] = defaultdict(_Where)
    rows = Window.objects.filter(**{f"{name}__in": ids}, superseded_at_change__isnull=True).order_by("pk")
    for owner, start, late_start, end, place in rows.values_list(
        name, "earliest_start", "latest_start", "latest_end", "place_name"
    ):
        where = found[owner]
        where.starts += [start] if start else []
        where.ends += [moment for moment in (end or late_start,) if moment]
        where.places += [place] if place and place not in where.places else []
    return found


def _incidents(ids: Sequence[int], zone: ZoneInfo) -> Iterator[tuple[int, Document]]:
    where = _windows("incident_id", ids)
    acts = _current(Act.objects.filter(incident__in=ids), "code", "source_label")
    mentions = _current(Mention.objects.filter(incident__in=ids), "words")
    beside = _beside(ids)
    rows = Incident.objects.filter(pk__in=ids).order_by("pk")
    for pk, source, external_id, title, said, invented in rows.values_list(
        "pk", "source__name", "external_id", "title", "citation__words", "is_invented"
    ):
        codes = tuple(dict.fromkeys(code for code, _ in acts[pk] if code))
        named = [words for (words,) in mentions[pk]]
        ref = f"{source}:{external_id}"
        first, last = where[pk].days(zone)
        yield (
            pk,
            Document(
                key=key_of(RecordKind.INCIDENT, ref),
                ref=ref,
                kind=RecordKind.INCIDENT,
                source=source,
                title=title,
                words=_join((*_said(said, external_id, title), *named, *beside[pk])),
                about=(
                    *(label for code in codes for label in _labels(code)),
                    *(label for _, label in acts[pk]),
                ),
                acts=codes,
                places=tuple(where[pk].places),
                first_day=first,
                last_day=last,
                is_invented=invented,
            ),
        )


def _beside(ids: Sequence[int]) -> dict[int, list[str]]:
    """Return what stands beside the stories: descriptions of those present, orders, translations."""
    found: dict[int, list[str]] = defaultdict(list)
    for table, names in ((Description, ("of_whom", "words")), (Order, ("giver", "recipient", "words"))):
        rows = table.objects.filter(incident__in=ids).order_by("pk")
        for incident, *told in rows.values_list("incident_id", *names):
            found[incident] += told
    of_citation = dict(Incident.objects.filter(pk__in=ids).values_list("citation_id", "pk"))
    for original, text in (
        Translation.objects.filter(original__in=of_citation).order_by("pk").values_list("original_id", "text")
    ):
        found[of_citation[original]].append(text)
    return found


def _media(kind: RecordKind, ids: Sequence[int], zone: ZoneInfo) -> Iterator[tuple[int, Document | str]]:
    where = _windows(_WINDOWS[kind], ids)
    own = ("text", "channel", "sender", "receiver") if kind is RecordKind.MESSAGE else ()
    shared = ("pk", "source__name", "external_id", "title", "is_invented", "superseded_at_change")
    rows = _TABLES[kind].objects.filter(pk__in=ids).order_by("pk")
    for row in rows.values_list(*shared, "citation__words", *own):
        pk, source, external_id, title, invented, ended, said, *further = row
        ref = f"{source}:{external_id}"
        if ended is not None:
            yield pk, key_of(kind, ref)
            continue
        first, last = where[pk].days(zone)
        yield (
            pk,
            Document(
                key=key_of(kind, ref),
                ref=ref,
                kind=kind,
                source=source,
                title=title,
                words=_join((*further, *_said(said, external_id, title))),
                places=tuple(where[pk].places),
                first_day=first,
                last_day=last,
                is_invented=invented,
            ),
        )


def _persons(ids: Sequence[int]) -> Iterator[tuple[int, Document]]:
    """Yield what sources say of persons of a force; who is of the public is not looked for by name."""
    people = dict(PersonMember.objects.filter(mention__in=ids).values_list("mention_id", "person_id"))
    rows = PersonMention.objects.filter(pk__in=ids).exclude(side="public").order_by("pk")
    for pk, source, external_id, invented, name, names, *said in rows.values_list(
        "pk", "source__name", "external_id", "is_invented", "name", "unit__names", *_OF_PERSONS
    ):
        ref = f"{source}:{external_id}"
        units = tuple(each for _, each in names or ())
        title = name or next(filter(None, said), "")
        yield (
            pk,
            Document(
                key=key_of(RecordKind.PERSON, ref),
                ref=ref,
                kind=RecordKind.PERSON,
                source=source,
                title=title,
                words=_join(each for each in (romanised(name), *said, *units) if each not in {name, title}),
                names=lookup_keys(name),
                is_invented=invented,
                shown_with=str(people.get(pk, pk)),
            ),
        )


def _claims(ids: Sequence[int]) -> Iterator[tuple[int, Document | str]]:
    cited: dict[int, list[tuple[str, str, Any, bool]]] = defaultdict(list)
    links = ClaimCitation.objects.filter(claim__in=ids).order_by("pk")
    for claim, *citation in links.values_list(
        "claim_id",
        "citation__source__name",
        "citation__external_id",
        "citation__words",
        "citation__source__is_invented",
    ):
        cited[claim].append((citation[0], citation[1], citation[2], citation[3]))
    rows = Claim.objects.filter(pk__in=ids).order_by("pk")
    unit = ("unit__names", "unit__source__name", "unit__external_id")
    for pk, subject, name, value, ended, names, home, unit_id in rows.values_list(
        "pk", "subject", "field", "value", "superseded_at_change", *unit
    ):
        key = key_of(RecordKind.CLAIM, str(pk))
        if ended is not None or not cited[pk]:
            yield pk, key
            continue
        source, external_id, said, invented = cited[pk][0]
        called = [each for _, each in names or ()]
        yield (
            pk,
            Document(
                key=key,
                ref=f"{source}:{external_id}",
                kind=RecordKind.CLAIM,
                source=source,
                title=subject or (called[0] if called else ""),
                words=_join((value, *called, *_said(said, external_id))),
                about=tuple(_labels(name, "claim_fields")),
                is_invented=invented,
                shown_with=f"{home}:{unit_id}" if unit_id else "",
            ),
        )


def _current(rows: QuerySet[M], *names: str) -> dict[int, list[tuple[str, ...]]]:
    """Return what the incidents' latest citations say, by incident."""
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    current = rows.filter(citation_id=F("incident__citation_id")).order_by("pk")
    for incident, *values in current.values_list("incident_id", *names):
        found[incident].append(tuple(values))
    return found


def _labels(code: str, vocabulary: str = "acts") -> Iterator[str]:
    for language in LANGUAGES:
        try:
            yield Codebook.load().label(vocabulary, code, language)
        except CrimebookError:
            # A code of an older codebook has no label any more; the source's own label is indexed as well.
            return


def _said(words: Iterable[tuple[str, str]], *told: str) -> Iterator[str]:
    """Yield the words of a citation's cells but those already told.

    Addresses, dates, numbers alone and yes or no are no words.
    """
    for _, cell in words:
        for text in _texts_of(cell):
            if text and text not in told and not _NO_WORDS.fullmatch(text):
                yield text


def _texts_of(cell: str) -> Iterator[str]:
    """Yield a cell, or the texts inside where it is a nested JSON value."""
    text = cell.strip()
    if not text.startswith(("[", "{")):
        yield text
        return
    try:
        yield from _leaves(json.loads(text))
    except (ValueError, RecursionError):
        yield text


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(each)


def _join(texts: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(text for text in texts if text))
