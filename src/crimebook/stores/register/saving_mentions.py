"""Writing down what a source says of a person of a force, by hand: on words that are in the book already."""

from dataclasses import dataclass

from crimebook.stores.register.by_ref import find_by_ref
from crimebook.stores.register.models import Citation, Incident, PersonMention, Unit
from crimebook.stores.register.models.persons import NAME_KINDS, SIDES
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Ref
from crimebook.terms.mentions import SaidOfPerson

__all__ = ["NAME_KINDS", "SIDES", "Added", "NewMention", "SaidOfPerson", "add_mention"]

_DIGEST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class NewMention:
    """A mention with what it rests on: the record whose latest words tell of it, by reference.

    ``incident`` and ``unit`` are references too, empty where the words name none for sure.
    """

    cited: Ref
    said: SaidOfPerson
    incident: Ref | None = None
    unit: Ref | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The id of a mention, and whether the same words were not known before."""

    mention_id: int
    is_new: bool


def add_mention(new: NewMention, *, change: int) -> Added:
    """Add a mention, or return the one of the same words on the same citation; raise `NotFoundError`."""
    citation = Citation.objects.get(pk=_pk(Citation, new.cited, "a record"))
    unit_id = _pk(Unit, new.unit, "a unit") if new.unit else None
    incident_id = _pk(Incident, new.incident, "an incident") if new.incident else None
    told = [citation.digest, unit_id, incident_id, *(list(each) for each in new.said.items())]
    name = f"{citation.external_id[:180]}/{sha256_hex(canonical_json(told))[:_DIGEST_DIGITS]}"
    row, is_new = PersonMention.objects.get_or_create(
        source_id=citation.source_id,
        external_id=name,
        defaults={
            **dict(new.said.items()),
            "citation": citation,
            "incident_id": incident_id,
            "unit_id": unit_id,
            "is_invented": citation.source.is_invented,
            "change": change,
        },
    )
    return Added(row.pk, is_new)


def _pk(table: type[Citation] | type[Incident] | type[Unit], ref: Ref, what: str) -> int:
    found = find_by_ref(table, [ref]).get(ref)
    if found is None:
        raise NotFoundError(f"expected {what} called {ref}, got none")
    return int(found)
