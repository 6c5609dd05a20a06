"""What each record says, as a document for search, a function for each kind of record."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import F, Model, QuerySet

from crimebook.identity.names import lookup_keys, romanised
from crimebook.search.documents import Document
from crimebook.search.kinds import RecordKind, key_of
from crimebook.stores.register.cell_words import join_words, words_said
from crimebook.stores.register.models import (
    Act,
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
from crimebook.terms.codebook import LANGUAGES, Codebook
from crimebook.terms.errors import CrimebookError

M = TypeVar("M", bound=Model)
_OF_PERSONS = (
    "rank_words", "unit_words", "role_words", "badge", "helmet", "plate", "phone", "description",
)  # fmt: skip
SLICE = 400
"""Ids named in one statement; SQLite takes a few hundred more."""

TABLES: Mapping[RecordKind, Any] = {
    RecordKind.INCIDENT: Incident,
    RecordKind.RECORDING: Recording,
    RecordKind.MESSAGE: Communication,
    RecordKind.CLAIM: Claim,
    RecordKind.PERSON: PersonMention,
}
WINDOWS = {
    RecordKind.INCIDENT: "incident_id",
    RecordKind.RECORDING: "recording_id",
    RecordKind.MESSAGE: "communication_id",
}


def read_texts(kind: RecordKind, ids: Sequence[int], zone: ZoneInfo) -> Iterator[tuple[int, Document | str]]:
    """Yield (id, document), or (id, key) for what has ended, of the rows ``ids`` of a kind's table."""
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
                words=join_words((*words_said(said, external_id, title), *named, *beside[pk])),
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
    where = _windows(WINDOWS[kind], ids)
    own = ("text", "channel", "sender", "receiver") if kind is RecordKind.MESSAGE else ()
    shared = ("pk", "source__name", "external_id", "title", "is_invented", "superseded_at_change")
    rows = TABLES[kind].objects.filter(pk__in=ids).order_by("pk")
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
                words=join_words((*further, *words_said(said, external_id, title))),
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
                words=join_words(
                    each for each in (romanised(name), *said, *units) if each not in {name, title}
                ),
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
                words=join_words((value, *called, *words_said(said, external_id))),
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
