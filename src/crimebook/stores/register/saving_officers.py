"""Saving persons of a force, their posts and relations of units, as lists tell of them, a slice at a time.

A machine never merges: other words under an id that is known make another mention, whose id is the first
one's, a slash and digits of the words' digest. A post or a relation in other words supersedes the one before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from crimebook.stores.register.by_ref import BATCH
from crimebook.stores.register.models import PersonMention, Posting, Unit, UnitRelation
from crimebook.stores.register.officer_records import (
    NewBody,
    NewOfficer,
    NewOfForce,
    NewRelation,
    NewService,
)
from crimebook.stores.register.saving import Saving, stored_ids
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import sha256_hex

DIGITS = 8
_LONGEST_ID = 170
"""Characters of an id before which digits can stand."""

_TOLD = (
    "name", "name_kind", "rank_words", "rank", "unit_words", "badge", "helmet", "plate", "phone", "birth",
    "death", "description", "role_words", "side",
)  # fmt: skip
_KNOWN_BY = (*_TOLD, "unit_id", "incident_id")


def save_officers(cited: Sequence[tuple[int, NewOfForce]], saving: Saving) -> None:
    """Store (citation id, record) pairs of persons, posts and relations."""
    units = _save_bodies(cited, saving)
    mentions = _save_mentions(cited, saving)
    again = [cite for cite, _ in cited]
    names = [record.external_id for _, record in cited]
    if not saving.is_first:
        _supersede(Posting.objects.filter(source_id=saving.source_id), names, again, saving)
        _supersede(UnitRelation.objects.filter(citation__source_id=saving.source_id), names, again, saving)
    standing = set() if saving.is_first else _posted(again)
    for cite, record in cited:
        if isinstance(record, NewService) and cite not in standing:
            _save_service(cite, record, units, mentions, saving)
        elif isinstance(record, NewRelation):
            _save_relation(cite, record, units)
    saving.writer.flush()


def mention_key(officer: NewOfficer) -> str:
    """Return the id of a mention whose source's id is known with other words."""
    words = [list(pair) for pair in officer.facts]
    told = canonical_json([words, officer.unit_id, officer.incident_id])
    return f"{officer.external_id[:_LONGEST_ID]}/{sha256_hex(told)[:DIGITS]}"


def _bodies_of(record: NewOfForce) -> Iterable[NewBody]:
    match record:
        case NewService(body=NewBody() as body):
            yield body
        case NewRelation(child=child, parent=parent):
            yield child
            if parent is not None:
                yield parent


def _save_bodies(cited: Sequence[tuple[int, NewOfForce]], saving: Saving) -> dict[str, int]:
    """Store the bodies that their source has not told of yet; return the ids of all by external id."""
    told = {body.external_id: (cite, body) for cite, each in reversed(cited) for body in _bodies_of(each)}
    units = stored_ids(Unit, saving.source_id, list(told))
    for name, (cite, body) in sorted(told.items()):
        if name not in units:
            names = [list(pair) for pair in body.names]
            units[name] = saving.writer.add(
                Unit, source_id=saving.source_id, external_id=name, names=names, citation_id=cite
            )
    saving.writer.flush()
    return units


def _officer_of(record: NewOfForce) -> NewOfficer | None:
    if isinstance(record, NewService):
        return record.officer
    return record if isinstance(record, NewOfficer) else None


def _save_mentions(cited: Sequence[tuple[int, NewOfForce]], saving: Saving) -> dict[NewOfficer, int]:
    """Store what is said of persons in words that are not known; return the mention of each."""
    told = [(cite, officer) for cite, each in cited if (officer := _officer_of(each)) is not None]
    known = _stored_mentions({officer for _, officer in told}, saving.source_id)
    mentions: dict[NewOfficer, int] = {}
    for cite, officer in told:
        if officer not in mentions:
            mentions[officer] = _mention(cite, officer, known, saving)
    saving.writer.flush()
    return mentions


def _mention(
    cite: int, officer: NewOfficer, known: dict[str, tuple[int, tuple[Any, ...]]], saving: Saving
) -> int:
    facts = dict(officer.facts)
    words = (*(facts.get(name, "") for name in _TOLD), officer.unit_id, officer.incident_id)
    name: str = officer.external_id
    if name in known and known[name][1] != words:
        name = mention_key(officer)
    if name not in known:
        pk = saving.writer.add(
            PersonMention,
            source_id=saving.source_id,
            external_id=name,
            citation_id=cite,
            unit_id=officer.unit_id,
            incident_id=officer.incident_id,
            is_invented=officer.is_invented,
            change=saving.change,
            **facts,
        )
        known[name] = (pk, words)
    return known[name][0]


def _stored_mentions(
    officers: Collection[NewOfficer], source_id: int
) -> dict[str, tuple[int, tuple[Any, ...]]]:
    names = sorted({name for each in officers for name in (each.external_id, mention_key(each))})
    found: dict[str, tuple[int, tuple[Any, ...]]] = {}
    for start in range(0, len(names), BATCH):
        rows = PersonMention.objects.filter(
            source_id=source_id, external_id__within=names[start : start + BATCH]
        )
        for name, pk, *words in rows.values_list("external_id", "pk", *_KNOWN_BY):
            found[name] = (pk, tuple(words))
    return found


def _posted(citations: Sequence[int]) -> set[int]:
    """Return those citations of which a post stands: their words are what they were."""
    live = Posting.objects.filter(citation_id__within=list(citations), superseded_at_change__isnull=True)
    return set(live.values_list("citation_id", flat=True))


def _supersede(rows: Any, names: Sequence[str], citations: Sequence[int], saving: Saving) -> None:
    """End what earlier words of the same records told."""
    for start in range(0, len(names), BATCH):
        told = Q(citation__external_id__within=list(names[start : start + BATCH]))
        earlier = rows.filter(told, superseded_at_change__isnull=True)
        ended = set(earlier.values_list("pk", "citation_id")) if earlier else set()
        gone = [pk for pk, cite in ended if cite not in set(citations)]
        rows.model.objects.filter(pk__within=gone).update(superseded_at_change=saving.change)


def _save_service(
    cite: int,
    record: NewService,
    units: Mapping[str, int],
    mentions: Mapping[NewOfficer, int],
    saving: Saving,
) -> None:
    # Words that come back after others had taken their place: the post that they told of has ended.
    is_back = cite in saving.returned
    name = f"{record.external_id[:_LONGEST_ID]}/{saving.change}" if is_back else record.external_id
    saving.writer.add(
        Posting,
        source_id=saving.source_id,
        external_id=name,
        mention_id=mentions[record.officer] if record.officer is not None else record.mention_id,
        unit_id=units[record.body.external_id] if record.body is not None else record.unit_id,
        is_command=record.is_command,
        time=record.time,
        citation_id=cite,
        is_invented=record.is_invented,
        change=saving.change,
        **dict(record.facts),
    )


def _save_relation(cite: int, record: NewRelation, units: Mapping[str, int]) -> None:
    if record.parent is not None:
        UnitRelation.objects.get_or_create(
            child_id=units[record.child.external_id],
            parent_id=units[record.parent.external_id],
            kind=record.kind,
            time=record.time,
            citation_id=cite,
            superseded_at_change=None,
        )
