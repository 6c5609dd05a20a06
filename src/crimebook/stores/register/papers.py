"""Saving papers: legs of detention, medicine, orders, statements, consent, counts of officers, deployments.

What a paper is about was found before, in bulk, by `find_incidents`, `find_units` and `find_citations`.
Saving runs inside `transactions.writing`; a paper whose words changed is pointed at its latest words, its
windows are superseded, and an answer of consent is added to those that were given before.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model

from crimebook.stores.register.by_ref import find_by_ref
from crimebook.stores.register.models import (
    Citation,
    Communication,
    Consent,
    Incident,
    MedicalFinding,
    Recording,
    Unit,
)
from crimebook.stores.register.paper_records import NewPaper, PaperKind
from crimebook.stores.register.paper_tables import SUBJECTS, TABLES
from crimebook.stores.register.saving import Saving, save_windows, upsert
from crimebook.terms.ids import Ref
from crimebook.terms.instants import parse_instant

T = TypeVar("T")
BATCH = 500
"""Ids named in one statement."""

_INSTANTS = ("at", "expires_at")
_SAID_FIRST: tuple[type[Model], ...] = (Incident, Recording, Communication, Unit)


def save_papers(cited: Sequence[tuple[int, NewPaper]], saving: Saving) -> None:
    """Store (citation id, paper) pairs of any kinds."""
    for kind in PaperKind:
        of_kind = [(citation_id, paper) for citation_id, paper in cited if paper.kind is kind]
        if kind is PaperKind.CONSENTS:
            _save_consents(of_kind, saving)
        elif of_kind:
            _save(kind, of_kind, saving)


def find_incidents(refs: Iterable[Ref]) -> dict[Ref, int]:
    """Return the ids of those incidents that are in the book."""
    return find_by_ref(Incident, refs)


def find_units(names: Iterable[str]) -> dict[str, int]:
    """Return the ids of units by the names they were asked by: an id of any source, or a reference."""
    wanted = set(names)
    ids = wanted | {name.partition(":")[2] for name in wanted if ":" in name}
    found: dict[str, int] = {}
    for part in _parts(sorted(ids)):
        rows = Unit.objects.filter(external_id__in=part).order_by("id")
        for external_id, source, pk in rows.values_list("external_id", "source__name", "pk"):
            for name in (external_id, f"{source}:{external_id}"):
                found.setdefault(name, pk)
    return {name: found[name] for name in wanted if name in found}


def find_citations(refs: Iterable[Ref]) -> dict[Ref, int]:
    """Return the citations that stand for records: an incident's before a paper's that has the same id."""
    wanted = set(refs)
    found: dict[Ref, int] = {}
    for table in _SAID_FIRST:
        rest = [ref for ref in wanted if ref not in found]
        found |= find_by_ref(table, rest, "citation_id")
    rest = [ref for ref in wanted if ref not in found]
    return found | find_by_ref(Citation, rest)


def _save(kind: PaperKind, cited: Sequence[tuple[int, NewPaper]], saving: Saving) -> None:
    ids, fresh = upsert(TABLES[kind], cited, _columns, saving)
    if kind in SUBJECTS:
        owned = ((ids[paper.external_id], cite, paper.windows) for cite, paper in cited)
        save_windows(SUBJECTS[kind], owned, change=saving.change, writer=saving.writer, fresh=fresh)
    for citation_id, paper in cited:
        if citation_id not in saving.returned:
            _save_findings(ids[paper.external_id], citation_id, paper, saving)


def _save_findings(evaluation_id: int, citation_id: int, paper: NewPaper, saving: Saving) -> None:
    for finding in paper.findings:
        saving.writer.add(
            MedicalFinding,
            evaluation_id=evaluation_id,
            citation_id=citation_id,
            code=finding.code,
            region=finding.region,
            words=finding.words,
        )


def _save_consents(cited: Sequence[tuple[int, NewPaper]], saving: Saving) -> None:
    for citation_id, paper in cited:
        facts = dict(paper.facts)
        instants = {name: parse_instant(str(facts[name])) for name in _INSTANTS if facts.get(name)}
        rest = {name: value for name, value in facts.items() if name not in _INSTANTS}
        saving.writer.add(
            Consent,
            source_id=saving.source_id,
            told_in_id=citation_id,
            is_invented=paper.is_invented,
            **rest,
            **instants,
        )


def _columns(paper: NewPaper) -> dict[str, Any]:
    facts = {name: list(value) if isinstance(value, tuple) else value for name, value in paper.facts}
    return {**facts, "external_id": paper.external_id, "is_invented": paper.is_invented}


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    every = iter(values)
    while part := list(islice(every, BATCH)):
        yield part
